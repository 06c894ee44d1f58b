"""Applying on one's own phone: what is asked, what is said before it is sent, once; and what happens next."""

from datetime import datetime
from typing import Any

import pytest

from tests.integration.insured.member import Member, new_phone, phone_of, with_code
from tests.integration.insured.wishes import (
    EVERY,
    Wanting,
    an_applicant,
    applied,
    ask,
    cases_of,
    confirmed,
    opened,
    read,
    wanting,
)
from tests.integration.web.reading import send

OUTPATIENT = ("axa-tianping", "outpatient-appointment")
BILLING = ("ins-oncology", "direct-billing")


@pytest.mark.parametrize(("handbook", "service"), EVERY, ids=lambda one: one)
def test_every_service_is_applied_for_by_its_page_and_leads_to_what_happens_next(
    on_tuesday: datetime, handbook: str, service: str
):
    one = wanting(handbook, service, on_tuesday)
    desk = phone_of(one.member)
    assert f'href="{one.path}"' in desk.client.get("/my").content.decode()
    assert f'href="{one.path}/apply"' in desk.client.get(one.path).content.decode()
    look = ask(desk, one, "look", one.answers)
    assert look.status_code == 200, read(look)
    said = send(
        desk, f"{one.path}/apply", {**one.answers, **confirmed(look.content), "step": "send"}, page=f"{one.path}/apply"
    )
    assert said.status_code == 302, read(said)
    nxt = desk.client.get(said.headers["Location"])
    assert any("我们收到您的申请了" in line for line in read(nxt))


def test_before_it_is_sent_the_day_and_what_it_waits_for_are_said_and_nothing_is_stored(on_tuesday: datetime):
    one = wanting(*OUTPATIENT, on_tuesday)
    look = ask(phone_of(one.member), one, "look", {"city": "北京", "department": "胸外科"})
    page = read(look)
    place = page.index("如果今天备齐资料、审核完，我们最晚在")
    assert page[place : place + 3] == ["如果今天备齐资料、审核完，我们最晚在", "10月20日 周二", "约好门诊。"]
    assert page[page.index("想在哪个城市办") + 1] == "北京"
    assert [line for line in page if line.startswith("我知道：")] == [
        "我知道：如果未按时就诊，这一次也算用过。",
        "我知道：审核完以后，不能再撤回。",
        "我知道：约好门诊以后，不能改期。",
    ]
    assert cases_of(one.member) == []


def test_what_is_final_has_to_be_confirmed_each(on_tuesday: datetime):
    one = wanting(*OUTPATIENT, on_tuesday)
    desk = phone_of(one.member)
    boxes = confirmed(ask(desk, one, "look", {}).content)
    del boxes["final-2"]
    said = ask(desk, one, "send", boxes)
    assert said.status_code == 422
    assert read(said).count("请看过这一条并打勾") == 1
    assert said.content.count(b" checked") == 2
    assert cases_of(one.member) == []


def test_sent_twice_it_is_done_once(on_tuesday: datetime):
    one = wanting(*OUTPATIENT, on_tuesday)
    desk = phone_of(one.member)
    boxes = confirmed(ask(desk, one, "look", {}).content)
    first, second = (ask(desk, one, "send", boxes) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    (case,) = cases_of(one.member)
    assert first.headers["Location"] == f"/my/applied/{case.public_id}"


def test_of_two_forms_for_the_last_use_the_second_is_told_why_and_nothing_is_on_record(on_tuesday: datetime):
    one = wanting(*OUTPATIENT, on_tuesday)
    desk = phone_of(one.member)
    looks = [ask(desk, one, "look", {}) for _ in range(2)]
    first, second = (ask(desk, one, "send", confirmed(look.content)) for look in looks)
    assert (first.status_code, second.status_code) == (302, 422)
    assert "门诊预约的次数已经用完，或者正在另一次申请里占着。" in " ".join(read(second))
    assert len(cases_of(one.member)) == 1


def test_the_case_is_the_insureds_own_by_the_portal_and_their_identity_is_known(on_tuesday: datetime):
    from xuanhu.apps.cases.models import Fact
    from xuanhu.apps.tenancy import seeing

    one = wanting(*OUTPATIENT, on_tuesday)
    desk = phone_of(one.member)
    said = applied(desk, one)
    (case,) = cases_of(one.member)
    with seeing([one.member.insurer]):
        facts = list(Fact.objects.filter(case=case).order_by("seq"))
    account = desk.client.session["account"]
    assert [(fact.name, fact.by) for fact in facts] == [("applied", "insured"), ("identity-verified", "system")]
    assert facts[0].data == {"channel": "portal"}
    assert str(account) in facts[0].actor
    assert facts[0].actor.startswith("account:")
    page = opened(desk, said.headers["Location"])
    assert "轮到您" in page
    assert "门诊病历" in page


def test_what_is_not_answered_is_marked_and_what_was_typed_is_kept(on_tuesday: datetime):
    one = wanting("axa-tianping", "advance-payment", on_tuesday)
    said = ask(phone_of(one.member), one, "look", {"city": "北京", "hospital": ""})
    assert said.status_code == 422
    page = read(said)
    assert [line for line in page if line in ("请填这一项", "请选一项")] == ["请填这一项", "请填这一项", "请选一项"]
    assert '<option value="北京" selected>' in said.content.decode()


def test_an_admission_too_near_is_refused_with_the_first_day_that_would_do(on_tuesday: datetime):
    one = wanting(*BILLING, on_tuesday)
    desk = phone_of(one.member)
    said = ask(desk, one, "look", {"planned_admission_on": "2026-10-15"})
    assert said.status_code == 422
    page = read(said)
    assert "要在入院前至少5个工作日预约，现在申请，最早2026年10月20日 周二入院。 INS-15" in page
    assert "入院改到那天或以后，就可以申请。" in page
    assert "打服务热线 4006065033" in page
    assert 'href="tel:4006065033"' in said.content.decode()
    assert 'min="2026-10-20"' in said.content.decode()
    assert cases_of(one.member) == []


def test_a_refusal_goes_on_record_where_the_insured_wants_it_once(on_tuesday: datetime):
    one = wanting(*BILLING, on_tuesday)
    desk = phone_of(one.member)
    asked = {"planned_admission_on": "2026-10-15"}
    form = {**asked, **confirmed(ask(desk, one, "look", asked).content)}
    first, second = (ask(desk, one, "record", form) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"] == f"{one.path}?on-record=1"
    assert [case.outcome for case in cases_of(one.member)] == ["refused"]
    assert any(line.startswith("记下来了") for line in opened(desk, first.headers["Location"]))


def test_on_the_way_back_the_answers_are_there(on_tuesday: datetime):
    one = wanting("starr-critical-care", "overseas-treatment", on_tuesday)
    said = ask(phone_of(one.member), one, "change", one.answers)
    assert said.status_code == 200
    assert '<option value="US" selected>美国' in said.content.decode()


def test_a_service_that_may_not_be_had_shows_why_and_whom_to_ask_instead_of_questions(member: Member):
    desk = phone_of(member)
    path = f"/my/services/{member.row.public_id}/{member.policy.id}/post-care-follow-up"
    assert desk.client.get(f"{path}/apply").headers["Location"] == path
    page = opened(desk, path)
    assert "现在还不能申请" in page
    assert "打服务热线 95550" in page


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"screening_passed": "false", "has_dicom": "true"}, "这样还不能办"),
        ({"screening_passed": "true", "has_dicom": "false"}, "看清楚再提交"),
    ],
)
def test_manual_underwriting_asks_two_things_in_plain_words(platform: Any, answers: dict[str, str], says: str):
    member = an_applicant()
    one = Wanting(member, f"/my/services/{member.row.public_id}/taiping-yibao-wuyou/manual-underwriting", answers)
    desk = phone_of(member)
    page = opened(desk, f"{one.path}/apply")
    assert [line for line in page if line.endswith("？")] == [
        "投保页面上的“智能核保”，结果是通过吗？",
        "您手上有半年以内胸部CT的电子文件吗？",
    ]
    assert says in read(ask(desk, one, "look", answers))


@pytest.mark.parametrize(
    ("has_dicom", "says"), [("true", "请看过授权书并签字，签了才算正式提交。"), ("false", "下一步：选择体检机构。")]
)
def test_an_applicant_is_led_to_sign_or_to_choose_where_to_be_examined(platform: Any, has_dicom: str, says: str):
    member = an_applicant()
    path = f"/my/services/{member.row.public_id}/taiping-yibao-wuyou/manual-underwriting"
    one = Wanting(member, path, {"screening_passed": "true", "has_dicom": has_dicom})
    desk = phone_of(member)
    page = opened(desk, applied(desk, one).headers["Location"])
    assert page[page.index("接下来") + 1 :][:2] == ["轮到您", says]


def test_what_comes_by_post_is_not_asked_for_by_camera(on_tuesday: datetime):
    one = wanting("picc-iwuyou-3", "nodule-interpretation", on_tuesday)
    desk = phone_of(one.member)
    assert "提交以后，用手机拍照就可以交。" not in read(ask(desk, one, "look", one.answers))
    page = opened(desk, applied(desk, one).headers["Location"])
    assert "下一步：打电话联系，告诉您资料怎样寄来。请先备好：" in page
    assert {"身份证", "诊断证明", "影像资料", "看进度"} <= set(page)
    assert "现在交资料" not in page


def test_a_relative_sees_for_whom_and_it_is_on_record_who_it_was(on_tuesday: datetime):
    from django.db import transaction

    from xuanhu.apps.portal.acting import let_act
    from xuanhu.apps.portal.codes import account_of_phone
    from xuanhu.apps.tenancy import set_visible

    one, phone = wanting(*OUTPATIENT, on_tuesday), new_phone()
    with transaction.atomic():
        set_visible([one.member.insurer])
        account = account_of_phone(phone=phone, at=on_tuesday)
        let_act(account=account, insured=one.member.row, relation="child", way="named", at=on_tuesday, name="王小满")
    desk = with_code(phone)
    assert "为 王* 申请" in opened(desk, one.path)
    assert "王芳" not in desk.client.get(f"{one.path}/apply").content.decode()
    assert "为 王* 申请" in read(ask(desk, one, "look", {}))
    applied(desk, one)
    assert len(cases_of(one.member)) == 1
