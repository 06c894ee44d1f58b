"""Texts that are signed: the same for the same, another for anything else; drawings: read or refused, never code."""

import json
import string
from functools import cache
from typing import Any
from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from xuanhu.apps.consents.strokes import Drawing, NoSignature, read_drawing
from xuanhu.core.case.laying_out import lay_out
from xuanhu.core.case.plan import Plan
from xuanhu.handbook_files.consents import consent_text, helper_text
from xuanhu.handbook_files.loader import read_handbook
from xuanhu.scenarios.files import BUILT_IN

TEXTS = [
    ("taiping-yibao-wuyou", "manual-underwriting", "personal-information-authorization", {"has_dicom": True}),
    ("taiping-yibao-wuyou", "manual-underwriting", "personal-information-authorization", {"has_dicom": False}),
    ("ins-oncology", "direct-billing", "direct-billing-authorization", {}),
    ("axa-tianping", "advance-payment", "advance-payment-consent", {}),
    ("axa-tianping", "advance-payment", "claims-authorization", {}),
]
KEYS = ("name", "id_number", "insurer", "case", "policy", "hospital", "admission")
WORDS = st.text("王芳李明北京清河医院" + string.ascii_letters + string.digits, min_size=1, max_size=12)
ABOUT = st.fixed_dictionaries(dict.fromkeys(KEYS, WORDS))


@cache
def plan_of(handbook: str, service: str, has_dicom: Any) -> Plan:
    path = BUILT_IN / handbook / "handbook.yaml"
    book = read_handbook(path.read_text("utf-8"), path.name).handbook
    return lay_out(book, service, {} if has_dicom is None else {"has_dicom": has_dicom})


def text_of(which: tuple[str, str, str, dict[str, bool]], about: dict[str, str]) -> Any:
    handbook, service, consent, applied = which
    return consent_text(plan=plan_of(handbook, service, applied.get("has_dicom")), consent=consent, about=about)


@given(which=st.sampled_from(TEXTS), about=ABOUT)
@settings(deadline=None)
def test_same_handbook_and_case_give_the_same_text_however_the_values_come(which: Any, about: dict[str, str]):
    again = dict(reversed(list(about.items())))
    assert text_of(which, about).hash == text_of(which, again).hash


@given(which=st.sampled_from(TEXTS), about=ABOUT, data=st.data())
@settings(deadline=None)
def test_any_other_value_that_the_text_names_gives_another_version(which: Any, about: dict[str, str], data: Any):
    is_applicant = which[0] == "taiping-yibao-wuyou"
    named = KEYS[:4] if is_applicant else KEYS
    key = data.draw(st.sampled_from(named))
    other = {**about, key: data.draw(WORDS.filter(lambda text: text != about[key]))}
    assert text_of(which, about).hash != text_of(which, other).hash


def test_every_text_is_another():
    about = dict.fromkeys(KEYS, "x")
    assert len({text_of(which, about).hash for which in TEXTS}) == len(TEXTS)


def test_another_wording_gives_another_version_and_what_was_read_stays_readable(monkeypatch: Any):
    from xuanhu.handbook_files import consents

    about = dict.fromkeys(KEYS, "x")
    before = text_of(TEXTS[2], about)
    words = json.loads(json.dumps(consents._words()))
    words["always"][0]["lines"][0] += "。"
    monkeypatch.setattr(consents, "_words", lambda: words)
    assert text_of(TEXTS[2], about).hash != before.hash
    assert before.sections[-1].title == "八、我的其他权利"


@given(which=st.sampled_from(TEXTS), about=ABOUT)
@settings(deadline=None)
def test_no_value_is_left_open_and_parts_are_what_the_plain_text_says(which: Any, about: dict[str, str]):
    text = text_of(which, about)
    assert "{" not in text.plain
    parts = [text.title, *(f"{name}：{value}" for name, value in text.facts)]
    parts += [line for one in text.sections for line in (one.title, *one.lines)]
    assert parts == [line for line in text.plain.split("\n") if line]


@given(about=st.fixed_dictionaries(dict.fromkeys(("name", "helper", "relation", "helper_phone", "insurer"), WORDS)))
def test_typed_lines_of_a_helpers_name_stay_one_line(about: dict[str, str]):
    split = helper_text(about={**about, "helper": f"{about['helper']}\n\n九、别的"})
    assert len(split.sections) == len(helper_text(about=about).sections)


POINT = st.tuples(st.integers(0, 400), st.integers(0, 300), st.integers(0, 60_000))


@given(strokes=st.lists(st.lists(POINT, min_size=1, max_size=30), min_size=1, max_size=6))
def test_drawing_is_read_as_it_was_sent_and_is_a_picture_of_paths_alone(strokes: list[list[Any]]):
    sent = Drawing(400, 300, tuple(tuple(one) for one in strokes))
    try:
        assert read_drawing(sent.written) == sent
    except NoSignature:
        return
    root = ET.fromstring(sent.svg)  # noqa: S314 - of our own making
    assert {one.tag.partition("}")[2] for one in root.iter()} == {"svg", "g", "path"}


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("whsx"), inner, max_size=4),
    max_leaves=20,
)


@given(sent=ANYTHING | st.fixed_dictionaries({"w": ANYTHING, "h": ANYTHING, "s": ANYTHING}))
def test_anything_else_is_no_signature(sent: Any):
    try:
        drawing = read_drawing(json.dumps(sent))
    except NoSignature:
        return
    assert "<script" not in drawing.svg
