"""Services that may be had only some time after, or before some time after, another date."""

from datetime import date

import pytest

from tests.handbooks import ALONE, WANG, applied, around, at, codes, policy, service
from xuanhu.core.case.verdict import Refusal
from xuanhu.core.handbook import terms as t
from xuanhu.core.parties import Diagnosis, Insured


def reasons(window, among, day):
    return codes(applied(service(windows=(window,)), among=among, when=day).refusals)


@pytest.mark.parametrize(
    ("after", "among"),
    [
        ("policy.from", around(policy=policy(starts_on=date(2026, 5, 1)))),
        ("policy.details.registered", around(policy=policy(details={"registered": "2026-05-01"}))),
        ("insured.details.married", around(insured=Insured("王芳", details={"married": date(2026, 5, 1)}))),
        ("insured.birth", around(insured=Insured("王小芳", "110105202605010010"))),
        ("diagnosis.on", around(diagnosis=Diagnosis(date(2026, 5, 1)))),
        ("escort.escorted", around(prior={"escort.escorted": at(5, 1)})),
    ],
)
def test_window_opens_some_days_after_its_date_and_closes_some_days_after_it(after, among):
    window = t.Window(after=after, opens="10 days", closes="30 days")
    days = [at(5, 10, 23, 59), at(5, 11, 0), at(5, 31, 23, 59), at(6, 1, 0)]
    closed = ["outside-window"]
    assert [reasons(window, among, day) for day in days] == [closed, [], [], closed]


def test_window_may_be_counted_from_the_end_of_the_policy_within_it():
    window = t.Window(after="policy.to", closes="5 days")
    among = around(policy=policy(ends_on=date(2026, 6, 10)))
    assert reasons(window, among, at(6, 9)) == ["outside-window"]
    assert reasons(window, among, at(6, 10)) == []


@pytest.mark.parametrize(
    ("opens", "closes", "allowed"),
    [
        (None, None, [False, True, True, True]),
        (None, "5 working days", [False, True, True, False]),
        ("5 working days", None, [False, False, True, True]),
    ],
)
def test_window_without_an_end_stays_open_on_that_side(opens, closes, allowed):
    window = t.Window(after="diagnosis.on", opens=opens, closes=closes)
    among = around(diagnosis=Diagnosis(date(2026, 6, 1)))
    days = [at(5, 31), at(6, 1), at(6, 8), at(6, 9)]
    assert [not reasons(window, among, day) for day in days] == allowed


def test_window_of_a_date_that_nobody_knows_is_closed():
    window = t.Window(after="diagnosis.on", reason="too-soon", says="请先确诊。", clause=("W",))
    verdict = applied(service(windows=(window,)))
    assert verdict.refusals == (Refusal("too-soon", ("W",), {"says": "请先确诊。", "after": "diagnosis.on"}),)


def test_window_that_is_closed_is_told_with_its_days():
    among = around(diagnosis=Diagnosis(date(2026, 1, 1)))
    verdict = applied(service(windows=(t.Window(after="diagnosis.on", opens="1 day", closes="30 days"),)), among=among)
    assert dict(verdict.refusals[0].about) == {"says": "", "from": date(2026, 1, 2), "until": date(2026, 1, 31)}
    among = around(diagnosis=Diagnosis(date(2026, 6, 10)))
    verdict = applied(service(windows=(t.Window(after="diagnosis.on"),)), among=among)
    assert dict(verdict.refusals[0].about) == {"says": "", "from": date(2026, 6, 10), "until": None}


def test_windows_must_all_be_open():
    care = service(windows=(t.Window(after="policy.from", opens="200 days"), t.Window(after="insured.birth")))
    assert codes(applied(care, among=around()).refusals) == ["outside-window"]


def test_window_after_a_policy_for_life_never_opens():
    among = ALONE._replace(insured=WANG, policy=policy(ends_on=date.max))
    assert reasons(t.Window(after="policy.to", closes="30 days"), among, at(6, 1)) == ["outside-window"]


def test_benefit_must_be_claimed_in_its_window_before_it_can_be_used():
    """Registration within 30 days of the diagnosis; then, and only then, the service, from 10 days after it."""
    care = service(
        prior_service=t.PriorService(service="registration", fact="registered"),
        windows=(t.Window(after="registration.registered", opens="10 days"),),
    )
    registration = service("applied > registered", windows=(t.Window(after="diagnosis.on", closes="30 days"),))
    ill = around(diagnosis=Diagnosis(date(2026, 5, 1)))
    assert codes(applied(registration, among=ill, when=at(5, 31)).refusals) == []
    assert codes(applied(registration, among=ill, when=at(6, 1)).refusals) == ["outside-window"]
    assert codes(applied(care, among=ill).refusals) == ["prior-service-required", "outside-window"]
    registered = ill._replace(prior={"registration.applied": at(5, 20), "registration.registered": at(5, 23)})
    assert codes(applied(care, among=registered).refusals) == ["outside-window"]
    assert codes(applied(care, among=registered, when=at(6, 2)).refusals) == []
