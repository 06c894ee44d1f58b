"""What the `holidays` package knows of a Chinese year, told in our words.

The package carries the State Council's yearly notices since 2001. For a year without a notice it
still computes the statutory days, and guesses which weekdays are given in lieu of weekends.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import holidays

# What a label of the package contains -> the holiday that people know it by. Where two holidays
# fall on one day they are named in this order, as the State Council does (国庆节、中秋节).
_HOLIDAYS = {
    "元旦": "元旦",
    "除夕": "春节",
    "春节": "春节",
    "清明": "清明节",
    "劳动": "劳动节",
    "端午": "端午节",
    "国庆": "国庆节",
    "中秋": "中秋节",
    "抗日战争": "抗战胜利纪念日",
}
_SWAPPED = "休息日"  # a weekday off, worked off on some weekend
_IN_LIEU = "补假"  # a weekday off because the statutory day fell on a weekend


class StatutoryYear(NamedTuple):
    """One year as the package has it; every day lies in that year."""

    published: bool
    """Whether the State Council's notice for the year is known."""
    holidays: Mapping[date, tuple[str, ...]]
    """Days off with the holidays they are; a weekday merely swapped has no name of its own."""
    make_up_days: frozenset[date]
    """Weekend days that are worked. None in a year whose notice is not known."""
    guessed_days: frozenset[date]
    """Of a year without a notice: the days in lieu, which its notice may move."""


def statutory_year(year: int) -> StatutoryYear:
    """Return what is known of a year, 1950 to 2100."""
    # Without a language the labels follow the locale of the machine.
    china = holidays.country_holidays("CN", years=year, language="zh_CN")
    # The package lists make-up days in December of some other years, whatever year is asked for.
    make_up_days = frozenset(day for day in china.weekend_workdays if day.year == year)
    published = bool(make_up_days)
    return StatutoryYear(
        published=published,
        holidays={day: holiday_names(label) for day, label in china.items()},
        make_up_days=make_up_days,
        guessed_days=frozenset(day for day, label in china.items() if _IN_LIEU in label and not published),
    )


def holiday_names(label: str) -> tuple[str, ...]:
    """Return the holidays that a label of the package speaks of.

    None for a weekday that was swapped; a label never seen before is taken as it is.
    """
    if label.startswith(_SWAPPED):
        return ()
    return tuple(name for part, name in _HOLIDAYS.items() if part in label) or (label,)
