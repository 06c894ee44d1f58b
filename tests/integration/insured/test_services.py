"""What one may have, on one's own phone: the list, a service's page, and applying, as people read it."""

from datetime import datetime
from typing import Any

import pytest

from tests.integration.accounts.staff import Desk
from tests.integration.insured.member import phone_of
from tests.integration.insured.services import EVERY, Wanting, wanting
from tests.integration.web.reading import lines, send


def read(said: Any) -> list[str]:
    """A page's lines, whatever stands on its body."""
    head, _, rest = said.content.partition(b"<body")
    return lines(b"<body>" + rest.partition(b">")[2]) if rest else lines(b"<body>" + head)


def ask(desk: Desk, one: Wanting, step: str, form: dict[str, str], page: str | None = None) -> Any:
    """A form of the application, sent from its page."""
    return send(desk, f"{one.path}/apply", {**form, "step": step}, page=page or f"{one.path}/apply")


def hidden(content: bytes, name: str) -> str:
    import re

    found = re.search(rf'name="{name}" value="([^"]*)"'.encode(), content)
    return found[1].decode() if found else ""


def confirmed(content: bytes) -> dict[str, str]:
    """Every box of what is final, ticked; and the form's token."""
    import re

    boxes = {name.decode(): "yes" for name in re.findall(rb'name="(final-[0-9]+)"', content)}
    return {**boxes, "token": hidden(content, "token")}


@pytest.mark.parametrize(("handbook", "service"), EVERY, ids=lambda one: one)
def test_every_service_is_applied_for_by_its_page_and_leads_to_what_happens_next(
    on_tuesday: datetime, handbook: str, service: str
):
    one = wanting(handbook, service, on_tuesday)
    desk = phone_of(one.member)
    assert f'href="{one.path}"' in desk.client.get("/my").content.decode()
    assert f'href="{one.path}/apply"' in desk.client.get(one.path).content.decode()
    look = ask(desk, one, "look", one.answers)
    assert look.status_code == 200, read(look)
    said = send(
        desk, f"{one.path}/apply", {**one.answers, **confirmed(look.content), "step": "send"}, page=f"{one.path}/apply"
    )
    assert said.status_code == 302, read(said)
    nxt = desk.client.get(said.headers["Location"])
    assert any("我们收到您的申请了" in line for line in read(nxt))
