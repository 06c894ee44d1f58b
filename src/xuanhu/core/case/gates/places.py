"""City, country, hospital, division, doctor, rank: judged wherever they are named, at application and at booking."""

from collections.abc import Callable, Iterator, Mapping

from xuanhu.core.case.circumstances import Circumstances
from xuanhu.core.case.plan import Plan
from xuanhu.core.case.verdict import Refusal, refuse
from xuanhu.core.handbook.vocabulary import HOSPITAL_LEVELS, RANKS

Named = Mapping[str, object]
PlaceJudge = Callable[[object, Circumstances], Refusal | None]


def place_judges(plan: Plan) -> dict[str, PlaceJudge]:
    """What is judged at application and at booking, by the key that names it."""
    return dict((*_area_judges(plan), *_hospital_judges(plan), *_partner_judges(plan), *_rank_judges(plan)))


def wish_judges(plan: Plan) -> dict[str, PlaceJudge]:
    """What is judged at application only: what may not be wished for."""
    service = plan.service
    judges: dict[str, PlaceJudge] = {}
    if service.doctor is not None and not service.doctor.designable:
        doctor = refuse("doctor-not-designable", service.doctor)
        judges["doctor"] = lambda _, __: doctor
    if service.hospital is not None and not service.hospital.designable:
        hospital = refuse("hospital-not-designable", service.hospital)
        judges["hospital"] = lambda _, __: hospital
    return judges


def _area_judges(plan: Plan) -> Iterator[tuple[str, PlaceJudge]]:
    area = plan.service.area
    if area is None:
        return
    if area.cities is not None:

        def judge_city(city: object, _: Circumstances) -> Refusal | None:
            covered = city in plan.cities or str(city).removesuffix("市") in plan.cities
            return None if covered else refuse("city-not-covered", area, city=city)

        yield "city", judge_city
    if area.countries:

        def judge_country(country: object, _: Circumstances) -> Refusal | None:
            covered = str(country).upper() in area.countries
            return None if covered else refuse("country-not-covered", area, country=country, countries=area.countries)

        yield "country", judge_country


def _hospital_judges(plan: Plan) -> Iterator[tuple[str, PlaceJudge]]:
    hospital = plan.service.hospital
    if hospital is None:
        return
    if hospital.lowest_level is not None:
        yield "hospital_level", _at_least(hospital.lowest_level, HOSPITAL_LEVELS, "hospital-level-too-low", hospital)
    not_eligible = "hospital-not-eligible"
    for key, allowed in (("hospital_ownership", hospital.ownership), ("division", hospital.division)):
        if allowed:
            yield key, _one_of(allowed, refuse(not_eligible, hospital, key=key, allowed=allowed))
    if hospital.social_insurance:
        insured = refuse(not_eligible, hospital, key="social_insurance_designated", allowed=(True,))
        yield "social_insurance_designated", _one_of((True,), insured)


def _partner_judges(plan: Plan) -> Iterator[tuple[str, PlaceJudge]]:
    partners = plan.service.partners
    if partners is None:
        return

    def judge_partner(name: object, around: Circumstances) -> Refusal | None:
        known = around.partners is None or name in around.partners
        return None if known else refuse("hospital-not-eligible", partners, key="partner", hospital=name)

    yield "hospital", judge_partner


def _rank_judges(plan: Plan) -> Iterator[tuple[str, PlaceJudge]]:
    doctor = plan.service.doctor
    if doctor is not None and doctor.lowest_rank is not None:
        yield "rank", _at_least(doctor.lowest_rank, RANKS, "rank-too-low", doctor)


def _one_of(allowed: tuple[object, ...], refusal: Refusal) -> PlaceJudge:
    return lambda value, _: None if value in allowed else refusal


def _at_least(lowest: str, ladder: tuple[str, ...], code: str, term: object) -> PlaceJudge:
    """At least this high on a ladder of levels or ranks; what is not on the ladder is not known to be high enough."""
    enough = frozenset(ladder[ladder.index(lowest) :])
    refusal = Refusal(code, getattr(term, "clause", ()), {"lowest": lowest})
    return lambda value, _: None if value in enough else refusal
