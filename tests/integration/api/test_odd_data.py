"""Data of the wrong kind under every key that exists: a clear answer each time, never a mishap."""

import pytest

from tests.integration.api.tenants import SERVICE, VERIFIED, WISH, Tenant, start_clock
from xuanhu.core.handbook.vocabulary import KEYS

ODD = [
    [],
    {},
    [[1.5]],
    {"a": {"b": 1.25}},
    {"sealed": "x"},
    {"number": "x"},
    [{"a": 1.5}],
    True,
    0,
    -1,
    1.5,
    10**29,
    "",
    "x" * 4000,
    "2026-02-30",
    "9999-12-31",
    "0001-01-01",
    "9999-12-31T23:59:59-14:00",
    None,
]


def clear(said: object) -> bool:
    """Judged, or malformed, or refused to be stored; nothing else."""
    return said.status in (200, 201) or said.problem in ((422, "malformed"), (409, "clock-set-back"))


@pytest.mark.parametrize("key", sorted(KEYS))
def test_odd_values_under_a_key_are_judged_or_malformed(tenant: Tenant, key: str):
    asked = {"service": SERVICE, "insurer": tenant.code, "policy": tenant.policy}
    unclear = []
    for value in ODD:
        body = {**asked, "data": {**WISH, key: value}}
        items = [
            {"case": tenant.case, "fact": fact, "data": {**data, key: value}}
            for fact, data in (
                ("identity-verified", VERIFIED),
                ("documents-added", {}),
                ("booked", {}),
                ("exempted", {}),
            )
        ]
        items += [{"case": tenant.case, "fact": "corrected", "data": {"fact": "applied", "reason": "x", key: value}}]
        for path, sent in (("/checks", body), ("/cases", body), ("/facts", {"items": items})):
            if not clear(said := tenant.door.post(path, sent)):
                unclear.append((path, value, said.content))
    assert unclear == []
    assert tenant.door.get(f"/cases/{tenant.case}").status == 200
    assert tenant.door.get(f"/cases/{tenant.case}/facts").status == 200


@pytest.mark.parametrize("value", ODD, ids=str)
def test_odd_values_in_a_policys_and_a_persons_details_are_kept_or_malformed(tenant: Tenant, value: object):
    person = {"insurer": tenant.code, "name": "李雷", "details": {"family": value, "x": value}}
    said = tenant.door.post("/insureds", person)
    assert said.status == 201
    policy = {"insurer": tenant.code, "number": "odd", "handbook": "axa-tianping", "insured": said.json["id"]}
    policy |= {"from": "2026-01-01", "details": {"plan": value, "x": value}}
    assert tenant.door.post("/policies", policy).status == 201
    for data in (WISH, {**WISH, "patient": {"name": "王芳"}}, {**WISH, "patient": "child"}):
        body = {"service": SERVICE, "insurer": tenant.code, "policy": "odd", "data": data}
        assert clear(tenant.door.post("/cases", body))


@pytest.mark.parametrize("service", ["no-such-service", "", "x" * 200, "second-opinion", "advance-payment"])
def test_any_service_may_be_asked_for(tenant: Tenant, service: str):
    body = {"service": service, "insurer": tenant.code, "policy": tenant.policy}
    assert clear(tenant.door.post("/checks", body))
    assert clear(tenant.door.post("/cases", body))


@pytest.mark.parametrize(
    ("start", "end", "status"),
    [
        ("1991-01-01", "9999-12-31", 201),
        ("2026-01-01", None, 201),
        ("2097-12-31", "2098-12-31", 201),
        ("1990-12-31", None, 422),
        ("2098-01-01", None, 422),
        ("0001-01-01", "9999-12-31", 422),
        ("2026-02-30", None, 422),
        ("2026-12-31", "2026-01-01", 422),
    ],
)
def test_a_policys_days_are_such_as_can_be_reckoned(tenant: Tenant, start: str, end: str | None, status: int):
    for handbook in ("axa-tianping", "picc-iwuyou-3", "starr-critical-care", "ins-oncology", "taiping-yibao-wuyou"):
        body = {"insurer": tenant.code, "number": handbook, "handbook": handbook, "insured": tenant.insured}
        assert tenant.door.post("/policies", {**body, "from": start, "to": end}).status == status
        if status == 201:
            path = f"/insurers/{tenant.code}/policies/{handbook}"
            assert tenant.door.get(path).status == 200
            assert tenant.door.get(f"{path}/entitlements").status == 200


def test_odd_facts_after_a_clock_runs_are_clear(tenant: Tenant):
    start_clock(tenant)
    path = f"/cases/{tenant.case}/facts"
    for on in ODD:
        booking = {"city": "北京", "hospital": "北京某医院", "hospital_level": "tertiary-a", "on": on}
        assert clear(tenant.door.post(path, {"fact": "booked", "data": booking}))
        assert tenant.door.get(f"/cases/{tenant.case}").status == 200
