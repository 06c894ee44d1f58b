"""Passwords: which will do, how they are kept (argon2), and a decoy, so that nobody learns by time who exists."""

from functools import cache

from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password

SHORTEST, LONGEST = 10, 200
FEWEST_LETTERS = 4
COMMONEST = frozenset(
    """
    0123456789 1234567890 12345678910 123456789a 1234567890a 0987654321 9876543210 123123123123 112233445566
    111222333444 1122334455 147258369123 1314520520 5201314520 5201314123 qwertyuiop qwerty12345 qwerty123456
    1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4t5 1qaz2wsx3edc qazwsxedcrfv asdfghjkl123 zxcvbnm123 abc1234567 abc123456789
    abcd123456 abcd1234567 abcdefghij a123456789 aa123456789 a1234567890 as123456789 qq123456789 wang123456
    zhang123456 woaini1314 woaini5201314 iloveyou1314 iloveyou123 password12 password123 password1234 passw0rd123
    p@ssw0rd123 admin12345 admin123456 administrator root123456 test123456 welcome123 changeme123 letmein123
    xuanhu1234 xuanhu12345 xuanhu123456 xuanhu2026
    """.split()  # noqa: SIM905 - one list, easily read
)
AROUND = "0123456789!@#$%.-_"


class Hasher(Argon2PasswordHasher):
    """Argon2id with 19 MiB and two passes: a login costs an attacker much, and a rush of logins no memory."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


def fault_of(password: str, login: str) -> str | None:
    """What is wrong with a new password and what would be right; None for one that will do."""
    bare = password.lower()
    if len(password) < SHORTEST:
        return f"密码至少 {SHORTEST} 个字符，例如几个不相干的词连在一起"
    if len(password) > LONGEST:
        return f"密码最多 {LONGEST} 个字符"
    if login in (bare, bare.strip(AROUND)):
        return "密码不能是登录名，也不能只在登录名前后加数字；请另想一个"
    if bare in COMMONEST or len(set(bare)) < FEWEST_LETTERS:
        return "这个密码太常见，一猜就中；请另想一个，例如几个不相干的词连在一起"
    return None


def kept(password: str) -> str:
    """The password as it is kept: a salted hash."""
    return make_password(password)


def is_right(password: str, of: str | None) -> bool:
    """Whether it is the password of that hash. Of nobody it is judged against a decoy: wrong, and as slow."""
    found = check_password(password, of or _decoy())
    return found and of is not None


@cache
def _decoy() -> str:
    return make_password("a decoy that is nobody's password")
