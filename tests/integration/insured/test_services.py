"""What one may have, on one's own phone: the list, a service's page, the booklet, as people read them."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.integration.accounts.staff import Desk, new_desk
from tests.integration.insured.member import Member, new_member, phone_of
from tests.integration.insured.wishes import (
    an_applicant,
    applied,
    ask,
    cases_of,
    opened,
    read,
    wanting,
)
from xuanhu.core.parties import Policy

OUTPATIENT = ("axa-tianping", "outpatient-appointment")
BILLING = ("ins-oncology", "direct-billing")


def cards(desk: Desk) -> list[str]:
    """Name and state of each service in the list, in its order."""
    page = desk.client.get("/my").content.decode()
    found = re.findall(r"<h3><a [^>]*>([^<]*)</a></h3>.*?</svg>([^<]*)</span>", page, re.DOTALL)
    return [f"{name} {state}" for name, state in found]


def test_what_may_be_had_comes_first_and_what_may_not_says_why_and_what_would_change_it(member: Member):
    desk = phone_of(member)
    assert cards(desk) == [
        "门诊预约 可申请",
        "住院预约 可申请",
        "住院垫付 可申请",
        "第二诊疗意见 可申请",
        "基因检测 可申请",
        "远程问诊 可申请",
        "医后随访 暂不可",
    ]
    page = opened(desk, "/my")
    assert "有效，2026年1月1日 – 12月31日续保，没有等待期" in page
    assert "●还可用1次，共1次2026年1月1日 – 12月31日" in page
    assert "要先用过住院预约，才能用医后随访。用过那一项以后可以申请。" in page


def test_a_service_under_way_leads_to_its_case_and_stands_after_what_may_be_had(on_tuesday: datetime):
    one = wanting(*OUTPATIENT, on_tuesday)
    desk = phone_of(one.member)
    applied(desk, one)
    assert cards(desk)[-2:] == ["门诊预约 正在办理", "医后随访 暂不可"]
    (case,) = cases_of(one.member)
    page = desk.client.get("/my").content.decode()
    assert f'href="/my/cases/{case.public_id}">看办到哪一步' in page


@pytest.mark.parametrize(("days", "times"), [(29, 1), (30, 1), (31, 0)])
def test_a_use_that_is_lost_within_thirty_days_is_told_above(on_tuesday: datetime, days: int, times: int):
    ends_on = on_tuesday.date() + timedelta(days=days)
    member = new_member(policy=Policy(date(2026, 1, 1), ends_on, 0))
    page = opened(phone_of(member), "/my")
    until = f"{ends_on.month}月{ends_on.day}日 周{'一二三四五六日'[ends_on.weekday()]}"
    told = f"到{until}为止，还剩{days}天。没有用的，过了就作废：门诊预约1次"
    assert page.count(told) == times
    assert page.count("、住院预约1次") == times


def test_a_policy_that_is_over_says_so_and_shows_no_services(platform: Any):
    member = new_member(policy=Policy(date(2025, 1, 1), date(2025, 12, 31), 0))
    desk = phone_of(member)
    assert "已到期，2025年1月1日 – 12月31日" in opened(desk, "/my")
    assert cards(desk) == []


def test_a_service_that_the_policy_does_not_list_is_not_shown(platform: Any):
    member = new_member(services=frozenset({"remote-consultation"}))
    assert cards(phone_of(member)) == ["远程问诊 可申请"]


def test_who_has_no_policy_at_an_insurer_that_covers_applicants_may_apply_for_cover(platform: Any):
    assert cards(phone_of(an_applicant())) == ["人工核保 可申请"]


def test_the_booklet_of_the_edition_is_read_by_the_insured_and_by_nobody_who_has_not_come_in(member: Member):
    desk = phone_of(member)
    assert 'href="/my/booklets/axa-tianping/1"' in desk.client.get("/my").content.decode()
    said = desk.client.get("/my/booklets/axa-tianping/1")
    assert "安盛天平健康服务" in said.content.decode()
    assert "style-src 'self' 'sha256-" in said.headers["Content-Security-Policy"]
    assert desk.client.get("/my/booklets/axa-tianping/99").status_code == 404
    assert desk.client.get("/my/booklets/nothing/1").status_code == 404
    assert new_desk().client.get("/my/booklets/axa-tianping/1").headers["Location"].startswith("/my/login")


def test_the_page_of_a_service_says_figures_with_clauses_papers_and_cities(on_tuesday: datetime):
    one = wanting(*OUTPATIENT, on_tuesday)
    said = phone_of(one.member).client.get(one.path)
    page = read(said)
    assert "5 个工作日内约好门诊" in page
    assert "从审核、资料已齐中较晚的那天数起，当天不算。 AXA-06" in page
    assert '<a class="clause" href="/my/booklets/axa-tianping/1#clause-AXA-06"' in said.content.decode()
    assert {"门诊病历", "病理报告", "福州、厦门"} <= set(page)


@pytest.mark.parametrize("under", ["0", "999999999", "axa-tianping", "nothing"])
def test_a_guessed_address_leads_nowhere(on_tuesday: datetime, under: str):
    one = wanting(*OUTPATIENT, on_tuesday)
    desk = phone_of(one.member)
    path = f"/my/services/{one.member.row.public_id}/{under}/outpatient-appointment"
    assert desk.client.get(path).status_code == 404
    assert desk.client.get(f"{path}/apply").status_code == 404


def test_anothers_service_is_not_there(on_tuesday: datetime):
    mine, others = wanting(*OUTPATIENT, on_tuesday), wanting(*OUTPATIENT, on_tuesday)
    desk = phone_of(mine.member)
    assert desk.client.get(others.path).status_code == 404
    assert (
        desk.client.get(
            others.path.replace(str(others.member.row.public_id), str(mine.member.row.public_id))
        ).status_code
        == 404
    )
    assert ask(desk, others, "send", others.answers).status_code == 404
    applied(phone_of(others.member), others)
    (case,) = cases_of(others.member)
    assert desk.client.get(f"/my/applied/{case.public_id}").status_code == 404
