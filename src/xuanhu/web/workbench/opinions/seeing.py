"""Who sees what in this room, and a case as its pages show it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from typing import Concatenate, Final, NamedTuple, ParamSpec
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from xuanhu.apps.accounts.people import shown_name
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.cases.loading import calendar
from xuanhu.apps.cases.models import Case
from xuanhu.apps.editions.queries import edition_of
from xuanhu.apps.network.models import Expert
from xuanhu.apps.network.sealed import opened as opened_provider
from xuanhu.apps.opinions.letter import described, illness, number_of
from xuanhu.apps.opinions.models import Invitation, Panel
from xuanhu.apps.opinions.queries import Standing, case_with_everything, standing_of
from xuanhu.apps.opinions.sealed import opened
from xuanhu.apps.papers.file_types import BMP, GIF, JPEG, PDF, PNG, WEBP
from xuanhu.apps.papers.models import Document
from xuanhu.apps.papers.queries import documents_of, name_of
from xuanhu.apps.parties.queries import diagnosis_of, insured_of
from xuanhu.apps.recording import By
from xuanhu.core.reckoning import chinese_date, chinese_moment
from xuanhu.handbook_files.wording import colleagues_words
from xuanhu.integrations.masking import masked_name
from xuanhu.web.promises import Promise, promise_of
from xuanhu.web.refusal_panel import Reason
from xuanhu.web.visiting import Visitor, for_people

Rest = ParamSpec("Rest")
DESK: Final = ("care-manager", "reviewer")
ROOM: Final = (*DESK, "expert")
SHOWN_HERE: Final = (PDF, PNG, JPEG, GIF, WEBP, BMP)
MOST: Final = 200
ANSWERS: Final = {"": "还没有答复", "yes": "答应参加", "no": "不能参加", "asked": "有问题要问"}
Page = Callable[Concatenate[HttpRequest, Visitor, Case, Rest], HttpResponse]


def of_a_case(*, roles: Sequence[str] = ROOM) -> Callable[[Page[Rest]], Callable[..., HttpResponseBase]]:
    """A page about a case of this room: for these roles; an expert is shown what they were asked about, else 404."""

    def wrap(view: Page[Rest]) -> Callable[..., HttpResponseBase]:
        @for_people(Permission.READ_PAPERS)
        @wraps(view)
        def wrapper(request: HttpRequest, visitor: Visitor, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
            if visitor.person.role not in ROOM:
                raise PermissionDenied
            case = case_seen(visitor, kwargs.pop("case"))  # type: ignore[arg-type]
            if visitor.person.role not in roles:
                raise PermissionDenied
            return view(request, visitor, case, *args, **kwargs)

        return wrapper

    return wrap


def case_seen(visitor: Visitor, case: UUID) -> Case:
    """The case, for whoever may see it. Raises Http404."""
    only = visitor.person if visitor.person.role == "expert" else None
    found = case_with_everything(public_id=str(case), person=only)
    if found is None:
        raise Http404
    return found


def by(visitor: Visitor) -> By:
    """The visitor as who acts."""
    return By(visitor.caller.role, visitor.caller.actor)


class Asked(NamedTuple):
    """An invitation as a line."""

    row: Invitation
    name: str
    rank: str
    specialties: str
    place: str
    answer: str
    note: str
    due: Promise | str
    account: str


class Paper(NamedTuple):
    """A document as a line: its kind, its name, whether it can be read here."""

    kind: str
    name: str
    path: str
    is_shown: bool
    size: str


class File(NamedTuple):
    """A case as everybody of this room reads it; the person masked."""

    case: Case
    path: str
    number: str
    promise: Promise
    service: str
    name: str
    person: str
    illness: str
    insurer: str
    book: str
    next_step: str
    history: str
    of_insured: str
    of_doctor: str
    few_reason: str
    papers: Sequence[Paper]
    asked: Sequence[Asked]
    standing: Standing

    @property
    def first_paper(self) -> Paper | None:
        """What is shown before anything is chosen."""
        return next((one for one in self.papers if one.is_shown), None)


def file_of(case: Case, visitor: Visitor) -> File:
    """Everything that a page says of a case."""
    book, words = edition_of(case.handbook, case.edition), colleagues_words()
    insured, panel = insured_of(case.insured), getattr(case, "panel", None)
    step = case.awaiting[0] if case.awaiting else ""
    path = f"/opinions/{case.public_id}"
    return File(
        case=case,
        path=path,
        number=number_of(case),
        promise=promise_of(case.next_due_at, visitor.at, calendar()),
        service=book.services[case.service].name,
        name=masked_name(insured.name),
        person=described(insured, visitor.at.date()),
        illness=illness(diagnosis_of(case.insured)),
        insurer=case.insurer.name,
        book=case.handbook,
        next_step=words.fact(step, book, case.service, "todo") if step else "",
        **_texts(panel),
        papers=[_paper(one, case, path) for one in documents_of(case=case, after=0, limit=MOST)],
        asked=[asked_line(one) for one in case.invitations.all()],
        standing=standing_of(case),
    )


def _texts(panel: Panel | None) -> dict[str, str]:
    names = ("history", "of_insured", "of_doctor", "few_reason")
    return {name: opened(f"panel.{name}", getattr(panel, name)) if panel is not None else "" for name in names}


def _paper(row: Document, case: Case, path: str) -> Paper:
    kind = colleagues_words().paper(row.kind, edition_of(case.handbook, case.edition))
    size = f"{row.size / 1024 / 1024:.1f} MB" if row.size >= 1024 * 1024 else f"{max(row.size // 1024, 1)} KB"
    return Paper(kind, name_of(row), f"{path}/papers/{row.public_id}", row.media_type in SHOWN_HERE, size)


def asked_line(row: Invitation) -> Asked:
    """An invitation in words."""
    expert = row.expert
    rank = colleagues_words().name("ranks", expert.rank) if expert.rank else ""
    return Asked(
        row=row,
        name=opened_provider(expert, "name"),
        rank=rank,
        specialties="、".join(expert.specialties),
        place=place_of(expert),
        answer=ANSWERS[row.answer],
        note=opened("invitation.note", row.note),
        due=chinese_date(row.due_on),
        account=shown_name(row.person) if row.person is not None else "",
    )


def place_of(expert: Expert) -> str:
    """Where an expert works; the city only where the hospital's name does not say it."""
    return expert.hospital if expert.city in expert.hospital else f"{expert.city} {expert.hospital}".strip()


def when(at: datetime) -> str:
    """A moment in words."""
    return chinese_moment(at)


def shown(
    request: HttpRequest, template: str, visitor: Visitor, *, reasons: Sequence[Reason] = (), **more: object
) -> HttpResponse:
    """A page of this room; 422 where it says why something was not done."""
    given = {"visitor": visitor, "reasons": reasons, **more}
    return render(request, f"web/workbench/opinions/{template}.html", given, status=422 if reasons else 200)
