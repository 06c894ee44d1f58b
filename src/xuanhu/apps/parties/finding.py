"""Finding persons while somebody types, among those of the visible insurers; and keys for those who have none yet."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from xuanhu.apps.parties.actions import put_keys
from xuanhu.apps.parties.models import Insured, Policy
from xuanhu.apps.parties.queries import insured_of
from xuanhu.apps.parties.readings import plain
from xuanhu.apps.parties.search_keys import Sought, sought
from xuanhu.apps.prepared import rows
from xuanhu.apps.tenancy import every_insurer, seeing

MOST: Final = 20
SHORTEST_POLICY: Final = 3
BATCH: Final = 500
# A look-up of one end of one index a key: a surname that a tenth of all bear costs no more than any other.
BY_KEY: Final = """
SELECT w.place, k.insured_id
FROM unnest(%s::bigint[]) WITH ORDINALITY AS w (key, place),
    LATERAL (SELECT insured_id FROM parties_searchkey s WHERE s.key = w.key LIMIT %s) AS k
ORDER BY w.place, k.insured_id
"""
BY_POLICY: Final = """
SELECT number, insured_id FROM parties_policy WHERE number >= %s AND number < %s LIMIT %s
"""


class Why(NamedTuple):
    """Why somebody was found; `ends_with` is what has still to be compared with the number on file."""

    says: str
    ends_with: str = ""


class Person(NamedTuple):
    """Somebody who was found: the row with its insurer, why, and the policies, the latest first."""

    row: Insured
    why: str
    policies: Sequence[Policy] = ()


class Matches(NamedTuple):
    """Who was found, at most MOST; `more` where there are others."""

    persons: Sequence[Person]
    more: bool


def find(*, text: str, besides: Mapping[int, str] | None = None) -> Matches:
    """Persons by name, pinyin, initials, identity number, phone or policy number.

    `besides` were found otherwise: the person's number, and why.
    """
    others = {number: Why(says) for number, says in (besides or {}).items()}
    why = others | _by_key(sought(text)) | _by_policy(text)
    persons = _opened(dict(list(why.items())[: 2 * MOST]))
    return Matches(persons[:MOST], len(persons) > MOST)


def _by_key(wanted: Sequence[Sought]) -> dict[int, Why]:
    found: dict[int, Why] = {}
    if wanted:
        for place, number in rows(BY_KEY, [one.key for one in wanted], MOST + 1):
            one = wanted[place - 1]
            found.setdefault(number, Why(one.why, one.ends_with))
    return found


def _by_policy(text: str) -> dict[int, Why]:
    """Policies whose number begins so: as it was typed, and in capitals."""
    found: dict[int, Why] = {}
    typed = text.strip()
    if len(typed) < SHORTEST_POLICY or not typed.isascii() or not typed.isprintable():
        return found
    for said in dict.fromkeys((typed, typed.upper())):
        for _, insured in rows(BY_POLICY, said, said[:-1] + chr(ord(said[-1]) + 1), MOST + 1):
            found.setdefault(insured, Why("保单号"))
    return found


def _opened(why: Mapping[int, Why]) -> list[Person]:
    known = Insured.objects.select_related("insurer").in_bulk(list(why))
    policies: dict[int, list[Policy]] = {}
    for policy in Policy.objects.filter(insured_id__in=list(known)).order_by("-starts_on", "id"):
        policies.setdefault(policy.insured_id, []).append(policy)
    return [
        Person(known[number], one.says, policies.get(number, ()))
        for number, one in why.items()
        if number in known and _fits(known[number], one)
    ]


def _fits(row: Insured, why: Why) -> bool:
    """Of a long number only the last places are kept as a key; the rest is compared with what is on file."""
    if not why.ends_with:
        return True
    person = insured_of(row)
    return any(plain(number).endswith(why.ends_with) for number in (person.phone, person.id_number) if number)


def fill_keys() -> Iterator[int]:
    """Keys for everybody on file, a batch a transaction; after each batch, how many keys are new."""
    last = 0
    while True:
        with seeing(every_insurer()):
            batch = list(Insured.objects.filter(id__gt=last).order_by("id")[:BATCH])
            new = put_keys(persons=((row, insured_of(row)) for row in batch))
        if not batch:
            return
        last = batch[-1].id
        yield new
