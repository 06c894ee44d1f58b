"""All services that an insured person may apply for, each with somebody who may have it and what they say."""

import re
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from tests.integration.accounts.staff import Desk
from tests.integration.insured.member import Member, new_insurer, new_member
from tests.integration.web.reading import lines, send
from xuanhu.handbook_files.loader import built_in

TUMOUR, NODULE = "C34.1", "lung-nodule"
ANSWERS = {
    ("axa-tianping", "advance-payment"): {
        "city": "北京",
        "hospital": "北京清河医院",
        "planned_admission_on": "",
        "already_admitted": "false",
    },
    ("ins-oncology", "direct-billing"): {"city": "上海", "planned_admission_on": ""},
    ("picc-iwuyou-3", "nodule-interpretation"): {"nodule": NODULE},
    ("starr-critical-care", "overseas-second-opinion"): {"country": "JP"},
    ("starr-critical-care", "overseas-treatment"): {"country": "US"},
    ("taiping-yibao-wuyou", "manual-underwriting"): {"screening_passed": "true", "has_dicom": "true"},
}
APART = ("nodule-interpretation", "bedside-visit", "post-care-follow-up")
EVERY = [(book.handbook, service) for book in built_in().handbooks for service in book.services]


class Wanting(NamedTuple):
    """Somebody who wants a service: the page of it, and what they answer."""

    member: Member
    path: str
    answers: dict[str, str]


def wanting(handbook: str, service: str, at: datetime, member: Member | None = None) -> Wanting:
    """Somebody who may have it today: ill as it wants, with what it wants to have come before; or a given member."""
    answers = dict(ANSWERS.get((handbook, service), {}))
    if "planned_admission_on" in answers:
        from xuanhu.apps.cases.loading import calendar

        answers["planned_admission_on"] = calendar().add_working_days(at.date(), 8).isoformat()
    if handbook == "taiping-yibao-wuyou":
        one = member or an_applicant()
        return Wanting(one, f"/my/services/{one.row.public_id}/{handbook}/{service}", answers)
    one = member or new_member(handbook, kind=NODULE if service == "nodule-interpretation" else None)
    _had_before(one, handbook, service, at)
    return Wanting(one, f"/my/services/{one.row.public_id}/{one.policy.id}/{service}", answers)


def wanting_all(at: datetime) -> list[list[Wanting]]:
    """All services by who wants them: one person a handbook, and others for what needs another illness or story."""
    found: dict[str, list[Wanting]] = {}
    for handbook, service in EVERY:
        whose = service if service in APART else handbook
        known = found.setdefault(whose, [])
        known.append(wanting(handbook, service, at, known[0].member if known else None))
    return list(found.values())


def an_applicant() -> Member:
    """Somebody on file of an insurer whose product is applied for: without a policy."""
    from django.db import transaction

    from tests.integration.insured.member import NAME, new_id_number, new_phone
    from xuanhu.apps.parties.actions import add_insured
    from xuanhu.apps.tenancy import set_visible
    from xuanhu.core.parties import Insured

    number, phone = new_id_number(), new_phone()
    with transaction.atomic():
        house = new_insurer()
        set_visible([house.id])
        row = add_insured(insurer=house.id, insured=Insured(NAME, number, phone), diagnosis=None)
    return Member(house.id, house.code, row, None, NAME, number, phone)


def _had_before(member: Member, handbook: str, service: str, at: datetime) -> None:
    """The service that this one comes after, walked as the demonstration walks."""
    from django.db import transaction

    from xuanhu.apps.cases.actions import open_case, record_fact
    from xuanhu.apps.cases.applicants import Applicant
    from xuanhu.apps.cases.loading import calendar
    from xuanhu.apps.editions.queries import library
    from xuanhu.apps.parties.queries import diagnosis_of, insured_of, policy_of
    from xuanhu.apps.tenancy import set_visible
    from xuanhu.core.case.circumstances import Circumstances
    from xuanhu.demo.walking import Walker, Wish

    book = library().editions(handbook)[-1]
    prior = book.services[service].prior_service
    if prior is None:
        return
    with transaction.atomic():
        set_visible([member.insurer])
        around = Circumstances(
            calendar=calendar(),
            insured=insured_of(member.row),
            policy=policy_of(member.policy),
            diagnosis=diagnosis_of(member.row),
        )
        starts = at - timedelta(days=40)
        way = Walker(book, prior.service, around).go(starts=starts, until=at, wish=Wish(has_login=True), seed="before")
        assert prior.fact in way.state.stands, way
        first, *acts = way.acts
        applicant = Applicant(member.insurer, handbook, member.row, member.policy)
        opened = open_case(applicant=applicant, service=prior.service, data=first.data, at=first.at, by=first.by)
        for act in acts:
            record_fact(public_id=str(opened.case.public_id), name=act.name, data=act.data, at=act.at, by=act.by)


# ---------------------------------------------------------------- read and sent


def read(said: Any) -> list[str]:
    """A page's lines, whatever stands on its body."""
    head, _, rest = said.content.partition(b"<body")
    return lines(b"<body>" + rest.partition(b">")[2]) if rest else lines(b"<body>" + head)


def opened(desk: Desk, path: str) -> list[str]:
    said = desk.client.get(path)
    assert said.status_code == 200, said.content.decode()
    return read(said)


def ask(desk: Desk, one: Wanting, step: str, form: dict[str, str]) -> Any:
    """The form of an application, sent."""
    return send(desk, f"{one.path}/apply", {**form, "step": step}, page="/my")


def confirmed(content: bytes) -> dict[str, str]:
    """Every box of what is final, ticked; and the form's token."""
    boxes = {name.decode(): "yes" for name in re.findall(rb'name="(final-[0-9]+)"', content)}
    token = re.search(rb'name="token" value="([^"]+)"', content)
    assert token is not None
    return {**boxes, "token": token[1].decode()}


def applied(desk: Desk, one: Wanting) -> Any:
    """Looked at, confirmed and sent."""
    look = ask(desk, one, "look", one.answers)
    assert look.status_code == 200, read(look)
    return ask(desk, one, "send", {**one.answers, **confirmed(look.content)})


def cases_of(member: Member) -> list[Any]:
    from xuanhu.apps.cases.models import Case
    from xuanhu.apps.tenancy import seeing

    with seeing([member.insurer]):
        return list(Case.objects.filter(insured=member.row).order_by("id"))
