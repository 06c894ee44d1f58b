"""A platform in rehearsal mode as a stage for stories: the same steps through its public API."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self
from urllib.parse import urlsplit

from xuanhu.core.handbook.values import read_day_or_moment
from xuanhu.scenarios.answer import Answer, Reason
from xuanhu.scenarios.story import Party, Step, Story


class NoAnswer(RuntimeError):  # noqa: N818 - it says what is missing
    """The platform could not be asked, or answered with something that is no answer; the message says what."""


class OverHttp:
    """Plays stories through /api/v1. One rehearsal tenant a story; the key comes from the caller."""

    def __init__(self, url: str, key: str) -> None:
        """`url` is where the platform listens, `key` an API key that may rehearse."""
        parts = urlsplit(url)
        connection = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._connection = connection(parts.netloc, timeout=60)
        self._key = key
        self._at: datetime | None = None
        self._tenant = ""
        self._insureds: dict[str, str] = {}
        self._cases: dict[str, str] = {}
        self._contracts: dict[str, str] = {}
        self._latest: str | None = None
        self._heard = 0

    def __enter__(self) -> Self:
        """Open until the block ends."""
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up."""
        self._connection.close()

    def begin(self, story: Story) -> None:
        """Make the story's parties and policies known, and forget the story before."""
        self._at = story.steps[0].at
        self._cases, self._contracts, self._latest, self._heard = {}, {}, None, 0
        self._tenant = self._ask("POST", "/rehearsals", {"handbook": story.handbook})["id"]
        self._insureds = {label: self._put_on_file(party) for label, party in story.parties.items()}
        for label, contract in story.contracts.items():
            policy = contract.policy
            if policy is not None:
                body = {
                    "insurer": self._tenant,
                    "number": label,
                    "handbook": story.handbook,
                    "insured": self._insureds[contract.insured],
                    "from": policy.starts_on,
                    "to": policy.ends_on,
                    "waiting_days": policy.waiting_days,
                    "services": sorted(policy.services) if policy.services is not None else None,
                    "details": policy.details,
                }
                self._ask("POST", "/policies", body)

    def _put_on_file(self, party: Party) -> str:
        insured, diagnosis = party
        body = {"insurer": self._tenant, **asdict(insured), "diagnosis": asdict(diagnosis) if diagnosis else None}
        answer: str = self._ask("POST", "/insureds", body)["id"]
        return answer

    def answer(self, story: Story, step: Step) -> Answer:
        """Let time pass until the step, do it, and say how things stand."""
        self._at = step.at
        self._ask("POST", f"/rehearsals/{self._tenant}/pass", {})
        case, acted = self._do(story, step)
        if case is None and step.deed == "wait" and self._latest is not None:
            case = self._ask("GET", f"/cases/{self._cases[step.label or self._latest]}")
        label = self._contracts.get(step.label or self._latest or "") if step.deed in ("record", "wait") else None
        label = label or story.contract_of(step)
        return Answer(
            refused=tuple(Reason(one["code"], tuple(one["clauses"]), one["says"]) for one in acted.get("refused", ())),
            cites=tuple(acted.get("cites", ())),
            uses_left=self._uses_left(label) if story.contracts[label].policy is not None else {},
            notices=self._notices(),
            **(_standing(case) if case is not None else {}),
        )

    def _do(self, story: Story, step: Step) -> tuple[dict[str, Any] | None, dict[str, Any]]:
        if step.deed == "wait":
            return None, {}
        if step.deed == "check":
            return None, self._ask("POST", "/checks", self._asked(story, step))
        if step.deed == "apply":
            acted = self._ask("POST", "/cases", self._asked(story, step))
            self._latest = step.label or f"case-{len(self._cases) + 1}"
            self._cases[self._latest] = acted["case"]["id"]
            self._contracts[self._latest] = story.contract_of(step)
        else:
            body = {"fact": step.what, "data": step.data, "by": step.by}
            acted = self._ask("POST", f"/cases/{self._cases[step.label or self._latest or '']}/facts", body)
        return acted["case"], acted

    def _asked(self, story: Story, step: Step) -> dict[str, object]:
        label = story.contract_of(step)
        contract = story.contracts[label]
        body: dict[str, object] = {"service": step.what, "insurer": self._tenant, "data": step.data, "by": step.by}
        if contract.policy is not None:
            return {**body, "policy": label}
        return {**body, "insured": self._insureds[contract.insured], "handbook": story.handbook}

    def _uses_left(self, label: str) -> Mapping[str, int | None]:
        left = self._ask("GET", f"/insurers/{self._tenant}/policies/{label}/entitlements")["uses_left"]
        return {name: None if count == "unlimited" else count for name, count in left.items()}

    def _notices(self) -> tuple[str, ...]:
        kinds: list[str] = []
        while found := self._ask("GET", f"/insurers/{self._tenant}/notices?after={self._heard}"):
            self._heard = found[-1]["id"]
            kinds += [one["kind"] for one in found]
        return tuple(kinds)

    def _ask(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Any:
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        if self._at is not None:
            headers["X-Rehearsal-At"] = self._at.isoformat()
        text = json.dumps(body, ensure_ascii=False, default=_plain).encode() if body is not None else None
        try:
            self._connection.request(method, f"/api/v1{path}", text, headers)
            response = self._connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise NoAnswer(f"{self._connection.host}:{self._connection.port}: {error}") from None
        if response.status >= http.client.BAD_REQUEST:
            raise NoAnswer(f"{method} {path}: {response.status} {content.decode(errors='replace')[:500]}")
        return json.loads(content)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return list(value) if isinstance(value, frozenset | set | tuple) else str(value)


def _standing(case: Mapping[str, Any]) -> dict[str, Any]:
    """The part of an answer that a case as it stands gives."""
    clocks = case["clocks"]
    return {
        "status": case["status"],
        "outcome": case["outcome"],
        "awaiting": tuple(case["awaiting"]),
        "has": tuple(case["has"]),
        "overdue": tuple(case["overdue"]),
        "due": {one["fact"]: read_day_or_moment(one["due"]) for one in clocks},
        "since": {one["fact"]: read_day_or_moment(one["since"]) for one in clocks},
    }
