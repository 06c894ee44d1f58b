"""Personal data as it may be shown."""

import pytest

from xuanhu.integrations.masking import (
    masked_address,
    masked_id_number,
    masked_mail,
    masked_name,
    masked_phone,
    masked_text,
)


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13800138000", "138****8000"),
        ("+86 138-0013-8000", "138****8000"),
        ("8613800138000", "138****8000"),
        ("010-65551234", "010****1234"),
        ("+852 9123 4567", "852****4567"),
        ("95519", "****"),
        ("", "****"),
        ("一二三", "****"),
    ],
)
def test_of_a_phone_the_middle_is_hidden(number, masked):
    assert masked_phone(number) == masked


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王芳", "王*"),
        ("王小明", "王*"),
        (" 李䶮 ", "李*"),
        ("欧阳娜", "欧阳*"),
        ("欧阳", "欧*"),
        ("阿依古丽·买买提", "阿*"),
        ("Smith", "S*"),
        ("", "*"),
    ],
)
def test_of_a_name_the_surname_is_left(name, masked):
    assert masked_name(name) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("11010519491231002X", "1101**********002X"),
        ("11010519491231002x", "1101**********002X"),
        ("110105491231002", "*" * 18),
        ("", "*" * 18),
    ],
)
def test_of_an_id_number_the_birth_date_is_hidden(number, masked):
    assert masked_id_number(number) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [("wang.fang@example.cn", "w***@example.cn"), ("@example.cn", "***@example.cn"), ("wang", "****")],
)
def test_of_a_mailbox_the_first_letter_is_left(address, masked):
    assert masked_mail(address) == masked


@pytest.mark.parametrize(
    ("address", "masked"), [("13800138000", "138****8000"), ("wang@example.cn", "w***@example.cn")]
)
def test_an_address_is_masked_as_what_it_is(address, masked):
    assert masked_address(address) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("发给13800138000失败", "发给138****8000失败"),
        ("to +8613800138000,139 0013 9000.", "to 138****8000,139****9000."),
        ("证件11010519491231002X，电话13800138000", "证件1101**********002X，电话138****8000"),
        ("550 <wang.fang@example.cn>: no", "550 <w***@example.cn>: no"),
        ("订单 20261008000012345", "订单 20261008000012345"),
        ("HTTP 400 isv.MOBILE_NUMBER_ILLEGAL", "HTTP 400 isv.MOBILE_NUMBER_ILLEGAL"),
    ],
)
def test_in_free_text_numbers_and_mailboxes_are_hidden_and_nothing_else(text, masked):
    assert masked_text(text) == masked
