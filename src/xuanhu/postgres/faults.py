"""What can be wrong with the database server, said so that the reader knows what to do: Chinese, then English."""

from pathlib import Path

_LAST_LINES = 12


class PostgresFault(RuntimeError):  # noqa: N818 - the house calls what is wrong a fault
    """The server cannot do what was asked; the words tell why, and what helps."""

    def __init__(self, chinese: str, english: str, *, told: str = "") -> None:
        super().__init__(f"{chinese} ({english})" + (f"\n{told.strip()}" if told.strip() else ""))


def last_words(log: Path) -> str:
    """The end of a log file, or nothing where there is none."""
    if not log.is_file():
        return ""
    return "\n".join(log.read_text("utf-8", errors="replace").splitlines()[-_LAST_LINES:])
