"""People for tests: added, past their first password, logged in by the session that a browser would carry."""

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tests.integration.api.tenants import Said

PASSWORD = "green mountain tea"  # noqa: S105 - of nobody
FIRST = "a first password"


def by() -> Any:
    from xuanhu.apps.audit.actions import By

    return By("command:tests", "administrator")


def new_person(insurers: list[int], role: str = "agent", *, is_fresh: bool = False) -> Any:
    """A person of a login name of their own; a fresh one has still to change the first password."""
    from xuanhu.apps.accounts.actions import add_person, change_password

    login, at = f"zhang.min-{secrets.token_hex(4)}", datetime.now(UTC)
    person = add_person(login=login, name="张敏", role=role, insurers=insurers, password=FIRST, by=by(), at=at)
    if not is_fresh:
        change_password(person=person, new=PASSWORD, by=by(), at=at)
    return person


def new_address() -> str:
    """An address of documentation (RFC 3849), so that no test's wrong tries are another's."""
    return f"2001:db8::{secrets.token_hex(2)}:{secrets.token_hex(2)}"


@dataclass
class Desk:
    """A browser without a screen: keeps cookies, comes from an address of its own, demands CSRF as a real one meets."""

    client: Any
    address: str

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Said:
        """Ask the API; `X_CSRFToken` and the like are headers."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        content = b"" if body is None else json.dumps(body).encode()
        kind = "application/json"
        answer = self.client.generic(method, f"/api/v1{path}", content, content_type=kind, headers=given)
        return Said(answer.status_code, dict(answer.headers), answer.content)

    def log_in(self, login: str, password: str = PASSWORD, **more: str) -> Said:
        """Over the API."""
        return self.ask("POST", "/session", {"login": login, "password": password, **more})

    @property
    def token(self) -> str:
        """What X-CSRFToken has to say."""
        found: str = self.ask("GET", "/session").json["csrf_token"]
        return found

    def write(self, path: str, body: Any, method: str = "POST", **headers: str) -> Said:
        """Ask with the token."""
        return self.ask(method, path, body, X_CSRFToken=self.token, **headers)


def new_desk() -> Desk:
    from django.test import Client

    address = new_address()
    client = Client(
        enforce_csrf_checks=True, SERVER_NAME="localhost", REMOTE_ADDR=address, raise_request_exception=False
    )
    return Desk(client, address)


def desk_of(insurers: list[int], role: str = "agent") -> Desk:
    """Somebody new, logged in."""
    desk = new_desk()
    said = desk.log_in(new_person(insurers, role).login)
    assert said.status == 200, said.content
    return desk


def trail_of(kind: str, subject: str, insurers: list[int] | None = None) -> list[Any]:
    """What the trail says of a subject, the oldest first."""
    from xuanhu.apps.audit.models import Trail
    from xuanhu.apps.audit.queries import see_accounts
    from xuanhu.apps.tenancy import seeing

    with seeing(insurers or []):
        see_accounts()
        return list(Trail.objects.filter(subject_kind=kind, subject=subject).order_by("id"))


def acts_on(person: Any) -> list[str]:
    return [row.act for row in trail_of("person", person.login)]
