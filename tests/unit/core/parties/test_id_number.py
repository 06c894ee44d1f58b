"""Identity numbers: what is wrong with one, and what it says of its holder."""

from datetime import date

import pytest

from xuanhu.core.parties import IdNumberError, birth_of, check_id_number, sex_of

RIGHT = "11010519491231002X"


@pytest.mark.parametrize("text", [RIGHT, RIGHT.lower(), f"  {RIGHT}\n"])
def test_check_of_a_right_number_gives_its_normal_form(text):
    assert check_id_number(text) == RIGHT


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "这里是 0 位"),
        (RIGHT[:-1], "这里是 17 位"),
        (f"{RIGHT}1", "这里是 19 位"),
        ("1101051949123100AX", "末位可为 X"),
        ("１１０105194912310020", "末位可为 X"),
        ("11010519491231002Y", "末位可为 X"),
        ("00010519491231002X", "前两位 00"),
        ("110105194902300027", "出生日期不存在"),
        ("110105000012310020", "出生日期不存在"),
        ("110105194912310021", "校验码不对"),
    ],
)
def test_check_of_a_wrong_number_says_why_and_does_not_repeat_it(text, wrong):
    with pytest.raises(IdNumberError, match=wrong) as caught:
        check_id_number(text)
    assert not text or text not in str(caught.value)


def test_birth_and_sex_are_read_from_the_number():
    assert birth_of(RIGHT) == date(1949, 12, 31)
    assert sex_of(RIGHT) == "female"
    assert sex_of("420106196107050139") == "male"
