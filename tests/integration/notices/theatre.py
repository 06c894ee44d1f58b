"""A story of the library acted on a tenant of its own, by the platform's acts themselves."""

from typing import Any
from uuid import uuid4

from xuanhu.scenarios.story import Step, Story


class Theatre:
    """One story; its notices are what is asked of it."""

    def __init__(self, story: Story) -> None:
        from django.db import transaction

        from xuanhu.apps.cases.sweeping import time_policy
        from xuanhu.apps.parties.actions import add_insured, add_insurer, add_policy

        self._story, self._cases, self._latest = story, {}, ""
        with transaction.atomic():
            self._insurer = add_insurer(code=uuid4().hex, name="某保险", purpose="rehearsal").id
            people = {
                label: add_insured(insurer=self._insurer, insured=party.insured, diagnosis=party.diagnosis)
                for label, party in story.parties.items()
            }
            self._contracts: dict[str, Any] = {}
            for label, contract in story.contracts.items():
                person, row = people[contract.insured], None
                if contract.policy is not None:
                    about = {"handbook": story.handbook, "insured": person, "policy": contract.policy}
                    row = add_policy(insurer=self._insurer, number=label, **about)
                    time_policy(row=row, at=story.steps[0].at)
                self._contracts[label] = (person, row)

    def played(self) -> list[Any]:
        """The rows of the outbox after the last step."""
        from xuanhu.apps.cases.sweeping import sweep
        from xuanhu.apps.notices.models import Notice
        from xuanhu.apps.tenancy import seeing

        for step in self._story.steps:
            sweep(insurers=[self._insurer], until=step.at)
            with seeing([self._insurer]):
                self._act(step)
        with seeing([self._insurer]):
            return list(Notice.objects.filter(insurer=self._insurer).order_by("id"))

    def _act(self, step: Step) -> None:
        from xuanhu.apps.cases.actions import open_case, record_fact
        from xuanhu.apps.cases.applicants import Applicant

        if step.deed == "apply":
            person, row = self._contracts[self._story.contract_of(step)]
            applicant = Applicant(self._insurer, self._story.handbook, person, row)
            acted = open_case(applicant=applicant, service=step.what, data=step.data, at=step.at, by=step.by)
            self._latest = step.label or f"case-{len(self._cases) + 1}"
            self._cases[self._latest] = str(acted.case.public_id)
        elif step.deed == "record":
            case = self._cases[step.label or self._latest]
            record_fact(public_id=case, name=step.what, data=step.data, at=step.at, by=step.by)
