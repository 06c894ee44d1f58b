"""What an SMS says: over made-up words, and over every text of the five handbooks with all and with some values."""

import re
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import xuanhu
from xuanhu.integrations.messages import LONGEST, parameters, registered, render, text_for
from xuanhu.integrations.messages.gaps import PLACEHOLDER

HANDBOOKS = Path(xuanhu.__file__).parent / "handbooks"
NAMES = ("axa-tianping", "ins-oncology", "picc-iwuyou-3", "starr-critical-care", "taiping-yibao-wuyou")
VALUES: dict[str, Any] = {
    "name": "王芳",
    "service": "门诊预约",
    "due": "10月14日 周三",
    "date": "10月20日 周二",
    "time": "09:00",
    "hospital": "内蒙古自治区人民医院",
    "department": "乳腺甲状腺肿瘤外科",
    "kinds": ["病理报告", "出院小结"],
    "reason": "还在等待期",
    "escort": "李明",
    "institution": "某体检中心",
    "address": "某路1号",
    "hotline": "400-000-0000",
    "amount": 5000,
    "until": "12月31日",
    "uses": 1,
}
TRACES = re.compile(
    r"[{}\0]|[，、；：][，、；：。！？]|[。！？][，、；：。！？]|^[，。、；：]|[，、；：]$|  |[（(][）)]"
    r"|打[。，问]|最晚(?!在?\d)|到[看入为。，]|约在[，。]|还有次|，陪诊员?[，。]|仍是[，。]|补[。，]|还缺[。，]|看看[。，]"
)


@cache
def texts(handbook: str) -> list[tuple[str, str, str]]:
    """Service, kind and text of every SMS of a handbook."""
    services = yaml.safe_load((HANDBOOKS / handbook / "handbook.yaml").read_text("utf-8"))["services"]
    return [(service, kind, text) for service, terms in services.items() for kind, text in terms.get("sms", {}).items()]


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in VALUES.items() if name not in names}


@pytest.mark.parametrize("handbook", NAMES)
def test_with_every_value_a_text_says_them_all_and_keeps_its_own_words(handbook: str):
    assert len(texts(handbook)) >= 9
    for service, kind, text in texts(handbook):
        filled = render(text, VALUES)
        expected = text
        for name, value in VALUES.items():
            expected = expected.replace(f"{{{name}}}", "、".join(value) if isinstance(value, list) else str(value))
        assert (service, kind, filled) == (service, kind, expected)
        assert len(filled) <= LONGEST


@pytest.mark.parametrize("handbook", NAMES)
def test_with_some_values_a_text_shows_no_trace_of_the_others(handbook: str):
    for service, kind, text in texts(handbook):
        names = sorted(set(PLACEHOLDER.findall(text)))
        for missing in (some for size in range(1, len(names) + 1) for some in combinations(names, size)):
            filled = render(text, without(*missing))
            assert (service, kind, missing, TRACES.findall(filled)) == (service, kind, missing, [])
            assert filled.endswith(("。", "cn。"))
            assert "您好" in filled


@pytest.mark.parametrize("handbook", NAMES)
def test_with_no_value_at_all_a_text_still_says_what_happened(handbook: str):
    said = {kind: render(text, {}).removeprefix("您好") for _, kind, text in texts(handbook)}
    assert [kind for kind, words in said.items() if len(words) < len("，您的陪诊还没用完。")] == []


@pytest.mark.parametrize(
    ("text", "missing", "filled"),
    [
        (
            "{name}您好，门诊约好了：{date}{time}，{hospital}{department}。请带病历。",
            ("hospital", "department"),
            "王芳您好，门诊约好了：10月20日 周二09:00。请带病历。",
        ),
        (
            "{name}您好，门诊约好了：{date}{time}，{hospital}{department}。请带病历。",
            ("date",),
            "王芳您好，门诊约好了：内蒙古自治区人民医院乳腺甲状腺肿瘤外科。请带病历。",
        ),
        (
            "{name}您好，门诊约好了：{date}{time}，{hospital}{department}。请带病历。",
            ("time", "hospital"),
            "王芳您好，门诊约好了：10月20日 周二，乳腺甲状腺肿瘤外科。请带病历。",
        ),
        (
            "{name}您好，这次没能受理：{reason}。想问清楚，请打{hotline}。",
            ("name", "reason", "hotline"),
            "您好，这次没能受理。",
        ),
        ("审核通过了。报告最晚{due}交给您；不能取消。", ("due",), "审核通过了。报告尽快交给您；不能取消。"),
        ("您的门诊预约还有{uses}次没用，到{until}为止。", ("until",), "您的门诊预约还有1次没用。"),
        ("次数已退还，请打{hotline}问详情。", ("hotline",), "次数已退还。"),
        ("有不清楚的，请打{hotline}。", ("hotline",), ""),
        ("请补：{kinds}。补齐后接着办。", ("kinds",), "请补资料。补齐后接着办。"),
        ("请最晚在{due}付款，过了这天订单会取消。", ("due",), "请尽快付款，过期订单会取消。"),
        ("约好了（{hospital}）。", ("hospital",), "约好了。"),
        ("To {name} on {date} at 9", ("date",), "To 王芳 on at 9"),
        ("{name} {hospital}", ("hospital",), "王芳"),
    ],
)
def test_what_is_not_known_leaves_no_trace(text: str, missing: tuple[str, ...], filled: str):
    assert render(text, without(*missing)) == filled


@pytest.mark.parametrize("unknown", [None, "", " ", "\n", [], "。"])
def test_nothing_is_as_good_as_not_known(unknown):
    assert render("没能受理：{reason}。", {"reason": unknown}) == "没能受理。"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("一\n 二", "一 二"),
        ("说完了。", "说完了"),
        (["甲", "乙"], "甲、乙"),
        (("甲",), "甲"),
        (0, "0"),
        ("{name}", "{name}"),
        ("a\0b", "ab"),
        ("，，（）", "，，（）"),
    ],
)
def test_a_value_is_written_on_one_line_and_left_alone(value, written):
    assert render("因为{reason}，所以", {"reason": value, "name": "王芳"}) == f"因为{written}，所以"


@given(st.dictionaries(st.sampled_from(sorted(VALUES)), st.text(max_size=800)), st.sampled_from(NAMES))
def test_no_text_is_too_long_or_torn_whatever_the_values(values: dict[str, str], handbook: str):
    for _, _, text in texts(handbook):
        assert len(render(text, values)) <= LONGEST
        assert set(parameters(text, values)) <= set(PLACEHOLDER.findall(text))


@pytest.mark.parametrize(
    ("text", "values", "length", "end"),
    [
        ("没能受理：{reason}。", {"reason": "很" * 600}, LONGEST, "很…。"),
        ("{name}：{reason}。", {"name": "王" * 300, "reason": "很" * 400}, LONGEST, "很…。"),
        ("{name}：{name}{name}。", {"name": "王" * 400}, 5, "……。"),
        ("长" * 600, {}, LONGEST, "长…"),
        ("长" * 600 + "{name}", {"name": "王芳"}, LONGEST, "长…"),
        ("短" * 500, {}, LONGEST, "短短"),
    ],
)
def test_what_is_too_long_is_cut(text: str, values: dict[str, str], length: int, end: str):
    filled = render(text, values)
    assert (len(filled), filled[-len(end) :]) == (length, end)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((), "R"),
        (("rejected",), "R-"),
        (("passed",), "R"),
        ((None, "again", "rejected"), "R-"),
        (("other", "rejected"), "R2"),
        ((False,), "F"),
        ((True,), "R"),
        (({"a": 1}, ["rejected"], 5), "R"),
    ],
)
def test_a_variant_is_chosen_before_its_kind(values: tuple[object, ...], expected: str):
    words = {"reviewed": "R", "reviewed-rejected": "R-", "reviewed-other": "R2", "reviewed-false": "F"}
    assert text_for(words, kind="reviewed", values=values) == expected


def test_a_kind_without_words_has_no_text():
    assert text_for({"reviewed-rejected": "R-"}, kind="reviewed") is None


@pytest.mark.parametrize(
    ("handbook", "service", "kind", "values", "begins"),
    [
        ("axa-tianping", "second-opinion", "reviewed", ("rejected",), "{name}您好，很抱歉，第二诊疗意见没有通过"),
        ("axa-tianping", "second-opinion", "reviewed", ("passed",), "{name}您好，审核通过了"),
        ("axa-tianping", "genetic-test", "report-delivered", ("paper",), "{name}您好，基因检测的纸质报告"),
        ("axa-tianping", "genetic-test", "report-delivered", ("electronic",), "{name}您好，基因检测的电子报告"),
        ("ins-oncology", "direct-billing", "booked", ("again",), "{name}您好，直付入院改到"),
        ("starr-critical-care", "overseas-treatment", "answered", (False,), "{name}您好，很抱歉，海外就医这次不能启动"),
        ("starr-critical-care", "overseas-treatment", "answered", (True,), "{name}您好，海外就医可以启动了"),
        ("taiping-yibao-wuyou", "manual-underwriting", "expired", ("paid",), "{name}您好，付款期限已过"),
        ("taiping-yibao-wuyou", "manual-underwriting", "expired", ("images-received",), "{name}您好，期限内没有收到"),
    ],
)
def test_the_handbooks_variants_are_found(handbook, service, kind, values, begins):
    words = {name: text for of, name, text in texts(handbook) if of == service}
    found = text_for(words, kind=kind, values=values)
    assert found is not None
    assert found.startswith(begins)


def test_a_gateway_that_keeps_the_text_gets_the_values():
    text = "{name}您好，{date}{time}到{hospital}，{kinds}。"
    assert parameters(text, without("hospital")) == {
        "name": "王芳",
        "date": "10月20日 周二",
        "time": "09:00",
        "kinds": "病理报告、出院小结",
    }
    assert parameters(text, without("date")) == {
        "name": "王芳",
        "hospital": "内蒙古自治区人民医院",
        "kinds": "病理报告、出院小结",
    }


def test_a_gateway_that_keeps_the_text_has_its_own_braces():
    assert registered("{name}您好，{date}{time}。") == "${name}您好，${date}${time}。"
