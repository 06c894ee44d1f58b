"""For whom, when, for what illness, how often: the terms that an application meets first, in words."""

from collections.abc import Iterator, Mapping
from typing import Final

from xuanhu.core.handbook import terms as t
from xuanhu.core.handbook.in_words.spoken import Said, Topic
from xuanhu.core.handbook.in_words.telling import Telling, either, span_in_words, time_of_day

PERIODS: Final = {
    "policy-year": "每个保单年度",
    "policy-period": "保单有效期内",
    "calendar-year": "每个自然年",
}
ANCHORS: Final = {
    "policy.from": "保单生效日",
    "policy.to": "保单到期日",
    "policy-year.from": "保单年度的第一天",
    "policy-year.to": "保单年度的最后一天",
    "calendar-year.from": "当年1月1日",
    "calendar-year.to": "当年12月31日",
    "diagnosis.on": "诊断日期",
    "insured.birth": "出生日期",
}
EVERY_DAY: Final = (1, 2, 3, 4, 5, 6, 7)
WORKDAYS: Final = range(1, 6)


def say_for_whom(term: t.ForWhom, telling: Telling) -> Iterator[Said]:
    """The patient, and that others have to be named."""
    relations = ["被保险人本人" if who == "insured" else telling.words.name("relations", who) for who in term.who]
    names = "、".join(relations)
    if term.who == ("insured",):
        yield Said(Topic.WHO, f"{names}。")
    elif "insured" in term.who:
        yield Said(Topic.WHO, f"{names}都可以用，申请时请说明是谁就诊。")
    else:
        yield Said(Topic.WHO, f"给{names}用，申请时请说明是谁就诊。")


def say_on_schedule(_: t.OnSchedule, __: Telling) -> Iterator[Said]:
    """AXA-01."""
    yield Said(Topic.WHO, "保险单或批注上写了这项服务，才能用。")


def say_in_force(_: t.InForce, telling: Telling) -> Iterator[Said]:
    """An application for cover has no policy yet."""
    if telling.has_policy:
        yield Said(Topic.WHEN, "请在保单有效期内申请，头一天和最后一天都算。")


def say_waiting_period(term: t.WaitingPeriod, telling: Telling) -> Iterator[Said]:
    """Application and diagnosis both fall after it."""
    if term.days == 0:
        yield Said(Topic.WHEN, "没有等待期。")
        return
    length = "等待期有多少天，看您的保单" if term.days is None else f"保单生效后的头{term.days}天是等待期"
    found = "，病也要在等待期以后诊断" if telling.service.condition else ""
    after = f"等待期过后才能申请{found}"
    yield Said(Topic.WHEN, f"{after}；{length}。")


def say_window(term: t.Window, telling: Telling) -> Iterator[Said]:
    """Both ends included, counted from another date."""
    day = _anchor(term.after, telling)
    opens = f"满{span_in_words(term.opens)}" if term.opens else ""
    closes = f"{span_in_words(term.closes)}以内" if term.closes else ""
    if opens and closes:
        yield Said(Topic.WHEN, f"{day}后{opens}起、{closes}申请，头尾两天都算。")
    elif opens:
        yield Said(Topic.WHEN, f"{day}后{opens}，才可以申请。")
    elif closes:
        yield Said(Topic.WHEN, f"{day}当天起、{closes}申请，最后一天也算。")
    else:
        yield Said(Topic.WHEN, f"{day}当天起可以申请。")


def _anchor(after: str, telling: Telling) -> str:
    if after in ANCHORS:
        return ANCHORS[after]
    whose, _, key = after.partition(".")
    other = telling.handbook.services.get(whose)
    if other is not None:
        return f"{other.name}“{telling.done(key, whose)}”"
    return f"“{telling.label(key.removeprefix('details.'))}”"


def say_condition(term: t.Condition, telling: Telling) -> Iterator[Said]:
    """The kinds of illness, how sure the diagnosis must be, whether it must be the first."""
    kinds = either(telling.words.name("conditions", kind) for kind in term.kinds)
    sure = either(telling.words.name("diagnosis_statuses", status) for status in term.status)
    how_sure = f"{sure}都可以" if len(term.status) > 1 else f"已经{sure}" if term.status == ("confirmed",) else sure
    first = "初次患上的" if term.first else ""
    named = "；申请时请说明是哪一种" if term.named else ""
    yield Said(Topic.ILLNESS, f"{first}{kinds}，{how_sure}{named}。")


def say_age(term: t.Age, _: Telling) -> Iterator[Said]:
    """In full years, on a day that is named."""
    whose = "就诊人" if term.of == "patient" else ""
    on = "申请那天" if term.on == "application" else "保单生效那天"
    if term.at_least is not None and term.at_most is not None:
        yield Said(Topic.WHO, f"{whose}{term.at_least}到{term.at_most}周岁，按{on}算。")
    elif term.at_least is not None:
        yield Said(Topic.WHO, f"{whose}满{term.at_least}周岁，按{on}算。")
    elif term.at_most is not None:
        yield Said(Topic.WHO, f"{whose}不超过{term.at_most}周岁，按{on}算。")


def say_uses(term: t.Uses, telling: Telling) -> Iterator[Said]:
    """How often; with whom the grant is shared; from which step it is used for good; the reminder before it lapses."""
    if not telling.has_policy:
        return
    period = PERIODS[term.per]
    if term.times is None:
        yield Said(Topic.TIMES, f"{period}不限次数。")
        return
    told = f"到期前{span_in_words(term.told_ahead)}还没用完，我们提醒您"
    yield Said(Topic.TIMES, f"{period}{term.times}次，没有用就作废；{told}。")
    sharers = [
        other.name
        for name, other in telling.handbook.services.items()
        if term.pool is not None and other.uses.pool == term.pool and name != telling.id
    ]
    if sharers:
        together = f"，一共{term.pool_times}次" if term.pool_times is not None else ""
        yield Said(Topic.TIMES, f"次数和{'、'.join(sharers)}合在一起算{together}。")
    if term.used_from is not None:
        yield Said(Topic.USED, f"{telling.done(term.used_from)}，这一次就算用过，不再退还。")


def say_prior_service(term: t.PriorService, telling: Telling) -> Iterator[Said]:
    """AXA-26, PICC-14."""
    other = telling.handbook.services.get(term.service)
    name = other.name if other is not None else term.service
    period = "" if term.per == "policy-period" else f"{PERIODS[term.per].replace('每个', '同一个')}里"
    yield Said(Topic.WHO, f"{period}先用过{name}（{telling.done(term.fact, term.service)}），才能申请这一项。")


def say_notice_ahead(term: t.NoticeAhead, telling: Telling) -> Iterator[Said]:
    """INS-15, AXA-15."""
    yield Said(Topic.WHEN, f"请提早申请：{telling.label(term.key)}要在申请之后至少{span_in_words(term.at_least)}。")


def say_declared(term: t.Declared, telling: Telling) -> Iterator[Said]:
    """TP-01, AXA-15."""
    says = f"申请时{telling.where(term.key, term.must_be)}，才能受理。"
    yield Said(Topic.WHO, says)


def say_requirement(term: t.Requirement, telling: Telling) -> Iterator[Said]:
    """A condition of the handbook's own: what is answered where it does not hold, and what helps."""
    when = "申请时" if term.fact == "applied" else f"到“{telling.milestone(term.fact)}”这一步"
    change = f"怎样补救：{term.change.rstrip('。')}。" if term.change else ""
    topic = Topic.WHO if term.fact == "applied" else Topic.LIMITS
    yield Said(topic, f"{when}还有一项要求，不符合时的答复是：“{term.says}”{change}")


def say_hours(term: t.Hours, telling: Telling) -> Iterator[Said]:
    """AXA-25."""
    whole_day = (term.opens, term.closes) == ("00:00", "24:00")
    hours = "全天" if whole_day else f"{time_of_day(term.opens)}到{time_of_day(term.closes)}"
    slot = f"，每次{term.slot_minutes}分钟" if term.slot_minutes else ""
    what = "" if term.fact == "booked" else f"“{telling.milestone(term.fact)}”"
    yield Said(Topic.WHEN, f"{what}能约的时间：{_days(term)}，{hours}{slot}。")


def _days(term: t.Hours) -> str:
    days = tuple(sorted(term.weekdays))
    if days == EVERY_DAY:
        return "工作日（调休上班的周末也能约）" if term.working_days else "每天"
    names = ["周" + "一二三四五六日"[day - 1] for day in days]
    run = len(days) > 2 and days[-1] - days[0] == len(days) - 1  # noqa: PLR2004 - 周六、周日, but 周一到周三
    said = f"{names[0]}到{names[-1]}" if run else "、".join(names)
    if not term.working_days:
        return said
    make_up = "，调休上班的周末也不能约" if all(day in WORKDAYS for day in days) else ""
    return f"{said}（放假的日子不能约{make_up}）"


def say_status(term: t.Status, telling: Telling) -> Iterator[Said]:
    """What an order shows, and what it means."""
    meanings: Mapping[str, str] = telling.words.names.get("order_statuses", {})
    awaiting = "、".join(telling.milestone(fact) for fact in term.awaiting)
    outcomes = "、".join(telling.words.outcome(outcome, telling.handbook) for outcome in term.outcome)
    plain = f"在等{awaiting}。" if awaiting else f"{outcomes}。"
    yield Said(Topic.STATUSES, f"{term.says}：{meanings.get(term.says, plain)}")
