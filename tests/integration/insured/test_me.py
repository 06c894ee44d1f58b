"""What is held on one, who saw it, a copy of it, correction and deletion."""

import io
import json
import re
import zipfile
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.integration.accounts.staff import Desk, desk_of
from tests.integration.insured.consenting import waiting
from tests.integration.insured.member import Member, code_on, new_member, new_phone, now_at, phone_of, with_code
from tests.integration.insured.oneself import (
    acts,
    asked_for_a_copy,
    helping,
    name_helper,
    said_on,
)
from tests.integration.web.reading import lines, send, token_in


def test_what_is_held_is_said_with_how_long_and_why_and_nothing_in_full(member: Member):
    page = said_on(phone_of(member), "/my/me/data")
    at = page.index("保单")
    assert page[at + 1] == "1 份，2026年1月1日起保存到 2031年12月31日"
    assert "有一项诊断，2026年6月10日起保存到 2031年12月31日" in page
    whole = " ".join(page)
    assert "《保险法》第八十七条" in whole
    assert "C34" not in whole
    assert member.id_number not in whole
    assert member.phone not in whole


def test_each_login_is_on_record(member: Member):
    desk = phone_of(member)
    with_code(member.phone)
    page = said_on(desk, "/my/me/data")
    assert "2 条，2026年10月13日起保存到 2027年4月13日" in page


def test_who_saw_it_is_said_by_role_and_day_without_names(member: Member, on_tuesday: datetime):
    from xuanhu.apps.audit.actions import By
    from xuanhu.apps.parties.showing import show_in_full
    from xuanhu.apps.tenancy import seeing

    by = By("person:zhang.min", "care-manager")
    with seeing([member.insurer]):
        for _ in range(2):
            show_in_full(row=member.row, fields=["phone", "name"], reason="张敏回电话", by=by, at=on_tuesday)
    page = said_on(phone_of(member), "/my/me/data/seen")
    assert "2026年10月13日 周二" in page
    assert "健康管家 看了完整的手机号、姓名2 次" in page
    assert "张敏" not in " ".join(page)
    assert "zhang" not in " ".join(page)


def test_that_a_helper_was_named_is_said(member: Member):
    desk, _, _ = helping(member)
    page = said_on(desk, "/my/me/data/seen")
    assert "您本人 请了一位家人代办" in page
    assert "您本人 第一次登录，核对了身份" in page


def test_a_stranger_finds_nothing(member: Member):
    desk = phone_of(new_member())
    send(desk, "/my/me/data/correct", {"field": "other", "says": "地址"})
    assert member.policy.number not in desk.client.get("/my/me/data").content.decode()
    assert desk.client.get("/my/me/data/requests/0b9f7e3e-7f0e-4f3e-9d2a-000000000000").status_code == 404


def taken(desk: Desk, member: Member, path: str) -> Any:
    send(desk, "/my/consents/code", {"next": path}, page=path)
    return send(desk, path, {"code": code_on(member.phone)})


def a_paper(member: Member, number: str, content: bytes, at: datetime) -> None:
    from xuanhu.apps.cases.models import Case
    from xuanhu.apps.papers.actions import Upload, add_document
    from xuanhu.apps.papers.keeping import keep
    from xuanhu.apps.tenancy import seeing

    with seeing([member.insurer]):
        case = Case.objects.get(public_id=number)
        upload = Upload(keep([content], most=10**6, at=at), "medical-record-copy", "../病历 王芳.pdf")
        add_document(case=case, upload=upload, records=False, at=at, by="insured", role="insured", actor="account:1")


def test_a_copy_holds_what_is_on_file_and_the_papers_to_the_byte(on_tuesday: datetime):
    one = waiting("ins-oncology", "direct-billing-authorization", on_tuesday)
    content = b"%PDF-1.7\n" + b"x" * 5000 + b"\n%%EOF\n"
    a_paper(one.member, one.number, content, on_tuesday)
    desk = phone_of(one.member)
    said = taken(desk, one.member, asked_for_a_copy(desk, one.member, on_tuesday))
    assert said.headers["Content-Type"] == "application/zip"
    assert said.headers["Cache-Control"] == "no-store"
    whole = b"".join(said.streaming_content)
    assert len(whole) == int(said.headers["Content-Length"])
    with zipfile.ZipFile(io.BytesIO(whole)) as file:
        assert file.testzip() is None
        assert file.namelist() == ["资料/001-_病历_王芳.pdf", "数据.json", "请先看这里.html"]
        assert file.read("资料/001-_病历_王芳.pdf") == content
        data, page = json.loads(file.read("数据.json")), file.read("请先看这里.html").decode()
    assert data["person"]["name"] == "王芳"
    assert [policy["number"] for policy in data["policies"]] == [one.member.policy.number]
    assert [case["number"] for case in data["cases"]] == [one.number]
    assert [fact["fact"] for fact in data["cases"][0]["facts"]][:1] == ["applied"]
    for text in (json.dumps(data, ensure_ascii=False), page):
        assert one.member.id_number not in text
        assert one.member.phone not in text
    assert "export-taken" in acts(one.member)


def test_a_copy_lies_sealed_and_is_gone_after_a_day(
    member: Member, on_tuesday: datetime, monkeypatch: pytest.MonkeyPatch
):
    from xuanhu.apps.papers.keeping import store
    from xuanhu.apps.rights.exporting import take_away_what_is_over
    from xuanhu.apps.rights.models import Export
    from xuanhu.apps.tenancy import seeing
    from xuanhu.integrations.store import Missing

    desk = phone_of(member)
    path = asked_for_a_copy(desk, member, on_tuesday)
    with seeing([member.insurer]):
        key = Export.objects.get(insured=member.row).store_key
    with store().open(key) as source:
        assert b"PK\x03\x04" not in source.read(10**6)
    a_day_later = on_tuesday + timedelta(days=1)
    take_away_what_is_over(at=a_day_later - timedelta(seconds=1))
    assert desk.client.get(path).status_code == 200
    take_away_what_is_over(at=a_day_later)
    with pytest.raises(Missing), store().open(key):
        pass
    now_at(monkeypatch, a_day_later)
    assert with_code(member.phone).client.get(path).status_code == 404


def test_without_the_code_nobody_takes_it_and_nobody_else_finds_it(member: Member, on_tuesday: datetime):
    desk = phone_of(member)
    path = asked_for_a_copy(desk, member, on_tuesday)
    said = send(desk, path, {"code": "000000"})
    assert said.status_code == 422
    assert "这条验证码用不了了，请重新发一条。" in lines(said.content)  # the one of the login is used up
    phone = new_phone()
    name_helper(desk, phone)
    for other in (phone_of(new_member()), with_code(phone)):
        assert other.client.get(path).status_code == 404
    assert desk.client.get(path).status_code == 200


def test_asking_twice_makes_one_copy(member: Member, on_tuesday: datetime):
    from xuanhu.apps.rights.models import Export
    from xuanhu.apps.tenancy import seeing

    desk = phone_of(member)
    asked_for_a_copy(desk, member, on_tuesday)
    token = token_in(desk.client.get("/my/me").content)
    desk.client.post("/my/me/data/export", {"csrfmiddlewaretoken": token})
    with seeing([member.insurer]):
        assert Export.objects.filter(insured=member.row).count() == 1


def corrected(member: Member, desk: Desk, **form: str) -> str:
    """Ask; the request's id."""
    said = send(desk, "/my/me/data/correct", form)
    assert said.status_code == 302, said.content.decode()
    return re.search(r"requests/([0-9a-f-]+)", said.headers["Location"])[1]


def test_a_correction_has_a_number_a_day_and_an_answer(member: Member):
    desk, right = phone_of(member), new_phone()
    number = corrected(member, desk, field="phone", says=right)
    page = said_on(desk, f"/my/me/data/requests/{number}?asked=1")
    short = f"{number[:4]}-{number[4:8]}".upper()
    assert f"已经记下，编号 {short}。" in page
    assert "接下来轮到我们：先打电话和您核对，最晚 11月3日 周二 答复，答复会写在这一页。" in page
    assert right not in " ".join(page)

    work = desk_of([member.insurer])
    listed = work.client.get("/requests").content.decode()
    assert short in listed
    page = work.client.get(f"/requests/{number}").content.decode()
    assert f"{right[:3]}****{right[-4:]}" in page
    assert right not in page
    said = send(work, f"/requests/{number}", {"choice": "done"})
    assert said.status_code == 422
    said = send(work, f"/requests/{number}", {"choice": "done", "checked": "yes", "note": "电话核对过，已改好。"})
    assert said.headers["Location"] == "/requests?done=1"
    assert "corrected" in acts(member)
    assert desk.client.get("/my").headers["Location"] == "/my/who"  # the old number may be another's by now
    new = phone_of(member._replace(phone=right))
    assert "电话核对过，已改好。" in said_on(new, f"/my/me/data/requests/{number}")


def test_a_corrected_person_is_found_by_the_new_name_and_no_more_by_the_old(member: Member):
    from xuanhu.apps.parties.models import SearchKey
    from xuanhu.apps.parties.search_keys import sought
    from xuanhu.apps.tenancy import seeing

    number = corrected(member, phone_of(member), field="name", says="欧阳静怡")
    work = desk_of([member.insurer])
    send(work, f"/requests/{number}", {"choice": "done", "checked": "yes"})

    def is_found(name: str) -> bool:
        with seeing([member.insurer]):
            keys = [one.key for one in sought(name)]
            return SearchKey.objects.filter(insured=member.row, key__in=keys).exists()

    assert (is_found("欧阳静怡"), is_found("王芳")) == (True, False)


def test_a_no_says_why_and_nothing_is_changed(member: Member):
    desk, right = phone_of(member), new_phone()
    number = corrected(member, desk, field="phone", says=right)
    work = desk_of([member.insurer])
    assert send(work, f"/requests/{number}", {"choice": "refused"}).status_code == 422
    send(work, f"/requests/{number}", {"choice": "refused", "note": "电话里没有核对上，请带证件到柜台。"})
    page = said_on(desk, f"/my/me/data/requests/{number}")
    assert "电话里没有核对上，请带证件到柜台。" in page
    assert "× 没有更正" in page
    assert "corrected" not in acts(member)
    assert send(work, f"/requests/{number}", {"choice": "done", "checked": "yes"}, page="/requests").status_code == 302
    assert "corrected" not in acts(member)


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"says": "x"}, "请选一下哪一项不对。"),
        ({"field": "phone", "says": "12"}, "这不像一个手机号，请填 11 位数字，例如 138 开头的号码。"),
        ({"field": "other", "says": "  "}, "请写一下哪里不对。"),
    ],
)
def test_what_cannot_be_put_on_file_is_said_at_once(member: Member, form: dict[str, str], says: str):
    said = send(phone_of(member), "/my/me/data/correct", form)
    assert said.status_code == 422
    assert says in lines(said.content)


def test_the_same_correction_twice_is_one(member: Member):
    desk, right = phone_of(member), new_phone()
    numbers = {corrected(member, desk, field="phone", says=right) for _ in range(2)}
    assert len(numbers) == 1


def test_requests_are_found_by_their_own_insurer_alone(member: Member):
    number = corrected(member, phone_of(member), field="other", says="地址不对")
    other = desk_of([new_member().insurer])
    assert other.client.get(f"/requests/{number}").status_code == 404
    assert str(number) not in other.client.get("/requests").content.decode()
    assert phone_of(new_member()).client.get(f"/my/me/data/requests/{number}").status_code == 404
    assert desk_of([member.insurer], "escort").client.get("/requests").status_code == 403


def test_a_deletion_is_answered_at_once_with_what_is_kept_until_when(member: Member):
    desk = phone_of(member)
    said = send(desk, "/my/me/data/delete", {})
    page = said_on(desk, said.headers["Location"])
    assert "✓ 已答复" in page
    assert "保单：按《保险法》第八十七条保存到2031年12月31日，到期由人核准后删除。" in page
    assert "登录账户：现在就可以注销，注销马上生效。" in page
    again = send(desk, "/my/me/data/delete", {})
    assert again.headers["Location"] == said.headers["Location"]


def test_what_was_asked_and_answered_cannot_be_changed(member: Member):
    from django.db import IntegrityError

    from xuanhu.apps.rights.models import Request, Step
    from xuanhu.apps.tenancy import seeing

    send(phone_of(member), "/my/me/data/delete", {})
    for model in (Request, Step):
        with pytest.raises(IntegrityError, match="stays on record"), seeing([member.insurer]):
            model.objects.update(kind="deletion" if model is Request else "done")
