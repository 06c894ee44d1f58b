"""A sender of SMS by dysmsapi. The key of a message travels as OutId, and comes back in every receipt.

The gateway does not know a message again: it would send it twice. So a message whose last try ended in doubt is first
looked for among those that were sent to this number (QuerySendDetails), and sent only if it is not there.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Any, Final
from zoneinfo import ZoneInfo

from xuanhu.integrations.messages.addresses import accept
from xuanhu.integrations.messages.aliyun.codes import OK, failure
from xuanhu.integrations.messages.aliyun.gateway import Answer, Gateway
from xuanhu.integrations.messages.port import Message, Rejected, Sent, Unreachable

_MOST_A_DAY: Final = "50"  # the largest page, and the most that one number gets in a day
_THEIR_ZONE: Final = ZoneInfo("Asia/Shanghai")  # by which the gateway counts days, wherever it stands
_FAILED: Final = "2"  # of SendStatus 1 (on its way), 2 (failed), 3 (arrived)


class AliyunSmsSender:
    """Sends with one signature (`sign`), which must be registered with the provider, as every template must."""

    provider: Final = "aliyun-sms"

    def __init__(self, gateway: Gateway, *, sign: str) -> None:
        self._gateway, self._sign = gateway, sign

    def __repr__(self) -> str:
        return f"AliyunSmsSender({self._gateway!r}, sign={self._sign!r})"

    def send(self, message: Message, *, at: datetime) -> Sent:
        number = accept(message, at=at, channels=("sms",))
        if not message.template_code:
            raise Rejected("template-unknown", detail="no template code")
        if message.tried_at is not None and self._was_taken(message, message.tried_at, number=number, at=at):
            return Sent(self.provider, message.idempotency_key, at)
        answer = self._gateway.call("SendSms", self._parameters(message, number=number), at=at)
        if answer.code != OK or answer.status != HTTPStatus.OK:
            raise failure(answer)
        return Sent(self.provider, answer.text("BizId") or answer.text("RequestId"), at)

    def _parameters(self, message: Message, *, number: str) -> dict[str, str]:
        parameters = {
            "PhoneNumbers": number,
            "SignName": self._sign,
            "TemplateCode": message.template_code,
            "OutId": message.idempotency_key,
        }
        if message.template_params:
            parameters["TemplateParam"] = json.dumps(dict(message.template_params), ensure_ascii=False)
        return parameters

    def _was_taken(self, message: Message, tried_at: datetime, *, number: str, at: datetime) -> bool:
        """Whether an earlier try arrived after all."""
        try:
            return any(
                message.idempotency_key in _taken(self._sent_on(day, number=number, at=at))
                for day in _days_of(tried_at, until=at)
            )
        except Unreachable as doubt:
            doubt.maybe_sent = False  # nothing was sent by this try; the earlier one stays in doubt
            raise

    def _sent_on(self, day: date, *, number: str, at: datetime) -> Answer:
        """Those sent to a number on a day. Whoever may not ask sends anyhow: better twice than never."""
        query = {"PhoneNumber": number, "SendDate": f"{day:%Y%m%d}", "PageSize": _MOST_A_DAY, "CurrentPage": "1"}
        answer = self._gateway.call("QuerySendDetails", query, at=at)
        if answer.code != OK:
            why = failure(answer)
            if isinstance(why, Unreachable) and why.code != "account":
                raise why
        return answer


def _days_of(tried_at: datetime, *, until: datetime) -> Iterator[date]:
    """The day of a try, and the next if it has begun: shortly before midnight the gateway may have dated it so."""
    day = tried_at.astimezone(_THEIR_ZONE).date()
    yield day
    if until.astimezone(_THEIR_ZONE).date() > day:
        yield day + timedelta(days=1)


def _taken(answer: Answer) -> set[str]:
    """The OutIds of all that did not fail; a single one may come without its list."""
    details = answer.fields.get("SmsSendDetailDTOs")
    found = details.get("SmsSendDetailDTO") if isinstance(details, dict) else None
    entries: list[Any] = found if isinstance(found, list) else [found]
    return {
        str(entry.get("OutId"))
        for entry in entries
        if isinstance(entry, dict) and str(entry.get("SendStatus")) != _FAILED
    }
