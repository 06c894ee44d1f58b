"""Accounts: people added, changed, disabled; keys given and taken back. Each act goes on the trail with itself."""

from datetime import datetime

from django.db import transaction

from xuanhu.apps.accounts.keys import make_key
from xuanhu.apps.accounts.models import ApiKey, Person
from xuanhu.apps.accounts.passwords import fault_of, kept
from xuanhu.apps.accounts.people import LOGIN, NAME, SECOND_FACTOR, subject_of
from xuanhu.apps.accounts.permissions import ROLES
from xuanhu.apps.accounts.second_factor import new_secret
from xuanhu.apps.accounts.tries import forgive_name
from xuanhu.apps.audit.actions import Act, By, Subject, record
from xuanhu.apps.sealing import sealer

# An insured person sees their own cases alone, and comes in by another door; the other two are no persons.
OF_MACHINES = frozenset({"insured", "system", "rehearsal"})
ROLES_OF_PEOPLE = tuple(role for role in ROLES if role not in OF_MACHINES)


class AccountFault(ValueError):  # noqa: N818 - as Faulty: what is wrong, in words
    """What cannot be done to an account, and what would be right, in words for whoever asked."""


@transaction.atomic
def add_person(*, login: str, name: str, role: str, insurers: list[int], password: str, by: By, at: datetime) -> Person:
    """Add somebody, who has to change the password at the first login. Raises AccountFault."""
    if not LOGIN.fullmatch(login):
        raise AccountFault("登录名用小写字母开头，2 到 40 位，可以有数字、点和横线，例如 zhang.min")
    if Person.objects.filter(login=login).exists():
        raise AccountFault(f"登录名 {login} 已经有人用了，请换一个")
    if not name.strip():
        raise AccountFault("请写姓名，例如 张敏")
    _demand_role(role)
    _demand_password(password, login)
    person = Person.objects.create(
        login=login,
        name=sealer().seal(name.strip(), NAME),
        role=role,
        insurers=sorted(set(insurers)),
        password=kept(password),
        created_at=at,
    )
    record(act=Act.PERSON_ADDED, subject=subject_of(person), by=by, at=at, reason=role)
    return person


@transaction.atomic
def change_password(*, person: Person, new: str, by: By, at: datetime) -> None:
    """A person's own change. Every other session of theirs ends. Raises AccountFault."""
    _demand_password(new, person.login)
    person.password, person.must_change_password = kept(new), False
    person.save(update_fields=["password", "must_change_password"])
    record(act=Act.PASSWORD_CHANGED, subject=subject_of(person), by=by, at=at)


@transaction.atomic
def set_password(*, person: Person, new: str, by: By, at: datetime) -> None:
    """A password given by somebody else, to be changed at the next login; ends a wait. Raises AccountFault."""
    _demand_password(new, person.login)
    person.password, person.must_change_password = kept(new), True
    person.save(update_fields=["password", "must_change_password"])
    forgive_name(login=person.login, at=at)
    record(act=Act.PASSWORD_SET, subject=subject_of(person), by=by, at=at)


@transaction.atomic
def set_second_factor(*, person: Person, by: By, at: datetime) -> str:
    """Ask for a code at login from now on; gives the secret, this once."""
    secret = new_secret()
    person.second_factor, person.second_factor_used = sealer().seal(secret, SECOND_FACTOR), 0
    person.save(update_fields=["second_factor", "second_factor_used"])
    record(act=Act.SECOND_FACTOR_SET, subject=subject_of(person), by=by, at=at)
    return secret


@transaction.atomic
def set_role(*, person: Person, role: str, by: By, at: datetime) -> None:
    """Give another role, from the next request on. Raises AccountFault."""
    _demand_role(role)
    person.role = role
    person.save(update_fields=["role"])
    record(act=Act.ROLE_SET, subject=subject_of(person), by=by, at=at, reason=role)


@transaction.atomic
def set_insurers(*, person: Person, insurers: list[int], by: By, at: datetime) -> None:
    """Say whose rows the person sees, from the next request on."""
    person.insurers = sorted(set(insurers))
    person.save(update_fields=["insurers"])
    record(act=Act.INSURERS_SET, subject=subject_of(person), by=by, at=at)


@transaction.atomic
def disable_person(*, person: Person, by: By, at: datetime) -> None:
    """Let somebody in no more; sessions end with their next request. The account stays, for what is on record."""
    person.is_active, person.disabled_at = False, person.disabled_at or at
    person.save(update_fields=["is_active", "disabled_at"])
    record(act=Act.PERSON_DISABLED, subject=subject_of(person), by=by, at=at)


@transaction.atomic
def give_key(*, name: str, role: str, insurers: list[int], per_minute: int, by: By, at: datetime) -> str:
    """Make a machine's key; gives its text, this once. Raises AccountFault."""
    if role not in ROLES:
        raise AccountFault(f"没有 {role} 这个角色，可用的有：{'、'.join(ROLES)}")
    if ApiKey.objects.filter(name=name, revoked_at__isnull=True).exists():
        raise AccountFault(f"已经有一把叫 {name} 的密钥；请换一个名字，或先收回它")
    text = make_key(name=name, role=role, insurers=sorted(set(insurers)), at=at, per_minute=per_minute)
    record(act=Act.KEY_MADE, subject=Subject("key", name), by=by, at=at, reason=role)
    return text


@transaction.atomic
def revoke_key(*, name: str, by: By, at: datetime) -> None:
    """Take a key back, from the next request on. Raises AccountFault."""
    if not ApiKey.objects.filter(name=name, revoked_at__isnull=True).update(revoked_at=at):
        raise AccountFault(f"没有叫 {name} 的、还能用的密钥")
    record(act=Act.KEY_REVOKED, subject=Subject("key", name), by=by, at=at)


def _demand_role(role: str) -> None:
    if role not in ROLES_OF_PEOPLE:
        raise AccountFault(f"没有 {role} 这个角色，可用的有：{'、'.join(ROLES_OF_PEOPLE)}")


def _demand_password(password: str, login: str) -> None:
    wrong = fault_of(password, login)
    if wrong is not None:
        raise AccountFault(wrong)
