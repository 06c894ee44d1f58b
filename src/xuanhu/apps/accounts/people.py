"""People as others see them: the name to be shown, the caller that they are, who they are on the trail."""

import re

from xuanhu.apps.accounts.keys import Caller
from xuanhu.apps.accounts.models import Person
from xuanhu.apps.audit.actions import By, Subject
from xuanhu.apps.sealing import sealer

NAME = "accounts.person.name"
SECOND_FACTOR = "accounts.person.second_factor"
PER_MINUTE = 600
LOGIN = re.compile(r"[a-z][a-z0-9._-]{1,39}")


def find_person(login: str) -> Person | None:
    """The person of a login name who may still come in."""
    return Person.objects.filter(login=login, is_active=True).first() if LOGIN.fullmatch(login) else None


def caller_of_person(person: Person) -> Caller:
    """The caller that a person is."""
    return Caller(person.login, person.role, tuple(person.insurers), person.id, PER_MINUTE, "person")


def shown_name(person: Person) -> str:
    """What colleagues call the person: 张敏."""
    return sealer().open(person.name, NAME)


def by_themselves(person: Person, address: str | None = None) -> By:
    """The person as who acts."""
    return By(caller_of_person(person).actor, person.role, address)


def subject_of(person: Person) -> Subject:
    """The person as what was acted on."""
    return Subject("person", person.login)
