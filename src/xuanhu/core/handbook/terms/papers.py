"""Terms about papers, signatures and who somebody is."""

from dataclasses import dataclass
from typing import Literal

from xuanhu.core.handbook.terms.base import Term


@dataclass(frozen=True, kw_only=True)
class Papers(Term):
    """What makes the papers complete: at least one of `one_of` and each of `all_of`, and what the agent asks for.

    `usual-papers` in `one_of` stands for the six papers that usually show an illness.
    """

    one_of: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PaperRule(Term):
    """Who must have issued these papers (`issuers`), and how old they may be at application (`within`).

    Judged where issuer and issued_on are given; with `required` they must be.
    """

    kinds: tuple[str, ...]
    issuers: tuple[str, ...] = ()
    within: str | None = None
    required: bool = False
    reason: str = "paper-not-accepted"


@dataclass(frozen=True, kw_only=True)
class Consents(Term):
    """What is signed with the fact `signed`: each of these before the case goes on."""

    each: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Identity(Term):
    """Who is identified by name and number: the insured, or the patient where that is another person on file."""

    of: Literal["insured", "patient"] = "insured"


@dataclass(frozen=True, kw_only=True)
class HandedOver(Term):
    """The fact names at least these papers."""

    fact: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Recent(Term):
    """The date under `key` of a fact lies at most this span back from the day of application, that day included."""

    fact: str
    key: str
    within: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class SameAs(Term):
    """The value under `key` is the one that an earlier fact named, if it named one."""

    fact: str
    key: str
    earlier: str
    reason: str
