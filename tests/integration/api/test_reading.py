from datetime import UTC, datetime

import pytest

from tests.integration.api.tenants import ID_NUMBER, PHONE, SERVICE, VERIFIED, Tenant, start_clock


def test_the_queue_shows_open_cases_by_due_with_masked_names(tenant: Tenant):
    second = tenant.add_case()
    tenant.door.post(f"/cases/{second}/facts", {"fact": "documents-added", "data": {"kinds": ["pathology-report"]}})
    tenant.door.post(f"/cases/{second}/facts", {"fact": "identity-verified", "data": VERIFIED})
    items = tenant.door.get("/queue").json["items"]
    dues = [one["due"] for one in items]
    assert {one["id"] for one in items} == {tenant.case, second}
    assert dues == sorted(dues, key=lambda due: (due is None, due or ""))
    assert {one["name"] for one in items} == {"王*"}


def test_the_queue_goes_on_after_a_cursor_and_ends(tenant: Tenant):
    cases = {tenant.case, *(tenant.add_case() for _ in range(4))}
    found, after = [], ""
    for _ in range(3):
        said = tenant.door.get(f"/queue?limit=2{after}").json
        found += [one["id"] for one in said["items"]]
        after = f"&after={said['next']}"
    assert said["next"] is None
    assert (len(found), set(found)) == (5, cases)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        (f"service={SERVICE}", 1),
        ("service=second-opinion", 0),
        ("handbook=axa-tianping", 1),
        ("handbook=ins-oncology", 0),
        ("city=北京", 1),
        ("city=上海", 0),
        ("awaiting=identity-verified", 1),
        ("awaiting=settled", 0),
        ("insurer=nobody", 0),
    ],
)
def test_the_queue_is_filtered(tenant: Tenant, query: str, count: int):
    assert len(tenant.door.get(f"/queue?{query}").json["items"]) == count


def test_a_closed_case_leaves_the_queue(tenant: Tenant):
    said = tenant.door.post(f"/cases/{tenant.case}/facts", {"fact": "withdrawn", "data": {}})
    assert said.json["case"]["status"] == "closed"
    assert tenant.door.get("/queue").json == {"items": [], "next": None}


def test_a_clock_shows_its_reckoning_day_by_day(tenant: Tenant):
    assert start_clock(tenant) == "booked"
    case = tenant.door.get(f"/cases/{tenant.case}").json
    for clock in case["clocks"]:
        said = tenant.door.get(f"/cases/{tenant.case}/clocks/{clock['fact']}").json
        assert (said["due"], said["since"], said["kept"]) == (clock["due"], clock["since"], clock["kept"])
        assert said["days"][0]["note"] == "start"
        assert said["days"][-1]["on"] == said["due"][:10]
        assert "截止日" in said["days"][-1]["says"]
        assert said["clauses"]


def test_a_clock_that_does_not_run_is_not_found(tenant: Tenant):
    assert tenant.door.get(f"/cases/{tenant.case}/clocks/nothing").problem == (404, "not-found")


def test_handbooks_are_listed_with_their_services(tenant: Tenant):
    said = tenant.door.get("/handbooks").json
    found = {one["handbook"]: one for one in said["items"]}
    assert {"axa-tianping", "ins-oncology", "picc-iwuyou-3"} <= found.keys()
    assert SERVICE in found["axa-tianping"]["services"]
    assert {"edition", "title", "insurer", "from", "until"} <= found["axa-tianping"].keys()
    first = tenant.door.get("/handbooks?limit=1").json
    assert first["items"] == said["items"][:1]
    assert tenant.door.get(f"/handbooks?after={first['next']}").json["items"] == said["items"][1:]


MASKED = {"name": "王*", "id_number": "1101**********002X", "phone": "138****8000"}


def test_a_person_is_shown_masked(tenant: Tenant):
    said = tenant.door.get(f"/insureds/{tenant.insured}")
    assert said.json == {"id": tenant.insured, **MASKED}


@pytest.mark.parametrize(
    ("known", "count"),
    [
        ({"id_number": ID_NUMBER}, 1),
        ({"id_number": ID_NUMBER.lower()}, 1),
        ({"phone": PHONE}, 1),
        ({"name": "王芳"}, 1),
        ({"name": "王芳", "phone": PHONE}, 1),
        ({"name": "王芳", "phone": "13900139000"}, 0),
        ({"name": "王"}, 0),
    ],
)
def test_a_person_is_found_by_what_names_them(tenant: Tenant, stranger: Tenant, known: dict[str, str], count: int):
    said = tenant.door.post("/insureds/search", {"insurer": tenant.code, **known})
    assert [one["id"] for one in said.json["items"]] == [tenant.insured] * count


def test_a_search_for_nobody_in_particular_is_malformed(tenant: Tenant):
    assert tenant.door.post("/insureds/search", {"insurer": tenant.code}).problem == (422, "malformed")


def test_policies_are_listed_and_shown_masked(tenant: Tenant):
    second = tenant.add_policy()
    path = f"/insurers/{tenant.code}/policies"
    said = tenant.door.get(path).json
    assert [one["number"] for one in said["items"]] == [tenant.policy, second]
    assert said["items"][0] == tenant.door.get(f"{path}/{tenant.policy}").json
    assert said["items"][0] == {
        "number": tenant.policy,
        "handbook": "axa-tianping",
        "insured": {"id": tenant.insured, **MASKED},
        "from": "2026-01-01",
        "to": "2027-12-31",
        "waiting_days": 0,
        "services": None,
    }
    first = tenant.door.get(f"{path}?limit=1").json
    assert tenant.door.get(f"{path}?after={first['next']}").json["items"] == said["items"][1:]
    assert len(tenant.door.get(f"{path}?insured={tenant.insured}").json["items"]) == 2
    assert tenant.door.get(f"{path}/nothing").problem == (404, "not-found")


def test_the_timeline_is_read_in_pages_and_names_nobody(tenant: Tenant):
    tenant.door.post(f"/cases/{tenant.case}/facts", {"fact": "identity-verified", "data": VERIFIED})
    path = f"/cases/{tenant.case}/facts"
    every = tenant.door.get(path)
    assert [one["seq"] for one in every.json] == [1, 2]
    assert tenant.door.get(f"{path}?after=1&limit=1").json == every.json[1:]
    assert ID_NUMBER.encode() not in every.content
    assert every.json[1]["data"] == {}


def test_the_queue_is_asked_by_whose_a_case_is_and_by_its_stage(tenant: Tenant):
    from django.db import transaction

    from tests.integration.accounts.staff import desk_of, new_person
    from xuanhu.apps.accounts.models import Person
    from xuanhu.apps.cases.models import Case
    from xuanhu.apps.tenancy import set_visible
    from xuanhu.apps.work.models import Assignment

    hers, nobodys = tenant.case, tenant.add_case()
    desk, other = desk_of([tenant.id], "care-manager"), new_person([tenant.id], "agent")
    login = desk.ask("GET", "/session").json["login"]
    with transaction.atomic():
        set_visible([tenant.id])
        person, case = Person.objects.get(login=login), Case.objects.get(public_id=hers)
        Assignment.objects.create(insurer_id=tenant.id, case=case, person=person, since=datetime.now(UTC), by="tests")

    def found(asked: str) -> list[tuple[str, str | None]]:
        return [(one["id"], one["assignee"]) for one in desk.ask("GET", f"/queue?{asked}").json["items"]]

    assert found("assignee=mine") == found(f"assignee={login}") == [(hers, login)]
    assert found("assignee=unassigned") == [(nobodys, None)]
    assert found(f"assignee={other.login}") == []
    (stage,) = {one["awaiting"][0] for one in desk.ask("GET", "/queue").json["items"]}
    assert [case_id for case_id, _ in found(f"stage={stage}")] == [hers, nobodys]
    assert found("stage=booked") == []
    assert tenant.door.get("/queue?assignee=mine").problem == (422, "not-a-person")
