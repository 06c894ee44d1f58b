"""An appointment or a promise for the calendar of a phone (RFC 5545).

It says neither illness nor department nor number of identity: calendars are shared, and lie on lock screens.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from xuanhu.core.reckoning import SHANGHAI

LONGEST_LINE: Final = 75  # octets
A_DAY: Final = timedelta(days=1)
HEAD: Final = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Xuanhu//Portal//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH")
ZONE: Final = (
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Shanghai",
    "BEGIN:STANDARD",
    "DTSTART:19910915T000000",
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800",
    "TZNAME:CST",
    "END:STANDARD",
    "END:VTIMEZONE",
)


class Event(NamedTuple):
    """What goes into a calendar: on a day, or from a moment on for so long.

    `uid` stays the same when it moves, and `sequence` grows; `alarms` count from the start.
    """

    uid: str
    sequence: int
    on: date | datetime
    lasts: timedelta
    title: str
    where: str
    says: str
    alarms: tuple[timedelta, ...]


def calendar_file(event: Event, written_at: datetime) -> bytes:
    """The file, in UTF-8."""
    lines = [*HEAD, *ZONE, "BEGIN:VEVENT", f"UID:{event.uid}", f"SEQUENCE:{event.sequence}"]
    lines += [f"DTSTAMP:{written_at.astimezone(UTC):%Y%m%dT%H%M%SZ}", *_when(event), f"SUMMARY:{_text(event.title)}"]
    lines += [f"LOCATION:{_text(event.where)}"] if event.where else []
    lines += [f"DESCRIPTION:{_text(event.says)}", "TRANSP:OPAQUE", "CLASS:PRIVATE"]
    for alarm in event.alarms:
        lines += [
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"DESCRIPTION:{_text(event.title)}",
            f"TRIGGER:{_span(alarm)}",
            "END:VALARM",
        ]
    return "".join(f"{_folded(line)}\r\n" for line in (*lines, "END:VEVENT", "END:VCALENDAR")).encode()


def _when(event: Event) -> list[str]:
    if isinstance(event.on, datetime):
        begins = event.on.astimezone(SHANGHAI)
        moments = {"DTSTART": begins, "DTEND": begins + event.lasts}
        return [f"{name};TZID=Asia/Shanghai:{moment:%Y%m%dT%H%M%S}" for name, moment in moments.items()]
    return [f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}", f"DTEND;VALUE=DATE:{event.on + A_DAY:%Y%m%d}"]


def _span(alarm: timedelta) -> str:
    minutes = int(abs(alarm).total_seconds()) // 60
    return f"{'-' if alarm < timedelta() else ''}PT{minutes}M"


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\n").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Lines of at most 75 octets, never cut within a character."""
    found, length = "", 0
    for letter in line:
        size = len(letter.encode())
        if length + size > LONGEST_LINE:
            found, length = f"{found}\r\n ", 1
        found, length = found + letter, length + size
    return found
