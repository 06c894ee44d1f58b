"""Which clauses a verdict on a fact cites: of the gates it passed, the clocks it starts or keeps, the notes sent."""

from xuanhu.core.handbook.service import Service
from xuanhu.core.handbook.terms import Clock, Ending, Only

AT_APPLICATION = (
    "for_whom",
    "on_schedule",
    "in_force",
    "waiting_period",
    "condition",
    "age",
    "uses",
    "prior_service",
    "notice_ahead",
)
AT_BOOKING = ("hours", "change", "admission_slip")
WHERE_NAMED = ("area", "hospital", "partners", "doctor")
PASSED = {
    "identity-verified": "identity",
    "documents-complete": "papers",
    "signed": "consents",
    "admission-slip-issued": "admission_slip",
}
TERMS_OF = {
    "identity-verified": ("identity",),
    "documents-added": ("papers",),
    "documents-requested": ("papers",),
    "documents-complete": ("papers",),
    "admission-slip-issued": ("admission_slip",),
    "signed": ("consents",),
    "refused-to-sign": ("consents",),
    "withdrawn": ("withdrawal",),
    "exempted": ("exemption",),
    "reported-to-insurer": ("reporting",),
    "applied": (*AT_APPLICATION, *WHERE_NAMED),
    "booked": (*AT_BOOKING, *WHERE_NAMED),
}


def clauses_of(fact: str, service: Service, before: list[str]) -> tuple[str, ...]:
    """The clauses that a verdict on this fact cites: of the gates it passed, of its clocks, of its notes."""
    found: list[str] = []
    names = TERMS_OF.get(fact, ()) + tuple(PASSED[name] for name in before if name in PASSED)
    for path, term in service.terms():
        named = path in names or _concerns(term, fact, service)
        if named or (fact == "applied" and path.startswith(("windows", "declared"))):
            found += term.clause
    return tuple(dict.fromkeys(found))


def _concerns(term: object, fact: str, service: Service) -> bool:
    if isinstance(term, Clock):
        anchored = term.before is not None and term.before.partition(".")[0] == fact
        return fact in {term.promise, *term.after, term.held_by, term.judged_by} or anchored
    if isinstance(term, Only):
        return fact in term.facts
    if fact == service.uses.used_from and term is service.uses:
        return True
    if fact in {"documents-added", "materials-received"} and term in service.paper_rules:
        return True
    return fact in {getattr(term, "fact", None), getattr(term, "with_fact", None)} and not isinstance(term, Ending)
