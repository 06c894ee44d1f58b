"""The handbook on the terminal: what may be had, with clauses and doubts, in lines that fit and lose nothing."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from tests.unit.core.handbook.made_up import made_up
from xuanhu.core.handbook import terms as t
from xuanhu.core.handbook.in_words import Topic, say_handbook
from xuanhu.core.handbook.service import Clause, Hotline, WeeklyReport
from xuanhu.handbook_files.loader import built_in, load_library
from xuanhu.handbook_files.show import print_handbook
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.handbook_files.wrapping import wrap

WORDS = built_in_words()
BOOKS = built_in().with_more(load_library(Path(__file__).parents[2] / "trials")).handbooks
every_book = pytest.mark.parametrize("book", BOOKS, ids=[book.handbook for book in BOOKS])


def shown(book, width=80):
    """The lines on a terminal of that width, without colours."""
    out = io.StringIO()
    print_handbook(Console(file=out, width=width), book, WORDS)
    return out.getvalue().splitlines()


def packed(text):
    """A text without blanks, for what may be broken over lines."""
    return "".join(text.split())


@every_book
@pytest.mark.parametrize("width", [60, 80, 120])
def test_every_line_fits(book, width):
    assert [line for line in shown(book, width) if cell_len(line) > width] == []


@every_book
def test_nothing_is_lost(book):
    text = packed("".join(shown(book)))
    said = say_handbook(book, WORDS)
    parts = [one.says for service in said.services for topic in Topic for one in service.on(topic)]
    parts += [doubt.says for service in said.services for doubt in (*service.doubts, *said.doubts)]
    parts += [step.name for service in said.services for stage in service.stages for step in stage.steps]
    parts += ["、".join(cities) for area in said.areas for _, cities in area.provinces]
    assert [part for part in parts if packed(part) not in text] == []


@every_book
def test_every_clause_of_a_term_is_shown(book):
    text = packed("".join(shown(book)))
    cited = {clause for one in book.services.values() for _, term in one.terms() for clause in term.clause}
    assert [clause for clause in cited if clause not in text] == []


def test_a_small_handbook_is_shown_line_by_line():
    clock = t.Clock(promise="booked", within="2 working days", after=("applied",), clause=("A-2",))
    walk = {
        "about": "陪您慢慢走。",
        "for_whom": t.ForWhom(clause=("A-1",)),
        "in_force": t.InForce(clause=("A-1", "A-2")),
        "uses": t.Uses(times=1, clause=("A-2",)),
        "area": t.Area(cities="near"),
        "papers": t.Papers(all_of=("id-card", "imaging")),
        "flow": "applied > reviewed, (called) > booked > attended | missed",
        "only": (t.Only(facts=("booked",), where="applied.has_dicom", equals=True),),
        "each": (t.Each(fact="attended", key="form", values=("paper",)),),
        "asides": (t.Aside(fact="escorted"), t.Aside(fact="visa-refused", before="booked")),
        "clocks": (clock,),
        "endings": (t.Ending(fact="attended"), t.Ending(fact="visa-refused", outcome="unable")),
        "change": t.Change(doubt="没写能不能改期。"),
    }
    book = made_up(
        walk,
        hotlines=(Hotline(name="热线", number="4001230001"),),
        weekly_report=WeeklyReport(),
        areas={"near": {"北京": ("北京",), "广东": ("广州", "深圳")}},
        clauses={"A-1": Clause(says="都一样。", doubt="没写全。"), "A-2": Clause(binds=("walk",), says="走。")},
    )
    alone = replace(book, services={"walk": book.services["walk"]})
    assert shown(alone, width=60) == [
        "安心手册",
        "某保险 · 第7版",
        "怎样申请    热线 4001230001",
        "",
        "── 1 散步 walk",
        "陪您慢慢走。",
        "多久        手上有DICOM文件时，2个工作日内安排好就诊，从申请",
        "            那天数起，当天不算。 [A-2]",
        "谁能用      被保险人本人。 [A-1]",
        "几次        保单有效期内1次，没有用就作废；到期前30天还没用",
        "            完，我们提醒您。 [A-2]",
        "什么时候    请在保单有效期内申请，头一天和最后一天都算。",
        "            [A-1 A-2]",
        "在哪里      北京、广州、深圳。",
        "怎样办      1 申请〔您〕",
        "            2 审核〔我们〕、与您通话〔我们；不一定有〕",
        "            3 预约就诊〔我们；只在手上有DICOM文件时；2个工作",
        "            日内〕 [A-2]",
        "            4 就诊〔您；纸质版，各一次；办完〕 或 未按时就诊",
        "            （两种结果之一）",
        "也可能遇到  陪诊（申请以后）",
        "            签证未获准（申请以后、预约就诊以前）：到此为止，",
        "            次数退还",
        "要交的资料  下面的都要有：身份证、影像资料",
        "            看过以后，我们也许还会请您补别的资料。",
        "怎样算用过  已就诊，这一次就办完了，算用过一次。",
        "            签证未获准，这一次到此为止，次数退还给您。",
        "撤回和改期  “已预约就诊”之前，您随时可以撤回，次数退还给您；",
        "            过了这一步，就不能再撤回。",
        "            “已预约就诊”以后，到那一天之前还能改时间。",
        "手册没写清  没写能不能改期。",
        "",
        "── 每一项都一样的",
        "天数怎样数  事情发生的那天不算，从第二天数起；最后一天到",
        "            24:00为止。",
        "            工作日照国务院公布的放假安排算：放假的日子不算，",
        "            调休上班的周末也算。",
        "            要等几件事都办好的，从最晚的那一件数起。",
        "报告        每周一9:00，我们把各项服务办到哪一步报告给某保",
        "            险。",
        "手册没写清  没写全。 [A-1]",
        "",
        "── 散步：2个省（区、市），3个城市",
        "北京        北京",
        "广东        广州、深圳",
    ]


@pytest.mark.parametrize(
    ("text", "cells", "lines"),
    [
        ("您好。", 10, ["您好。"]),
        ("今天天气很好，出去走走。", 12, ["今天天气很", "好，出去走", "走。"]),
        ("他说“好”，就走了", 8, ["他说", "“好”，就", "走了"]),
        ("请看CT报告", 7, ["请看CT", "报告"]),
        ("一二三四 五六", 8, ["一二三四", "五六"]),
        ("审核通过。 [A-1 A-2]", 12, ["审核通过。", "[A-1 A-2]"]),
        ("verylongword很长", 6, ["verylongword", "很长"]),
    ],
)
def test_wrap_breaks_chinese_where_it_may_be_broken(text, cells, lines):
    assert list(wrap(text, cells)) == lines
