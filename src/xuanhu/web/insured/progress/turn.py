"""Whose turn it is, and the one thing that the insured has to do now, if there is one."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from xuanhu.core.case.clocks import is_held
from xuanhu.core.case.gates.turn import next_in_flow
from xuanhu.core.case.order_status import order_status
from xuanhu.core.case.papers import missing_papers
from xuanhu.core.handbook.in_words.steps import US, YOU
from xuanhu.core.handbook.vocabulary import PAPERS
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.web.insured.coming import is_brought, papers_of_next_step
from xuanhu.web.insured.progress.appointment import standing
from xuanhu.web.insured.progress.seen import Seen, rings_by


class Task(NamedTuple):
    """What the insured has to do: in words, with a list, and where; nowhere if it is not done on these pages."""

    says: str
    items: Sequence[str] = ()
    label: str = ""
    path: str = ""


class Turn(NamedTuple):
    """Whose turn it is, in a sentence, and the task where it is the insured's."""

    who: str
    says: str
    task: Task | None = None

    @property
    def is_yours(self) -> bool:
        """Whether everybody waits for the insured."""
        return self.who == YOU


OURS: Final = "现在轮到我们，您无需操作"


def turn_of(seen: Seen) -> Turn:
    """Whose turn it is in an open case; of several, the insured's own first."""
    waiting = [name for name in next_in_flow(seen.state) if not _is_held(seen, name)]
    for name in waiting:
        task = TASKS[name](seen, name) if name in TASKS and _is_own(seen, name) else None
        if task is not None:
            return Turn(YOU, "现在轮到您", task)
    if any(is_brought(seen.state, name) for name in waiting):
        return Turn(US, "您交的收到了，现在轮到我们核对，您无需操作")
    if standing(seen.state) is not None:
        rings = rings_by(seen)
        if rings:
            return Turn(US, f"您说过来不了，健康管家最晚 {rings} 给您打电话")
        return Turn("", "到时候按约好的时间就好，现在不用做什么")
    return _others_turn(seen, waiting)


def _others_turn(seen: Seen, waiting: Sequence[str]) -> Turn:
    """Whose turn it is, where the insured has nothing to do here."""
    doers = [seen.doer(name) for name in waiting]
    if doers and doers[0] == YOU:
        step = seen.step(waiting[0])
        return Turn("", f"接下来是“{step.name if step is not None else ''}”，有变化请告诉我们")
    other = next((doer for doer in doers if doer and doer not in (US, YOU)), "")
    if other and US not in doers:
        return Turn(other, f"现在轮到{other}，您无需操作")
    return Turn(US, OURS)


def _is_held(seen: Seen, name: str) -> bool:
    """What has been sent in time and nobody has judged yet is ours to look at (TP-08)."""
    clock = seen.state.clocks.get(name)
    return clock is not None and is_held(seen.state, clock)


def _is_own(seen: Seen, name: str) -> bool:
    """What only the insured can do; `paid` is the insurer's or ours where the handbook says so."""
    return name != "paid" or seen.doer(name) == YOU


# ---------------------------------------------------------------- tasks


def _papers(seen: Seen, name: str) -> Task | None:
    del name
    words, (one_of, each) = built_in_words(), missing_papers(seen.state)
    items = [
        words.paper(kind, seen.book) for kind in (*sorted(each & {*PAPERS}, key=PAPERS.index), *(each - {*PAPERS}))
    ]
    if one_of:
        kinds = [kind for kind in PAPERS if kind in one_of]
        items.append(f"{words.papers(kinds, seen.book)}，有其中一种就可以")
    return Task("请把资料交给我们", items, "去交资料", f"{seen.path}/papers")


def _slip(seen: Seen, name: str) -> Task | None:
    del name
    if "admission-slip" not in papers_of_next_step(seen.state):
        return None  # it is in; the desk looks at it and records when it was issued
    slip = built_in_words().paper("admission-slip", seen.book)
    return Task(f"医院开出{slip}以后，请拍下来交给我们", (), f"交{slip}", f"{seen.path}/papers")


def _sign(seen: Seen, name: str) -> Task | None:
    terms = seen.plan.service.consents
    signed = {fact.data.get("consent") for fact in seen.state.adding.get(name, ())}
    left = [one for one in (terms.each if terms is not None else ()) if one not in signed]
    if not left:
        return None
    called = [built_in_words().consent(one, seen.book) for one in left]
    return Task("请读一读，同意就签字", called, f"去看《{called[0]}》", f"{seen.path}/consents/{left[0]}")


def _hand_over(seen: Seen, name: str) -> Task | None:
    del name
    kinds = papers_of_next_step(seen.state)
    if not kinds:
        return None
    return Task(
        "请把单据交给我们",
        [built_in_words().paper(kind, seen.book) for kind in kinds],
        "去交单据",
        f"{seen.path}/papers",
    )


def _images(seen: Seen, name: str) -> Task:
    del name
    status = order_status(seen.state)
    meanings: Mapping[str, str] = built_in_words().names.get("order_statuses", {})
    return Task(str(meanings.get(status or "", "")) or "请把影像发给我们")


def _pay(seen: Seen, name: str) -> Task:
    return Task("请按保险公司发来的链接付款，付好以后在这里告诉我们", (), "我已经付款", f"{seen.path}/record/{name}")


def _choose(seen: Seen, name: str) -> Task:
    return Task("请选一家体检机构和您方便的日子", (), "去选体检机构", f"{seen.path}/record/{name}")


TASKS: Final[Mapping[str, Callable[[Seen, str], Task | None]]] = {
    **dict.fromkeys(("documents-complete", "documents-added", "materials-received"), _papers),
    "admission-slip-issued": _slip,
    "signed": _sign,
    "handed-over": _hand_over,
    "images-received": _images,
    "paid": _pay,
    "checkup-requested": _choose,
}
