"""Sending a code: at once, and again for as long as it is good."""

from datetime import datetime
from typing import Final

from xuanhu.apps.portal.codes import CODE, CODE_PHONE
from xuanhu.apps.portal.models import Code
from xuanhu.apps.sealing import sealer
from xuanhu.integrations.messages import Message, Rejected, Sender

TEXT: Final = "您的验证码是 {code}，5 分钟内有效。任何人向您要这个验证码，都请不要告诉他。"
KIND: Final = "login-code"


def send_code(*, code: int, sender: Sender, at: datetime) -> bool:
    """Send a code that is still good and was not sent yet; False where there is nothing to send, or nobody takes it.

    Raises Unreachable: then it is worth trying again.
    """
    row = Code.objects.filter(id=code, sent_at__isnull=True, ends_at__gt=at).exclude(code="").first()
    if row is None:
        return False
    text = sealer().open(row.code, CODE)
    message = Message(
        kind=KIND,
        channel="sms",
        to=sealer().open(row.phone, CODE_PHONE),
        text=TEXT.format(code=text),
        idempotency_key=f"portal.code:{row.id}:{row.asked_at.timestamp():.6f}",
        template_code="",
        template_params={"code": text},
    )
    try:
        sender.send(message, at=at)
    except Rejected:
        return False
    return bool(Code.objects.filter(id=row.id, asked_at=row.asked_at).update(sent_at=at))
