"""Consents: read, signed by finger or by name and code, refused, withdrawn; what is kept of it, and for whom."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pypdfium2
import pytest
from django.db import DatabaseError

from tests.integration.accounts.staff import desk_of, trail_of
from tests.integration.insured.consenting import (
    CONSENTS,
    Waiting,
    facts_of,
    findings,
    outcome_of,
    posted,
    record,
    records_of,
    signed,
    waiting,
)
from tests.integration.insured.member import code_on, new_member, new_phone, now_at, phone_of, with_code
from tests.integration.platform import Platform
from tests.integration.web.reading import lines, send

BILLING = ("ins-oncology", "direct-billing-authorization")
ADVANCE = ("axa-tianping", "advance-payment-consent")
UNDERWRITING = ("taiping-yibao-wuyou", "personal-information-authorization")


def helper_of(one: Waiting, relation: str, at: datetime) -> Any:
    """A relative at their own phone, named by the insured."""
    from xuanhu.apps.portal.acting import let_act
    from xuanhu.apps.portal.codes import account_of_phone
    from xuanhu.apps.tenancy import seeing

    phone = new_phone()
    with seeing([one.member.insurer]):
        account = account_of_phone(phone=phone, at=at)
        let_act(account=account, insured=one.member.row, relation=relation, way="named", at=at, name="李明")
    return with_code(phone)


def text_on(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.parametrize(("handbook", "consent"), CONSENTS)
def test_a_text_is_signed_with_the_finger_and_the_fact_stands(handbook: str, consent: str, on_tuesday: datetime):
    one = waiting(handbook, consent, on_tuesday)
    desk = phone_of(one.member)
    page = desk.client.get(one.path)
    assert page.status_code == 200
    assert one.member.id_number not in page.content.decode()
    assert "王芳" in lines(page.content)
    said = signed(desk, one.path)
    assert said.headers["Location"] == f"{one.path}?signed=1#done"
    names = [(name, data, by) for name, data, by in facts_of(one.member, one.number) if name == "signed"]
    assert names == [("signed", {"consent": consent}, "insured")]
    (kept,) = records_of(one.member)
    assert (kept.kind, kept.consent, kept.way, kept.capacity) == ("signed", consent, "finger", "self")
    assert kept.at == on_tuesday
    text = desk.client.get(f"/my/me/consents/{kept.public_id}/text").content
    assert hashlib.sha256(text).digest() == bytes(kept.text.hash)
    assert [found for found in findings() if found[0] == str(one.member.row.public_id)] == []


def test_a_signature_sent_twice_is_kept_once(on_tuesday: datetime):
    one = waiting(*BILLING, on_tuesday)
    desk = phone_of(one.member)
    page = desk.client.get(one.path).content.decode()
    text = re.search(r'name="text" value="([0-9a-f]+)"', page)[1]
    for _ in range(2):
        assert signed(desk, one.path, text=text).status_code == 302
    assert len(records_of(one.member)) == 1


def test_the_second_text_of_two_is_offered_after_the_first(on_tuesday: datetime):
    one = waiting(*ADVANCE, on_tuesday)
    desk = phone_of(one.member)
    signed(desk, one.path)
    after = lines(desk.client.get(f"{one.path}?signed=1").content)
    assert "去签《理赔授权书》" in after
    assert "您已签好《医疗垫付知情同意书》。还有一份要签：" in after
    other = one._replace(consent="claims-authorization")
    signed(desk, other.path)
    assert "接下来轮到我们" in desk.client.get(f"{other.path}?signed=1").content.decode()
    assert [kept.consent for kept in records_of(one.member)] == ["advance-payment-consent", "claims-authorization"]


@pytest.mark.parametrize("strokes", ["", "{}", "[]", '{"w":320,"h":200,"s":[[[1,1,0]]]}', "x" * 400_000])
def test_what_is_no_signature_is_told_and_nothing_is_kept(on_tuesday: datetime, strokes: str):
    one = waiting(*BILLING, on_tuesday)
    said = signed(phone_of(one.member), one.path, strokes=strokes)
    assert (said.status_code, "还没有看到您的签名" in said.content.decode()) == (422, True)
    assert records_of(one.member) == []


def test_name_and_a_fresh_code_sign_as_well(on_tuesday: datetime, monkeypatch: pytest.MonkeyPatch):
    one = waiting(*BILLING, on_tuesday)
    desk = phone_of(one.member)
    now_at(monkeypatch, on_tuesday + timedelta(minutes=2))
    said = send(desk, "/my/consents/code", {"next": one.path}, page=one.path)
    assert said.headers["Location"] == f"{one.path}?code=sent#by-code"
    code = {"way": "code", "code": code_on(one.member.phone)}
    wrong = posted(desk, one.path, {**code, "name": "王芬"})
    assert "姓名和登记的不一样" in wrong.content.decode()
    assert posted(desk, one.path, {**code, "name": " 王芳 "}).status_code == 302
    (kept,) = records_of(one.member)
    assert (kept.way, kept.strokes, kept.picture) == ("code", "", "")


def test_a_wrong_code_signs_nothing(on_tuesday: datetime):
    one = waiting(*BILLING, on_tuesday)
    said = posted(phone_of(one.member), one.path, {"way": "code", "name": "王芳", "code": "000000"})
    assert said.status_code == 422
    assert records_of(one.member) == []


def test_a_text_that_changed_while_it_was_read_is_read_again(on_tuesday: datetime):
    one = waiting(*BILLING, on_tuesday)
    desk = phone_of(one.member)
    said = signed(desk, one.path, text="00" * 32)
    assert "文本更新了" in said.content.decode()
    assert records_of(one.member) == []


def test_a_text_whose_turn_has_not_come_is_read_and_not_signed(on_tuesday: datetime):
    one = waiting(*BILLING, on_tuesday, until=2)
    desk = phone_of(one.member)
    assert "现在还不用签。" in lines(desk.client.get(one.path).content)
    assert signed(desk, one.path, text="").status_code == 422
    assert records_of(one.member) == []


def test_a_helper_reads_a_masked_name_and_may_not_sign_nor_refuse(on_tuesday: datetime):
    one = waiting(*BILLING, on_tuesday)
    desk = helper_of(one, "child", on_tuesday)
    page = lines(desk.client.get(one.path).content)
    assert "王*" in page
    assert "王芳" not in "".join(page)
    assert "这一份要请本人来签。" in page
    from xuanhu.apps.cases.loading import state_of
    from xuanhu.apps.cases.models import Case
    from xuanhu.apps.consents.queries import text_for
    from xuanhu.apps.tenancy import seeing

    with seeing([one.member.insurer]):
        row = Case.objects.select_related("insured", "insurer", "policy").get(public_id=one.number)
        shown = text_for(case=row, state=state_of(row), consent=one.consent, is_masked=True)
    assert signed(desk, one.path, text=shown.hash.hex()).status_code == 409
    send(desk, f"{one.path}/refuse", {"sure": "yes"}, page=one.path)
    assert records_of(one.member) == []
    assert outcome_of(one.member, one.number) is None


def test_a_minor_is_signed_for_by_the_parent_alone(on_tuesday: datetime):
    from xuanhu.core.parties.id_number import check_digit

    first = f"11010520150302{new_phone()[-3:]}"
    one = waiting(*BILLING, on_tuesday, id_number=first + check_digit(first))
    assert "父母（监护人）来签" in phone_of(one.member).client.get(one.path).content.decode()
    assert signed(helper_of(one, "parent", on_tuesday), one.path).status_code == 302
    assert [kept.capacity for kept in records_of(one.member)] == ["guardian"]


@pytest.mark.parametrize(("given", "clause"), [(BILLING, "INS-18"), (ADVANCE, "AXA-20")])
def test_refusing_says_that_it_counts_as_done_and_is_confirmed(
    on_tuesday: datetime, given: tuple[str, str], clause: str
):
    one = waiting(*given, on_tuesday)
    desk = phone_of(one.member)
    path = f"{one.path}/refuse"
    page = desk.client.get(path).content.decode()
    assert "现在不签，这一次就算已经完成。" in lines(page.encode())
    assert clause in page
    assert send(desk, path, {}).status_code == 422
    assert outcome_of(one.member, one.number) is None
    assert send(desk, path, {"sure": "yes"}).status_code == 302
    assert outcome_of(one.member, one.number) == "deemed-used"
    assert facts_of(one.member, one.number)[-1] == ("refused-to-sign", {"consent": one.consent}, "insured")
    assert [(kept.kind, kept.way) for kept in records_of(one.member)] == [("refused", "")]


def test_not_signing_where_nothing_follows_costs_nothing_and_the_application_may_be_withdrawn(on_tuesday: datetime):
    one = waiting(*UNDERWRITING, on_tuesday)
    desk = phone_of(one.member)
    assert "不签，就停在这里。" in lines(desk.client.get(f"{one.path}/refuse").content)
    assert send(desk, f"{one.path}/refuse", {"act": "withdraw", "sure": "yes"}).status_code == 302
    assert outcome_of(one.member, one.number) == "withdrawn"


def test_withdrawing_with_the_application_ends_it(on_tuesday: datetime):
    one = waiting(*UNDERWRITING, on_tuesday)
    desk = phone_of(one.member)
    signed(desk, one.path)
    (kept,) = records_of(one.member)
    path = f"/my/me/consents/{kept.public_id}"
    assert "连同这次申请一起撤回" in desk.client.get(f"{path}/withdraw").content.decode()
    assert send(desk, f"{path}/withdraw", {}).status_code == 422
    assert send(desk, f"{path}/withdraw", {"end": "case"}).headers["Location"] == f"{path}?withdrawn=1"
    assert outcome_of(one.member, one.number) == "withdrawn"
    assert "这次申请也一起撤回了" in desk.client.get(path).content.decode()
    send(desk, f"{path}/withdraw", {"end": "case"}, page=path)
    assert [row.kind for row in records_of(one.member)] == ["signed", "withdrawn"]


def test_withdrawing_what_the_case_cannot_do_without_asks_the_care_manager_to_ring(on_tuesday: datetime):
    one = waiting(*BILLING, on_tuesday)
    desk = phone_of(one.member)
    signed(desk, one.path)
    (kept,) = records_of(one.member)
    path = f"/my/me/consents/{kept.public_id}/withdraw"
    page = desk.client.get(path).content.decode()
    assert "申请本身已经不能撤回" in page
    assert "INS-18" in page
    assert send(desk, path, {"end": "consent"}).status_code == 302
    assert outcome_of(one.member, one.number) is None
    from xuanhu.apps.notices.models import WorkItem
    from xuanhu.apps.tenancy import seeing

    with seeing([one.member.insurer]):
        (call,) = WorkItem.objects.filter(case__public_id=one.number)
    assert (call.kind, call.state) == ("consent-withdrawn", "open")
    assert call.due_at == (on_tuesday + timedelta(days=2)).replace(hour=0, minute=0)
    manager = desk_of([one.member.insurer], "care-manager")
    assert "撤回了授权：问清怎么办下去" in manager.client.get("/queue/calls").content.decode()
    assert send(manager, f"/queue/calls/{call.id}/done", {}, page="/queue/calls").status_code == 302
    assert manager.client.get("/queue/calls").content.decode().count("撤回了授权") == 0


def test_a_call_about_a_withdrawn_consent_stays_when_the_case_goes_on(on_tuesday: datetime):
    from xuanhu.apps.notices.models import WorkItem
    from xuanhu.apps.tenancy import seeing

    one = waiting(*UNDERWRITING, on_tuesday)
    desk = phone_of(one.member)
    signed(desk, one.path)
    send(desk, f"/my/me/consents/{records_of(one.member)[0].public_id}/withdraw", {"end": "consent"})
    with seeing([one.member.insurer]):
        record(one.number, "images-sent", {}, "insured", on_tuesday)
        assert [call.state for call in WorkItem.objects.filter(case__public_id=one.number)] == ["open"]


def test_what_was_withdrawn_may_be_signed_again_without_a_second_fact(on_tuesday: datetime):
    one = waiting(*BILLING, on_tuesday)
    desk = phone_of(one.member)
    signed(desk, one.path)
    send(desk, f"/my/me/consents/{records_of(one.member)[0].public_id}/withdraw", {"end": "consent"})
    assert signed(desk, one.path).status_code == 302
    assert [row.kind for row in records_of(one.member)] == ["signed", "withdrawn", "signed"]
    assert [name for name, _, _ in facts_of(one.member, one.number)].count("signed") == 1


def test_what_was_withdrawn_with_its_application_is_not_signed_again(on_tuesday: datetime):
    one = waiting(*UNDERWRITING, on_tuesday)
    desk = phone_of(one.member)
    text = re.search(r'name="text" value="([0-9a-f]+)"', desk.client.get(one.path).content.decode())[1]
    signed(desk, one.path)
    send(desk, f"/my/me/consents/{records_of(one.member)[0].public_id}/withdraw", {"end": "case"})
    assert signed(desk, one.path, text=text).status_code == 409
    assert [row.kind for row in records_of(one.member)] == ["signed", "withdrawn"]


def test_a_stranger_and_a_helper_get_nothing_of_what_was_signed(on_tuesday: datetime):
    one = waiting(*BILLING, on_tuesday)
    signed(phone_of(one.member), one.path)
    (kept,) = records_of(one.member)
    for desk in (phone_of(new_member()), helper_of(one, "child", on_tuesday)):
        for end in ("", "/pdf", "/text", "/withdraw"):
            assert desk.client.get(f"/my/me/consents/{kept.public_id}{end}").status_code == 404
    assert phone_of(new_member()).client.get(one.path).status_code == 404


def test_the_pdf_says_what_was_signed_by_whom_and_by_which_hash(on_tuesday: datetime):
    one = waiting(*ADVANCE, on_tuesday)
    desk = phone_of(one.member)
    signed(desk, one.path)
    (kept,) = records_of(one.member)
    said = desk.client.get(f"/my/me/consents/{kept.public_id}/pdf")
    assert said.headers["Content-Type"] == "application/pdf"
    text = text_on(said.content).replace(" ", "").replace("\u2009", "")
    for part in ("医疗垫付知情同意书", "王芳", "在屏幕上手写签名", "2026年10月13日", "二〇二六年十月十三日"):
        assert part in text
    assert bytes(kept.text.hash).hex() in text.replace("\r\n", "")
    assert one.member.id_number not in text


def test_people_at_work_see_who_signed_what_and_each_reading_is_on_the_trail(on_tuesday: datetime):
    one = waiting(*BILLING, on_tuesday)
    signed(phone_of(one.member), one.path)
    (kept,) = records_of(one.member)
    desk = desk_of([one.member.insurer], "care-manager")
    page = desk.client.get(f"/cases/{one.number}").content.decode()
    path = f"/cases/{one.number}/consents/{kept.public_id}"
    assert "直付/理赔授权书：本人，手写签名" in page.replace("\u2009", "")
    assert path in page
    assert desk.client.get(path).headers["Content-Type"] == "application/pdf"
    assert [row.act for row in trail_of("consent", str(kept.public_id), [one.member.insurer])] == ["paper-opened"]
    assert desk_of([new_member().insurer], "care-manager").client.get(path).status_code == 404


def test_the_list_tells_what_stands_what_is_withdrawn_and_what_was_signed_on_paper(on_tuesday: datetime):
    from xuanhu.apps.tenancy import seeing

    one = waiting(*ADVANCE, on_tuesday)
    desk = phone_of(one.member)
    assert "您还没有在这里签过文件" in desk.client.get("/my/me/consents").content.decode()
    signed(desk, one.path)
    with seeing([one.member.insurer]):
        record(one.number, "signed", {"consent": "claims-authorization"}, "agent", on_tuesday)
    page = lines(desk.client.get("/my/me/consents").content)
    assert "✓ 有效" in page
    assert "理赔授权书（住院垫付，2026年10月13日周二）" in [line.replace(" ", "") for line in page]


def test_a_helpers_authorization_ends_with_its_withdrawal(on_tuesday: datetime):
    from tests.integration.insured.consenting import a_drawing
    from xuanhu.apps.consents.actions import Given, Origin, Signer, sign_consent
    from xuanhu.apps.consents.queries import standing_helper, text_for_helper
    from xuanhu.apps.consents.strokes import read_drawing
    from xuanhu.apps.portal.acting import let_act
    from xuanhu.apps.portal.codes import account_of_phone
    from xuanhu.apps.portal.models import ActsFor
    from xuanhu.apps.tenancy import seeing

    one, phone = waiting(*BILLING, on_tuesday), new_phone()
    desk = phone_of(one.member)
    with seeing([one.member.insurer]):
        acts_for = ActsFor.objects.select_related("account", "insured__insurer").get(insured=one.member.row)
        helper = account_of_phone(phone=phone, at=on_tuesday)
        text = text_for_helper(insured=acts_for.insured, name="李明", relation="子女", phone=phone)
        given = Given("helper-authorization", text, helper=helper, drawing=read_drawing(a_drawing()))
        where = Origin("session", "address", "browser")
        kept = sign_consent(given=given, signer=Signer(acts_for.account, acts_for), origin=where, at=on_tuesday)
        let_act(account=helper, insured=one.member.row, relation="child", way="named", at=on_tuesday, name="李明")
        assert standing_helper(insured=one.member.row, helper=helper) == kept
    relative = with_code(phone)
    assert relative.client.get(one.path).status_code == 200
    assert phone not in desk.client.get(f"/my/me/consents/{kept.public_id}").content.decode()
    send(desk, f"/my/me/consents/{kept.public_id}/withdraw", {"end": "consent"})
    assert relative.client.get(one.path).status_code == 302
    with seeing([one.member.insurer]):
        assert standing_helper(insured=one.member.row, helper=helper) is None


@pytest.mark.parametrize("table", ["consents_record", "consents_text"])
def test_the_database_lets_nothing_signed_be_changed_or_deleted(on_tuesday: datetime, table: str):
    from django.db import connection, transaction

    from xuanhu.apps.tenancy import seeing

    one = waiting(*BILLING, on_tuesday)
    signed(phone_of(one.member), one.path)
    for act in ("UPDATE {} SET hash = ''", "DELETE FROM {}"):
        refused = pytest.raises(DatabaseError, match="never changed")
        with refused, transaction.atomic(), seeing([one.member.insurer]), connection.cursor() as cursor:
            cursor.execute(act.format(table))


TAMPERED = [
    ("UPDATE consents_record SET at = at + interval '1 day' WHERE {mine} AND seq = 1", (1, "changed")),
    ("UPDATE consents_record SET account_id = account_id WHERE {mine}", None),
    ("UPDATE consents_record SET session = address WHERE {mine} AND seq = 1", (1, "changed")),
    ("UPDATE consents_record SET picture = strokes WHERE {mine} AND seq = 1", (1, "changed")),
    ("UPDATE consents_text SET hash = decode('00', 'hex') || substr(hash, 2) WHERE {texts}", (1, "text")),
    ("DELETE FROM consents_record WHERE {mine} AND seq = 2", (2, "removed")),
    ("DELETE FROM consents_record WHERE {mine}", (2, "removed")),
    ("UPDATE consents_chain SET length = 1 WHERE {mine}", (2, "head")),
]


@contextmanager
def tampered(platform: Platform, one: Waiting, act: str) -> Iterator[None]:
    """Somebody with the owner's rights has changed something; put back afterwards."""
    mine = f"insured_id = {one.member.row.id}"
    texts = f"id = {records_of(one.member)[0].text_id}"
    rows = {"consents_record": mine, "consents_text": texts, "consents_chain": mine}
    kept = [table for table in rows if table != "consents_chain"]

    def unguarded(owner: Any, *acts: str) -> None:
        for table in kept:
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_is_kept")
        with owner.transaction():
            for one_act in acts:
                owner.execute(one_act)
        for table in kept:
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_is_kept")

    with psycopg.connect(platform.access.owner, autocommit=True) as owner:
        for table, where in rows.items():
            owner.execute(f"CREATE TEMP TABLE saved_{table} AS SELECT * FROM {table} WHERE {where}")  # noqa: S608
        unguarded(owner, act.format(mine=mine, texts=texts))
        yield
        away = [f"DELETE FROM {table} WHERE {where}" for table, where in rows.items()]  # noqa: S608
        back = [f"INSERT INTO {table} SELECT * FROM saved_{table}" for table in reversed(rows)]  # noqa: S608
        unguarded(owner, *away, *back)


def signed_and_withdrawn(on_tuesday: datetime) -> Waiting:
    one = waiting(*BILLING, on_tuesday)
    desk = phone_of(one.member)
    signed(desk, one.path)
    send(desk, f"/my/me/consents/{records_of(one.member)[0].public_id}/withdraw", {"end": "consent"})
    return one


@pytest.mark.parametrize(("act", "found"), TAMPERED)
def test_what_is_changed_behind_the_platforms_back_is_found(
    on_tuesday: datetime, platform: Platform, act: str, found: tuple[int, str] | None
):
    one = signed_and_withdrawn(on_tuesday)
    person = str(one.member.row.public_id)
    with tampered(platform, one, act):
        said = [(seq, kind) for subject, seq, kind in findings() if subject == person]
    assert found in said if found is not None else said == []
    assert [subject for subject, _, _ in findings() if subject == person] == []


def test_a_signature_on_a_case_without_its_record_is_found(on_tuesday: datetime, platform: Platform):
    one = signed_and_withdrawn(on_tuesday)
    with tampered(platform, one, "DELETE FROM consents_record WHERE {mine}"):
        assert [kind for subject, _, kind in findings() if subject == one.number] == ["no-record"]
    assert [kind for subject, _, kind in findings() if subject == one.number] == []
