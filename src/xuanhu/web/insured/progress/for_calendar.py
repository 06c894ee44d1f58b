"""The appointment and the promise of a case as files for the phone's calendar."""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from xuanhu.core.reckoning import SHANGHAI
from xuanhu.web.insured.progress.appointment import Appointment, appointment_of
from xuanhu.web.insured.progress.calendar_file import Event, calendar_file
from xuanhu.web.insured.progress.glance import glance_at
from xuanhu.web.insured.progress.seen import Seen, case_seen
from xuanhu.web.insured.visiting import Client, for_insured

AN_HOUR: Final = timedelta(hours=1)
A_DAY_AND_TWO_HOURS_BEFORE: Final = (timedelta(days=-1), timedelta(hours=-2))
NINE_THE_DAY_BEFORE: Final = (timedelta(hours=-15),)
AT_NINE: Final = (timedelta(hours=9),)


@require_safe
@for_insured()
def appointment(request: HttpRequest, client: Client, case: UUID) -> HttpResponse:
    """The appointment that stands. Another version of the same event once it was moved."""
    del request
    seen = case_seen(client, case)
    found = appointment_of(seen)
    if found is None:
        raise Http404
    return _file("appointment", _of_appointment(seen, found), client.at)


def _of_appointment(seen: Seen, found: Appointment) -> Event:
    told = dict(found.place)
    where = "，".join(told[key] for key in ("医院", "机构", "地址") if key in told)
    bring = f"请带{'；'.join(found.bring)}。" if found.bring else ""
    hours = seen.plan.service.hours
    lasts = timedelta(minutes=hours.slot_minutes) if hours is not None and hours.slot_minutes else AN_HOUR
    is_moment = isinstance(found.on, datetime)
    return Event(
        uid=f"appointment-{seen.case.public_id}@xuanhu",
        sequence=_times_said(seen, found.fact) - 1,
        on=found.on,
        lasts=lasts,
        title=seen.service,
        where=where,
        says=f"{bring}有变化请早些告诉我们{f'：{seen.hotline}' if seen.hotline else ''}。",
        alarms=A_DAY_AND_TWO_HOURS_BEFORE if is_moment else NINE_THE_DAY_BEFORE,
    )


def _times_said(seen: Seen, fact: str) -> int:
    """How often the appointment was said: booked, booked anew, put right."""
    return sum(
        one.name == fact or (one.name in ("corrected", "voided") and one.data.get("fact") == fact)
        for one in seen.state.facts
    )


@require_safe
@for_insured()
def promise(request: HttpRequest, client: Client, case: UUID) -> HttpResponse:
    """The promise that runs, on its last day."""
    del request
    seen = case_seen(client, case)
    glance = glance_at(seen)
    clock = seen.state.clocks.get(glance.explained.fact) if glance.explained is not None else None
    if clock is None or glance.explained is None or not seen.state.is_open:
        raise Http404
    on: date = (clock.due.passes_at - timedelta(microseconds=1)).astimezone(SHANGHAI).date()
    whose = "请在今天之内" if clock.promise.expires else "我们最晚今天"
    event = Event(
        uid=f"promise-{glance.explained.fact}-{seen.case.public_id}@xuanhu",
        sequence=seen.case.fact_count,
        on=on,
        lasts=AN_HOUR,
        title=f"{seen.service}：{whose}{glance.explained.what}",
        where="",
        says=f"办到哪一步了，打开悬壶就能看到{f'；也可以打 {seen.hotline}' if seen.hotline else ''}。",
        alarms=AT_NINE,
    )
    return _file("promise", event, client.at)


def _file(name: str, event: Event, at: datetime) -> HttpResponse:
    headers = {
        "Content-Type": "text/calendar; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}.ics"',
    }
    return HttpResponse(calendar_file(event, at), headers=headers)
