"""One case of nine steps: PICC's outpatient appointment, from the application to the visit, every gate and clock on."""

from datetime import date, datetime

from bench.by_hand import Command
from xuanhu.core.case.circumstances import Circumstances
from xuanhu.core.case.decide import apply, record
from xuanhu.core.case.laying_out import lay_out
from xuanhu.core.case.plan import Plan
from xuanhu.core.case.state import State
from xuanhu.core.parties import Diagnosis, Insured, Policy
from xuanhu.core.reckoning import SHANGHAI, china
from xuanhu.handbook_files.loader import built_in

HANDBOOK, SERVICE = "picc-iwuyou-3", "outpatient-appointment"
HOSPITAL = {"hospital": "北京某医院", "department": "胸外科"}


def _at(day: int, hour: int) -> datetime:
    return datetime(2026, 9, day, hour, tzinfo=SHANGHAI)


def commands() -> list[Command]:
    """The nine commands: the fact, its data, when, by whom."""
    booking = {
        "city": "北京",
        "hospital_level": "tertiary-a",
        "rank": "chief-physician",
        "on": date(2026, 9, 29),
        **HOSPITAL,
    }
    return [
        ("applied", {"channel": "hotline", "city": "北京", "rank": "chief-physician"}, _at(21, 10), "insured"),
        ("identity-verified", {"name": "王芳", "id_number": "11010519491231002X"}, _at(21, 11), "agent"),
        ("documents-added", {"kinds": ("pathology-report",)}, _at(22, 9), "insured"),
        ("reviewed", {"result": "passed"}, _at(23, 9), "reviewer"),
        ("triaged", HOSPITAL, _at(24, 9), "care-manager"),
        ("booked", booking, _at(24, 15), "care-manager"),
        ("escort-called", {}, _at(28, 16), "escort"),
        ("escorted", {"hours": 3}, _at(29, 11), "escort"),
        ("attended", {}, _at(29, 12), "care-manager"),
    ]


def plan() -> Plan:
    """The service laid out."""
    handbook = built_in().in_force(HANDBOOK, date(2026, 9, 21))
    if handbook is None:
        raise KeyError(HANDBOOK)
    return lay_out(handbook, SERVICE, {})


def circumstances() -> Circumstances:
    """A policy of this year, a confirmed illness, one use left."""
    return Circumstances(
        calendar=china(),
        insured=Insured("王芳", "11010519491231002X", "13800138000"),
        policy=Policy(date(2026, 1, 1), date(2026, 12, 31)),
        diagnosis=Diagnosis(date(2026, 6, 10), icd10="C34.1"),
        uses_left=1,
    )


def run(laid_out: Plan, around: Circumstances, steps: list[Command]) -> State:
    """One case from its application to its end, through the engine."""
    _, data, at, by = steps[0]
    state = apply(laid_out, around, data, at, by).state
    for name, given, moment, who in steps[1:]:
        state = record(state, name, given, moment, who).state
    return state
