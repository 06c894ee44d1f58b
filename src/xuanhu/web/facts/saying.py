"""Data of facts in words: every value by the name that people know it by; who is named is masked."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from xuanhu.core.case.state import State
from xuanhu.core.handbook.service import Handbook
from xuanhu.core.reckoning import chinese_date, chinese_moment
from xuanhu.handbook_files.wording import colleagues_words
from xuanhu.integrations.masking import masked_id_number, masked_name, masked_text

# Which list of words/names.yaml the values of a key are found in.
NAMES: Final = {
    "channel": "channels",
    "hospital_level": "hospital_levels",
    "hospital_ownership": "ownerships",
    "division": "divisions",
    "rank": "ranks",
    "country": "countries",
    "nodule": "conditions",
    "result": "results",
    "modality": "modalities",
    "sample": "samples",
    "form": "report_forms",
    "reasons": "reasons",
}
SILENT: Final = ("fact", "happened_at", "for", "promise")  # said by the line itself, or by its moment


def label_of(key: str, fact: str, book: Handbook, service: str) -> str:
    """What a data key is called beside a fact of a service."""
    return colleagues_words().key(key, book, fact, service)


def value_of(key: str, value: object, book: Handbook, service: str) -> str:  # noqa: PLR0911 - one line a kind
    """A value as people read it."""
    words = colleagues_words()
    if key in ("name", "id_number", "patient"):
        return _masked(key, value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return chinese_moment(value)
    if isinstance(value, date):
        return chinese_date(value)
    if key == "amount" and isinstance(value, int | Decimal):
        return money(value)
    if isinstance(value, int | Decimal):
        return f"{_plain(value)} {words.names.get('units', {}).get(key, '')}".strip()
    if isinstance(value, tuple | list):
        return "、".join(_one(key, str(each), book, service) for each in value)
    return _one(key, str(value), book, service)


def _one(key: str, value: str, book: Handbook, service: str) -> str:
    words = colleagues_words()
    if key == "kinds":
        return words.paper(value, book)
    if key == "consent":
        return words.consent(value, book)
    if key == "fact":
        return words.fact(value, book, service)
    if key == "reasons":
        return words.reason(value, book).label
    return words.name(NAMES[key], value) if key in NAMES else value


def money(amount: int | Decimal) -> str:
    """An amount in yuan: 32,500.00 元."""
    return f"{Decimal(amount):,.2f} 元"


def _plain(number: int | Decimal) -> str:
    return f"{number.normalize():f}" if isinstance(number, Decimal) else str(number)


def _masked(key: str, value: object) -> str:
    if isinstance(value, Mapping):
        return masked_name(str(value.get("name", "")))
    text = str(value)
    relations: Iterable[str] = colleagues_words().names.get("relations", {})
    if text in relations:
        return colleagues_words().name("relations", text)
    return masked_id_number(text) if key == "id_number" else masked_name(text)


def said_of(data: Mapping[str, object], fact: str, book: Handbook, service: str) -> tuple[tuple[str, str], ...]:
    """The data of a fact as pairs of label and words, in the order in which it was given."""
    return tuple(
        (label_of(key, fact, book, service), value_of(key, value, book, service))
        for key, value in data.items()
        if value not in (None, "", ()) and key not in SILENT
    )


def discreet(text: str, state: State) -> str:
    """A text as a page shows it: whom it is about stays masked."""
    name = state.circumstances.insured.name
    return masked_text(text.replace(name, masked_name(name)) if name else text)
