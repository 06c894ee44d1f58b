"""Mail against a server on this machine: encryption, headers in Chinese, and every kind of refusal."""

import traceback
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.contract.messages.fake_smtp import CERTIFICATE, HANG_UP, USER, Mailbox, serving
from tests.contract.messages.stages import AT, MAILBOX, TEXT, SmtpStage, stage
from xuanhu.integrations.messages import NotSent, Sender, sender_for

CA = quote(str(CERTIFICATE))


@pytest.fixture
def on(tmp_path: Path) -> Iterator[SmtpStage]:
    with stage("smtp", tmp_path) as found:
        assert isinstance(found, SmtpStage)
        yield found


def failure(on: SmtpStage, sender: Sender | None = None) -> NotSent:
    with pytest.raises(NotSent) as caught:
        (sender or on.sender).send(on.message(), at=AT)
    return caught.value


def test_a_mail_says_who_writes_to_whom_when_and_that_no_answer_is_due(on: SmtpStage):
    sent = on.sender.send(on.message(subject="门诊\r\nBcc: x@y.cn 约好了"), at=AT)
    (mail,) = on.mailbox.taken
    assert mail["From"] == f"悬壶 <{USER}>"
    assert mail["To"] == MAILBOX
    assert mail["Subject"] == "门诊 Bcc: x@y.cn 约好了"
    assert mail["Bcc"] is None
    assert mail["Date"].datetime == AT
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == sent.provider_id
    assert mail.get_content() == f"{TEXT}\r\n"


def test_the_wire_carries_ascii_only(on: SmtpStage):
    on.sender.send(on.message(), at=AT)
    assert on.mailbox.taken[0].as_bytes().isascii()


def test_a_text_with_lonely_dots_arrives_whole(on: SmtpStage):
    on.sender.send(on.message(text="一\n.\n..二\n"), at=AT)
    assert on.mailbox.taken[0].get_content() == "一\r\n.\r\n..二\r\n"


def test_the_number_of_a_mail_comes_from_its_key_alone(on: SmtpStage):
    first = on.sender.send(on.message(), at=AT)
    later = on.sender.send(on.message(text="又一次"), at=AT + timedelta(days=1))
    other = on.sender.send(on.message(key="k-2"), at=AT)
    assert first.provider_id == later.provider_id != other.provider_id
    assert first.provider_id.endswith("@example.cn>")


def test_everything_goes_out_encrypted(on: SmtpStage):
    on.sender.send(on.message(), at=AT)
    assert on.mailbox.is_encrypted == [True]
    assert on.mailbox.commands == ["EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "QUIT"]


def test_a_server_without_encryption_gets_neither_password_nor_mail(on: SmtpStage):
    on.mailbox.offers = ("AUTH PLAIN",)
    assert failure(on).code == "account"
    assert on.mailbox.commands == ["EHLO"]


def test_a_server_that_knows_no_login_of_ours_is_for_somebody_to_set_right(on: SmtpStage):
    on.mailbox.offers = ("STARTTLS", "AUTH XOAUTH2")
    error = failure(on)
    assert (error.code, error.detail) == ("account", "STARTTLS/AUTH?")


def test_a_certificate_of_somebody_else_is_not_trusted(on: SmtpStage):
    error = failure(on, sender_for(on.line().replace(f"&ca={CA}", "")))
    assert (error.code, error.detail) == ("no-answer", "SSLCertVerificationError")
    assert on.mailbox.commands == ["EHLO", "STARTTLS"]


def test_a_port_may_be_encrypted_from_the_first_byte(on: SmtpStage):
    mailbox = Mailbox()
    with serving(mailbox, is_wrapped=True) as port:
        line = f"smtp://127.0.0.1:{port}?tls=ssl&from={USER}&ca={CA}"
        sender_for(line).send(on.message(), at=AT)
    assert (mailbox.is_encrypted, mailbox.taken[0]["From"]) == ([True], USER)


def test_a_relay_on_this_machine_may_do_without(on: SmtpStage):
    mailbox = Mailbox()
    with serving(mailbox) as port:
        sender_for(f"smtp://127.0.0.1:{port}?tls=none&from={USER}").send(on.message(), at=AT)
    assert (mailbox.is_encrypted, mailbox.commands) == ([False], ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"])


@pytest.mark.parametrize(
    ("step", "reply", "code", "detail"),
    [
        ("RCPT", "550 5.1.1 <wang.fang@example.cn> nobody", "bad-address", "SMTP 550 5.1.1"),
        ("RCPT", "553 no", "bad-address", "SMTP 553"),
        ("RCPT", "550 5.7.1 not from you", "blocked", "SMTP 550 5.7.1"),
        ("RCPT", "450 4.2.0 greylisted", "throttled", "SMTP 450 4.2.0"),
        ("RCPT", "421 4.3.2 closing", "provider-down", "SMTP 421 4.3.2"),
        ("taken", "554 5.6.0 spam", "content-refused", "SMTP 554 5.6.0"),
        ("taken", "451 4.3.0 later", "throttled", "SMTP 451 4.3.0"),
        ("DATA", "554 5.5.1 no", "content-refused", "SMTP 554 5.5.1"),
        ("MAIL", "550 5.7.1 not you", "account", "SMTP 550 5.7.1"),
        ("MAIL", "452 4.3.1 full", "throttled", "SMTP 452 4.3.1"),
        ("AUTH", "535 5.7.8 wrong", "account", "SMTP 535 5.7.8"),
        ("AUTH", "454 4.7.0 later", "throttled", "SMTP 454 4.7.0"),
        ("STARTTLS", "454 4.7.0 not now", "provider-down", "SMTP 454 4.7.0"),
        ("greeting", "554 go away", "provider-down", "SMTP 554"),
        ("greeting", HANG_UP, "no-answer", "SMTPServerDisconnected"),
        ("EHLO", HANG_UP, "no-answer", "SMTPServerDisconnected"),
    ],
)
def test_each_refusal_says_whether_it_is_for_good(on: SmtpStage, step, reply, code, detail):
    on.mailbox.replies[step] = reply
    error = failure(on)
    assert (error.code, error.detail, getattr(error, "maybe_sent", False)) == (code, detail, False)
    assert on.mailbox.taken == []
    assert MAILBOX not in "".join(traceback.format_exception(error))  # smtplib repeats it


def test_a_greylisted_mail_waits_some_minutes(on: SmtpStage):
    on.mailbox.replies["RCPT"] = "451 4.7.1 come back"
    assert getattr(failure(on), "retry_after", None) == timedelta(minutes=5)


@pytest.mark.parametrize("farewell", ["500 what?", HANG_UP])
def test_a_mail_is_sent_however_the_farewell_goes(on: SmtpStage, farewell: str):
    on.mailbox.replies["QUIT"] = farewell
    on.sender.send(on.message(), at=AT)
    assert len(on.mailbox.taken) == 1
