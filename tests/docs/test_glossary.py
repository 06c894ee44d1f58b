"""The glossary names words that the code uses, each Chinese term once."""

import re

from tests.architecture.tree import ROOT, SOURCE, own_files

GLOSSARY = ROOT / "GLOSSARY.md"
ROW = re.compile(r"^\| (?P<chinese>[^|]*) \| (?P<code>`[^|]*`) \|", re.MULTILINE)


def rows() -> list[tuple[str, str]]:
    return [(row["chinese"], row["code"]) for row in ROW.finditer(GLOSSARY.read_text("utf-8"))]


def words_of_the_code() -> set[str]:
    """Every name in the sources, in code and in data: letters with hyphens or underscores."""
    files = [path for path in own_files() if path.is_relative_to(SOURCE) and path.suffix in (".py", ".yaml")]
    return {word for path in files for word in re.findall(r"[a-z][a-z0-9_-]*", path.read_text("utf-8"))}


def test_every_word_of_the_glossary_is_in_the_code() -> None:
    named = {word for _, code in rows() for word in re.findall(r"`([^`]*)`", code)}
    assert named - words_of_the_code() == set()


def test_no_chinese_term_stands_twice() -> None:
    terms = [term for chinese, _ in rows() for term in re.split(r" / |、", chinese)]
    assert sorted({term for term in terms if terms.count(term) > 1}) == []


def test_a_made_up_word_is_noticed() -> None:
    assert "no-such-word-anywhere" not in words_of_the_code()
