"""How soon, and how it ends: exact sentences."""

from decimal import Decimal

import pytest

from tests.unit.core.handbook.made_up import FLOW, said, telling
from xuanhu.core.handbook import terms as t
from xuanhu.core.handbook.in_words import PromiseInWords, Topic
from xuanhu.core.handbook.in_words.endings import briefly
from xuanhu.core.handbook.in_words.promises import promise_in_words
from xuanhu.core.handbook.service import Key

ONCE = {"uses": t.Uses(times=1)}


@pytest.mark.parametrize(
    ("term", "says"),
    [
        (
            t.Clock(promise="booked", within="5 working days", after=("documents-complete",)),
            "5个工作日内安排好就诊，从资料已齐那天数起，当天不算。",
        ),
        (
            t.Clock(promise="booked", within="15 days", after=("reviewed", "signed")),
            "15天内安排好就诊，从审核、签署中较晚的那天数起，当天不算；最后一天不上班的，顺延到下一个工作日。",
        ),
        (
            t.Clock(promise="advised", within="48 hours", after=("applied", "reviewed", "booked")),
            "48小时内由医生答复，从申请、审核、预约就诊中最晚的那一刻数起，按小时算。",
        ),
        (
            t.Clock(promise="answered", within="1 working day", after=("documents-added",)),
            "1个工作日内答复能否启动，从第一次收到资料那天数起，当天不算。",
        ),
        (
            t.Clock(promise="report-issued", within="15 working days", target="10 working days", after=("applied",)),
            "15个工作日内出报告，从申请那天数起，当天不算。满10个工作日还没好，我们自己先催。",
        ),
        (
            t.Clock(
                promise="images-received",
                within="9 working days",
                after=("signed",),
                otherwise="expired",
                held_by="images-sent",
                judged_by="images-refused",
            ),
            (
                "9个工作日内发来可用的影像，从签署那天数起，当天不算。"
                "过了期限，这次申请自动取消。“影像已发来”没有过期限的，看完之前不取消。"
            ),
        ),
        (
            t.Clock(promise="reminded", before="booked.on", by="09:00", arises=True),
            "就诊日期前1个工作日的9:00，提醒您就诊。",
        ),
        (
            t.Clock(promise="escort-called", before="booked.on", working_days=2, by="17:00"),
            "就诊日期前2个工作日的17:00之前，由陪诊员打电话给您。",
        ),
        (t.Clock(promise="called", before="checkup-booked.on"), "体检日期前1个工作日，打电话给您。"),
    ],
)
def test_clock(term, says):
    assert said(term) == [(Topic.PROMISES, says)]


ONLY_BOOKED = t.Only(facts=("booked",), where="applied.has_dicom", equals=False)


def test_clock_of_a_step_that_is_there_only_sometimes_says_when():
    service = {"only": (ONLY_BOOKED, t.Only(facts=("told",), where="reviewed.result", equals="investigate"))}
    within = t.Clock(promise="booked", within="2 working days", after=("applied",))
    ahead = t.Clock(promise="told", before="booked.on")
    assert said(within, service=service) == [
        (Topic.PROMISES, "手上没有DICOM文件时，2个工作日内安排好就诊，从申请那天数起，当天不算。")
    ]
    assert said(ahead, service=service) == [(Topic.PROMISES, "审核结果为“需要查勘”时，就诊日期前1个工作日，通知到您。")]


def test_promise_keeps_its_figure_apart_from_its_unit():
    term = t.Clock(promise="paid", within="2 days", after=("concluded",), otherwise="expired", clause=("TP-11",))
    assert promise_in_words(term, telling()) == PromiseInWords(
        fact="paid",
        figure="2",
        unit="天内",
        what="付款",
        counted="从核保已有结论那天数起",
        says="2天内付款，从核保已有结论那天数起，当天不算；最后一天不上班的，顺延到下一个工作日。"
        "过了期限，这次申请自动取消。",
        clauses=("TP-11",),
        yours=True,
        rest="当天不算；最后一天不上班的，顺延到下一个工作日。过了期限，这次申请自动取消。",
    )


def test_exemption():
    assert said(t.Exemption()) == [(Topic.PROMISES, "遇到特殊情况赶不上的，我们会写明是哪家医院或科室、为什么。")]


@pytest.mark.parametrize(
    ("term", "service", "says"),
    [
        (t.Ending(fact="attended"), ONCE, "已就诊，这一次就办完了，算用过一次。"),
        (t.Ending(fact="attended"), {}, "已就诊，这一次就办完了。"),
        (t.Ending(fact="attended"), {"uses": t.Uses(times=1, used_from="told")}, "已就诊，这一次就办完了。"),
        (t.Ending(fact="missed", outcome="deemed-used"), ONCE, "未按时就诊，这一次也算用过。"),
        (t.Ending(fact="missed", outcome="deemed-used"), {}, "未按时就诊，这一次就算已经完成。"),
        (t.Ending(fact="visa-refused", outcome="unable"), ONCE, "签证未获准，这一次到此为止，次数退还给您。"),
        (
            t.Ending(fact="reviewed", outcome="rejected", where={"result": "rejected"}),
            {},
            "已审核，结果为“不通过”，这一次到此为止。",
        ),
        (
            t.Ending(fact="answered", outcome="rejected", where={"start": False}),
            ONCE,
            "已答复能否启动，不能启动，这一次到此为止，次数退还给您。",
        ),
        (
            t.Ending(fact="paid", where={"amount": Decimal("12.50"), "start": True}),
            {},
            "已付款，金额为“12.50”，可以启动，这一次就办完了。",
        ),
    ],
)
def test_ending(term, service, says):
    assert said(term, service=service) == [(Topic.USED, says)]


def test_ending_of_an_application_for_cover_is_its_outcome():
    says = "已付款，也就是“已承保”。"
    assert said(t.Ending(fact="paid"), subject="applicant", handbook="taiping-yibao-wuyou") == [(Topic.USED, says)]


@pytest.mark.parametrize(
    ("outcome", "service", "handbook", "says"),
    [
        ("completed", ONCE, {}, "办完"),
        ("deemed-used", ONCE, {}, "也算用过一次"),
        ("deemed-used", {}, {}, "就算已经完成"),
        ("rejected", ONCE, {}, "到此为止，次数退还"),
        ("expired", {}, {}, "到此为止"),
        ("rejected", {}, {"subject": "applicant"}, "审核未通过"),
    ],
)
def test_an_outcome_in_a_few_words(outcome, service, handbook, says):
    assert briefly(outcome, telling(service, **handbook)) == says


@pytest.mark.parametrize(
    ("term", "service", "says"),
    [
        (t.Withdrawal(), {}, "“已预约就诊”之前，您随时可以撤回；过了这一步，就不能再撤回。"),
        (t.Withdrawal(), ONCE, "“已预约就诊”之前，您随时可以撤回，次数退还给您；过了这一步，就不能再撤回。"),
        (t.Withdrawal(), {"flow": "applied > advised"}, "办完之前，您随时可以撤回。"),
        (t.Withdrawal(until=None), {}, "办完之前，您随时可以撤回。"),
        (
            t.Withdrawal(until=None, until_papers=("imaging", "id-card")),
            {},
            "身份证和影像资料都收到之前，您随时可以撤回；过了这一步，就不能再撤回。",
        ),
        (
            t.Withdrawal(until="escorted", until_papers=("invoice",)),
            {"asides": (t.Aside(fact="escorted"),)},
            "“已陪诊”或者住院发票都收到之前，您随时可以撤回；过了这一步，就不能再撤回。",
        ),
    ],
)
def test_withdrawal(term, service, says):
    assert said(term, service=service) == [(Topic.CHANGING, says)]


def test_change_of_appointments_of_its_own():
    service = {"flow": "applied > booked > visited", "appointments": ("visited", "called")}
    says = "“已预约就诊”、“已探视”以后，到那一天之前还能改时间。"
    assert said(t.Change(), service=service) == [(Topic.CHANGING, says)]


@pytest.mark.parametrize(
    ("until", "flow", "expected"),
    [
        ("never", FLOW, ["“已预约就诊”以后，不能改期。"]),
        ("told", FLOW, ["约好的时间一告诉您，就不能再改。"]),
        ("its-day", FLOW, ["“已预约就诊”以后，到那一天之前还能改时间。"]),
        ("its-day", "applied > advised", []),
    ],
)
def test_change(until, flow, expected):
    assert said(t.Change(until=until), service={"flow": flow}) == [(Topic.CHANGING, says) for says in expected]


@pytest.mark.parametrize(
    ("term", "says"),
    [
        (t.Limit(fact="escorted", key="hours", at_most=Decimal(4)), "陪诊：每次最多4小时。"),
        (t.Limit(fact="escorted", key="hours", at_most=Decimal("7.5"), per="case"), "陪诊：一共最多7.5小时。"),
        (
            t.Limit(fact="consultation-held", key="specialists", at_least=Decimal(3), unless="reason"),
            "会诊：专家至少3位；写明原因的，可以例外。",
        ),
        (
            t.Limit(fact="paid", key="amount", at_least=Decimal(100), at_most="reviewed.limit"),
            "付款：金额每次至少100元，不超过“审核”里的核准额度。",
        ),
        (
            t.Limit(fact="paid", key="amount", at_least="reviewed.limit", per="day"),
            "付款：金额每天不少于“审核”里的核准额度。",
        ),
        (
            t.Limit(fact="paid", key="amount", at_most=Decimal(40000), per="policy-year"),
            "付款：金额每个保单年度一共最多40000元。",
        ),
        (t.Limit(fact="applied", key="nights", at_most=Decimal(180)), "住院天数最多180。"),
        (t.Limit(fact="advised", key="蛋白", at_most=Decimal(2)), "医生答复：蛋白每次最多2。"),
    ],
)
def test_limit(term, says):
    assert said(term, keys={"limit": Key(says="核准额度"), "nights": Key(says="住院天数")}) == [(Topic.LIMITS, says)]


def test_reporting_and_notes():
    assert said(t.Reporting(after="returned")) == [(Topic.NOTES, "已回国以后，服务报告送到某保险。")]
    assert said(t.Note(says="早些来。")) == [(Topic.NOTES, "早些来。")]
