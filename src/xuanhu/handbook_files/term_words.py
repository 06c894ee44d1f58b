"""How a value of a term reads in Chinese: facts, papers, spans and dates by their words, the rest as it is."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from xuanhu.core.handbook.service import Handbook, Service
from xuanhu.core.handbook.terms import Term
from xuanhu.core.reckoning.deadlines import parse_span
from xuanhu.core.reckoning.words import chinese_date
from xuanhu.handbook_files.wording import FOLDER, built_in_words
from xuanhu.handbook_files.yaml_text import read_documents

_FILE: Final[Path] = FOLDER / "terms.yaml"
_NOTHING: Final = "（没有）"
# Which words a text has, by the field that it stands in.
_FACTS: Final = frozenset(
    (
        *("fact", "facts", "promise", "after", "before", "held_by", "judged_by", "earlier", "used_from", "until"),
        *("with_fact", "awaiting", "tells", "flow"),
    )
)
_PAPERS: Final = frozenset({"one_of", "all_of", "kinds", "until_papers"})
_SPANS: Final = frozenset({"within", "target", "told_ahead", "at_least", "opens", "closes"})
_DATA_KEYS: Final = frozenset({"key", "keys", "unless", "named", "by"})
_NAMES: Final = {
    "roles": "roles",
    "outcome": "outcomes",
    "lowest_level": "hospital_levels",
    "ownership": "ownerships",
    "division": "divisions",
    "lowest_rank": "ranks",
    "status": "diagnosis_statuses",
    "channel": "channels",
}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in both editions one looks: the path, what it is called, and the clauses of the term it lies in."""

    old: Handbook
    new: Handbook
    path: tuple[str | int, ...] = ()
    labels: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    name: str = ""  # of the field

    @property
    def words(self) -> str:
        """Such as 门诊预约 › 时限（约好门诊） › 期限."""
        return " › ".join(self.labels)

    @property
    def service(self) -> str:
        """The service that the spot lies in, if it does."""
        return str(self.path[1]) if len(self.path) > 1 and self.path[0] == "services" else ""

    def at(self, name: str) -> "Spot":
        """The spot of a field; that a service is among `services` goes without saying."""
        labels = () if name == "services" else (field_words().get(name, name),)
        return replace(self, path=(*self.path, name), labels=self.labels + labels, name=name)

    def entry(self, key: str | int, label: str) -> "Spot":
        """The spot of an entry of a list or mapping; of a list's, the label stands beside that of the list."""
        labels = (*self.labels, label)
        if isinstance(key, int):
            labels = (*self.labels[:-1], f"{self.labels[-1]}（{label}）" if label else self.labels[-1])
        return replace(self, path=(*self.path, key), labels=labels)

    def citing(self, clauses: tuple[str, ...]) -> "Spot":
        """The same spot, inside a term of these clauses."""
        return replace(self, clauses=clauses or self.clauses)


@cache
def _file() -> Mapping[str, Any]:
    value: Mapping[str, Any] = read_documents(_FILE.read_bytes(), _FILE.name)[0].value
    return value


def field_words() -> Mapping[str, str]:
    """What the fields of the language are called."""
    words: Mapping[str, str] = _file()["fields"]
    return words


def _choice(value: object, spot: Spot) -> str | None:
    """The words for a value of a field that is a choice; None for any other."""
    values = _file()["values"]
    narrow = ".".join(map(str, spot.path[-2:]))
    found: str | None = values.get(narrow, values.get(spot.name, {})).get(str(value))
    return found


def label_of(key: str | None, value: Any, spot: Spot) -> str:
    """What an entry is called: a service by its name, a fact or paper by its words, a term by what it is about."""
    if key is not None:
        return _label_of_key(key, value, spot)
    about = next(
        (name for name in ("promise", "fact", "facts", "key", "with_fact", "name") if hasattr(value, name)), ""
    )
    return say(getattr(value, about), spot.at(about)) if about else ""


def _label_of_key(key: str, value: Any, spot: Spot) -> str:
    if isinstance(value, Service):
        return value.name
    words = built_in_words()
    if spot.name == "facts":
        return words.fact(key, spot.new, "")
    namers = {"papers": words.paper, "consent_texts": words.consent, "keys": words.key, "where": words.key}
    return namers[spot.name](key, spot.new) if spot.name in namers else key


def describe(value: Any, spot: Spot) -> str:
    """A value in words; a term by all that it says, a service by its name."""
    if isinstance(value, Service):
        return f"服务“{value.name}”"
    if isinstance(value, Term):
        return "：" + "，".join(_said_by(value, spot)) if _said_by(value, spot) else ""
    return f"“{say(value, spot)}”"


def _said_by(term: Term, spot: Spot) -> list[str]:
    """What a term says beyond what it would say anyway, its clauses left out."""
    return [
        f"{field_words().get(each.name, each.name)} {say(value, spot.at(each.name))}"
        for each in fields(term)
        if each.name != "clause" and (value := getattr(term, each.name)) != _unsaid(each)
    ]


def _unsaid(each: Any) -> Any:
    return each.default_factory() if each.default_factory is not MISSING else each.default


def say(value: Any, spot: Spot) -> str:
    """A plain value, several, or a mapping, in words."""
    if isinstance(value, tuple):
        return "、".join(say(one, spot) for one in value) or _NOTHING
    if isinstance(value, Mapping):
        pairs = (f"{_label_of_key(key, one, spot)}是{say(one, spot)}" for key, one in value.items())
        return "，".join(pairs) or _NOTHING
    if isinstance(value, date):
        return "不限" if value in (date.min, date.max) else chinese_date(value, year=True)
    if isinstance(value, str):
        return _choice(value, spot) or _say_text(value, spot)
    known = {None: _NOTHING, True: "是", False: "否"} if isinstance(value, bool | None) else {}
    return known.get(value) or _choice(value, spot) or str(value)


def _say_text(text: str, spot: Spot) -> str:
    words, name = built_in_words(), spot.name
    if name in _SPANS or (name in _FACTS and "windows" not in spot.path):
        return _say_span(text) if name in _SPANS else _say_fact(text, spot)
    if name in _PAPERS:
        return words.name("conditions", text) if "condition" in spot.path else words.paper(text, spot.new)
    if name in _DATA_KEYS or name == "each":
        return (words.consent if name == "each" else words.key)(text, spot.new)
    if name in ("reason", "if_none"):
        return words.reason(text, spot.new).label
    if name in ("service", "binds"):
        service = spot.new.services.get(text) or spot.old.services.get(text)
        return service.name if service is not None else text
    return words.name(_NAMES[name], text) if name in _NAMES else text


def _say_fact(text: str, spot: Spot) -> str:
    """A fact, or FACT.KEY; a step beside a promise reads as what is promised."""
    fact, _, key = text.partition(".")
    form = "promise" if spot.name == "promise" else "done"
    handbook = spot.new if fact in spot.new.facts else spot.old
    words = built_in_words().fact(fact, handbook, spot.service, form)
    return f"{words}（{built_in_words().key(key, spot.new)}）" if key else words


def _say_span(text: str) -> str:
    count, _, unit = text.partition(" ")
    if unit.startswith("month"):
        return f"{count} 个月"
    try:
        return parse_span(text).in_chinese()
    except ValueError:
        return text
