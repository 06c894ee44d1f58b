"""A case from its rows: the parties opened, the facts read, everything reckoned anew. The truth is always here."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

from xuanhu import __version__
from xuanhu.apps.cases.models import Case
from xuanhu.apps.cases.statements import CASE, FACTS, INSURED, LOCK_MANY, LOCK_ONE, POLICY, RECORD
from xuanhu.apps.cases.stored import fact_of, moment
from xuanhu.apps.editions.queries import edition_of
from xuanhu.apps.network.public import Wanted, partners_of
from xuanhu.apps.notices.calling import Known
from xuanhu.apps.parties.models import Insured, Policy
from xuanhu.apps.parties.queries import diagnosis_of, insured_of, policy_of
from xuanhu.apps.prepared import rows
from xuanhu.core.case.circumstances import Circumstances
from xuanhu.core.case.folding import reckon
from xuanhu.core.case.laying_out import lay_out
from xuanhu.core.case.plan import Plan
from xuanhu.core.case.state import State
from xuanhu.core.handbook.service import Handbook
from xuanhu.core.reckoning import china
from xuanhu.core.reckoning.calendar import Calendar

FIRST_YEAR: Final = 2015  # the years by which calendars are told apart
YEARS: Final = 30
Partners = frozenset[str] | None


class Loaded(NamedTuple):
    """A locked case: its row with person and policy, how it stands, and what waits for time to pass.

    `happenings` gives the stored row of each by (kind, fact, moment, reckoned by what); `told` holds the keys of what
    the queue was told, `calls` what people have to ring about.
    """

    case: Case
    state: State
    happenings: Mapping[tuple[str, str, datetime, str], int]
    told: frozenset[str]
    calls: tuple[Known, ...]


@cache
def calendar() -> Calendar:
    """The platform's calendar."""
    return china()


@cache
def reckoned_by() -> str:
    """What reckons here: this release with this calendar. What another one reckoned is reckoned anew before it acts."""
    days, first = calendar(), date(FIRST_YEAR, 1, 1).toordinal()
    worked = bytes(days.is_working_day(date.fromordinal(first + number)) for number in range(YEARS * 366))
    return f"{__version__}/{hashlib.blake2b(worked, digest_size=6).hexdigest()}"


def lock_case(public_id: str) -> Loaded | None:
    """A case, locked until the transaction ends; None for one that is not there, or another insurer's."""
    return next(iter(_loaded(rows(LOCK_ONE, public_id))), None)


def lock_cases(ids: Sequence[int]) -> list[Loaded]:
    """Cases, locked in one order; three statements however many there are."""
    return _loaded(rows(LOCK_MANY, ids))


def _loaded(found: list[tuple[Any, ...]]) -> list[Loaded]:
    if not found:
        return []
    cases = [_case(row) for row in found]
    record = {case_id: rest for case_id, *rest in rows(RECORD, [case.id for case in cases])}
    partners = _partners_of(cases)
    return [_with_record(case, partners[case.id], *record[case.id]) for case in cases]


def _with_record(
    case: Case, partners: Partners, facts: str | None, ahead: str | None, told: list[str], calls: str | None
) -> Loaded:
    stored = {(kind, fact, moment(at), by): number for number, kind, fact, at, by in json.loads(ahead or "[]")}
    known = tuple(Known(kind, moment(due), state) for kind, due, state in json.loads(calls or "[]"))
    return Loaded(case, _state(case, partners, json.loads(facts or "[]")), stored, frozenset(told), known)


def _case(row: tuple[Any, ...]) -> Case:
    """The rows of a case, its person and its policy, as the ORM would have given them."""
    person, policy = len(CASE), len(CASE) + len(INSURED)
    case = Case.from_db("default", CASE, row[:person])
    case.insured = Insured.from_db("default", INSURED, row[person:policy])
    if case.policy_id is not None:
        *most, details = row[policy:]
        case.policy = Policy.from_db("default", POLICY, (*most, json.loads(details)))
    return case


def states_of(cases: Iterable[Case]) -> dict[int, State]:
    """The states of cases that are merely looked at, each from all its facts; as many queries for many as for one."""
    known = list(cases)
    facts, partners = dict(rows(FACTS, [case.id for case in known])), _partners_of(known)
    return {case.id: _state(case, partners[case.id], json.loads(facts.get(case.id, "[]"))) for case in known}


def state_of(case: Case) -> State:
    """The state of one case."""
    return states_of([case])[case.id]


def _partners_of(cases: Sequence[Case]) -> dict[int, Partners]:
    """The partner list of each case: that of its day of application, where its service goes by one."""
    wanted = {case.id: asked for case in cases if (asked := _wanted(case)) is not None}
    found = partners_of(wanted=wanted.values())
    return {case.id: found[wanted[case.id]] if case.id in wanted else None for case in cases}


def _wanted(case: Case) -> Wanted | None:
    terms = edition_of(case.handbook, case.edition).services.get(case.service)
    if terms is None or terms.partners is None:
        return None
    return Wanted(case.insurer_id, case.handbook, case.service, case.applied_on)


def _state(case: Case, partners: Partners, recorded: list[list[Any]]) -> State:
    handbook = edition_of(case.handbook, case.edition)
    facts = [fact_of(row, handbook) for row in recorded]
    plan = plan_of(handbook, case.service, facts[0].data if facts else {})
    return reckon(plan, around(case, partners), facts)


def plan_of(handbook: Handbook, service: str, applied: Any) -> Plan:
    """The plan of a service, laid out once for all applications that leave the same out of the flow."""
    terms = handbook.services.get(service)
    keys = [only.where.partition(".")[2] for only in terms.only if only.where.startswith("applied.")] if terms else []
    return _laid_out(handbook.handbook, handbook.edition, service, tuple((key, applied.get(key)) for key in keys))


@lru_cache(maxsize=1000)
def _laid_out(handbook: str, edition: str, service: str, applied: tuple[tuple[str, Any], ...]) -> Plan:
    return lay_out(edition_of(handbook, edition), service, dict(applied))


def around(case: Case, partners: Partners) -> Circumstances:
    """What is true around a case, as far as facts after the application are judged by it."""
    return Circumstances(
        calendar=calendar(),
        insured=insured_of(case.insured),
        policy=policy_of(case.policy),
        diagnosis=diagnosis_of(case.insured),
        partners=partners,
    )
