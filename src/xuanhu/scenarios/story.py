"""What a story is: parties, steps, and what each step expects."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal, NamedTuple

from xuanhu.core.parties import Diagnosis, Insured, Policy
from xuanhu.handbook_files.faults import Place

Deed = Literal["apply", "record", "check", "wait"]


class Contract(NamedTuple):
    """A policy of the story and the label of its insured; for an application for cover there is no policy."""

    insured: str
    policy: Policy | None


class Party(NamedTuple):
    """An insured person of the story, with the illness that was found."""

    insured: Insured
    diagnosis: Diagnosis | None


class Expectation(NamedTuple):
    """One key of a step's `then`, what it wants, and where it stands."""

    key: str
    wanted: object
    place: Place


class Step(NamedTuple):
    """One step: when, what is done, on which case and policy, by whom, with which data, and what then holds."""

    at: datetime
    deed: Deed
    what: str  # the service applied for or checked, or the fact recorded
    label: str | None
    policy: str | None
    by: str | None
    data: Mapping[str, object]
    then: tuple[Expectation, ...]
    place: Place

    def wants(self, key: str) -> object:
        """What the step expects under a key of `then`, or None."""
        return next((one.wanted for one in self.then if one.key == key), None)

    @property
    def expects_refusal(self) -> bool:
        """Whether the step says that it will be refused."""
        return bool(self.wants("refused")) or self.wants("allowed") is False or self.wants("outcome") == "refused"


class Story(NamedTuple):
    """A whole story. `shows` are the clauses that it shows."""

    title: str
    handbook: str
    parties: Mapping[str, Party]
    contracts: Mapping[str, Contract]
    shows: tuple[str, ...]
    steps: tuple[Step, ...]
    place: Place

    def contract_of(self, step: Step) -> str:
        """The label of the policy that a step is about: the one it names, or the only one."""
        return step.policy if step.policy is not None else next(iter(self.contracts))


DueWanted = date | datetime | None
