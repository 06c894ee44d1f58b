"""What is private of providers: sealed for its column, opened again."""

from typing import Any, NamedTuple

from xuanhu.apps.network.models import PERSONS, Provider
from xuanhu.apps.sealing import sealer


class Sealed(NamedTuple):
    """A sealed column, such as network.escort.phone."""

    where: str

    def seal(self, text: str) -> str:
        """The text, sealed for this column."""
        return sealer().seal(text, self.where)

    def open(self, text: str) -> str:
        """The text again."""
        return sealer().open(text, self.where)


def sealed(model: type[Any], column: str) -> Sealed:
    """The sealed column of a model."""
    return Sealed(f"network.{model.__name__.lower()}.{column}")


def private_columns(model: type[Any]) -> tuple[str, ...]:
    """What is sealed of a provider: the phone, and the name where it is a person's. Of a hospital nothing is."""
    if not issubclass(model, Provider):
        return ()
    return ("name", "phone") if model in PERSONS else ("phone",)


def opened(row: Any, column: str) -> Any:
    """A value of a row as it was said."""
    value = getattr(row, column)
    return (
        sealed(type(row), column).open(value) if column in private_columns(type(row)) and value is not None else value
    )
