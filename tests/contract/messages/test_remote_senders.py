"""What holds of senders at the far end of a line: answers that are lost, that come too late, or not at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.messages import fake_dysmsapi, fake_smtp
from tests.contract.messages.stages import AT, MAILBOX, NUMBER, AliyunStage, SmtpStage, Stage, stage
from xuanhu.integrations.messages import Rejected, Unreachable, sender_for

BRIEF = 1.0  # seconds; the silent ones never answer


@pytest.fixture(params=["smtp", "aliyun"])
def on(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    with stage(request.param, tmp_path) as found:
        yield found


def lose_the_answer(on: Stage, *, silently: bool = False) -> None:
    """The next message is taken, but nobody says so."""
    if isinstance(on, AliyunStage):
        on.gateway.faults.append(fake_dysmsapi.takes_and_is_silent if silently else fake_dysmsapi.takes_and_hangs_up)
        on.sender = sender_for(on.line(timeout=BRIEF)) if silently else on.sender
    if isinstance(on, SmtpStage):
        on.mailbox.replies["taken"] = fake_smtp.SILENCE if silently else fake_smtp.HANG_UP
        on.sender = sender_for(on.line(timeout=BRIEF)) if silently else on.sender


@pytest.mark.parametrize("silently", [False, True])
def test_a_lost_answer_leaves_a_doubt_and_the_next_try_tells_on_nobody_twice(on: Stage, *, silently: bool):
    lose_the_answer(on, silently=silently)
    with pytest.raises(Unreachable) as caught:
        on.sender.send(on.message(), at=AT)
    assert (caught.value.code, caught.value.maybe_sent, len(on.arrived())) == ("no-answer", True, 1)
    if isinstance(on, SmtpStage):
        on.mailbox.replies.clear()
    on.sender.send(on.message(tried_at=AT), at=AT)
    assert len({one.mark for one in on.arrived()}) == 1


def test_the_other_channel_is_not_served(on: Stage):
    channel, to = ("mail", MAILBOX) if on.channel == "sms" else ("sms", NUMBER)
    with pytest.raises(Rejected) as caught:
        on.sender.send(on.message(channel=channel, to=to, subject="标题"), at=AT)
    assert (caught.value.code, on.arrived()) == ("wrong-channel", [])


def test_a_wrong_password_is_for_somebody_to_set_right(on: Stage):
    assert isinstance(on, AliyunStage | SmtpStage)
    another = "no"
    wrong = on.line(secret=another) if isinstance(on, AliyunStage) else on.line(password=another)
    with pytest.raises(Unreachable) as caught:
        sender_for(wrong).send(on.message(), at=AT)
    assert (caught.value.code, caught.value.maybe_sent, on.arrived()) == ("account", False, [])
    assert caught.value.retry_after
