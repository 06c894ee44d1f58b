"""A case of a member's, brought to where a test wants it: by public acts, at moments of October 2026."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from tests.integration.insured.member import Member, new_member
from xuanhu.core.reckoning import SHANGHAI

HOSPITAL: Mapping[str, object] = {
    "city": "北京",
    "hospital": "北京清河医院",
    "hospital_level": "tertiary-a",
    "hospital_ownership": "public",
    "social_insurance_designated": True,
    "division": "ordinary",
    "department": "乳腺甲状腺肿瘤外科",
}
CHIEF: Mapping[str, object] = {**HOSPITAL, "rank": "chief-physician"}


def at(day: int, hour: int = 10, minute: int = 0, *, month: int = 10) -> datetime:
    """A moment of October 2026 in China."""
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


TUESDAY = at(20, 9, 30)


class Course:
    """A case, acted on as the platform does."""

    def __init__(
        self, member: Member, service: str, when: datetime, /, *, refused: bool = False, cover: str = "", **data: Any
    ) -> None:
        from xuanhu.apps.cases.actions import open_case
        from xuanhu.apps.cases.applicants import Applicant
        from xuanhu.apps.tenancy import seeing

        self.insurer = member.insurer
        with seeing([self.insurer]):
            policy = None if cover else member.policy
            applicant = Applicant(self.insurer, cover or policy.handbook, member.row, policy)
            said = {"channel": "app", **data}
            acted = open_case(applicant=applicant, service=service, data=said, at=when, by=None)
        assert acted.verdict.allowed != refused, acted.verdict.refusals
        self.id = str(acted.case.public_id)

    @property
    def path(self) -> str:
        return f"/my/cases/{self.id}"

    def did(self, name: str, when: datetime, /, **data: Any) -> "Course":
        """A fact, which must be allowed."""
        from xuanhu.apps.cases.actions import record_fact
        from xuanhu.apps.tenancy import seeing

        with seeing([self.insurer]):
            acted = record_fact(public_id=self.id, name=name, data=data, at=when, by=None)
        assert acted is not None
        assert acted.verdict.refusals == (), (name, acted.verdict.refusals)
        return self

    @property
    def row(self) -> Any:
        from xuanhu.apps.cases.models import Case
        from xuanhu.apps.tenancy import seeing

        with seeing([self.insurer]):
            return Case.objects.select_related("policy", "insured", "insurer").get(public_id=self.id)

    @property
    def state(self) -> Any:
        from xuanhu.apps.cases.loading import state_of
        from xuanhu.apps.tenancy import seeing

        row = self.row
        with seeing([self.insurer]):
            return state_of(row)

    def facts(self) -> list[tuple[str, str, str]]:
        """Name, role and actor of each fact on record."""
        from xuanhu.apps.tenancy import seeing

        row = self.row
        with seeing([self.insurer]):
            return list(row.facts.order_by("seq").values_list("name", "by", "actor"))

    def calls(self) -> list[tuple[str, str]]:
        """Kind and state of each call on the list."""
        from xuanhu.apps.notices.models import WorkItem
        from xuanhu.apps.tenancy import seeing

        row = self.row
        with seeing([self.insurer]):
            return list(WorkItem.objects.filter(case=row).order_by("id").values_list("kind", "state"))


def outpatient(member: Member) -> Course:
    """AXA: applied for on Monday, with papers, reviewed on Tuesday morning: to be booked within 5 working days."""
    case = Course(member, "outpatient-appointment", at(12), city="北京")
    case.did("documents-added", at(12, 11), kinds=("pathology-report",))
    return case.did("reviewed", at(13, 9), result="passed")


def booked(member: Member, on: date | datetime = TUESDAY) -> Course:
    """The same, booked for the Tuesday after."""
    return outpatient(member).did("booked", at(13, 9, 20), on=on, **CHIEF, doctor="顾清和")


def cover(has_dicom: bool) -> tuple[Member, Course]:  # noqa: FBT001 - one thing is said
    member = new_member()
    data = {"screening_passed": True, "has_dicom": has_dicom}
    return member, Course(member, "manual-underwriting", at(12), cover="taiping-yibao-wuyou", **data)


def accepted() -> tuple[Member, Course]:
    member, case = cover(has_dicom=True)
    case.did("signed", at(12, 11), consent="personal-information-authorization")
    case.did("images-received", at(12, 12), modality="CT", study_date=date(2026, 9, 1))
    return member, case.did("concluded", at(13, 9), result="passed")
