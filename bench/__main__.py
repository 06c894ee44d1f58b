"""`make bench`: prints each figure beside its limit, both from this run. Interleaved rounds; medians.

`make bench ARGS=core` (or platform, or pages) runs a part.
"""

import sys
from collections.abc import Callable
from datetime import datetime
from statistics import median
from time import perf_counter
from typing import NamedTuple

import holidays

from bench import by_hand, checks, facts, nine_steps, pages, peers, platform, search, sweeps
from xuanhu.core.reckoning import SHANGHAI, Span, Unit, china, due_within

ROUNDS = 7


class Contender(NamedTuple):
    """What is measured: its name, one unit of work, and how many units a round does."""

    name: str
    work: Callable[[], object]
    times: int


def main() -> None:
    """Run every comparison."""
    wanted = sys.argv[1:] or ["core", "platform"]
    if "core" in wanted:
        _core()
    if "platform" in wanted:
        with platform.a_platform() as access:
            for part in (facts, sweeps, checks, search):  # from little data to much
                part.main(access)
    if {"pages", "platform"} & {*wanted}:
        with platform.a_platform() as access:  # of its own: no other part's data on the pages
            pages.main(access)


def _core() -> None:
    _compare("nine-step outpatient case, in memory, one process (cases/s)", _cases())
    _compare("due date: 5 working days over National Day (due dates/s)", _due_dates())


def _cases() -> list[Contender]:
    plan, around, steps = nine_steps.plan(), nine_steps.circumstances(), nine_steps.commands()
    by_hand_end, our_end = by_hand.run(steps), nine_steps.run(plan, around, steps)
    if by_hand_end[2] or our_end.outcome != "completed":
        raise SystemExit("the case does not come to its end; nothing to measure")
    return [
        Contender("tuples by hand: the limit", lambda: by_hand.run(steps), 4000),
        Contender("xuanhu: gates, clocks, reasons, ledger", lambda: nine_steps.run(plan, around, steps), 1000),
        Contender("transitions: states only", peers.by_transitions(), 150),
        Contender("python-statemachine: states only", peers.by_statemachine(), 30),
    ]


def _due_dates() -> list[Contender]:
    calendar, start = china(), datetime(2026, 9, 28, 10, tzinfo=SHANGHAI)
    span = Span(5, Unit.WORKING_DAYS)
    package = holidays.country_holidays("CN")
    return [
        Contender("xuanhu: a table of ordinals", lambda: due_within(calendar, start=start, span=span), 20000),
        Contender("holidays.get_nth_working_day", lambda: package.get_nth_working_day(start.date(), 5), 1000),
    ]


def _compare(title: str, contenders: list[Contender]) -> None:
    """Rounds in turn, so that a slow moment of the machine falls on all; the first contender is the limit."""
    rates: dict[str, list[float]] = {one.name: [] for one in contenders}
    for one in contenders:
        one.work()
    for _ in range(ROUNDS):
        for one in contenders:
            began = perf_counter()
            for _ in range(one.times):
                one.work()
            rates[one.name].append(one.times / (perf_counter() - began))
    limit = median(rates[contenders[0].name])
    print(title)
    for name, found in rates.items():
        rate = median(found)
        print(
            f"  {name:42} {rate:12,.0f}   {rate / limit:8.4f} of the first   ({min(found):,.0f} to {max(found):,.0f})"
        )


if __name__ == "__main__":
    main()
