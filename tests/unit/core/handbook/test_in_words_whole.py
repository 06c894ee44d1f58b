"""Whole services and handbooks in words: the telling places of the five, and that no clause is lost."""

from datetime import date
from pathlib import Path

import pytest

from tests.unit.core.handbook.made_up import WORDS, made_up
from xuanhu.core.handbook import terms as t
from xuanhu.core.handbook.in_words import (
    AreaInWords,
    ClauseInWords,
    DoubtInWords,
    Sentence,
    Topic,
    WayInWords,
    say_handbook,
    say_service,
)
from xuanhu.core.handbook.service import Channel, Clause, Hotline, WeeklyReport
from xuanhu.handbook_files.loader import built_in, load_library

TRIALS = Path(__file__).parents[3] / "trials"
LIBRARY = built_in().with_more(load_library(TRIALS))
SERVICES = [(book, name) for book in LIBRARY.handbooks for name in book.services]
IDS = [f"{book.handbook}-{name}" for book, name in SERVICES]


def told(handbook, service, topic):
    """The sentences on a topic, with their lists and their clauses."""
    book = LIBRARY.in_force(handbook, date(2026, 6, 1))
    said = say_service(book, service, WORDS).on(topic)
    return [(one.says + "、".join(one.items), *one.clauses) for one in said]


@pytest.mark.parametrize(
    ("handbook", "service", "topic", "expected"),
    [
        (
            "axa-tianping",
            "outpatient-appointment",
            Topic.PROMISES,
            [("5个工作日内约好门诊，从审核、资料已齐中较晚的那天数起，当天不算。", "AXA-06")],
        ),
        (
            "axa-tianping",
            "outpatient-appointment",
            Topic.WHERE,
            [
                ("31个省（区、市）的43个城市，见城市表。", "AXA-09"),
                ("二级及以上公立医院的普通部。", "AXA-05"),
                ("在合作医院里选，以您申请那天的合作名单为准。", "AXA-08"),
                ("由副主任医师及以上的医生看。", "AXA-08"),
                ("申请时不能点名医生。", "AXA-08"),
            ],
        ),
        (
            "axa-tianping",
            "outpatient-appointment",
            Topic.CHANGING,
            [
                ("“已审核”之前，您随时可以撤回，次数退还给您；过了这一步，就不能再撤回。", "AXA-10"),
                ("“已约好门诊”以后，不能改期。", "AXA-10"),
            ],
        ),
        (
            "axa-tianping",
            "advance-payment",
            Topic.WHO,
            [
                ("被保险人本人。", "AXA-03"),
                ("保险单或批注上写了这项服务，才能用。", "AXA-01"),
                ("申请时还没有住进医院，才能受理。", "AXA-15"),
            ],
        ),
        (
            "axa-tianping",
            "advance-payment",
            Topic.SIGNING,
            [("都签好了才能往下办：医疗垫付知情同意书、理赔授权书", "AXA-18")],
        ),
        (
            "axa-tianping",
            "second-opinion",
            Topic.PROMISES,
            [
                ("10个工作日内请好专家，从资料已齐那天数起，当天不算。", "AXA-23"),
                (
                    "15个工作日内把报告交给您，从资料已齐那天数起，当天不算。满10个工作日还没好，我们自己先催。",
                    "AXA-23",
                ),
            ],
        ),
        (
            "ins-oncology",
            "direct-billing",
            Topic.TIMES,
            [("每个保单年度不限次数。", "INS-18", "INS-19")],
        ),
        (
            "picc-iwuyou-3",
            "outpatient-appointment",
            Topic.ILLNESS,
            [("重大疾病，确诊或疑似都可以。", "PICC-04")],
        ),
        (
            "picc-iwuyou-3",
            "nodule-interpretation",
            Topic.CHANGING,
            [
                (
                    "身份证和影像资料都收到之前，您随时可以撤回，次数退还给您；过了这一步，就不能再撤回。",
                    "PICC-21",
                )
            ],
        ),
        ("picc-iwuyou-3", "bedside-visit", Topic.CHANGING, [
            ("“已约好探视”之前，您随时可以撤回，次数退还给您；过了这一步，就不能再撤回。",),
            ("约好的时间一告诉您，就不能再改。",),
        ]),
        (
            "starr-critical-care",
            "overseas-treatment",
            Topic.LIMITS,
            [("陪诊：一共最多40小时。", "STARR-17")],
        ),
        (
            "starr-critical-care",
            "overseas-treatment",
            Topic.PROMISES,
            [
                ("3个工作日内答复能否启动，从第一次收到资料那天数起，当天不算。", "STARR-18"),
                ("40个工作日内安排好出国就医，从资料已齐那天数起，当天不算。", "STARR-18"),
            ],
        ),
        (
            "taiping-yibao-wuyou",
            "manual-underwriting",
            Topic.WHO,
            [("申请时智能核保已经通过，才能受理。", "TP-01")],
        ),
        (
            "taiping-yibao-wuyou",
            "manual-underwriting",
            Topic.USED,
            [
                ("已付款，也就是“已承保”。", "TP-11"),
                ("核保已有结论，结果为“拒保”，也就是“核保未通过”。", "TP-10"),
            ],
        ),
    ],
)  # fmt: skip
def test_a_telling_place_of_a_handbook(handbook, service, topic, expected):
    assert told(handbook, service, topic) == expected


@pytest.mark.parametrize(("book", "name"), SERVICES, ids=IDS)
def test_every_clause_that_a_term_cites_is_told(book, name):
    said = say_service(book, name, WORDS)
    cited = {clause for _, term in book.services[name].terms() for clause in term.clause}
    parts = [one for topic in Topic for one in said.on(topic)]
    parts += [*said.asides, *(step for stage in said.stages for step in stage.steps)]
    assert cited - {clause for part in parts for clause in part.clauses} == set()


@pytest.mark.parametrize(("book", "name"), SERVICES, ids=IDS)
def test_every_sentence_is_whole_and_has_no_word_of_the_code(book, name):
    said = [one for topic in Topic for one in say_service(book, name, WORDS).on(topic)]
    codes = {*book.services[name].flow.replace(">", " ").replace(",", " ").replace("|", " ").split(), "None", "False"}
    assert [one.says for one in said if one.says[-1] not in "。：”"] == []
    assert [one.says for one in said if codes & set(one.says.split())] == []


CLAUSES = {
    "A-1": Clause(binds=("all",), says="大家都一样。", doubt="没写全，我们都算。"),
    "A-2": Clause(binds=("walk",), says="走一走。", doubt="没写走多远。"),
    "A-3": Clause(binds=("rest", "walk"), says="歇一歇。"),
    "A-4": Clause(binds=("rest",), says="躺一躺。", doubt="没写躺多久。"),
}


def test_a_service_is_told_with_the_doubts_of_its_terms_and_of_the_clauses_that_they_cite():
    service = {
        "about": "慢慢走。",
        "doubt": "这一项只印在目录里。",
        "clause": ("A-9",),
        "for_whom": t.ForWhom(clause=("A-1",)),
        "change": t.Change(clause=("A-2",), doubt="没写能不能改。"),
    }
    said = say_service(made_up(service, clauses=CLAUSES), "walk", WORDS)
    assert (said.id, said.name, said.about, said.clauses) == ("walk", "散步", "慢慢走。", ("A-9", "A-1", "A-2", "A-3"))
    assert said.on(Topic.WHO) == (Sentence("被保险人本人。", ("A-1",)),)
    assert said.on(Topic.STATUSES) == ()
    assert said.doubts == (
        DoubtInWords("这一项只印在目录里。", ("A-9",)),
        DoubtInWords("没写能不能改。", ("A-2",)),
        DoubtInWords("没写全，我们都算。", ("A-1",), everywhere=True),
        DoubtInWords("没写走多远。", ("A-2",)),
    )


def test_a_service_that_is_not_there_is_an_error():
    with pytest.raises(KeyError):
        say_service(made_up(), "run", WORDS)


def test_a_handbook_tells_what_holds_for_every_service():
    report = WeeklyReport(weekday=5, at="16:30", clause=("A-3",), doubt="没写几点。")
    book = say_handbook(made_up(clauses=CLAUSES, weekly_report=report, doubt="没有页码。"), WORDS)
    assert (book.title, book.insurer, book.edition, book.in_force) == ("安心手册", "某保险", "7", "")
    assert [service.name for service in book.services] == ["散步", "静养"]
    assert book.reporting == (Sentence("每周五16:30，我们把各项服务办到哪一步报告给某保险。", ("A-3",)),)
    assert book.doubts == (
        DoubtInWords("没有页码。", everywhere=True),
        DoubtInWords("没写几点。", ("A-3",), everywhere=True),
        DoubtInWords("没写全，我们都算。", ("A-1",), everywhere=True),
    )
    assert book.clauses == (
        ClauseInWords("A-1", "大家都一样。", "没写全，我们都算。"),
        ClauseInWords("A-2", "走一走。", "没写走多远。", ("散步",)),
        ClauseInWords("A-3", "歇一歇。", "", ("静养", "散步")),
        ClauseInWords("A-4", "躺一躺。", "没写躺多久。", ("静养",)),
    )


def test_a_handbook_without_a_weekly_report_reports_nothing():
    assert say_handbook(made_up(), WORDS).reporting == ()


@pytest.mark.parametrize(
    ("period", "says"),
    [
        ({"from_on": date(2026, 1, 1)}, "适用于2026年1月1日起的申请"),
        ({"until_on": date(2027, 1, 1)}, "适用于到2026年12月31日为止的申请"),
        (
            {"from_on": date(2026, 1, 1), "until_on": date(2027, 1, 1)},
            "适用于2026年1月1日起、到2026年12月31日为止的申请",
        ),
    ],
)
def test_an_edition_says_when_it_holds(period, says):
    assert say_handbook(made_up(**period), WORDS).in_force == says


def test_ways_to_apply_are_told_once():
    ways = {
        "hotlines": (
            Hotline(name="热线", number="400 123-0001", clause=("A-1",)),
            Hotline(name="公众号“安心”", number="anxin"),
        ),
        "channels": (
            Channel(channel="hotline", name="热线"),
            Channel(channel="app", name="APP", path="我的 › 服务"),
            Channel(channel="mail", name="信箱", path="附件", address="ct@example.test", clause=("A-2",)),
            Channel(channel="portal", name="网上申请", address="example.test"),
            Channel(channel="wechat", name="微信"),
        ),
    }
    assert say_handbook(made_up(**ways), WORDS).applying == (
        WayInWords("热线", "400 123-0001", "tel:4001230001", ("A-1",)),
        WayInWords("公众号“安心”", "anxin"),
        WayInWords("APP", "我的 › 服务"),
        WayInWords("信箱", "附件，ct@example.test", "mailto:ct@example.test", ("A-2",)),
        WayInWords("网上申请", "example.test"),
        WayInWords("微信"),
    )


def test_cities_are_told_where_a_service_uses_them():
    areas = {"near": {"北京": ("北京",), "广东": ("广州", "深圳")}, "unused": {"江苏": ("南京",)}}
    book = say_handbook(made_up({"area": t.Area(cities="near")}, areas=areas), WORDS)
    assert book.areas == (AreaInWords("near", ("散步",), (("北京", ("北京",)), ("广东", ("广州", "深圳")))),)
    assert book.areas[0].count == 3
