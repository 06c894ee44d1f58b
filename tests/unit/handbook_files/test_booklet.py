"""The booklet: one page that stands by itself, well formed, with every clause, every step and every doubt."""

import re
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest

from tests.unit.core.handbook.made_up import made_up
from xuanhu.core.handbook import terms as t
from xuanhu.core.handbook.in_words import say_handbook
from xuanhu.core.handbook.service import Clause, Hotline
from xuanhu.handbook_files.booklet import booklet_html
from xuanhu.handbook_files.booklet.typesetting import anchor, common_prefix, css_text, link, spaced, unspaced
from xuanhu.handbook_files.loader import built_in, load_library
from xuanhu.handbook_files.wording import built_in_words

WORDS = built_in_words()
TRIALS = Path(__file__).parents[2] / "trials"
BOOKS = built_in().with_more(load_library(TRIALS)).handbooks
FETCHING = {"audio", "embed", "frame", "iframe", "img", "image", "link", "object", "script", "source", "use", "video"}
every_book = pytest.mark.parametrize("book", BOOKS, ids=[book.handbook for book in BOOKS])


def drawn(book):
    """The page as a tree. What is no well-formed XML is an error."""
    return ET.fromstring(booklet_html(book, WORDS))  # noqa: S314 - our own page


PAGES = {book.handbook: drawn(book) for book in BOOKS}


def text(element):
    """What can be read, without the spaces of typesetting."""
    return " ".join(unspaced("".join(element.itertext())).split())


def section(book, service):
    """The section of a service."""
    return next(one for one in PAGES[book.handbook].iter("section") if one.get("id") == f"service-{service}")


def by_class(tree, name):
    """Every element of a class."""
    return [one for one in tree.iter() if name in one.get("class", "").split()]


@every_book
def test_nothing_is_fetched_and_nothing_runs(book):
    tree = PAGES[book.handbook]
    assert {one.tag for one in tree.iter()} & FETCHING == set()
    keys = {key for one in tree.iter() for key in one.attrib}
    assert {key for key in keys if key in {"src", "srcset", "style"} or key.startswith("on")} == set()
    style = next(tree.iter("style")).text
    assert re.findall(r"url\(|@import|expression", style) == []


@every_book
def test_every_link_leads_somewhere_in_the_page_or_to_the_telephone(book):
    tree = PAGES[book.handbook]
    ids = [one.get("id") for one in tree.iter() if one.get("id")]
    links = [one.get("href") for one in tree.iter("a")]
    assert len(ids) == len(set(ids))
    assert {unquote(one[1:]) for one in links if one.startswith("#")} - set(ids) == set()
    assert [one for one in links if not one.startswith(("#", "tel:", "mailto:"))] == []


@every_book
def test_every_clause_that_a_service_cites_is_linked_in_its_section(book):
    for name, service in book.services.items():
        cited = {clause for _, term in service.terms() for clause in term.clause}
        linked = {text(one) for one in section(book, name).iter("a")}
        assert cited - linked == set(), name


@every_book
def test_every_clause_stands_in_the_appendix_with_its_doubt(book):
    entries = {one.get("id"): text(one) for one in PAGES[book.handbook].iter("div")}
    for name, clause in book.clauses.items():
        entry = entries[f"clause-{name}"]
        assert entry.startswith(name)
        assert unspaced(" ".join(clause.says.split())).replace(" ", "") in entry.replace(" ", "")
        assert clause.doubt.replace(" ", "") in entry.replace(" ", "")


@every_book
def test_every_step_stands_in_the_list_of_the_way(book):
    for service in say_handbook(book, WORDS).services:
        way = next(one for one in section(book, service.id).iter("ol") if one.get("class") == "flow")
        names = [text(next(one.iter("strong"))) for one in by_class(way, "step")]
        assert names == [step.name for stage in service.stages for step in stage.steps]
        assert len(way) == len(service.stages)


@every_book
def test_every_city_stands_in_the_table_of_its_province(book):
    tables = [
        {text(row.find("th")): text(row.find("td")).split() for row in table.find("tbody")}
        for table in PAGES[book.handbook].iter("table")
    ]
    used = dict.fromkeys(one.area.cities for one in book.services.values() if one.area and one.area.cities)
    expected = [
        {province: list(cities) for province, cities in provinces.items()}
        for name, provinces in book.areas.items()
        if name in used
    ]
    assert tables == expected


def test_the_promise_stands_first_and_largest():
    book = next(one for one in BOOKS if one.handbook == "axa-tianping")
    promises = by_class(section(book, "advance-payment"), "promises")[0]
    assert [text(one) for one in promises] == [
        "2个工作日内 审核完AXA-17 从资料已齐那天数起，当天不算。",
        "审核结果为“需要查勘”时 15个工作日内 告诉您查勘结果AXA-17 从审核那天数起，当天不算。",
    ]


def test_parallel_steps_and_alternatives_are_told_as_such():
    book = next(one for one in BOOKS if one.handbook == "axa-tianping")
    several = by_class(section(book, "outpatient-appointment"), "several")
    assert [(text(by_class(one, "how")[0]), len(by_class(one, "step"))) for one in several] == [
        ("先后不限", 2),
        ("两种结果之一", 2),
    ]


def test_doubts_stand_in_a_quiet_box_and_those_of_all_services_once():
    book = next(one for one in BOOKS if one.handbook == "ins-oncology")
    own = by_class(section(book, "genetic-test"), "doubts")[0]
    assert text(own.find("h3")) == "手册没写清的地方，我们这样办"
    assert [[text(clause) for clause in one.iter("a")] for one in own.find("ul")] == [["INS-08"], ["INS-14"]]
    general = next(one for one in PAGES[book.handbook].iter("section") if one.get("id") == "general")
    shared = by_class(general, "doubts")[0].find("ul")
    assert [[text(clause) for clause in one.iter("a")] for one in shared] == [["INS-01"], ["INS-02"], ["INS-20"]]


def test_a_handbook_with_little_in_it_has_a_booklet():
    tree = drawn(made_up())
    assert [one.get("id") for one in tree.iter("section")] == [
        "reading",
        "service-walk",
        "service-rest",
        "clauses",
    ]
    assert by_class(tree, "ways") == []


def test_what_a_handbook_says_is_text_and_never_code():
    nasty = '<script>alert("1")</script>&"\'\\'
    book = made_up(
        {"name": nasty, "about": nasty, "notes": (t.Note(says=nasty, clause=("A 1&<",)),)},
        title=nasty,
        insurer=nasty,
        hotlines=(Hotline(name=nasty, number=nasty),),
        clauses={"A 1&<": Clause(says=nasty, doubt=nasty)},
        areas={"near": {nasty: (nasty,)}},
    )
    tree = drawn(book)
    assert list(tree.iter("script")) == []
    assert text(next(tree.iter("h1"))) == nasty
    assert "</" not in next(tree.iter("style")).text
    assert r"\3c script\3e alert(\22 1\22 )\3c /script\3e \26 \22 '\5c " in next(tree.iter("style")).text
    assert "#clause-A-1%26%3C" in [one.get("href") for one in tree.iter("a")]


@pytest.mark.parametrize(
    ("plain", "typeset"),
    [
        ("5个工作日", "5\u202f个工作日"),
        ("请打 95550 申请", "请打\u200995550\u202f申请"),
        ("CT报告和MRI", "CT\u2009报告和\u2009MRI"),
        ("9:00到21:00，每次20分钟。", "9:00\u202f到\u200921:00，每次\u200920\u202f分钟。"),
        ("A b，c", "A b，c"),
        ("全是汉字", "全是汉字"),
    ],
)
def test_a_thin_space_stands_between_chinese_and_latin(plain, typeset):
    assert spaced(plain) == typeset
    assert unspaced(typeset) == plain.replace("打 95550 申", "打95550申")


def test_anchors_and_links_agree():
    assert (anchor("clause", "A 1"), link("clause", "A 1")) == ("clause-A-1", "#clause-A-1")
    assert link("clause", "第3条") == "#clause-%E7%AC%AC3%E6%9D%A1"


def test_css_text_cannot_be_left():
    assert css_text('安"\\<>\n') == '"安\\22 \\5c \\3c \\3e \\a "'


@pytest.mark.parametrize(
    ("names", "prefix"),
    [(("AXA-01", "AXA-02"), "AXA-"), (("A-B-1",), "A-B-"), (("A-1", "B-1"), ""), (("1", "2"), ""), ((), "")],
)
def test_clauses_share_what_stands_before_their_number(names, prefix):
    assert common_prefix(names) == prefix
