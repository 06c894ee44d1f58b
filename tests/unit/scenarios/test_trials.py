"""Handbooks that nobody has seen: made-up products in the language as it is, with stories that must hold."""

from pathlib import Path

import pytest

from tests.architecture.tree import ROOT
from xuanhu.core.case.sentences import Speaker
from xuanhu.core.reckoning import china
from xuanhu.handbook_files.lint import lint
from xuanhu.handbook_files.loader import Library, load_library
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.scenarios.files import story_files
from xuanhu.scenarios.memory import InMemory
from xuanhu.scenarios.playing import play
from xuanhu.scenarios.reading import read_stories
from xuanhu.scenarios.story import Story
from xuanhu.scenarios.tracing import trace

TRIALS = ROOT / "tests" / "trials"
NAMES = sorted(folder.name for folder in TRIALS.iterdir())
FILES = sorted(story_files([TRIALS]))


def library(name: str) -> Library:
    return load_library(TRIALS / name)


def stories(path: Path, known: Library) -> list[Story]:
    read = read_stories(path, known)
    assert [str(one) for one in read if not isinstance(one, Story)] == []
    return [one for one in read if isinstance(one, Story)]


def platform(known: Library) -> InMemory:
    return InMemory(known, china(), Speaker(built_in_words()))


def test_the_trials_are_found() -> None:
    assert NAMES == ["checkup-and-dental", "family-doctor", "hospital-cash", "recovery-care"]
    assert {path.parents[1].name for path in FILES} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_trial_has_no_fault(name: str) -> None:
    assert [str(fault) for one in library(name).all_editions for fault in lint(one.handbook, one.document)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parents[1].name}/{path.stem}")
def test_trial_stories_hold(path: Path) -> None:
    known = library(path.parents[1].name)
    played = [play(story, platform(known)) for story in stories(path, known)]
    assert [str(failure) for one in played for failure in one.failures] == []


@pytest.mark.parametrize("name", NAMES)
def test_trial_shows_every_clause(name: str) -> None:
    known = library(name)
    found = [story for path in FILES if path.parents[1].name == name for story in stories(path, known)]
    played = [play(story, platform(known)) for story in found]
    rows = [row for edition in known.all_editions for row in trace(edition, played)]
    assert [row.clause for row in rows if not row.is_shown] == []


@pytest.mark.parametrize("name", NAMES)
def test_refusals_of_a_trial_are_read_out_in_chinese(name: str) -> None:
    known = library(name)
    found = [story for path in FILES if path.parents[1].name == name for story in stories(path, known)]
    says = {reason.says for one in found for answer in play(one, platform(known)).answers for reason in answer.refused}
    assert says != set()
    assert [text for text in says if "{" in text or any(letter.isascii() and letter.islower() for letter in text)] == []
