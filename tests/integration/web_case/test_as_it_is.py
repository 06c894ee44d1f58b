"""What the page of a case calls things: by the service, among colleagues, and without blame where nobody is late."""

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.integration.accounts.staff import Desk, new_desk, new_person
from tests.integration.web.reading import come_in, lines
from tests.integration.web_escorts.ward import TUESDAY, Ward, new_ward, when


def manager_of(ward: Ward) -> Desk:
    desk = new_desk()
    come_in(desk, new_person([ward.id], "care-manager"))
    return desk


def read(desk: Desk, path: str) -> list[str]:
    said = desk.client.get(path)
    assert said.status_code == 200
    return lines(b"<body>" + said.content.partition(b"<body")[2].partition(b">")[2])


def test_the_use_that_the_case_holds_is_not_called_used_up(ward: Ward):
    held = ward.apply()
    assert "门诊预约○ 本案占用" in read(manager_of(ward), f"/cases/{held}")


def test_the_use_is_used_up_from_the_notice_of_the_appointment(ward: Ward):
    told = ward.booked(when(14))
    assert "门诊预约○ 已用完" in read(manager_of(ward), f"/cases/{told}")


@pytest.mark.parametrize(
    ("book", "service", "label"),
    [
        ("picc-iwuyou-3", "outpatient-appointment", "就诊日期"),
        ("axa-tianping", "remote-consultation", "通话时间"),
        ("starr-critical-care", "escort", "陪诊日期"),
    ],
)
def test_the_day_of_an_appointment_is_called_as_the_service_has_it(clock: Any, book: str, service: str, label: str):
    ward = new_ward(book)
    page = manager_of(ward).client.get(f"/cases/{ward.apply(service)}?form=booked").content.decode()
    assert set(re.findall(r"就诊日期|通话时间|随访时间|陪诊日期|入院日期|探视日期", page)) == {label}


def test_facts_are_told_of_the_insured_and_not_to_them(ward: Ward):
    case = ward.booked(when(16))
    found = read(manager_of(ward), f"/cases/{case}")
    assert [line for line in found if line.startswith("已通知")] == ["已通知本人 系统"]
    assert any("由陪诊员给本人打电话" in line for line in found)


def test_what_was_past_when_the_appointment_was_made_is_nobodys_delay(ward: Ward):
    case = ward.book(ward.apply(), when(13, 15), at=TUESDAY - timedelta(minutes=10))
    desk = manager_of(ward)
    found = read(desk, f"/cases/{case}")
    assert [line for line in found if "约好的时间" in line] == ["10月13日 周二15:00 约好的时间，接着是：就诊"]
    assert any("由陪诊员给本人打电话" in line and "约好时已过这个时间，请尽早办" in line for line in found)
    assert "逾期" not in "".join(found)
    queue = "".join(read(desk, "/queue?scope=all"))
    assert ("已逾期 0" in queue, "刚刚逾期" in queue) == (True, False)
    calls = read(desk, "/queue/calls")
    assert "10月12日 周一 17:00 约好时已过，请尽早打" in calls


def test_what_could_have_been_kept_and_was_not_is_overdue(ward: Ward, clock: Any):
    case = ward.booked(when(14, 15))
    clock.at = when(13, 17, 1)
    assert "刚刚逾期" in "".join(read(manager_of(ward), f"/cases/{case}"))
    assert "10月13日 周二 17:00 刚刚逾期" in read(manager_of(ward), "/queue/calls")
