"""Playing a story: each step done, each expectation held against what came; a failure says expected, got, why."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from xuanhu.handbook_files.faults import Place
from xuanhu.scenarios.answer import Answer, Platform
from xuanhu.scenarios.story import Expectation, Step, Story


class Failure(NamedTuple):
    """One expectation that was not met."""

    place: Place
    step: Step
    expected: str
    got: str
    why: str

    def __str__(self) -> str:
        """The failure as it is printed, place first."""
        lines = [f"{self.place}: {self.step.at:%Y-%m-%d %H:%M} {self.step.deed} {self.step.what}".rstrip()]
        lines += [f"    expected  {self.expected}", f"    got       {self.got}"]
        if self.why:
            lines.append(f"    why       {self.why}")
        return "\n".join(lines)


class Played(NamedTuple):
    """A story that was played: its answers, step by step, and what failed."""

    story: Story
    answers: tuple[Answer, ...]
    failures: tuple[Failure, ...]


def play(story: Story, platform: Platform) -> Played:
    """Play a story from its first step to its last, whatever fails on the way."""
    platform.begin(story)
    answers: list[Answer] = []
    failures: list[Failure] = []
    for step in story.steps:
        answer = platform.answer(story, step)
        answers.append(answer)
        failures += judge(step, answer)
    return Played(story, tuple(answers), tuple(failures))


def judge(step: Step, answer: Answer) -> list[Failure]:
    """What of a step's expectations was not met; a refusal that nobody expected is one too."""
    found = []
    for one in step.then:
        got = _got(one, answer)
        if not MET[one.key](one.wanted, got):
            found.append(Failure(one.place, step, f"{one.key}: {_shown(one.wanted)}", _shown(got), _why(answer)))
    if answer.refused and not step.expects_refusal:
        codes = tuple(reason.code for reason in answer.refused)
        found.append(Failure(step.place, step, "not refused", f"refused: {_shown(codes)}", _why(answer)))
    return found


def _got(one: Expectation, answer: Answer) -> object:
    if one.key == "refused":
        return tuple(reason.code for reason in answer.refused)
    if one.key == "allowed":
        return not answer.refused
    if one.key == "due":
        return {fact: answer.due.get(fact) for fact in _keys(one.wanted)}
    if one.key == "uses_left":
        return {name: _uses(answer.uses_left.get(name, 0)) for name in _keys(one.wanted)}
    return getattr(answer, one.key)


def _keys(wanted: object) -> list[str]:
    return list(wanted) if isinstance(wanted, dict) else []


def _uses(left: int | None) -> int | str:
    return "unlimited" if left is None else left


def _same(wanted: object, got: object) -> bool:
    return wanted == got


def _same_in_any_order(wanted: object, got: object) -> bool:
    return sorted(_tuple(wanted)) == sorted(_tuple(got))


def _among(wanted: object, got: object) -> bool:
    return set(_tuple(wanted)) <= set(_tuple(got))


def _same_dues(wanted: object, got: object) -> bool:
    pairs = (
        [(due, got.get(fact)) for fact, due in wanted.items()]
        if isinstance(wanted, dict) and isinstance(got, dict)
        else []
    )
    return all(_same_due(one, other) for one, other in pairs)


def _same_due(wanted: object, got: object) -> bool:
    """A due moment is right by its day too, where the story only names the day."""
    if isinstance(got, datetime) and not isinstance(wanted, datetime):
        return got.date() == wanted
    return wanted == got


def _tuple(values: object) -> tuple[str, ...]:
    return values if isinstance(values, tuple) else ()


MET: dict[str, Callable[[object, object], bool]] = {
    "status": _same,
    "outcome": _same,
    "allowed": _same,
    "uses_left": _same,
    "due": _same_dues,
    "refused": _same_in_any_order,
    "overdue": _same_in_any_order,
    "cites": _among,
    "awaiting": _among,
    "has": _among,
    "notices": _among,
}


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_shown(one)}" for key, one in value.items()) + "}"
    if isinstance(value, tuple):
        return "[" + ", ".join(map(str, value)) + "]"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _why(answer: Answer) -> str:
    return "  ".join(f"{one.says} [{', '.join((one.code, *one.clauses))}]" for one in answer.refused)
