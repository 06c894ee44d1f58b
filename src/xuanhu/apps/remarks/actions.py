"""Acts on remarks, each in its caller's transaction: noted, withdrawn by their author, seen by whom they mention."""

import re
from collections.abc import Collection
from datetime import datetime
from typing import Final

from xuanhu.apps.accounts.models import Person
from xuanhu.apps.accounts.permissions import Permission, may
from xuanhu.apps.cases.models import Case
from xuanhu.apps.remarks.models import Mention, Remark
from xuanhu.apps.sealing import sealer

TEXT: Final = "remarks.remark.text"
MENTIONED: Final = re.compile(r"@([a-z][a-z0-9._-]{1,39})")
LONGEST: Final = 4000


class EmptyRemarkError(ValueError):
    """Nothing was said."""


class TooLongError(ValueError):
    """More than a remark holds."""


class NotTheAuthorError(PermissionError):
    """Only who noted it may withdraw a remark."""


def mentioned_in(text: str) -> tuple[str, ...]:
    """The login names after an @, each once. The full stop of a sentence is none of a name."""
    return tuple(dict.fromkeys(name.rstrip("._-") for name in MENTIONED.findall(text)))


def add_remark(*, case: Case, by: Person, text: str, at: datetime) -> Remark:
    """Note something of a case. Whom it mentions is told, if they may see the case.

    Raises EmptyRemarkError, TooLongError.
    """
    said = text.replace("\0", "").strip()
    if not said:
        raise EmptyRemarkError
    if len(said) > LONGEST:
        raise TooLongError
    remark = Remark.objects.create(
        insurer_id=case.insurer_id, case=case, person=by, at=at, text=sealer().seal(said, TEXT)
    )
    people = _who_may_see(case, mentioned_in(said))
    Mention.objects.bulk_create(Mention(insurer_id=case.insurer_id, remark=remark, person=one) for one in people)
    return remark


def _who_may_see(case: Case, logins: Collection[str]) -> list[Person]:
    """Of these people, those who see the case's insurer; the others are told nothing of it."""
    rows = Person.objects.filter(login__in=logins, is_active=True, insurers__contains=[case.insurer_id])
    return [row for row in rows if may(row.role, Permission.READ_CASES)] if logins else []


def withdraw_remark(*, remark: Remark, by: Person, at: datetime) -> None:
    """Withdraw a remark: it is kept, and its text no longer shown. Raises NotTheAuthorError."""
    if remark.person_id != by.id:
        raise NotTheAuthorError
    Remark.objects.filter(id=remark.id, withdrawn_at=None).update(withdrawn_at=at)
    Mention.objects.filter(remark=remark, seen_at=None).update(seen_at=at)


def note_seen(*, case: Case, by: Person, at: datetime) -> int:
    """Say that somebody has seen where the remarks of a case mention them; how many there were."""
    return Mention.objects.filter(remark__case=case, person=by, seen_at=None).update(seen_at=at)
