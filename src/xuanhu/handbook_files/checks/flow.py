"""The flow of a service: readable, with known facts, promises in order, and a way to its end."""

from collections.abc import Iterator

from xuanhu.core.handbook import vocabulary
from xuanhu.core.handbook.flow import FACT, Stage
from xuanhu.core.handbook.service import Handbook
from xuanhu.core.handbook.terms import Clock
from xuanhu.handbook_files.checks.scope import Scope, scopes
from xuanhu.handbook_files.faults import Fault, nearest, quoted
from xuanhu.handbook_files.nodes import Document
from xuanhu.handbook_files.wording import built_in_words

_FLOW = ("flow",)


def check_flow(handbook: Handbook, document: Document) -> Iterator[Fault]:
    """All that is wrong with the services' flows."""
    for scope in scopes(handbook, document):
        if scope.flow_fault:
            right = "写成 applied > reviewed, documents-complete > booked > attended | missed (write it like this)"
            yield scope.fault(_FLOW, "bad-flow", scope.flow_fault, right)
        else:
            yield from _check_shape(scope)
            yield from _check_words(scope)
            yield from _check_promises(scope)
            yield from _check_asides(scope)
            yield from _check_branches(scope)
            yield from _check_end(scope)
            yield from _check_report(scope)
            yield from _check_recordable(scope)


def _check_shape(scope: Scope) -> Iterator[Fault]:
    if scope.stages[0] != Stage(must=("applied",)):
        wrong = "流程要从 applied 开始 (the flow must begin with applied)"
        yield scope.fault(_FLOW, "bad-flow", wrong, f"applied > {scope.service.flow}")
    every = [fact for stage in scope.stages for fact in stage.facts]
    for fact in dict.fromkeys(every):
        if every.count(fact) > 1 and fact != "told":
            wrong = f"{quoted(fact)} 在流程里出现了两次 (twice in the flow)"
            yield scope.fault(_FLOW, "bad-flow", wrong, "只留一次 (keep one)")


def _check_words(scope: Scope) -> Iterator[Fault]:
    """A fact of the handbook's own needs words, or nobody can read it."""
    known = {*built_in_words().facts, *scope.handbook.facts, *vocabulary.ARISING}
    named = [(fact, _FLOW) for stage in scope.stages for fact in stage.facts]
    named += [(aside.fact, ("asides", n, "fact")) for n, aside in enumerate(scope.service.asides)]  # type: ignore[misc]
    for fact, path in named:
        if fact not in known:
            wrong = f"{quoted(fact)} 没有中文说法 (this fact has no words)"
            right = f"在 facts 里写 {fact}: {{done: …, todo: …, promise: …}}"
            like = nearest(fact, built_in_words().facts)
            yield scope.fault(path, "no-words", wrong, f"{right}；{like}" if like.startswith("是不是") else right)


def _check_promises(scope: Scope) -> Iterator[Fault]:
    seen: set[str] = set()
    for n, clock in enumerate(scope.service.clocks):
        path = ("clocks", n, "promise")
        if clock.promise in seen:
            wrong = f"{quoted(clock.promise)} 已经有一个时限 (promised twice)"
            yield scope.fault(path, "duplicate-promise", wrong, "合成一个 (make it one clock)")
        seen.add(clock.promise)
        yield from _check_order(scope, n, clock)


def _check_order(scope: Scope, n: int, clock: Clock) -> Iterator[Fault]:
    """What a promise is counted from comes before it."""
    anchors = [(fact, ("clocks", n, "after", m)) for m, fact in enumerate(clock.after)]
    if clock.before is not None:
        anchors.append((clock.before.partition(".")[0], ("clocks", n, "before")))  # type: ignore[arg-type]
    for fact, path in anchors:
        if fact in scope.places and scope.places.get(clock.promise, 1e9) <= scope.places[fact]:
            wrong = f"{quoted(fact)} 在流程里不先于 {quoted(clock.promise)} (does not come before what is promised)"
            right = f"从 {clock.promise} 之前的事数起 (count from a fact before it)"
            yield scope.fault(path, "clock-out-of-order", wrong, right)


def _check_asides(scope: Scope) -> Iterator[Fault]:
    in_flow = {fact for stage in scope.stages for fact in stage.facts}
    for n, aside in enumerate(scope.service.asides):
        if aside.fact in in_flow or not FACT.fullmatch(aside.fact):
            wrong = f"{quoted(aside.fact)} 不能写在流程旁边 (cannot stand beside the flow)"
            right = "写流程里没有的、像 sample-unavailable 这样的名字 (a fact's name that is not in the flow)"
            yield scope.fault(("asides", n, "fact"), "bad-aside", wrong, right)
        before, after = (scope.places.get(name or "") for name in (aside.before, aside.after))
        if before is not None and after is not None and before <= after:
            wrong = f"{quoted(aside.before)} 在流程里不晚于 {quoted(aside.after)} (does not come after it)"
            yield scope.fault(
                ("asides", n, "before"), "bad-aside", wrong, "before 要在 after 之后 (before comes later)"
            )


def _check_branches(scope: Scope) -> Iterator[Fault]:
    """What decides on a branch comes before it."""
    for n, only in enumerate(scope.service.only):
        decider = scope.places.get(only.where.partition(".")[0], 0.0)
        for m, fact in enumerate(only.facts):
            if scope.places.get(fact, decider + 1) <= decider:
                wrong = f"{quoted(only.where)} 不先于 {quoted(fact)}，定不了有没有它 (does not come before it)"
                right = f"用 {fact} 之前的事来定 (let a fact before it decide)"
                yield scope.fault(("only", n, "facts", m), "bad-branch", wrong, right)


def _check_end(scope: Scope) -> Iterator[Fault]:
    """Whatever is recorded last closes the case."""
    ends = {ending.fact for ending in scope.service.endings}
    last = [stage for stage in scope.stages if stage.must or stage.one_of][-1]
    open_ended = [fact for fact in last.one_of if fact not in ends]
    if last.must and not ends & set(last.must):
        open_ended = list(last.must[-1:])
    for fact in open_ended:
        wrong = f"流程走到 {quoted(fact)} 就停了，没有办结 (the flow stops there without an end)"
        right = f"在 endings 里写 {{fact: {fact}}} (let it end the case)"
        yield scope.fault(_FLOW, "no-end", wrong, right)


def _check_report(scope: Scope) -> Iterator[Fault]:
    """A report to the insurer is a step of its own."""
    if scope.service.reporting is not None and "reported-to-insurer" not in scope.places:
        wrong = "流程里没有 reported-to-insurer (the flow lacks reported-to-insurer)"
        yield scope.fault(("reporting",), "bad-flow", wrong, "写进流程或 asides (put it into the flow or asides)")


def _check_recordable(scope: Scope) -> Iterator[Fault]:
    """Each fact that must come is somebody's to record, or arises by itself."""
    roles = {who.fact: who.roles for who in scope.service.who}
    before: list[str] = []
    for stage in scope.stages:
        for fact in stage.must + stage.one_of:
            if not roles.get(fact, vocabulary.who_may(fact)) and not _arises(scope, fact, before):
                wrong = f"没有人能记录 {quoted(fact)}，它也不会自己出现 (nobody records it, and it does not arise)"
                yield scope.fault(_FLOW, "nobody-records", wrong, _how_it_arises(fact))
        before += stage.facts


def _arises(scope: Scope, fact: str, before: list[str]) -> bool:
    if fact == "told":
        return bool(set(scope.service.tells) & set(before))
    if fact == "documents-complete":
        return True
    return any(clock.promise == fact and clock.arises for clock in scope.service.clocks)


def _how_it_arises(fact: str) -> str:
    if fact == "told":
        return "在它前面要有 tells 里的事实，如 booked (a fact of `tells` must come before it)"
    if fact == "reminded":
        return "在 clocks 里写它的提醒，加 arises: true (give it a clock with arises: true)"
    return "从流程里拿掉，或在 who 里写谁来记录 (take it out, or say in `who` whose it is)"
