"""A service under the eye of lint: its terms with their places, its flow, and the facts that it may speak of."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from xuanhu.core.handbook import vocabulary
from xuanhu.core.handbook.flow import FlowError, Stage, read_flow
from xuanhu.core.handbook.service import Handbook, Service
from xuanhu.core.handbook.terms import Term
from xuanhu.handbook_files.faults import Fault, nearest, quoted
from xuanhu.handbook_files.nodes import Document

_INDEXED = re.compile(r"(\w+)\[(\d+)\]")


class Said(NamedTuple):
    """A term with its path from the top of the handbook."""

    term: Term
    path: tuple[str | int, ...]


@dataclass(frozen=True)
class Scope:
    """One service of a handbook, and the document that it was read from."""

    handbook: Handbook
    document: Document
    name: str

    @property
    def service(self) -> Service:
        """The service itself."""
        return self.handbook.services[self.name]

    @property
    def path(self) -> tuple[str, str]:
        """Where the service stands."""
        return "services", self.name

    @cached_property
    def terms(self) -> tuple[Said, ...]:
        """The terms that the handbook says, without those that the language fills in."""
        every = (Said(term, (*self.path, *_steps(path))) for path, term in self.service.terms())
        return tuple(said for said in every if self.says(*said.path[2:]))

    def says(self, *steps: str | int) -> bool:
        """Whether the service itself, or all_services, says something at this place."""
        value = self.document.value["services"][self.name]
        for step in steps:
            if isinstance(value, dict) and step not in value:
                return False
            value = value[step]
        return True

    def fault(self, path: tuple[str | int, ...], code: str, wrong: str, right: str = "") -> Fault:
        """A fault at the value of a path that starts at the service's own terms."""
        return Fault(self.document.place((*self.path, *path)), code, wrong, right)

    @cached_property
    def flow_fault(self) -> str:
        """Why the flow cannot be read; nothing if it can."""
        try:
            read_flow(self.service.flow)
        except FlowError as error:
            return str(error)
        return ""

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """The stages of the flow; none where it cannot be read."""
        return () if self.flow_fault else read_flow(self.service.flow)

    @cached_property
    def places(self) -> Mapping[str, float]:
        """How far along the flow each fact stands; one beside the flow, half a step after the fact it comes after."""
        flow = {fact: float(n) for n, stage in reversed(list(enumerate(self.stages))) for fact in stage.facts}
        beside = {aside.fact: flow.get(aside.after, 0.0) + 0.5 for aside in self.service.asides}
        return beside | flow

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """Every fact that a case of this service may hold."""
        service = self.service
        names = ["applied", *self.places, *vocabulary.EVERYWHERE, "refused"]
        if any(fact in service.tells for fact in names):
            names.append("told")
        if any(clock.otherwise == "expired" for clock in service.clocks):
            names.append("expired")
        if service.exemption is not None:
            names.append("exempted")
        names += [clock.promise for clock in service.clocks if clock.arises]
        return tuple(dict.fromkeys(names))

    def check_fact(self, fact: str, path: tuple[str | int, ...]) -> Iterator[Fault]:
        """A fact that is named at this path must be one of the service's."""
        if fact not in self.facts and not self.flow_fault:
            wrong = f"{quoted(fact)} 不在这项服务的流程里，也不在旁边 (no fact of this service)"
            right = nearest(fact, self.facts, otherwise="看看 flow 和 asides 里有什么 (see flow and asides)")
            yield self.fault(path, "unknown-fact", wrong, right)


def scopes(handbook: Handbook, document: Document) -> Iterator[Scope]:
    """Every service of a handbook."""
    return (Scope(handbook, document, name) for name in handbook.services)


def _steps(path: str) -> tuple[str | int, ...]:
    """`clocks[0]` as ('clocks', 0)."""
    indexed = _INDEXED.fullmatch(path)
    return (indexed[1], int(indexed[2])) if indexed else (path,)
