"""Calls to be made: listed, the number shown for the record, done by the fact that tells of it."""

from datetime import date
from typing import Any

import pytest

from tests.integration.accounts.staff import new_person, trail_of
from tests.integration.notices.office import NODULE, PHONE, Office, at
from tests.integration.web.reading import token_in
from tests.integration.web_queue.conftest import desk_for
from tests.integration.web_queue.seeing import lines


@pytest.fixture
def office(platform: Any) -> Office:
    found = Office("picc-iwuyou-3", diagnosis=NODULE)
    found.apply("nodule-interpretation", at(9, 21), {"channel": "app", "nodule": "lung-nodule"})
    return found


def post(desk: Any, path: str) -> Any:
    return desk.client.post(path, {"csrfmiddlewaretoken": token_in(desk.client.get("/queue/calls").content)})


def test_a_call_says_whom_and_by_when(office: Office):
    found = lines(desk_for(new_person([office.insurer], "care-manager")).client.get("/queue/calls").content)
    place = found.index("要打的电话")
    assert found[place + 1] == "9月22日 周二 已逾期10个工作日"
    assert found[place + 2].startswith("健康管家致电沟通")


def test_the_number_is_shown_and_that_is_on_the_trail(platform: Any):
    office = Office("picc-iwuyou-3", diagnosis=NODULE, phone=PHONE)
    office.apply("nodule-interpretation", at(9, 21), {"channel": "app", "nodule": "lung-nodule"})
    desk = desk_for(new_person([office.insurer], "care-manager"))
    (call,) = office.calls()
    assert PHONE not in desk.client.get("/queue/calls").content.decode()
    said = post(desk, f"/queue/calls/{call.id}/number")
    assert f'<a class="tel" href="tel:{PHONE}">{PHONE}</a>' in said.content.decode()
    trail = trail_of("insured", str(office.insured.public_id), [office.insurer])
    assert [(row.act, row.role) for row in trail] == [("shown-in-full", "care-manager")]


def test_a_call_that_a_fact_tells_of_is_done_with_the_fact(office: Office):
    desk = desk_for(new_person([office.insurer], "care-manager"))
    (call,) = office.calls()
    assert post(desk, f"/queue/calls/{call.id}/done").status_code == 302
    assert [(row.state, row.by) for row in office.calls()] == [("done", "care-manager")]


def test_who_may_not_record_the_fact_is_told_why(office: Office):
    desk = desk_for(new_person([office.insurer], "laboratory"))
    (call,) = office.calls()
    said = post(desk, f"/queue/calls/{call.id}/done")
    assert said.status_code == 422
    assert [row.state for row in office.calls()] == ["open"]


def test_a_call_about_a_check_up_is_done_by_saying_so(platform: Any):
    office = Office("taiping-yibao-wuyou", phone=PHONE)
    applied = {"channel": "app", "has_dicom": False, "screening_passed": True}
    office.apply("manual-underwriting", at(9, 1), applied, policy=False)
    office.record("checkup-requested", at(9, 1, 11), institution="某体检中心", on=date(2026, 9, 4))
    office.record("signed", at(9, 1, 12), consent="personal-information-authorization")
    office.record("checkup-booked", at(9, 1, 13), on=at(9, 4, 8), institution="某体检中心", address="某路1号")
    (call,) = office.calls()
    desk = desk_for(new_person([office.insurer], "agent"))
    assert post(desk, f"/queue/calls/{call.id}/done").status_code == 302
    assert [(row.state, row.by) for row in office.calls()] == [("done", "agent")]


def test_a_strangers_call_is_not_found(office: Office, stranger: Any):
    desk = desk_for(new_person([stranger.id], "care-manager"))
    (call,) = office.calls()
    for act in ("number", "done"):
        assert post(desk, f"/queue/calls/{call.id}/{act}").status_code == 404
    assert [row.state for row in office.calls()] == ["open"]
