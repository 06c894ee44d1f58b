"""How a service was: asked once, kept sealed, read by who leads and by nobody of their own work."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.integration.accounts.staff import Desk, new_desk, new_person
from tests.integration.insured.member import Member, now_at, phone_of, with_code
from tests.integration.insured.talking import page, record, staff
from tests.integration.web.reading import come_in, send


def judge(desk: Desk, case: str, **form: str) -> Any:
    return send(desk, f"/my/cases/{case}/feedback", form)


def test_how_it_was_is_kept_once_sealed_and_read_by_who_leads(asker: Member, over: str):
    from xuanhu.apps.talk.models import Feedback
    from xuanhu.apps.tenancy import seeing

    phone, leader = phone_of(asker), staff(asker, "care-manager")
    assert "这一段还没有人说" in page(leader, "/team")
    assert "这次服务怎么样？说不说都可以。" in page(phone, f"/my/cases/{over}/talk")
    assert judge(phone, over, mark="2", text="等得太久")["Location"] == f"/my/cases/{over}/talk?said=feedback"
    assert judge(phone, over, mark="5", text="改主意了").status_code == 200
    with seeing([asker.insurer]):
        (row,) = Feedback.objects.filter(case__public_id=over)
    assert (row.mark, "太久" in row.text) == (2, False)
    assert "每件服务只问一次。不太满意等得太久" in page(phone, f"/my/cases/{over}/feedback")
    assert "说说这次服务" not in page(phone, f"/my/cases/{over}/talk")
    team = page(leader, "/team")
    assert "收到1份。份数太少，看不出高低，请看每一句原话。" in team
    assert "不太满意10月13日等得太久在线问诊，看这件" in team
    assert f'href="/cases/{over}"' in leader.client.get("/team").content.decode()


def test_nobody_reads_what_was_said_of_their_own_work(asker: Member, question: str, on_tuesday: datetime):
    from xuanhu.apps.tenancy import seeing
    from xuanhu.apps.work.actions import claim

    worker = new_person([asker.insurer], "care-manager")
    with seeing([asker.insurer]):
        claim(case=UUID(question), person=worker, at=on_tuesday)
    record(asker, question, "advised", on_tuesday, by="expert", minutes=5)
    judge(phone_of(asker), question, mark="1", text="说话冲")
    mine, other = new_desk(), staff(asker, "care-manager")
    come_in(mine, worker)
    assert ("说话冲" in page(mine, "/team"), "说话冲" in page(other, "/team")) == (False, True)
    assert "说话冲" not in page(mine, f"/cases/{question}")
    assert staff(asker, "expert").client.get("/team").status_code == 403


def test_without_a_word_nothing_is_kept(asker: Member, over: str):
    phone = phone_of(asker)
    said = judge(phone, over, mark="6", text="写了很多")
    assert (said.status_code, "写了很多" in said.content.decode()) == (422, True)
    assert judge(phone, over, mark="3", text="长" * 1001).status_code == 422
    assert judge(phone, over, mark="3").status_code == 302


def test_one_is_asked_for_thirty_days_and_only_of_what_is_over(
    asker: Member, question: str, on_tuesday: datetime, monkeypatch: pytest.MonkeyPatch
):
    phone = phone_of(asker)
    assert "这件服务还在办" in page(phone, f"/my/cases/{question}/feedback")
    record(asker, question, "advised", on_tuesday, by="expert", minutes=5)
    now_at(monkeypatch, on_tuesday + timedelta(days=30))
    phone = with_code(asker.phone)
    assert "办结超过三十天" in page(phone, f"/my/cases/{question}/feedback")
    assert "说说这次服务" not in page(phone, f"/my/cases/{question}/talk")


def test_what_was_said_and_judged_stays(asker: Member, over: str, on_tuesday: datetime):
    from django.db import IntegrityError, transaction

    from xuanhu.apps.talk.models import Feedback, Wish
    from xuanhu.apps.tenancy import seeing

    judge(phone_of(asker), over, mark="4")
    with seeing([asker.insurer]):
        row = Feedback.objects.get(case__public_id=over)
        Wish.objects.create(insurer_id=asker.insurer, case=row.case, slot=on_tuesday, at=on_tuesday, actor="account:1")
        for change in (
            lambda: Feedback.objects.filter(id=row.id).update(mark=5),
            lambda: Feedback.objects.filter(id=row.id).delete(),
            lambda: Wish.objects.filter(case=row.case).update(slot=on_tuesday + timedelta(days=1)),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                change()
