"""Papers that the next step is about: who asks for one leads to a page that takes it, and then it is our turn."""

from datetime import date
from decimal import Decimal

from tests.integration.insured.course import HOSPITAL, Course, at
from tests.integration.insured.member import new_member, phone_of
from tests.integration.insured.pages import page
from tests.integration.insured.paperwork import Phone
from tests.integration.insured.test_papers import small

SLIP = "住院通知单"


def inpatient() -> tuple[Phone, Course]:
    """A stay in hospital that waits for the slip alone."""
    member = new_member()
    course = Course(member, "inpatient-appointment", at(9), city="北京", department="胸外科")
    course.did("documents-added", at(9, 11), kinds=("pathology-report",))
    course.did("reviewed", at(10), result="passed")
    return Phone(phone_of(member), course.path.rsplit("/", 1)[1]), course


def test_the_slip_that_the_case_asks_for_stands_on_the_list_of_papers():
    phone, course = inpatient()
    assert f"交{SLIP}" in page(phone.desk, course.path)
    wanted = page(phone.desk, f"{course.path}/papers")
    assert "还差1样资料" in wanted
    assert SLIP in wanted


def test_a_slip_that_was_brought_is_ours_to_look_at():
    phone, course = inpatient()
    phone.confirm(phone.send(small(SLIP)).json["sheaf"], "admission-slip")
    assert f"交{SLIP}" not in page(phone.desk, course.path)
    assert "现在轮到我们" in page(phone.desk, course.path)
    assert "资料齐了" in page(phone.desk, f"{course.path}/papers")


def test_bills_are_asked_for_after_discharge_until_they_are_in():
    member = new_member("ins-oncology")
    course = Course(member, "direct-billing", at(9), city="北京", planned_admission_on=date(2026, 10, 26))
    course.did("documents-added", at(9, 11), kinds=("pathology-report", "medical-record-copy"))
    course.did("reviewed", at(10), result="passed").did("booked", at(10, 11), **{**HOSPITAL, "on": date(2026, 10, 12)})
    course.did("signed", at(12), consent="direct-billing-authorization").did("admitted", at(12, 11))
    course.did("deposit-paid", at(12, 12), amount=Decimal(20000)).did("discharged", at(13, 8)).did(
        "settled", at(13, 9), amount=Decimal(1)
    )
    desk = phone_of(member)
    assert "还差2样资料" in page(desk, f"{course.path}/papers")
    assert "去交单据" in page(desk, course.path)
    course.did("documents-added", at(13, 9, 30), kinds=("invoice", "discharge-summary"))
    assert "去交单据" not in page(desk, course.path)
