"""What is read of opinions: the cases that wait for one, who was asked, what was written, what comes next."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple

from django.db.models import F, Prefetch, Q, QuerySet

from xuanhu.apps.accounts.models import Person
from xuanhu.apps.cases.loading import plan_of
from xuanhu.apps.cases.models import Case
from xuanhu.apps.editions.queries import edition_of, library
from xuanhu.apps.network.models import Expert
from xuanhu.apps.opinions.models import Draft, Invitation, Opinion, QualityCheck, Release, Translation
from xuanhu.core.case.plan import Plan
from xuanhu.core.handbook.terms import Limit

MOST: Final = 100
OPINION, TRANSLATION = "opinion", "translation"  # purposes of drafts


def plan_for(case: Case) -> Plan:
    """The flow of a case's service, as far as it is the same for every application."""
    return plan_of(edition_of(case.handbook, case.edition), case.service, {})


def gives_an_opinion(plan: Plan) -> bool:
    """Whether experts write a report in this flow; a laboratory's is another matter."""
    return "report-issued" in plan.steps and "sample-received" not in plan.steps


def is_translated(plan: Plan) -> bool:
    """Whether the report is to be translated."""
    return "report-translated" in plan.steps


def fewest_experts(plan: Plan) -> int:
    """How many experts the flow wants at least: one, or what its limit on a consultation says."""
    term = limit_on_experts(plan)
    return int(term.at_least) if term is not None and term.at_least is not None else 1


def limit_on_experts(plan: Plan) -> Limit | None:
    """The term that wants a number of specialists."""
    found = (one for one in plan.service.limits if (one.fact, one.key) == ("consultation-held", "specialists"))
    return next((one for one in found if one.at_least is not None), None)


@lru_cache(maxsize=200)
def _services(handbook: str, edition: str) -> tuple[str, ...]:
    book = edition_of(handbook, edition)
    return tuple(name for name in book.services if gives_an_opinion(plan_of(book, name, {})))


def of_opinions() -> Q:
    """Cases whose service gives an opinion, by whatever handbook."""
    wanted = Q(pk__in=[])
    for book in library().handbooks:
        names = _services(book.handbook, book.edition)
        if names:
            wanted |= Q(handbook=book.handbook, edition=book.edition, service__in=names)
    return wanted


def waiting_cases(*, person: Person | None = None, limit: int = MOST) -> list[Case]:
    """Open cases that wait for an opinion, what is due first on top; of a person: those they were asked about."""
    found = with_everything(Case.objects.filter(of_opinions(), outcome__isnull=True))
    if person is not None:
        found = found.filter(_asked(person))
    return list(found.order_by(F("next_due_at").asc(nulls_last=True), "id")[:limit])


def count_waiting() -> int:
    """How many open cases wait for an opinion."""
    return Case.objects.filter(of_opinions(), outcome__isnull=True).count()


def with_everything(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with person, insurer, invitations and versions; as many queries for many as for one."""
    latest = Opinion.objects.select_related("check_made", "release", "expert").order_by("version")
    translations = Prefetch("translations", Translation.objects.order_by("version"))
    invitations = Invitation.objects.select_related("expert", "person").order_by("id")
    return cases.select_related("insured", "insurer", "panel").prefetch_related(
        Prefetch("invitations", invitations), Prefetch("opinions", latest.prefetch_related(translations))
    )


def case_with_everything(*, public_id: str, person: Person | None = None) -> Case | None:
    """A case that gives an opinion; for an expert only where they were asked and did not decline."""
    found = Case.objects.filter(of_opinions(), public_id=public_id)
    if person is not None:
        found = found.filter(_asked(person))
    return with_everything(found).first()


def _asked(person: Person) -> Q:
    mine = Invitation.objects.filter(person=person).exclude(answer="no")
    return Q(pk__in=mine.values("case_id"))


class Standing(NamedTuple):
    """How far the opinion of a case has come."""

    invitations: Sequence[Invitation]
    accepted: Sequence[Invitation]
    fewest: int
    opinion: Opinion | None
    check: QualityCheck | None
    translation: Translation | None
    release: Release | None
    is_translated: bool

    @property
    def asked(self) -> int:
        """How many were asked and did not decline."""
        return sum(one.answer != "no" for one in self.invitations)


def standing_of(case: Case) -> Standing:
    """How far it has come, out of what was loaded with the case."""
    plan = plan_for(case)
    invitations = list(case.invitations.all())
    versions = list(case.opinions.all())
    latest = versions[-1] if versions else None
    translations = list(latest.translations.all()) if latest is not None else []
    return Standing(
        invitations=invitations,
        accepted=[one for one in invitations if one.answer == "yes"],
        fewest=fewest_experts(plan),
        opinion=latest,
        check=getattr(latest, "check_made", None),
        translation=translations[-1] if translations else None,
        release=getattr(latest, "release", None),
        is_translated=is_translated(plan),
    )


def experts_for(*, case: Case, at: datetime, specialty: str = "", city: str = "") -> list[Expert]:
    """The insurer's experts who are there on the day, by specialty and city, as far as given."""
    day = at.date()
    found = Expert.objects.filter(insurer_id=case.insurer_id, from_on__lte=day)
    found = found.filter(Q(until_on__isnull=True) | Q(until_on__gt=day))
    if specialty:
        found = found.filter(specialties__contains=[specialty])
    if city:
        found = found.filter(city=city)
    return list(found.order_by("city", "code")[:MOST])


def accounts_of_experts(*, insurer: int) -> list[Person]:
    """Who may log in as an expert for an insurer."""
    found = Person.objects.filter(role="expert", is_active=True, insurers__contains=[insurer])
    return list(found.order_by("login")[:MOST])


def draft_of(*, case: Case, person: Person, purpose: str) -> Draft | None:
    """What somebody is writing about a case."""
    return Draft.objects.filter(case=case, person=person, purpose=purpose).first()


def given_to(*, case: Case) -> set[int]:
    """The documents of opinions that were given to the insured, by their numbers."""
    return set(Release.objects.filter(opinion__case=case).values_list("document_id", flat=True))
