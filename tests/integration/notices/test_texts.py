"""What the insured reads: exact for some, and for every story of the library whole, without a trace of a gap."""

import re
from datetime import date

from tests.integration.notices.office import NODULE, Office, at, opened
from tests.integration.notices.theatre import Theatre
from tests.integration.platform import Platform
from xuanhu.handbook_files.faults import Faulty
from xuanhu.handbook_files.loader import built_in
from xuanhu.scenarios.files import BUILT_IN, story_files
from xuanhu.scenarios.reading import read_stories

BEIJING = {"channel": "hotline", "city": "北京", "department": "胸外科"}
HOSPITAL = {
    "city": "北京",
    "hospital": "北京某医院",
    "hospital_level": "tertiary-a",
    "hospital_ownership": "public",
    "department": "胸外科",
}
FILES = list(story_files([BUILT_IN]))
TRACE = re.compile(
    r"[{}\0]|[，、；：][，、；：。！？]|[。！？][，、；：。！？]|^[，。、；：]|  |[（(][）)]|None|\b[a-z]+-[a-z]+\b"
)


def test_texts_of_an_appointment_name_dates_place_and_papers_in_words(platform: Platform) -> None:
    office = Office("starr-critical-care")
    office.apply("outpatient-appointment", at(9, 21), BEIJING)
    office.identify(at(9, 21, 11))
    office.record("documents-requested", at(9, 21, 12), kinds=("pathology-report", "discharge-summary"))
    office.record("documents-added", at(9, 22), kinds=("discharge-summary", "pathology-report"))
    office.record("reviewed", at(9, 22, 11), result="passed")
    office.record("booked", at(9, 23), on=at(9, 28, 9, 30), **HOSPITAL)
    office.record("booked", at(9, 24), on=date(2026, 9, 29), **HOSPITAL)
    assert [(row.kind, row.audience, row.state) for row in office.notices()] == [
        ("applied", "insured", "pending"),
        ("documents-requested", "insured", "pending"),
        ("reviewed", "insured", "pending"),
        ("booked", "insured", "pending"),
        ("booked", "insured", "pending"),
    ]
    assert office.says("documents-requested") == (
        "王芳您好，门诊预约还要请您补：出院小结、病理报告。补齐后接着办，不清楚请打4006065033。"
    )
    assert office.says("reviewed") == "王芳您好，审核通过了。最晚9月30日 周三为您约好门诊，请留意电话。"
    first, again = map(opened, office.notices(kind="booked"))
    assert first.startswith("王芳您好，门诊约好了：9月28日 周一09:30，北京某医院胸外科。")
    assert again == "王芳您好，门诊改到9月29日 周二，北京某医院胸外科，原来的时间作废。"
    assert office.notices(kind="booked")[0].notes == ["约好了没有按时去，这一次算用过。去不了请早些告诉我们。"]
    assert office.notices(kind="booked")[1].template == "starr-critical-care/outpatient-appointment/booked-again"


def test_text_of_a_rejection_gives_its_reason_and_never_a_yes(platform: Platform) -> None:
    office = Office("ins-oncology")
    office.apply("second-opinion", at(9, 21), {"channel": "hotline"})
    office.identify(at(9, 21, 11))
    office.record("documents-added", at(9, 21, 12), kinds=("pathology-report",))
    office.record("reviewed", at(9, 22), result="rejected", reason="病理报告不是本人的。")
    assert office.says("reviewed") == (
        "王芳您好，很抱歉，第二诊疗意见没有通过审核：病理报告不是本人的。次数已退还，请打4006065033问详情。"
    )


def test_text_of_a_refusal_at_the_door_says_why(platform: Platform) -> None:
    office = Office("ins-oncology", diagnosis=NODULE)
    acted = office.apply("second-opinion", at(9, 21), {"channel": "hotline"})
    assert [one.code for one in acted.verdict.refusals] == ["not-covered-condition"]
    assert re.fullmatch(
        "王芳您好，第二诊疗意见这次没能受理：[^。]{6,}。想问清楚，请打4006065033。", office.says("refused")
    )


def test_text_of_an_expiry_knows_what_was_awaited(platform: Platform) -> None:
    office = Office("taiping-yibao-wuyou")
    with_images = {"channel": "app", "has_dicom": True, "screening_passed": True}
    office.apply("manual-underwriting", at(9, 1), with_images, policy=False)
    office.record("signed", at(9, 1, 11), consent="personal-information-authorization")
    office.pass_time(at(9, 30))
    assert office.says("expired") == "王芳您好，期限内没有收到您的CT影像，订单已自动取消。还想投保，请重新申请。"
    office.apply("manual-underwriting", at(9, 1), with_images, policy=False)
    office.record("signed", at(9, 1, 11), consent="personal-information-authorization")
    office.record("images-received", at(9, 2), modality="CT", study_date=date(2026, 8, 30))
    office.record("concluded", at(9, 3), result="passed")
    assert office.says("concluded") == "王芳您好，核保通过了。请最晚在9月7日 周一付款，过了这天订单会自动取消。"
    office.pass_time(at(9, 30))
    assert office.says("expired") == "王芳您好，付款期限已过，订单已自动取消。还想投保，请重新申请。"


def test_text_of_a_lapsing_use_names_how_many_and_until_when(platform: Platform) -> None:
    from xuanhu.apps.cases.sweeping import time_policy
    from xuanhu.apps.tenancy import seeing

    office = Office("starr-critical-care")
    with seeing([office.insurer]):
        time_policy(row=office.policy, at=at(1, 1))
    office.pass_time(at(12, 2))
    texts = {opened(row) for row in office.notices(kind="lapsing")}
    assert "王芳您好，您的门诊预约还有1次没用，到12月31日 周四为止。用得上请打4006065033。" in texts
    assert {(row.audience, row.state, row.text) for row in office.notices(kind="progress-report")} == {
        ("insurer", "silent", "")
    }


def test_insured_without_a_phone_is_a_dead_letter_at_once(platform: Platform) -> None:
    office = Office("ins-oncology", phone=None)
    office.apply("second-opinion", at(9, 21), {"channel": "hotline"})
    assert [(row.state, row.problem) for row in office.notices()] == [("dead", "no-phone")]


def test_texts_of_every_story_are_whole_and_each_service_has_told_what_it_can(platform: Platform) -> None:
    stories = [story for path in FILES for story in read_stories(path, built_in())]
    rows = [row for story in stories if not isinstance(story, Faulty) for row in Theatre(story).played()]
    said = {(row.template, opened(row)) for row in rows if row.text}
    assert {(name, text) for name, text in said if TRACE.search(text) or not text.endswith("。")} == set()
    told = {name for name, _ in said}
    written = {
        f"{book.handbook}/{name}/{entry}"
        for book in built_in().handbooks
        for name, service in book.services.items()
        for entry in service.sms
    }
    assert told <= written
    assert len({name.rpartition("/")[0] for name in told}) == 26
    # What no story of the library brings about: papers asked for in some services, one change of appointment.
    untold = {name for name in written - told if not name.endswith("/documents-requested")}
    assert untold == {"picc-iwuyou-3/bedside-visit/booked-again"}
