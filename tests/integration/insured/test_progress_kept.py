"""What stays with a case, what comes by itself, and what is not theirs."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from tests.integration.accounts.staff import new_desk, new_person
from tests.integration.insured.course import CHIEF, Course, at, booked, outpatient
from tests.integration.insured.member import Member, new_member, now_at, phone_of
from tests.integration.insured.pages import page
from tests.integration.web.reading import send
from xuanhu.handbook_files.booklet.typesetting import unspaced

# ---------------------------------------------------------------- messages, reports, past, news


def test_messages_are_read_again(member: Member):
    case = booked(member)
    assert "王芳您好，门诊约好了：10月20日 周二09:30，北京清河医院乳腺甲状腺肿瘤外科。" in page(
        phone_of(member), case.path
    )


def test_what_has_happened_is_told_without_roles_of_ours_or_inner_words(member: Member):
    case = booked(member)
    text = page(phone_of(member), case.path)
    assert "已审核 我们" in text
    assert "已收到资料 您" in text
    for inner in ("审核员", "系统", "被保险人", "客服", "健康管家（"):
        assert inner not in text


def test_the_care_manager_in_charge_is_named(member: Member):
    from xuanhu.apps.tenancy import seeing
    from xuanhu.apps.work.actions import claim

    case = outpatient(member)
    person = new_person([member.insurer], "care-manager")
    with seeing([member.insurer]):
        claim(case=case.row.public_id, person=person, at=at(13, 9))
    from xuanhu.apps.accounts.people import shown_name

    assert f"您的健康管家是{shown_name(person)}。" in page(phone_of(member), case.path)


def test_news_is_304_until_something_happens_and_keeps_no_session_alive(
    member: Member, monkeypatch: pytest.MonkeyPatch
):
    case = outpatient(member)
    desk = phone_of(member)
    first = desk.client.get(f"{case.path}/news")
    again = desk.client.get(f"{case.path}/news", headers={"if-none-match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    whole = desk.client.get(case.path).content.decode()
    assert f'data-token="{first["ETag"].replace(chr(34), "&quot;")}"' in whole
    case.did("booked", at(13, 9, 39), on=at(20, 9, 30), **CHIEF)
    later = desk.client.get(f"{case.path}/news", headers={"if-none-match": first["ETag"]})
    assert later.status_code == 200
    assert "北京清河医院" in unspaced(later.content.decode())
    for minutes in (30, 59):
        now_at(monkeypatch, at(13, 9, 40).replace(hour=9 + (40 + minutes) // 60, minute=(40 + minutes) % 60))
        assert desk.client.get(f"{case.path}/news").status_code == 200
    now_at(monkeypatch, at(13, 10, 41))
    assert desk.client.get(case.path).headers["Location"].startswith("/my/login")


def test_a_report_is_saved_once_it_was_given_and_its_opening_is_on_record():
    member = new_member("ins-oncology")
    case = Course(member, "second-opinion", at(9)).did("documents-added", at(9, 11), kinds=("pathology-report",))
    case.did("reviewed", at(9, 12), result="passed")
    filed = a_letter(case)
    desk = phone_of(member)
    text = page(desk, case.path)
    assert "下载第二诊疗意见报告（PDF" in text
    said = desk.client.get(f"{case.path}/reports/{filed.public_id}")
    assert said.status_code == 200
    assert b"".join(said.streaming_content).startswith(b"%PDF")
    assert said["Content-Disposition"].startswith("attachment")
    (by, actor) = openings(case, filed)[-1]
    assert by == "insured"
    assert actor.startswith("account:")


def test_a_paper_that_is_no_report_of_ours_cannot_be_had_as_one(member: Member):
    case = outpatient(member)
    paper = a_paper(case)
    assert phone_of(member).client.get(f"{case.path}/reports/{paper.public_id}").status_code == 404


def a_paper(case: Course) -> Any:
    from django.conf import settings

    from tests.integration.papers.files import pdf
    from xuanhu.apps.papers.actions import Upload, add_document
    from xuanhu.apps.papers.keeping import keep
    from xuanhu.apps.tenancy import seeing

    row = case.row
    kept = keep([pdf()], most=settings.MAX_DOCUMENT, at=at(13, 9))
    with seeing([case.insurer]):
        upload = Upload(kept, "medical-record-copy", "意见.pdf")
        added = add_document(
            case=row, upload=upload, records=False, at=at(13, 9), by="expert", role="expert", actor="t"
        )
    return added.document


def a_letter(case: Course) -> Any:
    """An opinion as it was given to the insured, with the document that was filed."""
    from xuanhu.apps.network.actions import add_provider
    from xuanhu.apps.network.models import Expert
    from xuanhu.apps.opinions.models import Opinion, Release
    from xuanhu.apps.tenancy import seeing

    document, row = a_paper(case), case.row
    by = {"insurer_id": case.insurer, "by": "care-manager", "actor": "test"}
    person = {"code": "X-1", "name": "沈怀瑾", "phone": None, "city": "北京", "from": date(2026, 1, 1)}
    with seeing([case.insurer]):
        expert = add_provider(insurer=case.insurer, model=Expert, row=person)
        opinion = Opinion.objects.create(case=row, expert=expert, version=1, sections="", written_at=at(12), **by)
        Release.objects.create(opinion=opinion, document=document, released_at=at(13, 9), **by)
    return document


def openings(case: Course, document: Any) -> list[tuple[str, str]]:
    from xuanhu.apps.tenancy import seeing

    with seeing([case.insurer]):
        return list(document.openings.order_by("id").values_list("by", "actor"))


# ---------------------------------------------------------------- what is not theirs

ADDRESSES = (
    "",
    "/news",
    "/withdraw",
    "/cannot-come",
    "/record/paid",
    "/record/checkup-requested",
    "/appointment.ics",
    "/promise.ics",
    f"/reports/{uuid4()}",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_anothers_case_a_guessed_number_and_a_refused_one_are_not_there(member: Member, address: str):
    other = booked(new_member())
    refused = Course(member, "outpatient-appointment", at(12), refused=True, city="三沙")
    desk = phone_of(member)
    for number in (other.id, str(uuid4()), refused.id):
        assert desk.client.get(f"/my/cases/{number}{address}").status_code == 404
    stranger = new_desk()
    assert stranger.client.get(f"{other.path}{address}").headers["Location"].startswith("/my/login")


@pytest.mark.parametrize("address", ["/withdraw", "/cannot-come", "/record/paid", "/record/checkup-requested"])
def test_nothing_is_done_to_anothers_case(member: Member, address: str):
    other = booked(new_member())
    before = other.facts()
    said = send(phone_of(member), f"{other.path}{address}", {"token": str(uuid4())}, page="/my")
    assert said.status_code == 404
    assert other.facts() == before
    assert other.calls() == []


def test_no_page_says_a_number_of_identity_or_a_phone_in_full(member: Member):
    case = booked(member)
    desk = phone_of(member)
    for address in ("", "/news", "/withdraw", "/cannot-come", "/appointment.ics"):
        text = desk.client.get(f"{case.path}{address}").content.decode()
        assert member.id_number not in text
        assert member.phone not in text
