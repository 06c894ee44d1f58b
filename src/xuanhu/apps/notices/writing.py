"""Messages that people write themselves: into the outbox, sealed, and on the trail."""

from datetime import datetime
from typing import Final

from xuanhu.apps.audit.actions import Act, By, Subject, record
from xuanhu.apps.cases.models import Case
from xuanhu.apps.notices.actions import PARAMS, TEXT, Draft, put_out
from xuanhu.apps.parties.models import Insured
from xuanhu.apps.sealing import sealer

KIND: Final = "written"
LONGEST: Final = 300  # five parts of an SMS


class Unwritable(ValueError):  # noqa: N818 - what is raised is a text that cannot be sent
    """Why a text is not sent, as a sentence for whoever wrote it."""


def send_text(*, insured: Insured, case: Case | None, text: str, token: str, by: By, at: datetime) -> None:
    """Let a text go to the insured. The same token sends once. Raises Unwritable; then nothing is kept."""
    if insured.phone is None:
        raise Unwritable("没有登记手机号，发不了短信。请在电话里告知，或先请保险公司补登手机号。")
    if not text:
        raise Unwritable("短信还是空的，请写下要说的话。")
    if len(text) > LONGEST:
        raise Unwritable(f"短信最多 {LONGEST} 个字，现在是 {len(text)} 个。请删短一些。")
    number = case.id if case is not None else None
    one = Draft(insured.insurer_id, number, insured.id, "insured", KIND, f"{KIND}:{insured.public_id}:{token}", at)
    put_out([one._replace(text=sealer().seal(text, TEXT), params=sealer().seal("{}", PARAMS), state="pending")])
    subject = Subject("case", str(case.public_id)) if case is not None else Subject("insured", str(insured.public_id))
    record(act=Act.TEXT_SENT, subject=subject, by=by, at=at, insurer=insured.insurer_id)
