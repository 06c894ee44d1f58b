"""Answers: a refusal with its reason, clauses and what to say; a verdict with what follows from a yes."""

from collections.abc import Mapping
from typing import NamedTuple

from xuanhu.core.handbook.terms import Term

NO_WORDS: Mapping[str, object] = {}


class Refusal(NamedTuple):
    """One reason why not: its code, the clauses whose term refused, and the values that its sentence names."""

    code: str
    clauses: tuple[str, ...] = ()
    about: Mapping[str, object] = NO_WORDS


def refuse(code: str, term: Term | None = None, **about: object) -> Refusal:
    """A refusal by a term, with the values that the sentence to read out will name."""
    return Refusal(code, term.clause if term is not None else (), about)


ALONE = ("not-this-product", "not-on-schedule", "not-in-force", "unknown-fact", "closed")


def all_reasons(refusals: list[Refusal]) -> tuple[Refusal, ...]:
    """Every reason that holds, each code once with all its clauses; not-yet only where no other fits (design, 5)."""
    merged: dict[str, Refusal] = {}
    for one in refusals:
        known = merged.get(one.code)
        if known is None:
            merged[one.code] = one
        else:
            clauses = known.clauses + tuple(c for c in one.clauses if c not in known.clauses)
            merged[one.code] = Refusal(one.code, clauses, {**one.about, **known.about, **_joined_keys(known, one)})
    if len(merged) > 1:
        merged.pop("not-yet", None)
    return tuple(merged.values())


def _joined_keys(one: Refusal, other: Refusal) -> dict[str, object]:
    """The keys that two missing-data refusals name, as one list, so that everything is asked for once."""
    keys, more = one.about.get("keys"), other.about.get("keys")
    if not isinstance(keys, tuple) or not isinstance(more, tuple):
        return {}
    return {"keys": keys + tuple(key for key in more if key not in keys)}
