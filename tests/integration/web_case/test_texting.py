"""A text to the insured: shown before it goes, within limits, sealed in the outbox, among the case's notices."""

from typing import Any

import pytest

from tests.integration.accounts.staff import Desk, new_desk, new_person, trail_of
from tests.integration.api.tenants import Tenant
from tests.integration.web.reading import come_in, lines, token_in

WORDS = "您的门诊预约已经在安排，请留意电话。"
SENT = "0d9f3f1c-53f5-4b8e-9b39-6e0a4d7e4b21"


def send(desk: Desk, path: str, text: str, **more: str) -> Any:
    token = token_in(desk.client.get(path).content)
    return desk.client.post(path, {"text": text, "csrfmiddlewaretoken": token, **more})


def outbox(tenant: Tenant) -> list[tuple[str, bool, str]]:
    """Texts that people wrote: state, whether of a case, whether the words stand there as they are."""
    from xuanhu.apps.notices.actions import TEXT
    from xuanhu.apps.notices.models import Notice
    from xuanhu.apps.sealing import sealer
    from xuanhu.apps.tenancy import seeing

    with seeing([tenant.id]):
        rows = list(Notice.objects.filter(insurer_id=tenant.id, kind="written"))
    assert not any(WORDS in row.text for row in rows)
    return [(row.state, row.case_id is not None, sealer().open(row.text, TEXT)) for row in rows]


def test_a_text_is_shown_before_it_goes_and_stands_among_the_notices(tenant: Tenant, at_work: Desk):
    path = f"/cases/{tenant.case}/text"
    seen = send(at_work, path, WORDS)
    assert (seen.status_code, f">{WORDS}</textarea>" in seen.content.decode()) == (200, True)
    assert outbox(tenant) == []
    said = send(at_work, path, WORDS, send="yes", token=SENT)
    assert said["Location"] == f"/cases/{tenant.case}?said=texted#notices"
    assert outbox(tenant) == [("pending", True, WORDS)]
    page = at_work.client.get(said["Location"]).content.decode()
    assert ("短信已交给平台发送，记在右边的通知里。" in page, WORDS in page) == (True, True)
    assert [row.act for row in trail_of("case", tenant.case, [tenant.id])] == ["text-sent"]


def test_a_text_sent_twice_goes_once(tenant: Tenant, at_work: Desk):
    for _ in range(2):
        said = send(at_work, f"/cases/{tenant.case}/text", WORDS, send="yes", token=SENT)
        assert said.status_code == 302
    assert len(outbox(tenant)) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [("  ", "短信还是空的，请写下要说的话。"), ("长" * 301, "短信最多300个字，现在是301个。请删短一些。")],
)
def test_a_text_beyond_the_limits_is_kept_and_not_sent(tenant: Tenant, at_work: Desk, text: str, says: str):
    said = send(at_work, f"/cases/{tenant.case}/text", text, send="yes", token=SENT)
    assert (said.status_code, outbox(tenant)) == (422, [])
    assert says in "".join(lines(said.content.replace(b"<body hx-headers", b"<body><body hx-headers")))


def test_a_text_from_the_call_is_what_was_read_out(tenant: Tenant, at_work: Desk):
    path = f"/call/{tenant.insured}"
    assert f'action="{path}/text"' in at_work.client.get(path).content.decode()
    said = send(at_work, f"{path}/text", WORDS, send="yes", token=SENT)
    assert said["Location"] == f"{path}?texted=yes"
    assert outbox(tenant) == [("pending", False, WORDS)]
    assert "客服短信" in at_work.client.get(path).content.decode()


def test_without_a_phone_there_is_no_text(tenant: Tenant, at_work: Desk):
    insured = tenant.door.post("/insureds", {"insurer": tenant.code, "name": "李四"}).json["id"]
    page = at_work.client.get(f"/call/{insured}/text").content.decode()
    assert "没有登记手机号，发不了短信" in page
    said = send(at_work, f"/call/{insured}/text", WORDS, send="yes", token=SENT)
    assert (said.status_code, outbox(tenant)) == (422, [])


@pytest.mark.parametrize("role", ["reviewer", "escort", "expert", "insurer", "auditor"])
def test_only_those_who_talk_with_the_insured_send_texts(tenant: Tenant, role: str):
    desk = new_desk()
    come_in(desk, new_person([tenant.id], role))
    for path in (f"/cases/{tenant.case}/text", f"/call/{tenant.insured}/text"):
        assert desk.client.get(path).status_code == 403
