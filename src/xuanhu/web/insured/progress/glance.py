"""A case at a glance, the largest thing of its page and its card: what, by which date, whose turn, how long still."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from xuanhu.apps.cases.loading import states_of
from xuanhu.apps.cases.models import Case
from xuanhu.core.case.clocks import is_held
from xuanhu.core.case.order_status import order_status
from xuanhu.core.reckoning import chinese_date
from xuanhu.web.insured.progress.appointment import Appointment, appointment_of
from xuanhu.web.insured.progress.ending import Ending, ending_of
from xuanhu.web.insured.progress.seen import Seen, seen_as
from xuanhu.web.insured.progress.turn import Turn, turn_of
from xuanhu.web.insured.visiting import Client, Person
from xuanhu.web.promises import Group
from xuanhu.web.reckonings import Explained, promises_of

MOST_CLOSED: Final = 20
WE, YOU_DO, WE_HAD_TO = "我们最晚在", "请您最晚在", "我们答应最晚在"
# Promises that are only a step towards an appointment.
BESIDE_A_VISIT: Final = ("escort-called", "reminded")


class Glance(NamedTuple):
    """What is said of a case first.

    `kind` is yours, promise, broken, appointment, waiting or ended; `lead`, `on`, `by` and `tail` make one sentence
    around the date: 我们最晚在 10月14日 周三 前约好门诊. Without a date `tail` is the sentence.
    """

    seen: Seen
    kind: str
    lead: str
    on: str
    by: str
    tail: str
    left: str
    turn: Turn | None
    explained: Explained | None = None
    appointment: Appointment | None = None
    ending: Ending | None = None
    status: str = ""

    @property
    def is_yours(self) -> bool:
        """Whether it is the insured's own turn."""
        return self.turn is not None and self.turn.is_yours

    @property
    def order(self) -> tuple[bool, float, int]:
        """The insured's own first, then what is due first."""
        clock = self.seen.state.clocks.get(self.explained.fact) if self.explained is not None else None
        due = clock.due.passes_at if clock is not None else None
        if due is None and self.appointment is not None:
            due = self.appointment.begins
        return (not self.is_yours, due.timestamp() if due is not None else float("inf"), self.seen.case.id)


def glance_at(seen: Seen) -> Glance:
    """A case at a glance."""
    status = order_status(seen.state) or ""
    if not seen.state.is_open:
        ending = ending_of(seen)
        return Glance(seen, "ended", "", "", "", ending.title, ending.on, None, ending=ending, status=status)
    turn, appointment, first = turn_of(seen), appointment_of(seen), _first_promise(seen)
    if appointment is not None:
        return Glance(
            seen, "appointment", "", appointment.day, appointment.clock, appointment.what, _until(appointment, seen),
            turn, first, appointment, status=status,
        )  # fmt: skip
    if first is not None:
        return _promised(seen, turn, first, appointment, status)
    if turn.task is not None:
        return Glance(seen, "yours", "", "", "", turn.task.says, "", turn, None, appointment, status=status)
    return Glance(seen, "waiting", "", "", "", _waiting(seen), "", turn, None, appointment, status=status)


def _promised(seen: Seen, turn: Turn, first: Explained, appointment: Appointment | None, status: str) -> Glance:
    promise, own = first.promise, seen.state.clocks[first.fact].promise.expires
    is_broken = promise.group is Group.OVERDUE
    lead = YOU_DO if own else WE_HAD_TO if is_broken else WE
    kind = "yours" if turn.is_yours else "broken" if is_broken else "promise"
    return Glance(
        seen, kind, lead, promise.on, promise.by, f"前{first.what}", promise.left, turn, first, appointment,
        status=status,
    )  # fmt: skip


def _first_promise(seen: Seen) -> Explained | None:
    """What is due first of what is promised, or of what is the insured's own; a period that is held does not run."""
    state = seen.state
    found = [one for one in promises_of(state, seen.client.at) if not one.is_kept and not one.is_exempt]
    real = [one for one in found if one.fact not in BESIDE_A_VISIT and not state.clocks[one.fact].promise.term.arises]
    running = [one for one in real if not is_held(state, state.clocks[one.fact])]
    return running[0] if running else None


def _until(appointment: Appointment, seen: Seen) -> str:
    """How far off it is, in days as people count them."""
    days = (appointment.begins.date() - seen.client.at.date()).days
    if appointment.is_past:
        return "约定的时间已经过了，结果我们会登记在这里"
    return {0: "就是今天", 1: "明天", 2: "后天"}.get(days, f"还有 {days} 天")


def _waiting(seen: Seen) -> str:
    """What everybody waits for, where no date is promised."""
    if seen.state.exempt:
        return "这一步手册允许例外，没有固定的期限"
    step = next((seen.step(name) for name in seen.case.awaiting if seen.step(name) is not None), None)
    return f"正在办：{step.name}" if step is not None else "正在办理"


def ahead(seen: Seen) -> Sequence[str]:
    """What is promised once what stands before it is done: 5个工作日内约好门诊，从…那天数起."""
    stands, clocks = seen.state.stands, seen.state.clocks
    return [
        one.says
        for one in seen.in_words.promises
        if one.fact not in stands and one.fact not in clocks and one.figure and seen.plan.steps[one.fact].only is None
    ][:1]


# ---------------------------------------------------------------- the cards of the first page


class Cards(NamedTuple):
    """The cases of a person: what goes on, the insured's own turn first; and what is over, the latest first."""

    going_on: Sequence[Glance]
    over: Sequence[Glance]


def cards_of(client: Client, person: Person) -> Cards:
    """The cases of a person; applications that were refused at the door are none."""
    rows = Case.objects.filter(insured__in=person.rows).exclude(outcome="refused")
    known = list(rows.select_related("policy", "insured", "insurer").order_by("-applied_on", "-id"))
    going, over = [row for row in known if row.outcome is None], [row for row in known if row.outcome is not None]
    shown = [*going, *over[:MOST_CLOSED]]
    states = states_of(shown)
    glances = [glance_at(seen_as(client, row, states[row.id])) for row in shown]
    open_ones = sorted((one for one in glances if one.kind != "ended"), key=lambda one: one.order)
    return Cards(open_ones, [one for one in glances if one.kind == "ended"])


def applied_on(seen: Seen) -> str:
    """10月12日 周一, the day of application."""
    return chinese_date(seen.case.applied_on)
