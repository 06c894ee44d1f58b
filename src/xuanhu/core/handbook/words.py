"""What people read for the names that the code uses: facts, papers, roles, reasons. Chinese, from editable files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from xuanhu.core.handbook.service import Handbook


@dataclass(frozen=True, slots=True)
class Sayings:
    """The words for one reason: a label, the sentence to read out, the same where a value is unknown, what helps."""

    label: str
    says: str
    plain: str = ""
    change: str = ""
    variants: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def variant(self, name: str | None) -> "Sayings":
        """The words of a narrower case; what it does not say itself is taken from its reason."""
        if name is None or name not in self.variants:
            return self
        words = self.variants[name]
        return Sayings(
            label=words.get("label", self.label),
            says=words.get("says", self.says),
            plain=words.get("plain", self.plain or words.get("says", "")),
            change=words.get("change", self.change),
        )


@dataclass(frozen=True, slots=True)
class Words:
    """All words. `names` holds the plain ones by kind: documents, roles, outcomes, hospital_levels and the like."""

    facts: Mapping[str, Mapping[str, Any]]
    names: Mapping[str, Mapping[str, Any]]
    reasons: Mapping[str, Sayings]

    def among_colleagues(self) -> "Words":
        """The same words where they are read by people at work, and not by the person whom a fact is about."""
        return replace(
            self, facts={name: {**known, **known.get("colleagues", {})} for name, known in self.facts.items()}
        )

    def name(self, kind: str, value: object) -> str:
        """The word for a value of a kind, such as ('outcomes', 'deemed-used'); the value itself where there is none."""
        return str(self.names.get(kind, {}).get(str(value), value))

    def names_of(self, kind: str, values: Iterable[object]) -> str:
        """The words for several values, joined as a Chinese list."""
        return "、".join(self.name(kind, value) for value in values)

    def paper(self, kind: str, handbook: Handbook) -> str:
        """The word for a paper in a handbook: some insurers have their own."""
        return handbook.papers.get(kind) or self.name("documents", kind)

    def papers(self, kinds: Iterable[str], handbook: Handbook) -> str:
        """The words for several papers, in the order of the vocabulary, joined as a Chinese list."""
        order = list(self.names.get("documents", {}))
        known = sorted(kinds, key=lambda kind: (order.index(kind) if kind in order else len(order), kind))
        return "、".join(self.paper(kind, handbook) for kind in known)

    def fact(self, name: str, handbook: Handbook, service: str, form: str = "done") -> str:
        """The word for a fact: `done` (it has become true), `todo` (somebody has it to do), or `promise`."""
        own = handbook.facts.get(name)
        if own is not None:
            return str(getattr(own, form) or own.todo)
        known = self.facts.get(name)
        if known is None:
            return name
        narrower = known.get("by_service", {}).get(service, {})
        return str(narrower.get(form) or known.get(form) or known.get("todo", name))

    def key(self, name: str, handbook: Handbook, fact: str = "", service: str = "") -> str:
        """The label of a data key on a form; a fact may ask for something narrower, and so may a service by it."""
        if name in handbook.keys:
            return handbook.keys[name].says
        by_fact = self.names.get("data_keys_by_fact", {}).get(fact, {})
        by_service = self.names.get("data_keys_by_service", {}).get(service, {}).get(fact, {})
        return str({**by_fact, **by_service}.get(name) or self.name("data_keys", name))

    def consent(self, name: str, handbook: Handbook) -> str:
        """The word for a text that is signed."""
        own = handbook.consent_texts.get(name)
        return own.name if own is not None else handbook.papers.get(name) or self.name("consents", name)

    def outcome(self, name: str, handbook: Handbook) -> str:
        """The word for an outcome; for an application for cover it is another than for a service."""
        own = self.names.get("outcomes_by_handbook", {}).get(handbook.handbook, {})
        return str(own.get(name) or self.name("outcomes", name))

    def reason(self, code: str, handbook: Handbook) -> Sayings:
        """The words for a reason code: the handbook's own, or everybody's."""
        own = handbook.reasons.get(code)
        if own is not None:
            return Sayings(own.label, own.says, own.says, own.change)
        return self.reasons.get(code) or Sayings(code, code, code)
