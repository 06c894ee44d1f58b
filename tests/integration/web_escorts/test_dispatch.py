"""The dispatcher's desk: who needs an escort, who can go, what stands against it, what is to be moved."""

from typing import Any

import pytest

from tests.integration.accounts.staff import Desk
from tests.integration.web.reading import send
from tests.integration.web_escorts.ward import LONGEST, QINGYUAN, Ward, at_desk, lines, new_ward, when

NEED = "10月14日 周三 10:00王* 门诊预约白泽人寿北京松鹤医院北京·胸外科派陪诊"
DAY_AND_TIMES = {"on": "2026-10-14", "starts": "09:30", "ends": "13:30", "hospital": "北京松鹤医院"}


def text(desk: Desk, path: str) -> str:
    said = desk.client.get(path)
    assert said.status_code == 200, said.content
    return "".join("".join(lines(said.content)).split())


def dispatch(desk: Desk, case: str, chosen: Any, **form: str) -> Any:
    path = f"/escorts/cases/{case}"
    return send(desk, path, {**DAY_AND_TIMES, "escort": str(chosen.id), **form})


def against(desk: Desk, path: str) -> list[str]:
    """What the page says of each escort, in its order."""
    content = desk.client.get(path, headers={"HX-Request": "true"}).content.decode()
    found = lines(("<main>" + content.replace("</span>", "</p>").replace("</b>", "</p>")).encode())
    return [one for one in found if one.startswith(("这段时间", "同一时间", "与", "在", "10月", "别的"))]


def test_a_booked_case_needs_an_escort_until_one_is_sent(ward: Ward):
    escort, person = ward.linked()
    case = ward.booked(when(14, 10))
    desk = ward.desk()
    before = text(desk, "/escorts")
    assert "等着派陪诊1件" in before
    assert "".join(NEED.split()) in before
    said = dispatch(desk, case, escort)
    assert (said.status_code, said["Location"]) == (302, "/escorts?on=2026-10-14&done=planned")
    after = text(desk, said["Location"])
    assert "都派好了。" in after
    assert "09:30–13:30北京松鹤医院王*·待联系" in after
    assert "北京松鹤医院" in text(at_desk(person), "/visits")


@pytest.mark.parametrize("service", ["outpatient-appointment", "inpatient-surgery"])
def test_without_an_appointment_nobody_is_needed_yet(ward: Ward, service: str):
    ward.apply(service)
    assert "等着派陪诊0件" in text(ward.desk(), "/escorts")


def test_an_appointment_that_has_begun_is_no_longer_dispatched(ward: Ward):
    ward.booked(when(13, 9))
    ward.booked(when(13, 9).date())
    found = text(ward.desk(), "/escorts")
    assert "等着派陪诊1件" in found
    assert "10月13日周二王*" in found


def test_the_escort_service_of_starr_needs_one_too(clock: Any):
    ward = new_ward("starr-critical-care")
    ward.booked(when(14, 10), "escort")
    assert "10月14日周三10:00王*陪诊" in text(ward.desk(), "/escorts")


def test_whoever_wants_nobody_is_taken_off_the_list(ward: Ward):
    case = ward.booked(when(14, 10))
    desk = ward.desk()
    send(desk, f"/escorts/cases/{case}/decline", {}, page=f"/escorts/cases/{case}")
    assert "等着派陪诊0件" in text(desk, "/escorts")


def test_times_begin_half_an_hour_before_and_last_as_long_as_the_handbook_says(ward: Ward):
    page = ward.desk().client.get(f"/escorts/cases/{ward.booked(when(14, 10))}").content.decode()
    values = [
        page.partition(f'name="{name}" type=')[2].partition('value="')[2][:10] for name in ("on", "starts", "ends")
    ]
    assert values == ["2026-10-14", '09:30" req', '13:30" req']
    assert "每次一般 4 小时" in page


def test_conflicts_are_said_exactly(ward: Ward):
    from datetime import date

    busy = ward.escort("龚晨")
    ward.plan(ward.booked(when(14, 9)), busy, when(14, 8), hours=2)
    near = ward.escort("蒋小满")
    ward.plan(ward.booked(when(14, 8)), near, when(14, 7), hours=2, hospital=QINGYUAN)
    ended = ward.escort("邹青", until=date(2026, 10, 14))
    later = ward.escort("罗一平", **{"from": date(2026, 10, 15)})
    free = ward.escort("何小禾")
    ward.escort("谭晓棠", "上海")
    case, desk = ward.booked(when(14, 10)), ward.desk()
    assert against(desk, f"/escorts/cases/{case}") == [
        "这段时间有空",
        "10月15日周四起才上岗",
        "与07:00–09:00北京远志医院之间只隔30分钟，路上可能来不及",
        "10月14日周三起已停用",
        "同一时间已有陪诊：08:00–10:00北京松鹤医院",
        "别的城市还有1位，不能跨城市派。",
    ]
    for hard in (busy, ended, later):
        said = dispatch(desk, case, hard, overrules="1")
        assert (said.status_code, b"\xe6\xb2\xa1\xe6\x9c\x89\xe6\xb4\xbe\xe5\x87\xba" in said.content) == (422, True)
    assert dispatch(desk, case, near).status_code == 422
    assert dispatch(desk, case, near, overrules="1").status_code == 302
    assert dispatch(desk, ward.booked(when(14, 10)), free).status_code == 302


@pytest.mark.parametrize(
    ("starts", "ends", "hospital", "is_free"),
    [
        ("13:30", "15:00", "北京松鹤医院", True),  # the same hospital, one after the other
        ("13:29", "15:00", "北京松鹤医院", False),
        ("14:30", "15:00", QINGYUAN, True),
        ("14:29", "15:00", QINGYUAN, False),
        ("07:00", "08:30", QINGYUAN, True),
        ("07:00", "08:31", QINGYUAN, False),
    ],
)
def test_an_hour_is_enough_between_two_hospitals(ward: Ward, starts: str, ends: str, hospital: str, is_free: bool):  # noqa: FBT001
    escort = ward.escort()
    ward.plan(ward.booked(when(14, 10)), escort, when(14, 9, 30))
    case = ward.booked(when(14, 14))
    said = dispatch(ward.desk(), case, escort, starts=starts, ends=ends, hospital=hospital)
    assert said.status_code == (302 if is_free else 422)


def test_one_person_of_two_escorts_is_in_one_place(ward: Ward):
    from xuanhu.apps.escorting.actions import link_escort

    escort, person = ward.linked()
    other = ward.escort("何小禾乙")
    with ward.seen():
        link_escort(escort=other, person=person)
    ward.plan(ward.booked(when(14, 10)), escort, when(14, 9, 30))
    assert dispatch(ward.desk(), ward.booked(when(14, 10)), other).status_code == 422


def test_of_another_city_nobody_is_sent(ward: Ward):
    assert dispatch(ward.desk(), ward.booked(when(14, 10)), ward.escort(city="上海")).status_code == 422


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"ends": "09:30"}, "结束时间要晚于开始时间。"),
        ({"on": "soon"}, "请填写日期和起止时间。"),
        ({"hospital": " "}, "请填写医院。"),
        ({"escort": ""}, "请选一位陪诊员。"),
        ({"escort": "0"}, "请选一位陪诊员。"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(ward: Ward, form: dict[str, str], says: str):
    escort = ward.escort()
    said = dispatch(ward.desk(), ward.booked(when(14, 10)), escort, **({"department": "普外科"} | form))
    assert (said.status_code, says in lines(said.content)) == (422, True)
    assert 'value="普外科"' in said.content.decode()


def test_a_double_tap_sends_one_escort(ward: Ward):
    from xuanhu.apps.escorting.models import Visit

    escort, case, desk = ward.escort(), ward.booked(when(14, 10)), ward.desk()
    token = {"token": "6f1f3a0e-0f5c-4b3b-9d0e-3f2a1b4c5d6e"}
    assert [dispatch(desk, case, escort, **token).status_code for _ in range(2)] == [302, 302]
    with ward.seen():
        assert Visit.objects.count() == 1


def test_a_moved_appointment_shows_its_visit_as_to_be_moved(clock: Any):
    ward = new_ward("starr-critical-care")
    escort = ward.escort()
    case = ward.booked(when(14, 10), "escort")
    visit = ward.plan(case, escort, when(14, 9, 30), appointment_at=when(14, 10))
    desk = ward.desk()
    assert "要改的陪诊" not in text(desk, "/escorts")
    ward.book(case, when(15, 14))
    found = text(desk, "/escorts")
    assert "预约已改，待改期原定10月14日周三09:30–13:30" in found
    assert "等着派陪诊0件" in found
    page = f"/escorts/visits/{visit}"
    assert 'value="13:30"' in desk.client.get(page).content.decode()
    said = send(
        desk, page, {**DAY_AND_TIMES, "on": "2026-10-15", "starts": "13:30", "ends": "17:30", "escort": str(escort.id)}
    )
    assert said["Location"] == "/escorts?on=2026-10-15&done=moved"
    assert "要改的陪诊" not in text(desk, "/escorts")
    row = ward.visit(visit)
    assert (row.starts_at, row.state, row.appointment_at) == (when(15, 13, 30), "planned", when(15, 14))


def test_a_closed_case_shows_its_visit_as_to_be_cancelled(ward: Ward):
    case = ward.booked(when(14, 10))
    visit = ward.plan(case, ward.escort(), when(14, 9, 30), appointment_at=when(14, 10))
    ward.record(case, "ended", when(13, 9), {"reason": "本人放弃"})
    desk = ward.desk()
    assert "案件已办结，待取消" in text(desk, "/escorts")
    said = send(desk, f"/escorts/visits/{visit}/cancel", {}, page=f"/escorts/visits/{visit}")
    assert said["Location"] == "/escorts?on=2026-10-14&done=cancelled"
    assert (ward.visit(visit).state, "要改的陪诊" in text(desk, "/escorts")) == ("cancelled", False)


def test_a_cancelled_visit_leaves_its_case_waiting_again(ward: Ward):
    case = ward.booked(when(14, 10))
    visit = ward.plan(case, ward.escort(), when(14, 9, 30), appointment_at=when(14, 10))
    desk = ward.desk()
    assert "等着派陪诊0件" in text(desk, "/escorts")
    send(desk, f"/escorts/visits/{visit}/cancel", {}, page=f"/escorts/visits/{visit}")
    assert "等着派陪诊1件" in text(desk, "/escorts")


def test_the_list_of_a_day_is_by_city_and_time(ward: Ward):
    escort = ward.escort()
    hospital, department = LONGEST
    ward.plan(ward.booked(when(14, 15)), escort, when(14, 14), hours=2)
    ward.plan(ward.booked(when(14, 9)), escort, when(14, 8), hours=2, hospital=hospital, department=department)
    found = text(ward.desk(), "/escorts/days/2026-10-14")
    first, second = found.index("08:00–10:00何小禾王*" + hospital + department), found.index("14:00–16:00何小禾")
    assert first < second
    assert ward.desk().client.get("/escorts/days/soon").status_code == 404


def test_who_logs_in_as_an_escort_is_chosen_here(ward: Ward):
    from tests.integration.accounts.staff import new_person

    escort, person = ward.escort(), new_person([ward.id], "escort")
    visit = ward.plan(ward.booked(when(14, 10)), escort, when(14, 9, 30))
    desk = ward.desk()
    said = send(desk, "/escorts/logins", {"escort": str(escort.id), "person": str(person.id)})
    assert said["Location"] == "/escorts/logins?done=linked"
    assert at_desk(person).client.get(f"/visits/{visit}").status_code == 200
    send(desk, "/escorts/logins", {"escort": str(escort.id), "person": ""})
    assert at_desk(person).client.get(f"/visits/{visit}").status_code == 404


def test_nobody_is_linked_who_does_not_see_the_insurer(ward: Ward, stranger: Ward):
    from tests.integration.accounts.staff import new_person

    escort = ward.escort()
    for person in (new_person([stranger.id], "escort"), new_person([ward.id], "agent")):
        said = send(ward.desk(), "/escorts/logins", {"escort": str(escort.id), "person": str(person.id)})
        assert said.status_code == 404


def test_a_strangers_cases_visits_and_escorts_are_not_there(ward: Ward, stranger: Ward):
    case, escort = ward.booked(when(14, 10)), ward.escort()
    visit = ward.plan(case, escort, when(14, 9, 30))
    desk = stranger.desk()
    assert visit not in desk.client.get("/escorts").content.decode()
    for path in (f"/escorts/cases/{case}", f"/escorts/visits/{visit}"):
        assert desk.client.get(path).status_code == 404
        assert send(desk, path, DAY_AND_TIMES, page="/escorts").status_code == 404
    for path in (f"/escorts/cases/{case}/decline", f"/escorts/visits/{visit}/cancel"):
        assert send(desk, path, {}, page="/escorts").status_code == 404
    own = stranger.booked(when(14, 10))
    assert dispatch(desk, own, escort).status_code == 422


@pytest.mark.parametrize(
    ("role", "status"),
    [("agent", 200), ("care-manager", 200), ("administrator", 200), ("escort", 403), ("expert", 403), ("insurer", 403)],
)
def test_who_may_dispatch(ward: Ward, role: str, status: int):
    desk = ward.desk(role)
    for path in ("/escorts", "/escorts/logins", "/escorts/days/2026-10-14"):
        assert desk.client.get(path).status_code == status


def test_the_week_takes_as_many_queries_for_three_rows_as_for_one(ward: Ward):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    desk = ward.desk()
    counts = []
    for day in (14, 15, 16):
        escort, _ = ward.linked(f"何小禾{day}")
        ward.plan(ward.booked(when(day, 10)), escort, when(day, 9, 30), appointment_at=when(day, 10))
        ward.booked(when(day, 15))
        text(desk, "/escorts")
        with CaptureQueriesContext(connection) as captured:
            assert f"等着派陪诊{day - 13}件" in text(desk, "/escorts")
        counts.append(len(captured))
    assert counts[0] == counts[2]


def test_the_escorts_of_a_case_take_as_many_queries_for_three_as_for_one(ward: Ward):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    desk, case = ward.desk(), ward.booked(when(14, 10))
    counts = []
    for n in range(3):
        ward.plan(ward.booked(when(14, 10)), ward.linked(f"何小禾{n}")[0], when(14, 9, 30))
        desk.client.get(f"/escorts/cases/{case}")
        with CaptureQueriesContext(connection) as captured:
            desk.client.get(f"/escorts/cases/{case}")
        counts.append(len(captured))
    assert counts[0] == counts[2]
