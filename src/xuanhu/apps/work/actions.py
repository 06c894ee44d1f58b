"""Acts on who holds a case: claimed, handed over, released, many given to somebody at once.

Each locks the rows of its cases, so that of two who claim at once one is told that the other was first.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from xuanhu.apps.accounts.models import Person
from xuanhu.apps.accounts.people import caller_of_person
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.cases.models import Case
from xuanhu.apps.sealing import sealer
from xuanhu.apps.work.models import Assignment, Holder

WORD: Final = "work.assignment.word"
MOST_AT_ONCE: Final = 200
LONGEST_WORD: Final = 200


class WorkFault(ValueError):  # noqa: N818 - as AccountFault: what is wrong, in words
    """What cannot be done, and what would be right, in words for whoever asked."""


class Assigned(NamedTuple):
    """What became of many cases: how many are theirs now, and how many are not open or not to be seen."""

    done: int
    left: int


def claim(*, case: UUID, person: Person, at: datetime) -> bool:
    """Take a case that nobody holds; False for a case that is not there. Raises WorkFault."""
    return _each_of_one(case, person, person, at, "claim", "")


def hand_over(*, case: UUID, to: Person, word: str, by: Person, at: datetime) -> bool:
    """Give a case to a colleague with a word; False for a case that is not there. Raises WorkFault."""
    return _each_of_one(case, to, by, at, "hand-over", word)


def _each_of_one(case: UUID, to: Person, by: Person, at: datetime, act: str, word: str) -> bool:
    found = _locked([case])
    if not found:
        return False
    row, held = found[0], _held(found)
    _demand_open(row)
    holder = held.get(row.id)
    if act == "claim" and holder is not None and holder.person_id != by.id:
        raise WorkFault("这件刚刚被别人认领了；需要接手的话，请对方转交给您")
    if act == "hand-over":
        _demand_own_or_leave(holder, by)
        _demand_word(word)
    _demand_may_take(to, [row.insurer_id])
    if holder is None or holder.person_id != to.id:
        _give(found, to, by, at, word)
    return True


def release(*, case: UUID, by: Person, at: datetime) -> bool:
    """Give a case back, so that it is nobody's; False for a case that is not there. Raises WorkFault."""
    found = _locked([case])
    if not found:
        return False
    holder = _held(found).get(found[0].id)
    _demand_own_or_leave(holder, by)
    if holder is not None:
        holder.delete()
        _write(found, None, by, at)
    return True


def assign_many(*, cases: Collection[UUID], to: Person | None, by: Person, at: datetime) -> Assigned:
    """Give cases to somebody, whoever holds them; to None: nobody holds them any more. Raises WorkFault."""
    if len(cases) > MOST_AT_ONCE:
        raise WorkFault(f"一次最多分配 {MOST_AT_ONCE} 件，请分几次")
    found = [row for row in _locked(cases) if row.outcome is None]
    if to is not None:
        _demand_may_take(to, {row.insurer_id for row in found})
    held = _held(found)
    moving = [row for row in found if (held[row.id].person_id if row.id in held else None) != (to.id if to else None)]
    if to is None:
        Assignment.objects.filter(case__in=moving).delete()
        _write(moving, None, by, at)
    else:
        _give(moving, to, by, at, "")
    return Assigned(len(found), len(cases) - len(found))


def _locked(cases: Iterable[UUID]) -> list[Case]:
    return list(Case.objects.select_for_update(no_key=True).filter(public_id__in=list(cases)).order_by("id"))


def _held(cases: Iterable[Case]) -> dict[int, Assignment]:
    return {row.case_id: row for row in Assignment.objects.filter(case__in=list(cases))}


def _give(cases: Sequence[Case], to: Person, by: Person, at: datetime, word: str) -> None:
    sealed = sealer().seal(word.strip(), WORD) if word.strip() else ""
    actor = caller_of_person(by).actor
    Assignment.objects.bulk_create(
        [Assignment(insurer_id=row.insurer_id, case=row, person=to, since=at, by=actor, word=sealed) for row in cases],
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=["person", "since", "by", "word"],
    )
    _write(cases, to, by, at)


def _write(cases: Sequence[Case], to: Person | None, by: Person, at: datetime) -> None:
    """What was before ends where this begins."""
    actor = caller_of_person(by).actor
    Holder.objects.filter(case__in=cases, until__isnull=True).update(until=at)
    Holder.objects.bulk_create(
        Holder(insurer_id=row.insurer_id, case=row, person=to, since=at, by=actor) for row in cases
    )


def _demand_open(case: Case) -> None:
    if case.outcome is not None:
        raise WorkFault("这件已经办结，不用再认领或转交")


def _demand_own_or_leave(holder: Assignment | None, by: Person) -> None:
    own = holder is None or holder.person_id == by.id
    if not own and not caller_of_person(by).may(Permission.ASSIGN_CASES):
        raise WorkFault("这件在别人名下；请对方转交，或请组长分配")


def _demand_word(word: str) -> None:
    if len(word) > LONGEST_WORD:
        raise WorkFault(f"留言最多 {LONGEST_WORD} 个字")


def _demand_may_take(to: Person, insurers: Collection[int]) -> None:
    if not to.is_active or not caller_of_person(to).may(Permission.ACT_ON_CASES):
        raise WorkFault("这位同事不能办案，请另选一位")
    if not set(insurers) <= set(to.insurers):
        raise WorkFault("这位同事看不到这家保险公司的案件，请另选一位")
