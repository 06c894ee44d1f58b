"""Cases over the API: may it be had, apply, record a fact, look."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.http import HttpRequest
from ninja.responses import Status

from xuanhu.api.answer_shapes import ActOut, NoticeOut
from xuanhu.api.application import acting_role, api, caller_of, demand, moment_of_request
from xuanhu.api.once import once
from xuanhu.api.paging import After, Limit
from xuanhu.api.problems import NOT_FOUND, Problem
from xuanhu.api.shapes import Asked, FactIn, Text
from xuanhu.api.tenants import insurer_named, touch, visible
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.cases.actions import Acted, open_case, record_on
from xuanhu.apps.cases.applicants import Applicant
from xuanhu.apps.cases.checking import Answer, check_service
from xuanhu.apps.cases.loading import lock_case
from xuanhu.apps.cases.queries import as_it_stands
from xuanhu.apps.editions.queries import library
from xuanhu.apps.notices.models import Notice
from xuanhu.apps.parties.models import Insured as InsuredRow
from xuanhu.apps.parties.models import Policy as PolicyRow
from xuanhu.core.case.plan import Plan
from xuanhu.core.case.sentences import Speaker
from xuanhu.core.case.state import State
from xuanhu.core.case.verdict import Refusal
from xuanhu.core.handbook.service import Handbook
from xuanhu.core.handbook.values import read_data
from xuanhu.handbook_files.wording import built_in_words

PERSONS = frozenset({"patient"})
CLOCKS_DIFFER = timedelta(minutes=1)


@api.post("/checks", response=ActOut, summary="May this service be had now?")
@transaction.atomic
def post_check(request: HttpRequest, body: Asked) -> dict[str, object]:
    """Every reason why not; nothing is recorded, and what is not said is not judged."""
    demand(request, Permission.READ_CASES)
    applicant = _applicant(request, body)
    data = read_facts_data(body.data, library().editions(applicant.handbook)[-1])
    at = moment_of_request(request)
    by = acting_role(request, body.by)
    return answer_of_check(check_service(applicant=applicant, service=body.service, data=data, at=at, by=by))


def answer_of_check(answer: Answer) -> dict[str, object]:
    """What a check is answered."""
    cites = [clause for one in answer.refusals for clause in one.clauses]
    return {
        "allowed": not answer.refusals,
        "refused": _said(answer.refusals, answer.plan, None),
        "cites": cites or list(answer.plan.steps["applied"].clauses),
        "case": None,
    }


@api.post("/cases", response={201: ActOut}, summary="Apply for a service")
@once
def post_case(request: HttpRequest, body: Asked) -> Status[dict[str, object]]:
    """Open a case; refused at the door, it is on record as a closed case all the same."""
    demand(request, Permission.ACT_ON_CASES)
    applicant = _applicant(request, body)
    data = read_facts_data(body.data, library().editions(applicant.handbook)[-1])
    at = moment_of_request(request)
    acted = open_case(
        applicant=applicant,
        service=body.service,
        data=data,
        at=at,
        by=acting_role(request, body.by),
        actor=caller_of(request).actor,
    )
    return Status(201, shown_act(acted, at))


@api.post("/cases/{case}/facts", response=ActOut, summary="Record a fact")
@once
def post_fact(request: HttpRequest, case: UUID, body: FactIn) -> dict[str, object]:
    """Record a fact, or say every reason why not; a refused fact leaves the case as it was."""
    demand(request, Permission.ACT_ON_CASES)
    return recorded(request, case, body)


def recorded(request: HttpRequest, case: UUID, body: FactIn) -> dict[str, object]:
    """Record a fact of a case, in the transaction of the caller. Raises Problem."""
    visible(request)
    loaded = lock_case(str(case))
    if loaded is None:
        raise NOT_FOUND
    touch(request, loaded.case.insurer_id)
    at = moment_of_request(request)
    demand_that_time_goes_on(loaded.state, at)
    acted = record_on(
        loaded=loaded,
        name=body.fact,
        data=read_facts_data(body.data, loaded.state.plan.handbook),
        at=at,
        by=acting_role(request, body.by),
        actor=caller_of(request).actor,
    )
    return shown_act(acted, at)


def demand_that_time_goes_on(state: State, at: datetime) -> None:
    """Refuse to record before what is recorded: some clock was set back. Machines may differ by a little."""
    if state.facts and at < state.facts[-1].recorded_at - CLOCKS_DIFFER:
        wrong = "这个时刻早于已经记下的事实，请核对时钟 (earlier than what is recorded; look at the clock)"
        raise Problem(409, "clock-set-back", wrong)


@api.get("/insurers/{code}/notices", response=list[NoticeOut], summary="Notices of an insurer")
@transaction.atomic
def get_notices(request: HttpRequest, code: Text, after: After = 0, limit: Limit = 100) -> list[dict[str, object]]:
    """Notices after a number, the oldest first."""
    demand(request, Permission.READ_CASES)
    insurer = insurer_named(request, code)
    rows = Notice.objects.select_related("case").filter(insurer=insurer, id__gt=after).order_by("id")[:limit]
    return [
        {
            "id": row.id,
            "kind": row.kind,
            "at": row.at.isoformat(),
            "case": str(row.case.public_id) if row.case is not None else None,
        }
        for row in rows
    ]


def _applicant(request: HttpRequest, body: Asked) -> Applicant:
    insurer = insurer_named(request, body.insurer)
    if body.policy is not None:
        policy = PolicyRow.objects.select_related("insured").filter(insurer=insurer, number=body.policy).first()
        if policy is None:
            raise NOT_FOUND
        return Applicant(insurer.id, policy.handbook, policy.insured, policy)
    insured = InsuredRow.objects.filter(insurer=insurer, public_id=body.insured or uuid4()).first()
    if insured is None or body.handbook not in library().ids:
        raise NOT_FOUND
    return Applicant(insurer.id, str(body.handbook), insured, None)


def read_facts_data(given: dict[str, object], book: Handbook) -> dict[str, object]:
    """The data of a fact, read; every key that is unknown and every day that does not exist at once."""
    wrong: list[dict[str, str]] = []

    def problem(path: tuple[str | int, ...], code: str, said: str, right: str) -> None:
        wrong.append({"where": ".".join(map(str, path)), "code": code, "wrong": said, "right": right})

    data = read_data(given, book, ("data",), problem)
    for key, value in given.items():
        if not _is_a_value(value, may_be_a_person=key in PERSONS):
            problem(("data", key), "bad-value", "应是一个值，或一列文字 (a value, or a list of texts, is needed)", "")
    if wrong:
        raise Problem(422, "malformed", "有的内容读不懂 (some of the data cannot be read)", errors=wrong)
    return data


def _is_a_value(value: object, *, may_be_a_person: bool) -> bool:
    """Whether it is a text, a number, yes or no; a list of texts; a person by name and number where one is meant."""
    if isinstance(value, dict):
        return may_be_a_person and not any(isinstance(one, dict | list) for one in value.values())
    if isinstance(value, list):
        return all(isinstance(one, str | int) for one in value)
    return True


def shown_act(acted: Acted, at: datetime) -> dict[str, object]:
    """An act for its caller: allowed or not, every reason, and the case as it now stands."""
    verdict, state = acted.verdict, acted.verdict.state
    return {
        "allowed": verdict.allowed,
        "refused": _said(verdict.refusals, state.plan, state),
        "cites": list(verdict.cites),
        "case": as_it_stands(acted.case, state, at),
    }


def _said(refusals: tuple[Refusal, ...], plan: Plan, state: State | None) -> list[dict[str, object]]:
    speaker = Speaker(built_in_words())
    found: list[dict[str, object]] = []
    for one in refusals:
        sentence = speaker.say(one, plan, state)
        found.append({"code": one.code, "clauses": list(one.clauses), "says": sentence.says, "change": sentence.change})
    return found
