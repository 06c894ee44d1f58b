"""A new handbook has its pages at once: published, applied for, and brought to its end by the forms of its terms."""

import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.integration.accounts.staff import Desk, new_desk, new_person
from tests.integration.api.tenants import DIAGNOSIS, ID_NUMBER, PHONE, VERIFIED, Door, key_for
from tests.integration.platform import Platform
from tests.integration.web.reading import come_in
from tests.integration.web_case.forms import filled, form_on
from xuanhu.core.reckoning import SHANGHAI

TRIAL = Path(__file__).parents[2] / "trials" / "hospital-cash" / "handbook.yaml"


@pytest.fixture
def case(platform: Platform, tmp_path: Path) -> Any:
    """An application under the trial handbook, and its insurer."""
    from django.db import transaction

    from xuanhu.apps.editions.actions import publish
    from xuanhu.apps.parties.actions import add_insurer

    # Of a period that is over, so that it stands on nobody's shelf; its applications go by its latest edition.
    over = tmp_path / "handbook.yaml"
    text = TRIAL.read_text("utf-8").replace("from_on: 2026-01-01", "from_on: 2026-01-01\nuntil_on: 2026-01-02")
    over.write_text(text, "utf-8")
    publish(path=over, at=datetime.now(UTC))
    code = f"trial-{secrets.token_hex(4)}"
    with transaction.atomic():
        insurer = add_insurer(code=code, name="长风财险").id
    door = Door(key_for([insurer]))
    person = {"insurer": code, "name": "王芳", "id_number": ID_NUMBER, "phone": PHONE, "diagnosis": DIAGNOSIS}
    insured = door.post("/insureds", person).json["id"]
    policy = {"insurer": code, "number": "HC-1", "handbook": "hospital-cash", "insured": insured}
    assert door.post("/policies", {**policy, "from": "2026-01-01", "to": "2027-12-31"}).status == 201
    asked = {"service": "daily-allowance", "insurer": code, "policy": "HC-1"}
    said = door.post("/cases", {**asked, "data": {"channel": "hotline", "nights": 5}}).json
    assert said["allowed"], said
    return said["case"]["id"], insurer


def test_a_new_handbooks_case_goes_to_its_end_by_its_own_forms(case: Any):
    number, insurer = case
    desk: Desk = new_desk()
    come_in(desk, new_person([insurer], "care-manager"))
    today = datetime.now(SHANGHAI).date()
    papers = {"kinds": ("hospital-stay-certificate", "invoice"), "issuer": "公立医院", "issued_on": today}
    steps: list[tuple[str, dict[str, Any]]] = [
        ("identity-verified", VERIFIED),
        ("documents-added", papers),
        ("reviewed", {"result": "passed", "amount": 1000}),
        ("paid", {"amount": 1000}),
    ]
    for name, data in steps:
        page = desk.client.get(f"/cases/{number}?form={name}").content
        said = desk.client.post(f"/cases/{number}/record", filled(form_on(page), data))
        assert said.status_code == 302, (name, said.content.decode().partition('class="refusal"')[2][:500])
    found = desk.client.get(f"/cases/{number}").content.decode()
    assert ("已完成" in found, "1,000.00 元" in found, "住院证明书" in found) == (True, True, True)


def test_a_new_handbooks_own_words_and_limits_stand_on_its_forms(case: Any):
    number, insurer = case
    desk: Desk = new_desk()
    come_in(desk, new_person([insurer], "care-manager"))
    page = desk.client.get(f"/cases/{number}?form=documents-added").content
    form = form_on(page)
    assert form.options["kinds"][:2] == ["hospital-stay-certificate", "invoice"] or "住院证明书" in page.decode()
    old = {"kinds": ("invoice",), "issuer": "公立医院", "issued_on": datetime(2025, 1, 5, tzinfo=SHANGHAI).date()}
    said = desk.client.post(f"/cases/{number}/record", filled(form, old))
    assert (said.status_code, "材料过期或出具单位不对" in said.content.decode(), "HC-04" in said.content.decode()) == (
        422,
        True,
        True,
    )
