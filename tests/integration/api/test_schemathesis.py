"""The API attacked by its own OpenAPI document: no 5xx, and no answer that the document does not know."""

import os
import random
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)

from tests.integration.api.tenants import PHONE, SERVICE, VERIFIED, WISH, Door

EXAMPLES = int(os.environ.get("XUANHU_ATTACKS", "30"))  # for each operation and way
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture
def known(rehearsal: Door) -> dict[str, str]:
    """Values that exist, in a rehearsal of its own."""
    code = rehearsal.post("/rehearsals", {"handbook": "axa-tianping"}).json["id"]
    person = {"insurer": code, "name": "王芳", "id_number": VERIFIED["id_number"], "phone": PHONE}
    insured = rehearsal.post("/insureds", {**person, "diagnosis": {"on": "2026-06-10", "icd10": "C34.1"}}).json["id"]
    policy = {"insurer": code, "number": "1", "handbook": "axa-tianping", "insured": insured, "from": "2026-01-01"}
    rehearsal.post("/policies", policy)
    asked = {"service": SERVICE, "insurer": code, "policy": "1", "data": WISH, "by": "insured"}
    case = rehearsal.post("/cases", asked).json["case"]["id"]
    paper = rehearsal.ask("POST", f"/cases/{case}/documents", raw=b"%PDF-1.4", X_Document_Kind="ct-report")
    return {"code": code, "insurer": code, "insured": insured, "policy": "1", "number": "1", "case": case} | {
        "service": SERVICE,
        "handbook": "axa-tianping",
        "fact": "identity-verified",
        "document": paper.json["document"]["id"],
    }


@pytest.mark.parametrize("mode", list(GenerationMode), ids=["right", "wrong"])
def test_attacked_by_its_document_the_api_answers_as_documented(
    served_at: str, rehearsal_key: str, known: dict[str, str], mode: GenerationMode
):
    schema = schemathesis.openapi.from_url(f"{served_at}/api/v1/openapi.json")
    sent = {}
    for found in schema.get_all_operations():
        operation = found.ok()
        sent[operation.label] = attack(operation, mode, served_at, rehearsal_key, known)
    assert len(sent) >= 18
    assert min(sent.values()) >= 1


def attack(operation: Any, mode: GenerationMode, url: str, key: str, known: dict[str, str]) -> int:
    """Attack one operation, two times in three with values that exist; how many requests were sent."""
    sent: list[int] = []
    dice = random.Random(operation.label)  # noqa: S311 - the same each time

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def one(case: Any) -> None:
        if dice.random() < 2 / 3:
            case.path_parameters = {
                name: known.get(name, value) for name, value in (case.path_parameters or {}).items()
            }
            if isinstance(case.body, dict):
                case.body = {name: known.get(name, value) for name, value in case.body.items()}
        sent.append(1)
        case.call_and_validate(base_url=url, headers={"Authorization": f"Bearer {key}"}, checks=CHECKS)

    one()
    return len(sent)
