"""Idempotency-Key: a write that is sent twice is done once, and both times answered the same.

The answer is stored in the transaction of the act, so after a crash either both are there or neither is. A problem
(4xx) did nothing, so it is not kept: the same key may be tried again.
"""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from ninja.responses import Status

from xuanhu.api.application import api, caller_of, moment_of_request
from xuanhu.api.problems import Problem
from xuanhu.api.tenants import touched, visible
from xuanhu.apps.accounts.answers import Kept, digest_of, find_answer, keep_answer, lock_key

KEY = re.compile(r"[!-~]{1,200}")


def once(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let a writing view do the same request once for each Idempotency-Key, in one transaction."""

    @wraps(view)
    def wrapper(request: HttpRequest, **given: Any) -> Any:
        return answered_once(request, lambda: view(request, **given))

    return wrapper


def answered_once(request: HttpRequest, act: Callable[[], Any], part: int = 0, content: object = None) -> Any:
    """What the act answers, or was answered before; without a key simply the act. `part` numbers those of a request.

    `content` is what tells the request from others where its body is no JSON and has been read already.
    """
    key = key_of(request)
    with transaction.atomic():
        if key is None:
            return act()
        visible(request)
        caller, asked = caller_of(request), _asked(request, content)
        if not lock_key(holder=caller.holder, key=key):
            wrong = "带同一个 Idempotency-Key 的请求正在办 (a request with this key is at work)"
            raise Problem(409, "in-progress", wrong, headers={"Retry-After": "1"})
        kept = find_answer(holder=caller.holder, key=key, part=part)
        if kept is None:
            kept = _taken_apart(asked, act())
            visible(request)
            keep_answer(
                holder=caller.holder,
                key=key,
                part=part,
                insurers=touched(request),
                kept=kept,
                at=moment_of_request(request),
            )
        elif kept.request != asked:
            wrong = "这个 Idempotency-Key 已用于另一个请求 (this key was used for another request)"
            raise Problem(409, "idempotency-mismatch", wrong)
        return Status(kept.status, kept.content)


def key_of(request: HttpRequest) -> str | None:
    """The key that the caller gave, if any. Raises Problem for one that is none."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not KEY.fullmatch(key):
        raise Problem(422, "malformed", "Idempotency-Key 应是 1 到 200 个可见字符 (1 to 200 visible characters)")
    return key


def _asked(request: HttpRequest, content: object) -> bytes:
    if content is None:
        content = api.parser.parse_body(request) if request.body else None
    return digest_of(request.method, request.get_full_path(), content)


def _taken_apart(asked: bytes, answer: Any) -> Kept:
    if isinstance(answer, Status):
        return Kept(asked, answer.status_code, answer.value)
    return Kept(asked, 200, answer)
