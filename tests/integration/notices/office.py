"""A tenant of a test's own, with 王芳 and her policy, on which cases are acted."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from xuanhu.core.parties import Diagnosis, Insured, Policy
from xuanhu.core.reckoning import SHANGHAI

NAME, PHONE, ID_NUMBER = "王芳", "13800138000", "11010519491231002X"
TUMOUR = Diagnosis(date(2026, 6, 10), icd10="C34.1")
NODULE = Diagnosis(date(2026, 6, 10), kind="lung-nodule")


def at(month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    """A moment of 2026 in China."""
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


class Office:
    """Acts as the platform does: each act in a transaction that sees this tenant only."""

    def __init__(self, handbook: str, *, phone: str | None = PHONE, diagnosis: Diagnosis = TUMOUR) -> None:
        from django.db import transaction

        from xuanhu.apps.parties.actions import add_insured, add_insurer, add_policy

        self.handbook = handbook
        with transaction.atomic():
            self.insurer = add_insurer(code=uuid4().hex, name="某保险", purpose="rehearsal").id
            person = Insured(NAME, ID_NUMBER, phone)
            self.insured = add_insured(insurer=self.insurer, insured=person, diagnosis=diagnosis)
            terms = Policy(date(2026, 1, 1), date(2026, 12, 31), 0, None, {})
            number = uuid4().hex
            self.policy = add_policy(
                insurer=self.insurer, number=number, handbook=handbook, insured=self.insured, policy=terms
            )
        self.case = ""

    def apply(self, service: str, when: datetime, data: Mapping[str, Any] | None = None, *, policy: bool = True) -> Any:
        """Apply, for a service or for cover; later acts are on this case."""
        from xuanhu.apps.cases.actions import open_case
        from xuanhu.apps.cases.applicants import Applicant
        from xuanhu.apps.tenancy import seeing

        with seeing([self.insurer]):
            applicant = Applicant(self.insurer, self.handbook, self.insured, self.policy if policy else None)
            acted = open_case(applicant=applicant, service=service, data=data or {}, at=when, by=None)
        self.case = str(acted.case.public_id)
        return acted

    def record(self, name: str, when: datetime, /, **data: Any) -> None:
        """Record a fact, which must be allowed."""
        from xuanhu.apps.cases.actions import record_fact
        from xuanhu.apps.tenancy import seeing

        with seeing([self.insurer]):
            acted = record_fact(public_id=self.case, name=name, data=data, at=when, by=None)
        assert acted is not None
        assert acted.verdict.refusals == (), name

    def identify(self, when: datetime) -> None:
        """Verify her identity."""
        self.record("identity-verified", when, name=NAME, id_number=ID_NUMBER)

    def pass_time(self, until: datetime) -> None:
        """Let the sweep do what is due."""
        from xuanhu.apps.cases.sweeping import sweep

        sweep(insurers=[self.insurer], until=until)

    def notices(self, **wanted: Any) -> list[Any]:
        """The tenant's rows of the outbox, the oldest first."""
        return self._rows("Notice", **wanted)

    def calls(self, **wanted: Any) -> list[Any]:
        """The tenant's calls, the first due first."""
        return sorted(self._rows("WorkItem", **wanted), key=lambda row: row.due_at)

    def _rows(self, model: str, **wanted: Any) -> list[Any]:
        from xuanhu.apps.notices import models
        from xuanhu.apps.tenancy import seeing

        with seeing([self.insurer]):
            return list(getattr(models, model).objects.filter(insurer=self.insurer, **wanted).order_by("id"))

    def says(self, kind: str) -> str:
        """The opened text of the latest notice of a kind."""
        return opened(self.notices(kind=kind)[-1])


def opened(row: Any) -> str:
    """The text of a row; nothing where it has none."""
    from xuanhu.apps.notices.actions import TEXT
    from xuanhu.apps.sealing import sealer

    return sealer().open(row.text, TEXT) if row.text else ""
