"""The JSON schema for editors: current, valid, and as wide as the language."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from xuanhu import handbook_files
from xuanhu.handbook_files.loader import built_in
from xuanhu.handbook_files.schema import json_schema, schema_text
from xuanhu.handbook_files.yaml_text import read_documents

KEPT = Path(handbook_files.__file__).with_name("handbook.schema.json")
HANDBOOKS = [Path(edition.document.start.file) for edition in built_in().all_editions]
VALIDATOR = Draft202012Validator(json_schema())


def complaints(text: str) -> list[str]:
    return [error.json_path for error in VALIDATOR.iter_errors(read_documents(text, "f.yaml")[0].value)]


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(json_schema())


def test_the_kept_copy_is_current() -> None:
    assert KEPT.read_text("utf-8") == schema_text(), "write it anew: xuanhu handbook schema"
    assert json.loads(schema_text()) == json_schema()


@pytest.mark.parametrize("path", HANDBOOKS, ids=lambda path: path.parent.name)
def test_the_built_in_handbooks_fit_it(path: Path) -> None:
    assert complaints(path.read_text("utf-8")) == []


def test_one_text_for_a_list_and_terms_for_all_services_fit_it(good: str) -> None:
    assert complaints(good) == []
    assert complaints(good.replace("after: [applied, signed]", "after: applied")) == []


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("times: 2", "times: two", "$.services.escort.uses.times"),
        ("per: policy-year", "per: week", "$.services.escort.uses.per"),
        ("within: 5 working days", "within: a week", "$.services.escort.clocks[0].within"),
        ("outcome: deemed-used", "outcome: used", "$.services.escort.endings[1].outcome"),
        ("{channel: hotline", "{channel: telephone", "$.channels[0].channel"),
        ("used_from: told", "used_from: Told Him", "$.services.escort.uses.used_from"),
        ("    name: 陪诊\n", "    nam: 陪诊\n", "$.services.escort"),
        ("  for_whom: {who", "  for_who: {who", "$.all_services"),
        ("from_on: 2026-01-01", "from_on: 1 January", "$.from_on"),
    ],
)
def test_what_the_language_refuses_does_not_fit_it(good: str, old: str, new: str, where: str) -> None:
    assert where in complaints(good.replace(old, new, 1))


def test_names_that_everybody_knows_are_offered_but_others_fit() -> None:
    defs = json_schema()["$defs"]
    assert "booked" in defs["fact"]["examples"]
    assert "enum" not in defs["fact"]
    assert "city" in defs["data-key"]["examples"]


def test_every_term_says_what_it_is() -> None:
    described = {name: part["description"] for name, part in json_schema()["$defs"].items() if "properties" in part}
    assert "EveryService" in described
    assert [name for name, text in described.items() if not text or "(" in text[:20]] == []
