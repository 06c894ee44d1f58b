"""The reference says all of the language, is current, and its examples hold."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, blocks
from xuanhu.core.case.sentences import Speaker
from xuanhu.core.handbook.conditions import READABLE, compile_condition
from xuanhu.core.handbook.service import Handbook, Service
from xuanhu.core.handbook.terms import Term
from xuanhu.core.handbook.vocabulary import REASONS
from xuanhu.core.reckoning import china
from xuanhu.handbook_files.lint import lint
from xuanhu.handbook_files.loader import Library
from xuanhu.handbook_files.reference import example, language_reference, reason_reference
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.scenarios.memory import InMemory
from xuanhu.scenarios.playing import play
from xuanhu.scenarios.reading import DIAGNOSIS, INSURED, POLICY, STEP, THEN, TOP, read_stories
from xuanhu.scenarios.story import Story

LANGUAGE = DOCS / "reference" / "handbook-language.md"
REASON_CODES = DOCS / "reference" / "reason-codes.md"
STORIES = DOCS / "reference" / "stories.md"


def test_language_page_is_current() -> None:
    assert LANGUAGE.read_text("utf-8") == language_reference(), "write it anew: make docs"


def test_reason_page_is_current() -> None:
    assert REASON_CODES.read_text("utf-8") == reason_reference(), "write it anew: make docs"


def test_example_handbook_has_no_fault() -> None:
    assert [str(fault) for fault in lint(example().handbook, example().document)] == []


@pytest.mark.parametrize("kind", [Handbook, Service])
def test_every_field_of_the_language_is_on_its_page(kind: type[Term]) -> None:
    page = LANGUAGE.read_text("utf-8")
    told = set(re.findall(r"^(?:### |\| )`(\w+)`", page, re.MULTILINE))
    names = {each.name for each in fields(kind)}
    assert names - told - {"clause", "doubt", "services"} == set()


def test_every_field_of_a_service_is_in_the_example() -> None:
    services = example().document.value["services"].values()
    unshown = [each.name for each in fields(Service) if not any(each.name in one for one in services)]
    assert unshown == ["clause", "doubt"]


def test_refusals_that_the_page_names_are_known() -> None:
    told = re.findall(r"^Refuses[^`]*((?:`[a-z_-]+`[^`.]*)+)", LANGUAGE.read_text("utf-8"), re.MULTILINE)
    named = {name for text in told for name in re.findall(r"`([a-z_-]+)`", text)}
    assert named - set(REASONS) == {"reason", "if_none", "required", "signed"}


def test_every_name_that_a_condition_may_read_is_on_the_page() -> None:
    page = LANGUAGE.read_text("utf-8")
    table = page[page.index("| name | holds |") :].split("\n\n", 1)[0]
    assert sorted(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) == sorted(READABLE)


@pytest.mark.parametrize(
    "condition",
    [
        'facts["reviewed"].amount > 0.0',
        'given.on < policy.ends_on + duration("24h")',
        "given.amount <= 200.0 * double(application.nights)",
        "has(given.note)",
    ],
)
def test_condition_that_the_page_shows_can_be_compiled(condition: str) -> None:
    shown = condition.removesuffix(" > 0.0")
    assert f"`{shown}`" in LANGUAGE.read_text("utf-8")
    assert sorted(set(compile_condition(condition).variables()) - set(READABLE)) == []


def test_every_key_of_a_story_is_on_its_page() -> None:
    told = set(re.findall(r"^\| `(\w+)` \|", STORIES.read_text("utf-8"), re.MULTILINE))
    assert told == TOP | STEP | THEN | INSURED | POLICY | DIAGNOSIS


def test_story_of_the_page_holds(tmp_path: Path) -> None:
    (block,) = [block for block in blocks(STORIES) if block.language == "yaml"]
    file = tmp_path / "story.yaml"
    file.write_text(block.text, "utf-8")
    library = Library((example(),))
    (story,) = read_stories(file, library)
    assert isinstance(story, Story), str(story)
    played = play(story, InMemory(library, china(), Speaker(built_in_words())))
    assert [str(failure) for failure in played.failures] == []
