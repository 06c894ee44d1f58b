"""The citizen's identity number of 18 places (GB 11643-1999): area, birth date, sequence, check digit."""

from datetime import date

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
# North, northeast, east, centre and south, southwest, northwest, Taiwan, Hong Kong and Macao.
PROVINCES = frozenset(
    f"{code}"
    for codes in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for code in range(codes[0], codes[1] + 1)
)
PLACES = 18


class IdNumberError(ValueError):
    """An identity number that cannot be right; the message says why and never repeats the number."""


def check_id_number(text: str) -> str:
    """Give the number in its normal form (18 places, capital X), or say what is wrong with it.

    Raises:
        IdNumberError: wrong length, wrong characters, unknown province, impossible birth date, wrong check digit.

    """
    number = text.strip().upper()
    if len(number) != PLACES:
        raise IdNumberError(f"身份证号应为 18 位，这里是 {len(number)} 位 (18 places expected, {len(number)} given)")
    if not (number[:17].isascii() and number[:17].isdigit()) or not (number[17].isdigit() or number[17] == "X"):
        raise IdNumberError("身份证号只能是数字，末位可为 X (digits only, the last may be X)")
    if number[:2] not in PROVINCES:
        raise IdNumberError(f"身份证号前两位 {number[:2]} 不是省级代码 (no province has the code {number[:2]})")
    try:
        birth_of(number)
    except ValueError:
        raise IdNumberError("身份证号中的出生日期不存在 (its birth date does not exist)") from None
    if number[17] != check_digit(number[:17]):
        raise IdNumberError("身份证号校验码不对，请核对每一位 (wrong check digit)")
    return number


def check_digit(first_17: str) -> str:
    """The 18th place, reckoned from the first 17."""
    return CHECK_DIGITS[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, first_17, strict=True)) % 11]


def birth_of(number: str) -> date:
    """The birth date that a number carries. Raises ValueError when that day does not exist."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def sex_of(number: str) -> str:
    """'male' when the sequence is odd, else 'female'."""
    return "male" if int(number[16]) % 2 else "female"
