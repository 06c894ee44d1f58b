"""A slot for a doctor's call: asked for on the phone, kept free, booked by the desk."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.integration.accounts.staff import Desk, new_person
from tests.integration.insured.member import Member, new_member, now_at, phone_of, with_code
from tests.integration.insured.talking import ONCE, facts, messages, open_case, page, record, say, shown, staff
from tests.integration.web.reading import send
from xuanhu.core.reckoning import SHANGHAI

TEN = "2026-10-14T10:00:00+08:00"


def ask_for(desk: Desk, case: str, at: str = TEN, **form: str) -> Any:
    return send(desk, f"/my/cases/{case}/slot", {"at": at, "on": at[:10], **form})


def test_a_slot_that_is_asked_for_is_kept_and_the_desk_books_it_with_one_tap(caller: Member, call: str):
    phone, manager = phone_of(caller), staff(caller, "care-manager")
    assert "先选一个时间" in page(phone, f"/my/cases/{call}/talk")
    said = [ask_for(phone, call, token=ONCE) for _ in range(2)]
    assert [one["Location"] for one in said] == [f"/my/cases/{call}/talk?said=slot"] * 2
    assert [name for name, _ in facts(caller, call)] == ["applied", "identity-verified"]
    assert "给您留着，等我们确认10月14日周三10:00" in page(phone, f"/my/cases/{call}/talk")
    assert "对方选好了时间，等您确认1个10月14日周三10:00王*远程问诊" in page(manager, "/consultations")
    assert "客户想约10月14日周三10:00，还没有确认。" in page(manager, f"/cases/{call}")
    done = send(manager, f"/consultations/{call}/book", {"at": TEN, "on": TEN[:10]}, page="/consultations")
    assert done["Location"] == "/consultations?on=2026-10-14&done=booked"
    assert facts(caller, call)[-2:] == [("booked", "care-manager"), ("told", "system")]
    after = page(phone, f"/my/cases/{call}/talk")
    assert "医生打电话给您的时间10月14日周三10:00会打到您留的手机" in after
    assert "等您确认" not in page(manager, "/consultations")


def test_what_another_has_asked_for_is_not_offered(caller: Member, call: str, on_tuesday: datetime):
    second = new_member("axa-tianping", insurer=_insurer(caller))
    theirs = open_case(second, "remote-consultation", on_tuesday)
    first, phone = phone_of(caller), phone_of(second)
    ask_for(first, call)
    offered = phone.client.get(f"/my/cases/{theirs}/slot?on=2026-10-14").content.decode()
    assert (TEN in offered, "2026-10-14T10:20:00+08:00" in offered) == (False, True)
    said = ask_for(phone, theirs)
    assert (said.status_code, "刚刚被别人约走了" in said.content.decode()) == (422, True)
    ask_for(first, call, "2026-10-14T11:00:00+08:00")
    assert ask_for(phone, theirs).status_code == 302


def test_two_doctors_are_there_for_two(caller: Member, call: str, on_tuesday: datetime):
    second = new_member("axa-tianping", insurer=_insurer(caller))
    theirs = open_case(second, "remote-consultation", on_tuesday)
    for _ in range(2):
        new_person([caller.insurer], "expert")
    assert [ask_for(phone_of(one), case).status_code for one, case in ((caller, call), (second, theirs))] == [302, 302]


def _insurer(member: Member) -> Any:
    from xuanhu.apps.parties.models import Insurer
    from xuanhu.apps.tenancy import seeing

    with seeing([member.insurer]):
        return Insurer.objects.get(id=member.insurer)


@pytest.mark.parametrize(
    ("at", "says"),
    [
        ("2026-10-17T10:00:00+08:00", "能约的是工作日周一到周五09:00到21:00"),
        ("2026-10-14T21:00:00+08:00", "能约的是工作日周一到周五09:00到21:00"),
        ("2026-10-13T09:20:00+08:00", "请另选一个"),
        ("2026-10-14T10:05:00+08:00", "请另选一个"),
        ("2026-10-14T10:00", "请选一个时间"),
        ("tomorrow", "请选一个时间"),
    ],
)
def test_a_slot_that_cannot_be_is_refused_at_once(caller: Member, call: str, at: str, says: str):
    phone = phone_of(caller)
    said = ask_for(phone, call, at)
    assert (said.status_code, says in shown(said)) == (422, True), shown(said)
    assert "给您留着" not in page(phone, f"/my/cases/{call}/talk")


def test_an_appointment_is_moved_until_its_day_and_holds_meanwhile(
    caller: Member, call: str, on_tuesday: datetime, monkeypatch: pytest.MonkeyPatch
):
    record(caller, call, "booked", on_tuesday, on=datetime(2026, 10, 14, 10, tzinfo=SHANGHAI))
    phone = phone_of(caller)
    now_at(monkeypatch, on_tuesday + timedelta(minutes=1))
    assert ask_for(phone, call, "2026-10-15T10:00:00+08:00").status_code == 302
    assert "您想改到10月15日周四10:00，等我们确认；确认以前，原来的时间还算数。" in page(
        phone, f"/my/cases/{call}/talk"
    )
    now_at(monkeypatch, on_tuesday + timedelta(days=1))
    phone = with_code(caller.phone)
    assert phone.client.get(f"/my/cases/{call}/slot")["Location"] == f"/my/cases/{call}/talk"
    assert "约好的那天不能再改时间" in page(phone, f"/my/cases/{call}/talk")


def test_a_service_without_slots_has_no_page_for_them(asker: Member, question: str):
    assert phone_of(asker).client.get(f"/my/cases/{question}/slot")["Location"] == f"/my/cases/{question}/talk"


def test_the_phone_doctor_rings_and_is_asked_to_ring_again(asker: Member, on_tuesday: datetime):
    case = open_case(asker, "phone-doctor", on_tuesday)
    phone, doctor = phone_of(asker), staff(asker, "expert")
    assert "医生会打给您会打到您留的手机139****" in page(phone, f"/my/cases/{case}/talk")
    assert "等着答复1个" in page(doctor, "/consultations")
    assert say(phone, case, "", tapped="call-again").status_code == 302
    assert [one.text for one in messages(asker, case)] == ["刚才没接到电话，请再打给我。"]
    assert "1条新消息" in page(doctor, "/consultations")
