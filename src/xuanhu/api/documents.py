"""Documents of a case over the API: uploaded, listed, withdrawn."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpRequest
from ninja import Header
from ninja.responses import Status

from xuanhu.api.application import TAKING_FILES, acting_role, api, caller_of, demand, moment_of_request
from xuanhu.api.cases import demand_that_time_goes_on, shown_act
from xuanhu.api.document_shapes import UPLOAD, AddedOut, DocumentOut, DocumentsOut, WithdrawIn
from xuanhu.api.once import answered_once, key_of, once
from xuanhu.api.paging import After, Limit, page
from xuanhu.api.problems import NOT_FOUND, Problem
from xuanhu.api.shapes import Text
from xuanhu.api.timeline import case_seen
from xuanhu.api.uploads import take_in
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.cases.loading import state_of
from xuanhu.apps.cases.models import Case
from xuanhu.apps.cases.queries import as_it_stands
from xuanhu.apps.editions.queries import edition_of
from xuanhu.apps.papers.actions import Added, AlreadyWithdrawnError, Upload, add_document, withdraw_document
from xuanhu.apps.papers.keeping import forget
from xuanhu.apps.papers.models import Document
from xuanhu.apps.papers.queries import documents_of, is_named, name_of
from xuanhu.core.handbook.vocabulary import PAPERS
from xuanhu.core.reckoning import SHANGHAI


@api.get("/cases/{case}/documents", response=DocumentsOut, summary="Documents of a case", url_name=TAKING_FILES)
@transaction.atomic
def get_documents(
    request: HttpRequest, case: UUID, *, withdrawn: bool = False, after: After = 0, limit: Limit = 100
) -> dict[str, object]:
    """Documents in the order in which they came; those that were withdrawn too, if asked."""
    demand(request, Permission.READ_PAPERS)
    rows = documents_of(case=case_seen(request, case), after=after, limit=limit + 1, withdrawn=withdrawn)
    return page(rows, limit, lambda row: row.id, lambda row: shown(row, case))


@api.post(
    "/cases/{case}/documents",
    response={200: AddedOut, 201: AddedOut},
    summary="Add a document to a case",
    url_name=TAKING_FILES,
    openapi_extra=UPLOAD,
)
def post_document(
    request: HttpRequest,
    case: UUID,
    *,
    records: bool = True,
    by: Text | None = None,
    x_document_kind: Annotated[Text | None, Header()] = None,
    x_document_name: Annotated[str | None, Header()] = None,
    content_digest: Annotated[Text | None, Header()] = None,
) -> Status[dict[str, object]]:
    """A file, raw (with the X-Document headers) or in a form; it is judged by its bytes, not by what it claims to be.

    201 for a document that is new, 200 for one that is there already, and 200 with `allowed: false` where the fact
    documents-added is refused: then nothing is kept. With `records=false` no fact is recorded.
    """
    del content_digest  # read where the body is
    demand(request, Permission.ADD_PAPERS)
    if records:
        demand(request, Permission.ACT_ON_CASES)
    key_of(request)
    role = acting_role(request, by)
    with transaction.atomic():
        row = case_seen(request, case)
        demand_that_time_goes_on(state_of(row), moment_of_request(request))
    upload = take_in(request, check=_kinds_of(row), kind=x_document_kind, name=x_document_name)

    def act() -> Status[dict[str, object]]:
        added = add_document(
            case=case_seen(request, case),
            upload=upload,
            records=records,
            at=moment_of_request(request),
            by=role,
            role=caller_of(request).role,
            actor=caller_of(request).name,
        )
        found.append(added)
        return Status(201 if added.is_new else 200, _added(request, added, case))

    found: list[Added] = []
    with _forgotten_unless_new(upload, found):
        asked = [upload.kind, upload.name, upload.kept.sha256.hex()]
        answer: Status[dict[str, object]] = answered_once(request, act, content=asked)
    return answer


@api.get("/cases/{case}/documents/{document}", response=DocumentOut, summary="A document")
@transaction.atomic
def get_document(request: HttpRequest, case: UUID, document: UUID) -> dict[str, object]:
    """What is known of a document."""
    demand(request, Permission.READ_PAPERS)
    return shown(document_seen(request, case, document), case)


@api.post("/cases/{case}/documents/{document}/withdraw", response=DocumentOut, summary="Withdraw a document")
@once
def post_withdraw(request: HttpRequest, case: UUID, document: UUID, body: WithdrawIn) -> dict[str, object]:
    """Withdraw a document with a reason: it is kept, and listed only if asked. Facts stay; void one where it is wrong.

    Whoever may add but not read may not withdraw either.
    """
    demand(request, Permission.ADD_PAPERS)
    demand(request, Permission.READ_PAPERS)
    caller = caller_of(request)
    by = acting_role(request, body.by) or caller.role
    row = document_seen(request, case, document)
    at = moment_of_request(request)
    try:
        row = withdraw_document(document=row, reason=body.reason, at=at, by=by, actor=caller.name)
    except AlreadyWithdrawnError:
        raise Problem(409, "already-withdrawn", "这份资料已经撤下 (it was withdrawn before)") from None
    return shown(row, case)


def document_seen(request: HttpRequest, case: UUID, document: UUID) -> Document:
    """The document of that id in that case. Raises not-found for one that is not there, or another's."""
    row = Document.objects.filter(case=case_seen(request, case), public_id=document).first()
    if row is None:
        raise NOT_FOUND
    return row


def _kinds_of(case: Case) -> Any:
    """What looks at a kind: those of everybody's vocabulary, and those of the case's handbook."""
    known = dict.fromkeys([*PAPERS, *edition_of(case.handbook, case.edition).papers])

    def check(kind: str) -> str:
        if kind not in known:
            errors = [{"where": "kind", "wrong": "没有这种资料 (no such kind)", "right": "、".join(known)}]
            raise Problem(422, "malformed", "没有这种资料 (no such kind of document)", errors=errors)
        return kind

    return check


@contextmanager
def _forgotten_unless_new(upload: Upload, found: list[Added]) -> Iterator[None]:
    """Take the bytes away again where no document came of them.

    Where the database went away nobody knows whether it had committed: then the sweep of orphans decides.
    """
    try:
        yield
    except (OperationalError, InterfaceError):
        raise
    except BaseException:
        if not is_named(upload.kept.store_key):  # something may have failed after the commit, too
            forget(upload.kept)
        raise
    if not found or not found[-1].is_new:
        forget(upload.kept)


def _added(request: HttpRequest, added: Added, case: UUID) -> dict[str, object]:
    at = moment_of_request(request)
    document = shown(added.document, case) if added.document is not None else None
    if added.acted is not None:
        return {**shown_act(added.acted, at), "document": document}
    row = case_seen(request, case)
    stands = as_it_stands(row, state_of(row), at)
    return {"allowed": True, "refused": [], "cites": [], "case": stands, "document": document}


def shown(row: Document, case: UUID) -> dict[str, object]:
    withdrawn = None
    if row.withdrawn_at is not None:
        at = row.withdrawn_at.astimezone(SHANGHAI).isoformat()
        withdrawn = {"at": at, "by": row.withdrawn_by, "reason": row.withdrawn_reason}
    return {
        "id": str(row.public_id),
        "case": str(case),
        "kind": row.kind,
        "name": name_of(row),
        "media_type": row.media_type,
        "size": row.size,
        "sha256": bytes(row.sha256).hex(),
        "added_at": row.added_at.astimezone(SHANGHAI).isoformat(),
        "by": row.by,
        "withdrawn": withdrawn,
    }
