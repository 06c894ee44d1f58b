"""Papers put into a case from its page: one or several files, sealed into the store as they come."""

from typing import Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.papers.actions import Upload, add_document
from xuanhu.apps.papers.file_types import ENDINGS, EmptyFile, Unaccepted
from xuanhu.apps.papers.keeping import TooLarge
from xuanhu.core.handbook.vocabulary import PAPERS
from xuanhu.integrations.store import Unreachable
from xuanhu.web.sealed_forms import Bounds, Fault, SealedForm, form_of, read_form, takes_files
from xuanhu.web.visiting import Visitor, for_people
from xuanhu.web.workbench.case.page import drawn
from xuanhu.web.workbench.case.seen import Seen, case_seen
from xuanhu.web.workbench.case.trying import Why, reasons

MOST_FILES: Final = 20
LONGEST_SAID: Final = 60
MB: Final = 1024**2
FACT: Final = "documents-added"


@takes_files(Bounds("file", files=MOST_FILES))
@require_POST
@for_people(Permission.ADD_PAPERS, first=read_form)
def upload(request: HttpRequest, visitor: Visitor, case: UUID) -> HttpResponse:
    """Put files into a case, each on record; what is refused is kept nowhere."""
    seen, form, kind = case_seen(case, visitor), form_of(request), request.POST.get("kind", "")
    wrong = [_said(one) for one in form.faults]
    why: tuple[Why, ...] = ()
    if kind not in (*PAPERS, *seen.book.papers):
        wrong.append("请选这是哪种资料。")
    if not form.files and not wrong:
        wrong.append("请选一个文件。")
    if not wrong:
        why = _added(seen, visitor, form, kind)
    if wrong or why:
        about = {"paper_problems": wrong, "refusals": why, "chosen_kind": kind}
        return drawn(request, visitor, case_seen(case, visitor), form=None, status=422, more=about)
    return redirect(f"{seen.path}?said={FACT}#papers")


def _added(seen: Seen, visitor: Visitor, form: SealedForm, kind: str) -> tuple[Why, ...]:
    """Add what is kept; the reasons, where that is refused. What is there already is not kept twice."""
    role, actor = visitor.caller.role, visitor.caller.actor
    for kept, name in form.files:
        added = add_document(
            case=seen.case,
            upload=Upload(kept, kind, name or kind + ENDINGS[kept.media_type]),
            records=True,
            at=visitor.at,
            by=role,
            role=role,
            actor=actor,
        )
        if added.is_new:
            form.is_named(kept)
        if added.document is None:
            verdict = added.acted.verdict if added.acted is not None else None
            return reasons(verdict.refusals, verdict.state) if verdict is not None else ()
    return ()


def _said(fault: Fault) -> str:
    """What is wrong with a file, with its name."""
    name = fault.name[:LONGEST_SAID]
    match fault.why:
        case TooLarge():
            return f"“{name}”超过 {settings.MAX_DOCUMENT // MB} MB，请压缩或分成几份。"
        case Unaccepted():
            return f"“{name}”不是能收的文件。请用 PDF、照片、DICOM、Word 或 ZIP。"
        case EmptyFile():
            return f"“{name}”是空的。"
        case Unreachable():
            return "文件暂时存不了，请稍后再试。"
        case _:
            return "文件没有传完，请再传一次。"
