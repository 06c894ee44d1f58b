"""Sending a code: at once, and again for as long as it is good; telling the insured and a helper of each other."""

from datetime import datetime
from typing import Final

from xuanhu.apps.parties.queries import insured_of
from xuanhu.apps.portal.codes import CODE, CODE_PHONE, PHONE
from xuanhu.apps.portal.models import ActsFor, Code
from xuanhu.apps.sealing import sealer
from xuanhu.integrations.masking import masked_name, masked_phone
from xuanhu.integrations.messages import Message, Rejected, Sender

TEXT: Final = "您的验证码是 {code}，5 分钟内有效。任何人向您要这个验证码，都请不要告诉他。"
KIND: Final = "login-code"
HELPER_KIND: Final = "helper"
NAMED: Final = (
    "您已请家人（手机号 {phone}）代办{insurer}的健康服务。如果不是您本人办的，请马上打保单上的服务热线。",
    "{name}请您代办{insurer}的健康服务。请用这个手机号登录，就能查看和代办；授权和同意仍由本人签署。",
)
ENDED: Final = (
    "家人（手机号 {phone}）的代办已经结束，不再能查看和办理您在{insurer}的健康服务。",
    "您为{name}代办{insurer}健康服务的授权已经结束，不再能查看和办理。",
)


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


def tell_both(*, acts_for: int, sender: Sender, at: datetime) -> None:
    """Tell the insured and the helper of a naming, or of its end, whichever stands now. Raises Unreachable."""
    row = ActsFor.objects.select_related("account", "insured__insurer").get(id=acts_for)
    person, is_over = insured_of(row.insured), row.ended_at is not None
    helper = sealer().open(row.account.phone, PHONE) if row.account.phone is not None else ""
    named = {"phone": masked_phone(helper) if helper else "已注销", "name": masked_name(person.name)}
    for who, (to, text) in enumerate(zip((person.phone, helper), ENDED if is_over else NAMED, strict=True)):
        if to:
            said = text.format(insurer=row.insured.insurer.name, **named)
            key = f"portal.acts_for:{row.id}:{'ended' if is_over else 'named'}:{who}"
            _tell(Message(kind=HELPER_KIND, channel="sms", to=to, text=said, idempotency_key=key), sender, at)


def _tell(message: Message, sender: Sender, at: datetime) -> None:
    try:
        sender.send(message, at=at)
    except Rejected:
        return
