"""A handbook that exists nowhere, for terms that none of ours uses; and what it says."""

from typing import Any

from xuanhu.core.handbook import service as s
from xuanhu.core.handbook.in_words import Topic
from xuanhu.core.handbook.in_words.every_term import say_term
from xuanhu.core.handbook.in_words.telling import Telling
from xuanhu.core.handbook.terms import Term
from xuanhu.handbook_files.wording import built_in_words

WORDS = built_in_words()
FLOW = "applied > identity-verified > documents-complete > reviewed > booked > told > attended | missed"


def made_up(service: dict[str, Any] | None = None, **handbook: Any) -> s.Handbook:
    """A handbook with the service `walk` (散步), made of these entries, and a second one, `rest` (静养)."""
    walk = s.Service(**({"name": "散步", "flow": FLOW} | (service or {})))
    rest = s.Service(name="静养", flow="applied > booked > attended", uses=s.t.Uses(times=2, pool="calm"))
    entries = {"handbook": "made-up", "edition": "7", "title": "安心手册", "insurer": "某保险"} | handbook
    return s.Handbook(**{"services": {"walk": walk, "rest": rest}} | entries)


def telling(service: dict[str, Any] | None = None, **handbook: Any) -> Telling:
    """The telling of `walk`."""
    return Telling(made_up(service, **handbook), "walk", WORDS)


def said(
    term: Term, path: str = "", service: dict[str, Any] | None = None, **handbook: Any
) -> list[tuple[Topic, str] | tuple[Topic, str, tuple[str, ...]]]:
    """What a term says: (topic, sentence), or (topic, sentence, list)."""
    found = say_term(path, term, telling(service, **handbook))
    return [(topic, says, items) if items else (topic, says) for topic, says, items in found]
