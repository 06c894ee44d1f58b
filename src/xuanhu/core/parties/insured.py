"""The person a service is for: as named in the policy, or in the application for one."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from xuanhu.core.parties.id_number import birth_of, sex_of


@dataclass(frozen=True, slots=True)
class Insured:
    """Name, identity number (18 places, normal form, or none), phone; `details` is free, for a handbook's own use."""

    name: str
    id_number: str | None = None
    phone: str | None = None
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def birth_on(self) -> date | None:
        """The day of birth, if an identity number is on file."""
        return birth_of(self.id_number) if self.id_number else None

    @property
    def sex(self) -> str | None:
        """'male' or 'female', if an identity number is on file."""
        return sex_of(self.id_number) if self.id_number else None


def same_name(one: str, other: str) -> bool:
    """Whether two spellings name the same person: width, blanks and the kind of middle dot do not matter."""
    return one == other or _plain(one) == _plain(other)


def same_id_number(one: str, other: str) -> bool:
    """Whether two identity numbers are the same: width, blanks and a small x do not matter."""
    return one == other or _plain(one) == _plain(other)


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKC", text).upper()
    return "".join(letter for letter in letters if not letter.isspace() and letter not in "·•・.")
