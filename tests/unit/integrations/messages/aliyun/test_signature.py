"""Signing, against the example with fixed values that the provider publishes with its description of ACS3."""

from datetime import UTC, datetime

import pytest

from xuanhu.core.reckoning import SHANGHAI
from xuanhu.integrations.messages.aliyun.signature import Call, Key, signed_headers

KEY = Key("YourAccessKeyId", "YourAccessKeySecret")
CALL = Call(
    host="ecs.cn-shanghai.aliyuncs.com",
    action="RunInstances",
    version="2014-05-26",
    parameters={
        "RegionId": "cn-shanghai",
        "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
    },
    at=datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC),
    nonce="3156853299f313e23d1673dc12e1703d",
)


@pytest.mark.parametrize("call", [CALL, CALL._replace(at=CALL.at.astimezone(SHANGHAI))])
def test_the_published_example_gives_the_published_signature(call: Call):
    assert signed_headers(call, KEY) == {
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-version": "2014-05-26",
        "authorization": (
            "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,"
            "SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,"
            "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
        ),
    }


def test_a_query_is_in_order_and_escapes_all_but_unreserved_characters():
    call = CALL._replace(parameters={"b": "a b+c*d~e-f_g.h/i", "a": "王", "A": ""})
    assert call.query == "A=&a=%E7%8E%8B&b=a%20b%2Bc%2Ad~e-f_g.h%2Fi"


def test_a_key_shows_nothing_of_itself():
    assert f"{KEY!r} {KEY}" == "Key(***) Key(***)"
