"""How a visit and a need are shown: names masked, moments in words, states with a word beside their colour."""

import re
from datetime import date, datetime
from typing import Final, NamedTuple

from xuanhu.apps.cases.models import Case
from xuanhu.apps.editions.queries import edition_of
from xuanhu.apps.escorting.models import Visit
from xuanhu.apps.escorting.queries import Need
from xuanhu.apps.network.models import Escort
from xuanhu.apps.network.sealed import opened
from xuanhu.apps.parties.actions import WHERE
from xuanhu.apps.sealing import sealer
from xuanhu.core.case.plan import Plan
from xuanhu.core.reckoning import SHANGHAI, chinese_date
from xuanhu.integrations.masking import masked_name

STATES: Final = {
    "planned": "待联系",
    "called": "已联系",
    "arrived": "陪诊中",
    "left": "已结束",
    "cancelled": "已取消",
}
OUT_OF_DATE: Final = {"moved": "预约已改，待改期", "off": "案件已办结，待取消"}
BRINGING: Final = re.compile(r"请带(?:好|上)?([^；。，,!！]+)")
USUALLY_BROUGHT: Final = "身份证、病历"


class Shown(NamedTuple):
    """A visit as a line."""

    id: str
    state: str
    says: str
    clock: str
    day: str
    person: str
    service: str
    city: str
    hospital: str
    department: str
    escort: str
    insurer: str
    problem: str


def show(visit: Visit, *, problem: str = "") -> Shown:
    """A visit for those who dispatch; `problem` is 'moved' or 'off'."""
    return Shown(
        str(visit.public_id),
        visit.state,
        STATES[visit.state],
        clocks(visit.starts_at, visit.ends_at),
        chinese_date(visit.on),
        name_of(visit.case),
        service_of(visit.case),
        visit.city,
        visit.hospital,
        visit.department,
        escort_name(visit.escort),
        visit.case.insurer.name,
        OUT_OF_DATE.get(problem, ""),
    )


class Wanting(NamedTuple):
    """A need as a line."""

    case: str
    when: str
    person: str
    service: str
    city: str
    hospital: str
    department: str
    insurer: str


def show_need(need: Need) -> Wanting:
    """Who needs an escort, when and where."""
    return Wanting(
        str(need.case.public_id),
        appointment(need.appointment_at, has_time=need.has_time),
        name_of(need.case),
        service_of(need.case),
        need.city,
        need.hospital or "医院待定",
        need.department,
        need.case.insurer.name,
    )


def appointment(at: datetime | None, *, has_time: bool) -> str:
    """An appointment in words; somebody abroad has none."""
    if at is None:
        return "海外就医，日期自定"
    here = at.astimezone(SHANGHAI)
    return f"{chinese_date(here.date())} {here:%H:%M}" if has_time else chinese_date(here.date())


def clocks(starts_at: datetime, ends_at: datetime) -> str:
    """09:00–13:00"""
    return f"{starts_at.astimezone(SHANGHAI):%H:%M}–{ends_at.astimezone(SHANGHAI):%H:%M}"


def clock(at: datetime | None) -> str:
    """09:00"""
    return f"{at.astimezone(SHANGHAI):%H:%M}" if at is not None else ""


def name_of(case: Case) -> str:
    """The person of a case, masked."""
    return masked_name(sealer().open(case.insured.name, f"{WHERE}.name"))


def service_of(case: Case) -> str:
    """The service of a case by its name."""
    terms = edition_of(case.handbook, case.edition).services.get(case.service)
    return terms.name if terms is not None else case.service


def escort_name(escort: Escort) -> str:
    """What the escort is called."""
    return str(opened(escort, "name"))


def brings(plan: Plan) -> str:
    """What the person was told to bring, as the handbook's own messages say it."""
    texts = (plan.service.sms.get(kind, "") for kind in ("booked", "reminded", "booked-again"))
    found = next((match[1] for text in texts if (match := BRINGING.search(text))), USUALLY_BROUGHT)
    return found.strip()


def read_day(text: str | None, otherwise: date) -> date:
    """A day out of an address; another where it says none."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return otherwise
