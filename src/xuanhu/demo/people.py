"""Invented people: names, identity numbers with the right check digit, phones of a range that nobody was given."""

from datetime import date, timedelta
from random import Random
from typing import Final, NamedTuple

from xuanhu.core.parties import Diagnosis, Insured, Policy
from xuanhu.core.parties.id_number import check_digit
from xuanhu.core.reckoning.periods import add_months

SURNAMES: Final = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾"
    "萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖"
)
WOMEN: Final = (
    "芳",
    "秀英",
    "静怡",
    "婉清",
    "雨桐",
    "玉兰",
    "晓燕",
    "思琪",
    "慧敏",
    "雅琴",
    "若曦",
    "佩瑶",
    "丽华",
    "嘉宁",
)
MEN: Final = (
    "建国",
    "志强",
    "浩然",
    "子轩",
    "文博",
    "国栋",
    "永康",
    "明远",
    "俊杰",
    "海涛",
    "景行",
    "少华",
    "立新",
    "伟",
)
AREAS: Final = ("110105", "310104", "440106", "330106", "510104", "420106", "320106", "370202", "440305", "610113")
TUMOURS: Final = ("C34.1", "C50.9", "C16.2", "C18.7", "C73", "C22.0", "C61", "C53.9", "C25.0", "C64")
NODULES: Final = ("lung-nodule", "breast-nodule", "thyroid-nodule")
UNASSIGNED: Final = "154"  # no operator was given it, so a message to one of these numbers reaches nobody
WAITING_DAYS: Final = 90
YEAR: Final = 12


class House(NamedTuple):
    """An invented insurer: its handbook, its name, how many of its people are ill in which way."""

    handbook: str
    code: str
    name: str
    kinds: tuple[tuple[str | None, int], ...]


HOUSES: Final = (
    House("taiping-yibao-wuyou", "demo-yunling", "云岭人寿（演示）", ((None, 10),)),
    House("ins-oncology", "demo-qinghe", "青禾健康（演示）", (("tumour", 11), (None, 1))),
    House("axa-tianping", "demo-canglan", "沧澜财险（演示）", (("tumour", 11), (None, 1))),
    House("picc-iwuyou-3", "demo-baize", "白泽人寿（演示）", (("tumour", 8), ("nodule", 6), (None, 1))),
    House("starr-critical-care", "demo-wangshu", "望舒保险（演示）", (("tumour", 11), (None, 1))),
)


class Person(NamedTuple):
    """Somebody with a policy, and the illness that was found; `policy` is none for who applies for cover."""

    insured: Insured
    policy: Policy | None
    diagnosis: Diagnosis | None


def a_person(*, number: int, today: date, choose: Random, kind: str | None, is_insured: bool = True) -> Person:
    """The person of a number: `kind` is 'tumour', 'nodule' or none for a healthy one.

    The policy began long enough ago that its waiting period is over and the illness came after it; now and then it
    ends within the month, so that a use is about to lapse.
    """
    is_woman = choose.random() < 0.5  # noqa: PLR2004
    name = SURNAMES[number % len(SURNAMES)] + choose.choice(WOMEN if is_woman else MEN)
    insured = Insured(
        name, _id_number(choose, number, is_woman=is_woman), f"{UNASSIGNED}{26000000 + 7919 * number:08d}"
    )
    ends_soon = number % 12 == 5  # noqa: PLR2004
    starts_on = today - timedelta(days=345 if ends_soon else choose.randint(235, 320))
    policy = Policy(starts_on, add_months(starts_on, YEAR) - timedelta(days=1), WAITING_DAYS) if is_insured else None
    found_on = today - timedelta(days=choose.randint(100, 130))
    return Person(insured, policy, _illness(choose, number, kind, found_on))


def _illness(choose: Random, number: int, kind: str | None, found_on: date) -> Diagnosis | None:
    if kind == "nodule":
        return Diagnosis(found_on, kind=NODULES[number % len(NODULES)])
    return Diagnosis(found_on, icd10=choose.choice(TUMOURS)) if kind == "tumour" else None


def _id_number(choose: Random, number: int, *, is_woman: bool) -> str:
    born_on = date(1948, 1, 1) + timedelta(days=choose.randint(0, 18000))
    sequence = 2 * (100 + number) + (0 if is_woman else 1)
    first = f"{choose.choice(AREAS)}{born_on:%Y%m%d}{sequence:03d}"
    return first + check_digit(first)
