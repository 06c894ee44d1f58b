"""The page of a case of every service, at every step of its way: it says whose turn it is, and no word of ours."""

import re
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from tests.integration.insured.course import Course, at
from tests.integration.insured.member import Member, new_member, now_at, phone_of
from tests.integration.web.reading import lines
from tests.integration.web_case.test_every_service import EACH, next_of
from xuanhu.core.parties import Diagnosis

NODULE = Diagnosis(on=date(2026, 6, 10), kind="lung-nodule")
FIRST = {
    "post-care-follow-up": ("inpatient-appointment", "attended"),
    "bedside-visit": ("inpatient-surgery", "admitted"),
}
TURNS = re.compile("现在轮到|到时候按约好的时间|接下来是")
INNER = re.compile(r"[a-z]{3,}-[a-z]+|None|\{|\}|审核员|系统|被保险人|queue|todo")
MOST_STEPS = 25


def walked(member: Member, service: str, until: str = "", look: Any = None, cover: str = "") -> Course:
    """From the application to the end, or until a fact stands; `look` is called before each step with its moment."""
    from xuanhu.apps.cases.loading import around, calendar, plan_of
    from xuanhu.apps.editions.queries import library
    from xuanhu.demo.filling import Filled, a_scene, application, fill

    now, choose = at(12, 9, 30), Random(service)  # noqa: S311 - nothing secret
    book = library().in_force(cover or member.policy.handbook, now.date())
    assert book is not None
    plan = plan_of(book, service, {})
    scene = a_scene(plan=plan, starts=now, choose=choose)
    case = Course(member, service, now, cover=cover, **_asked(plan, scene, member, choose, application, around))
    for _ in range(MOST_STEPS):
        state = case.state
        if look is not None:
            look(case, now)
        if not state.is_open or until in state.stands:
            break
        now += timedelta(minutes=15)
        name = next_of(state)
        data = fill(name, Filled(state, now, scene, choose, calendar()))
        asked = {**state.stands["applied"].data, **(state.stands["triaged"].data if "triaged" in state.stands else {})}
        kept = ("city", "hospital", "department")
        data |= {key: asked[key] for key in kept if key in data and key in asked}
        case.did(name, now, **data)
    return case


def _asked(plan: Any, scene: Any, member: Member, choose: Random, application: Any, around: Any) -> dict[str, Any]:
    from xuanhu.apps.cases.loading import calendar
    from xuanhu.apps.parties.queries import diagnosis_of, insured_of
    from xuanhu.core.case.circumstances import Circumstances

    about = Circumstances(calendar(), insured_of(member.row), diagnosis=diagnosis_of(member.row))
    data = dict(application(plan=plan, scene=scene, around=about, choose=choose, has_login=True))
    if "has_dicom" in data:
        data["has_dicom"] = False
    return {key: value for key, value in data.items() if key != "channel"}


@pytest.mark.parametrize(("book", "service"), EACH)
def test_every_step_says_whose_turn_it_is_in_plain_words(book: str, service: str, monkeypatch: pytest.MonkeyPatch):
    illness = NODULE if service == "nodule-interpretation" else None
    cover = book if book.startswith("taiping") else ""
    member = new_member("axa-tianping" if cover else book, illness=illness)
    if service in FIRST:
        walked(member, *FIRST[service])
    desk = phone_of(member)
    seen: list[str] = []

    def look(case: Course, now: datetime) -> None:
        now_at(monkeypatch, now)
        for path in (case.path, "/my"):
            said = desk.client.get(path)
            assert said.status_code == 200
            text = "".join(lines(said.content))
            assert INNER.search(text) is None, INNER.search(text)
            if path != "/my":
                seen.append(text)
                assert (TURNS.search(text) is None) == (not case.state.is_open)

    case = walked(member, service, look=look, cover=cover)
    assert case.state.outcome == "completed"
    assert ("已承保" if cover else "这次服务办完了") in seen[-1]
    assert len(set(seen)) == len(seen)
