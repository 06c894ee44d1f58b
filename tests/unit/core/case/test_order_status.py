"""The status of an order, by what it waits for and how it ended (flows, manual-underwriting)."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from tests.handbooks import ALONE, applied, at, service
from xuanhu.core.case.decide import apply, record
from xuanhu.core.case.laying_out import lay_out
from xuanhu.core.case.order_status import order_status
from xuanhu.core.case.passing import let_pass
from xuanhu.core.case.state import State
from xuanhu.handbook_files.loader import built_in

CENTRE: Mapping[str, object] = {"institution": "某体检中心", "on": date(2026, 9, 7)}
CHECK_UP: list[tuple[str, Mapping[str, object]]] = [
    ("checkup-requested", CENTRE),
    ("signed", {"consent": "personal-information-authorization"}),
    ("checkup-booked", CENTRE),
    ("checkup-attended", {}),
    ("images-received", {"modality": "CT", "study_date": date(2026, 9, 1)}),
    ("concluded", {"result": "passed"}),
    ("paid", {"amount": 1200}),
]
STATUSES = ["待授权", "待授权", "待预约体检", "待体检", "待上传影像", "核保中", "待支付", "已承保"]
WITH_A_SCAN = [CHECK_UP[1], *CHECK_UP[4:]]


@cache
def taiping() -> Any:
    return next(one for one in built_in().handbooks if one.handbook == "taiping-yibao-wuyou")


def gone(*acts: tuple[str, Mapping[str, object]], has_dicom: bool = False) -> State:
    """An application of 1 September, and acts of its first afternoon."""
    data = {"channel": "app", "screening_passed": True, "has_dicom": has_dicom}
    state = apply(lay_out(taiping(), "manual-underwriting", data), ALONE, data, at(9, 1)).state
    for number, (name, said) in enumerate(acts):
        verdict = record(state, name, said, at(9, 1, 12) + timedelta(minutes=number))
        assert verdict.refusals == (), name
        state = verdict.state
    return state


@pytest.mark.parametrize("done", range(len(STATUSES)))
def test_each_step_with_a_check_up_has_its_status(done: int):
    assert order_status(gone(*CHECK_UP[:done])) == STATUSES[done]


def test_with_a_scan_at_hand_no_check_up_is_waited_for():
    found = [order_status(gone(*WITH_A_SCAN[:done], has_dicom=True)) for done in range(len(WITH_A_SCAN) + 1)]
    assert found == ["待授权", "待上传影像", "核保中", "待支付", "已承保"]


def test_images_that_nobody_has_judged_are_still_waited_for():
    assert order_status(gone(WITH_A_SCAN[0], ("images-sent", {}), has_dicom=True)) == "待上传影像"


def test_a_no_is_told_as_one():
    declined = ("concluded", {"result": "declined", "reason": "结节需要复查"})
    assert order_status(gone(*WITH_A_SCAN[:2], declined, has_dicom=True)) == "核保失败"


@pytest.mark.parametrize("ending", [("withdrawn", {}), ("ended", {"reason": "联系不上"})])
def test_withdrawn_or_ended_is_cancelled(ending: tuple[str, Mapping[str, object]]):
    assert order_status(gone(ending)) == "已取消"


def test_images_that_never_come_are_cancelled_by_time():
    assert order_status(let_pass(gone(WITH_A_SCAN[0], has_dicom=True), at(9, 30))[0]) == "已取消"


def test_a_service_without_such_words_has_no_status():
    assert order_status(applied(service()).state) is None
