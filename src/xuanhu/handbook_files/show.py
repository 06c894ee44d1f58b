"""A handbook on the terminal: what an insured may have, each line with its clauses; and what was in doubt."""

from collections.abc import Iterable, Iterator
from typing import Final

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from xuanhu.core.handbook.in_words import (
    AsideInWords,
    DoubtInWords,
    HandbookInWords,
    Sentence,
    ServiceInWords,
    StageInWords,
    StepInWords,
    Topic,
    say_handbook,
)
from xuanhu.core.handbook.service import Handbook
from xuanhu.core.handbook.words import Words
from xuanhu.handbook_files.wrapping import wrap

LABEL_CELLS: Final = 12  # five Chinese characters and a gap
CLAUSES: Final = r" \[[^\[\]]+\]$"
FIRST: Final = (Topic.PROMISES, Topic.WHO, Topic.ILLNESS, Topic.TIMES, Topic.WHEN, Topic.WHERE)
REST: Final = tuple(topic for topic in Topic if topic not in FIRST)
Row = tuple[str, list[str]]


def print_handbook(console: Console, handbook: Handbook, words: Words) -> None:
    """Print the whole handbook. Raises as `say_handbook` does."""
    book = say_handbook(handbook, words)
    _print_head(console, book)
    for number, service in enumerate(book.services, start=1):
        _print_title(console, f"{number} {service.name}", service.id)
        _print_lines(console, service.about, indent=0)
        _print_rows(console, _rows(service))
    _print_general(console, book)


def _print_head(console: Console, book: HandbookInWords) -> None:
    parts = (book.insurer, f"第{book.edition}版", book.in_force)
    console.print(Text(book.title, "bold"))
    console.print(Text(" · ".join(part for part in parts if part), "dim"))
    ways = [_line(f"{way.name} {way.where}".strip(), way.clauses) for way in book.applying]
    _print_rows(console, [("怎样申请", ways)] if ways else [])


def _print_title(console: Console, title: str, remark: str = "") -> None:
    console.print()
    console.print(Text.assemble(("── ", "dim"), (title, "bold"), (f" {remark}".rstrip(), "dim")), soft_wrap=True)


def _print_rows(console: Console, rows: Iterable[Row]) -> None:
    """A label before the first of its lines, the others below it."""
    for label, lines in rows:
        for number, line in enumerate(lines):
            _print_lines(console, line, label="" if number else label, indent=LABEL_CELLS)


def _print_lines(console: Console, text: str, *, indent: int, label: str = "") -> None:
    gap = indent - cell_len(label)
    for number, line in enumerate(wrap(text, console.width - indent) if text else ()):
        shown = Text(line)
        shown.highlight_regex(CLAUSES, "dim")
        before = Text.assemble((label, "bold"), " " * gap) if number == 0 else Text(" " * indent)
        console.print(before + shown, soft_wrap=True)


def _rows(service: ServiceInWords) -> Iterator[Row]:
    yield from _topics(service, FIRST)
    yield "怎样办", [_stage(number, stage) for number, stage in enumerate(service.stages, start=1)]
    if service.asides:
        yield "也可能遇到", [_aside(aside) for aside in service.asides]
    yield from _topics(service, REST)
    own = [doubt for doubt in service.doubts if not doubt.everywhere]
    if own:
        yield "手册没写清", [_doubt(doubt) for doubt in own]


def _topics(service: ServiceInWords, topics: Iterable[Topic]) -> Iterator[Row]:
    for topic in topics:
        if service.on(topic):
            yield topic.value.partition("，")[0], [_sentence(sentence) for sentence in service.on(topic)]


def _print_general(console: Console, book: HandbookInWords) -> None:
    rows: list[Row] = [("天数怎样数", [_sentence(one) for one in book.counting])]
    if book.reporting:
        rows.append(("报告", [_sentence(one) for one in book.reporting]))
    if book.doubts:
        rows.append(("手册没写清", [_doubt(one) for one in book.doubts]))
    _print_title(console, "每一项都一样的")
    _print_rows(console, rows)
    for area in book.areas:
        provinces = f"{len(area.provinces)}个省（区、市），{area.count}个城市"
        _print_title(console, f"{'、'.join(area.services)}：{provinces}")
        _print_rows(console, ((province, ["、".join(cities)]) for province, cities in area.provinces))


def _sentence(sentence: Sentence) -> str:
    return _line(sentence.says + "、".join(sentence.items), sentence.clauses)


def _doubt(doubt: DoubtInWords) -> str:
    return _line(doubt.says, doubt.clauses)


def _stage(number: int, stage: StageInWords) -> str:
    how = f"（{stage.how}）" if stage.how else ""
    joined = (" 或 " if stage.either else "、").join(_step(step) for step in stage.steps)
    clauses = dict.fromkeys(clause for step in stage.steps for clause in step.clauses)
    return _line(f"{number} {joined}{how}", tuple(clauses))


def _step(step: StepInWords) -> str:
    promises = (f"{promise.figure}{promise.unit}" for promise in step.promises)
    when = (f"只在{step.when}",) if step.when else ()
    optional = ("不一定有",) if step.optional else ()
    ends = (end.says for end in step.ends)
    remarks = [part for part in (step.who, *optional, *when, *promises, *step.details, *ends) if part]
    return f"{step.name}〔{'；'.join(remarks)}〕" if remarks else step.name


def _aside(aside: AsideInWords) -> str:
    ends = "".join(f"：{end.says}" for end in aside.ends)
    return _line(f"{aside.name}（{aside.when}）{ends}", aside.clauses)


def _line(says: str, clauses: tuple[str, ...]) -> str:
    return f"{says} [{' '.join(clauses)}]" if clauses else says
