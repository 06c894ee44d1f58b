"""`xuanhu accounts`: people and API keys, added, listed, changed, taken back; each act goes on the trail."""

import getpass
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xuanhu.commands.opened import AsJson, err, join_platform, out, print_json

if TYPE_CHECKING:
    from xuanhu.apps.accounts.models import Person
    from xuanhu.apps.audit.actions import By

EASILY_READ = "abcdefghjkmnpqrstuvwxyz23456789"  # without what is taken for another letter
Login = Annotated[str, typer.Argument(help="登录名 (login name)", metavar="LOGIN")]
Insurers = Annotated[
    list[str] | None,
    typer.Option("--insurer", help="保险公司代码，可写多次；all 为全部 (an insurer's code; may be repeated)"),
]
Role = Annotated[str, typer.Option(help="角色，如 agent、care-manager、reviewer (a role)")]

accounts = typer.Typer(no_args_is_help=True, help="账号与密钥。 People's accounts and API keys.")


@accounts.callback()
def about() -> None:
    """账号与密钥。 People's accounts and API keys."""


@accounts.command()
def add(
    login: Login,
    name: Annotated[str, typer.Option(help="姓名，如 张敏 (the name that is shown)")],
    role: Role,
    insurer: Insurers = None,
) -> None:
    """添加一个人，给出初始密码（只显示这一次，首次登录要修改）。 Add a person; prints the first password, once."""
    with _opened():
        from xuanhu.apps.accounts.actions import add_person

        password = _new_password()
        numbers = _insurers(insurer)
        add_person(
            login=login, name=name, role=role, insurers=numbers, password=password, by=_by(), at=datetime.now(UTC)
        )
    out.print(f"{login} 的初始密码（只显示这一次）：{password}", markup=False, soft_wrap=True)


@accounts.command("list")
def list_people(as_json: AsJson = False) -> None:
    """列出账号和密钥。 People and keys."""
    with _opened():
        from xuanhu.apps.accounts.models import ApiKey, Person
        from xuanhu.apps.accounts.people import shown_name
        from xuanhu.apps.parties.models import Insurer

        codes = dict(Insurer.objects.values_list("id", "code"))
        people: list[dict[str, Any]] = [
            {
                "login": one.login,
                "name": shown_name(one),
                "role": one.role,
                "insurers": [codes[number] for number in one.insurers if number in codes],
                "active": one.is_active,
                "second_factor": one.second_factor is not None,
            }
            for one in Person.objects.order_by("login")
        ]
        keys: list[dict[str, Any]] = [
            {
                "key": one.name,
                "role": one.role,
                "insurers": [codes[number] for number in one.insurers if number in codes],
                "active": one.revoked_at is None,
            }
            for one in ApiKey.objects.order_by("name", "id")
        ]
    if as_json:
        print_json({"people": people, "keys": keys})
        return
    for one in people:
        state = ("" if one["active"] else "  已停用") + ("  两步登录" if one["second_factor"] else "")
        line = f"{one['login']}  {one['name']}  {one['role']}  {'、'.join(one['insurers']) or '—'}{state}"
        out.print(line, markup=False, soft_wrap=True)
    for one in keys:
        state = "" if one["active"] else "  已收回"
        line = f"密钥 {one['key']}  {one['role']}  {'、'.join(one['insurers']) or '—'}{state}"
        out.print(line, markup=False, soft_wrap=True)
    if not people and not keys:
        out.print("还没有账号。用 xuanhu accounts add 添加。 (none)")


@accounts.command()
def disable(login: Login) -> None:
    """停用一个人，正在用的登录立刻失效。 Let somebody in no more, at once."""
    with _opened():
        from xuanhu.apps.accounts.actions import disable_person

        disable_person(person=_person(login), by=_by(), at=datetime.now(UTC))
    out.print(f"{login} 已停用。", markup=False)


@accounts.command()
def password(login: Login) -> None:
    """重设密码，给出新的初始密码（只显示这一次）。 Give a new first password, printed once."""
    with _opened():
        from xuanhu.apps.accounts.actions import set_password

        new = _new_password()
        set_password(person=_person(login), new=new, by=_by(), at=datetime.now(UTC))
    out.print(f"{login} 的初始密码（只显示这一次）：{new}", markup=False, soft_wrap=True)


@accounts.command("role")
def give_role(login: Login, role: Annotated[str, typer.Argument(help="角色 (a role)")]) -> None:
    """换一个角色，下一次请求起生效。 Give another role."""
    with _opened():
        from xuanhu.apps.accounts.actions import set_role

        set_role(person=_person(login), role=role, by=_by(), at=datetime.now(UTC))
    out.print(f"{login}：{role}", markup=False)


@accounts.command("insurers")
def give_insurers(login: Login, insurer: Insurers = None) -> None:
    """改为负责这些保险公司，下一次请求起生效。 Say whose rows somebody sees."""
    with _opened():
        from xuanhu.apps.accounts.actions import set_insurers

        set_insurers(person=_person(login), insurers=_insurers(insurer), by=_by(), at=datetime.now(UTC))
    out.print(f"{login}：{'、'.join(insurer or []) or '—'}", markup=False)


@accounts.command("second-factor")
def second_factor(login: Login) -> None:
    """从此登录要加动态验证码；给出验证器用的地址（只显示这一次）。 Ask for a code at login from now on."""
    with _opened():
        from xuanhu.apps.accounts.actions import set_second_factor
        from xuanhu.apps.accounts.second_factor import address_of

        secret = set_second_factor(person=_person(login), by=_by(), at=datetime.now(UTC))
    out.print(f"请在手机的验证器里添加（只显示这一次）：{address_of(secret, login)}", markup=False, soft_wrap=True)


@accounts.command()
def key(
    name: Annotated[str, typer.Argument(help="密钥的名字，写在记录上 (its name on record)")],
    role: Role,
    insurer: Insurers = None,
    per_minute: Annotated[int, typer.Option(min=1, help="每分钟最多几次请求 (requests a minute)")] = 1200,
) -> None:
    """给程序一把密钥（只显示这一次）。 Make an API key, printed once."""
    with _opened():
        from xuanhu.apps.accounts.actions import give_key

        numbers = _insurers(insurer)
        text = give_key(name=name, role=role, insurers=numbers, per_minute=per_minute, by=_by(), at=datetime.now(UTC))
    out.print(f"{name} 的密钥（只显示这一次）：{text}", markup=False, soft_wrap=True)


@accounts.command("revoke-key")
def take_key_back(name: Annotated[str, typer.Argument(help="密钥的名字 (its name)")]) -> None:
    """收回一把密钥，立刻失效。 Take a key back, at once."""
    with _opened():
        from xuanhu.apps.accounts.actions import revoke_key

        revoke_key(name=name, by=_by(), at=datetime.now(UTC))
    out.print(f"{name} 已收回。", markup=False)


@accounts.command("app-key")
def app_key(
    name: Annotated[str, typer.Argument(help="密钥的名字，链接里的 kid (its name: the link's kid)")],
    insurer: Annotated[str, typer.Option(help="保险公司代码 (the insurer's code)")],
    file: Annotated[
        Path, typer.Option(exists=True, dir_okay=False, help="公钥 PEM，或 HS256 的密钥 (PEM, or a secret)")
    ],
    algorithm: Annotated[str, typer.Option(help="HS256、ES256、EdDSA、RS256")] = "ES256",
) -> None:
    """登记保险公司 App 签链接用的密钥。 Keep the key by which an insurer's app signs its links."""
    with _opened():
        from django.db import IntegrityError

        from xuanhu.apps.accounts.actions import AccountFault
        from xuanhu.apps.audit.actions import Act, Subject, record
        from xuanhu.apps.portal.links import make_app_key

        (number,), at = _insurers([insurer]), datetime.now(UTC)
        try:
            text = file.read_text("utf-8").strip()
            make_app_key(insurer=number, name=name, algorithm=algorithm, key=text, at=at)
        except (ValueError, IntegrityError) as error:
            taken = f"已有名为 {name} 的密钥 (the name is taken)"
            raise AccountFault(str(error) if isinstance(error, ValueError) else taken) from None
        record(act=Act.APP_KEY_MADE, subject=Subject("app-key", name), by=_by(), at=at, insurer=number)
    out.print(f"{name} 已登记，{insurer} 的 App 可以用它签链接了。", markup=False)


@accounts.command("revoke-app-key")
def take_app_key_back(name: Annotated[str, typer.Argument(help="密钥的名字 (its name)")]) -> None:
    """收回 App 的密钥，用它签的链接立刻失效。 Take an app's key back, at once."""
    with _opened():
        from xuanhu.apps.accounts.actions import AccountFault
        from xuanhu.apps.audit.actions import Act, Subject, record
        from xuanhu.apps.portal.links import revoke_app_key

        at = datetime.now(UTC)
        number = revoke_app_key(name=name, at=at)
        if number is None:
            raise AccountFault(f"没有名为 {name} 的密钥 (no such key)")
        record(act=Act.APP_KEY_REVOKED, subject=Subject("app-key", name), by=_by(), at=at, insurer=number)
    out.print(f"{name} 已收回。", markup=False)


@contextmanager
def _opened() -> Iterator[None]:
    """The platform, all insurers visible; what cannot be done is told in words, with exit 1."""
    join_platform()
    from xuanhu.apps.accounts.actions import AccountFault
    from xuanhu.apps.tenancy import every_insurer, seeing

    try:
        with seeing(every_insurer()):
            yield
    except AccountFault as fault:
        err.print(str(fault), style="red", markup=False, soft_wrap=True)
        raise typer.Exit(1) from None


def _person(login: str) -> "Person":
    from xuanhu.apps.accounts.actions import AccountFault
    from xuanhu.apps.accounts.models import Person

    found = Person.objects.filter(login=login).first()
    if found is None:
        raise AccountFault(f"没有登录名为 {login} 的人 (no such person)")
    return found


def _insurers(codes: list[str] | None) -> list[int]:
    from xuanhu.apps.accounts.actions import AccountFault
    from xuanhu.apps.parties.models import Insurer

    known = dict(Insurer.objects.exclude(purpose="rehearsal").order_by("code").values_list("code", "id"))
    if codes == ["all"]:
        return sorted(known.values())
    unknown = [code for code in codes or [] if code not in known]
    if unknown:
        raise AccountFault(f"没有代码为 {'、'.join(unknown)} 的保险公司；已有：{'、'.join(known) or '—'}")
    return [known[code] for code in codes or []]


def _by() -> "By":
    from xuanhu.apps.audit.actions import By

    return By(f"command:{getpass.getuser()}", "administrator")


def _new_password() -> str:
    return "-".join("".join(secrets.choice(EASILY_READ) for _ in range(4)) for _ in range(4))
