"""SMS by dysmsapi against a gateway on this machine that checks what it gets."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.contract.messages.fake_dysmsapi import (
    BLOCKED,
    KEY_ID,
    SECRET,
    SIGN,
    Gateway,
    Handler,
    answers,
    said,
    serving,
    takes_and_hangs_up,
    takes_but_says,
    works,
)
from tests.contract.messages.fake_smtp import CERTIFICATE, certified
from tests.contract.messages.stages import AT, NUMBER, AliyunStage, stage
from xuanhu.core.reckoning import SHANGHAI
from xuanhu.integrations.messages import Rejected, Sent, Unreachable, sender_for

HOUR = timedelta(hours=1)
DOWN = (502, b"<html>bad gateway</html>", {})


@pytest.fixture
def on(tmp_path: Path) -> Iterator[AliyunStage]:
    with stage("aliyun", tmp_path) as found:
        assert isinstance(found, AliyunStage)
        yield found


def unreachable(on: AliyunStage, **changes: object) -> Unreachable:
    with pytest.raises(Unreachable) as caught:
        on.sender.send(on.message(**changes), at=on.gateway.now)
    return caught.value


def rejected(on: AliyunStage, **changes: object) -> Rejected:
    with pytest.raises(Rejected) as caught:
        on.sender.send(on.message(**changes), at=AT)
    return caught.value


def in_doubt(on: AliyunStage, *, at: datetime = AT) -> None:
    """A first try that is taken without an answer."""
    on.gateway.now = at
    on.gateway.faults.append(takes_and_hangs_up)
    assert unreachable(on).maybe_sent
    on.gateway.calls.clear()


def test_a_message_is_one_call_with_its_key_as_out_id(on: AliyunStage):
    sent = on.sender.send(on.message(), at=AT)
    ((action, query),) = on.gateway.calls
    assert sent == Sent("aliyun-sms", "900600000^0", AT)
    assert action == "SendSms"
    assert json.loads(query.pop("TemplateParam")) == {"name": "王芳", "date": "10月14日 周三"}
    assert query == {
        "PhoneNumbers": NUMBER,
        "SignName": SIGN,
        "TemplateCode": "SMS_1001",
        "OutId": "case-1/booked/1",
    }


def test_a_template_without_placeholders_needs_no_parameters(on: AliyunStage):
    on.sender.send(on.message(template_code="SMS_1002", template_params={}), at=AT)
    assert set(on.gateway.calls[0][1]) == {"PhoneNumbers", "SignName", "TemplateCode", "OutId"}


def test_odd_signs_in_values_are_signed_right(on: AliyunStage):
    name = "O'Brien & 王+芳 *~/=%20\"\\{}"
    on.sender.send(on.message(key="!*'();:@&=+$,/?#[]%~", template_params={"name": name, "date": "-_.~"}), at=AT)
    assert [(one.out_id, one.parameters["name"]) for one in on.gateway.taken] == [("!*'();:@&=+$,/?#[]%~", name)]


@pytest.mark.parametrize(
    ("changes", "code", "theirs"),
    [
        ({"to": BLOCKED}, "blocked", "isv.BLACK_KEY_CONTROL_LIMIT"),
        ({"to": "+85291234567"}, "bad-address", "isv.MOBILE_NUMBER_ILLEGAL"),
        ({"template_code": "SMS_9"}, "template-unknown", "isv.SMS_TEMPLATE_ILLEGAL"),
        ({"template_params": {}}, "template-unknown", "isv.TEMPLATE_MISSING_PARAMETERS"),
        ({"template_params": {"name": "http://x", "date": "1"}}, "content-refused", "isv.PARAM_NOT_SUPPORT_URL"),
    ],
)
def test_what_the_gateway_refuses_is_refused_for_good(on: AliyunStage, changes, code, theirs):
    error = rejected(on, **changes)
    assert (error.code, error.detail, on.gateway.taken) == (code, f"HTTP 200 {theirs} R-1", [])


def test_a_message_without_a_template_is_not_even_tried(on: AliyunStage):
    assert rejected(on, template_code="").code == "template-unknown"
    assert on.gateway.calls == []


def test_an_unknown_signature_is_refused_for_good(on: AliyunStage):
    on.sender = sender_for(on.line(sign="别家"))
    assert rejected(on).code == "signature-unknown"


@pytest.mark.parametrize(
    ("reply", "wait"),
    [
        (said("isv.BUSINESS_LIMIT_CONTROL", message="触发分钟级流控Permits:1"), timedelta(minutes=1)),
        (said("isv.BUSINESS_LIMIT_CONTROL", message="触发小时级流控Permits:5"), HOUR),
        (said("isv.BUSINESS_LIMIT_CONTROL", message="触发天级流控Permits:10"), 6 * HOUR),
        (said("isv.BUSINESS_LIMIT_CONTROL"), None),
        (said("isv.DAY_LIMIT_CONTROL"), 6 * HOUR),
        (said("Throttling.User", status=400), None),
        ((429, b"", {"Retry-After": "30"}), timedelta(seconds=30)),
        ((429, b"", {"Retry-After": "99999999999"}), timedelta(days=1)),
        ((429, b"", {"Retry-After": "Thu, 08 Oct 2026 08:00:00 GMT"}), None),
    ],
)
def test_too_fast_is_tried_again_later(on: AliyunStage, reply, wait):
    on.gateway.faults.append(answers(reply))
    error = unreachable(on)
    assert (error.code, error.retry_after, error.maybe_sent) == ("throttled", wait, False)
    on.sender.send(on.message(), at=AT)
    assert len(on.gateway.taken) == 1


@pytest.mark.parametrize(
    ("reply", "maybe_sent"),
    [
        (DOWN, True),
        ((500, {"Code": "InternalError"}, {}), True),
        ((503, {"Code": "OK"}, {"Retry-After": "5"}), True),
        (said("isp.SYSTEM_ERROR"), True),
        (said("SignatureNonceUsed", status=400), False),
        ((200, b"", {}), False),
        ((200, b"[]", {}), False),
        ((200, b"\xff{", {}), False),
        ((302, b"", {"Location": "http://127.0.0.1:1/"}), False),
        ((407, b"<html>log in</html>", {}), False),
    ],
)
def test_a_fault_at_their_end_is_tried_again(on: AliyunStage, reply, *, maybe_sent: bool):
    on.gateway.faults.append(answers(reply))
    error = unreachable(on)
    assert (error.code, error.maybe_sent) == ("provider-down", maybe_sent)


@pytest.mark.parametrize(
    "code", ["isv.AMOUNT_NOT_ENOUGH", "isv.OUT_OF_SERVICE", "isp.RAM_PERMISSION_DENY", "Forbidden.RAM"]
)
def test_what_is_wrong_with_the_account_does_not_lose_a_message(on: AliyunStage, code: str):
    on.gateway.faults.append(answers(said(code)))
    error = unreachable(on)
    assert (error.code, error.retry_after, error.maybe_sent) == ("account", HOUR, False)


def test_a_clock_that_is_wrong_is_for_somebody_to_set_right(on: AliyunStage):
    with pytest.raises(Unreachable) as caught:
        on.sender.send(on.message(), at=AT + timedelta(minutes=16))
    assert (caught.value.code, caught.value.detail) == ("account", "HTTP 400 InvalidTimeStamp.Expired R-1")


def test_an_unknown_key_is_for_somebody_to_set_right(on: AliyunStage):
    on.sender = sender_for(on.line(key_id="LTAIother"))
    assert unreachable(on).detail == "HTTP 404 InvalidAccessKeyId.NotFound R-1"


@pytest.mark.parametrize("code", ["isv.SOMETHING_NEW", "InvalidAction.NotFound"])
def test_a_code_that_nobody_knows_is_final(on: AliyunStage, code: str):
    on.gateway.faults.append(answers(said(code)))
    error = rejected(on)
    assert (error.code, error.detail) == ("refused", f"HTTP 200 {code} R-1")


def test_two_calls_never_share_a_nonce(on: AliyunStage):
    on.sender.send(on.message(key="k-1"), at=AT)
    on.sender.send(on.message(key="k-2"), at=AT)
    assert len(on.gateway.nonces) == 2


def test_the_gateway_itself_would_send_twice(on: AliyunStage):
    on.sender.send(on.message(), at=AT)
    on.sender.send(on.message(), at=AT)
    assert [one.out_id for one in on.gateway.taken] == ["case-1/booked/1"] * 2


def test_after_a_doubt_the_gateway_is_asked_before_anything_is_sent(on: AliyunStage):
    in_doubt(on)
    sent = on.sender.send(on.message(tried_at=AT), at=AT + HOUR / 6)
    assert sent == Sent("aliyun-sms", "case-1/booked/1", AT + HOUR / 6)
    assert on.gateway.calls == [
        ("QuerySendDetails", {"PhoneNumber": NUMBER, "SendDate": "20261008", "PageSize": "50", "CurrentPage": "1"})
    ]


def test_after_a_doubt_a_message_that_did_not_arrive_is_sent(on: AliyunStage):
    on.gateway.faults.append(answers(DOWN))
    assert unreachable(on).maybe_sent
    on.sender.send(on.message(tried_at=AT), at=AT)
    assert (on.gateway.asked(), len(on.gateway.taken)) == (["QuerySendDetails", "SendSms"], 1)


def test_after_a_doubt_a_message_that_failed_on_its_way_is_sent_again(on: AliyunStage):
    in_doubt(on)
    on.gateway.taken[0].status = 2
    on.sender.send(on.message(tried_at=AT), at=AT)
    assert len(on.gateway.taken) == 2


def test_a_doubt_of_before_midnight_is_looked_for_on_both_days(on: AliyunStage):
    midnight = datetime(2026, 10, 9, tzinfo=SHANGHAI)
    in_doubt(on, at=midnight)
    on.sender.send(on.message(tried_at=midnight - HOUR / 60), at=midnight)
    assert [query["SendDate"] for _, query in on.gateway.calls] == ["20261008", "20261009"]
    assert len(on.gateway.taken) == 1


def test_an_answer_that_says_it_failed_though_it_was_sent_does_not_send_twice(on: AliyunStage):
    on.gateway.faults.append(takes_but_says(DOWN))
    assert unreachable(on).maybe_sent
    on.sender.send(on.message(tried_at=AT), at=AT)
    assert len(on.gateway.taken) == 1


def test_while_the_gateway_cannot_be_asked_nothing_is_sent(on: AliyunStage):
    in_doubt(on)
    on.gateway.faults += [answers(DOWN), takes_and_hangs_up]
    found = [unreachable(on, tried_at=AT) for _ in range(2)]
    assert [(error.code, error.maybe_sent) for error in found] == [("provider-down", False), ("no-answer", False)]
    assert len(on.gateway.taken) == 1


def test_whoever_may_not_ask_sends_anyhow(on: AliyunStage):
    in_doubt(on)
    on.gateway.may_query = False
    on.sender.send(on.message(tried_at=AT), at=AT)
    assert len(on.gateway.taken) == 2


@pytest.mark.parametrize(
    "entry", [{"OutId": "case-1/booked/1", "SendStatus": 1}, [{"OutId": "case-1/booked/1", "SendStatus": 3}]]
)
def test_one_found_message_may_come_with_or_without_its_list(on: AliyunStage, entry):
    on.gateway.faults.append(answers(said("OK", SmsSendDetailDTOs={"SmsSendDetailDTO": entry})))
    on.sender.send(on.message(tried_at=AT), at=AT)
    assert on.gateway.taken == []


@pytest.mark.parametrize("details", [None, [], {}, {"SmsSendDetailDTO": None}, {"SmsSendDetailDTO": ["?"]}])
def test_an_odd_list_of_sent_messages_finds_none(on: AliyunStage, details):
    on.gateway.faults.append(answers(said("OK", SmsSendDetailDTOs=details)))
    on.sender.send(on.message(tried_at=AT), at=AT)
    assert len(on.gateway.taken) == 1


def test_an_ok_without_biz_id_is_known_by_its_request(on: AliyunStage):
    on.gateway.faults.append(answers(said("OK")))
    assert on.sender.send(on.message(), at=AT).provider_id == "R-1"


def test_the_line_is_encrypted_and_the_gateway_must_be_the_right_one(on: AliyunStage):
    gateway = Gateway(now=AT)
    with serving(gateway, context=certified()) as port:
        line = f"aliyun-sms://{KEY_ID}:{quote(SECRET, safe='')}@127.0.0.1:{port}/?sign={quote(SIGN)}"
        with pytest.raises(Unreachable) as caught:
            sender_for(line).send(on.message(), at=AT)
        sender_for(f"{line}&ca={quote(str(CERTIFICATE))}").send(on.message(), at=AT)
    assert (caught.value.code, caught.value.detail) == ("no-answer", "SSLCertVerificationError")
    assert (caught.value.maybe_sent, len(gateway.taken)) == (False, 1)


def test_the_fake_checks_the_signature_itself(on: AliyunStage):
    def meddle(handler: Handler) -> bool:
        handler.path += "&PhoneNumbers=13900000009"
        return works(handler)

    on.gateway.faults.append(meddle)
    assert unreachable(on).detail == "HTTP 400 SignatureDoesNotMatch R-1"
