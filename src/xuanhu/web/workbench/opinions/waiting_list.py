"""The list: cases that wait for an opinion by due date, who was asked, who has answered, what is lacking."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.cases.loading import calendar
from xuanhu.apps.cases.models import Case
from xuanhu.apps.editions.queries import edition_of
from xuanhu.apps.network.sealed import opened
from xuanhu.apps.opinions.queries import Standing, count_waiting, standing_of, waiting_cases
from xuanhu.apps.opinions.releasing import FACTS
from xuanhu.apps.parties.actions import WHERE
from xuanhu.apps.sealing import sealer
from xuanhu.handbook_files.wording import colleagues_words
from xuanhu.integrations.masking import masked_name
from xuanhu.web.promises import Promise, promise_of
from xuanhu.web.visiting import Visitor, for_people
from xuanhu.web.workbench.opinions.seeing import ROOM

MARKS: Final = {"": "…", "yes": "✓", "no": "×", "asked": "?"}
SAID: Final = {"": "还没有答复", "yes": "答应参加", "no": "不能参加", "asked": "有问题要问"}
AFTERWARDS: Final = ("guidance-sent", "posted", "reported-to-insurer")


class Chip(NamedTuple):
    """An expert who was asked: a mark, and what it means."""

    mark: str
    name: str
    says: str
    answer: str


class Row(NamedTuple):
    """A case as a line."""

    path: str
    promise: Promise
    service: str
    name: str
    insurer: str
    experts: Sequence[Chip]
    lacks: str
    is_mine: bool
    turn: str


@require_safe
@for_people(Permission.READ_PAPERS)
def waiting_list(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Of an expert: what they were asked about."""
    role = visitor.person.role
    if role not in ROOM:
        raise PermissionDenied
    cases = waiting_cases(person=visitor.person if role == "expert" else None)
    rows = [(_is_early(case), row_of(case, visitor)) for case in cases]
    now, early = [row for is_early, row in rows if not is_early], [row for is_early, row in rows if is_early]
    total = count_waiting() if role != "expert" else len(rows)
    given = {"visitor": visitor, "now": now, "early": early, "more": total - len(rows), "is_expert": role == "expert"}
    return render(request, "web/workbench/opinions/list.html", given)


def row_of(case: Case, visitor: Visitor) -> Row:
    """A case as a line of the list."""
    book = edition_of(case.handbook, case.edition)
    lacks, turn = lacking(case, standing_of(case), visitor)
    return Row(
        path=f"/opinions/{case.public_id}",
        promise=promise_of(case.next_due_at, visitor.at, calendar()),
        service=book.services[case.service].name,
        name=masked_name(sealer().open(case.insured.name, f"{WHERE}.name")),
        insurer=case.insurer.name,
        experts=[
            Chip(MARKS[one.answer], opened(one.expert, "name"), SAID[one.answer], one.answer or "open")
            for one in case.invitations.all()
        ],
        lacks=lacks,
        is_mine=turn == visitor.person.role,
        turn=colleagues_words().name("roles", turn),
    )


def _is_early(case: Case) -> bool:
    """Whether other steps of the flow come before experts: papers, a review, a call."""
    return not set(case.awaiting) & {*FACTS, *AFTERWARDS, "started", "arrangement-requested", "compilation-started"}


def lacking(case: Case, standing: Standing, visitor: Visitor) -> tuple[str, str]:
    """What comes next, and whose turn it is."""
    opinion, check = standing.opinion, standing.check
    early = _earlier_step(case) if _is_early(case) else ""
    if standing.release is not None:
        by_itself = "reported-to-insurer" in case.awaiting
        return _earlier_step(case) or "已交付", "system" if by_itself else "care-manager"
    if opinion is None:
        return _before_writing(standing, visitor, early)
    if check is None:
        return f"第 {opinion.version} 版等质量检查", "reviewer"
    if check.result == "returned":
        return f"第 {opinion.version} 版已退回，等专家修改", "expert"
    if standing.is_translated and standing.translation is None:
        return "检查通过，等翻译", "care-manager"
    return early or "可以交付给客户", "care-manager"


def _before_writing(standing: Standing, visitor: Visitor, early: str) -> tuple[str, str]:
    mine = next((one for one in standing.invitations if one.person_id == visitor.person.id), None)
    if mine is not None:
        return ("请答复邀请" if mine.answer in ("", "asked") else "请写意见"), "expert"
    if early and not standing.asked:
        return early, "care-manager"
    if standing.asked < standing.fewest:
        more = standing.fewest - standing.asked
        return (f"还要请 {more} 位专家" if standing.asked else "请专家"), "care-manager"
    if not standing.accepted:
        return "等专家答复", "expert"
    return "等专家写意见", "expert"


def _earlier_step(case: Case) -> str:
    if not case.awaiting:
        return ""
    book = edition_of(case.handbook, case.edition)
    return colleagues_words().fact(case.awaiting[0], book, case.service, "todo")
