"""The Chinese calendar, working days, deadlines, periods and ages, by the clock in China.

Every deadline of the house is reckoned here (design, Reckoning; Civil Code, articles 201-203). The
room reads no clock and no file: what time it is, and which schedules hold, is passed in.
"""

from xuanhu.core.reckoning.calendar import Calendar, Day, DayKind, OutsideCalendar, china
from xuanhu.core.reckoning.deadlines import (
    Due,
    ReckonedDay,
    Span,
    Unit,
    due_before,
    due_within,
    earliest_with_notice,
    explain_day,
    parse_span,
    reckon_before,
    reckon_within,
)
from xuanhu.core.reckoning.periods import (
    Period,
    add_months,
    add_years,
    age_on,
    calendar_year,
    half_year_back,
    policy_period,
    policy_year,
    waiting_period,
)
from xuanhu.core.reckoning.schedule import YearSchedule, parse_schedule
from xuanhu.core.reckoning.schedule_faults import ScheduleError, ScheduleFault
from xuanhu.core.reckoning.words import (
    SHANGHAI,
    china_day,
    chinese_date,
    chinese_moment,
    in_shanghai,
    weekday_name,
)

__all__ = [
    "SHANGHAI",
    "Calendar",
    "Day",
    "DayKind",
    "Due",
    "OutsideCalendar",
    "Period",
    "ReckonedDay",
    "ScheduleError",
    "ScheduleFault",
    "Span",
    "Unit",
    "YearSchedule",
    "add_months",
    "add_years",
    "age_on",
    "calendar_year",
    "china",
    "china_day",
    "chinese_date",
    "chinese_moment",
    "due_before",
    "due_within",
    "earliest_with_notice",
    "explain_day",
    "half_year_back",
    "in_shanghai",
    "parse_schedule",
    "parse_span",
    "policy_period",
    "policy_year",
    "reckon_before",
    "reckon_within",
    "waiting_period",
    "weekday_name",
]
