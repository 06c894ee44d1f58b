"""Experts, escorts, laboratories, institutions: put on file, found, ended; what is private is sealed and masked."""

import psycopg
import pytest

from tests.integration.network.office import Office
from tests.integration.platform import Platform

PERSON = {"code": "P-1", "name": "何小禾", "city": "北京市", "specialties": ["门诊陪诊"], "phone": "13800000301"}
PERSON |= {"from": "2026-01-01"}
SHOWN = {**PERSON, "city": "北京", "phone": "138****0301", "until": None}
BODIES = {
    "escorts": (PERSON, SHOWN),
    "experts": (
        {**PERSON, "hospital": "北京安和医院", "rank": "chief-physician"},
        {**SHOWN, "hospital": "北京安和医院", "rank": "chief-physician"},
    ),
    "laboratories": ({**PERSON, "address": "北京行知路21号"}, {**SHOWN, "address": "北京行知路21号"}),
    "institutions": (
        {**PERSON, "region": "北京市", "address": "晨光路12号", "fee_note": "费用请先打电话问"},
        {**SHOWN, "region": "北京", "address": "晨光路12号", "fee_note": "费用请先打电话问"},
    ),
}


@pytest.mark.parametrize("kind", BODIES)
def test_provider_is_put_on_file_and_listed_with_the_phone_masked(office: Office, kind: str):
    body, shown = BODIES[kind]
    said = office.post(f"/{kind}", body)
    assert (said.status, said.json) == (201, shown)
    assert office.get(f"/{kind}").json == {"items": [shown], "next": None}
    assert Office().get(f"/{kind}").json == {"items": [], "next": None}


@pytest.mark.parametrize("kind", BODIES)
def test_code_that_is_there_already_is_a_conflict(office: Office, kind: str):
    body, shown = BODIES[kind]
    office.post(f"/{kind}", body)
    assert office.post(f"/{kind}", {**body, "city": "上海"}).problem == (409, "conflict")
    assert office.get(f"/{kind}").json["items"] == [shown]
    assert Office().post(f"/{kind}", body).status == 201


@pytest.mark.parametrize("kind", BODIES)
def test_provider_is_ended_and_taken_back(office: Office, kind: str):
    body, shown = BODIES[kind]
    office.post(f"/{kind}", body)
    said = office.post(f"/{kind}/P-1/end", {"until": "2026-07-01"})
    assert (said.status, said.json) == (200, {**shown, "until": "2026-07-01"})

    def active(on: str) -> int:
        return len(office.get(f"/{kind}?on={on}").json["items"])

    assert [active(on) for on in ("2025-12-31", "2026-01-01", "2026-06-30", "2026-07-01")] == [0, 1, 1, 0]
    assert len(office.get(f"/{kind}").json["items"]) == 1
    assert office.post(f"/{kind}/P-1/end", {"until": None}).json == shown


@pytest.mark.parametrize(
    ("path", "body", "problem"),
    [
        ("/escorts/P-1/end", {"until": "2025-12-31"}, (422, "bad-date")),
        ("/escorts/P-1/end", {"until": "2026-02-30"}, (422, "bad-date")),
        ("/escorts/P-1/end", {}, (422, "malformed")),
        ("/escorts/P-2/end", {"until": None}, (404, "not-found")),
        ("/experts/P-1/end", {"until": None}, (404, "not-found")),
        ("/escorts", {**PERSON, "code": "P 2"}, (422, "malformed")),
        ("/escorts", {**PERSON, "code": "P-2", "from": "soon"}, (422, "bad-date")),
        ("/escorts", {**PERSON, "code": "P-2", "until": "2025-01-01"}, (422, "bad-date")),
        ("/escorts", {**PERSON, "code": "P-2", "phone": "call me"}, (422, "malformed")),
        ("/escorts", {**PERSON, "code": "P-2", "address": "somewhere"}, (422, "malformed")),
        ("/experts", {**PERSON, "rank": "best"}, (422, "malformed")),
    ],
)
def test_what_makes_no_sense_is_refused(office: Office, path: str, body: object, problem: tuple[int, str]):
    office.post("/escorts", PERSON)
    assert office.post(path, body).problem == problem
    assert office.get("/escorts").json["items"] == [SHOWN]
    assert office.get("/experts").json["items"] == []


def test_providers_are_found_by_city_and_institutions_by_region(office: Office):
    body, _ = BODIES["institutions"]
    for code, region, city in (("I-1", "广东", "广州"), ("I-2", "广东省", "深圳"), ("I-3", "北京", "北京")):
        office.post("/institutions", {**body, "code": code, "region": region, "city": city})

    def codes(query: str) -> list[str]:
        return [one["code"] for one in office.get(f"/institutions?{query}").json["items"]]

    assert codes("region=广东") == ["I-1", "I-2"]
    assert codes("region=广东省&city=深圳市") == ["I-2"]
    assert codes("city=北京") == ["I-3"]
    assert codes("limit=1") == ["I-1"]
    first = office.get("/institutions?limit=1").json["next"]
    assert codes(f"after={first}") == ["I-2", "I-3"]


def test_phones_and_names_of_persons_are_sealed_at_rest(office: Office, platform: Platform):
    for kind, (body, _) in BODIES.items():
        office.post(f"/{kind}", body)
    with psycopg.connect(platform.access.owner) as owner:
        for table in ("expert", "escort", "laboratory", "institution"):
            query = f"SELECT name, phone FROM network_{table} WHERE insurer_id = %s"  # noqa: S608 - our own names
            name, phone = owner.execute(query, [office.id]).fetchone()
            assert "13800000301" not in phone
            assert (name == "何小禾") is (table in ("laboratory", "institution"))


def test_write_with_a_key_is_done_once(office: Office):
    first, second = (office.post("/escorts", PERSON, Idempotency_Key="one") for _ in range(2))
    assert (first.status, second.status, second.json) == (201, 201, first.json)


def test_agent_reads_but_does_not_write(tenant_of_agents):
    door, code = tenant_of_agents
    for kind, (body, _) in BODIES.items():
        assert door.get(f"/insurers/{code}/{kind}").json == {"items": [], "next": None}
        assert door.post(f"/insurers/{code}/{kind}", body).problem == (403, "not-permitted")
        assert door.post(f"/insurers/{code}/{kind}/P-1/end", {"until": None}).problem == (403, "not-permitted")
