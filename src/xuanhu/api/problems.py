"""Errors as application/problem+json (RFC 9457): what is wrong, in Chinese and English, with a stable code."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from django.http import HttpResponse


class Problem(Exception):  # noqa: N818 - the word of RFC 9457
    """Something that ends a request: its status, a stable code, what is wrong, headers, and details for programs."""

    def __init__(
        self, status: int, code: str, wrong: str, *, headers: Mapping[str, str] | None = None, **details: object
    ) -> None:
        self.status = status
        self.code = code
        self.wrong = wrong
        self.headers = headers or {}
        self.details = details
        super().__init__(wrong)


def respond(problem: Problem) -> HttpResponse:
    """The response that says so."""
    title = HTTPStatus(problem.status).phrase
    body: dict[str, object] = {"type": f"urn:xuanhu:{problem.code}", "title": title, "status": problem.status}
    body |= {"code": problem.code, "detail": problem.wrong, **problem.details}
    text = json.dumps(body, ensure_ascii=False, default=str)
    return HttpResponse(
        text, status=problem.status, content_type="application/problem+json", headers=dict(problem.headers)
    )


def of_validation(errors: Sequence[Mapping[str, object]]) -> Problem:
    """The problem of a request whose shape is wrong: every place at once."""
    places = [{"where": _where(error.get("loc")), "wrong": str(error.get("msg"))} for error in errors]
    return Problem(422, "malformed", "请求的内容不合格式 (the request is not of the right shape)", errors=places)


def _where(steps: object) -> str:
    return ".".join(map(str, steps)) if isinstance(steps, tuple | list) else ""


NOT_FOUND = Problem(404, "not-found", "没有这一条，或不在您的范围内 (not here, or not yours to see)")
NOT_ALLOWED = Problem(403, "not-permitted", "您的角色不能做这件事 (your role may not do that)")
NO_KEY = Problem(
    401,
    "no-key",
    "请先登录，或在 Authorization: Bearer 里带上有效的密钥 (log in, or send a valid key)",
    headers={"WWW-Authenticate": "Bearer"},
)
