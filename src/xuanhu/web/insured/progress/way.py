"""The way of a case as a line of dots with words, and what has happened so far, for those whom it is about."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from xuanhu.core.case.facts import Fact, effective
from xuanhu.core.case.gates.turn import next_in_flow
from xuanhu.core.handbook.vocabulary import JUDGING, MENDING
from xuanhu.core.reckoning import SHANGHAI, chinese_date, chinese_moment
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.web.facts.saying import label_of, value_of
from xuanhu.web.insured.progress.appointment import VISITS, appointment_of
from xuanhu.web.insured.progress.seen import Seen

UNSEEN: Final = frozenset({"told", "reminded", "reported-to-insurer"})  # steps that nobody has to take
UNTOLD: Final = frozenset({*MENDING, "refused"})
# What is said beside a fact; names of staff, internal notes and numbers of identity never are.
SAID: Final = ("on", "hospital", "institution", "department", "kinds", "consent", "form", "amount", "hours")


class Dot(NamedTuple):
    """A step: its name, whether it is done, now or ahead, who does it, and when it was or is to be done, if known."""

    name: str
    state: str
    who: str
    on: str

    @property
    def says(self) -> str:
        """How far it is, and who does it: never by colour alone."""
        if self.state == "now":
            return f"现在轮到{self.who}" if self.who else "正在进行"
        return f"还没到 · {self.who}" if self.who else "还没到"


class Happened(NamedTuple):
    """Something that has happened: what, who did it, when, and what was said with it."""

    what: str
    who: str
    when: str
    said: Sequence[tuple[str, str]]


def way_of(seen: Seen) -> list[Dot]:
    """The steps that this case takes; of a closed case those that it took."""
    stands, waiting = seen.state.stands, set(next_in_flow(seen.state))
    found = []
    for stage in seen.in_words.stages:
        names = [step.fact for step in stage.steps if not step.optional and _is_part(seen, step.fact)]
        if stage.either and names:
            names = [next((name for name in names if name in stands), names[0])]
        found += [_dot(seen, name, waiting) for name in names]
    return found if seen.state.is_open else [dot for dot in found if dot.state == "done"]


def _is_part(seen: Seen, fact: str) -> bool:
    step = seen.plan.steps.get(fact)
    if step is None or fact in UNSEEN or fact in seen.plan.left_out:
        return False
    if fact == "identity-verified" and fact in seen.state.stands:
        return False
    return step.only is None or seen.state.applies(step.only)


def _dot(seen: Seen, name: str, waiting: set[str]) -> Dot:
    fact, words = seen.state.stands.get(name), built_in_words()
    if fact is not None:
        done = words.fact(name, seen.book, seen.plan.name)
        return Dot(done, "done", seen.doer(name), chinese_date(fact.at.astimezone(SHANGHAI).date()))
    form = "todo" if name in VISITS else "promise"
    appointment = appointment_of(seen) if name in waiting and name in VISITS else None
    on = f"{appointment.day} {appointment.clock}".strip() if appointment is not None else ""
    called = words.fact(name, seen.book, seen.plan.name, form)
    return Dot(called, "now" if name in waiting else "ahead", seen.doer(name), on)


def past_of(seen: Seen) -> list[Happened]:
    """What has happened, the latest first; what was mended as it is right, what was voided not at all."""
    facts = [fact for fact in effective(seen.state.facts, seen.plan.appointments) if fact.name not in UNTOLD]
    complete = seen.state.stands.get("documents-complete")
    known = sorted([*facts, *([complete] if complete is not None else [])], key=lambda fact: fact.at)
    return [_happened(seen, fact) for fact in reversed(known)]


def _happened(seen: Seen, fact: Fact) -> Happened:
    title = built_in_words().fact(fact.name, seen.book, seen.plan.name)
    said = [
        (label_of(key, fact.name, seen.book, seen.plan.name), _value(seen, fact, key))
        for key in SAID
        if _is_said(seen, fact, key)
    ]
    if fact.name in JUDGING and "result" in fact.data:
        said.insert(0, ("结果", value_of("result", fact.data["result"], seen.book, seen.plan.name)))
    return Happened(title, "" if fact.name == "expired" else seen.doer(fact.name), _when(fact.at), said)


def _is_said(seen: Seen, fact: Fact, key: str) -> bool:
    is_own_moment = key == "on" and fact.name not in seen.plan.appointments
    return fact.data.get(key) not in (None, "", ()) and not is_own_moment


def _value(seen: Seen, fact: Fact, key: str) -> str:
    return value_of(key, fact.data[key], seen.book, seen.plan.name)


def _when(at: datetime) -> str:
    here = at.astimezone(SHANGHAI)
    return chinese_date(here.date()) if (here.hour, here.minute) == (0, 0) else chinese_moment(here)
