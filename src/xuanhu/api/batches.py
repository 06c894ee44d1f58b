"""Many facts in one request, for laboratories, vendors and imports: each judged on its own, one commit a hundred."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import DataError, IntegrityError, OperationalError, transaction
from django.http import HttpRequest
from psycopg.errors import DeadlockDetected
from pydantic import ValidationError

from xuanhu.api.answer_shapes import BatchOut
from xuanhu.api.application import api, demand
from xuanhu.api.cases import recorded
from xuanhu.api.once import answered_once
from xuanhu.api.problems import Problem, of_validation
from xuanhu.api.shapes import BatchIn, FactOfCase
from xuanhu.api.tenants import visible
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.cases.models import Case

A_COMMIT = 100
TRIES = 5
RESULTS = {404: "not-found", 403: "not-permitted", 409: "conflict"}


@api.post("/facts", response=BatchOut, summary="Record many facts")
def post_facts(request: HttpRequest, body: BatchIn) -> dict[str, object]:
    """Up to 1,000 facts of any cases, in their order; one that is refused or malformed harms no other.

    A hundred are committed at a time: with an Idempotency-Key a request that broke off is sent again and goes on where
    it ended.
    """
    demand(request, Permission.ACT_ON_CASES)
    found: list[dict[str, object]] = []
    for part in range(0, len(body.items), A_COMMIT):
        found += _hundred(request, body.items[part : part + A_COMMIT], part)
    return {"items": found, "allowed": sum(one["result"] == "allowed" for one in found)}


def _hundred(request: HttpRequest, items: Sequence[Any], first: int) -> list[dict[str, object]]:
    def act() -> list[dict[str, object]]:
        visible(request)
        _lock_cases(items)
        return [{"index": first + place, **_one(request, item)} for place, item in enumerate(items)]

    answer = _again_after_deadlock(lambda: answered_once(request, act, part=first // A_COMMIT))
    found: list[dict[str, object]] = answer if isinstance(answer, list) else answer.value
    return found


def _again_after_deadlock(act: Callable[[], Any]) -> Any:
    """Two batches may wait for each other's uses; the database ends one of them, and it begins its hundred anew."""
    for _ in range(TRIES - 1):
        try:
            return act()
        except OperationalError as error:
            if not isinstance(error.__cause__, DeadlockDetected):
                raise
    return act()


def _lock_cases(items: Sequence[Any]) -> None:
    """Lock all cases of these items in one order."""
    ids = [fact.case for fact in map(_read, items) if isinstance(fact, FactOfCase)]
    list(Case.objects.select_for_update().filter(public_id__in=ids).order_by("id").values_list("id"))


def _read(item: Any) -> FactOfCase | Problem:
    try:
        return FactOfCase.model_validate(item)
    except ValidationError as error:
        return of_validation(error.errors(include_url=False, include_input=False, include_context=False))


def _one(request: HttpRequest, item: Any) -> dict[str, object]:
    fact = _read(item)
    if isinstance(fact, Problem):
        return _problem(fact)
    try:
        with transaction.atomic():
            answer = recorded(request, fact.case, fact)
    except Problem as problem:
        return _problem(problem)
    except (DataError, IntegrityError):
        return _problem(Problem(422, "malformed", "有的内容存不下 (some of it cannot be stored)"))
    result = "allowed" if answer["allowed"] else "refused"
    return {"result": result, "refused": answer["refused"], "cites": answer["cites"]}


def _problem(problem: Problem) -> dict[str, object]:
    said = {"code": problem.code, "detail": problem.wrong, "errors": problem.details.get("errors", [])}
    return {"result": RESULTS.get(problem.status, "malformed"), "problem": said}
