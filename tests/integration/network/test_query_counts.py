"""A list asks the database as often for three rows as for one."""

import pytest

from tests.integration.network.office import ELSEWHERE, SONGHE, YUANZHI, Office
from tests.integration.network.test_providers import BODIES


def asked(office: Office, path: str) -> tuple[int, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        said = office.door.get(path).json
    return len(captured), len(said["items"])


@pytest.mark.parametrize("kind", BODIES)
def test_list_of_providers_takes_as_many_queries_for_three_as_for_one(office: Office, kind: str):
    for code in ("P-1", "P-2", "P-3"):
        office.post(f"/{kind}", {**BODIES[kind][0], "code": code})
    path = f"/insurers/{office.code}/{kind}"
    one, three = asked(office, f"{path}?limit=1"), asked(office, f"{path}?limit=3")
    assert (one[1], three) == (1, (one[0], 3))


def test_partner_lists_take_as_many_queries_for_three_as_for_one(office: Office):
    for from_on in ("2026-01-01", "2026-02-01", "2026-03-01"):
        number = office.list_of(from_on, SONGHE, YUANZHI, ELSEWHERE).json["id"]
    for path in (f"/insurers/{office.code}/partner-lists", f"/insurers/{office.code}/partner-lists/{number}/hospitals"):
        one, three = asked(office, f"{path}?limit=1"), asked(office, f"{path}?limit=3")
        assert (one[1], three) == (1, (one[0], 3))


def test_hospitals_take_as_many_queries_for_three_as_for_one(office: Office):
    from xuanhu.apps.network.actions import put_hospitals

    about = {"city": "丹东", "province": "辽宁", "level": "tertiary", "ownership": "public"}
    put_hospitals(rows=[{**about, "code": f"Q-{n}", "name": f"鸭绿江第{n}医院"} for n in range(3)])
    one, three = asked(office, "/hospitals?city=丹东&limit=1"), asked(office, "/hospitals?city=丹东&limit=3")
    assert (one[1], three) == (1, (one[0], 3))
