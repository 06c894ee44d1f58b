"""What the replies of a mail server mean for us (RFC 5321, 4.2; RFC 3463): for good, or not now.

Of a reply only the numbers are kept: its words repeat the mailbox.
"""

import re
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

from xuanhu.integrations.messages.port import NotSent, Rejected, Unreachable

_FOR_GOOD: Final = 500
_GOING_DOWN: Final = 421
_GREYLISTED: Final = timedelta(minutes=5)
_SOMEBODY_MUST_ACT: Final = timedelta(hours=1)
_NOTHING_IN_COMMON: Final = (smtplib.SMTPException, smtplib.SMTPNotSupportedError)  # no encryption, no login we know
_ENHANCED: Final = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}\b")


@contextmanager
def translated(*, maybe_sent: bool = False) -> Iterator[None]:
    """Raise in words of the port; `maybe_sent` in the step in which a mail is handed over."""
    try:
        yield
    except (smtplib.SMTPException, OSError) as error:
        raise _failure(error, maybe_sent=maybe_sent) from None  # what smtplib raised has the mailbox in it


def _failure(error: smtplib.SMTPException | OSError, *, maybe_sent: bool) -> NotSent:
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, words = next(iter(error.recipients.values()))
            return _refused_recipient(code, words)
        case smtplib.SMTPDataError():
            return _final_or_later(
                Rejected("content-refused", detail=_numbers(error.smtp_code, error.smtp_error)), error
            )
        case smtplib.SMTPSenderRefused() | smtplib.SMTPAuthenticationError():
            return _final_or_later(_account(_numbers(error.smtp_code, error.smtp_error)), error)
        case smtplib.SMTPResponseException():
            return Unreachable("provider-down", detail=_numbers(error.smtp_code, error.smtp_error))
        case smtplib.SMTPException() if type(error) in _NOTHING_IN_COMMON:
            return _account("STARTTLS/AUTH?")
        case _:
            return Unreachable("no-answer", detail=type(error).__name__, maybe_sent=maybe_sent)


def _refused_recipient(code: int, words: bytes) -> NotSent:
    numbers = _numbers(code, words)
    if code < _FOR_GOOD:
        return _later(code, numbers)
    return Rejected("blocked" if " 5.7." in numbers else "bad-address", detail=numbers)


def _final_or_later(final: NotSent, error: smtplib.SMTPResponseException) -> NotSent:
    if error.smtp_code >= _FOR_GOOD:
        return final
    return _later(error.smtp_code, _numbers(error.smtp_code, error.smtp_error))


def _later(code: int, numbers: str) -> Unreachable:
    if code == _GOING_DOWN:
        return Unreachable("provider-down", detail=numbers)
    return Unreachable("throttled", detail=numbers, retry_after=_GREYLISTED)


def _account(numbers: str) -> Unreachable:
    """The message is good; it goes out once somebody has set the account right."""
    return Unreachable("account", detail=numbers, retry_after=_SOMEBODY_MUST_ACT)


def _numbers(code: int, words: bytes | str) -> str:
    """SMTP 550 5.1.1"""
    enhanced = _ENHANCED.match(words if isinstance(words, bytes) else words.encode())
    return f"SMTP {code} {enhanced[0].decode()}" if enhanced else f"SMTP {code}"
