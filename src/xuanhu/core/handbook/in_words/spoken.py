"""What has been said of a handbook: sentences with their clauses, the steps in their order, promises and doubts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Topic(StrEnum):
    """What a sentence is about; the value is the heading that people read."""

    WHO = "谁能用"
    ILLNESS = "什么病"
    TIMES = "几次"
    WHEN = "什么时候"
    WHERE = "在哪里"
    APPLYING = "怎样申请"
    PAPERS = "要交的资料"
    SIGNING = "要签的文件"
    PROMISES = "多久"
    USED = "怎样算用过，怎样退还"
    CHANGING = "撤回和改期"
    LIMITS = "限度"
    NOTES = "请您知道"
    STATUSES = "订单状态"


class Said(NamedTuple):
    """What a term says on one topic; `items` is a list that belongs to the sentence."""

    topic: Topic
    says: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, the list that may belong to it, and the clauses that it comes from."""

    says: str
    clauses: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PromiseInWords:
    """A promise: `figure` and `unit` for the eye (5, 个工作日内), what then is done, from when it is counted.

    `figure` is empty for what comes before an appointment; `rest` is what else there is to say. `yours` where it is the
    insured's own time that runs out, `when` where it is made only in some cases.
    """

    fact: str
    figure: str
    unit: str
    what: str
    counted: str
    says: str
    clauses: tuple[str, ...] = ()
    yours: bool = False
    when: str = ""
    rest: str = ""


class EndInWords(NamedTuple):
    """How a step may end the case: in a few words, and the outcome."""

    says: str
    outcome: str


@dataclass(frozen=True, slots=True)
class StepInWords:
    """A step: what is then done, who does it, when it is part of the way, what it is promised by, how it may end."""

    fact: str
    name: str
    who: str
    yours: bool = False
    optional: bool = False
    when: str = ""
    details: tuple[str, ...] = ()
    ends: tuple[EndInWords, ...] = ()
    promises: tuple[PromiseInWords, ...] = ()
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StageInWords:
    """What comes together: one step, several in any order, or one of several (`either`)."""

    steps: tuple[StepInWords, ...]
    either: bool = False

    @property
    def how(self) -> str:
        """How several steps stand to each other, in words; nothing for one."""
        if self.either:
            return "两种结果之一" if len(self.steps) == 2 else "几种结果之一"  # noqa: PLR2004 - two is two
        needed = [step for step in self.steps if not step.optional]
        return "先后不限" if len(needed) > 1 else ""


@dataclass(frozen=True, slots=True)
class AsideInWords:
    """What may happen beside the way: its name, between which steps, and what comes of it."""

    fact: str
    name: str
    when: str
    ends: tuple[EndInWords, ...] = ()
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DoubtInWords:
    """Where the handbook is silent or disagrees with itself, and how it is read; `everywhere` if for every service."""

    says: str
    clauses: tuple[str, ...] = ()
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class ServiceInWords:
    """A service in plain Chinese."""

    id: str
    name: str
    about: str
    told: Mapping[Topic, tuple[Sentence, ...]] = field(default_factory=dict)
    promises: tuple[PromiseInWords, ...] = ()
    stages: tuple[StageInWords, ...] = ()
    asides: tuple[AsideInWords, ...] = ()
    doubts: tuple[DoubtInWords, ...] = ()
    clauses: tuple[str, ...] = ()

    def on(self, topic: Topic) -> tuple[Sentence, ...]:
        """What is said on a topic, in the order of the handbook."""
        return self.told.get(topic, ())


@dataclass(frozen=True, slots=True)
class WayInWords:
    """A way to apply: its name, the number or the place, and the address that a telephone can follow, if any."""

    name: str
    where: str = ""
    address: str = ""
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AreaInWords:
    """One of the handbook's city lists, by province, and the services that use it."""

    id: str
    services: tuple[str, ...]
    provinces: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def count(self) -> int:
        """How many cities there are."""
        return sum(len(cities) for _, cities in self.provinces)


@dataclass(frozen=True, slots=True)
class ClauseInWords:
    """A clause, and the services that it binds: their names, or nothing where it binds all."""

    id: str
    says: str
    doubt: str = ""
    binds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HandbookInWords:
    """A whole handbook in plain Chinese: what holds for every service, the services, the cities, the clauses."""

    title: str
    insurer: str
    edition: str
    in_force: str
    applying: tuple[WayInWords, ...]
    counting: tuple[Sentence, ...]
    reporting: tuple[Sentence, ...]
    doubts: tuple[DoubtInWords, ...]
    services: tuple[ServiceInWords, ...]
    areas: tuple[AreaInWords, ...]
    clauses: tuple[ClauseInWords, ...]
