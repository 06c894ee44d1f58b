"""The escort's phone: own visits alone, the call before 17:00, in and out once, hours, the number on record."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.integration.accounts.staff import Desk, trail_of
from tests.integration.web.reading import token_in
from tests.integration.web_escorts.ward import TUESDAY, Ward, at_desk, lines, new_ward, when


def read(desk: Desk, path: str) -> list[str]:
    said = desk.client.get(path)
    assert said.status_code == 200, said.content
    return lines(said.content)


def tap(desk: Desk, visit: str, act: str, token: str = "", **form: str) -> Any:
    """Send a form of the visit's page, with the token that it carries."""
    csrf = token_in(desk.client.get("/visits").content)
    return desk.client.post(f"/visits/{visit}/{act}", {"csrfmiddlewaretoken": csrf, "token": token, **form})


TOKEN = "6f1f3a0e-0f5c-4b3b-9d0e-3f2a1b4c5d6e"  # noqa: S105 - of a form


def test_today_the_calls_and_what_comes_stand_apart(ward: Ward):
    escort, person = ward.linked()
    ward.plan(ward.booked(when(13, 10)), escort, when(13, 9, 30), hours=2)
    ward.plan(ward.booked(when(14, 10)), escort, when(14, 9, 30))
    ward.plan(ward.booked(when(16, 10)), escort, when(16, 9, 30))
    assert read(at_desk(person), "/visits") == [
        "我的陪诊",
        "10月13日周二",
        "今天要联系2位",
        "09:30–11:30待联系10月13日周二北京松鹤医院胸外科·王*·门诊预约请尽早联系",
        "09:30–13:30待联系10月14日周三北京松鹤医院胸外科·王*·门诊预约今天17:00前联系",
        "今天",
        "联系好以后，今天没有别的陪诊。",
        "以后",
        "09:30–13:30待联系10月16日周五北京松鹤医院胸外科·王*·门诊预约10月15日周四17:00前联系",
    ]


@pytest.mark.parametrize(
    ("minutes", "says", "is_late"), [(439, "今天17:00前联系", False), (440, "已过17:00，请马上联系", True)]
)
def test_the_call_is_due_by_17_of_the_day_before(ward: Ward, clock: Any, minutes: int, says: str, is_late: bool):  # noqa: FBT001
    escort, person = ward.linked()
    visit = ward.plan(ward.booked(when(14, 10)), escort, when(14, 9, 30))
    clock.at = TUESDAY + timedelta(minutes=minutes)
    desk = at_desk(person)
    for path in ("/visits", f"/visits/{visit}"):
        content = desk.client.get(path).content
        assert any(line.endswith(says) for line in lines(content))
        assert (b"ring late" in content) is is_late


def test_a_monday_visit_is_rung_up_on_friday(ward: Ward, clock: Any):
    clock.at = when(16, 9)
    escort, person = ward.linked()
    visit = ward.plan(ward.booked(when(19, 10)), escort, when(19, 9, 30))
    assert "今天17:00前联系" in read(at_desk(person), f"/visits/{visit}")


def test_a_call_is_on_record_and_its_work_item_done(ward: Ward):
    from xuanhu.apps.notices.models import WorkItem

    escort, person = ward.linked()
    case = ward.booked(when(14, 10))
    visit = ward.plan(case, escort, when(14, 9, 30))
    said = tap(at_desk(person), visit, "called", TOKEN)
    assert (said.status_code, said["Location"]) == (302, f"/visits/{visit}?done=called")
    assert [(fact.by, fact.actor) for fact in ward.facts(case, "escort-called")] == [
        ("escort", f"person:{person.login}")
    ]
    with ward.seen():
        assert [one.state for one in WorkItem.objects.filter(case__public_id=case)] == ["done"]
    assert (ward.visit(visit).state, ward.visit(visit).called_at) == ("called", TUESDAY)


def test_a_whole_visit_ends_with_hours_on_record(ward: Ward, clock: Any):
    escort, person = ward.linked()
    case = ward.booked(when(13, 10, 30))
    visit = ward.plan(case, escort, when(13, 10))
    desk = at_desk(person)
    tap(desk, visit, "called")
    tap(desk, visit, "arrived")
    clock.at = TUESDAY + timedelta(hours=3, minutes=20)
    desk = at_desk(person)
    page = desk.client.get(f"/visits/{visit}").content.decode()
    assert 'name="hours" inputmode="decimal" value="3.5"' in page
    said = tap(desk, visit, "left", hours="3.5", notes="取了报告")
    assert said["Location"] == f"/visits/{visit}?done=left"
    (fact,) = ward.facts(case, "escorted")
    assert (fact.by, fact.data) == ("escort", {"hours": {"number": "3.5"}})
    row = ward.visit(visit)
    assert (row.state, row.hours, row.arrived_at, row.left_at) == ("left", Decimal("3.5"), TUESDAY, clock.at)
    assert "取了报告" not in row.notes
    assert read(desk, said["Location"])[1] == "已签出，3.5小时已记录。辛苦了。"


def test_over_four_hours_needs_a_reason(ward: Ward, clock: Any):
    escort, person = ward.linked()
    case = ward.booked(when(13, 10, 30))
    visit = ward.plan(case, escort, when(13, 10))
    desk = at_desk(person)
    tap(desk, visit, "arrived")
    clock.at = TUESDAY + timedelta(hours=5)
    desk = at_desk(person)
    said = tap(desk, visit, "left", TOKEN, hours="5", notes="一直在等")
    page = said.content.decode()
    assert said.status_code == 422
    assert 'href="/handbooks/picc-iwuyou-3#clause-PICC-10">PICC-10</a>' in page
    assert ">一直在等</textarea>" in page
    assert (ward.visit(visit).state, ward.facts(case, "escorted")) == ("arrived", [])
    assert tap(desk, visit, "left", TOKEN, hours="5", reason="检查排队").status_code == 302
    assert [fact.data for fact in ward.facts(case, "escorted")] == [{"hours": {"number": "5"}, "reason": "检查排队"}]


def test_the_escort_service_of_starr_is_closed_by_its_visit(clock: Any):
    ward = new_ward("starr-critical-care")
    escort, person = ward.linked()
    case = ward.booked(when(13, 10, 30), "escort")
    visit = ward.plan(case, escort, when(13, 10))
    desk = at_desk(person)
    tap(desk, visit, "called")
    tap(desk, visit, "arrived")
    tap(desk, visit, "left", hours="2")
    assert (ward.outcome(case), ward.facts(case, "escort-called")) == ("completed", [])


def test_abroad_forty_hours_are_counted_over_all_visits(clock: Any):
    ward = new_ward("starr-critical-care")
    escort, person = ward.linked()
    case = ward.apply("overseas-treatment")
    assert "海外就医，日期自定" in ward.desk().client.get("/escorts").content.decode()
    ward.record(case, "escorted", when(12, 9), {"hours": Decimal(38)})
    visit = ward.plan(case, escort, when(13, 10), city="", appointment_at=None)
    assert "海外就医，日期自定" not in ward.desk().client.get("/escorts").content.decode()
    desk = at_desk(person)
    tap(desk, visit, "arrived")
    page = desk.client.get(f"/visits/{visit}").content.decode()
    assert ("还剩 2 小时" in page, 'name="reason"' in page) == (True, False)
    assert tap(desk, visit, "left", hours="2.5").status_code == 422
    assert tap(desk, visit, "left", hours="2").status_code == 302
    assert len(ward.facts(case, "escorted")) == 2
    assert "海外就医，日期自定" in ward.desk().client.get("/escorts").content.decode()


@pytest.mark.parametrize("act", ["called", "arrived"])
def test_a_double_tap_is_done_once(ward: Ward, act: str):
    escort, person = ward.linked()
    case = ward.booked(when(13, 10, 30))
    visit = ward.plan(case, escort, when(13, 10))
    desk = at_desk(person)
    said = [tap(desk, visit, act, TOKEN) for _ in range(2)]
    assert [(one.status_code, one["Location"]) for one in said] == [(302, f"/visits/{visit}?done={act}")] * 2
    assert len(ward.facts(case, "escort-called")) == (act == "called")


def test_leaving_tapped_twice_records_the_hours_once(ward: Ward):
    escort, person = ward.linked()
    case = ward.booked(when(13, 10, 30))
    visit = ward.plan(case, escort, when(13, 10))
    desk = at_desk(person)
    tap(desk, visit, "arrived")
    said = [tap(desk, visit, "left", TOKEN, hours="1") for _ in range(2)]
    assert [one.status_code for one in said] == [302, 302]
    assert len(ward.facts(case, "escorted")) == 1
    assert tap(desk, visit, "left", hours="1").status_code == 422
    assert len(ward.facts(case, "escorted")) == 1


def test_nobody_arrives_on_another_day(ward: Ward):
    escort, person = ward.linked()
    visit = ward.plan(ward.booked(when(14, 10)), escort, when(14, 9, 30))
    said = tap(at_desk(person), visit, "arrived")
    assert (said.status_code, ward.visit(visit).state) == (422, "planned")
    assert "今天不是这次陪诊的日子，到了那天再签到。" in lines(said.content)


@pytest.mark.parametrize("hours", ["", "drei", "0", "-1", "100", "1.25", "NaN"])
def test_hours_that_are_none_are_asked_for_again(ward: Ward, hours: str):
    escort, person = ward.linked()
    visit = ward.plan(ward.booked(when(13, 10, 30)), escort, when(13, 10))
    desk = at_desk(person)
    tap(desk, visit, "arrived")
    assert (tap(desk, visit, "left", hours=hours).status_code, ward.visit(visit).state) == (422, "arrived")


def test_an_escort_sees_no_visit_of_another(ward: Ward):
    escort, _ = ward.linked()
    _, other = ward.linked("蒋小满")
    visit = ward.plan(ward.booked(when(13, 10, 30)), escort, when(13, 10))
    desk = at_desk(other)
    assert visit not in desk.client.get("/visits").content.decode()
    assert desk.client.get(f"/visits/{visit}").status_code == 404
    said = {act: tap(desk, visit, act).status_code for act in ("called", "arrived", "left", "phone", "nothing")}
    assert said == dict.fromkeys(said, 404)
    assert ward.visit(visit).state == "planned"


def test_the_number_is_masked_until_it_is_asked_for_on_record(ward: Ward):
    escort, person = ward.linked()
    visit = ward.plan(ward.booked(when(13, 10, 30)), escort, when(13, 10))
    desk = at_desk(person)
    page = desk.client.get(f"/visits/{visit}").content.decode()
    assert "13800138000" not in page
    assert "王芳" not in page
    said = tap(desk, visit, "phone").content.decode()
    assert 'href="tel:13800138000"' in said
    assert "王芳" not in said
    with ward.seen():
        subject = str(ward.visit(visit).case.insured.public_id)
    (line,) = trail_of("insured", subject, [ward.id])
    assert (line.act, line.actor, line.role) == ("shown-in-full", f"person:{person.login}", "escort")


def test_after_the_visit_the_number_is_shown_no_more(ward: Ward):
    escort, person = ward.linked()
    visit = ward.plan(ward.booked(when(13, 10, 30)), escort, when(13, 10))
    desk = at_desk(person)
    tap(desk, visit, "arrived")
    tap(desk, visit, "left", hours="1")
    said = tap(desk, visit, "phone")
    assert (said.status_code, "13800138000" in said.content.decode()) == (422, False)


@pytest.mark.parametrize("role", ["agent", "care-manager", "expert", "administrator", "insurer"])
def test_the_phone_pages_are_for_escorts_alone(ward: Ward, role: str):
    assert ward.desk(role).client.get("/visits").status_code == 403


def test_a_form_without_its_csrf_token_does_nothing(ward: Ward):
    escort, person = ward.linked()
    visit = ward.plan(ward.booked(when(13, 10, 30)), escort, when(13, 10))
    assert at_desk(person).client.post(f"/visits/{visit}/arrived", {}).status_code == 403
    assert ward.visit(visit).state == "planned"


def test_the_list_takes_as_many_queries_for_three_visits_as_for_one(ward: Ward):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    escort, person = ward.linked()
    desk = at_desk(person)
    counts = []
    for day in (14, 15, 16):
        ward.plan(ward.booked(when(day, 10)), escort, when(day, 9, 30))
        desk.client.get("/visits")
        with CaptureQueriesContext(connection) as captured:
            assert desk.client.get("/visits").content.count(b'class="card outing') == day - 13
        counts.append(len(captured))
    assert counts[0] == counts[2]
