"""Who saw a person's data, or changed it: by day and role, in plain words, without the names of people who work here.

People at work have their own data to protect, and the law gives a right to know what is done with one's data, not by
whose hand; the trail itself names them, for the auditor and where somebody complains.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final, NamedTuple

from xuanhu.apps.audit.actions import Act
from xuanhu.apps.audit.models import Trail
from xuanhu.apps.audit.queries import reason_of
from xuanhu.apps.papers.models import Opening
from xuanhu.apps.parties.models import Insured
from xuanhu.apps.portal.acting import actor_of
from xuanhu.apps.portal.models import Account
from xuanhu.core.reckoning import china_day
from xuanhu.handbook_files.wording import built_in_words

MOST: Final = 500
FIELDS: Final = {"name": "姓名", "id_number": "身份证号", "phone": "手机号", "diagnosis": "诊断"}
SAYS: Final = {
    Act.IDENTITY_CHECKED: "和您核对了身份",
    Act.IDENTITY_NOT_SHOWN: "有人用您的手机号登录，姓名或证件号没有对上",
    Act.DIAGNOSIS_SET: "登记了您的诊断",
    Act.CORRECTED: "更正了您的信息",
    Act.EXPORT_ASKED: "要了一份导出",
    Act.EXPORT_TAKEN: "下载了导出的文件",
    Act.MAY_ACT_FOR: "第一次登录，核对了身份",
    Act.NO_LONGER_ACTS: "结束了一个手机号的查看和办理",
}


class Seen(NamedTuple):
    """On a day, somebody of a role did something, so many times."""

    day: date
    who: str
    what: str
    times: int


def seen_of(*, insured: Insured, account: Account) -> Sequence[Seen]:
    """The newest day first; `account` is the insured's own, so that they are told from who helps."""
    found = Counter(_lines(insured, account))
    lines = [Seen(day, who, what, times) for (day, who, what), times in found.items()]
    return sorted(lines, key=lambda one: (one.day, one.who, one.what), reverse=True)


def _lines(insured: Insured, account: Account) -> Iterator[tuple[date, str, str]]:
    own = actor_of(account)
    rows = Trail.objects.filter(subject_kind="insured", subject=str(insured.public_id)).order_by("-id")
    for row in rows.filter(act__in=[*SAYS, Act.SHOWN_IN_FULL])[:MOST]:
        yield _line(row.at, row.role, row.actor, own, _what(row))
    openings = Opening.objects.filter(document__case__insured=insured).order_by("-id")[:MOST]
    for one in openings:
        yield _line(one.at, one.by, one.actor, own, "打开了您的资料")


def _line(at: datetime, role: str, actor: str, own: str, what: str) -> tuple[date, str, str]:
    if actor == own:
        return china_day(at), "您本人", what
    if actor.startswith("account:"):
        return china_day(at), "代办的家人", what
    known = built_in_words().names["roles"]
    return china_day(at), str(known.get(role, "管理员" if role == "administrator" else "工作人员")), what


def _what(row: Trail) -> str:
    """What was done, in words. What was shown stands first in the reason; what was typed after it is not repeated."""
    if row.act == Act.MAY_ACT_FOR and reason_of(row) != "self":
        return "请了一位家人代办"
    if row.act != Act.SHOWN_IN_FULL:
        return SAYS[Act(row.act)]
    fields = reason_of(row).partition("：")[0].split("、")
    return f"看了完整的{'、'.join(FIELDS[one] for one in fields if one in FIELDS)}"
