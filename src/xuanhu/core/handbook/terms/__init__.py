"""The terms of a handbook: what can be said of a service, each with the clause it comes from.

Frozen and plain, so that a program, an editor's schema and a reader see the same thing. A term is data:
how it is judged stands in `core.case`, how it reads in Chinese in `core.handbook.words`.
Spans are written as people write them: `5 working days`, `15 days`, `48 hours`, and `6 months` between dates.
"""

from xuanhu.core.handbook.terms.asking import (
    Age,
    Area,
    Condition,
    Declared,
    Doctor,
    ForWhom,
    Hospital,
    InForce,
    NoticeAhead,
    OnSchedule,
    Partners,
    PriorService,
    Uses,
    WaitingPeriod,
    Window,
)
from xuanhu.core.handbook.terms.base import Term, Value
from xuanhu.core.handbook.terms.course import (
    Aside,
    Change,
    Clock,
    Ending,
    Exemption,
    Note,
    Only,
    Reporting,
    Status,
    Step,
    Withdrawal,
)
from xuanhu.core.handbook.terms.facts import Among, Each, Hours, Limit, Needed, Repeated, Requirement, Who
from xuanhu.core.handbook.terms.papers import Consents, HandedOver, Identity, PaperRule, Papers, Recent, SameAs

__all__ = [
    "Age",
    "Among",
    "Area",
    "Aside",
    "Change",
    "Clock",
    "Condition",
    "Consents",
    "Declared",
    "Doctor",
    "Each",
    "Ending",
    "Exemption",
    "ForWhom",
    "HandedOver",
    "Hospital",
    "Hours",
    "Identity",
    "InForce",
    "Limit",
    "Needed",
    "Note",
    "NoticeAhead",
    "OnSchedule",
    "Only",
    "PaperRule",
    "Papers",
    "Partners",
    "PriorService",
    "Recent",
    "Repeated",
    "Reporting",
    "Requirement",
    "SameAs",
    "Status",
    "Step",
    "Term",
    "Uses",
    "Value",
    "WaitingPeriod",
    "Who",
    "Window",
    "Withdrawal",
]
