"""What every term of the language has."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

Value = str | bool | int | Decimal


@dataclass(frozen=True, kw_only=True)
class Term:
    """What every term has: the clauses it comes from, and the doubt, if two clauses disagree or one is silent."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}
    clause: tuple[str, ...] = ()
    doubt: str = ""
