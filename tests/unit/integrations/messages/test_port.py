"""Messages that refuse nonsense, and failures that say what happened without saying to whom."""

from datetime import datetime, timedelta
from typing import Any, get_args

import pytest

from xuanhu.integrations.messages import Message, NotSent, Rejected, Unreachable
from xuanhu.integrations.messages.port import WORDS, RejectedCode, UnreachableCode

RIGHT: dict[str, Any] = {
    "kind": "booked",
    "channel": "sms",
    "to": "13800138000",
    "text": "您好",
    "idempotency_key": "k-1",
}


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"channel": "fax"}, "没有这个通道"),
        ({"idempotency_key": ""}, "幂等键"),
        ({"idempotency_key": "k 1"}, "幂等键"),
        ({"idempotency_key": "键"}, "幂等键"),
        ({"idempotency_key": "k\n"}, "幂等键"),
        ({"idempotency_key": "k" * 129}, "幂等键"),
        ({"kind": ""}, "种类和正文"),
        ({"text": " \n"}, "种类和正文"),
        ({"channel": "mail", "to": "w@example.cn", "subject": " "}, "标题"),
        ({"text": "王\ud83d"}, "半个字符"),
        ({"template_params": {"name": "\ude00"}}, "半个字符"),
        ({"tried_at": datetime(2026, 10, 8)}, "时区"),  # noqa: DTZ001 - that is the fault
    ],
)
def test_nonsense_is_refused_at_birth(changes, wrong):
    with pytest.raises(ValueError, match=wrong):
        Message(**{**RIGHT, **changes})


def test_the_longest_key_is_taken():
    assert Message(**{**RIGHT, "idempotency_key": "k" * 128}).idempotency_key == "k" * 128


def test_a_message_shows_neither_its_receiver_nor_its_text():
    message = Message(**RIGHT)
    assert repr(message) == str(message) == "Message(kind='booked', channel='sms', to='138****8000', key='k-1')"


def test_what_fills_a_template_can_no_longer_be_changed():
    given = {"name": "王芳"}
    message = Message(**RIGHT, template_params=given)
    given["name"] = "李明"
    assert message.template_params == {"name": "王芳"}
    with pytest.raises(TypeError):
        message.template_params["name"] = "李明"  # type: ignore[index]


def test_every_code_has_its_words_in_both_languages():
    assert set(WORDS) == {*get_args(RejectedCode), *get_args(UnreachableCode)}
    assert all(zh and en.isascii() for zh, en in WORDS.values())


def test_a_failure_says_what_happened_and_masks_what_others_said():
    error = Rejected("bad-address", detail="550\r\n <wang@example.cn>  13800138000")
    assert str(error) == ("收件的号码或邮箱不对 (the number or mailbox is wrong) [550 <w***@example.cn> 138****8000]")
    assert (error.code, error.zh, error.en) == ("bad-address", *WORDS["bad-address"])


def test_a_failure_without_detail_is_one_sentence():
    assert str(Rejected("refused")) == "服务商拒绝发送 (the provider refused it)"


def test_what_others_said_is_kept_short():
    assert Rejected("refused", detail="x" * 1000).detail == "x" * 200


def test_the_two_failures_are_told_apart_and_caught_together():
    later = Unreachable("throttled", retry_after=timedelta(minutes=1))
    assert (later.retry_after, later.maybe_sent) == (timedelta(minutes=1), False)
    assert isinstance(later, NotSent)
    assert not isinstance(later, Rejected)
