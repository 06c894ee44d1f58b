"""A case for whoever arranges its opinion: the promise, the next step, experts, versions, questions, papers."""

from collections.abc import Sequence
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from xuanhu.apps.cases.models import Case
from xuanhu.apps.editions.queries import edition_of
from xuanhu.apps.network.sealed import opened as opened_provider
from xuanhu.apps.opinions.models import Opinion
from xuanhu.apps.opinions.queries import plan_for
from xuanhu.apps.opinions.releasing import FACTS, record_step
from xuanhu.apps.opinions.sealed import opened
from xuanhu.apps.recording import NotNow, RefusedError
from xuanhu.handbook_files.wording import colleagues_words
from xuanhu.web.refusal_panel import Reason, reason_why, reasons_of
from xuanhu.web.visiting import Visitor
from xuanhu.web.workbench.opinions.seeing import DESK, by, file_of, of_a_case, shown, when
from xuanhu.web.workbench.opinions.waiting_list import lacking

HELD = "consultation-held"
BY_ITSELF = "reported-to-insurer"  # recorded by what sends the service report


class Version(NamedTuple):
    """A version of the opinion as a line."""

    number: int
    writer: str
    written: str
    result: str
    says: str
    checked: str


class Plain(NamedTuple):
    """A fact that can be recorded with one button."""

    fact: str
    says: str


@require_safe
@of_a_case()
def case_page(request: HttpRequest, visitor: Visitor, case: Case) -> HttpResponse:
    """An expert is led to where they read and write."""
    if visitor.person.role == "expert":
        return redirect(f"/opinions/{case.public_id}/write")
    return case_shown(request, visitor, case)


def case_shown(request: HttpRequest, visitor: Visitor, case: Case, reasons: Sequence[Reason] = ()) -> HttpResponse:
    """The page, with why an act was refused, if one was."""
    file = file_of(case, visitor)
    lacks, turn = lacking(case, file.standing, visitor)
    return shown(
        request,
        "case",
        visitor,
        reasons=reasons,
        file=file,
        lacks=lacks,
        turn=colleagues_words().name("roles", turn),
        versions=[_version(one) for one in reversed(case.opinions.all())],
        plain=plain_steps(case, visitor),
        may=_may(file.standing, visitor),
        done=request.GET.get("done", ""),
    )


@require_POST
@of_a_case(roles=DESK)
def step(request: HttpRequest, visitor: Visitor, case: Case) -> HttpResponse:
    """Record a fact that needs nothing said."""
    fact = request.POST.get("fact", "")
    try:
        if fact not in [one.fact for one in plain_steps(case, visitor)]:
            return redirect(f"/opinions/{case.public_id}")
        record_step(case=case, fact=fact, at=visitor.at, by=by(visitor))
    except RefusedError as error:
        return case_shown(request, visitor, case, reasons_of(error.acted))
    except NotNow as error:
        return case_shown(request, visitor, case, reason_why(error.why))
    return redirect(f"/opinions/{case.public_id}?done={fact}")


def plain_steps(case: Case, visitor: Visitor) -> list[Plain]:
    """The facts whose turn it is, that need nothing said, and that the visitor may record; a consultation, too."""
    steps, book, words = plan_for(case).steps, edition_of(case.handbook, case.edition), colleagues_words()
    found = []
    for name in case.awaiting:
        step = steps.get(name)
        if step is None or step.arises or name == BY_ITSELF or visitor.person.role not in step.roles:
            continue
        if name == HELD or (name not in FACTS and not step.needed and step.each is None):
            found.append(Plain(name, words.fact(name, book, case.service, "todo")))
    return found


def _may(standing: object, visitor: Visitor) -> dict[str, bool]:
    """What the visitor may do now: one of these is the page's main act."""
    opinion, check = getattr(standing, "opinion", None), getattr(standing, "check", None)
    is_manager = visitor.person.role == "care-manager"
    passed = check is not None and check.result == "passed"
    is_released = getattr(standing, "release", None) is not None
    lacks_translation = getattr(standing, "is_translated", False) and getattr(standing, "translation", None) is None
    accepted = getattr(standing, "accepted", ())
    without = any(one.person_id is None for one in accepted)
    is_open = opinion is None or (check is not None and check.result == "returned")
    return {
        "invite": is_manager and opinion is None,
        "write": is_manager and without and is_open,
        "check": opinion is not None and check is None and opinion.actor != visitor.caller.actor,
        "own": opinion is not None and check is None and opinion.actor == visitor.caller.actor,
        "translate": is_manager and passed and not is_released and bool(getattr(standing, "is_translated", False)),
        "release": is_manager and passed and not is_released and not lacks_translation,
        "read": opinion is not None,
    }


def _version(row: Opinion) -> Version:
    check = getattr(row, "check_made", None)
    says = {"passed": "检查通过", "returned": "已退回"}[check.result] if check is not None else "等质量检查"
    return Version(
        number=row.version,
        writer=opened_provider(row.expert, "name"),
        written=when(row.written_at),
        result=check.result if check is not None else "open",
        says=says,
        checked=opened("check.remarks", check.remarks) if check is not None else "",
    )
