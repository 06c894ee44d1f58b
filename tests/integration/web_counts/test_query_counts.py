"""Each page asks the database a fixed number of times, however much is on it: two marks of a transaction among them."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.integration.accounts.staff import Desk, new_person
from tests.integration.api.tenants import Tenant
from tests.integration.web.reading import token_in
from tests.integration.web_queue.conftest import TUESDAY, desk_for

MANY = 24  # more than a page of the queue has lines
QUEUE = {
    "scope=all": 18,
    "scope=nobody": 18,
    "scope=team": 18,
    "scope=mine": 18,
    "scope=all&tab=today": 18,
    "scope=all&tab=waiting": 19,
    "scope=all&city=北京": 18,
    "scope=all&stage=booked&service=outpatient-appointment": 18,
}


@pytest.fixture
def leader(tenant: Tenant) -> Any:
    return new_person([tenant.id], "care-manager")


@pytest.fixture
def desk(leader: Any) -> Desk:
    return desk_for(leader)


def asked(ask: Callable[[], Any]) -> tuple[int, bytes]:
    """How often a page asks the database once what never changes is known, and the page."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ask()
    with CaptureQueriesContext(connection) as captured:
        said = ask()
    assert said.status_code == 200, said.content
    return len(captured), said.content


def copied(tenant: Tenant, times: int) -> None:
    """The tenant's case so many times more, as the lists see it."""
    from xuanhu.apps.cases.models import Case
    from xuanhu.apps.tenancy import seeing

    with seeing([tenant.id]):
        row = Case.objects.values().get(public_id=tenant.case)
        del row["id"]
        Case.objects.bulk_create(Case(**row | {"public_id": uuid4()}) for _ in range(times))


def hold(tenant: Tenant, person: Any, **columns: Any) -> None:
    """Let all the tenant's cases be somebody's, and otherwise as it is said."""
    from xuanhu.apps.cases.models import Case
    from xuanhu.apps.tenancy import seeing
    from xuanhu.apps.work.actions import assign_many

    with seeing([tenant.id]):
        cases = Case.objects.filter(insurer=tenant.id)
        cases.update(**columns)
        if person is not None:
            assign_many(cases=cases.values_list("public_id", flat=True), to=person, by=person, at=TUESDAY)


@pytest.mark.parametrize("query", QUEUE)
def test_the_queue_asks_as_often_for_many_cases_as_for_one(tenant: Tenant, desk: Desk, leader: Any, query: str):
    waits = "tab=waiting" in query
    due, step = (None, "documents-complete") if waits else (TUESDAY + timedelta(hours=2), "booked")
    counts = []
    for more in (0, MANY):
        copied(tenant, more)
        hold(tenant, None if "nobody" in query else leader, next_due_at=due, awaiting=[step])
        count, content = asked(lambda: desk.client.get(f"/queue?{query}"))
        counts.append((count, content.count(b"data-case=")))
    assert counts == [(QUEUE[query], 1), (QUEUE[query], 20)]


def test_the_list_anew_asks_as_often_for_many_cases_as_for_one(tenant: Tenant, desk: Desk):
    counts = []
    for _ in range(2):
        count, content = asked(lambda: desk.client.get("/queue/news?scope=all&rows=60"))
        counts.append((count, content.count(b"data-case=")))
        copied(tenant, MANY)
    assert counts == [(14, 1), (14, 1 + MANY)]


def test_the_search_asks_as_often_for_many_persons_as_for_one(tenant: Tenant, desk: Desk):
    counts = []
    for family, persons in (("欧阳", 1), ("司徒", 19)):
        for number in range(persons):
            tenant.door.post(
                "/insureds", {"insurer": tenant.code, "name": f"{family}{'一二三四五六七八九十'[number % 10]}"}
            )
        form = {"q": family, "csrfmiddlewaretoken": token_in(desk.client.get("/call").content)}
        count, content = asked(lambda form=form: desk.client.post("/call/found", form))
        counts.append((count, content.count(b'<a class="line" href="/call/')))
    assert counts == [(8, 1), (8, 19)]


def test_a_caller_asks_as_often_for_many_cases_as_for_one(tenant: Tenant, desk: Desk):
    counts = []
    for more in (0, 9):
        copied(tenant, more)
        count, content = asked(lambda: desk.client.get(f"/call/{tenant.insured}"))
        counts.append((count, content.count(b'href="/cases/')))
    assert counts == [(17, 1), (17, 10)]


def test_a_case_asks_as_often_for_many_facts_as_for_few(tenant: Tenant, desk: Desk):
    counts = []
    for more in (1, 12):
        for number in range(more):
            kinds = [("ct-report", "mri-report", "blood-test")[number % 3]]
            said = tenant.door.post(
                f"/cases/{tenant.case}/facts", {"fact": "documents-added", "data": {"kinds": kinds}}
            )
            assert said.json["allowed"], said.json
        count, _ = asked(lambda: desk.client.get(f"/cases/{tenant.case}"))
        counts.append(count)
    assert counts == [22, 22]


def test_the_team_asks_as_often_for_many_people_and_promises_as_for_one(tenant: Tenant, desk: Desk, leader: Any):
    from xuanhu.apps.cases.models import Case
    from xuanhu.apps.tenancy import seeing
    from xuanhu.apps.work.actions import assign_many
    from xuanhu.apps.work.models import PromiseOutcome

    counts = []
    services = ("outpatient-appointment", "second-opinion", "genetic-test")
    for people in ([leader], [new_person([tenant.id], "agent") for _ in range(6)]):
        copied(tenant, len(people))
        with seeing([tenant.id]):
            cases = Case.objects.filter(insurer=tenant.id).order_by("-id")[: len(people)]
            for number, (case, person) in enumerate(zip(cases, people, strict=True)):
                assign_many(cases=[case.public_id], to=person, by=person, at=TUESDAY - timedelta(days=1))
                PromiseOutcome.objects.create(
                    insurer_id=tenant.id,
                    case=case,
                    handbook="axa-tianping",
                    service=services[number % 3],
                    fact="booked",
                    due_at=TUESDAY - timedelta(hours=number),
                )
        count, content = asked(lambda: desk.client.get("/team"))
        counts.append((count, len(set(re.findall(rb"person=([\w.-]+)", content)))))
    assert counts == [(19, 1), (19, 7)]


def test_the_start_page_asks_as_often_for_many_cases_as_for_one(tenant: Tenant, desk: Desk):
    counts = []
    for _ in range(2):
        count, content = asked(lambda: desk.client.get("/"))
        counts.append((count, f"还没有期限 <b>{1 + MANY if counts else 1}</b>" in content.decode()))
        copied(tenant, MANY)
    assert counts == [(11, True), (11, True)]
