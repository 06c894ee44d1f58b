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
from xuanhu.demo.doctors import ask_expert, book_today

# Who works here: by role, the login, the name, and what they find.
STAFF: Final = {
    "agent": ("lin.xiao", "林晓", "接来电，答复能不能用，受理申请"),
    "care-manager": ("zhang.min", "张敏", "今天要办的案件，陪诊、样本、专家意见的安排"),
    "reviewer": ("he.an", "何安", "等审核的资料，等质检的意见"),
    "underwriter": ("qin.mo", "秦墨", "等核保结论的案件"),
    "escort": ("tao.ran", "陶然", "自己的陪诊"),
    "expert": ("gu.qinghe", "顾清和", "等答复的邀请，要写的意见，今天的问诊"),
    "laboratory": ("bai.lu", "白露", "要收、要出报告的样本"),
    "insurer": ("su.wan", "苏晚", "自己公司的案件"),
    "auditor": ("yan.zheng", "严正", "案件和留痕"),
    "administrator": ("admin", "管理员", "全部，包括账号"),
}


class Login(NamedTuple):
    """Somebody who may come in: a person by name and password, a machine of the same role by its key."""

    role: str
    login: str
    password: str
    key: str
    finds: str


def open_logins(*, at: datetime) -> tuple[Login, ...]:
    """One person and one API key a role, the same at every start of one installation."""
    with seeing(every_insurer()):
        insurers = list(Insurer.objects.filter(purpose="demo").order_by("id").values_list("id", flat=True))
        found = []
        for role, (login, name, finds) in STAFF.items():
            secret = blake2b(f"demo {role}".encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=18).hexdigest()
            seen = insurers if role != "insurer" else insurers[-1:]
            key = make_key(name=f"demo {role}", role=role, insurers=seen, at=at, key=f"{PREFIX}demo_{secret}")
            one = Login(role, login, f"demo-{secret[:4]}-{secret[4:8]}", key, finds)
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
    """The escort goes out for each insurer that has escorts, the laboratory's person works at each laboratory; the
    expert is asked for opinions, and has appointments today.
    """
    if person.role == "expert":
        ask_expert(person=person, at=at)
        book_today(at=at)
    if person.role == "escort":
        for escort in Escort.objects.filter(insurer__purpose="demo").order_by("insurer", "id").distinct("insurer"):
            link_escort(escort=escort, person=person)
    if person.role == "laboratory":
        for laboratory in Laboratory.objects.filter(insurer__purpose="demo").order_by("id"):
            add_to_laboratory(laboratory=laboratory, person=person, at=at, by=RecordedBy(role=by.role, actor=by.actor))
