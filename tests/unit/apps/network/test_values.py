"""Values as people write them."""

from datetime import date
from decimal import Decimal

import pytest

from xuanhu.apps.network import values
from xuanhu.apps.network.values import UnreadableError


@pytest.mark.parametrize(
    ("read", "written", "kept"),
    [
        (values.text, "　北京安和医院 ", "北京安和医院"),
        (values.text, 12, "12"),
        (values.text, Decimal("1.50"), "1.50"),
        (values.code, "H-0001.a_b", "H-0001.a_b"),
        (values.texts, "心内科、头/颈外科，胸外科;心内科\n骨科", ["心内科", "头/颈外科", "胸外科", "骨科"]),
        (values.texts, ["一", "", "二"], ["一", "二"]),
        (values.day, "2026-1-9", date(2026, 1, 9)),
        (values.day, "2026/01/09", date(2026, 1, 9)),
        (values.day, "2026年1月9日", date(2026, 1, 9)),
        (values.day, "2026-01-09 00:00:00", date(2026, 1, 9)),
        (values.phone, "010－0000 0000", "010-0000 0000"),
        (values.phone, 13800138000, "13800138000"),
        (values.province, "广西壮族自治区", "广西"),
        (values.province, "内蒙古自治区", "内蒙古"),
        (values.province, "上海市", "上海"),
        (values.province, "吉林", "吉林"),
        (values.city, "北京市", "北京"),
        (values.city, "沙市", "沙市"),
        (values.level, "三级 甲等", "tertiary-a"),
        (values.level, "secondary", "secondary"),
        (values.level, "一级", "primary"),
        (values.ownership, "民营", "private"),
        (values.rank, "副主任医师", "associate-chief-physician"),
        (values.yes_or_no, True, True),
        (values.yes_or_no, "否", False),
        (values.yes_or_no, "Y", True),
    ],
)
def test_value_is_read_however_it_is_written(read: values.Read, written: object, kept: object):
    assert read(written) == kept


@pytest.mark.parametrize(
    ("read", "written"),
    [
        (values.text, ["a"]),
        (values.text, True),
        (values.text, "a\x00b"),
        (values.text, "长" * 201),
        (values.code, "H 1"),
        (values.code, "医院一"),
        (values.code, ""),
        (values.day, "2026-02-30"),
        (values.day, "20260109"),
        (values.day, "２０２６-01-09"),
        (values.phone, "打电话"),
        (values.phone, "1"),
        (values.level, "三星"),
        (values.ownership, ""),
        (values.yes_or_no, "也许"),
    ],
)
def test_value_that_cannot_be_read_says_what_would_be_right(read: values.Read, written: object):
    with pytest.raises(UnreadableError) as caught:
        read(written)
    assert caught.value.wrong
    assert caught.value.right
