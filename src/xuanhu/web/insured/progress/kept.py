"""What stays of a case for the insured: the messages sent to them, and the reports that they were given."""

import logging
from collections.abc import Sequence
from typing import Final, NamedTuple
from uuid import UUID

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from xuanhu.apps.notices.actions import TEXT
from xuanhu.apps.notices.models import Notice
from xuanhu.apps.opinions.queries import given_to
from xuanhu.apps.papers.models import Document
from xuanhu.apps.papers.queries import open_document
from xuanhu.apps.papers.sealed_stream import Damaged
from xuanhu.apps.samples.queries import reports_of
from xuanhu.apps.sealing import SealError, sealer
from xuanhu.core.reckoning import SHANGHAI, chinese_date, chinese_moment
from xuanhu.integrations.masking import masked_text
from xuanhu.integrations.store import Missing, Unreachable
from xuanhu.web.errors import Mishap
from xuanhu.web.facts.saying import discreet
from xuanhu.web.headers import SAVED
from xuanhu.web.insured.progress.seen import Seen, case_seen
from xuanhu.web.insured.visiting import Client, for_insured

MOST: Final = 40
SENDING: Final = "正在发送"
DAMAGED: Final = Mishap(
    500, "这份报告打不开了", "文件在保存处出了问题，我们已经记下来。请联系健康管家，我们再给您一份。"
)
UNREACHABLE: Final = Mishap(503, "报告暂时取不出来", "不是您的操作有误，请过几分钟再试。")

log = logging.getLogger("xuanhu.web")


class Message(NamedTuple):
    """A text message to the insured, and when it went out."""

    at: str
    text: str


class Report(NamedTuple):
    """A report that can be saved."""

    name: str
    given: str
    size: str
    path: str


def messages_of(seen: Seen) -> Sequence[Message]:
    """The text messages of the case, the latest first; to a helper without the name of whom they are about."""
    rows = Notice.objects.filter(case=seen.case, audience="insured", state__in=("sent", "pending")).exclude(text="")
    found = []
    for row in rows.order_by("-id")[:MOST]:
        try:
            text = sealer().open(row.text, TEXT)
        except SealError:
            continue
        said = discreet(text, seen.state) if seen.whose else masked_text(text)
        found.append(Message(chinese_moment(row.sent_at) if row.sent_at is not None else SENDING, said))
    return found


def reports_given(seen: Seen) -> Sequence[Report]:
    """The reports that were given to the insured, the latest first."""
    return [
        Report(
            seen.service if seen.service.endswith("报告") else f"{seen.service}报告",
            chinese_date(row.added_at.astimezone(SHANGHAI).date()),
            f"{max(1, round(row.size / 1024))} KB",
            f"{seen.path}/reports/{row.public_id}",
        )
        for row in _given(seen)
    ]


def _given(seen: Seen) -> list[Document]:
    """A letter is given as it is released; what a laboratory filed, once it is on record as delivered."""
    numbers = given_to(case=seen.case)
    if seen.state.has("report-delivered"):
        numbers |= reports_of(case=seen.case)
    rows = Document.objects.filter(case=seen.case, id__in=numbers, withdrawn_at=None, media_type="application/pdf")
    return list(rows.order_by("-id"))


@require_safe
@for_insured()
def report(request: HttpRequest, client: Client, case: UUID, document: UUID) -> HttpResponseBase:
    """A report as PDF; that it was opened is on record before any of it is sent."""
    seen = case_seen(client, case)
    row = next((one for one in _given(seen) if one.public_id == document), None)
    if row is None:
        raise Http404
    try:
        pieces = open_document(document=row, at=client.at, by=client.caller.role, actor=client.caller.actor)
    except (Damaged, Missing) as error:
        log.error("document %s: %s", row.public_id, type(error).__name__)  # noqa: TRY400 - a trace would tell no more
        return _mishap(request, DAMAGED)
    except Unreachable:
        return _mishap(request, UNREACHABLE)
    headers = {
        "Content-Type": row.media_type,
        "Content-Length": str(row.size),
        "Content-Disposition": str(content_disposition_header(as_attachment=True, filename=f"{seen.service}报告.pdf")),
        "Content-Security-Policy": SAVED,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return StreamingHttpResponse(pieces, headers=headers)


def _mishap(request: HttpRequest, mishap: Mishap) -> HttpResponseBase:
    return render(request, "web/mishap.html", {"mishap": mishap}, status=mishap.status)
