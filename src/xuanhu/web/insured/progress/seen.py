"""A case as the insured sees it: its row, how it stands now, whose it is, and who takes care of it."""

from functools import lru_cache
from typing import Final, NamedTuple
from uuid import UUID

from xuanhu.apps.accounts.people import shown_name
from xuanhu.apps.cases.loading import state_of
from xuanhu.apps.cases.models import Case
from xuanhu.apps.editions.queries import edition_of
from xuanhu.apps.notices.calling import CANNOT_COME
from xuanhu.apps.notices.models import WorkItem
from xuanhu.apps.work.models import Assignment
from xuanhu.core.case.passing import let_pass
from xuanhu.core.case.plan import Plan
from xuanhu.core.case.state import State
from xuanhu.core.handbook.in_words import ServiceInWords, StepInWords, say_service
from xuanhu.core.handbook.in_words.steps import ROLES
from xuanhu.core.handbook.service import Handbook
from xuanhu.core.handbook.vocabulary import who_may
from xuanhu.core.reckoning import chinese_moment
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.web.insured.visiting import Client, case_of

CASES: Final = "/my/cases"


class Seen(NamedTuple):
    """A case of the client's, as it stands at the moment of the visit."""

    client: Client
    case: Case
    state: State

    @property
    def plan(self) -> Plan:
        """The service's plan."""
        return self.state.plan

    @property
    def book(self) -> Handbook:
        """The edition of the handbook that the case is held to."""
        return self.plan.handbook

    @property
    def service(self) -> str:
        """What the service is called."""
        return self.plan.service.name

    @property
    def path(self) -> str:
        """The address of its page."""
        return f"{CASES}/{self.case.public_id}"

    @property
    def whose(self) -> str:
        """Whose case it is where that is not the account's own holder: 王*."""
        person = next(one for one in self.client.persons if self.case.insured_id in [row.id for row in one.rows])
        return "" if person.is_self else person.masked

    @property
    def in_words(self) -> ServiceInWords:
        """The service in plain Chinese."""
        return _in_words(self.case.handbook, self.case.edition, self.case.service)

    @property
    def hotline(self) -> str:
        """The number to ring; nothing where the handbook prints none."""
        return self.book.hotlines[0].number if self.book.hotlines else ""

    @property
    def counts_uses(self) -> bool:
        """Whether the service can be used up."""
        return self.case.policy_id is not None and self.plan.service.uses.times is not None

    @property
    def is_cover(self) -> bool:
        """Whether it is an application for cover: there is no policy yet."""
        return self.book.subject == "applicant"

    def step(self, fact: str) -> StepInWords | None:
        """A step of the way in words; None for what is beside it."""
        return _steps(self.case.handbook, self.case.edition, self.case.service).get(fact)

    def doer(self, fact: str) -> str:
        """Who does it: 您, 我们, 专家; nothing where nobody does."""
        step = self.step(fact)
        if step is not None:
            return step.who
        role = next(iter(who_may(fact)), "system")
        return ROLES.get(role) or built_in_words().name("roles", role)


@lru_cache(maxsize=500)
def _in_words(handbook: str, edition: str, service: str) -> ServiceInWords:
    return say_service(edition_of(handbook, edition), service, built_in_words())


@lru_cache(maxsize=500)
def _steps(handbook: str, edition: str, service: str) -> dict[str, StepInWords]:
    stages = _in_words(handbook, edition, service).stages
    return {step.fact: step for stage in stages for step in stage.steps}


def case_seen(client: Client, number: UUID) -> Seen:
    """A case of somebody whom the account acts for, as time has brought it. Raises Http404."""
    return seen_as(client, case_of(client, number), None)


def seen_as(client: Client, case: Case, state: State | None) -> Seen:
    """A case that was found already, with its state if that is known."""
    return Seen(client, case, let_pass(state if state is not None else state_of(case), client.at)[0])


def care_manager(seen: Seen) -> str:
    """Who is in charge of the case, by name; nothing while nobody is."""
    held = Assignment.objects.select_related("person").filter(case=seen.case).first()
    return shown_name(held.person) if held is not None else ""


def rings_by(seen: Seen) -> str:
    """By when the care manager rings somebody who cannot come; nothing where nobody asked."""
    asked = WorkItem.objects.filter(case=seen.case, kind=CANNOT_COME, state="open").first()
    return chinese_moment(asked.due_at) if asked is not None else ""
