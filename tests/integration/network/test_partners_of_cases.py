"""The partner list in force on the day of application is the one that a case goes by, to its end."""

import pytest

from tests.integration.network.office import ELSEWHERE, SONGHE, YUANZHI, Office, reasons
from tests.integration.platform import Platform

NOT_A_PARTNER = [("hospital-not-eligible", ["INS-06"])]
SEPTEMBER, OCTOBER = "2026-09-21T10:00", "2026-10-12T10:00"


def test_hospital_off_the_list_is_refused_at_application_and_at_a_question(office: Office):
    assert office.list_of("2026-01-01", SONGHE).status == 201
    for address in ("/cases", "/checks"):
        assert reasons(office.asked(SEPTEMBER, address=address, hospital=ELSEWHERE)) == NOT_A_PARTNER
        assert reasons(office.asked(SEPTEMBER, address=address, hospital=SONGHE)) == []
        assert reasons(office.asked(SEPTEMBER, address=address)) == []


def test_hospital_off_the_list_is_refused_at_booking(office: Office):
    office.list_of("2026-01-01", SONGHE)
    case = office.case_ready_to_book(SEPTEMBER)
    assert reasons(office.book(case, ELSEWHERE, SEPTEMBER)) == NOT_A_PARTNER
    assert reasons(office.book(case, SONGHE, SEPTEMBER)) == []


def test_refusal_can_be_read_out(office: Office):
    office.list_of("2026-01-01", SONGHE)
    [one] = office.asked(SEPTEMBER, hospital=ELSEWHERE).json["refused"]
    assert one["says"] == "您说的这家不在您申请那天的合作名单上。"
    assert one["change"] == "换一家合作医院，我们可以帮您挑"


def test_without_a_list_no_hospital_is_judged(office: Office):
    case = office.case_ready_to_book(SEPTEMBER)
    assert reasons(office.book(case, ELSEWHERE, SEPTEMBER)) == []


def test_list_of_the_day_of_application_holds_through_a_later_list(office: Office):
    office.list_of("2026-01-01", SONGHE)
    earlier = office.case_ready_to_book(SEPTEMBER)
    office.list_of("2026-10-01", YUANZHI, at=SEPTEMBER)
    later = office.case_ready_to_book(OCTOBER)
    assert reasons(office.book(earlier, YUANZHI, OCTOBER)) == NOT_A_PARTNER
    assert reasons(office.book(earlier, SONGHE, OCTOBER)) == []
    assert reasons(office.book(later, SONGHE, OCTOBER)) == NOT_A_PARTNER
    assert reasons(office.book(later, YUANZHI, OCTOBER)) == []


def test_case_of_before_the_first_list_stays_without_judgement(office: Office):
    case = office.case_ready_to_book(SEPTEMBER)
    office.list_of("2026-10-01", SONGHE, at=SEPTEMBER)
    assert reasons(office.book(case, ELSEWHERE, OCTOBER)) == []


@pytest.mark.parametrize(("at", "hospital"), [("2026-09-30T23:59", SONGHE), ("2026-10-01T00:00", YUANZHI)])
def test_lists_change_at_midnight_in_china(office: Office, at: str, hospital: str):
    office.list_of("2026-01-01", SONGHE)
    office.list_of("2026-10-01", YUANZHI)
    assert reasons(office.asked(at, hospital=hospital)) == []
    other = YUANZHI if hospital == SONGHE else SONGHE
    assert reasons(office.asked(at, hospital=other)) == NOT_A_PARTNER


def test_list_of_the_service_itself_goes_before_that_of_all(office: Office):
    office.list_of("2026-01-01", SONGHE)
    office.list_of("2026-01-01", YUANZHI, service="outpatient-appointment")
    assert reasons(office.asked(SEPTEMBER, hospital=YUANZHI)) == []
    assert reasons(office.asked(SEPTEMBER, hospital=SONGHE)) == NOT_A_PARTNER
    assert reasons(office.asked(SEPTEMBER, "inpatient-appointment", hospital=SONGHE)) == []
    assert reasons(office.asked(SEPTEMBER, "inpatient-appointment", hospital=YUANZHI)) == NOT_A_PARTNER


def test_service_without_partners_asks_for_no_list(office: Office):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    office.list_of("2026-01-01", SONGHE)
    with CaptureQueriesContext(connection) as captured:
        assert office.asked(SEPTEMBER, "second-opinion").json["allowed"]
    assert [one for one in captured.captured_queries if "network_" in one["sql"]] == []


def test_another_insurers_list_is_not_ours(office: Office):
    Office().list_of("2026-01-01", SONGHE)
    assert reasons(office.asked(SEPTEMBER, hospital=ELSEWHERE)) == []


def test_hospital_is_known_by_its_other_names_and_with_either_brackets(office: Office):
    from xuanhu.apps.network.actions import put_hospitals

    row = {"code": "T-NAMES", "name": "南京众望医院", "province": "江苏", "city": "南京", "level": "tertiary-a"}
    row |= {"ownership": "public", "other_names": ["众望医院（东院）", "众望总院"]}
    put_hospitals(rows=[row])
    office.list_of("2026-01-01", {"name": "南京众望", "code": "T-NAMES"})
    for name in ("南京众望", "南京众望医院", "众望总院", "众望医院（东院）", "众望医院(东院)"):
        assert reasons(office.asked(SEPTEMBER, hospital=name)) == [], name
    assert reasons(office.asked(SEPTEMBER, hospital="众望医院")) == NOT_A_PARTNER


def test_case_that_is_loaded_again_has_the_list_of_its_day(office: Office):
    from xuanhu.apps.cases.loading import states_of
    from xuanhu.apps.cases.models import Case

    office.list_of("2026-01-01", SONGHE)
    case = office.case_ready_to_book(SEPTEMBER)
    office.book(case, SONGHE, SEPTEMBER)
    with office.seen():
        rows = list(Case.objects.select_related("policy", "insured").filter(public_id=case))
        [state] = states_of(rows).values()
    assert state.circumstances.partners == frozenset({SONGHE})
    assert "booked" in state.stands


def test_states_of_three_cases_take_as_many_queries_as_of_one(office: Office):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from xuanhu.apps.cases.loading import states_of
    from xuanhu.apps.cases.models import Case

    office.list_of("2026-01-01", SONGHE)
    office.list_of("2026-10-01", YUANZHI)
    for at in (SEPTEMBER, OCTOBER, OCTOBER):
        office.asked(at)
    with office.seen():
        rows = list(Case.objects.select_related("policy", "insured").order_by("id"))
        states_of(rows)
        counts = []
        for some in (rows[:1], rows):
            with CaptureQueriesContext(connection) as captured:
                states = states_of(some)
            counts.append(len(captured))
    assert (len(states), counts) == (3, [2, 2])
    found = [state.circumstances.partners for state in states.values()]
    assert found == [{SONGHE}, {YUANZHI}, {YUANZHI}]


def test_question_for_the_list_goes_by_an_index(office: Office, platform: Platform):
    from django.db import connection

    from xuanhu.apps.network.public import IN_FORCE

    office.list_of("2026-01-01", SONGHE)
    with office.seen() as insurer, connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {IN_FORCE}", [[insurer], ["ins-oncology"], ["outpatient-appointment"], ["2026-09-21"]])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "partner_list_once" in plan
    assert "partner_hospital_once" in plan
    assert "Seq Scan on network_" not in plan


@pytest.mark.parametrize(
    ("handbook", "clauses"),
    [("axa-tianping", ["AXA-08"]), ("starr-critical-care", ["STARR-09", "STARR-22"])],
)
def test_each_handbook_cites_its_own_clauses(platform: Platform, handbook: str, clauses: list[str]):
    office = Office(handbook)
    office.list_of("2026-01-01", SONGHE)
    assert reasons(office.asked(SEPTEMBER, hospital=ELSEWHERE)) == [("hospital-not-eligible", clauses)]
