"""Cases that are talked about: applied for, recorded, read as a person reads the page; what the form sends."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.integration.accounts.staff import Desk, new_desk, new_person
from tests.integration.insured.member import Member
from tests.integration.web.reading import Reader, come_in, token_in
from xuanhu.handbook_files.booklet.typesetting import unspaced

ONCE = "6f1f3a0e-0f5c-4b3b-9d0e-3f2a1b4c5d6e"


def open_case(member: Member, service: str, at: datetime, **data: Any) -> str:
    """A case of the member, applied for on the phone; its number."""
    from xuanhu.apps.cases.actions import open_case as apply
    from xuanhu.apps.cases.applicants import Applicant
    from xuanhu.apps.tenancy import seeing

    who = Applicant(member.insurer, member.policy.handbook, member.row, member.policy)
    with seeing([member.insurer]):
        acted = apply(applicant=who, service=service, data={"channel": "portal"} | data, at=at, by="insured")
    assert acted.verdict.allowed, acted.verdict.refusals
    return str(acted.case.public_id)


def record(member: Member, case: str, name: str, at: datetime, by: str | None = None, **data: Any) -> None:
    from xuanhu.apps.cases.actions import record_fact
    from xuanhu.apps.tenancy import seeing

    with seeing([member.insurer]):
        acted = record_fact(public_id=case, name=name, data=data, at=at, by=by, actor="tests")
    assert acted is not None
    assert acted.verdict.allowed, acted.verdict.refusals


def staff(member: Member, role: str) -> Desk:
    """Somebody at work for the member's insurer."""
    desk = new_desk()
    come_in(desk, new_person([member.insurer], role))
    return desk


def facts(member: Member, case: str) -> list[tuple[str, str]]:
    """What is on record: name and role."""
    from xuanhu.apps.cases.models import Fact
    from xuanhu.apps.tenancy import seeing

    with seeing([member.insurer]):
        return list(Fact.objects.filter(case__public_id=case).order_by("seq").values_list("name", "by"))


def messages(member: Member, case: str) -> list[Any]:
    from xuanhu.apps.cases.models import Case
    from xuanhu.apps.talk.queries import messages_of
    from xuanhu.apps.tenancy import seeing

    with seeing([member.insurer]):
        return messages_of(case=Case.objects.get(public_id=case))


def page(desk: Desk, path: str) -> str:
    said = desk.client.get(path)
    assert said.status_code == 200, (said.status_code, said.get("Location"))
    return shown(said)


def shown(said: Any) -> str:
    """All that stands on a page, without spaces."""
    reader = Reader()
    reader.feed("<body" + said.content.decode().partition("<body")[2])
    return "".join(unspaced("".join(reader.lines)).split())


def say(desk: Desk, case: str, text: str = "", content: bytes | None = None, **form: Any) -> Any:
    """Send something as the page's form does, which brings files."""
    path = f"/my/cases/{case}/talk"
    token = token_in(desk.client.get(path).content) or token_in(desk.client.get("/my/talk").content)
    form |= {"csrfmiddlewaretoken": token, "text": text}
    if content is not None:
        form["picture"] = SimpleUploadedFile("a.png", content)
    return desk.client.post(path, form)
