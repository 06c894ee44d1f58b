"""A made-up handbook for walks: what the language can say and none of the five handbooks does."""

from decimal import Decimal

from tests.handbooks import handbook, service
from xuanhu.core.handbook import terms as t

REJECTED = t.Ending(fact="reviewed", where={"result": "rejected"}, outcome="rejected")
MORE = t.Only(facts=("visited", "written-up"), where="reviewed.result", equals="investigate")


def within(promise: str, *after: str, span: str = "5 working days", expires: bool = False) -> t.Clock:
    """A promise within a span after other facts."""
    return t.Clock(promise=promise, within=span, after=after, otherwise="expired" if expires else "overdue")


DOSES = service(
    "applied > signed > dose-given > (called) > done",
    uses=t.Uses(times=1, per="policy-year"),
    consents=t.Consents(each=("consent-one", "consent-two")),
    each=(t.Each(fact="dose-given", key="dose", values=("first", "second", "third")),),
    repeated=(t.Repeated(fact="called", at_most=2),),
    clocks=(within("signed", "applied", expires=True), within("dose-given", "signed", span="480 hours")),
    endings=(t.Ending(fact="done"),),
    withdrawal=t.Withdrawal(until="dose-given"),
)
VISITS = service(
    "applied > phoned | met > documents-complete > reviewed > visited > called > written-up"
    " > visit-agreed > told > done",
    uses=t.Uses(times=2, per="calendar-year", used_from="told"),
    papers=t.Papers(one_of=("ct-report", "invoice"), all_of=("id-card",)),
    only=(MORE,),
    appointments=("visit-agreed",),
    tells=("visit-agreed",),
    clocks=(
        within("reviewed", "documents-complete"),
        within("called", "phoned", "met", "visited"),
        within("visit-agreed", "called", "written-up", expires=True),
        t.Clock(promise="reminded", before="visit-agreed.on", by="09:00", arises=True),
    ),
    limits=(t.Limit(fact="bill-recorded", key="amount", at_most=Decimal(250), per="policy-period"),),
    asides=(t.Aside(fact="bill-recorded", after="reviewed"), t.Aside(fact="no-show", after="told", before="done")),
    endings=(t.Ending(fact="done"), t.Ending(fact="no-show", outcome="deemed-used"), REJECTED),
    withdrawal=t.Withdrawal(until=None, until_papers=("id-card", "imaging")),
    exemption=t.Exemption(),
)
MADE_UP = handbook(services={"doses": DOSES, "visits": VISITS})
