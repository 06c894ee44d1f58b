"""Every term stands on a clause that binds its service, and every clause is carried by a term."""

from collections.abc import Iterator
from typing import Final

from xuanhu.core.handbook.service import Handbook, Service
from xuanhu.core.handbook.terms import Term
from xuanhu.handbook_files.checks.scope import Said, Scope, scopes
from xuanhu.handbook_files.faults import Fault, Place, nearest, quoted
from xuanhu.handbook_files.nodes import Document, Steps

_EVERY_SERVICE: Final = "all"
_BARE: Final = Service(name="", flow="")


def check_clauses(handbook: Handbook, document: Document) -> Iterator[Fault]:
    """All that is wrong between clauses and terms."""
    yield from _check_bindings(handbook, document)
    for scope in scopes(handbook, document):
        for said in (Said(scope.service, scope.path), *scope.terms):
            yield from _check_cited(handbook, document, said)
            yield from _check_binds(scope, said)
        yield from _check_grounds(scope)
    for said in _beside_services(handbook):
        yield from _check_cited(handbook, document, said)
    yield from _check_carried(handbook, document)


def _check_bindings(handbook: Handbook, document: Document) -> Iterator[Fault]:
    for name, clause in handbook.clauses.items():
        for n, service in enumerate(clause.binds):
            if service != _EVERY_SERVICE and service not in handbook.services:
                wrong = f"没有 {quoted(service)} 这项服务 (unknown service)"
                right = nearest(service, [*handbook.services, _EVERY_SERVICE])
                yield Fault(document.place(("clauses", name, "binds", n)), "unknown-service", wrong, right)


def _beside_services(handbook: Handbook) -> Iterator[Said]:
    yield Said(handbook, ())
    if handbook.weekly_report is not None:
        yield Said(handbook.weekly_report, ("weekly_report",))
    yield from (Said(each, ("hotlines", n)) for n, each in enumerate(handbook.hotlines))
    yield from (Said(each, ("channels", n)) for n, each in enumerate(handbook.channels))
    yield from (Said(each, ("reasons", code)) for code, each in handbook.reasons.items())
    yield from (Said(each, ("facts", fact)) for fact, each in handbook.facts.items())
    yield from (Said(each, ("clauses", name)) for name, each in handbook.clauses.items())


def _check_cited(handbook: Handbook, document: Document, said: Said) -> Iterator[Fault]:
    for n, clause in enumerate(said.term.clause):
        if clause not in handbook.clauses:
            wrong = f"没有 {quoted(clause)} 这一条 (unknown clause)"
            yield Fault(_place(document, said.path, n), "unknown-clause", wrong, nearest(clause, handbook.clauses))


def _place(document: Document, path: Steps, n: int) -> Place:
    return document.place((*path, "clause", n))


def _check_binds(scope: Scope, said: Said) -> Iterator[Fault]:
    for n, name in enumerate(said.term.clause):
        clause = scope.handbook.clauses.get(name)
        if clause is not None and not {scope.name, _EVERY_SERVICE} & set(clause.binds):
            wrong = f"{name} 不管 {scope.name} 这项服务 (the clause does not bind this service)"
            right = f"引用别的条款，或把 {scope.name} 写进 {name} 的 binds (cite another, or let it bind the service)"
            yield Fault(_place(scope.document, said.path, n), "clause-does-not-bind", wrong, right)


def _check_grounds(scope: Scope) -> Iterator[Fault]:
    """A term that decides something names a clause, or the doubt that it rests on."""
    for term, path in scope.terms:
        if not term.clause and not term.doubt and not _says_nothing(term, path):
            wrong = "这里没有写依据 (no clause is named)"
            right = "写 clause: 条款号；没有条款的，写 doubt: 怎样读的 (name its clause, or the doubt it rests on)"
            yield Fault(scope.document.place(path), "no-clause", wrong, right)


def _says_nothing(term: Term, path: Steps) -> bool:
    """Whether the term is what the language has anyway."""
    return bool(term == getattr(_BARE, str(path[2])))


def _check_carried(handbook: Handbook, document: Document) -> Iterator[Fault]:
    carried = {clause for scope in scopes(handbook, document) for said in scope.terms for clause in said.term.clause}
    carried.update(clause for service in handbook.services.values() for clause in service.clause)
    carried.update(clause for said in _beside_services(handbook) for clause in said.term.clause)
    for name in handbook.clauses:
        if name not in carried:
            wrong = f"没有一处引用 {name} (no term carries this clause)"
            right = f"在出自它的规则上写 clause: {name}，或写成 notes (cite it where it rules, or in a note)"
            yield Fault(document.key_place(("clauses", name)), "unused-clause", wrong, right)
