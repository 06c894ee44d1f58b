"""Logging in: name, password, and the code of the second factor where there is one. Never says which was wrong."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from django.db import transaction

from xuanhu.apps.accounts.models import Person
from xuanhu.apps.accounts.passwords import is_right
from xuanhu.apps.accounts.people import SECOND_FACTOR, by_themselves, find_person, subject_of
from xuanhu.apps.accounts.second_factor import step_of
from xuanhu.apps.accounts.tries import forgive, give_back, take_try
from xuanhu.apps.audit.actions import Act, By, Subject, record
from xuanhu.apps.sealing import sealer


class Outcome(StrEnum):
    """How a try ended."""

    IN = "in"
    WRONG = "wrong"
    CODE_NEEDED = "code-needed"
    LOCKED = "locked"


class Tried(NamedTuple):
    """A try: how it ended, who it was (once the password was right), how many seconds to wait if locked."""

    outcome: Outcome
    person: Person | None = None
    wait: int = 0


class Knock(NamedTuple):
    """Somebody at the door: the login name that they gave, from where, when."""

    login: str
    address: str
    at: datetime


def log_in(*, login: str, password: str, address: str, at: datetime, code: str | None = None) -> Tried:
    """Try to log in. A person with a second factor needs the code as well; without it the password alone is judged."""
    knock = Knock(login.strip().lower(), address, at)
    taken = take_try(login=knock.login, address=address, at=at)
    if taken.wait is not None:
        return Tried(Outcome.LOCKED, wait=taken.wait)
    person = find_person(knock.login)
    if not is_right(password, person.password if person is not None else None) or person is None:
        return _wrong(knock, person, is_last=taken.is_last)
    if person.second_factor is None:
        return _let_in(knock, person)
    if code is None:
        give_back(login=knock.login, address=address, at=at)
        return Tried(Outcome.CODE_NEEDED, person)
    return _judge_code(knock, person, code, is_last=taken.is_last)


def give_code(*, person: Person, code: str, address: str, at: datetime) -> Tried:
    """The second step: the code, of somebody whose password was right a moment ago."""
    knock = Knock(person.login, address, at)
    taken = take_try(login=knock.login, address=address, at=at)
    if taken.wait is not None:
        return Tried(Outcome.LOCKED, wait=taken.wait)
    return _judge_code(knock, person, code, is_last=taken.is_last)


def log_out(*, person: Person, address: str, at: datetime) -> None:
    """Note that somebody left; the session itself is its holder's to end."""
    record(act=Act.LOGGED_OUT, subject=subject_of(person), by=by_themselves(person, address), at=at)


def _judge_code(knock: Knock, person: Person, code: str, *, is_last: bool) -> Tried:
    secret = sealer().open(person.second_factor or "", SECOND_FACTOR)
    step = step_of(secret, code, knock.at, person.second_factor_used)
    # Compare and set: of two who send the same code at once, one comes in.
    mine = Person.objects.filter(id=person.id, is_active=True, second_factor_used__lt=step or 0)
    if step is None or not mine.update(second_factor_used=step):
        return _wrong(knock, person, is_last=is_last)
    return _let_in(knock, person)


def _let_in(knock: Knock, person: Person) -> Tried:
    with transaction.atomic():
        forgive(login=knock.login, address=knock.address, at=knock.at)
        by = by_themselves(person, knock.address)
        record(act=Act.LOGGED_IN, subject=subject_of(person), by=by, at=knock.at)
    return Tried(Outcome.IN, person)


def _wrong(knock: Knock, person: Person | None, *, is_last: bool) -> Tried:
    """On record under the person's login if there is one; what else was typed is kept as a keyed hash only."""
    hidden = sealer().index(knock.login, "audit.trail.login").hex()
    subject = subject_of(person) if person is not None else Subject("login", hidden)
    by = By("nobody", "", knock.address)
    with transaction.atomic():
        record(act=Act.LOGIN_FAILED, subject=subject, by=by, at=knock.at)
        if is_last:
            record(act=Act.LOGIN_LOCKED, subject=subject, by=by, at=knock.at)
    return Tried(Outcome.WRONG)
