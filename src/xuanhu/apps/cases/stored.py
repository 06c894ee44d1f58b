"""Facts as rows: what their data looks like in JSON, what of it is sealed, how they are chained."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from xuanhu.apps.sealing import sealer
from xuanhu.core.case.facts import Fact
from xuanhu.core.handbook.service import Handbook
from xuanhu.core.handbook.values import read_value
from xuanhu.core.reckoning import SHANGHAI

SEALED = frozenset({"name", "id_number", "patient"})  # they name a person
WHERE = "cases.fact.data"
OF_THE_SYSTEM = {"for": "date"}  # keys of facts that arise


class Row(NamedTuple):
    """A fact ready to be stored."""

    seq: int
    name: str
    at: datetime
    recorded_at: datetime
    by: str
    data: dict[str, Any]
    hash: bytes


def rows_of(facts: Iterable[Fact], first: int, head: bytes, actor: str) -> list[Row]:
    """Facts as rows, numbered from `first` and chained to the hash of the one before (for the first: the case)."""
    rows = []
    for seq, fact in enumerate(facts, first):
        data = encoded(fact.data)
        row = Row(seq, fact.name, fact.at, fact.recorded_at, fact.by, data, b"")
        head = link(head, row, actor)
        rows.append(row._replace(hash=head))
    return rows


def link(before: bytes, row: Row, actor: str) -> bytes:
    """The hash of a fact over all that its row says and the hash before it."""
    moments = (row.at.astimezone(SHANGHAI).isoformat(), row.recorded_at.astimezone(SHANGHAI).isoformat())
    text = json.dumps([row.seq, row.name, *moments, row.by, actor, row.data], ensure_ascii=False, sort_keys=True)
    return hashlib.blake2b(before + text.encode(), digest_size=32, person=b"xuanhu-fact").digest()


def encoded(data: Mapping[str, object]) -> dict[str, Any]:
    """A fact's data as JSON; what names a person is sealed."""
    return {key: _sealed(value) if key in SEALED else _plain(value) for key, value in data.items()}


def _sealed(value: object) -> Any:
    if value is None:
        return None
    return {"sealed": sealer().seal(json.dumps(value, ensure_ascii=False, default=str), WHERE)}


def _plain(value: object) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return {"number": str(value)}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):  # what a refused application said is kept, but never as one of our own marks
        return {"said": json.dumps(value, ensure_ascii=False, default=str)}
    return value


def decoded(data: Mapping[str, Any], handbook: Handbook) -> dict[str, object]:
    """The data again as the core sees it."""
    return {key: _read(key, value, handbook) for key, value in data.items()}


def _read(key: str, value: Any, handbook: Handbook) -> object:
    if isinstance(value, dict) and "sealed" in value:
        return json.loads(sealer().open(value["sealed"], WHERE))
    if isinstance(value, dict) and "number" in value:
        return Decimal(value["number"])
    if isinstance(value, dict) and "said" in value:
        return json.loads(value["said"])
    if isinstance(value, list):
        return tuple(_read(key, one, handbook) if isinstance(one, dict) else one for one in value)
    kind = handbook.kind_of(key) or OF_THE_SYSTEM.get(key)
    return tuple(value) if isinstance(value, list) else read_value(kind, value)


def fact_of(row: Sequence[Any], handbook: Handbook) -> Fact:
    """A fact from (name, at, recorded_at, by, data) as JSON has them."""
    name, at, recorded_at, by, data = row
    return Fact(name, moment(at), moment(recorded_at), by, decoded(data, handbook))


def moment(written: str) -> datetime:
    """A moment from JSON, in China."""
    return datetime.fromisoformat(written).astimezone(SHANGHAI)
