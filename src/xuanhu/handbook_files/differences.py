"""What changes from one edition of a handbook to another, in words that a product person understands."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final, Literal, NamedTuple

from xuanhu.core.handbook.flow import FlowError, Stage, read_flow
from xuanhu.core.handbook.service import Handbook
from xuanhu.core.handbook.terms import Term
from xuanhu.handbook_files.term_words import Spot, describe, label_of, say

# What makes an entry of a list the same in both editions, by the field that the list stands in.
_SAME: Final = {
    "windows": ("after",),
    "declared": ("key",),
    "paper_rules": ("kinds",),
    "limits": ("fact", "key", "per"),
    "among": ("fact", "key"),
    "recent": ("fact", "key"),
    "same_as": ("fact", "key"),
    "requirements": ("fact", "reason"),
    "only": ("where",),
    "clocks": ("promise",),
    "endings": ("fact", "where"),
    "notes": ("clause", "with_fact"),
    "statuses": ("says",),
    "hotlines": ("name",),
    "channels": ("channel",),
}


class Difference(NamedTuple):
    """One change. `path` is that of the newer edition, of what was removed that of the older; so are the clauses."""

    kind: Literal["added", "removed", "changed"]
    path: tuple[str | int, ...]
    clauses: tuple[str, ...]
    before: str
    after: str
    in_words: str


def differences(old: Handbook, new: Handbook) -> list[Difference]:
    """Every change, in the order of the language; none between equal editions."""
    return list(_of_fields(old, new, Spot(old, new)))


def _of(old: Any, new: Any, spot: Spot) -> Iterator[Difference]:
    """The changes between two values of one place."""
    if old == new:
        return
    if spot.name == "flow" and (stages := _stages(old)) and (later := _stages(new)):
        yield from _of_flow(stages, later, spot)
    elif is_dataclass(old) and is_dataclass(new):
        yield from _of_fields(old, new, spot.citing(getattr(new, "clause", ())))
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _of_mapping(old, new, spot)
    elif isinstance(old, tuple) and isinstance(new, tuple):
        yield from _of_terms(old, new, spot) if _holds_terms(old + new) else _of_names(old, new, spot)
    elif _is_nothing(old) or _is_nothing(new):
        yield _appeared(new, spot) if _is_nothing(old) else _vanished(old, spot)
    else:
        yield _changed(say(old, spot), say(new, spot), spot)


def _of_fields(old: Any, new: Any, spot: Spot) -> Iterator[Difference]:
    for each in fields(new):
        yield from _of(getattr(old, each.name), getattr(new, each.name), spot.at(each.name))


def _of_mapping(old: Mapping[str, Any], new: Mapping[str, Any], spot: Spot) -> Iterator[Difference]:
    for key in dict.fromkeys((*old, *new)):
        inner = spot.entry(key, label_of(key, old.get(key) if key not in new else new[key], spot))
        if key not in old:
            yield _appeared(new[key], inner)
        elif key not in new:
            yield _vanished(old[key], inner)
        else:
            yield from _of(old[key], new[key], inner)


def _holds_terms(values: tuple[Any, ...]) -> bool:
    return any(isinstance(value, Term) for value in values)


def _of_terms(old: tuple[Any, ...], new: tuple[Any, ...], spot: Spot) -> Iterator[Difference]:
    """Entries that are the same rule are compared; the rest came or went. Order is no difference."""
    left = [(n, term) for n, term in enumerate(old) if term not in new]
    for n, term in enumerate(new):
        if term in old:
            continue
        inner = spot.entry(n, label_of(None, term, spot))
        partner = next((each for each in left if _sameness(each[1], spot) == _sameness(term, spot)), None)
        if partner is None:
            yield _appeared(term, inner)
        else:
            left.remove(partner)
            yield from _of(partner[1], term, inner)
    for n, term in left:
        yield _vanished(term, spot.entry(n, label_of(None, term, spot)))


def _sameness(term: Any, spot: Spot) -> list[Any]:
    return [getattr(term, name) for name in _SAME.get(spot.name, ("fact",))]


def _of_names(old: tuple[Any, ...], new: tuple[Any, ...], spot: Spot) -> Iterator[Difference]:
    """What came into a list of names, and what went; where neither did, the order changed."""
    added, removed = Counter(new) - Counter(old), Counter(old) - Counter(new)
    if not added and not removed:
        yield _changed(say(old, spot), say(new, spot), spot)
    if added:
        yield _appeared(tuple(added.elements()), spot)
    if removed:
        yield _vanished(tuple(removed.elements()), spot)


def _stages(text: Any) -> tuple[Stage, ...]:
    """The stages of a flow; none where it cannot be read."""
    try:
        return read_flow(text)
    except FlowError:
        return ()


def _of_flow(old: tuple[Stage, ...], new: tuple[Stage, ...], spot: Spot) -> Iterator[Difference]:
    """Steps that came and went by name; and the whole flow where the rest of it is in another order."""
    before, after = _facts(old), _facts(new)
    for fact in (fact for fact in after if fact not in before):
        yield _appeared(fact, spot)
    for fact in (fact for fact in before if fact not in after):
        yield _vanished(fact, spot)
    common = set(before) & set(after)
    if _kept(old, common) != _kept(new, common):
        yield _changed(_in_steps(old, spot), _in_steps(new, spot), spot)


def _facts(stages: tuple[Stage, ...]) -> list[str]:
    return list(dict.fromkeys(fact for stage in stages for fact in stage.facts))


def _kept(stages: tuple[Stage, ...], facts: set[str]) -> list[Stage]:
    """A flow with only these facts in it."""
    left = [Stage(*(tuple(fact for fact in kind if fact in facts) for kind in stage)) for stage in stages]
    return [stage for stage in left if stage.facts]


def _in_steps(stages: tuple[Stage, ...], spot: Spot) -> str:
    return " → ".join(_in_step(stage, spot) for stage in stages)


def _in_step(stage: Stage, spot: Spot) -> str:
    must = [say(fact, spot) for fact in stage.must]
    may = [f"（{say(fact, spot)}）" for fact in stage.may]
    return "或".join(say(fact, spot) for fact in stage.one_of) or "、".join(must + may)


def _is_nothing(value: Any) -> bool:
    return value is None or value in ("", (), {})


def _appeared(value: Any, spot: Spot) -> Difference:
    words, cited = describe(value, spot), getattr(value, "clause", ()) or spot.clauses
    return Difference("added", spot.path, cited, "", words, f"{spot.words}：新增{words}{_citing(cited)}")


def _vanished(value: Any, spot: Spot) -> Difference:
    words, cited = describe(value, spot), getattr(value, "clause", ()) or spot.clauses
    return Difference("removed", spot.path, cited, words, "", f"{spot.words}：去掉{words}{_citing(cited)}")


def _changed(before: str, after: str, spot: Spot) -> Difference:
    words = f"{spot.words}：由“{before}”改为“{after}”{_citing(spot.clauses)}"
    return Difference("changed", spot.path, spot.clauses, before, after, words)


def _citing(clauses: tuple[str, ...]) -> str:
    return f"（{'、'.join(clauses)}）" if clauses else ""
