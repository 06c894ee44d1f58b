"""What other rooms may ask of the network: at which hospitals a service was arranged on a day."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db import connection

# A list of the service itself goes before one for all services of the handbook. The names are those of the list and,
# where the directory knows the hospital, all that it has there.
IN_FORCE = """
WITH wanted AS (
    SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::date[]) WITH ORDINALITY
        AS w(insurer, handbook, service, day, place)
), chosen AS (
    SELECT l.id, array_agg(w.place) AS places
    FROM wanted w CROSS JOIN LATERAL (
        SELECT id FROM network_partnerlist
        WHERE insurer_id = w.insurer AND handbook = w.handbook AND service IN (w.service, '')
            AND from_on <= w.day AND (until_on IS NULL OR until_on > w.day)
        ORDER BY service DESC LIMIT 1
    ) l GROUP BY l.id
)
SELECT c.places, ARRAY(
    SELECT name FROM network_partnerhospital WHERE partner_list_id = c.id
    UNION
    SELECT unnest(h.name || h.other_names)
    FROM network_partnerhospital p JOIN network_hospital h ON h.id = p.hospital_id
    WHERE p.partner_list_id = c.id
) FROM chosen c
"""
HALF_WIDTH = str.maketrans("（）", "()")
FULL_WIDTH = str.maketrans("()", "（）")


class Wanted(NamedTuple):
    """An application, as far as partner lists go."""

    insurer: int
    handbook: str
    service: str
    on: date


def partners_in_force(*, insurer: int, handbook: str, service: str, on: date) -> frozenset[str] | None:
    """By which names the hospitals are called at which a service is arranged on a day; None where no list is loaded."""
    one = Wanted(insurer, handbook, service, on)
    return partners_of(wanted=[one])[one]


def partners_of(*, wanted: Iterable[Wanted]) -> dict[Wanted, frozenset[str] | None]:
    """The same for many applications, in one query however many there are."""
    each = list(dict.fromkeys(wanted))
    found: dict[Wanted, frozenset[str] | None] = dict.fromkeys(each)
    if not each:
        return found
    with connection.cursor() as cursor:
        cursor.execute(IN_FORCE, [list(column) for column in zip(*each, strict=True)])
        for places, names in cursor.fetchall():
            called = _however_written(names)
            found.update((each[place - 1], called) for place in places)
    return found


def _however_written(names: Iterable[str]) -> frozenset[str]:
    """Names with their brackets full-width and half-width: 某医院（东院） is also 某医院(东院)."""
    return frozenset(way for name in names for way in (name, name.translate(HALF_WIDTH), name.translate(FULL_WIDTH)))
