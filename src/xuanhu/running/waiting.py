"""What waits, and since when, over all insurers that time passes for. Imported once Django is set up."""

from datetime import datetime

from django.db.models import Min

from xuanhu.apps.cases.models import Timer
from xuanhu.apps.notices.models import Notice
from xuanhu.apps.parties.queries import insurers_for
from xuanhu.apps.tenancy import seeing


def oldest_timer(*, at: datetime) -> datetime | None:
    """When the oldest timer was due that should have acted by now."""
    with seeing(insurers_for("business", "demo")):
        found: datetime | None = Timer.objects.filter(due_at__lte=at).aggregate(first=Min("due_at"))["first"]
    return found


def oldest_notice(*, at: datetime) -> datetime | None:
    """Since when the oldest notice waits whose turn has come."""
    with seeing(insurers_for("business", "demo")):
        due = Notice.objects.filter(state="pending", next_try_at__lte=at)
        found: datetime | None = due.aggregate(first=Min("next_try_at"))["first"]
    return found


def dead_notices() -> int:
    """How many could not be sent."""
    with seeing(insurers_for("business", "demo")):
        return Notice.objects.filter(state="dead").count()
