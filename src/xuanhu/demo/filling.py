"""Plausible data for every fact: hospitals, departments and doctors that do not exist, days that are right."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Final, NamedTuple

from xuanhu.core.case.circumstances import Circumstances
from xuanhu.core.case.plan import Plan
from xuanhu.core.case.state import State
from xuanhu.core.reckoning import SHANGHAI
from xuanhu.core.reckoning.calendar import Calendar
from xuanhu.demo.directory import partners_everywhere

DEPARTMENTS: Final = ("胸外科", "肿瘤内科", "乳腺外科", "消化内科", "甲状腺外科", "肝胆外科")
DOCTORS: Final = ("顾清和", "沈怀瑾", "陆知行", "温如玉", "江望舒")
CITIES: Final = ("北京", "上海", "广州", "深圳", "杭州", "成都", "武汉", "南京")
REASONS: Final = {
    "rejected": "就诊记录与所述病情不一致",
    "declined": "右肺上叶结节，建议复查后再申请",
    "withdrawn": "家人已经另外安排好了",
    "ended": "多次联系不上，按流程结束",
    "images-refused": "影像缺层，请重新发送",
}
SATURDAY: Final = 6


class Scene(NamedTuple):
    """Where a case plays, the same throughout: the city, the hospital, what was wished."""

    city: str
    hospital: str
    department: str
    doctor: str
    starts: datetime


class Filled(NamedTuple):
    """What a fact's data is made from."""

    state: State
    when: datetime
    scene: Scene
    choose: Random
    calendar: Calendar


def a_scene(*, plan: Plan, starts: datetime, choose: Random) -> Scene:
    """Somewhere this service can be had."""
    cities = [city for city in CITIES if not plan.cities or city in plan.cities] or sorted(plan.cities)
    city = choose.choice(cities)
    return Scene(
        city, choose.choice(partners_everywhere(city)), choose.choice(DEPARTMENTS), choose.choice(DOCTORS), starts
    )


def application(
    *, plan: Plan, scene: Scene, around: Circumstances, choose: Random, has_login: bool
) -> dict[str, object]:
    """What somebody says who applies; what a service does not ask for is left out."""
    service, calendar = plan.service, around.calendar
    asked = {key for needed in service.needed if needed.fact == "applied" for key in needed.keys}
    data: dict[str, object] = {"channel": choose.choice(("app", "wechat", "portal")) if has_login else "hotline"}
    if service.area is not None and service.area.cities:
        data |= {"city": scene.city, "department": scene.department}
    if service.area is not None and service.area.countries:
        data["country"] = choose.choice(("US", "JP", "SG"))
    if "planned_admission_on" in asked:
        data["planned_admission_on"] = calendar.add_working_days(scene.starts.date(), 7)
        data |= _at(scene) | {"social_insurance_designated": True, "already_admitted": False}
    if "nodule" in asked and around.diagnosis is not None:
        data["nodule"] = around.diagnosis.kind
    if "has_dicom" in asked:
        data |= {"screening_passed": True, "has_dicom": choose.random() < 0.5}  # noqa: PLR2004
    return data


def _at(scene: Scene) -> dict[str, object]:
    """A hospital good enough for every handbook."""
    return {
        "city": scene.city,
        "hospital": scene.hospital,
        "hospital_level": "tertiary-a",
        "hospital_ownership": "public",
        "division": "ordinary",
        "department": scene.department,
    }


def fill(name: str, given: Filled) -> dict[str, object]:
    """Data with which a fact may be recorded when its turn has come."""
    maker = MAKERS.get(name)
    return maker(given) if maker is not None else {}


def _identity(given: Filled) -> dict[str, object]:
    insured = given.state.circumstances.insured
    return {"name": insured.name, "id_number": insured.id_number}


def _papers(given: Filled) -> dict[str, object]:
    """What is wanted; where any of several will do, two of them."""
    plan = given.state.plan
    wanted = set(plan.all_of | given.state.asked) - set(given.state.papers)
    if plan.one_of:
        wanted |= set(given.choose.sample(sorted(plan.one_of - {"diagnosis-certificate"}), 2))
    return {"kinds": tuple(sorted(wanted or {"outpatient-record"}))}


def _materials(given: Filled) -> dict[str, object]:
    applied = given.state.stands["applied"].data
    fitting = "CT" if applied.get("nodule") == "lung-nodule" else "US"
    return {**_papers(given), "modality": fitting}


def appointment_day(calendar: Calendar, after: date, ahead: int) -> date:
    """A working day from Monday to Friday, so many working days ahead."""
    day = calendar.add_working_days(after, ahead)
    while day.isoweekday() >= SATURDAY:
        day = calendar.add_working_days(day, 1)
    return day


def _booked(given: Filled) -> dict[str, object]:
    plan, scene = given.state.plan, given.scene
    is_quick = any(promise.fact == "visited" for promise in plan.promises)
    day = appointment_day(given.calendar, given.when.date(), 1 if is_quick else given.choose.randint(1, 5))
    slot = time(given.choose.randint(9, 15), given.choose.choice((0, 20, 40)))
    found: dict[str, object] = {"on": datetime.combine(day, slot, SHANGHAI)}
    if plan.service.hours is not None or plan.service.prior_service is not None:
        return found
    doctor = {"doctor": scene.doctor, "rank": given.choose.choice(("chief-physician", "associate-chief-physician"))}
    return found | _at(scene) | doctor


def _checkup(given: Filled) -> dict[str, object]:
    day = appointment_day(given.calendar, given.when.date(), 3)
    asked = given.state.stands.get("checkup-requested")
    if asked is not None:
        return {key: asked.data[key] for key in ("institution", "address", "on")}
    city = given.scene.city
    return {
        "institution": f"{city}康宁体检中心",
        "address": f"{city}市清源路18号",
        "on": datetime.combine(day, time(9, 30), SHANGHAI),
    }


def _signed(given: Filled) -> dict[str, object]:
    consents = given.state.plan.service.consents
    each = consents.each if consents is not None else ("personal-information-authorization",)
    done = {fact.data.get("consent") for fact in given.state.adding.get("signed", ())}
    return {"consent": next((one for one in each if one not in done), each[0])}


def _delivered(given: Filled) -> dict[str, object]:
    step = given.state.plan.steps["report-delivered"]
    if step.each is None:
        return {"form": "electronic"}
    done = {fact.data.get("form") for fact in given.state.adding.get("report-delivered", ())}
    return {"form": next((form for form in step.each[1] if form not in done), step.each[1][0])}


def _scan(given: Filled) -> dict[str, object]:
    attended = given.state.stands.get("checkup-attended")
    day = attended.at.date() if attended is not None else given.scene.starts.date() - timedelta(days=20)
    return {"modality": "CT", "study_date": day}


def _slip(given: Filled) -> dict[str, object]:
    return {"hospital": given.scene.hospital}


def _triaged(given: Filled) -> dict[str, object]:
    return {"hospital": given.scene.hospital, "department": given.scene.department}


def _amount(least: int, most: int) -> Callable[[Filled], dict[str, object]]:
    return lambda given: {"amount": Decimal(given.choose.randrange(least, most, 100))}


def _always(**data: object) -> Callable[[Filled], dict[str, object]]:
    return lambda _: dict(data)


MAKERS: Final[Mapping[str, Callable[[Filled], dict[str, object]]]] = {
    "identity-verified": _identity,
    "documents-added": _papers,
    "materials-received": _materials,
    "reviewed": _always(result="passed"),
    "investigated": _always(result="passed"),
    "concluded": _always(result="passed"),
    "answered": _always(start=True),
    "triaged": _triaged,
    "admission-slip-issued": _slip,
    "booked": _booked,
    "checkup-requested": _checkup,
    "checkup-booked": _checkup,
    "signed": _signed,
    "refused-to-sign": _signed,
    "images-received": _scan,
    "consultation-held": _always(specialists=("肿瘤内科", "胸外科", "放射治疗科")),
    "escorted": _always(hours=3),
    "advised": _always(minutes=20),
    "sample-sent": _always(sample="peripheral-blood"),
    "report-delivered": _delivered,
    "handed-over": _always(kinds=("invoice", "discharge-summary")),
    "paid": _amount(20000, 60000),
    "deposit-paid": _amount(20000, 50000),
    "settled": _amount(30000, 90000),
    "bill-recorded": _amount(80000, 300000),
    "withdrawn": _always(reason=REASONS["withdrawn"]),
    "ended": _always(reason=REASONS["ended"]),
}
