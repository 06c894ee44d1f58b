"""The page on reason codes, made from the words that agents read out."""

from collections.abc import Iterator
from typing import Final

from xuanhu.core.case.verdict import ALONE
from xuanhu.core.handbook.vocabulary import REASONS
from xuanhu.core.handbook.words import Sayings
from xuanhu.handbook_files.wording import built_in_words

_HEAD: Final = """\
# Reason codes

*Made from `words/reasons.yaml`; `make docs` writes it anew.*

A refusal carries a code, the clauses whose term refused, and a sentence in Chinese that an agent can read out to the
caller. Codes are public: stories, the API and reports name them, and they never change. Every reason that holds is
given, each code once, with these exceptions: {alone} are given alone, and `not-yet` only where no other fits.

A word in braces is filled in when the sentence is read out; where its value is not known, a plainer sentence without it
is said. Below a code stand its narrower cases, which have the same code and words of their own.

A handbook may bring codes of its own, or other words for these, under [`reasons`](handbook-language.md#reasons-原因).

| code | label | read out | what would change it |
|---|---|---|---|
"""


def reason_reference() -> str:
    """The page docs/reference/reason-codes.md."""
    alone = ", ".join(f"`{code}`" for code in ALONE)
    return _HEAD.format(alone=alone) + "".join(f"{row}\n" for code in REASONS for row in _rows(code))


def _rows(code: str) -> Iterator[str]:
    sayings = built_in_words().reasons[code]
    yield _row(f"`{code}`", sayings)
    for name in sayings.variants:
        yield _row("↳", sayings.variant(name))


def _row(head: str, sayings: Sayings) -> str:
    return f"| {head} | {sayings.label} | {sayings.says} | {sayings.change} |"
