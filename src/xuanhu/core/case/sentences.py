"""Verdicts in words: for every refusal a sentence that an agent can read out, and what would change it."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from xuanhu.core.case.papers import missing_papers
from xuanhu.core.case.plan import Plan
from xuanhu.core.case.state import State
from xuanhu.core.case.verdict import Refusal
from xuanhu.core.handbook.words import Words
from xuanhu.core.reckoning import chinese_date, chinese_moment, parse_span

PLACEHOLDER = re.compile(r"{(\w+)}")


class Sentence(NamedTuple):
    """A refusal in words: a few for a list, the sentence to read out, and what would change it."""

    label: str
    says: str
    change: str


class Speaker:
    """Says refusals in Chinese, with the values that the person asking needs to hear."""

    def __init__(self, words: Words) -> None:
        """`words` are those of words/*.yaml; a handbook's own words come before them."""
        self.words = words

    def say(self, refusal: Refusal, plan: Plan, state: State | None = None) -> Sentence:
        """The words for one refusal, as far as its values are known."""
        sayings = self.words.reason(refusal.code, plan.handbook).variant(_variant(refusal))
        own = refusal.about.get("says")
        values = self._values(refusal, plan, state)
        says = str(own) if own else _fill(sayings.says, values) or _fill(sayings.plain, values) or sayings.plain
        change = str(refusal.about.get("change") or "") or _fill(sayings.change, values) or ""
        return Sentence(sayings.label, says, change)

    def _values(self, refusal: Refusal, plan: Plan, state: State | None) -> dict[str, str]:
        about = refusal.about
        values = {"service": plan.service.name, "slip": self.words.paper("admission-slip", plan.handbook)}
        unit = str(self.words.names.get("units", {}).get(str(about.get("key")), ""))
        for key, speak in self._speakers(plan, unit).items():
            if about.get(key) not in (None, (), ""):
                name, text = speak(about[key])
                values[name] = text
        if refusal.code == "documents-missing":
            values |= self._missing_papers(refusal, plan, state)
        return values

    def _speakers(self, plan: Plan, unit: str) -> Mapping[str, Callable[[object], tuple[str, str]]]:
        """How each value of a refusal is said: (the placeholder it fills, its words)."""
        words, book = self.words, plan.handbook
        return {
            "from": lambda day: ("from", _day(day)),
            "until": lambda day: ("until", _day(day)),
            "earliest": lambda day: ("earliest", _day(day)),
            "on": lambda day: ("study_date", _day(day)),
            "city": lambda city: ("city", str(city)),
            "country": lambda country: ("country", words.name("countries", country)),
            "countries": lambda these: ("countries", words.names_of("countries", _list(these))),
            "kinds": lambda kinds: ("conditions", words.names_of("conditions", _list(kinds))),
            "keys": lambda keys: ("keys", "、".join(words.key(str(key), book) for key in _list(keys))),
            "waits_for": lambda facts: ("facts", self._todo(facts, plan)),
            "service": lambda other: ("other", _service_name(plan, str(other))),
            "named": lambda hospital: ("hospital", str(hospital)),
            "span": lambda span: ("days", str(parse_span(str(span)).count)),
            "at_least": lambda least: ("least", f"{_number(least)} {unit}".strip()),
            "at_most": lambda most: ("limit", f"{_number(most)} {unit}".strip()),
            "closes": lambda _: ("hours", self._hours(plan)),
            "allowed": lambda these: ("examinations", words.names_of("modalities", _list(these))),
            "lowest": lambda lowest: _ladder(words, str(lowest)),
            "roles": lambda roles: ("roles", words.names_of("roles", _list(roles))),
            "consents": lambda these: ("consents", "、".join(words.consent(str(one), book) for one in _list(these))),
            "who": lambda these: ("relations", words.names_of("relations", _list(these))),
        }

    def _todo(self, facts: object, plan: Plan) -> str:
        names = [self.words.fact(str(fact), plan.handbook, plan.name, "todo") for fact in _list(facts)]
        return "、".join(names)

    def _hours(self, plan: Plan) -> str:
        hours = plan.service.hours
        if hours is None:
            return ""
        days = "周一到周五" if hours.weekdays == (1, 2, 3, 4, 5) else "服务日"
        return f"{'工作日' if hours.working_days else ''}{days} {hours.opens} 到 {hours.closes}"

    def _missing_papers(self, refusal: Refusal, plan: Plan, state: State | None) -> dict[str, str]:
        kinds = refusal.about.get("kinds")
        if kinds:
            return {"kinds": self.words.papers([str(kind) for kind in _list(kinds)], plan.handbook)}
        if state is None:
            return {}
        one_of, each = missing_papers(state)
        asked = [self.words.papers(each, plan.handbook)] if each else []
        if one_of:
            asked.append(f"{self.words.papers(one_of, plan.handbook)}中的任意一种")
        return {"kinds": "，以及".join(asked)} if asked else {}


def _fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its values, or nothing if one of them is not known."""
    wanted = PLACEHOLDER.findall(text)
    return text.format(**values) if all(values.get(name) for name in wanted) else ""


def _variant(refusal: Refusal) -> str | None:
    """Which narrower case of the reason this is."""
    finder = VARIANTS.get(refusal.code)
    return finder(refusal.about) if finder is not None else None


def _not_eligible(about: Mapping[str, object]) -> str | None:
    return NOT_ELIGIBLE.get(str(about.get("key")), "slip-hospital" if "named" in about else None)


def _case(about: Mapping[str, object]) -> str | None:
    return str(about["case"]) if "case" in about else None


VARIANTS: Mapping[str, Callable[[Mapping[str, object]], str | None]] = {
    "not-the-insured": lambda about: "others" if about.get("who") not in (None, ("insured",)) else None,
    "not-allowed": lambda about: "untouchable" if "fact" in about else None,
    "waiting-period": lambda about: "diagnosed-within" if "found_on" in about else None,
    "not-yet": lambda about: "future" if "on" in about else None,
    "hospital-level-too-low": lambda about: "tertiary-a" if about.get("lowest") == "tertiary-a" else None,
    "over-the-limit": lambda about: "hard" if about.get("hard") else None,
    "hospital-not-eligible": _not_eligible,
    **dict.fromkeys(("not-covered-condition", "not-first-diagnosis", "not-in-force"), _case),
}
NOT_ELIGIBLE = {
    "hospital_ownership": "ownership",
    "division": "division",
    "social_insurance_designated": "social-insurance",
    "partner": "partner-list",
}


def _number(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _list(values: object) -> list[object]:
    return list(values) if isinstance(values, list | tuple | set | frozenset) else [values]


def _day(value: object) -> str:
    if isinstance(value, datetime):
        return chinese_moment(value)
    return chinese_date(value, year=True) if isinstance(value, date) else ""


def _service_name(plan: Plan, name: str) -> str:
    service = plan.handbook.services.get(name)
    return service.name if service is not None else name


def _ladder(words: Words, lowest: str) -> tuple[str, str]:
    level = words.name("hospital_levels", lowest)
    return ("level", level) if level != lowest else ("rank", words.name("ranks", lowest))
