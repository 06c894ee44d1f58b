"""What an answer of dysmsapi means for us: for good, not now, or not before somebody has set the account right.

A code that is about this message (isv.*) is final. One that is about the account is not: the message is good, and
goes out once the balance, the key or the rights are right again.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

from xuanhu.integrations.messages.aliyun.gateway import Answer
from xuanhu.integrations.messages.port import NotSent, Rejected, RejectedCode, Unreachable

OK: Final = "OK"

_REJECTED: Final[Mapping[RejectedCode, str]] = MappingProxyType(
    {
        "bad-address": """isv.MOBILE_NUMBER_ILLEGAL isv.MOBILE_COUNT_OVER_LIMIT isv.DOMESTIC_NUMBER_NOT_SUPPORTED
            isv.SMS_TEST_NUMBER_LIMIT INVALID_NUMBER MissingPhoneNumbers""",
        "blocked": "isv.BLACK_KEY_CONTROL_LIMIT isv.CUSTOMER_REFUSED MOBILE_IN_BLACK USER_REJECT",
        "template-unknown": """isv.SMS_TEMPLATE_ILLEGAL isv.TEMPLATE_MISSING_PARAMETERS isv.TEMPLATE_PARAMS_ILLEGAL
            isv.SMS_CONTENT_MISMATCH_TEMPLATE_TYPE isv.INVALID_JSON_PARAM MissingTemplateCode""",
        "signature-unknown": """isv.SMS_SIGNATURE_ILLEGAL isv.SMS_SIGN_ILLEGAL isv.SIGN_STATE_ILLEGAL
            isv.SIGN_NAME_ILLEGAL isv.SMS_SIGNATURE_SCENE_ILLEGAL isv.EXTEND_CODE_ERROR SIGNATURE_BLACKLIST
            PORT_NOT_REGISTERED MissingSignName""",
        "content-refused": """isv.SMS_CONTENT_ILLEGAL isv.PARAM_LENGTH_LIMIT isv.PARAM_NOT_SUPPORT_URL
            isv.UNSUPPORTED_CONTENT CONTENT_KEYWORD CONTENT_ERROR""",
    }
)
_REJECTED_BY_CODE: Final = {code: ours for ours, codes in _REJECTED.items() for code in codes.split()}
_ACCOUNT: Final = frozenset(
    """isv.OUT_OF_SERVICE isv.AMOUNT_NOT_ENOUGH isv.ACCOUNT_NOT_EXISTS isv.ACCOUNT_ABNORMAL isv.SECURITY_FROZEN_ACCOUNT
    isv.PRODUCT_UN_SUBSCRIPT isv.PRODUCT_UNSUBSCRIBE isv.DENY_IP_RANGE isp.RAM_PERMISSION_DENY SignatureDoesNotMatch
    IncompleteSignature InvalidSignatureMethod InsufficientBalance NoPermission""".split()  # noqa: SIM905 - read as a list
)
_ACCOUNT_BEGINNINGS: Final = ("Forbidden", "InvalidAccessKeyId", "InvalidTimeStamp", "InvalidSecurityToken")
_DAILY: Final = ("isv.DAY_LIMIT_CONTROL", "isv.MONTH_LIMIT_CONTROL")
_LIMITED: Final = ("isv.BUSINESS_LIMIT_CONTROL", "isv.SMS_OVER_LIMIT", "MOBILE_SEND_LIMIT")
_LIMIT_WORDS: Final = re.compile("(分钟|小时|天)级流控")
_WAITS: Final = MappingProxyType(
    {
        "分钟": timedelta(minutes=1),
        "小时": timedelta(hours=1),
        "天": timedelta(hours=6),  # the day is a window that slides: some of it may be free sooner
    }
)
_SOMEBODY_MUST_ACT: Final = timedelta(hours=1)


def failure(answer: Answer) -> NotSent:
    """Why a message was not taken, in words of the port."""
    code, named = answer.code, answer.named
    if code in _REJECTED_BY_CODE:
        return Rejected(_REJECTED_BY_CODE[code], detail=named)
    if code in _ACCOUNT or code.startswith(_ACCOUNT_BEGINNINGS):
        return Unreachable("account", detail=named, retry_after=_SOMEBODY_MUST_ACT)
    if _is_throttled(answer):
        return Unreachable("throttled", detail=named, retry_after=_wait(answer))
    if _is_down(answer):
        is_unclear = answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or code.startswith("isp.")
        return Unreachable("provider-down", detail=named, retry_after=answer.retry_after, maybe_sent=is_unclear)
    return Rejected("refused", detail=named)


def _is_throttled(answer: Answer) -> bool:
    return (
        answer.code in (*_LIMITED, *_DAILY)
        or answer.code.startswith("Throttling")
        or answer.status == HTTPStatus.TOO_MANY_REQUESTS
    )


def _is_down(answer: Answer) -> bool:
    """A fault of theirs (isp.*, 5xx, a nonce used twice), or an answer that is none of theirs."""
    return (
        not answer.code
        or answer.code == OK
        or answer.code.startswith(("isp.", "ServiceUnavailable", "InternalError", "SignatureNonceUsed"))
        or answer.code in ("IS_CLOSE", "NO_ROUTE", "SP_UNKNOWN_ERROR")
        or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    )


def _wait(answer: Answer) -> timedelta | None:
    if answer.code in _DAILY:
        return _WAITS["天"]
    found = _LIMIT_WORDS.search(answer.text("Message"))
    return _WAITS[found[1]] if found else answer.retry_after
