"""When somebody answers: a care manager on working days from nine to six, so that nobody waits at night for nothing."""

from datetime import date, datetime, time
from typing import Final

from xuanhu.apps.cases.loading import calendar
from xuanhu.core.reckoning import SHANGHAI, chinese_date

OPENS, CLOSES = time(9), time(18)
HOURS: Final = "工作日 9:00–18:00"


def answered_from(at: datetime) -> str:
    """From when on it is answered, where that is not now: 10月14日 周三 9:00."""
    here = at.astimezone(SHANGHAI)
    today = here.date()
    if calendar().is_working_day(today) and here.time() < CLOSES:
        return "" if here.time() >= OPENS else _at_nine(today)
    return _at_nine(calendar().add_working_days(today, 1))


def _at_nine(day: date) -> str:
    return f"{chinese_date(day)} {OPENS.hour}:{OPENS.minute:02d}"
