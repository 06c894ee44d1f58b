"""What was read on the first page of a sheaf: kept sealed with it, and gone with it."""

import json
from typing import Final

from xuanhu.apps.incoming.models import Sheaf
from xuanhu.apps.incoming.recognising import proposed_kind
from xuanhu.apps.sealing import sealer
from xuanhu.apps.tenancy import seeing

READING: Final = "incoming.sheaf.reading"
MOST_LINES: Final = 80


def note_reading(*, sheaf: int, insurer: int, lines: list[str]) -> None:
    """Keep with a sheaf what was read, and the kind that it speaks for."""
    reading = sealer().seal(json.dumps(lines[:MOST_LINES], ensure_ascii=False), READING) if lines else ""
    with seeing([insurer]):
        Sheaf.objects.filter(id=sheaf).update(
            is_being_read=False, reading=reading, proposed=proposed_kind(lines) if lines else ""
        )


def lines_read(sheaf: Sheaf) -> list[str]:
    """What was read, line by line."""
    found: list[str] = json.loads(sealer().open(sheaf.reading, READING)) if sheaf.reading else []
    return found
