"""The forms of a handbook are whole: a case of every service goes to its end by what its page asks."""

from functools import cache
from random import Random
from typing import Any

import pytest

from tests.integration.accounts.staff import Desk, new_desk, new_person
from tests.integration.web.reading import come_in
from tests.integration.web_case.forms import filled, form_on
from xuanhu.core.case.gates.turn import awaited, next_in_flow

HANDBOOKS = {
    "taiping-yibao-wuyou": ["manual-underwriting"],
    "ins-oncology": [
        "outpatient-appointment",
        "inpatient-appointment",
        "second-opinion",
        "genetic-test",
        "direct-billing",
    ],
    "axa-tianping": [
        "outpatient-appointment",
        "inpatient-appointment",
        "advance-payment",
        "second-opinion",
        "genetic-test",
        "remote-consultation",
        "post-care-follow-up",
    ],
    "picc-iwuyou-3": [
        "online-consultation",
        "phone-doctor",
        "outpatient-appointment",
        "inpatient-surgery",
        "bedside-visit",
        "multidisciplinary-consultation",
        "nodule-interpretation",
    ],
    "starr-critical-care": [
        "outpatient-appointment",
        "inpatient-appointment",
        "second-opinion",
        "escort",
        "overseas-second-opinion",
        "overseas-treatment",
    ],
}
EACH = [(book, service) for book, services in HANDBOOKS.items() for service in services]
MOST_STEPS = 25


@pytest.fixture(scope="module")
def desks(demo: list[int]) -> Any:
    """Somebody of each role, logged in once."""

    @cache
    def of(role: str) -> Desk:
        desk = new_desk()
        come_in(desk, new_person(demo, role))
        return desk

    return of


def an_open_case(insurers: list[int], book: str, service: str) -> str:
    from xuanhu.apps.cases.models import Case
    from xuanhu.apps.tenancy import seeing

    with seeing(insurers):
        found = Case.objects.filter(handbook=book, service=service, outcome=None, insurer_id__in=insurers)
        return str(found.order_by("-id").values_list("public_id", flat=True)[0])


def state_of(insurers: list[int], case: str) -> Any:
    from xuanhu.apps.cases import loading
    from xuanhu.apps.cases.models import Case
    from xuanhu.apps.tenancy import seeing

    with seeing(insurers):
        return loading.state_of(Case.objects.select_related("policy", "insured").get(public_id=case))


def next_of(state: Any) -> str:
    """What is done next on the way to a good end."""
    from xuanhu.demo.walking import ENDINGS

    names = [name for name in (*next_in_flow(state), *awaited(state)) if name not in ENDINGS]
    return {"documents-complete": "documents-added"}.get(names[0], names[0])


@pytest.mark.parametrize(("book", "service"), EACH)
def test_a_case_goes_to_its_end_by_the_forms_of_its_page(demo: list[int], desks: Any, book: str, service: str):
    from datetime import UTC, datetime

    from xuanhu.apps.cases.loading import calendar
    from xuanhu.core.reckoning import SHANGHAI
    from xuanhu.demo.filling import Filled, a_scene, fill

    case, choose = an_open_case(demo, book, service), Random(service)  # noqa: S311 - nothing secret
    for _ in range(MOST_STEPS):
        state = state_of(demo, case)
        if not state.is_open:
            break
        name, now = next_of(state), datetime.now(UTC).astimezone(SHANGHAI)
        roles = state.plan.steps[name].roles
        desk = desks("care-manager" if "care-manager" in roles else roles[0])
        page = desk.client.get(f"/cases/{case}?form={name}")
        assert page.status_code == 200
        scene = a_scene(plan=state.plan, starts=state.stands["applied"].at, choose=choose)
        wish = {
            key: state.stands[fact].data[key]
            for fact in ("applied", "triaged", "admission-slip-issued")
            if fact in state.stands
            for key in ("city", "hospital", "department")
            if key in state.stands[fact].data
        }
        data = fill(name, Filled(state, now, scene, choose, calendar()))
        data |= {key: value for key, value in wish.items() if key in data}
        said = desk.client.post(f"/cases/{case}/record", filled(form_on(page.content), data))
        assert (said.status_code, said.get("Location")) == (302, f"/cases/{case}?said={name}"), (
            name,
            data,
            said.content.decode().partition('class="refusal"')[2][:600],
        )
    assert state_of(demo, case).outcome == "completed"
    assert "已完成" in desk.client.get(f"/cases/{case}").content.decode() or book == "taiping-yibao-wuyou"
