"""Messages on a terminal."""

from datetime import datetime

import pytest

from xuanhu.core.reckoning import SHANGHAI
from xuanhu.integrations.messages import Message, Sent
from xuanhu.integrations.messages.console_sender import ConsoleSender

AT = datetime(2026, 10, 8, 15, 30, tzinfo=SHANGHAI)


def test_an_sms_is_a_heading_and_its_text(capsys: pytest.CaptureFixture[str]):
    message = Message(kind="booked", channel="sms", to="13800138000", text="王芳您好", idempotency_key="k-1")
    sent = ConsoleSender().send(message, at=AT)
    assert capsys.readouterr().out == "[短信 1] 2026-10-08 15:30 138****8000 (booked)\n  王芳您好\n"
    assert sent == Sent("console", "1", AT)


def test_a_mail_has_its_subject_too(capsys: pytest.CaptureFixture[str]):
    message = Message(
        kind="service-report",
        channel="mail",
        to="li.ming@example.cn",
        text="一\n\n二",
        subject="周报",
        idempotency_key="k-1",
    )
    ConsoleSender().send(message, at=AT)
    assert capsys.readouterr().out == "[邮件 1] 2026-10-08 15:30 l***@example.cn (service-report)\n  周报\n  一\n  二\n"


def test_the_same_key_is_printed_once(capsys: pytest.CaptureFixture[str]):
    sender = ConsoleSender()
    message = Message(kind="booked", channel="sms", to="13800138000", text="王芳您好", idempotency_key="k-1")
    assert sender.send(message, at=AT) == sender.send(message, at=AT)
    assert capsys.readouterr().out.count("王芳您好") == 1
