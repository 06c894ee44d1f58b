"""Somebody insured, on file with a phone and a number of their own; a phone's browser without a screen."""

import secrets
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from tests.integration.accounts.staff import Desk, new_desk
from tests.integration.web.reading import send
from xuanhu.core.parties import Diagnosis, Insured, Policy
from xuanhu.core.parties.id_number import check_digit

NAME = "王芳"


class Member(NamedTuple):
    """Somebody on file at an insurer."""

    insurer: int
    insurer_code: str
    row: Any
    policy: Any
    name: str
    id_number: str
    phone: str


def new_phone() -> str:
    return f"139{secrets.randbelow(10**8):08d}"


def new_id_number() -> str:
    born, place = date(1950, 1, 1) + timedelta(days=secrets.randbelow(18000)), secrets.randbelow(1000)
    first = f"110105{born:%Y%m%d}{place:03d}"
    return first + check_digit(first)


def new_insurer() -> Any:
    from xuanhu.apps.parties.actions import add_insurer

    return add_insurer(code=f"t-{secrets.token_hex(5)}", name="望舒保险")


def new_member(  # noqa: PLR0913 - whatever a test says of somebody
    handbook: str = "axa-tianping",
    *,
    name: str = NAME,
    id_number: str | None = None,
    phone: str | None = None,
    icd10: str = "C34.1",
    services: Any = None,
    insurer: Any = None,
    kind: str | None = None,
    policy: Policy | None = None,
) -> Member:
    """A person of a new insurer (or a given one) with a policy for 2026 of this handbook, ill since June."""
    from django.db import transaction

    from xuanhu.apps.parties.actions import add_insured, add_policy
    from xuanhu.apps.tenancy import set_visible

    number, calls = id_number or new_id_number(), phone or new_phone()
    with transaction.atomic():
        house = insurer or new_insurer()
        set_visible([house.id])
        illness = Diagnosis(on=date(2026, 6, 10), icd10=None if kind else icd10, kind=kind)
        row = add_insured(insurer=house.id, insured=Insured(name, number, calls), diagnosis=illness)
        terms = policy or Policy(date(2026, 1, 1), date(2026, 12, 31), 0, services, {})
        known = add_policy(
            insurer=house.id, number=f"P-{secrets.token_hex(6)}", handbook=handbook, insured=row, policy=terms
        )
    return Member(house.id, house.code, row, known, name, number, calls)


def code_on(phone: str) -> str:
    """The code that was sent to a phone."""
    from xuanhu.apps.portal.codes import CODE, PHONE
    from xuanhu.apps.portal.models import Code
    from xuanhu.apps.sealing import sealer

    row = Code.objects.get(phone_index=sealer().index(phone, PHONE))
    return sealer().open(row.code, CODE)


def with_code(phone: str, desk: Desk | None = None) -> Desk:
    """A browser that has come in by the code sent to a phone."""
    desk = desk or new_desk()
    assert send(desk, "/my/login", {"phone": phone}).status_code == 302
    assert send(desk, "/my/code", {"code": code_on(phone)}).status_code == 302
    return desk


def phone_of(member: Member) -> Desk:
    """The member's phone: come in, and known by name and number."""
    desk = with_code(member.phone)
    said = send(desk, "/my/who", {"name": member.name, "id_number": member.id_number})
    assert said.status_code == 302, said.content.decode()
    return desk


def now_at(monkeypatch: Any, at: datetime) -> None:
    """Let the pages' clock stand at a moment."""
    from xuanhu.web import visiting

    monkeypatch.setattr(visiting, "now", lambda: at)
