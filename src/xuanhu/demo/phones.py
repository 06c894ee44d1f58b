"""Two invented people at their own phones: somebody insured with several services, and the relative who helps."""

from datetime import datetime
from typing import Final, NamedTuple

from django.db.models import Count, Q

from xuanhu.apps.parties.models import Insured, Insurer
from xuanhu.apps.parties.queries import insured_of
from xuanhu.apps.portal.acting import let_act
from xuanhu.apps.portal.codes import account_of_phone
from xuanhu.apps.tenancy import every_insurer, seeing
from xuanhu.demo.people import UNASSIGNED

HOUSE: Final = "demo-canglan"  # of seven services, some of which ask for much
HELPER: Final = (f"{UNASSIGNED}90000001", "沈小满", "child")


class Phone(NamedTuple):
    """A phone with which one comes in at /my: whose it is, and who that is to the insured."""

    number: str
    name: str
    whose: str


def open_phones(*, at: datetime) -> tuple[Phone, ...]:
    """The insured person with the most open cases, and who helps; the same at every start of one installation."""
    with seeing(every_insurer()):
        house = Insurer.objects.filter(code=HOUSE, purpose="demo").first()
        row = _with_most_open(house, at) if house is not None else None
        if row is None:
            return ()
        person = insured_of(row)
        if person.phone is None:
            return ()
        own, helper = (account_of_phone(phone=phone, at=at) for phone in (person.phone, HELPER[0]))
        let_act(account=own, insured=row, relation="self", way="identity", at=at)
        let_act(account=helper, insured=row, relation=HELPER[2], way="named", name=HELPER[1], at=at)
        return Phone(person.phone, person.name, "被保险人本人"), Phone(*HELPER[:2], "代办的孩子")


def _with_most_open(house: Insurer, at: datetime) -> Insured | None:
    insured = Insured.objects.filter(insurer=house, policy__ends_on__gt=at.date()).order_by("id")
    still = Count("case", filter=Q(case__outcome__isnull=True), distinct=True)
    found = sorted(insured.annotate(still=still), key=lambda row: (-row.still, row.id))
    return next(iter(found), None)
