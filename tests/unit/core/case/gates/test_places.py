"""City, country, hospital, division, doctor, rank: judged wherever they are named."""

from datetime import date

import pytest

from tests.handbooks import ALONE, applied, around, at, case, codes, said_no, service
from xuanhu.core.case.verdict import Refusal
from xuanhu.core.handbook import terms as t

AREAS = {"green": {"北京": ("北京",), "江苏": ("南京", "苏州")}}
FLOW = "applied > booked > done"


def both(care, data, among=ALONE, **more):
    """The reasons at application and at booking, which are the same but for what may not be wished for."""
    booking = {"on": date(2026, 7, 1), **data}
    return codes(applied(care, data, among=among, **more).refusals), said_no(
        case(care, among=among, **more), "booked", at(6, 2), booking
    )


@pytest.mark.parametrize(
    ("terms", "data", "reason"),
    [
        ({"area": t.Area(cities="green")}, {"city": "北京"}, None),
        ({"area": t.Area(cities="green")}, {"city": "北京市"}, None),
        ({"area": t.Area(cities="green")}, {"city": "上海"}, "city-not-covered"),
        ({"area": t.Area(cities="green")}, {"country": "FR"}, None),
        ({"area": t.Area(countries=("US", "DE"))}, {"country": "us"}, None),
        ({"area": t.Area(countries=("US", "DE"))}, {"country": "FR"}, "country-not-covered"),
        ({"area": t.Area(countries=("US", "DE"))}, {"city": "上海"}, None),
        ({}, {"city": "上海", "hospital_level": "primary", "rank": "resident-physician"}, None),
        ({"hospital": t.Hospital(lowest_level="tertiary")}, {"hospital_level": "tertiary-a"}, None),
        ({"hospital": t.Hospital(lowest_level="tertiary")}, {"hospital_level": "tertiary"}, None),
        ({"hospital": t.Hospital(lowest_level="tertiary")}, {"hospital_level": "secondary"}, "hospital-level-too-low"),
        ({"hospital": t.Hospital(lowest_level="tertiary")}, {}, None),
        ({"hospital": t.Hospital(ownership=("public",))}, {"hospital_ownership": "public"}, None),
        ({"hospital": t.Hospital(ownership=("public",))}, {"hospital_ownership": "private"}, "hospital-not-eligible"),
        ({"hospital": t.Hospital(division=("ordinary",))}, {"division": "vip"}, "hospital-not-eligible"),
        ({"hospital": t.Hospital(division=("vip", "ordinary"))}, {"division": "vip"}, None),
        ({"hospital": t.Hospital(social_insurance=True)}, {"social_insurance_designated": True}, None),
        (
            {"hospital": t.Hospital(social_insurance=True)},
            {"social_insurance_designated": False},
            "hospital-not-eligible",
        ),
        ({"hospital": t.Hospital()}, {"social_insurance_designated": False, "division": "vip"}, None),
        ({"doctor": t.Doctor(lowest_rank="associate-chief-physician")}, {"rank": "chief-physician"}, None),
        (
            {"doctor": t.Doctor(lowest_rank="associate-chief-physician")},
            {"rank": "attending-physician"},
            "rank-too-low",
        ),
        ({"doctor": t.Doctor()}, {"rank": "resident-physician", "doctor": "李医生"}, None),
    ],
)
def test_place_is_judged_at_application_and_at_booking(terms, data, reason):
    expected = [reason] if reason else []
    assert both(service(FLOW, **terms), data, areas=AREAS) == (expected, expected)


@pytest.mark.parametrize(
    ("terms", "data", "reason"),
    [
        ({"doctor": t.Doctor(designable=False)}, {"doctor": "李医生"}, "doctor-not-designable"),
        ({"hospital": t.Hospital(designable=False)}, {"hospital": "某医院"}, "hospital-not-designable"),
    ],
)
def test_what_may_not_be_wished_for_may_be_booked(terms, data, reason):
    care = service(FLOW, **terms)
    assert both(care, data) == ([reason], [])
    assert codes(applied(care).refusals) == []


@pytest.mark.parametrize(
    ("partners", "name", "reasons"),
    [
        (None, "某医院", []),
        (frozenset({"某医院"}), "某医院", []),
        (frozenset({"某医院"}), "别的医院", ["hospital-not-eligible"]),
        (frozenset(), "某医院", ["hospital-not-eligible"]),
    ],
)
def test_hospital_is_on_the_partner_list_where_one_is_loaded(partners, name, reasons):
    care = service(FLOW, partners=t.Partners())
    assert both(care, {"hospital": name}, around(partners=partners)) == (reasons, reasons)


def test_hospital_that_may_neither_be_wished_for_nor_is_a_partner_is_refused_for_both():
    care = service(FLOW, partners=t.Partners(), hospital=t.Hospital(designable=False))
    at_application, at_booking = both(care, {"hospital": "某医院"}, around(partners=frozenset()))
    assert set(at_application) == {"hospital-not-designable", "hospital-not-eligible"}
    assert at_booking == ["hospital-not-eligible"]


def test_place_is_refused_with_what_would_do():
    care = service(
        FLOW,
        area=t.Area(cities="green", countries=("US",), clause=("A",)),
        hospital=t.Hospital(lowest_level="tertiary", division=("ordinary",), clause=("H",)),
        doctor=t.Doctor(lowest_rank="chief-physician", clause=("D",)),
    )
    data = {
        "city": "上海",
        "country": "FR",
        "hospital_level": "primary",
        "division": "vip",
        "rank": "resident-physician",
    }
    assert applied(care, data, areas=AREAS).refusals == (
        Refusal("city-not-covered", ("A",), {"city": "上海"}),
        Refusal("country-not-covered", ("A",), {"country": "FR", "countries": ("US",)}),
        Refusal("hospital-level-too-low", ("H",), {"lowest": "tertiary"}),
        Refusal("hospital-not-eligible", ("H",), {"key": "division", "allowed": ("ordinary",)}),
        Refusal("rank-too-low", ("D",), {"lowest": "chief-physician"}),
    )


@pytest.mark.parametrize("junk", [[], {}, [["北京"]], ({},), 7, "\0", 10**400, True])
@pytest.mark.parametrize("key", ["city", "country", "hospital", "hospital_level", "division", "rank", "doctor"])
def test_place_that_is_no_text_is_refused(key, junk):
    care = service(
        FLOW,
        area=t.Area(cities="green", countries=("US",)),
        hospital=t.Hospital(lowest_level="tertiary", division=("ordinary",)),
        partners=t.Partners(),
        doctor=t.Doctor(lowest_rank="chief-physician", designable=False),
    )
    at_application, at_booking = both(care, {key: junk}, around(partners=frozenset({"某医院"})), areas=AREAS)
    assert at_application
    assert at_booking or (key, junk) == ("doctor", "\0")
