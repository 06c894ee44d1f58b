"""Who works at the demonstration: one person and one machine of each role."""

from datetime import datetime
from hashlib import blake2b
from typing import Final, NamedTuple

from django.conf import settings

from xuanhu.apps.accounts.actions import add_person, change_password
from xuanhu.apps.accounts.keys import PREFIX, make_key
from xuanhu.apps.accounts.models import Person
from xuanhu.apps.audit.actions import By
from xuanhu.apps.escorting.actions import link_escort
from xuanhu.apps.network.models import Escort, Laboratory
from xuanhu.apps.parties.models import Insurer
from xuanhu.apps.recording import By as RecordedBy
from xuanhu.apps.samples.actions import add_to_laboratory
from xuanhu.apps.tenancy import every_insurer, seeing

# Who works here: by role, the login and the name.
STAFF: Final = {
    "agent": ("lin.xiao", "林晓"),
    "care-manager": ("zhang.min", "张敏"),
    "reviewer": ("he.an", "何安"),
    "underwriter": ("qin.mo", "秦墨"),
    "escort": ("tao.ran", "陶然"),
    "expert": ("gu.qinghe", "顾清和"),
    "laboratory": ("bai.lu", "白露"),
    "insurer": ("su.wan", "苏晚"),
    "auditor": ("yan.zheng", "严正"),
    "administrator": ("admin", "管理员"),
}


class Login(NamedTuple):
    """Somebody who may come in: a person by name and password, a machine of the same role by its key."""

    role: str
    login: str
    password: str
    key: str


def open_logins(*, at: datetime) -> tuple[Login, ...]:
    """One person and one API key a role, the same at every start of one installation."""
    with seeing(every_insurer()):
        insurers = list(Insurer.objects.filter(purpose="demo").order_by("id").values_list("id", flat=True))
        found = []
        for role, (login, name) in STAFF.items():
            secret = blake2b(f"demo {role}".encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=18).hexdigest()
            seen = insurers if role != "insurer" else insurers[-1:]
            key = make_key(name=f"demo {role}", role=role, insurers=seen, at=at, key=f"{PREFIX}demo_{secret}")
            one = Login(role, login, f"demo-{secret[:4]}-{secret[4:8]}", key)
            _person(one, name, seen, at)
            found.append(one)
    return tuple(found)


def _person(one: Login, name: str, insurers: list[int], at: datetime) -> None:
    """Somebody invented who works here; who is there stays, with whatever password they have now."""
    if Person.objects.filter(login=one.login).exists():
        return
    by = By("command:demo", "administrator")
    first = f"first-{one.password}"
    person = add_person(login=one.login, name=name, role=one.role, insurers=insurers, password=first, by=by, at=at)
    change_password(person=person, new=one.password, by=by, at=at)
    _give_work(person, by, at)


def _give_work(person: Person, by: By, at: datetime) -> None:
    """The escort goes out for each insurer that has escorts, the laboratory's person works at each laboratory."""
    if person.role == "escort":
        for escort in Escort.objects.filter(insurer__purpose="demo").order_by("insurer", "id").distinct("insurer"):
            link_escort(escort=escort, person=person)
    if person.role == "laboratory":
        for laboratory in Laboratory.objects.filter(insurer__purpose="demo").order_by("id"):
            add_to_laboratory(laboratory=laboratory, person=person, at=at, by=RecordedBy(role=by.role, actor=by.actor))
