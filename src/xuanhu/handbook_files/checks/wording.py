"""Words that go out by SMS: kinds of notice that exist, and placeholders that get filled."""

import re
from collections.abc import Iterator
from typing import Final

from xuanhu.core.handbook.service import Handbook
from xuanhu.core.handbook.vocabulary import NOTICES
from xuanhu.handbook_files.checks.scope import Scope, scopes
from xuanhu.handbook_files.faults import Fault, nearest, quoted
from xuanhu.handbook_files.nodes import Document

PLACEHOLDERS: Final = (
    *("name", "service", "due", "date", "time", "hospital", "department", "kinds", "reason", "escort", "institution"),
    *("address", "hotline", "amount", "until", "uses"),
)
_BRACED: Final = re.compile(r"\{(\w+)\}")


def check_wording(handbook: Handbook, document: Document) -> Iterator[Fault]:
    """Every SMS that could not be sent as it is written."""
    for scope in scopes(handbook, document):
        for kind, text in scope.service.sms.items():
            yield from _check_kind(scope, kind)
            yield from _check_text(scope, kind, text)


def _check_kind(scope: Scope, kind: str) -> Iterator[Fault]:
    """A kind is that of a notice, with or without a narrower case: reviewed, reviewed-rejected."""
    known = (*NOTICES, *scope.facts)
    if not any(kind == each or kind.startswith(f"{each}-") for each in known):
        place = scope.document.key_place((*scope.path, "sms", kind))
        right = nearest(kind, known, otherwise="写事实的名字，如 booked (the name of a fact)")
        yield Fault(place, "unknown-notice", f"没有 {quoted(kind)} 这种通知 (unknown notice)", right)


def _check_text(scope: Scope, kind: str, text: str) -> Iterator[Fault]:
    path = ("sms", kind)
    for name in _BRACED.findall(text):
        if name not in PLACEHOLDERS:
            wrong = f"短信里填不了 {{{name}}} (unknown placeholder)"
            yield scope.fault(
                path,
                "unknown-placeholder",
                wrong,
                nearest(name, PLACEHOLDERS, otherwise="可用的有 {name}、{due} 等 (such as {name}, {due})"),
            )
    if re.search(r"[{}]", _BRACED.sub("", text)):
        wrong = "花括号没有成对，或者里面不是占位的名字 (a stray brace)"
        yield scope.fault(path, "unknown-placeholder", wrong, "写成 {name} 的样子 (write it like {name})")
