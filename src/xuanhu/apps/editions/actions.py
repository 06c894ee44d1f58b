"""Publishing editions."""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from xuanhu.apps.editions.models import Edition
from xuanhu.handbook_files.faults import Faulty
from xuanhu.handbook_files.lint import lint
from xuanhu.handbook_files.loader import read_handbook


@transaction.atomic
def publish(*, path: Path, at: datetime) -> Edition | None:
    """Publish a handbook file, unless that edition is already there. Raises Faulty for one that lint refuses."""
    text = path.read_text(encoding="utf-8")
    handbook, document = read_handbook(text, path.name)
    faults = lint(handbook, document)
    if faults:
        raise Faulty(faults)
    edition, is_new = Edition.objects.get_or_create(
        handbook=handbook.handbook,
        edition=handbook.edition,
        defaults={"from_on": handbook.from_on, "until_on": handbook.until_on, "text": text, "published_at": at},
    )
    return edition if is_new else None
