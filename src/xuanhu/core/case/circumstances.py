"""What is true around a case when it is applied for: the parties, the illness, what is left, what came before."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from xuanhu.core.parties import Diagnosis, Insured, Policy
from xuanhu.core.reckoning.calendar import Calendar

NONE_BEFORE: Mapping[str, datetime] = {}
NOTHING_MEASURED: Mapping[tuple[str, str], Decimal] = {}


class Circumstances(NamedTuple):
    """`uses_left` None is any number. `prior` holds when facts of other cases under the policy last became true,
    by 'service.fact'. `partners` is the partner list in force on the day of application; None where none is loaded.
    """

    calendar: Calendar
    insured: Insured
    policy: Policy | None = None
    diagnosis: Diagnosis | None = None
    uses_left: int | None = None
    prior: Mapping[str, datetime] = NONE_BEFORE
    partners: frozenset[str] | None = None


class Elsewhere(NamedTuple):
    """What the policy's other cases of a service leave to this one.

    `uses_left` (None is any number) counts the period of its application; `measured` adds up what they recorded, by
    period and 'FACT.KEY', for limits such as ('policy-year', 'paid.amount').
    """

    uses_left: int | None = None
    measured: Mapping[tuple[str, str], Decimal] = NOTHING_MEASURED


NOWHERE = Elsewhere()
