"""Two editions compared, in words."""

from dataclasses import fields, is_dataclass

import pytest

from xuanhu.core.handbook import service, terms
from xuanhu.handbook_files.differences import Difference, differences
from xuanhu.handbook_files.loader import built_in, load_handbook
from xuanhu.handbook_files.term_words import field_words


def between(good: str, *changes: tuple[str, str]) -> list[Difference]:
    text = good
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return differences(load_handbook(good, "old"), load_handbook(text, "new"))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "within: 5 working days",
            "within: 3 working days",
            "陪诊 › 时限（安排好陪诊） › 期限：由“5 个工作日”改为“3 个工作日”（D-02）",
        ),
        ("key: study_date, within: 6 months", "key: study_date, within: 90 days", "由“6 个月”改为“90 天”"),
        ("within: 48 hours", "within: a while", "由“48 小时”改为“a while”"),
        (
            "times: 2, per: policy-year, used",
            "times: 3, per: policy-year, used",
            "陪诊 › 次数 › 几次：由“2”改为“3”（D-01）",
        ),
        ("times: 2, per: policy-year, used", "per: policy-year, used", "陪诊 › 次数 › 几次：去掉“2”（D-01）"),
        ("per: policy-year, used", "per: calendar-year, used", "按什么算：由“保单年度”改为“日历年”"),
        ("until_on: 2027-01-01", "until_on: 2028-01-01", "失效日：由“2027年1月1日 周五”改为“2028年1月1日 周六”"),
        ("until_on: 2027-01-01\n", "", "失效日：由“2027年1月1日 周五”改为“不限”"),
        ("[广州, 深圳]", "[广州, 珠海, 深圳]", "城市名单 › home › 广东：新增“珠海”"),
        ("    广东: [广州, 深圳]\n", "", "城市名单 › home › 广东：去掉“广州、深圳”"),
        (
            "all_of: id-card, clause",
            "all_of: [id-card, birth-certificate], clause",
            "陪诊 › 资料 › 每样都要：新增“出生证明”（D-01）",
        ),
        ("one_of: [usual-papers, birth", "one_of: [birth", "陪诊 › 资料 › 至少一样：去掉“常见资料任一种”（D-01）"),
        ("> visited > reported", "> triaged > visited > reported", "探视 › 流程：新增“医院和科室已定”"),
        ("> (reminded), weighed", "> weighed", "陪诊 › 流程：去掉“已提醒就诊”"),
        (
            "> signed > booked > told > (reminded), weighed >",
            "> booked > told > (reminded), weighed > signed >",
            "由“已申请 → 已核对身份、资料已齐 → 已签署 → 已安排陪诊 → 已通知您 → 已称体重、（已提醒就诊） → 已陪诊或",
        ),
        ("    exemption: {clause: D-02}\n", "", "陪诊 › 时限豁免：去掉（D-02）"),
        ("    tells: [booked]\n", "    tells: [booked, weighed]\n", "陪诊 › 通知本人：新增“已称体重”"),
        ("    name: 探视\n", "    name: 病房探视\n", "病房探视 › 名称：由“探视”改为“病房探视”"),
        ("    about: 看病那天有人陪着您。\n", "", "陪诊 › 介绍：去掉“看病那天有人陪着您。”"),
        (
            "陪诊员会提前打电话。",
            "陪诊员会打电话。",
            "陪诊 › 告知（已安排陪诊） › 写法：由“陪诊员会提前打电话。”改为“陪诊员会打电话。”（D-03）",
        ),
        ("lowest_level: tertiary,", "lowest_level: tertiary-a,", "陪诊 › 医院 › 最低等级：由“三级”改为“三甲”（D-02）"),
        ("kinds: critical-illness", "kinds: malignant-tumour", "陪诊 › 疾病 › 种类：新增“恶性肿瘤”"),
        ("must_be: false", "must_be: true", "由“否”改为“是”"),
        (
            "key: hours, at_least: 1, at_most: 4.5",
            "key: hours, at_least: 1, at_most: 6",
            "陪诊 › 限量（已陪诊） › 至多：由“4.5”改为“6”（D-03）",
        ),
        ("reason: scan-too-old", "reason: too-light", "改为“体重不够”"),
        ("where: applied.nodule", "where: applied.city", "陪诊 › 分支（已称体重）：去掉：步骤 已称体重，什么情况下"),
        ("after: escort.escorted", "after: policy.to", "探视 › 申请期限：新增：起算 policy.to"),
        ("where: {reason: none}", "where: {reason: lost}", "新增：步骤 无法取样，结果 无法办理，什么情况下 "),
        (
            "{service: escort, fact: escorted",
            "{service: visit, fact: escorted",
            "先用的服务 › 服务：由“陪诊”改为“探视”",
        ),
        ("binds: [escort, visit]", "binds: all", "条款 › D-02 › 管哪些服务：新增“所有服务”"),
        ("weekdays: [1, 2]", "weekdays: [1, 3]", "陪诊 › 可约时间 › 星期：新增“周三”（D-02）"),
        ("[JP, DE]", "[DE, JP]", "陪诊 › 地区 › 国家：由“JP、DE”改为“DE、JP”（D-02）"),
        ("booked-again: ", "reviewed: ", "陪诊 › 短信 › reviewed：新增“{name}您好，陪诊改到{date}。”"),
        ("says: 体重, kind", "says: 净重, kind", "填写项 › 净重 › 写法：由“体重”改为“净重”"),
        ("kind: number", "kind: text", "填写项 › 体重 › 填法：由“数字”改为“文字”"),
        ("name: 乘车同意书", "name: 同乘书", "签署文本 › 同乘书 › 名称：由“乘车同意书”改为“同乘书”"),
        (", ride-agreement]", "]", "陪诊 › 签署文件 › 分别完成：去掉“乘车同意书”（D-01）"),
        ("where: {division: vip}", "where: {division: ordinary}", "什么情况下"),
        ("label: 体重不够", "label: 太轻", "原因 › too-light › 简称：由“体重不够”改为“太轻”"),
        (
            "birth-certificate: 出生证明}",
            "birth-certificate: 出生医学证明}",
            "资料 › 出生医学证明：由“出生证明”改为“出生医学证明”",
        ),
        ("done: 已称体重", "done: 称过体重", "步骤 › 称过体重 › 办好时叫：由“已称体重”改为“称过体重”"),
        (
            "flow: applied > visited",
            "flow: applied > Visited",
            "探视 › 流程：由“applied > visited > reported-to-insurer”改为",
        ),
        ("before: booked.on, by", "before: checkup-booked.on, by", "由“已安排陪诊（"),
    ],
)
def test_a_change_reads_as_a_product_person_would_say_it(good: str, old: str, new: str, words: str) -> None:
    found = between(good, (old, new))
    assert any(words in difference.in_words for difference in found), [difference.in_words for difference in found]


def test_equal_editions_do_not_differ(good: str) -> None:
    assert between(good) == []
    for handbook in built_in().handbooks:
        assert differences(handbook, handbook) == []


def test_a_difference_says_its_kind_its_path_its_clauses_and_both_values(good: str) -> None:
    (difference,) = between(good, ("within: 5 working days", "within: 3 working days"))
    assert difference.kind == "changed"
    assert difference.path == ("services", "escort", "clocks", 0, "within")
    assert difference.clauses == ("D-02",)
    assert (difference.before, difference.after) == ("5 个工作日", "3 个工作日")


def test_services_come_and_go(good: str) -> None:
    both, one = load_handbook(good, "both"), load_handbook(good[: good.index("  visit:\n")], "one")
    (gone,) = differences(both, one)
    assert (gone.kind, gone.path, gone.in_words) == ("removed", ("services", "visit"), "探视：去掉服务“探视”")
    (come,) = differences(one, both)
    assert (come.kind, come.path, come.in_words) == ("added", ("services", "visit"), "探视：新增服务“探视”")


def test_entries_of_a_list_are_paired_by_what_they_are_about(good: str) -> None:
    clock = "    - {promise: signed, within: 2 days, after: applied, clause: D-02}\n"
    (added,) = between(good, ("    clocks:\n    - {promise: booked", f"    clocks:\n{clock}    - {{promise: booked"))
    assert added.in_words == "陪诊 › 时限（签好文件）：新增：承诺 签好文件，期限 2 天，起算 已申请（D-02）"
    assert added.path == ("services", "escort", "clocks", 0)


def test_notes_under_one_clause_are_paired_one_by_one(good: str) -> None:
    note = "    - {says: 陪诊员会提前打电话。, clause: D-03, with_fact: booked}\n"
    (added,) = between(good, (note, note + note.replace("提前", "再次")))
    assert added.kind == "added"
    assert "再次" in added.after


def test_the_order_of_entries_is_no_difference(good: str) -> None:
    endings = "    - {fact: escorted, clause: D-03}\n", "    - {fact: missed, outcome: deemed-used, clause: D-03}\n"
    assert between(good, ("".join(endings), "".join(reversed(endings)))) == []


def test_a_term_with_nothing_to_say_is_named_by_its_heading(good: str) -> None:
    found = between(good, ("    exemption: {clause: D-02}\n", "    admission_slip: {clause: D-02}\n"))
    assert [each.in_words for each in found] == [
        "陪诊 › 住院证明 › 条款：新增“D-02”（D-02）",
        "陪诊 › 时限豁免：去掉（D-02）",
    ]


def test_every_field_of_the_language_has_a_name_in_chinese() -> None:
    kinds = [
        kind
        for room in (terms, service)
        for kind in vars(room).values()
        if isinstance(kind, type) and is_dataclass(kind)
    ]
    names = {each.name for kind in kinds for each in fields(kind)}
    assert names - set(field_words()) == set()
    assert set(field_words()) - names == set()
