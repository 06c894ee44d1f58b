"""Cases of the real handbooks where a correction, or a second mail, changes what follows."""

from datetime import date, datetime

from xuanhu.core.case.circumstances import Circumstances
from xuanhu.core.case.decide import apply, record
from xuanhu.core.case.laying_out import lay_out
from xuanhu.core.case.state import State
from xuanhu.core.parties import Diagnosis, Insured, Policy
from xuanhu.core.reckoning import SHANGHAI, china
from xuanhu.handbook_files.loader import built_in

POLICY = Policy(date(2026, 1, 1), date(2026, 12, 31))
ILL = Diagnosis(date(2026, 6, 10), icd10="C34.1")
MISTAKE = {"reason": "记错了"}


def at(day: int, hour: int = 10) -> datetime:
    return datetime(2026, 9, day, hour, tzinfo=SHANGHAI)


def opened(handbook: str, service: str, data: dict[str, object], policy: Policy | None = POLICY) -> State:
    book = built_in().editions(handbook)[-1]
    around = Circumstances(china(), Insured("王芳"), policy, ILL if policy else None, uses_left=1)
    return apply(lay_out(book, service, data), around, data, at(1)).state


def after(state: State, *facts: tuple[str, dict[str, object], datetime]) -> State:
    for name, data, moment in facts:
        verdict = record(state, name, data, moment)
        assert verdict.refusals == ()
        state = verdict.state
    return state


def test_appointment_voided_after_it_was_missed_opens_the_case_again():
    case = after(
        opened("axa-tianping", "outpatient-appointment", {"channel": "portal"}),
        ("documents-added", {"kinds": ("ct-report",)}, at(1)),
        ("reviewed", {"result": "passed"}, at(2)),
        ("booked", {"on": date(2026, 9, 4)}, at(3)),
        ("missed", {}, at(4)),
    )
    assert case.outcome == "deemed-used"
    case = after(case, ("voided", {"fact": "booked", **MISTAKE}, at(7)))
    assert case.outcome is None
    case = after(case, ("booked", {"on": date(2026, 9, 4), "happened_at": at(3)}, at(7)))
    assert case.outcome == "deemed-used"


def test_booking_without_papers_and_slip_names_both():
    case = opened("axa-tianping", "inpatient-appointment", {"channel": "portal"})
    codes = [one.code for one in record(case, "booked", {"on": date(2026, 9, 9)}, at(2)).refusals]
    assert sorted(codes) == ["admission-slip-missing", "documents-missing"]


def with_images(*facts: tuple[str, dict[str, object], datetime]) -> State:
    case = opened("taiping-yibao-wuyou", "manual-underwriting", {"has_dicom": True, "screening_passed": True}, None)
    return after(case, ("signed", {"consent": "personal-information-authorization"}, at(1)), *facts)


def test_of_two_mails_in_time_one_refusal_judges_one():
    due = date(2026, 9, 16)
    held = with_images(
        ("images-sent", {}, at(14)),
        ("images-sent", {}, at(15)),
        ("images-refused", {"reason": "看不清"}, at(18)),
    )
    assert (held.clocks["images-received"].due.on, held.outcome) == (due, None)
    assert after(held, ("images-refused", {"reason": "看不清"}, at(19))).outcome == "expired"


def test_refusal_of_nothing_judges_no_mail_that_comes_later():
    held = with_images(("images-refused", {"reason": "空邮件"}, at(10)), ("images-sent", {}, at(14)))
    assert record(held, "documents-added", {"kinds": ("imaging",)}, at(20)).state.outcome is None
