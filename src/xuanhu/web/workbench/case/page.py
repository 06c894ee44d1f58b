"""The page of a case: the promise above all, the next step as a form, the timeline; person and papers beside."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.remarks.queries import remarks_of
from xuanhu.apps.talk.queries import messages_of, wishes_of
from xuanhu.core.reckoning import chinese_date, chinese_moment
from xuanhu.handbook_files.wording import colleagues_words
from xuanhu.web.consulting import wished
from xuanhu.web.doing_once import new_token
from xuanhu.web.facts.fields import mendable
from xuanhu.web.promises import NO_PROMISE, Promise
from xuanhu.web.reckonings import Explained, promises_of
from xuanhu.web.visiting import Visitor, for_people
from xuanhu.web.workbench.case.asked import Form, form_of
from xuanhu.web.workbench.case.beside import (
    calls_of,
    consents_of,
    money_of,
    notices_of,
    person_of,
    related_to,
    uses_of,
)
from xuanhu.web.workbench.case.days import days_ahead
from xuanhu.web.workbench.case.papers import checklist_of, kinds_of, papers_of
from xuanhu.web.workbench.case.seen import Possible, Seen, case_seen, possible
from xuanhu.web.workbench.case.timeline import timeline_of


class Hero(NamedTuple):
    """The largest thing of the page: what is promised by when, and whose turn it is; or how the case ended."""

    what: str
    promise: Promise
    explained: Explained | None
    turn: str
    step: str
    is_mine: bool
    outcome: str
    closed_on: str
    appointment: str = ""


@require_safe
@for_people(Permission.READ_CASES)
def case_page(request: HttpRequest, visitor: Visitor, case: UUID) -> HttpResponse:
    """A case, with the form that was asked for, else the form of the next step."""
    seen = case_seen(case, visitor)
    name, target = request.GET.get("form", ""), request.GET.get("fact", "")
    choices = possible(seen, visitor)
    mine = {one.name for one in choices if one.is_mine}
    form = None
    if visitor.caller.may(Permission.ACT_ON_CASES):
        name = name if name in mine else _first(choices)
        form = form_of(seen, name, target=target if target in mendable(seen.state) else "") if name else None
    said = request.GET.get("said", "")
    return drawn(request, visitor, seen, form=form, choices=choices, said=said)


def _first(choices: list[Possible]) -> str:
    """The next step, if it is the visitor's; else none: what may be done at any time is not what is next."""
    return next((one.name for one in choices if one.is_mine and one.is_next), "")


def drawn(
    request: HttpRequest,
    visitor: Visitor,
    seen: Seen,
    *,
    form: Form | None,
    choices: list[Possible] | None = None,
    status: int = 200,
    said: str = "",
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The page as it stands, with a form as it was typed; `more` is what an act has to say."""
    known, about = choices if choices is not None else possible(seen, visitor), more or {}
    hero = hero_of(seen, visitor, known)
    shown = {
        "visitor": visitor,
        "seen": seen,
        "hero": hero,
        "promises": [one for one in promises_of(seen.state, visitor.at, colleagues_words()) if one != hero.explained],
        "steps": [one for one in known if one.is_next],
        "others": [one for one in known if not one.is_next and one.is_mine],
        "form": form,
        "form_is_next": form is not None and any(one.is_next and one.name == form.name for one in known),
        "days": days_ahead(visitor.at.date()) if form is not None and form.is_appointment else [],
        "said": _words_for(said, seen),
        "entries": timeline_of(seen, known=about.get("known")),
        "reading": _reading(request),
        **_beside(seen, visitor),
        **about,
    }
    return render(request, "web/workbench/case/page.html", shown, status=status)


def _beside(seen: Seen, visitor: Visitor) -> dict[str, Any]:
    may_read = visitor.caller.may(Permission.READ_PAPERS)
    papers = papers_of(seen, visitor) if may_read else []
    return {
        "person": person_of(seen, visitor),
        "may_reveal": visitor.caller.may(Permission.SEE_IN_FULL),
        "uses": uses_of(seen, visitor.at.date()),
        "related": related_to(seen, visitor),
        "papers": papers,
        "may_read_papers": may_read,
        "may_add_papers": visitor.caller.may(Permission.ADD_PAPERS) and seen.state.is_open,
        "paper_kinds": kinds_of(seen),
        "checklist": checklist_of(seen, visitor),
        "consents": consents_of(seen),
        "notices": notices_of(seen, visitor),
        "calls": calls_of(seen),
        "money": money_of(seen),
        "remarks": remarks_of(case=seen.case, reader=visitor.person),
        **_talk(seen, visitor),
        "may_text": visitor.caller.may(Permission.MANAGE_PARTIES),
        "may_act": visitor.caller.may(Permission.ACT_ON_CASES),
    }


def _talk(seen: Seen, visitor: Visitor) -> dict[str, Any]:
    """What was said with the insured, for those who talk with them; and the slot that they ask for."""
    if not visitor.caller.may(Permission.MANAGE_PARTIES):
        return {"may_talk": False}
    wish = wished(wishes_of(cases=[seen.case]).get(seen.case.id), seen.state, visitor.at)
    said = messages_of(case=seen.case)
    return {
        "may_talk": True,
        "said_in_talk": said,
        "has_new": any(not one.is_ours and one.read_at is None for one in said),
        "wish": chinese_moment(wish) if wish is not None else "",
        "talk_token": new_token(),
    }


def hero_of(seen: Seen, visitor: Visitor, choices: list[Possible]) -> Hero:
    """What everybody waits for, by which day, and whose turn it is."""
    state, words = seen.state, colleagues_words()
    if state.outcome is not None:
        closing = state.stands.get(state.closing.fact) if state.closing is not None else None
        on = chinese_date((closing or state.facts[-1]).at.date())
        outcome = words.outcome(state.outcome, seen.book)
        return Hero("", NO_PROMISE, None, "", "", is_mine=False, outcome=outcome, closed_on=on)
    promises = promises_of(state, visitor.at, words)
    first = next((one for one in promises if not (one.is_kept or one.is_exempt or one.was_past)), None)
    steps = [one for one in choices if one.is_next]
    mine = next((one for one in steps if one.is_mine), None)
    turn = mine or (steps[0] if steps else None)
    what = first.what if first is not None else turn.title if turn is not None else ""
    who = words.names_of("roles", turn.roles[:1]) if turn is not None else ""
    return Hero(
        what=what,
        promise=first.promise if first is not None else NO_PROMISE,
        explained=first,
        turn="" if turn is None else f"{who}：{turn.title}",
        step=turn.title if turn is not None else "",
        is_mine=mine is not None,
        outcome="",
        closed_on="",
        appointment=_appointment(seen) if first is None else "",
    )


def _appointment(seen: Seen) -> str:
    """When everybody waits for an appointment: its day."""
    stands = [seen.state.stands[name] for name in seen.plan.appointments if name in seen.state.stands]
    on = max(stands, key=lambda fact: fact.at).data.get("on") if stands else None
    if isinstance(on, datetime):
        return chinese_moment(on)
    return chinese_date(on) if isinstance(on, date) else ""


def _words_for(said: str, seen: Seen) -> str:
    """What is said after an act: what became true, by the fact's name; nothing for a name that is none."""
    if said == "mentioned":
        return "好的，不再提醒这几条提及。"
    if said == "texted":
        return "短信已交给平台发送，记在右边的通知里。"
    if said not in seen.plan.steps:
        return ""
    return f"已记录：{colleagues_words().fact(said, seen.book, seen.plan.name)}。"


def _reading(request: HttpRequest) -> str:
    """The paper that is shown beside the form."""
    return request.GET.get("paper", "")


@require_safe
@for_people(Permission.READ_CASES)
def printed(request: HttpRequest, visitor: Visitor, case: UUID) -> HttpResponse:
    """The case on paper: A4, without what only a screen needs."""
    seen = case_seen(case, visitor)
    choices = possible(seen, visitor)
    shown = {
        "visitor": visitor,
        "seen": seen,
        "hero": hero_of(seen, visitor, choices),
        "promises": promises_of(seen.state, visitor.at, colleagues_words()),
        "entries": timeline_of(seen)[::-1],
        "printed_at": visitor.at,
        "printed_on": chinese_date(visitor.at.date(), year=True),
        **_beside(seen, visitor),
    }
    return render(request, "web/workbench/case/print.html", shown)
