"""A case that waits for papers, and a phone that sends them piece by piece as the page's script does."""

import base64
import hashlib
import re
from datetime import datetime
from typing import Any, NamedTuple
from uuid import uuid4

from tests.integration.accounts.staff import Desk
from tests.integration.insured.member import Member
from tests.integration.web.reading import token_in

WISH = {"channel": "portal", "city": "北京", "department": "胸外科"}


def new_case(member: Member, at: datetime, service: str = "outpatient-appointment", **more: Any) -> str:
    """An application of the member, allowed; the number of its case."""
    from xuanhu.apps.cases.actions import open_case
    from xuanhu.apps.cases.applicants import Applicant
    from xuanhu.apps.tenancy import seeing

    with seeing([member.insurer]):
        who = Applicant(member.insurer, member.policy.handbook, member.row, member.policy)
        acted = open_case(applicant=who, service=service, data={**WISH, **more}, at=at, by="insured", actor="account:0")
    assert acted.verdict.allowed, acted.verdict.refusals
    return str(acted.case.public_id)


def record(member: Member, case: str, fact: str, at: datetime, /, **data: Any) -> None:
    """A fact by the care manager."""
    from xuanhu.apps.cases.actions import record_fact
    from xuanhu.apps.tenancy import seeing

    with seeing([member.insurer]):
        acted = record_fact(public_id=case, name=fact, data=data, at=at, by="care-manager", actor="person:x")
    assert acted is not None
    assert acted.verdict.allowed, acted.verdict.refusals


class Said(NamedTuple):
    """An answer of the platform to the script."""

    status: int
    json: dict[str, Any]


class Phone:
    """A phone at the papers of a case."""

    def __init__(self, desk: Desk, case: str) -> None:
        self.desk, self.papers = desk, f"/my/cases/{case}/papers"
        self._token = ""

    def page(self, path: str = "") -> str:
        found = self.desk.client.get(self.papers + path)
        assert found.status_code == 200, found.status_code
        text: str = found.content.decode()
        return text

    @property
    def token(self) -> str:
        if not self._token:
            self._token = token_in(self.desk.client.get(self.papers).content)
        return self._token

    def begin(self, content: bytes, *, key: str | None = None, name: str = "IMG_0417.JPG", **more: str) -> Said:
        form = {"key": key or str(uuid4()), "name": name, "size": str(len(content)), **more}
        return self._said(self.desk.client.post(f"{self.papers}/begin", form, headers={"X-CSRFToken": self.token}))

    def put(self, sheet: str, start: int, piece: bytes, *, digest: bytes | None = None) -> Said:
        told = base64.b64encode(digest or hashlib.sha256(piece).digest()).decode()
        headers = {"X-CSRFToken": self.token, "Content-Digest": f"sha-256=:{told}:"}
        path = f"{self.papers}/sheets/{sheet}/{start}"
        return self._said(self.desk.client.put(path, piece, content_type="application/octet-stream", headers=headers))

    def standing(self, sheet: str) -> Said:
        return self._said(self.desk.client.get(f"{self.papers}/sheets/{sheet}"))

    def finish(self, sheet: str) -> Said:
        headers = {"X-CSRFToken": self.token}
        return self._said(self.desk.client.post(f"{self.papers}/sheets/{sheet}/finish", {}, headers=headers))

    def send(self, content: bytes, **how: str) -> Said:
        """The whole way of a file."""
        from xuanhu.apps.incoming.pieces import PIECE

        begun = self.begin(content, **how)
        if begun.status != 200:
            return begun
        for start in range(0, len(content), PIECE):
            said = self.put(begun.json["sheet"], start, content[start : start + PIECE])
            if said.status != 200:
                return said
        return self.finish(begun.json["sheet"])

    def form(self, path: str, **fields: Any) -> Any:
        """A form of a page, as a browser without script sends it."""
        return self.desk.client.post(self.papers + path, {"csrfmiddlewaretoken": self.token, **fields})

    def change(self, sheaf: str, act: str) -> Any:
        return self.form(f"/sheaves/{sheaf}/change", act=act)

    def confirm(self, sheaf: str, kind: str = "pathology-report") -> Any:
        return self.form(f"/sheaves/{sheaf}/confirm", kind=kind)

    def sheets(self, sheaf: str) -> list[str]:
        """The pages of a sheaf in their order, by their pictures."""
        return re.findall(r"/sheets/([0-9a-f-]{36})/picture", self.page(f"/sheaves/{sheaf}"))

    @staticmethod
    def _said(answer: Any) -> Said:
        return Said(answer.status_code, answer.json() if answer["Content-Type"] == "application/json" else {})


def documents(member: Member, case: str, *, withdrawn: bool = False) -> list[Any]:
    """The documents of a case, as they stand."""
    from xuanhu.apps.papers.models import Document
    from xuanhu.apps.tenancy import seeing

    with seeing([member.insurer]):
        rows = Document.objects.filter(case__public_id=case).order_by("id")
        return list(rows if withdrawn else rows.filter(withdrawn_at=None))


def facts(member: Member, case: str) -> list[tuple[str, str, str]]:
    """What is on record: fact, role, actor."""
    from xuanhu.apps.cases.models import Fact
    from xuanhu.apps.tenancy import seeing

    with seeing([member.insurer]):
        rows = Fact.objects.filter(case__public_id=case).order_by("id")
        return [(row.name, row.by, row.actor) for row in rows]


def bytes_of(member: Member, document: Any) -> bytes:
    """What is kept of a document."""
    from xuanhu.apps.papers.keeping import plain
    from xuanhu.apps.tenancy import seeing

    with seeing([member.insurer]):
        return b"".join(plain(document))
