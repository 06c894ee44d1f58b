"""The demonstration put into the platform through public acts alone: five insurers, their people, their cases.

Loaded once: an insurer that is there stays as it is. Each is loaded whole or not at all.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Final, NamedTuple

from django.db import connection, transaction

from xuanhu.apps.cases.actions import open_case, record_fact
from xuanhu.apps.cases.applicants import Applicant
from xuanhu.apps.cases.sweeping import sweep, time_policy
from xuanhu.apps.editions.queries import library
from xuanhu.apps.network.loading import load_directory
from xuanhu.apps.parties.actions import add_insured, add_insurer, add_policy
from xuanhu.apps.parties.models import Insurer
from xuanhu.apps.tenancy import every_insurer, seeing
from xuanhu.core.case.circumstances import Circumstances
from xuanhu.core.case.laying_out import lay_out
from xuanhu.core.case.plan import Plan
from xuanhu.core.handbook.service import Handbook
from xuanhu.core.reckoning import SHANGHAI
from xuanhu.core.reckoning.calendar import Calendar
from xuanhu.demo.directory import DIRECTORY
from xuanhu.demo.people import HOUSES, House, Person, a_person
from xuanhu.demo.phones import Phone, open_phones
from xuanhu.demo.scenes import EARLIEST, chosen_stages, every_stage, find_way
from xuanhu.demo.staff import Login, open_logins
from xuanhu.demo.walking import Act, Walker, Way

SEED: Final = "xuanhu"
LOCK: Final = 7202613
PRIOR_CASES: Final = 3  # of a service that another one comes after


class Misfit(RuntimeError):  # noqa: N818 - what is raised is a demonstration that does not fit the platform
    """The platform refused what was found allowed in memory."""


class Planned(NamedTuple):
    """A case that is to be played: whose, of which service, the way it goes."""

    person: int
    service: str
    way: Way


class Loaded(NamedTuple):
    """What was put in this time, and who may look at it."""

    insurers: int
    people: int
    cases: int
    logins: tuple[Login, ...]
    phones: tuple[Phone, ...]


def load_demo(*, at: datetime, calendar: Calendar, seed: str = SEED) -> Loaded:
    """Put in what is not there yet, as it would stand at a moment: the same seed and moment give the same."""
    here, people, cases, new = at.astimezone(SHANGHAI).replace(second=0, microsecond=0), 0, 0, 0
    for number, house in enumerate(HOUSES):
        with transaction.atomic():
            if not _is_missing(house):
                continue
            persons, planned = plan_house(house=house, number=number, at=here, calendar=calendar, seed=seed)
            _put_in(house, persons, planned, here)
            new, people, cases = new + 1, people + len(persons), cases + len(planned)
    return Loaded(new, people, cases, open_logins(at=here), open_phones(at=here))


def _is_missing(house: House) -> bool:
    """Whether the house is to be loaded; one process at a time asks and loads."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    with seeing(every_insurer()):
        return not Insurer.objects.filter(code=house.code).exists()


# ---------------------------------------------------------------- planned in memory


def plan_house(
    *, house: House, number: int, at: datetime, calendar: Calendar, seed: str
) -> tuple[list[Person], list[Planned]]:
    """The people of a house, and the ways that their cases go."""
    handbook = library().editions(house.handbook)[-1]
    is_insured = handbook.subject == "policy"
    kinds = [kind for kind, count in house.kinds for _ in range(count)]
    choose = Random(f"{seed}{house.code}")  # noqa: S311 - nothing secret
    persons = [
        a_person(number=20 * number + n, today=at.date(), choose=choose, kind=kind, is_insured=is_insured)
        for n, kind in enumerate(kinds)
    ]
    planned: list[Planned] = []
    for turn, service in enumerate(_priors_first(handbook)):
        planner = _Planner(handbook, service, persons, kinds, at, calendar)
        planned += planner.plan(turn + number, planned, f"{seed}{house.code}{service}")
    return persons, planned


def _priors_first(handbook: Handbook) -> list[str]:
    return sorted(handbook.services, key=lambda name: handbook.services[name].prior_service is not None)


class _Planner(NamedTuple):
    """Finds people and ways for the cases of one service."""

    handbook: Handbook
    service: str
    persons: list[Person]
    kinds: list[str | None]
    at: datetime
    calendar: Calendar

    def plan(self, turn: int, before: list[Planned], seed: str) -> Iterator[Planned]:
        plan = lay_out(self.handbook, self.service, {"has_dicom": False})
        stages = chosen_stages(plan=plan, turn=turn)
        if len(self.handbook.services) == 1:
            stages = list(every_stage(plan))
        is_prior = any(
            one.prior_service is not None and one.prior_service.service == self.service
            for one in self.handbook.services.values()
        )
        stages += ["completed-early"] * (PRIOR_CASES if is_prior else 0)
        fitting, healthy = self._who_fits(before), self._healthy()
        free = iter(fitting * (plan.service.uses.times or len(stages)))  # nobody has more uses than there are
        for n, stage in enumerate(stages):
            who = healthy if stage == "refused" and healthy is not None else next(free, None)
            if who is None:
                return
            way = self._way(who, plan, stage, before, f"{seed}{n}")
            if way is None and stage == "under-way":
                way = self._way(who, plan, "just-applied", before, f"{seed}{n}")
            if way is not None:
                yield Planned(who, self.service, way)

    def _who_fits(self, before: list[Planned]) -> list[int]:
        """Those whose illness the service is for; where it comes after another one, those who had that."""
        terms = self.handbook.services[self.service]
        if terms.prior_service is not None:
            return [one.person for one in before if _prior_at(one, terms.prior_service) is not None]
        is_for_nodules = terms.condition is not None and any("nodule" in kind for kind in terms.condition.kinds)
        wanted = "nodule" if is_for_nodules else "tumour"
        return [n for n, kind in enumerate(self.kinds) if kind == wanted] or list(range(len(self.persons)))

    def _healthy(self) -> int | None:
        return next((n for n, kind in enumerate(self.kinds) if kind is None), None)

    def _way(self, who: int, plan: Plan, stage: str, before: list[Planned], seed: str) -> Way | None:
        person, prior = self.persons[who], plan.service.prior_service
        had = [_prior_at(one, prior) for one in before if one.person == who] if prior is not None else []
        after = min((moment for moment in had if moment is not None), default=None)
        known = {f"{prior.service}.{prior.fact}": after} if prior is not None and after is not None else {}
        around = Circumstances(self.calendar, person.insured, person.policy, person.diagnosis, 1, known)
        walker = Walker(self.handbook, self.service, around)
        return find_way(walker=walker, plan=plan, stage=stage, at=self.at, seed=seed, after=after)


def _prior_at(one: Planned, prior: object) -> datetime | None:
    """When a case had the fact that another service comes after."""
    if one.service != getattr(prior, "service", None):
        return None
    fact = one.way.state.stands.get(getattr(prior, "fact", ""))
    return fact.at if fact is not None else None


# ---------------------------------------------------------------- played on the platform


def _put_in(house: House, persons: list[Person], planned: list[Planned], at: datetime) -> None:
    """Everything that happened, in the order of time; what time brought is swept up after every day."""
    insurer = add_insurer(code=house.code, name=house.name, purpose="demo").id
    directory = DIRECTORY.read_text(encoding="utf-8")
    load_directory(directory, at=at - timedelta(days=EARLIEST), insurers={house.handbook: insurer}, by="demo")
    applicants = [_applicant(insurer, house, n, person, at) for n, person in enumerate(persons)]
    acts = sorted(
        ((act, n) for n, one in enumerate(planned) for act in one.way.acts), key=lambda pair: (pair[0].at, pair[1])
    )
    opened: dict[int, str] = {}
    day = acts[0][0].at.date()
    for act, n in acts:
        if act.at.date() > day:
            day = act.at.date()
            sweep(insurers=[insurer], until=act.at.replace(hour=0, minute=0))
        one = planned[n]
        opened[n] = _play(act, applicants[one.person], one, opened.get(n))
    sweep(insurers=[insurer], until=at)


def _applicant(insurer: int, house: House, number: int, person: Person, at: datetime) -> Applicant:
    row = add_insured(insurer=insurer, insured=person.insured, diagnosis=person.diagnosis)
    policy = None
    if person.policy is not None:
        text = f"{house.code.removeprefix('demo-').upper()}-{person.policy.starts_on:%Y}-{number + 1:04d}"
        policy = add_policy(insurer=insurer, number=text, handbook=house.handbook, insured=row, policy=person.policy)
        time_policy(row=policy, at=at - timedelta(days=EARLIEST + 1))
    return Applicant(insurer, house.handbook, row, policy)


def _play(act: Act, who: Applicant, one: Planned, case: str | None) -> str:
    """One act, judged by the platform as it was in memory; the case's id."""
    if case is None:
        acted = open_case(applicant=who, service=one.service, data=act.data, at=act.at, by=act.by, actor="demo")
        wanted = one.way.refused
    else:
        found = record_fact(public_id=case, name=act.name, data=act.data, at=act.at, by=act.by, actor="demo")
        if found is None:
            raise Misfit(f"{one.service}: {act.name}")
        acted, wanted = found, ()
    refused = tuple(reason.code for reason in acted.verdict.refusals)
    if refused != wanted:
        raise Misfit(f"{who.handbook} {one.service} {act.name} {act.at}: {', '.join(refused)}")
    return str(acted.case.public_id)
