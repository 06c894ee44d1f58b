"""Bodies of requests: JSON within bounds. Money stays exact, and nothing gets in that no column can hold."""

import json
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from xuanhu.api.problems import Problem

DEEPEST = 12
LONGEST_TEXT = 4000
MOST_DIGITS = 30
SURROGATES = ("\ud800", "\udfff")


class ExactParser(Parser):
    """JSON whose numbers with a point stay exact: money is never a binary fraction."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as JSON. Raises Problem for what is none, or is out of bounds."""
        return read_json(request.body)


def read_json(content: bytes) -> Any:
    """The content as JSON. Raises Problem for what is none, or is out of bounds."""
    try:
        value = json.loads(content, parse_float=_exact, parse_int=_whole, parse_constant=_constant)
    except (ValueError, RecursionError):
        raise Problem(400, "bad-json", "请求的内容不是 JSON (the body is not JSON)") from None
    _look_through(value, 0)
    return value


def _exact(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None
    if len(text) > MOST_DIGITS + 2 or abs(number.adjusted()) > MOST_DIGITS:
        raise Problem(422, "malformed", "有的数太长 (a number has too many digits)")
    return number


def _whole(text: str) -> int:
    if len(text) > MOST_DIGITS:
        raise Problem(422, "malformed", "有的数太长 (a number has too many digits)")
    return int(text)


def _constant(text: str) -> None:
    raise ValueError(text)


def _look_through(value: object, depth: int) -> None:
    if depth > DEEPEST:
        raise Problem(422, "malformed", f"嵌套超过{DEEPEST}层 (nested too deeply)")
    if isinstance(value, str):
        _look_at(value)
    elif isinstance(value, list):
        for one in value:
            _look_through(one, depth + 1)
    elif isinstance(value, dict):
        for key, one in value.items():
            _look_at(key)
            _look_through(one, depth + 1)


def _look_at(text: str) -> None:
    """No text is too long, holds the character NUL, or half of a character."""
    if len(text) > LONGEST_TEXT:
        raise Problem(422, "malformed", f"有的文字超过{LONGEST_TEXT}个字 (a text is too long)")
    if "\x00" in text or any(SURROGATES[0] <= letter <= SURROGATES[1] for letter in text):
        raise Problem(422, "malformed", "文字里有不能保存的字符 (a character that cannot be kept)")
