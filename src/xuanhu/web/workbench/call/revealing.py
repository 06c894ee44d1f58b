"""Showing a person in full on the caller's page: for a reason, and not without end."""

from datetime import timedelta
from typing import Final

from django.conf import settings

from xuanhu.apps.accounts.limits import take
from xuanhu.apps.audit.actions import By
from xuanhu.apps.parties.models import Insured
from xuanhu.apps.parties.showing import show_in_full
from xuanhu.web.visiting import Visitor
from xuanhu.web.waiting import until_when

AN_HOUR: Final = timedelta(hours=1)
MOST_AN_HOUR: Final = 60  # the same bucket as over the API
SHORTEST, LONGEST = 4, 500
WORDS: Final = {"name": "姓名", "id_number": "身份证号", "phone": "手机号"}


class Refused(Exception):  # noqa: N818 - it is told to a person, not an error of the program
    """Nothing is shown, and why."""

    def __init__(self, says: str, status: int) -> None:
        super().__init__(says)
        self.says, self.status = says, status


def shown_in_full(*, row: Insured, reason: str, visitor: Visitor, by: By) -> dict[str, str]:
    """Name and numbers as they are, in the transaction that records who asked and why. Raises Refused."""
    if not SHORTEST <= len(reason) <= LONGEST:
        raise Refused(f"请写明原因，至少 {SHORTEST} 个字，会记入日志", 422)
    bucket = f"{visitor.caller.holder}:reveal"
    wait = None if settings.REHEARSAL else take(holder=bucket, most=MOST_AN_HOUR, at=visitor.at, within=AN_HOUR)
    if wait is not None:
        again = until_when(visitor.at, wait)
        raise Refused(f"一小时内查看得太多了，请 {again.at} 以后再看", 429)
    shown = show_in_full(row=row, fields=WORDS, reason=reason, by=by, at=visitor.at)
    return {name: str(value) if value else "没有登记" for name, value in shown.items()}
