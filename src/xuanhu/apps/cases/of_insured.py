"""What is read of one person's cases: as a list, what happened last, the uses held; and a case by how its id begins."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q

from xuanhu.apps.cases.models import Case, Entitlement, Fact
from xuanhu.apps.cases.queue import FIRST_DUE
from xuanhu.apps.parties.models import Insured, Policy

BEGINNING: Final = re.compile(r"[0-9a-f]{4,32}", re.ASCII)
DIGITS_OF_ID: Final = 32
MOST_CASES, MOST_FACTS, MOST_FOUND = 50, 6, 20


def insured_by_case(beginning: str) -> dict[int, str]:
    """Persons by how the id of one of their cases begins; each with that beginning."""
    digits = beginning.strip().lower().replace("-", "")
    if not BEGINNING.fullmatch(digits):
        return {}
    first, last = (UUID(digits.ljust(DIGITS_OF_ID, fill)) for fill in "0f")
    found = Case.objects.filter(public_id__gte=first, public_id__lte=last).order_by("public_id")
    return {number: str(case)[:8] for number, case in found.values_list("insured_id", "public_id")[:MOST_FOUND]}


def cases_of(insured: Insured) -> Sequence[Case]:
    """A person's cases: the open ones first, what is due first at the top; then the others, the latest first."""
    is_closed = ExpressionWrapper(Q(outcome__isnull=False), output_field=BooleanField())
    return list(Case.objects.filter(insured=insured).order_by(is_closed, FIRST_DUE, "-id")[:MOST_CASES])


def last_facts(cases: Iterable[Case]) -> Sequence[Fact]:
    """What people did last in these cases, the latest first."""
    facts = Fact.objects.filter(case__in=list(cases)).exclude(by="system").order_by("-recorded_at", "-id")
    return list(facts.only("case_id", "name", "at", "by", "recorded_at")[:MOST_FACTS])


def held_of(policies: Iterable[Policy]) -> Mapping[int, Mapping[tuple[str, date], int]]:
    """The uses held of each policy, by grant and the first day of the period."""
    found: dict[int, dict[tuple[str, date], int]] = {policy.id: {} for policy in policies}
    for row in Entitlement.objects.filter(policy_id__in=list(found)):
        found[row.policy_id][row.grant, row.starts_on] = row.held
    return found
