"""Numbers and mailboxes in their normal form."""

import pytest

from xuanhu.integrations.messages import Rejected
from xuanhu.integrations.messages.addresses import mailbox, phone_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("13800138000", "13800138000"),
        (" 138 0013 8000\n", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("+8613800138000", "13800138000"),
        ("008613800138000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("19912345678", "19912345678"),
        ("+852 9123 4567", "85291234567"),
        ("0085391234567", "85391234567"),
    ],
)
def test_a_number_in_its_normal_form(text, number):
    assert phone_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1380013800",
        "138001380000",
        "12800138000",
        "010-65551234",
        "+86 10 65551234",
        "95519",
        "13800138000,13900139000",
        "٠١٣٨٠٠١٣٨٠٠٠",
        "phone",
    ],
)
def test_what_is_no_mobile_number_is_refused(text):
    with pytest.raises(Rejected) as caught:
        phone_number(text)
    assert caught.value.code == "bad-address"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("wang.fang@example.cn", "wang.fang@example.cn"),
        (" Wang+1@Mail.EXAMPLE.cn ", "Wang+1@mail.example.cn"),
        ("12345678@qq.com", "12345678@qq.com"),
        (f"{'w' * 64}@example.cn", f"{'w' * 64}@example.cn"),
    ],
)
def test_a_mailbox_in_its_normal_form(text, address):
    assert mailbox(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "wang",
        "wang@",
        "@example.cn",
        "wang@localhost",
        ".wang@example.cn",
        "wang..fang@example.cn",
        "王芳@example.cn",
        "wang@例子.中国",
        "a@b.cn,c@d.cn",
        "a@b.cn\nBcc: c@d.cn",
        "<a@b.cn>",
        f"{'w' * 65}@example.cn",
        f"w@{'a.' * 126}cn",
    ],
)
def test_what_is_no_mailbox_is_refused(text):
    with pytest.raises(Rejected) as caught:
        mailbox(text)
    assert caught.value.code == "bad-address"
