"""The appointment that stands: when, where, with whom, what to bring, who goes along, and whether it may be moved."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Final, NamedTuple

from xuanhu.apps.escorting.models import LIVE, Visit
from xuanhu.apps.escorting.queries import rings_of
from xuanhu.apps.network.sealed import opened
from xuanhu.core.case.facts import Fact
from xuanhu.core.case.gates.changing import judge_move
from xuanhu.core.case.state import State
from xuanhu.core.reckoning import SHANGHAI, chinese_date, chinese_moment
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.web.insured.progress.seen import Seen

WISH: Final = "checkup-requested"  # a wish is no appointment yet
# What may follow an appointment before its day.
BEFORE_ITS_DAY: Final = frozenset({"told", "reminded", "escort-called", "signed", "images-sent", "images-refused"})
PLACE: Final = ("city", "hospital", "institution", "address", "department", "doctor", "rank", "escort")
# What an appointment is for.
VISITS: Final = ("attended", "checkup-attended", "admitted", "visited", "advised", "escorted")
BRING: Final = re.compile(r"(?:请带|请备好|手边备好|请先记下)[^，。；]+")


class Escort(NamedTuple):
    """Who goes along, and by when they call; `has_called` once they did."""

    name: str
    calls: str
    has_called: bool


class Appointment(NamedTuple):
    """An appointment: `on` is its day or moment, `bring` what the handbook asks one to bring; the rest in words."""

    fact: str
    what: str
    on: date | datetime
    place: Sequence[tuple[str, str]]
    bring: Sequence[str]
    escort: Escort | None
    is_past: bool
    may_move: bool

    @property
    def begins(self) -> datetime:
        """Its beginning; a day without a time begins at midnight."""
        return self.on if isinstance(self.on, datetime) else datetime.combine(self.on, time(), SHANGHAI)

    @property
    def day(self) -> str:
        """10月14日 周三."""
        return chinese_date(self.on.astimezone(SHANGHAI).date() if isinstance(self.on, datetime) else self.on)

    @property
    def clock(self) -> str:
        """09:30; nothing where no time was said."""
        return f"{self.on.astimezone(SHANGHAI):%H:%M}" if isinstance(self.on, datetime) else ""

    @property
    def where(self) -> str:
        """Hospital and department in a line."""
        told = dict(self.place)
        return " ".join(told[key] for key in ("医院", "机构", "科室") if key in told)


def standing(state: State) -> Fact | None:
    """The fact of the appointment that is ahead, or was and of which nothing is on record yet."""
    if not state.is_open:
        return None
    found = [
        state.stands[name]
        for name in state.plan.appointments
        if name != WISH and name in state.stands and not _is_over(state, name)
    ]
    return max(found, key=lambda fact: fact.at, default=None)


def _is_over(state: State, name: str) -> bool:
    after = (step for step in state.plan.steps.values() if step.in_flow and name in step.needs)
    return any(step.name in state.stands for step in after if step.name not in BEFORE_ITS_DAY)


def appointment_of(seen: Seen) -> Appointment | None:
    """The appointment of a case in words."""
    fact = standing(seen.state)
    on = fact.data.get("on") if fact is not None else None
    if fact is None or not isinstance(on, date):
        return None
    words = built_in_words()
    begins = on if isinstance(on, datetime) else datetime.combine(on, time.max, SHANGHAI)
    follows = next((name for name in VISITS if name in seen.plan.steps), fact.name)
    return Appointment(
        fact=fact.name,
        what=words.fact(follows, seen.book, seen.plan.name, "todo"),
        on=on,
        place=_place(fact),
        bring=_bring(seen, fact),
        escort=_escort(seen, fact),
        is_past=begins < seen.client.at,
        may_move=not judge_move(seen.state, fact.name, seen.client.at),
    )


def _place(fact: Fact) -> list[tuple[str, str]]:
    words, found = built_in_words(), []
    labels = {
        "city": "城市",
        "hospital": "医院",
        "institution": "机构",
        "address": "地址",
        "department": "科室",
        "doctor": "医生",
    }
    for key in PLACE:
        value = fact.data.get(key)
        if not value or key not in labels:
            continue
        said = str(value)
        if key == "doctor" and fact.data.get("rank"):
            said = f"{said}（{words.name('ranks', fact.data['rank'])}）"
        found.append((labels[key], said))
    if "doctor" not in fact.data and fact.data.get("rank"):
        found.append(("医生", words.name("ranks", fact.data["rank"])))
    return found


def _bring(seen: Seen, fact: Fact) -> list[str]:
    """What the handbook's own message on the appointment asks one to bring."""
    return [one.removeprefix("请带") for one in BRING.findall(seen.plan.service.sms.get(fact.name, ""))]


def _escort(seen: Seen, fact: Fact) -> Escort | None:
    """The escort of the visit that is planned; else whom the booking names."""
    visit = Visit.objects.select_related("escort").filter(case=seen.case, state__in=LIVE).order_by("-id").first()
    if visit is None:
        name = str(fact.data.get("escort") or "")
        return Escort(name, "", has_called="escort-called" in seen.state.stands) if name else None
    ring = rings_of([visit])[visit.id]
    return Escort(
        str(opened(visit.escort, "name")), chinese_moment(ring.due_at), has_called=visit.called_at is not None
    )
