"""How it was: asked once, within thirty days after a service is over; it may be left out."""

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from xuanhu.apps.cases.models import Case
from xuanhu.apps.talk.actions import give_feedback
from xuanhu.apps.talk.models import BEST, WORST
from xuanhu.apps.talk.queries import feedback_of
from xuanhu.core.reckoning import SHANGHAI, chinese_date
from xuanhu.web.feedback import MARKS
from xuanhu.web.insured.talk.showing import ASKED_FOR, Talk, talk_of
from xuanhu.web.insured.visiting import Client, case_of, for_insured

LONGEST: Final = 1000


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@for_insured()
def judge(request: HttpRequest, client: Client, case: UUID) -> HttpResponse:
    """The question; the answer is kept once, whoever of the family sends it first."""
    row = case_of(client, case)
    if request.method == "POST":
        list(Case.objects.select_for_update().filter(id=row.id).values_list("id"))
    talk = talk_of(row, client)
    if request.method != "POST" or not talk.may_be_judged(client.at) or feedback_of(case=row) is not None:
        return _page(request, talk)
    mark, text = request.POST.get("mark", ""), request.POST.get("text", "").replace("\0", "").strip()
    if mark not in {str(one) for one in range(WORST, BEST + 1)}:
        return _page(request, talk, wrong="请选一个。")
    if len(text) > LONGEST:
        return _page(request, talk, wrong=f"最多 {LONGEST} 个字，您写了 {len(text)} 个。")
    give_feedback(case=row, mark=int(mark), text=text, writer=talk.writer, at=client.at)
    return redirect(f"{talk.path}/talk?said=feedback")


def _page(request: HttpRequest, talk: Talk, *, wrong: str = "") -> HttpResponse:
    over, told = talk.closed_at, feedback_of(case=talk.case)
    shown = {
        "client": talk.client,
        "here": "talk",
        "talk": talk,
        "marks": [(str(mark), words) for mark, words in sorted(MARKS.items(), reverse=True)],
        "chosen": request.POST.get("mark", ""),
        "typed": request.POST.get("text", ""),
        "told": told,
        "told_mark": MARKS[told.mark] if told is not None else "",
        "is_asked": talk.may_be_judged(talk.client.at),
        "until": chinese_date((over + ASKED_FOR).astimezone(SHANGHAI).date()) if over is not None else "",
        "longest": LONGEST,
        "wrong": wrong,
    }
    return render(request, "web/insured/talk/feedback.html", shown, status=422 if wrong else 200)
