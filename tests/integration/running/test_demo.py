"""The demonstration: every service, every outcome, right on any day; loaded once; nothing of it leaves the machine."""

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.integration.platform import Platform
from tests.integration.running.apart import LOAD_DEMO, python, state_of
from xuanhu.core.case.passing import overdue
from xuanhu.core.parties import check_id_number
from xuanhu.core.reckoning import SHANGHAI, china
from xuanhu.demo.people import HOUSES
from xuanhu.handbook_files.loader import built_in

OUTCOMES = {"completed", "deemed-used", "refused", "rejected", "withdrawn", "expired", "unable"}
SERVICES = {(book.handbook, name) for book in built_in().handbooks for name in book.services}
DAYS = ["2026-10-05 03:00", "2026-10-10 12:00", "2026-11-20 17:30", "2027-02-08 10:00", "2026-12-31 23:59"]
FINDINGS = """
from collections import Counter
from django.db import transaction
from xuanhu.apps.cases.auditing import verify
from xuanhu.apps.cases.models import Case
from xuanhu.apps.cases.rebuilding import rebuild
from xuanhu.apps.notices.models import Notice
from xuanhu.apps.parties.models import Insurer
from xuanhu.apps.tenancy import every_insurer, seeing
with transaction.atomic():
    print(list(verify()))
print(list(rebuild(repair=False, at=at)))
with seeing(every_insurer()):
    print(sorted(set(Case.objects.values_list("outcome", flat=True)) - {None}))
    print(len({(c.handbook, c.service, c.outcome is None) for c in Case.objects.all()}))
    print(Notice.objects.filter(audience="insured", text="").count(), set(Insurer.objects.values_list("purpose")))
from xuanhu.apps.portal.models import ActsFor
from xuanhu.demo.phones import open_phones
phones = open_phones(at=at)
with seeing(every_insurer()):
    whom = {one.insured_id for one in ActsFor.objects.all()}
    is_open = Case.objects.filter(insured__in=whom, outcome=None).exists()
    print([one.whose for one in phones], phones == open_phones(at=at), ActsFor.objects.count(), len(whom), is_open)
"""


@pytest.mark.parametrize("moment", DAYS)
def test_on_any_day_every_service_is_open_and_closed_and_every_outcome_occurs(platform: Platform, moment: str) -> None:
    from xuanhu.demo.loading import plan_house

    at = datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)
    states, people = [], []
    for number, house in enumerate(HOUSES):
        persons, planned = plan_house(house=house, number=number, at=at, calendar=china(), seed="test")
        people += persons
        states += [(house.handbook, one.service, one.way.state) for one in planned]
    closed = {(book, service) for book, service, state in states if not state.is_open}
    still = {(book, service) for book, service, state in states if state.is_open}
    assert (closed, still) == (SERVICES, SERVICES)
    assert {state.outcome for _, _, state in states} - {None} == OUTCOMES
    assert 110 <= len(states) <= 150
    assert sum(bool(overdue(state, at)) for _, _, state in states) >= 5
    assert sum(_is_ahead(state, at) for _, _, state in states) >= 3
    numbers = [person.insured.id_number for person in people]
    assert [check_id_number(number) for number in numbers] == numbers
    assert len(set(numbers)) == len({person.insured.name for person in people} | set(numbers)) - len(
        {person.insured.name for person in people}
    )


def _is_ahead(state, at: datetime) -> bool:
    booked = state.stands.get("booked")
    return state.is_open and booked is not None and at < booked.data["on"] < at + timedelta(days=10)


def test_the_same_seed_and_moment_give_the_same(platform: Platform) -> None:
    from xuanhu.demo.loading import plan_house

    at = datetime(2026, 11, 22, 14, tzinfo=SHANGHAI)
    given = {"house": HOUSES[1], "number": 1, "at": at, "calendar": china()}
    first, second = (plan_house(**given, seed="a") for _ in range(2))
    assert [one.way.acts for one in first[1]] == [one.way.acts for one in second[1]]
    assert first[0] == second[0]
    assert [one.way.acts for one in plan_house(**given, seed="b")[1]] != [one.way.acts for one in first[1]]


def test_loaded_it_is_sound_and_loaded_twice_it_is_the_same(apart: Platform, tmp_path: Path) -> None:
    state = state_of(tmp_path)
    counted = python(apart, state, LOAD_DEMO + LOAD_DEMO + FINDINGS).splitlines()
    assert counted[0].split()[:2] == ["5", "61"]
    assert counted[1] == "0 0 0"
    assert counted[2:4] == ["[]", "[]"]
    assert counted[4] == str(sorted(OUTCOMES))
    assert counted[5] == str(2 * len(SERVICES))
    assert counted[6] == "0 {('demo',)}"
    assert counted[7] == "['被保险人本人', '代办的孩子'] True 2 1 True"


def test_names_are_of_invented_people(platform: Platform) -> None:
    from xuanhu.demo.loading import plan_house
    from xuanhu.demo.people import UNASSIGNED

    at = datetime(2026, 11, 22, 14, tzinfo=SHANGHAI)
    persons, _ = plan_house(house=HOUSES[2], number=2, at=at, calendar=china(), seed="test")
    assert Counter(person.insured.phone[:3] for person in persons) == {UNASSIGNED: len(persons)}
