"""Every kind of mistake: each of broken/*.yaml holds one, and says in its first line what must be said of it."""

from pathlib import Path

import pytest

from xuanhu.handbook_files import yaml_text
from xuanhu.handbook_files.faults import Fault, Faulty
from xuanhu.handbook_files.lint import lint
from xuanhu.handbook_files.loader import read_handbook

BROKEN = sorted((Path(__file__).parent / "broken").glob("*.yaml"))


def faults_of(path: Path) -> list[Fault]:
    try:
        handbook, document = read_handbook(path.read_bytes(), path.name)
    except Faulty as faulty:
        return list(faulty.faults)
    return lint(handbook, document)


def test_there_are_many_kinds_of_mistake() -> None:
    assert len(BROKEN) > 100


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_mistake_is_told_with_its_place_and_its_remedy(path: Path) -> None:
    expected = path.read_text("utf-8").split("\n", 1)[0].removeprefix("# ")
    assert [str(fault) for fault in faults_of(path)] == [f"{path.name}:{expected}"]


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_every_mistake_is_told_in_chinese_and_english_on_one_line(path: Path) -> None:
    for fault in faults_of(path):
        for text in (fault.wrong, fault.right):
            assert any("\u4e00" <= character <= "\u9fff" for character in text) or text.startswith("applied >")
            assert any(character.isascii() and character.isalpha() for character in text)
            assert "\n" not in text


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_the_same_code_without_libyaml(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = [fault.code for fault in faults_of(path)]
    monkeypatch.setattr(yaml_text, "LOADER", yaml_text.yaml.SafeLoader)
    assert [fault.code for fault in faults_of(path)] == code
