"""However a file is mangled, it is a handbook or it is Faulty; and what is a handbook can be linted and compared."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from xuanhu.handbook_files.differences import differences
from xuanhu.handbook_files.faults import Fault, Faulty
from xuanhu.handbook_files.lint import doubts, lint
from xuanhu.handbook_files.loader import load_handbook, read_handbook
from xuanhu.handbook_files.yaml_text import read_documents

GOOD = Path(__file__).with_name("good.yaml").read_text("utf-8")
ORIGINAL = load_handbook(GOOD, "good.yaml")
LINES = GOOD.splitlines(keepends=True)
WORDS = sorted(set(GOOD.replace(",", " ").split()))
PIECES = st.one_of(
    st.sampled_from(
        [*WORDS, *"[]{}:,-|>&*!%@#'\"\t\n", ": ", "- ", "null", "~", "[]", "{}", "---\n", "&a ", "*a", "9" * 50]
    ),
    st.text(max_size=5),
)


def faults_of(text: str | bytes) -> list[Fault]:
    """What is wrong; of a handbook that can be read also what lint says, after a look at its doubts and differences."""
    try:
        handbook, document = read_handbook(text, "mangled.yaml")
    except Faulty as faulty:
        return list(faulty.faults)
    doubts(handbook, document)
    differences(ORIGINAL, handbook)
    return lint(handbook, document)


def survives(text: str | bytes) -> None:
    assert all(fault.place.line >= 1 and fault.wrong and fault.right for fault in faults_of(text))


@given(st.lists(st.tuples(st.integers(0, len(GOOD)), st.integers(0, 12), PIECES), min_size=1, max_size=3))
def test_pieces_put_in_place_of_others(edits: list[tuple[int, int, str]]) -> None:
    text = GOOD
    for start, length, piece in edits:
        text = text[:start] + piece + text[start + length :]
    survives(text)


@given(st.sampled_from(WORDS), PIECES)
def test_a_word_in_place_of_another_everywhere(old: str, new: str) -> None:
    survives(GOOD.replace(old, new))


@given(st.lists(st.integers(0, len(LINES) - 1), max_size=6), st.integers(0, len(LINES)), st.integers(0, len(LINES)))
def test_lines_lost_and_moved(lost: list[int], source: int, target: int) -> None:
    left = [line for n, line in enumerate(LINES) if n not in lost]
    left.insert(target, LINES[min(source, len(LINES) - 1)])
    survives("".join(left))


@given(st.binary(max_size=200))
@settings(max_examples=200)
def test_any_bytes(content: bytes) -> None:
    survives(content)


@given(st.text(alphabet="ab:-[]{},&*!|>'\"\\# \n\t?%@~0\x85\u2028\ufeff\ud800", max_size=60))
@settings(max_examples=300)
def test_any_text_of_yaml_signs(text: str) -> None:
    try:
        documents = read_documents(text, "mangled.yaml")
    except Faulty:
        return
    assert all(document.place(()).line >= 1 for document in documents)


@given(st.integers(0, 300), st.booleans())
def test_nesting_of_any_depth(depth: int, in_brackets: bool) -> None:  # noqa: FBT001 - hypothesis gives it by place
    survives("[" * depth if in_brackets else "\n".join(" " * n + "a:" for n in range(depth)))
