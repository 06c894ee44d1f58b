"""Claimed, handed over, released, given out; views saved: by whom, and what is said to whoever may not."""

from typing import Any
from uuid import UUID

import pytest

from tests.integration.accounts.staff import Desk, new_person
from tests.integration.api.tenants import Tenant
from tests.integration.web.reading import token_in
from tests.integration.web_queue.conftest import TUESDAY, desk_for
from tests.integration.web_queue.seeing import lines


def post(desk: Desk, path: str, form: dict[str, Any], **headers: str) -> Any:
    token = token_in(desk.client.get("/queue").content)
    return desk.client.post(path, {**form, "csrfmiddlewaretoken": token}, headers=headers)


def held(tenant: Tenant, case: str) -> str | None:
    """The login of whoever has a case."""
    from xuanhu.apps.tenancy import seeing
    from xuanhu.apps.work.models import Assignment

    with seeing([tenant.id]):
        return Assignment.objects.filter(case__public_id=case).values_list("person__login", flat=True).first()


def history(tenant: Tenant, case: str) -> list[tuple[str | None, bool]]:
    """Who had a case, one after the other, and whether that has ended."""
    from xuanhu.apps.tenancy import seeing
    from xuanhu.apps.work.models import Holder

    with seeing([tenant.id]):
        rows = Holder.objects.filter(case__public_id=case).order_by("id")
        return [(login, until is not None) for login, until in rows.values_list("person__login", "until")]


def test_a_case_is_claimed_and_put_back(tenant: Tenant, desk: Desk, agent: Any):
    said = post(desk, "/queue/act?scope=all", {"claim": tenant.case})
    assert (said.status_code, said["Location"]) == (302, "/queue?scope=all")
    assert held(tenant, tenant.case) == agent.login
    assert "我" in lines(desk.client.get("/queue").content)
    post(desk, "/queue/act", {"release": tenant.case})
    assert held(tenant, tenant.case) is None
    assert history(tenant, tenant.case) == [(agent.login, True), (None, False)]


def test_of_two_who_claim_the_second_is_told(tenant: Tenant, desk: Desk, agent: Any):
    post(desk, "/queue/act", {"claim": tenant.case})
    said = post(desk_for(new_person([tenant.id], "reviewer")), "/queue/act?scope=all", {"claim": tenant.case})
    assert said.status_code == 422
    assert "这件刚刚被别人认领了；需要接手的话，请对方转交给您" in lines(said.content)
    assert held(tenant, tenant.case) == agent.login


def test_a_script_gets_the_list_or_the_sentence_alone(tenant: Tenant, desk: Desk):
    said = post(desk, "/queue/act?scope=all", {"claim": tenant.case}, HX_Request="true")
    assert (said.status_code, lines(said.content)[-3:]) == (200, ["我", "转交", "放回"])
    assert "已经认领，这件归您了" in lines(said.content)
    said = post(desk, "/queue/act?scope=all", {"assign": "1", "to": "-"}, HX_Request="true")
    assert (said.status_code, lines(said.content)) == (422, ["还没有勾选案件；勾选以后再分配"])


def test_a_case_is_handed_over_with_a_word_that_only_the_next_one_reads(tenant: Tenant, desk: Desk, agent: Any):
    colleague = new_person([tenant.id], "care-manager")
    post(desk, "/queue/act", {"claim": tenant.case})
    path = f"/queue/hand-over/{tenant.case}?scope=all"
    said = post(desk, path, {"to": colleague.login, "word": "下午三点再打给她"})
    assert (said.status_code, said["Location"], held(tenant, tenant.case)) == (302, "/queue?scope=all", colleague.login)
    mine = desk_for(colleague).client.get("/queue").content.decode()
    assert "下午三点再打给她" in mine
    assert "下午三点再打给她" not in desk.client.get("/queue?scope=all").content.decode()
    assert history(tenant, tenant.case) == [(agent.login, True), (colleague.login, False)]


def test_a_hand_over_that_will_not_do_keeps_what_was_typed(tenant: Tenant, stranger: Tenant, desk: Desk):
    elsewhere = new_person([stranger.id], "agent")
    said = post(desk, f"/queue/hand-over/{tenant.case}", {"to": elsewhere.login, "word": "请看一下"})
    assert said.status_code == 422
    assert "请选择一位同事" in lines(said.content)
    assert "请看一下</textarea>" in said.content.decode()


def test_what_is_anothers_is_not_handed_over_by_somebody_without_the_right(tenant: Tenant, desk: Desk, agent: Any):
    post(desk, "/queue/act", {"claim": tenant.case})
    reviewer = new_person([tenant.id], "reviewer")
    said = post(desk_for(reviewer), f"/queue/hand-over/{tenant.case}", {"to": reviewer.login})
    assert said.status_code == 422
    assert "这件在别人名下；请对方转交，或请组长分配" in lines(said.content)
    assert held(tenant, tenant.case) == agent.login


def test_twenty_cases_are_given_out_at_once(tenant: Tenant):
    cases = [tenant.case, *(tenant.add_case() for _ in range(4))]
    leader, agent = new_person([tenant.id], "care-manager"), new_person([tenant.id], "agent")
    said = post(desk_for(leader), "/queue/act?scope=all", {"assign": "1", "to": agent.login, "case": cases})
    assert said.status_code == 302
    assert [held(tenant, case) for case in cases] == [agent.login] * 5


def test_giving_out_costs_as_much_for_three_cases_as_for_one(tenant: Tenant):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from xuanhu.apps.tenancy import seeing
    from xuanhu.apps.work.actions import assign_many

    leader = new_person([tenant.id], "care-manager")
    counts = []
    for number in (1, 3):
        cases = [UUID(tenant.add_case()) for _ in range(number)]
        with seeing([tenant.id]), CaptureQueriesContext(connection) as captured:
            assert assign_many(cases=cases, to=leader, by=leader, at=TUESDAY).done == number
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_only_who_may_gives_cases_out(tenant: Tenant):
    reviewer = new_person([tenant.id], "reviewer")
    said = post(desk_for(reviewer), "/queue/act", {"assign": "1", "to": reviewer.login, "case": [tenant.case]})
    assert said.status_code == 422
    assert "分配案件要由组长或坐席来做" in lines(said.content)
    assert held(tenant, tenant.case) is None


def test_who_only_looks_claims_nothing(tenant: Tenant):
    viewer = desk_for(new_person([tenant.id], "insurer"))
    assert "认领" not in lines(viewer.client.get("/queue").content)
    assert post(viewer, "/queue/act", {"claim": tenant.case}).status_code == 403


@pytest.mark.parametrize("form", [{"claim": "CASE"}, {"release": "CASE"}, {"claim": "nothing"}])
def test_a_strangers_case_is_not_found(tenant: Tenant, stranger: Tenant, desk: Desk, form: dict[str, str]):
    filled = {name: value.replace("CASE", stranger.case) for name, value in form.items()}
    assert post(desk, "/queue/act", filled).status_code == 404
    assert desk.client.get(f"/queue/hand-over/{stranger.case}").status_code == 404
    assert held(stranger, stranger.case) is None


def test_without_its_token_nothing_is_done(tenant: Tenant, desk: Desk):
    assert desk.client.post("/queue/act", {"claim": tenant.case}).status_code == 403
    assert held(tenant, tenant.case) is None


def test_a_view_is_saved_used_replaced_and_removed(tenant: Tenant, desk: Desk):
    post(desk, "/queue/views?scope=all&city=%E5%8C%97%E4%BA%AC", {"name": "北京的"})
    content = desk.client.get("/queue").content.decode()
    assert "city=%E5%8C%97%E4%BA%AC&amp;scope=all&amp;" in content
    post(desk, "/queue/views?scope=nobody", {"name": "北京的"})
    content = desk.client.get("/queue").content.decode()
    assert (content.count("北京的</a>"), 'scope=nobody&amp;"' in content) == (1, True)
    number = content.partition('name="forget" value="')[2].partition('"')[0]
    post(desk_for(new_person([tenant.id])), "/queue/views", {"forget": number})
    assert "北京的</a>" in desk.client.get("/queue").content.decode()
    post(desk, "/queue/views", {"forget": number})
    assert "北京的</a>" not in desk.client.get("/queue").content.decode()


def test_a_view_without_a_name_is_not_saved(desk: Desk):
    said = post(desk, "/queue/views?scope=all", {"name": "  "})
    assert (said.status_code, "请给这个视图起个名字，最多 20 个字" in lines(said.content)) == (422, True)
