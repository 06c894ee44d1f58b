"""What the demonstration's doctor finds: invitations to answer, an opinion to write, appointments of today."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from xuanhu.apps.accounts.models import Person
from xuanhu.apps.cases.actions import record_fact
from xuanhu.apps.cases.loading import calendar
from xuanhu.apps.cases.models import Case
from xuanhu.apps.network.models import Expert
from xuanhu.apps.opinions.actions import Asked, answer_invitation, invite, put_questions
from xuanhu.apps.opinions.queries import plan_for, waiting_cases
from xuanhu.apps.recording import By
from xuanhu.apps.talk.actions import ADVISED
from xuanhu.core.reckoning import SHANGHAI

MANAGER: Final = By("care-manager", "demo")
WRITTEN: Final = "report-issued"  # what an opinion is written for
DELIVERED: Final = "report-delivered"
DAYS_TO_WRITE: Final = 3
MOST_ASKED: Final = 2  # of an insurer
MOST_BOOKED: Final = 2
TWENTY_MINUTES: Final = timedelta(minutes=20)
QUESTIONS: Final = {
    "of_insured": "需要手术吗？手术前还要做什么检查？",
    "of_doctor": "请评估现有方案，并给出下一步建议。",
}


def ask_expert(*, person: Person, at: datetime) -> None:
    """Ask the expert for opinions on a few cases of each insurer that has experts; one is promised, others wait."""
    by_insurer: dict[int, list[Case]] = {}
    unwritten = (one for one in waiting_cases() if DELIVERED not in one.awaiting)
    for case in sorted(unwritten, key=lambda one: WRITTEN not in one.awaiting):
        by_insurer.setdefault(case.insurer_id, []).append(case)
    due_on = calendar().add_working_days(at.astimezone(SHANGHAI).date(), DAYS_TO_WRITE)
    for insurer, cases in sorted(by_insurer.items()):
        experts = list(Expert.objects.filter(insurer=insurer).order_by("id"))
        for number, case in enumerate(cases[:MOST_ASKED] if experts else []):
            asked = [Asked(expert, person if n == 0 else None) for n, expert in enumerate(experts)]
            with transaction.atomic():
                put_questions(case=case, texts=QUESTIONS, at=at, by=MANAGER)
                invited = invite(
                    case=case, experts=asked, due_on=due_on, reason="演示只有这几位专家", at=at, by=MANAGER
                )
                if invited and number == 0 and WRITTEN in case.awaiting:
                    answer_invitation(invitation=invited[0], answer="yes", note="", at=at)


def book_today(*, at: datetime) -> None:
    """Give those who wait for a consultation an hour of today, as far as the handbook has hours left."""
    waiting = Case.objects.filter(insurer__purpose="demo", outcome=None, awaiting__contains=["booked"]).order_by("id")
    slots, booked = list(_slots(at.astimezone(SHANGHAI))), 0
    for case in (one for one in waiting if ADVISED in plan_for(one).steps):
        for slot in slots:
            acted = record_fact(
                public_id=str(case.public_id), name="booked", data={"on": slot}, at=at, by=MANAGER.role, actor="demo"
            )
            if acted is not None and acted.verdict.allowed:
                booked += 1
                slots.remove(slot)
                break
        if booked == MOST_BOOKED:
            return


def _slots(at: datetime) -> Iterator[datetime]:
    """Every twenty minutes from the next full hour until midnight."""
    slot = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    while slot.date() == at.date():
        yield slot
        slot += TWENTY_MINUTES
