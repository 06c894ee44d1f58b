"""The words of a notice that a use will soon lapse. It is about a policy and a service, which its key names."""

from datetime import date
from typing import NamedTuple

from xuanhu.apps.notices.wording import NO_WORDS, Words, hotline_of, words_of
from xuanhu.apps.parties.models import Insured, Policy
from xuanhu.apps.parties.queries import insured_of, the_policy
from xuanhu.core.case.ledger import period_of
from xuanhu.core.reckoning import chinese_date


class Lapse(NamedTuple):
    """To whom a use will lapse, and what is said of it."""

    insured: Insured
    words: Words


def lapse_of(key: str) -> Lapse:
    """From the key `policy:NUMBER:SERVICE:DAY` of the notice."""
    from xuanhu.apps.cases.queries import uses_left  # noqa: PLC0415 - the room of cases tells notices, too
    from xuanhu.apps.editions.queries import library  # noqa: PLC0415

    _, number, service, written = key.split(":")
    row, day = Policy.objects.select_related("insured").get(id=number), date.fromisoformat(written)
    handbook = library().editions(row.handbook)[-1]
    terms = handbook.services[service]
    period = period_of(terms, the_policy(row), day)
    if period is None or "lapsing" not in terms.sms:
        return Lapse(row.insured, NO_WORDS)
    values = {
        "name": insured_of(row.insured).name,
        "service": terms.name,
        "uses": uses_left(row, day).get(service),
        "until": chinese_date(period.last),
        "hotline": hotline_of(handbook),
    }
    return Lapse(row.insured, words_of(handbook, service, "lapsing", values))
