"""An escort sees their own visits, and nothing that an address lets one guess."""

import pytest

from tests.integration.accounts.staff import desk_of
from tests.integration.api.tenants import Tenant, new_tenant
from tests.integration.platform import Platform


@pytest.fixture
def tenant(platform: Platform) -> Tenant:
    return new_tenant()


def test_no_page_but_their_own_opens_to_an_escort(tenant: Tenant):
    desk, case = desk_of([tenant.id], "escort"), f"/cases/{tenant.case}"
    guessed = [case, f"{case}/print", f"{case}/text", "/cases/mentions", "/queue", "/queue/calls", "/call", "/call/new"]
    guessed += [f"/call/{tenant.insured}", "/opinions", "/laboratory", "/consultations", "/escorts", "/team"]
    assert {path: desk.client.get(path).status_code for path in guessed} == dict.fromkeys(guessed, 403)
    assert desk.client.get("/visits").status_code == 200
    assert desk.client.get("/handbooks/axa-tianping").status_code == 200


def test_no_case_is_read_or_acted_on_by_an_escort_over_the_api(tenant: Tenant):
    desk = desk_of([tenant.id], "escort")
    for path in (f"/cases/{tenant.case}", f"/cases/{tenant.case}/facts", "/queue", f"/insureds/{tenant.insured}"):
        assert desk.ask("GET", path).problem == (403, "not-permitted")
    fact = {"fact": "escorted", "data": {"hours": 3}}
    said = desk.write(f"/cases/{tenant.case}/facts", fact)
    assert said.problem == (403, "not-permitted")
