"""An office where opinions are arranged: an insurer, a person who is ill, experts, people of each role."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.integration.accounts.staff import Desk, by, new_desk
from tests.integration.papers.files import pdf
from tests.integration.web.reading import come_in, lines, token_in
from xuanhu.core.reckoning import SHANGHAI

NOW = datetime(2026, 10, 14, 10, 0, tzinfo=SHANGHAI)
ID_NUMBER = "11010519491231002X"
SECTIONS = {
    "summary": "右肺上叶占位，穿刺为浸润性腺癌。",
    "question": "要不要先做新辅助治疗？",
    "opinion": "首选手术切除，暂不需要新辅助治疗。",
    "advice": "两周内完成头颅增强 MRI。",
}
NAMES = {"expert": "顾怀瑾", "care-manager": "张敏", "reviewer": "何安", "laboratory": "白露"}


@dataclass
class Office:
    """What an insurer's office has."""

    id: int
    code: str
    handbook: str
    insured: Any
    now: datetime = NOW
    people: dict[str, Any] = field(default_factory=dict)
    desks: dict[str, Desk] = field(default_factory=dict)

    def person(self, role: str) -> Any:
        """The person of a role, one each: expert-2 is another expert."""
        if role not in self.people:
            self.people[role] = new_person([self.id], role.rpartition("-")[0] if role[-1].isdigit() else role, role)
        return self.people[role]

    def desk(self, role: str) -> Desk:
        """A browser in which that person has logged in."""
        if role not in self.desks:
            self.desks[role] = new_desk()
            assert come_in(self.desks[role], self.person(role)).status_code == 302
        return self.desks[role]

    def get(self, role: str, path: str) -> Any:
        return self.desk(role).client.get(path)

    def read(self, role: str, path: str) -> list[str]:
        """The lines of a page."""
        said = self.get(role, path)
        assert said.status_code == 200, (path, said.status_code)
        return lines(said.content.replace(b"<body hx-headers", b"<body><body hx-headers"))

    def post(self, role: str, path: str, form: dict[str, Any], **headers: str) -> Any:
        """Send a form, with the token that every page carries."""
        desk = self.desk(role)
        token = token_in(desk.client.get("/password").content)
        return desk.client.post(path, {"csrfmiddlewaretoken": token, **form}, headers=headers)

    def case(self, service: str, *, data: dict[str, Any] | None = None) -> Any:
        """A new case, under a policy of its own."""
        from xuanhu.apps.cases.actions import open_case
        from xuanhu.apps.cases.applicants import Applicant
        from xuanhu.apps.parties.actions import add_policy
        from xuanhu.apps.tenancy import seeing
        from xuanhu.core.parties import Policy

        with seeing([self.id]):
            begins = self.now.date() - timedelta(days=200)
            terms = Policy(begins, begins + timedelta(days=364))
            number = f"P-{secrets.token_hex(5)}"
            policy = add_policy(
                insurer=self.id, number=number, handbook=self.handbook, insured=self.insured, policy=terms
            )
            applicant = Applicant(self.id, self.handbook, self.insured, policy)
            given = {"channel": "hotline", **(data or {})}
            acted = open_case(
                applicant=applicant,
                service=service,
                data=given,
                at=self.now - timedelta(days=1),
                by="agent",
                actor="key:x",
            )
            assert acted.verdict.allowed, acted.verdict.refusals
            return acted.case

    def record(self, case: Any, *facts: tuple[str, dict[str, Any]], hours: int = 20) -> Any:
        """Record facts, as of yesterday unless said otherwise."""
        from xuanhu.apps.cases.actions import record_fact
        from xuanhu.apps.tenancy import seeing

        with seeing([self.id]):
            for name, data in facts:
                at = self.now - timedelta(hours=hours)
                acted = record_fact(public_id=str(case.public_id), name=name, data=data, at=at, by=None)
                assert acted is not None
                assert acted.verdict.allowed, (name, acted.verdict.refusals)
            case.refresh_from_db()
        return case

    def second_opinion(self) -> Any:
        """A second opinion whose papers are in and that was reviewed."""
        return self.record(
            self.case("second-opinion"),
            ("identity-verified", {"name": "王芳", "id_number": ID_NUMBER}),
            ("documents-added", {"kinds": ("pathology-report",)}),
            ("reviewed", {"result": "passed"}),
        )

    def add_paper(self, case: Any, content: bytes | None = None) -> Any:
        """A document of the case."""
        from xuanhu.apps.papers.actions import Upload, add_document
        from xuanhu.apps.papers.keeping import keep
        from xuanhu.apps.tenancy import seeing

        with seeing([self.id]):
            kept = keep([content or pdf()], most=10**6, at=self.now)
            upload = Upload(kept, "pathology-report", "病理报告.pdf")
            given = {"records": False, "at": self.now, "by": "agent", "role": "agent", "actor": "key:x"}
            return add_document(case=case, upload=upload, **given).document

    def expert(self, name: str = "顾怀瑾", city: str = "北京", specialty: str = "肺癌") -> Any:
        """An expert of the network."""
        from xuanhu.apps.network.actions import add_provider
        from xuanhu.apps.network.models import Expert
        from xuanhu.apps.tenancy import seeing

        row = {"code": f"E-{secrets.token_hex(4)}", "name": name, "city": city, "hospital": f"{city}安和医院"}
        row |= {"rank": "chief-physician", "specialties": [specialty], "from": date(2020, 1, 1)}
        with seeing([self.id]):
            return add_provider(insurer=self.id, model=Expert, row=row)

    def laboratory(self, name: str = "澄源基因检测实验室") -> Any:
        """A laboratory of the network."""
        from xuanhu.apps.network.actions import add_provider
        from xuanhu.apps.network.models import Laboratory
        from xuanhu.apps.tenancy import seeing

        row = {"code": f"L-{secrets.token_hex(4)}", "name": name, "city": "上海", "address": "上海澄源路8号"}
        with seeing([self.id]):
            return add_provider(insurer=self.id, model=Laboratory, row={**row, "from": date(2020, 1, 1)})

    def consultation(self) -> Any:
        """A consultation whose arrangement was asked for."""
        return self.record(
            self.case("multidisciplinary-consultation"),
            ("identity-verified", {"name": "王芳", "id_number": ID_NUMBER}),
            ("reviewed", {"result": "passed"}),
            ("called", {}),
            ("planned", {}),
            ("documents-added", {"kinds": ("pathology-report",)}),
        )

    def genetic_test(self) -> Any:
        """A genetic test that was reviewed."""
        return self.record(
            self.case("genetic-test"),
            ("identity-verified", {"name": "王芳", "id_number": ID_NUMBER}),
            ("documents-added", {"kinds": ("pathology-report",)}),
            ("reviewed", {"result": "passed"}),
        )

    def facts(self, case: Any) -> list[tuple[str, dict[str, Any]]]:
        """What is recorded of a case since its review."""
        from xuanhu.apps.cases.loading import state_of
        from xuanhu.apps.cases.models import Case
        from xuanhu.apps.tenancy import seeing

        with seeing([self.id]):
            row = Case.objects.select_related("insured", "policy").get(id=case.id)
            return [(fact.name, dict(fact.data)) for fact in state_of(row).facts]

    def invited(self, case: Any, role: str = "expert", *, answer: str | None = "yes", expert: Any = None) -> Any:
        """An expert who was asked by the page, and answered by theirs."""
        from xuanhu.apps.opinions.models import Invitation
        from xuanhu.apps.tenancy import seeing

        expert = expert or self.expert()
        form = {"expert": [expert.id], f"account-{expert.id}": self.person(role).id, "due_on": "2026-10-19"}
        said = self.post("care-manager", f"/opinions/{case.public_id}/invite", {**form, "reason": "缘由"})
        assert said.status_code == 302, said.content.decode()
        with seeing([self.id]):
            row = Invitation.objects.get(case=case, expert=expert)
        if answer is not None:
            path = f"/opinions/{case.public_id}/answer"
            assert self.post(role, path, {"invitation": row.id, "answer": answer}).status_code == 302
        return row

    def written(self, case: Any, role: str = "expert", **more: str) -> Any:
        said = self.post(role, f"/opinions/{case.public_id}/write", {**SECTIONS, **more})
        assert said.status_code == 302, said.content.decode()
        return said

    def checked(self, case: Any, version: int = 1, result: str = "passed", **more: str) -> Any:
        form = {"version": str(version), "result": result, **more}
        return self.post("reviewer", f"/opinions/{case.public_id}/check", form)


def new_person(insurers: list[int], role: str, name: str) -> Any:
    """A person with the name of their role."""
    from tests.integration.accounts.staff import FIRST, PASSWORD
    from xuanhu.apps.accounts.actions import add_person, change_password

    login, at = f"{role}-{secrets.token_hex(4)}", datetime.now(UTC)
    shown = NAMES.get(name, f"{NAMES[role]}{name[-1]}")
    person = add_person(login=login, name=shown, role=role, insurers=insurers, password=FIRST, by=by(), at=at)
    change_password(person=person, new=PASSWORD, by=by(), at=at)
    return person


def new_office(handbook: str, *, now: datetime = NOW) -> Office:
    """An insurer with a person who has a tumour."""
    from django.db import transaction

    from xuanhu.apps.parties.actions import add_insured, add_insurer
    from xuanhu.core.parties import Diagnosis, Insured

    code = f"insurer-{secrets.token_hex(6)}"
    with transaction.atomic():
        number = add_insurer(code=code, name="望舒保险").id
        found = Diagnosis(now.date() - timedelta(days=120), icd10="C34.1")
        insured = add_insured(insurer=number, insured=Insured("王芳", ID_NUMBER, "13800138000"), diagnosis=found)
    return Office(number, code, handbook, insured, now)
