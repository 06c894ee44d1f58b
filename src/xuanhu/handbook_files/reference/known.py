"""The names that every handbook knows, as tables and lists: facts, papers, consents, data keys."""

from collections.abc import Iterable

from xuanhu.core.handbook import vocabulary
from xuanhu.handbook_files.wording import built_in_words


def facts() -> str:
    """Every known fact: its words, who may record it, what it needs to be told."""
    words = built_in_words().facts
    rows = [
        f"| `{name}` | {words[name]['done']} | {_who(name)} | {_quoted(vocabulary.NEEDED.get(name, ()))} |"
        for name in words
    ]
    return "\n".join(["| fact | 中文 | who | needs |", "|---|---|---|---|", *rows])


def _who(fact: str) -> str:
    return ", ".join(vocabulary.who_may(fact)) or "*arises by itself*"


def papers() -> str:
    """Every known paper, with its name."""
    return _named("documents", vocabulary.PAPERS)


def usual_papers() -> str:
    """The papers that usually show an illness."""
    return _quoted(vocabulary.USUAL_PAPERS)


def consents() -> str:
    """Every known consent, with its name."""
    return _named("consents", vocabulary.CONSENTS)


def keys() -> str:
    """Every known data key: its label and what its value is."""
    label = built_in_words().name
    rows = [f"| `{key}` | {label('data_keys', key)} | {_kind(kind)} |" for key, kind in vocabulary.KEYS.items()]
    return "\n".join(["| data key | 中文 | value |", "|---|---|---|", *rows])


def _kind(kind: str | Iterable[str]) -> str:
    return kind if isinstance(kind, str) else _quoted(kind)


def _named(kind: str, names: Iterable[str]) -> str:
    return ", ".join(f"`{name}` {built_in_words().name(kind, name)}" for name in names)


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
