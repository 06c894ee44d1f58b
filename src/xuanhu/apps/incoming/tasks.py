"""What nobody confirmed in time is taken away; first pages are read, never two at once."""

import logging
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from xuanhu.apps.incoming.pictures import Unreadable, first_page
from xuanhu.apps.incoming.reader import lines_of
from xuanhu.apps.incoming.reading import note_reading
from xuanhu.apps.incoming.sheaves import bytes_of, first_sheet, sweep
from xuanhu.apps.papers.keeping import plain
from xuanhu.apps.papers.sealed_stream import Damaged
from xuanhu.apps.tenancy import every_insurer, seeing
from xuanhu.integrations.store import Missing, Unreachable

log = logging.getLogger("xuanhu.incoming")


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="incoming.sweep")
def take_away_what_is_over(timestamp: int) -> None:
    """Every hour."""
    del timestamp
    with seeing(every_insurer()):
        sweep(at=datetime.now(UTC))


@app.task(name="incoming.read_first_page", lock="incoming.reading")
def read_first_page(sheaf: int, insurer: int) -> None:
    """Read the first page of a sheaf, and propose what kind of paper it is."""
    with seeing([insurer]):
        sheet = first_sheet(sheaf)
    lines: list[str] = []
    if sheet is not None and sheet.is_whole:
        kept = bytes_of(sheet)
        try:
            lines = lines_of(first_page(b"".join(plain(kept)), kept.media_type, sheet.turn))
        except (Unreadable, Damaged, Missing, Unreachable) as error:
            log.warning("a page could not be read: %s", type(error).__name__)
    note_reading(sheaf=sheaf, insurer=insurer, lines=lines)
