"""For whom, when, for what illness, how often: exact sentences, also for what none of our handbooks says."""

import pytest

from tests.unit.core.handbook.made_up import said
from xuanhu.core.handbook import terms as t
from xuanhu.core.handbook.in_words import Topic
from xuanhu.core.handbook.service import Key


@pytest.mark.parametrize(
    ("who", "says"),
    [
        (("insured",), "被保险人本人。"),
        (("insured", "spouse", "child"), "被保险人本人、配偶、子女都可以用，申请时请说明是谁就诊。"),
        (("parent", "岳父母"), "给父母、岳父母用，申请时请说明是谁就诊。"),
    ],
)
def test_for_whom(who, says):
    assert said(t.ForWhom(who=who)) == [(Topic.WHO, says)]


def test_on_schedule():
    assert said(t.OnSchedule()) == [(Topic.WHO, "保险单或批注上写了这项服务，才能用。")]


def test_in_force_is_said_of_a_policy_only():
    assert said(t.InForce()) == [(Topic.WHEN, "请在保单有效期内申请，头一天和最后一天都算。")]
    assert said(t.InForce(), subject="applicant") == []


@pytest.mark.parametrize(
    ("days", "service", "says"),
    [
        (None, {}, "等待期过后才能申请；等待期有多少天，看您的保单。"),
        (90, {}, "等待期过后才能申请；保单生效后的头90天是等待期。"),
        (0, {}, "没有等待期。"),
        (
            30,
            {"condition": t.Condition(kinds=("lung-nodule",))},
            "等待期过后才能申请，病也要在等待期以后诊断；保单生效后的头30天是等待期。",
        ),
    ],
)
def test_waiting_period(days, service, says):
    assert said(t.WaitingPeriod(days=days), service=service) == [(Topic.WHEN, says)]


@pytest.mark.parametrize(
    ("after", "opens", "closes", "says"),
    [
        ("policy.from", "30 days", "60 days", "保单生效日后满30天起、60天以内申请，头尾两天都算。"),
        ("diagnosis.on", None, "30 days", "诊断日期当天起、30天以内申请，最后一天也算。"),
        ("insured.birth", "5 working days", None, "出生日期后满5个工作日，才可以申请。"),
        ("policy.to", None, None, "保单到期日当天起可以申请。"),
        ("policy-year.from", None, "60 days", "保单年度的第一天当天起、60天以内申请，最后一天也算。"),
        ("calendar-year.to", None, None, "当年12月31日当天起可以申请。"),
        ("rest.attended", None, "10 days", "静养“已就诊”当天起、10天以内申请，最后一天也算。"),
        ("insured.details.discharge_on", None, "7 days", "“出院日”当天起、7天以内申请，最后一天也算。"),
        ("policy.details.member_since", None, None, "“member_since”当天起可以申请。"),
    ],
)
def test_window(after, opens, closes, says):
    term = t.Window(after=after, opens=opens, closes=closes)
    assert said(term, keys={"discharge_on": Key(says="出院日")}) == [(Topic.WHEN, says)]


@pytest.mark.parametrize(
    ("term", "says"),
    [
        (t.Condition(kinds=("malignant-tumour",), first=True), "初次患上的恶性肿瘤，已经确诊。"),
        (
            t.Condition(kinds=("critical-illness",), status=("confirmed", "suspected")),
            "重大疾病，确诊或疑似都可以。",
        ),
        (
            t.Condition(kinds=("lung-nodule", "breast-nodule", "痛风"), status=("suspected",), named="nodule"),
            "肺结节、乳腺结节或痛风，疑似；申请时请说明是哪一种。",
        ),
    ],
)
def test_condition(term, says):
    assert said(term) == [(Topic.ILLNESS, says)]


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (t.Age(at_least=18, at_most=60), ["18到60周岁，按申请那天算。"]),
        (t.Age(at_least=18, on="policy-start"), ["满18周岁，按保单生效那天算。"]),
        (t.Age(at_most=65), ["不超过65周岁，按申请那天算。"]),
        (t.Age(of="patient", at_most=13), ["就诊人不超过13周岁，按申请那天算。"]),
        (t.Age(), []),
    ],
)
def test_age(term, expected):
    assert said(term) == [(Topic.WHO, says) for says in expected]


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (t.Uses(), ["保单有效期内不限次数。"]),
        (t.Uses(per="calendar-year"), ["每个自然年不限次数。"]),
        (
            t.Uses(times=3, per="policy-year", told_ahead="15 days"),
            ["每个保单年度3次，没有用就作废；到期前15天还没用完，我们提醒您。"],
        ),
        (
            t.Uses(times=2, pool="calm"),
            ["保单有效期内2次，没有用就作废；到期前30天还没用完，我们提醒您。", "次数和静养合在一起算。"],
        ),
        (
            t.Uses(times=1, pool="calm", pool_times=6),
            ["保单有效期内1次，没有用就作废；到期前30天还没用完，我们提醒您。", "次数和静养合在一起算，一共6次。"],
        ),
        (t.Uses(times=1, pool="alone"), ["保单有效期内1次，没有用就作废；到期前30天还没用完，我们提醒您。"]),
    ],
)
def test_uses(term, expected):
    assert said(term) == [(Topic.TIMES, says) for says in expected]


def test_uses_that_are_used_early_say_from_when():
    told = (Topic.USED, "已通知您，这一次就算用过，不再退还。")
    assert said(t.Uses(times=1, used_from="told"))[1:] == [told]


def test_uses_of_an_application_for_cover_are_not_counted():
    assert said(t.Uses(times=1), subject="applicant") == []


@pytest.mark.parametrize(
    ("service", "says"),
    [
        ("rest", "先用过静养（已就诊），才能申请这一项。"),
        ("elsewhere", "先用过elsewhere（已就诊），才能申请这一项。"),
    ],
)
def test_prior_service(service, says):
    assert said(t.PriorService(service=service, fact="attended")) == [(Topic.WHO, says)]


def test_prior_service_in_the_same_period():
    term = t.PriorService(service="rest", fact="attended", per="policy-year")
    assert said(term) == [(Topic.WHO, "同一个保单年度里先用过静养（已就诊），才能申请这一项。")]


def test_notice_ahead():
    says = "请提早申请：计划入院日要在申请之后至少5个工作日。"
    assert said(t.NoticeAhead(at_least="5 working days")) == [(Topic.WHEN, says)]


@pytest.mark.parametrize(
    ("key", "must_be", "says"),
    [
        ("screening_passed", True, "申请时智能核保已经通过，才能受理。"),
        ("already_admitted", False, "申请时还没有住进医院，才能受理。"),
        ("smokes", False, "申请时“吸烟”为“否”，才能受理。"),
        ("retired", True, "申请时“retired”为“是”，才能受理。"),
    ],
)
def test_declared(key, must_be, says):
    term = t.Declared(key=key, must_be=must_be, reason="x")
    assert said(term, keys={"smokes": Key(says="吸烟")}) == [(Topic.WHO, says)]


def test_requirement_quotes_the_answer_and_what_would_help():
    term = t.Requirement(require="true", reason="x", says="这一款只给续保的客户。", change="续保以后可以申请")
    says = "申请时还有一项要求，不符合时的答复是：“这一款只给续保的客户。”怎样补救：续保以后可以申请。"
    assert said(term) == [(Topic.WHO, says)]


def test_requirement_of_a_later_fact_is_a_limit():
    term = t.Requirement(require="true", reason="x", says="这一天太晚了。", fact="booked")
    says = "到“预约就诊”这一步还有一项要求，不符合时的答复是：“这一天太晚了。”"
    assert said(term) == [(Topic.LIMITS, says)]


@pytest.mark.parametrize(
    ("term", "says"),
    [
        (t.Hours(), "能约的时间：每天，全天。"),
        (
            t.Hours(working_days=True, opens="08:30", closes="17:30"),
            "能约的时间：工作日（调休上班的周末也能约），8:30到17:30。",
        ),
        (
            t.Hours(weekdays=(1, 2, 3, 4, 5), working_days=True, opens="09:00", closes="21:00", slot_minutes=20),
            "能约的时间：周一到周五（放假的日子不能约，调休上班的周末也不能约），9:00到21:00，每次20分钟。",
        ),
        (t.Hours(weekdays=(6, 7), opens="00:00", closes="12:00"), "能约的时间：周六、周日，0:00到12:00。"),
        (
            t.Hours(weekdays=(6, 2), working_days=True, fact="checkup-booked"),
            "“体检已约好”能约的时间：周二、周六（放假的日子不能约），全天。",
        ),
    ],
)
def test_hours(term, says):
    assert said(term) == [(Topic.WHEN, says)]


@pytest.mark.parametrize(
    ("term", "says"),
    [
        (t.Status(says="待授权", awaiting=("signed",)), "待授权：请签署个人信息授权书，签了才算提交。"),
        (t.Status(says="等一等", awaiting=("reviewed", "booked")), "等一等：在等审核、预约就诊。"),
        (t.Status(says="完了", outcome=("completed", "expired")), "完了：已完成、过期取消。"),
    ],
)
def test_status(term, says):
    assert said(term) == [(Topic.STATUSES, says)]
