"""Every code of the gateway that we know, and on which side it falls."""

from datetime import timedelta

import pytest

from xuanhu.integrations.messages import Rejected, Unreachable
from xuanhu.integrations.messages.aliyun.codes import failure
from xuanhu.integrations.messages.aliyun.gateway import Answer


def answer(code: str, status: int = 200, message: str = "") -> Answer:
    return Answer(status, {"Code": code, "Message": message, "RequestId": "R-1"})


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("isv.MOBILE_NUMBER_ILLEGAL", "bad-address"),
        ("isv.DOMESTIC_NUMBER_NOT_SUPPORTED", "bad-address"),
        ("isv.BLACK_KEY_CONTROL_LIMIT", "blocked"),
        ("isv.CUSTOMER_REFUSED", "blocked"),
        ("isv.SMS_TEMPLATE_ILLEGAL", "template-unknown"),
        ("isv.TEMPLATE_PARAMS_ILLEGAL", "template-unknown"),
        ("isv.INVALID_JSON_PARAM", "template-unknown"),
        ("isv.SMS_SIGNATURE_ILLEGAL", "signature-unknown"),
        ("isv.SIGN_STATE_ILLEGAL", "signature-unknown"),
        ("isv.PARAM_LENGTH_LIMIT", "content-refused"),
        ("isv.SMS_CONTENT_ILLEGAL", "content-refused"),
        ("isv.INVALID_PARAMETERS", "refused"),
        ("isv.NEVER_HEARD_OF", "refused"),
        ("InvalidVersion", "refused"),
    ],
)
def test_what_is_about_the_message_is_final(theirs: str, ours: str):
    error = failure(answer(theirs))
    assert isinstance(error, Rejected)
    assert (error.code, error.detail) == (ours, f"HTTP 200 {theirs} R-1")


@pytest.mark.parametrize(
    ("theirs", "status", "ours", "maybe_sent"),
    [
        ("isv.AMOUNT_NOT_ENOUGH", 200, "account", False),
        ("isv.SECURITY_FROZEN_ACCOUNT", 200, "account", False),
        ("SignatureDoesNotMatch", 400, "account", False),
        ("InvalidAccessKeyId.Inactive", 400, "account", False),
        ("Forbidden.RAM", 403, "account", False),
        ("isv.BUSINESS_LIMIT_CONTROL", 200, "throttled", False),
        ("isv.MONTH_LIMIT_CONTROL", 200, "throttled", False),
        ("Throttling", 400, "throttled", False),
        ("Throttling.Api", 503, "throttled", False),
        ("isp.SYSTEM_ERROR", 200, "provider-down", True),
        ("isp.GATEWAY_ERROR", 200, "provider-down", True),
        ("ServiceUnavailable", 503, "provider-down", True),
        ("", 504, "provider-down", True),
        ("NO_ROUTE", 200, "provider-down", False),
        ("", 404, "provider-down", False),
    ],
)
def test_what_is_not_about_the_message_is_tried_again(theirs: str, status: int, ours: str, *, maybe_sent: bool):
    error = failure(answer(theirs, status))
    assert isinstance(error, Unreachable)
    assert (error.code, error.maybe_sent) == (ours, maybe_sent)


def test_what_the_gateway_says_in_words_is_not_repeated():
    error = failure(answer("isv.MOBILE_NUMBER_ILLEGAL", message="13800138000 非法"))
    assert "13800138000" not in str(error)


def test_a_monthly_limit_is_looked_at_again_the_same_day():
    error = failure(answer("isv.MONTH_LIMIT_CONTROL"))
    assert isinstance(error, Unreachable)
    assert error.retry_after == timedelta(hours=6)
