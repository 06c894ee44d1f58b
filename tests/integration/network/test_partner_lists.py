"""Lists follow one another and never overlap, whoever writes them."""

import psycopg
import pytest

from tests.integration.network.office import ELSEWHERE, SONGHE, YUANZHI, Office
from tests.integration.platform import Platform

INSERT = """
INSERT INTO network_partnerlist (insurer_id, handbook, service, from_on, until_on, loaded_at, loaded_by, source)
VALUES (%s, 'ins-oncology', '', %s, %s, now(), '', '')
"""


def test_new_list_ends_the_one_before_it_at_its_first_day(office: Office):
    office.list_of("2026-01-01", SONGHE)
    said = office.list_of("2026-10-01", YUANZHI, ELSEWHERE)
    assert (said.status, said.json["until"], said.json["hospitals"]) == (201, None, 2)
    assert office.lists() == [("", "2026-01-01", "2026-10-01", 1), ("", "2026-10-01", None, 2)]


def test_list_put_between_two_ends_where_the_next_begins(office: Office):
    office.list_of("2026-01-01", SONGHE)
    office.list_of("2026-10-01", YUANZHI)
    assert office.list_of("2026-04-01", ELSEWHERE).json["until"] == "2026-10-01"
    assert [one[1:3] for one in office.lists()] == [
        ("2026-01-01", "2026-04-01"),
        ("2026-10-01", None),
        ("2026-04-01", "2026-10-01"),
    ]


def test_same_list_again_changes_nothing(office: Office):
    first = office.list_of("2026-01-01", SONGHE, YUANZHI)
    again = office.list_of("2026-01-01", YUANZHI, SONGHE, SONGHE)
    assert (first.status, again.status) == (201, 200)
    assert again.json == first.json


def test_list_that_is_in_force_is_not_rewritten(office: Office):
    office.list_of("2026-06-01", SONGHE, at="2026-05-01T10:00")
    assert office.list_of("2026-06-01", YUANZHI, at="2026-06-01T00:00").problem == (409, "conflict")
    assert office.lists() == [("", "2026-06-01", None, 1)]


def test_list_that_has_not_begun_may_be_replaced(office: Office):
    office.list_of("2026-01-01", SONGHE)
    office.list_of("2026-06-01", SONGHE, at="2026-05-01T10:00")
    assert office.list_of("2026-06-01", YUANZHI, ELSEWHERE, at="2026-05-31T23:59").status == 201
    assert office.lists() == [("", "2026-01-01", "2026-06-01", 1), ("", "2026-06-01", None, 2)]


@pytest.mark.parametrize("role", ["app", "owner"])
@pytest.mark.parametrize(("start", "end"), [("2026-03-01", None), ("2025-12-01", "2026-01-02"), ("2026-01-01", None)])
def test_overlapping_lists_are_impossible_even_by_sql(
    office: Office, platform: Platform, role: str, start: str, end: str | None
):
    office.list_of("2026-01-01", SONGHE)
    with psycopg.connect(getattr(platform.access, role)) as db:
        db.execute("SELECT set_config('xuanhu.insurers', %s, true)", [str(office.id)])
        with pytest.raises((psycopg.errors.ExclusionViolation, psycopg.errors.UniqueViolation)):
            db.execute(INSERT, [office.id, start, end])


def test_list_of_no_day_is_impossible(office: Office, platform: Platform):
    with psycopg.connect(platform.access.owner) as db, pytest.raises(psycopg.errors.CheckViolation):
        db.execute(INSERT, [office.id, "2026-01-01", "2026-01-01"])


def test_lists_are_found_by_day_service_and_handbook(office: Office):
    office.list_of("2026-01-01", SONGHE)
    office.list_of("2026-10-01", SONGHE, YUANZHI)
    office.list_of("2026-02-01", YUANZHI, service="direct-billing")

    def found(query: str) -> list[str]:
        return [one["from"] for one in office.get(f"/partner-lists?{query}").json["items"]]

    assert found("on=2026-09-30") == ["2026-01-01", "2026-02-01"]
    assert found("on=2026-10-01") == ["2026-10-01", "2026-02-01"]
    assert found("on=2025-12-31") == []
    assert found("service=direct-billing") == ["2026-02-01"]
    assert found("handbook=axa-tianping") == []
    assert office.get("/partner-lists?on=2026-02-30").problem == (422, "bad-date")
    first = office.get("/partner-lists?limit=2").json
    assert [one["from"] for one in office.get(f"/partner-lists?after={first['next']}").json["items"]] == ["2026-02-01"]


def test_hospitals_of_a_list_are_read_in_pages(office: Office):
    number = office.list_of("2026-01-01", YUANZHI, SONGHE, ELSEWHERE).json["id"]
    path = f"/partner-lists/{number}/hospitals"
    first = office.get(f"{path}?limit=2").json
    rest = office.get(f"{path}?after={first['next']}").json
    assert [one["name"] for one in first["items"] + rest["items"]] == [YUANZHI, SONGHE, ELSEWHERE]
    assert rest["next"] is None
    assert Office().get(path).problem == (404, "not-found")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"handbook": "no-such"}, (404, "not-found")),
        ({"service": "no-such"}, (404, "not-found")),
        ({"service": "second-opinion"}, (422, "malformed")),
        ({"handbook": "taiping-yibao-wuyou"}, (422, "malformed")),
        ({"from": "2026-02-30"}, (422, "bad-date")),
        ({"from": "1800-01-01"}, (422, "bad-date")),
        ({"hospitals": []}, (422, "malformed")),
        ({"hospitals": ["  "]}, (422, "malformed")),
        ({"hospitals": [{"name": SONGHE, "code": "NO-SUCH"}]}, (422, "malformed")),
    ],
)
def test_list_that_makes_no_sense_is_refused(office: Office, change: dict[str, object], problem: tuple[int, str]):
    body = {"handbook": "ins-oncology", "from": "2026-01-01", "hospitals": [SONGHE], **change}
    assert office.post("/partner-lists", body).problem == problem
    assert office.lists() == []


def test_list_sent_twice_with_a_key_is_loaded_once(office: Office):
    body = {"handbook": "ins-oncology", "from": "2026-01-01", "hospitals": [SONGHE]}
    first, second = (office.post("/partner-lists", body, Idempotency_Key="list") for _ in range(2))
    assert (first.status, second.status, second.json) == (201, 201, first.json)


def test_only_who_may_manage_the_network_loads_a_list(tenant_of_agents):
    door, code = tenant_of_agents
    body = {"handbook": "ins-oncology", "from": "2026-01-01", "hospitals": [SONGHE]}
    assert door.post(f"/insurers/{code}/partner-lists", body).problem == (403, "not-permitted")
    assert door.get(f"/insurers/{code}/partner-lists").json == {"items": [], "next": None}


def test_lists_that_come_at_once_follow_one_another(office: Office):
    from functools import partial

    from tests.integration.cases.tenants import at_once

    days = ["2026-01-01", "2026-03-01", "2026-05-01", "2026-07-01"]
    said = at_once([partial(office.list_of, day, SONGHE) for day in reversed(days)])
    assert [one.status for one in said] == [201] * 4
    assert sorted(office.lists()) == [("", start, end, 1) for start, end in zip(days, [*days[1:], None], strict=True)]
