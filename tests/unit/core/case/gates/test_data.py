"""What a fact must be told, and in what form; whatever is given, the answer is a verdict."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.handbooks import ALONE, applied, at, case, codes, plan, said_no, service
from xuanhu.core.case.decide import check, record
from xuanhu.core.case.gates.data import is_well_formed
from xuanhu.core.case.verdict import Refusal
from xuanhu.core.handbook import terms as t
from xuanhu.core.handbook.service import Key

WHEN = at(6, 2)
CARE = service(
    "applied > identity-verified, reviewed, images-received, signed, booked, done",
    asides=(t.Aside(fact="refused-to-sign"),),
    needed=(
        t.Needed(fact="done", keys=("city",), clause=("D",)),
        t.Needed(fact="done", keys=("country", "address"), where={"start": True}),
    ),
    endings=(t.Ending(fact="reviewed", where={"result": "rejected"}, outcome="rejected"),),
    exemption=t.Exemption(),
)


def keys(name, data, care=CARE, **more):
    refusals = record(case(care, **more), name, data, WHEN).refusals
    assert all(one.code == "missing-data" for one in refusals)
    return refusals[0].about["keys"] if refusals else ()


@pytest.mark.parametrize(
    ("name", "data", "missing"),
    [
        ("identity-verified", {}, ("name", "id_number")),
        ("identity-verified", {"name": "王芳", "id_number": None}, ("id_number",)),
        ("reviewed", {}, ("result",)),
        ("reviewed", {"result": "passed"}, ()),
        ("reviewed", {"result": "rejected"}, ("reason",)),
        ("reviewed", {"result": "rejected", "reason": "r"}, ()),
        ("images-received", {}, ("modality",)),
        ("images-received", {"modality": "none"}, ()),
        ("images-received", {"modality": "CT"}, ("study_date",)),
        ("images-received", {"modality": "CT", "study_date": date(2026, 5, 1)}, ()),
        ("documents-added", {"kinds": ()}, ("kinds",)),
        ("documents-added", {"kinds": []}, ("kinds",)),
        ("documents-added", {"kinds": ("invoice",)}, ()),
        ("done", {"city": None}, ("city",)),
        ("done", {"city": "北京", "start": False}, ()),
        ("done", {"city": "北京", "start": True, "address": "x"}, ("country",)),
        ("done", {"start": True, "country": "US"}, ("city", "address")),
        ("ended", {}, ("reason",)),
        ("voided", {}, ("fact", "reason")),
        ("refused-to-sign", {}, ("consent",)),
    ],
)
def test_fact_must_be_told_what_it_needs(name, data, missing):
    assert keys(name, data) == missing


def test_missing_data_cites_the_term_that_asks_for_it():
    assert record(case(CARE), "done", {}, WHEN).refusals[0].clauses == ("D",)
    care = service("applied > identity-verified > done", identity=t.Identity(clause=("ID",)))
    assert record(case(care), "identity-verified", {}, WHEN).refusals[0].clauses == ("ID",)
    assert record(case(CARE), "ended", {}, WHEN).refusals[0].clauses == ()


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [
        ("city", ["北京", "", "\0"], [1, True, [], {}, date(2026, 1, 1), b"x"]),
        ("start", [True, False], ["yes", 1, 0, []]),
        ("amount", [0, 7, 10**40, Decimal("0.01")], [-1, "7", 7.0, True, Decimal(-1), Decimal("NaN"), Decimal("sNaN")]),
        ("hours", [1], [Decimal("Infinity"), [1], int]),
        ("kinds", [("a",), ["a", "b"], ()], ["a", {"a"}, ("",), (" ",), (1,), [["a"]], {"a": 1}]),
        ("study_date", [date(2026, 1, 1), at(1, 1)], ["2026-01-01", 20260101, date(1, 1, 1), date(9999, 12, 31)]),
        ("on", [date(2026, 1, 1), at(1, 1)], [datetime(2026, 1, 1), "today"]),  # noqa: DTZ001
        ("happened_at", [at(1, 1)], [date(2026, 1, 1), datetime(2026, 1, 1), "now"]),  # noqa: DTZ001
        ("channel", ["hotline", "app"], ["fax", "", [], ([],), {}, 1]),
        ("rank", ["chief-physician"], ["主任", ("chief-physician",)]),
        ("form", ["paper"], ["carved in stone"]),
        ("patient", ["王芳", {"name": "王芳", "id_number": "1"}, {}], [1, [], {"name": None}, {1: "a"}]),
        ("a_key_of_tomorrow", ["x", 1, True, Decimal("1.5"), at(1, 1), ["a", 1], ()], [{}, [[1]], 1.5, date.max]),
    ],
)
def test_value_is_well_formed_or_not(key, good, bad):
    assert [value for value in [*good, None] if not is_well_formed(key, value)] == []
    assert [value for value in bad if is_well_formed(key, value)] == []


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("text", "x", 1),
        ("number", 3, "3"),
        ("yes-or-no", False, "no"),
        ("date", date(2026, 1, 1), "2026"),
        ("date-or-moment", at(1, 1), 7),
        ("moment", at(1, 1), date(2026, 1, 1)),
        ("list", ("x",), "x"),
    ],
)
def test_key_of_the_handbook_is_of_the_kind_that_it_says(kind, good, bad):
    more = {"keys": {"own": Key(says="自己的", kind=kind)}}
    assert keys("done", {"city": "北京", "own": good}, **more) == ()
    assert keys("done", {"city": "北京", "own": bad}, **more) == ("own",)


def test_label_of_the_handbook_for_everybodys_key_leaves_its_kind():
    care = service("applied > booked > done", hours=t.Hours())
    state = case(care, keys={"on": Key(says="就诊日")})
    assert said_no(state, "booked", WHEN, {"on": date(2026, 6, 10)}) == []
    assert said_no(state, "booked", WHEN, {"on": "2026-06-10"}) == ["missing-data"]


def test_value_that_cannot_be_read_is_asked_for_together_with_what_is_missing():
    assert keys("done", {"start": "yes", "hours": -1}) == ("city", "start", "hours")
    assert keys("ended", {"reason": {}}) == ("reason",)


NAIVE = [datetime.min, datetime.max, datetime(2026, 6, 1)]  # noqa: DTZ001, DTZ901
JUNK = [
    *(None, True, -1, 10**400, 0.5, float("nan"), Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity")),
    *("", "\0", "x" * 9999, b"\xff", [], [[]], ([],), {}, {"a": {"b": [1]}}, {1: 2}, set(), object()),
    *(date.min, date.max, *NAIVE, at(1, 1, year=1950), at(1, 1, year=2099), at(1, 1, year=9999)),
]
KEYS = [
    *("on", "happened_at", "channel", "patient", "name", "city", "hospital", "rank", "kinds", "consent", "amount"),
    *("result", "specialists", "modality", "study_date", "fact", "reason", "issuer", "issued_on", "dose", "next_on"),
]
EVERYTHING = service(
    "applied > identity-verified, reviewed, signed, booked, dose-given, consultation-held > met > done",
    for_whom=t.ForWhom(),
    age=t.Age(at_least=1),
    windows=(t.Window(after="insured.birth", opens="1 working day"),),
    condition=None,
    hospital=t.Hospital(lowest_level="tertiary"),
    partners=t.Partners(),
    doctor=t.Doctor(lowest_rank="chief-physician"),
    notice_ahead=t.NoticeAhead(at_least="5 working days", key="on"),
    paper_rules=(t.PaperRule(kinds=("invoice",), issuers=("a",), within="6 months"),),
    consents=t.Consents(each=("c",)),
    hours=t.Hours(working_days=True),
    limits=(
        t.Limit(fact="consultation-held", key="specialists", at_least=Decimal(2), per="case"),
        t.Limit(fact="dose-given", key="dose", at_most="booked.amount"),
    ),
    among=(t.Among(fact="done", key="modality", by="nodule", table={"x": ("CT",)}, reason="r", if_none="n"),),
    recent=(t.Recent(fact="done", key="study_date", within="6 months", reason="r"),),
    same_as=(t.SameAs(fact="done", key="hospital", earlier="booked", reason="r"),),
    handed_over=(t.HandedOver(fact="done", kinds=("invoice",)),),
    requirements=(
        t.Requirement(require="given.amount < 10.0 || given.on < today", reason="r", says="s", fact="done"),
        t.Requirement(require="application.city != 'x'", reason="r", says="s"),
    ),
    each=(t.Each(fact="dose-given", key="dose", values=("a", "b")),),
    clocks=(
        t.Clock(promise="signed", within="5 working days", after=("applied",), otherwise="expired"),
        t.Clock(promise="done", before="met.next_on", working_days=3, by="09:00"),
        t.Clock(promise="met", before="booked.on", working_days=3, by="09:00"),
        t.Clock(promise="dose-given", within="48 hours", after=("reviewed",)),
    ),
    exemption=t.Exemption(),
)
FACTS = (*plan(EVERYTHING).steps, "unheard-of")
WELL = {"kinds": ("invoice",), "city": "北京", "reason": "r", "result": "passed", "amount": 1, "on": date(2026, 6, 3)}


@pytest.mark.parametrize("key", KEYS)
def test_junk_under_any_key_of_any_fact_is_answered(key):
    partners = ALONE._replace(partners=frozenset({"某医院"}))
    state = case(EVERYTHING, among=partners, data={"city": "北京"})
    for junk in JUNK:
        for data in ({key: junk}, {**WELL, key: junk}):
            asked = codes(check(plan(EVERYTHING, data), partners, data, WHEN))
            assert set(asked) <= set(codes(applied(EVERYTHING, data, among=partners, when=WHEN).refusals))
            for name in FACTS:
                verdict = record(state, name, data, WHEN)
                assert verdict.state.facts == state.facts + verdict.facts


@pytest.mark.parametrize("junk", JUNK)
def test_junk_on_a_case_that_has_expired_is_answered(junk):
    state = case(service(
        "applied > signed > done",
        consents=t.Consents(each=("c",)),
        clocks=(t.Clock(promise="signed", within="1 day", after=("applied",), otherwise="expired"),),
        exemption=t.Exemption(),
    ))  # fmt: skip
    for name in ("signed", "exempted", "documents-added", "done"):
        for data in ({}, {"consent": junk}, {"kinds": junk}, {"fact": junk, "reason": "r"}, {"happened_at": junk}):
            assert said_no(state, name, at(7, 1), data), (name, data)


@pytest.mark.parametrize("key", ["on", "happened_at", "study_date"])
def test_moment_of_another_zone_cannot_be_read(key):
    """Whoever takes data in, brings its moments to China's clock: by another one their day would be another."""
    assert not is_well_formed(key, at(6, 1, 1).astimezone(UTC))


def test_question_with_junk_is_answered_with_what_cannot_be_read():
    refusals = check(plan(service()), ALONE, {"city": 7}, WHEN)
    assert refusals == (Refusal("missing-data", (), {"keys": ("city",)}),)
    assert codes(check(plan(service()), ALONE, {}, WHEN)) == []
