"""Every name that a term uses is known: facts, data keys, papers, reasons, roles, levels, other services."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from xuanhu.core.handbook import terms as t
from xuanhu.core.handbook import vocabulary
from xuanhu.core.handbook.service import FactWords, Handbook
from xuanhu.handbook_files.checks.scope import Said, Scope, scopes
from xuanhu.handbook_files.faults import Fault, nearest, quoted
from xuanhu.handbook_files.nodes import Document

Path = tuple[str | int, ...]

FACTS: Final = (
    *("fact", "facts", "promise", "after", "held_by", "judged_by", "before", "earlier", "used_from", "until"),
    *("with_fact", "awaiting"),
)
OF_OTHERS: Final = (
    (t.Window, "after"),
    (t.PriorService, "fact"),
    (t.Change, "until"),
    (t.Clock, "before"),
    (FactWords, "promise"),
)
FACT_AND_KEY: Final = ((t.Only, "where"), (t.Clock, "before"), (t.Limit, "at_most"), (t.Limit, "at_least"))
KEYS: Final = (
    *((t.Declared, "key"), (t.Limit, "key"), (t.Limit, "unless"), (t.Among, "key"), (t.Among, "by"), (t.Recent, "key")),
    *((t.SameAs, "key"), (t.Needed, "keys"), (t.Each, "key"), (t.NoticeAhead, "key"), (t.Condition, "named")),
    (t.Ending, "where"),
    (t.Needed, "where"),
)
PAPERS: Final = (
    *((t.Papers, "one_of"), (t.Papers, "all_of"), (t.PaperRule, "kinds"), (t.HandedOver, "kinds")),
    (t.Withdrawal, "until_papers"),
)
CHOICES: Final = (
    (t.Who, "roles", vocabulary.ROLES),
    (t.Ending, "outcome", vocabulary.OUTCOMES),
    (t.Status, "outcome", vocabulary.OUTCOMES),
    (t.Hospital, "lowest_level", vocabulary.HOSPITAL_LEVELS),
    (t.Hospital, "ownership", vocabulary.OWNERSHIPS),
    (t.Hospital, "division", vocabulary.DIVISIONS),
    (t.Doctor, "lowest_rank", vocabulary.RANKS),
    (t.Condition, "status", ("confirmed", "suspected")),
)
_ANCHORS: Final = (
    *("policy.from", "policy.to", "policy-year.from", "policy-year.to", "calendar-year.from", "calendar-year.to"),
    *("diagnosis.on", "insured.birth"),
)
_DETAILS: Final = ("policy.details.", "insured.details.")


def check_names(handbook: Handbook, document: Document) -> Iterator[Fault]:
    """Every unknown name."""
    for n, channel in enumerate(handbook.channels):
        if channel.channel not in vocabulary.CHANNELS:
            place = document.place(("channels", n, "channel"))
            yield _unknown(place, "wrong-value", channel.channel, vocabulary.CHANNELS)
    for scope in scopes(handbook, document):
        for said in scope.terms:
            yield from _check_facts(scope, said)
            yield from _check_keys(scope, said)
            yield from _check_papers(scope, said)
            yield from _check_choices(scope, said)
            yield from _check_reasons(scope, said)
        yield from _check_lists(scope)
        yield from _check_windows(scope)
        yield from _check_prior(scope)


def _unknown(place: Any, code: str, name: str, known: Any, more: str = "") -> Fault:
    return Fault(place, code, f"不认得 {quoted(name)} (unknown)", nearest(name, known, otherwise=more))


def _each(said: Said, name: str) -> Iterator[tuple[Path, str]]:
    """The names under a field of a term: its text, its texts, or the keys of its mapping, with their paths."""
    value = getattr(said.term, name)
    path = (*said.path[2:], name)
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        yield from (((*path, key), key) for key in value)
    elif isinstance(value, tuple):
        yield from (((*path, n), one) for n, one in enumerate(value))


def _is(said: Said, kind: type, name: str) -> bool:
    return isinstance(said.term, kind) and name in vars(said.term)


def _check_facts(scope: Scope, said: Said) -> Iterator[Fault]:
    for name in FACTS:
        if name not in vars(said.term) or any(_is(said, kind, field) and field == name for kind, field in OF_OTHERS):
            continue
        for path, fact in _each(said, name):
            if scope.says(*said.path[2:], name) or not isinstance(said.term, t.Withdrawal):
                yield from scope.check_fact(fact, path)


def _check_keys(scope: Scope, said: Said) -> Iterator[Fault]:
    known = (*vocabulary.KEYS, *scope.handbook.keys)
    found = [each for kind, name in KEYS if _is(said, kind, name) for each in _each(said, name)]
    for kind, name in FACT_AND_KEY:
        for path, text in _each(said, name) if _is(said, kind, name) else ():
            fact, _, key = text.partition(".")
            yield from scope.check_fact(fact, path)
            found.append((path, key))
    for path, key in found:
        if key not in known:
            more = "写进 keys，加上中文说法 (add it to `keys`, with words)"
            yield _unknown(scope.document.place((*scope.path, *path)), "unknown-data-key", key, known, more)


def _check_papers(scope: Scope, said: Said) -> Iterator[Fault]:
    known = {*vocabulary.PAPERS, *scope.handbook.papers}
    more = "写进 papers，加上中文说法 (add it to `papers`, with words)"
    for kind, name in PAPERS:
        for path, paper in _each(said, name) if _is(said, kind, name) else ():
            if paper not in known and (name, paper) != ("one_of", "usual-papers"):
                place = scope.document.place((*scope.path, *path))
                yield _unknown(place, "unknown-paper", paper, [*vocabulary.PAPERS, *scope.handbook.papers], more)
    consents = [*vocabulary.CONSENTS, *scope.handbook.consent_texts, *scope.handbook.papers]
    more = "写进 consent_texts，加上名称 (add it to `consent_texts`, with its name)"
    for path, consent in _each(said, "each") if _is(said, t.Consents, "each") else ():
        if consent not in consents:
            place = scope.document.place((*scope.path, *path))
            yield _unknown(place, "unknown-consent", consent, consents, more)


def _check_choices(scope: Scope, said: Said) -> Iterator[Fault]:
    for kind, name, allowed in CHOICES:
        for path, value in _each(said, name) if _is(said, kind, name) else ():
            if value not in allowed:
                yield _unknown(scope.document.place((*scope.path, *path)), "wrong-value", value, allowed)


def _check_reasons(scope: Scope, said: Said) -> Iterator[Fault]:
    """A refusal has words: everybody's, or the handbook's own."""
    known = (*vocabulary.REASONS, *scope.handbook.reasons)
    for name in ("reason", "if_none"):
        for path, reason in _each(said, name) if name in vars(said.term) else ():
            place = scope.document.place((*scope.path, *path))
            if not reason:
                yield Fault(place, "missing-key", f"缺少 {name} ({name} is missing)", f"补上 {name}: (add {name})")
            elif reason not in known:
                more = f"在 reasons 里写 {reason}: {{label: …, says: …}} (give it words in `reasons`)"
                fault = _unknown(place, "unknown-reason", reason, known, more)
                yield fault if fault.right == more else fault._replace(right=f"{fault.right}；或{more}")


def _check_lists(scope: Scope) -> Iterator[Fault]:
    """Facts that the service itself lists."""
    for name in ("tells", "appointments"):
        for n, fact in enumerate(getattr(scope.service, name) if scope.says(name) else ()):
            yield from scope.check_fact(fact, (name, n))


def _check_windows(scope: Scope) -> Iterator[Fault]:
    for n, window in enumerate(scope.service.windows):
        is_detail = any(window.after.startswith(start) and window.after != start for start in _DETAILS)
        service, _, fact = window.after.partition(".")
        if window.after in _ANCHORS or is_detail:
            continue
        path = ("windows", n, "after")
        if service in scope.handbook.services:
            yield from _check_elsewhere(scope, service, fact, path)
        else:
            others = [f"{name}.booked" for name in scope.handbook.services]
            known = (*_ANCHORS, *(f"{start}KEY" for start in _DETAILS), *others)
            yield _unknown(scope.document.place((*scope.path, *path)), "wrong-value", window.after, known)


def _check_prior(scope: Scope) -> Iterator[Fault]:
    prior = scope.service.prior_service
    if prior is None:
        return
    if prior.service in scope.handbook.services:
        yield from _check_elsewhere(scope, prior.service, prior.fact, ("prior_service", "fact"))
    else:
        place = scope.document.place((*scope.path, "prior_service", "service"))
        yield _unknown(place, "unknown-service", prior.service, scope.handbook.services)


def _check_elsewhere(scope: Scope, service: str, fact: str, path: Path) -> Iterator[Fault]:
    """A fact of another service of the handbook."""
    other = Scope(scope.handbook, scope.document, service)
    for fault in other.check_fact(fact, ()):
        yield fault._replace(place=scope.document.place((*scope.path, *path)))
