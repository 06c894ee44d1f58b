"""Conditions in CEL (Common Expression Language), for what no term of the language says.

CEL cannot loop, cannot reach outside and always ends, so a handbook's author can be trusted with it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import cel

# What a condition may read. `given` is the data of the fact being recorded; `application` that of `applied`.
READABLE: Final = ("application", "diagnosis", "facts", "given", "insured", "patient", "policy", "today")
# The functions that this CEL really has; it compiles calls of any other name and then never fulfils them.
CALLABLE: Final = frozenset(
    (
        *("size", "matches", "startsWith", "endsWith", "contains", "type"),
        *("duration", "timestamp", "int", "uint", "double", "string", "bool"),
        *("getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear"),
        *("getHours", "getMinutes", "getSeconds"),
    )
)
LONGEST: Final = 2000  # a deeper nesting than fits in here would exhaust the compiler's stack
CHINA: Final = timezone(timedelta(hours=8))  # CEL knows fixed offsets only; China has kept this one since 1991


class ConditionError(ValueError):
    """A condition that cannot be compiled; the message says where."""


class Missing(NamedTuple):
    """A condition that could not be judged, because it reads a key that nobody gave."""

    key: str


def compile_condition(source: str) -> "cel.Program":
    """Compile a condition once. Raises ConditionError for wrong syntax and for names that no condition may read."""
    import cel  # noqa: PLC0415 - it brings a command line of its own, which takes long to load; few terms need it

    if len(source) > LONGEST:
        raise ConditionError(f"条件太长，最多 {LONGEST} 个字符 (a condition of more than {LONGEST} characters)")
    try:
        program = cel.compile(source)
    except ValueError as error:
        raise ConditionError(str(error)) from None
    unknown = sorted(set(program.variables()) - set(READABLE) - _bound_by_macros(source))
    if unknown:
        raise ConditionError(
            f"条件里没有 {', '.join(unknown)}，可用的是 {', '.join(READABLE)} (unknown name in the condition)"
        )
    strange = sorted(name for name in program.functions() if name[0].isalpha() and name not in CALLABLE)
    if strange:
        raise ConditionError(
            f"条件里不能用 {', '.join(strange)}()，可用的是 {', '.join(sorted(CALLABLE))} (unknown function)"
        )
    return program


def judge_condition(program: "cel.Program", world: Mapping[str, object]) -> bool | Missing:
    """Whether the condition holds of this world; Missing where it reads a key that is not there.

    A condition whose types do not fit is not fulfilled: an error must never let anything through.
    """
    try:
        return program.execute({name: plain(value) for name, value in world.items()}) is True
    except KeyError as error:
        return Missing(str(error.args[0]))
    except (ArithmeticError, RuntimeError, TypeError, ValueError):
        return False


def plain(value: object) -> object:
    """A value as CEL reads it: dates are midnight in China, money and hours are doubles, sets are lists."""
    if isinstance(value, datetime):
        return value.astimezone(CHINA)
    if isinstance(value, date):
        return datetime.combine(value, time(), CHINA)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, Sequence | set | frozenset) and not isinstance(value, str):
        return [plain(inner) for inner in value]
    return value


def _bound_by_macros(source: str) -> set[str]:
    """Names that the list macros bind, such as the x of `kinds.exists(x, x == 'invoice')`."""
    bound = set()
    for macro in (".all(", ".exists(", ".exists_one(", ".map(", ".filter("):
        for rest in source.split(macro)[1:]:
            bound.add(rest.split(",", 1)[0].strip())
    return bound
