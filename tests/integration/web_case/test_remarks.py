"""Remarks for colleagues: noted, who is mentioned is told, withdrawn by their author, changed by nobody."""

from typing import Any

import psycopg
import pytest

from tests.integration.accounts.staff import Desk, new_desk, new_person
from tests.integration.api.tenants import Tenant
from tests.integration.platform import Platform
from tests.integration.web.reading import come_in, lines, token_in


def read(desk: Desk, address: str) -> list[str]:
    content = desk.client.get(address).content
    return lines(b"<body>" + content.partition(b"<body")[2].partition(b">")[2])


def post(desk: Desk, case: str, more: str, **form: str) -> Any:
    token = token_in(desk.client.get(f"/cases/{case}").content)
    return desk.client.post(f"/cases/{case}/remarks{more}", {**form, "csrfmiddlewaretoken": token})


@pytest.fixture
def colleague(tenant: Tenant) -> Any:
    return new_person([tenant.id], "reviewer")


def test_who_is_mentioned_is_told_until_they_have_looked(tenant: Tenant, desk: Desk, manager: Any, colleague: Any):
    come_in(desk, manager)
    assert post(desk, tenant.case, "", text=f"请 @{colleague.login} 看一下病理。").status_code == 302
    other = new_desk()
    come_in(other, colleague)
    assert "1处提到您" in [line.replace(" ", "") for line in read(other, "/")]
    assert other.client.get("/cases/mentions")["Location"] == f"/cases/{tenant.case}#remarks"
    assert any("提到您" in line for line in read(other, f"/cases/{tenant.case}"))
    assert post(other, tenant.case, "/seen").status_code == 302
    assert "1处提到您" not in [line.replace(" ", "") for line in read(other, "/")]


def test_a_remark_is_withdrawn_by_its_author_alone(tenant: Tenant, desk: Desk, manager: Any, colleague: Any):
    from xuanhu.apps.remarks.models import Remark
    from xuanhu.apps.tenancy import seeing

    come_in(desk, manager)
    post(desk, tenant.case, "", text="等对方回电")
    with seeing([tenant.id]):
        number = Remark.objects.get().public_id
    other = new_desk()
    come_in(other, colleague)
    assert post(other, tenant.case, f"/{number}/withdraw").status_code == 404
    assert "等对方回电" in read(other, f"/cases/{tenant.case}")
    assert post(desk, tenant.case, f"/{number}/withdraw").status_code == 302
    found = read(other, f"/cases/{tenant.case}")
    assert ("等对方回电" in found, "这条留言已由本人收回。" in found) == (False, True)


def test_an_empty_remark_is_told_so(tenant: Tenant, desk: Desk, manager: Any):
    come_in(desk, manager)
    said = post(desk, tenant.case, "", text="  ")
    assert (said.status_code, "请写点什么。" in said.content.decode()) == (422, True)


def test_who_does_not_see_the_case_is_not_told(tenant: Tenant, stranger: Tenant, desk: Desk, manager: Any):
    from xuanhu.apps.remarks.models import Mention
    from xuanhu.apps.tenancy import seeing

    outsider = new_person([stranger.id], "reviewer")
    come_in(desk, manager)
    post(desk, tenant.case, "", text=f"@{outsider.login} 看一下")
    with seeing([tenant.id, stranger.id]):
        assert list(Mention.objects.filter(person_id=outsider.id)) == []


def test_the_database_lets_no_remark_be_changed(tenant: Tenant, desk: Desk, manager: Any, platform: Platform):
    come_in(desk, manager)
    post(desk, tenant.case, "", text="原来的话")
    with psycopg.connect(platform.access.owner) as owner:
        for change in ("UPDATE remarks_remark SET at = now()", "DELETE FROM remarks_remark"):
            with pytest.raises(psycopg.errors.RestrictViolation), owner.transaction():
                owner.execute(f"{change} WHERE insurer_id = {tenant.id}")


def test_remarks_are_sealed(tenant: Tenant, desk: Desk, manager: Any, platform: Platform):
    come_in(desk, manager)
    post(desk, tenant.case, "", text="王芳的家人来过电话")
    with psycopg.connect(platform.access.owner) as owner:
        found = owner.execute("SELECT text FROM remarks_remark WHERE insurer_id = %s", [tenant.id]).fetchall()
    assert ["王芳" in text for (text,) in found] == [False]
