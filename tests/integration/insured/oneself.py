"""Somebody at the pages about themselves: names a helper, asks for a copy; what the trail says of it."""

import re
from datetime import datetime
from typing import Any

from tests.integration.accounts.staff import Desk, trail_of
from tests.integration.insured.consenting import signed
from tests.integration.insured.member import Member, new_phone, phone_of, with_code
from tests.integration.web.reading import lines, send

NAMED = {"name": "王小芳", "relation": "child"}


def said_on(desk: Desk, path: str) -> list[str]:
    page = desk.client.get(path)
    assert page.status_code == 200, path
    return lines(page.content)


def name_helper(desk: Desk, phone: str) -> Any:
    said = send(desk, "/my/me/helpers", {**NAMED, "phone": phone})
    assert said.headers.get("Location") == "/my/me/helpers/sign", said.content.decode()
    return signed(desk, "/my/me/helpers/sign")


def helping(member: Member) -> tuple[Desk, Desk, str]:
    """The member's browser, the helper's, and the helper's phone."""
    desk, phone = phone_of(member), new_phone()
    assert name_helper(desk, phone).headers["Location"] == "/my/me/helpers?named=1#main"
    return desk, with_code(phone), phone


def end_path(desk: Desk) -> str:
    found = re.search(rb'"(/my/me/helpers/\d+/end)"', desk.client.get("/my/me/helpers").content)
    assert found is not None
    return found[1].decode()


def messages_to(phone: str) -> list[str]:
    """What the jobs that wait would tell a phone of being a helper, or of having one."""
    from xuanhu.apps.parties.queries import insurers_for
    from xuanhu.apps.portal.models import ActsFor
    from xuanhu.apps.portal.sending import tell_both
    from xuanhu.apps.tenancy import seeing

    sent: list[Any] = []

    class Kept:
        def send(self, message: Any, *, at: datetime) -> Any:
            sent.append(message)

    with seeing(insurers_for("business", "demo")):
        for one in ActsFor.objects.filter(way="named").order_by("-id")[:3]:
            tell_both(acts_for=one.id, sender=Kept(), at=datetime.now().astimezone())
    return [one.text for one in sent if one.to == phone]


def jobs(db_name: str) -> int:
    from procrastinate.contrib.django.models import ProcrastinateJob

    return ProcrastinateJob.objects.filter(task_name=db_name).count()


def acts(member: Member) -> list[str]:
    return [row.act for row in trail_of("insured", str(member.row.public_id), [member.insurer])]


def asked_for_a_copy(desk: Desk, member: Member, at: datetime) -> str:
    """Asked for and made; where it is taken."""
    from xuanhu.apps.rights.exporting import make_export
    from xuanhu.apps.rights.models import Export
    from xuanhu.apps.tenancy import seeing

    assert send(desk, "/my/me/data/export", {}).headers["Location"] == "/my/me/data/export"
    assert "正在为您准备。" in said_on(desk, "/my/me/data/export")
    with seeing([member.insurer]):
        row = Export.objects.get(insured=member.row)
    assert make_export(export=row.id, insurer=member.insurer, at=at)
    assert not make_export(export=row.id, insurer=member.insurer, at=at)
    return f"/my/me/data/export/{row.public_id}"
