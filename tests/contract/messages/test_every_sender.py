"""What the port promises, of every sender: the file, the console, a mail server and an SMS gateway."""

import logging
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.contract.messages.stages import AT, MAILBOX, NUMBER, TEXT, Stage, stage
from xuanhu.integrations.messages import Rejected, Sent, Unreachable

NAMES = ("file-sms", "file-mail", "console-sms", "console-mail", "smtp", "aliyun")
WORDS = {
    "file-sms": (TEXT,),
    "file-mail": ("门诊约好了", TEXT),
    "console-sms": (TEXT,),
    "console-mail": ("门诊约好了", TEXT),
    "smtp": ("门诊约好了", TEXT),
    "aliyun": ("王芳您好，门诊约好了：10月14日 周三。",),
}
BAD = {
    "sms": ("", "12345", "1380013800", "23800138000", "１３8-oo"),
    "mail": ("", "wang", "wang@", "a b@example.cn", "a..b@x.cn"),
}


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def on(name: str, tmp_path: Path) -> Iterator[Stage]:
    with stage(name, tmp_path) as found:
        yield found


def test_a_message_arrives_as_it_was_written(on: Stage, name: str):
    on.sender.send(on.message(), at=AT)
    to = NUMBER if on.channel == "sms" else MAILBOX
    assert [(one.to, one.words) for one in on.arrived()] == [(to, WORDS[name])]


def test_sent_names_the_provider_its_number_and_the_moment_that_was_given(on: Stage):
    sent = on.sender.send(on.message(), at=AT)
    assert sent == Sent(on.provider, sent.provider_id, AT)
    assert sent.provider_id


def test_a_number_may_be_written_in_many_ways(on: Stage):
    spellings = ("+86 138-0013-8000", "０1３８") if on.channel == "sms" else (" wang.fang@EXAMPLE.cn ", "no mailbox")
    on.sender.send(on.message(to=spellings[0]), at=AT)
    with pytest.raises(Rejected):
        on.sender.send(on.message(to=spellings[1], key="k-2"), at=AT)
    assert [one.to for one in on.arrived()] == [NUMBER if on.channel == "sms" else MAILBOX]


def test_the_same_words_with_two_keys_are_two_messages(on: Stage):
    sent = [on.sender.send(on.message(key=key), at=AT) for key in ("k-1", "k-2")]
    assert len({one.provider_id for one in sent}) == len({one.mark for one in on.arrived()}) == 2


def test_a_message_that_is_tried_again_is_known_again(on: Stage):
    on.sender.send(on.message(), at=AT)
    again = on.sender.send(on.message(tried_at=AT), at=AT)
    assert again.provider == on.provider
    assert len({one.mark for one in on.arrived()}) == 1


@pytest.mark.parametrize("which", range(5))
def test_a_wrong_address_is_refused_for_good_and_nothing_is_sent(on: Stage, which: int):
    with pytest.raises(Rejected) as caught:
        on.sender.send(on.message(to=BAD[on.channel][which]), at=AT)
    assert (caught.value.code, on.arrived()) == ("bad-address", [])


def test_a_moment_without_its_zone_is_refused(on: Stage):
    with pytest.raises(ValueError, match="时区"):
        on.sender.send(on.message(), at=datetime(2026, 10, 8, 15, 30))  # noqa: DTZ001 - that is the fault
    assert on.arrived() == []


def test_a_moment_may_be_told_by_any_clock(on: Stage):
    assert on.sender.send(on.message(), at=AT.astimezone(UTC)).at == AT


def test_a_provider_that_is_away_can_be_tried_again(on: Stage):
    on.go_away()
    with pytest.raises(Unreachable) as caught:
        on.sender.send(on.message(), at=AT)
    assert not caught.value.maybe_sent
    on.come_back()
    on.sender.send(on.message(), at=AT)
    assert len(on.arrived()) == 1


def test_many_at_once_all_arrive(on: Stage):
    messages = [on.message(key=f"k-{number}") for number in range(12)]
    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(lambda message: on.sender.send(message, at=AT), messages))
    assert len({one.provider_id for one in sent}) == len({one.mark for one in on.arrived()}) == 12


def test_no_secret_and_no_address_is_told(
    on: Stage, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
):
    caplog.set_level(logging.DEBUG)
    told = [repr(on.sender), repr(on.message()), str(on.message())]
    on.sender.send(on.message(), at=AT)
    on.go_away()
    with pytest.raises(Unreachable) as caught:
        on.sender.send(on.message(key="k-2"), at=AT)
    told += traceback.format_exception(caught.value)
    output = "\n".join((*told, caplog.text, *capfd.readouterr()))
    assert [secret for secret in (NUMBER, MAILBOX, TEXT, *on.secrets) if secret in output] == []


def test_a_message_is_not_changed_by_sending(on: Stage):
    message = on.message()
    on.sender.send(message, at=AT)
    assert message == replace(message)
