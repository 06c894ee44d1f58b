"""Until when something must be kept: the rules of retention.yaml, reckoned by the day that is passed in.

Insurance Law, article 87: five years from the end of a contract of up to a year, ten of a longer one. A period of years
ends on the day of the same number, or the last of the month (Civil Code, article 202). Pure but for reading the file.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from django.conf import settings

from xuanhu.core.reckoning import add_months, add_years
from xuanhu.handbook_files.yaml_text import Faulty, read_documents

BUILT_IN: Final = Path(__file__).with_name("retention.yaml")
STARTS: Final = ("contract-end", "last", "none")


class RetentionError(ValueError):
    """A file of rules that cannot be used."""


class Rule(NamedTuple):
    """How long, from when, by which source, and why in plain words."""

    start: str
    months: int
    longer: int
    source: str
    why: str


class Term(NamedTuple):
    """From the first to the last day of a contract; without a last day it goes on."""

    starts_on: date
    ends_on: date | None

    @property
    def is_long(self) -> bool:
        """Whether it is for more than a year: one that begins on 1 January and ends on 31 December is not."""
        return self.ends_on is None or self.ends_on >= add_years(self.starts_on, 1)

    @property
    def goes_on(self) -> bool:
        """Whether no end is known: none is on file, or it is for life."""
        return self.ends_on is None or self.ends_on.year == date.max.year


class Until(NamedTuple):
    """Until the end of which day something is kept; `is_open` where its period has not begun to run."""

    day: date | None = None
    is_open: bool = False

    def is_over(self, on: date) -> bool:
        """Whether on this day nothing keeps it any more."""
        return not self.is_open and (self.day is None or self.day < on)


def kept_until(rule: Rule, *, terms: Sequence[Term], last_on: date | None) -> Until:
    """Until when: of several contracts, until the last of their periods is over; `last_on` is the day of the newest."""
    if rule.start == "none":
        return Until()
    if rule.start == "last" or not terms:
        return Until(add_months(last_on, rule.months)) if last_on is not None else Until()
    if any(term.goes_on for term in terms):
        return Until(is_open=True)
    return Until(max(_after(rule, term) for term in terms))


def _after(rule: Rule, term: Term) -> date:
    if term.ends_on is None:
        raise ValueError("a contract without an end")
    return add_months(term.ends_on, rule.longer if term.is_long else rule.months)


def rule_of(group: str) -> Rule:
    """The rule of a group of what is held, as this house has it."""
    return _rules(settings.RETENTION or str(BUILT_IN))[group]


@cache
def _rules(file: str) -> Mapping[str, Rule]:
    return read_rules(Path(file).read_bytes(), file)


def read_rules(content: bytes, name: str) -> Mapping[str, Rule]:
    """The rule of each group. Raises RetentionError for a file that lacks one, or says less than it must."""
    try:
        values = read_documents(content, name)[0].value
        rules = {key: _rule(one) for key, one in values["rules"].items()}
        return {group: rules[key] for group, key in values["groups"].items()}
    except (Faulty, KeyError, TypeError, ValueError, AttributeError) as error:
        raise RetentionError(f"{name} 里的保存期限读不出来 (unreadable retention rules): {error}") from None


def _rule(values: Mapping[str, object]) -> Rule:
    start, months = str(values["from"]), int(str(values["months"]))
    if start not in STARTS or months < 0:
        raise ValueError(start)
    longer = int(str(values.get("longer", months)))
    return Rule(start, months, max(longer, months), str(values["source"]), str(values["why"]))
