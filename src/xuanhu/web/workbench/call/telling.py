"""What a caller whom nobody knows says, read from its form: every fault at once, each by its field."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from xuanhu.apps.parties.callers import Told, ToldPolicy
from xuanhu.apps.parties.models import Insurer
from xuanhu.apps.parties.readings import plain
from xuanhu.core.handbook.values import read_date
from xuanhu.core.parties import Diagnosis, IdNumberError, Insured, Policy, check_id_number
from xuanhu.web.workbench.call.known_illness import read_diagnosis

PERSON: Final = ("insurer", "name", "id_number", "phone")
POLICY: Final = ("policy", "product", "starts_on", "ends_on", "waiting_days")
ILLNESS: Final = ("kind", "icd10", "on", "status", "first")
KEYS: Final = (*PERSON, *POLICY, *ILLNESS)
SAYS_ILL: Final = ("kind", "icd10", "on")  # status and course are always chosen
SAYS_INSURED: Final = ("policy", "product", "starts_on", "ends_on")
MOBILE: Final = re.compile(r"(?:(?:\+|00)?86)?(1[3-9]\d{9})", re.ASCII)
NAME: Final = re.compile(r"[^\W\d_][^\d_<>@]{1,39}")
POLICY_NUMBER: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z/-]{3,39}", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1990, 2100
MOST_DAYS: Final = 365


class ReadTold(NamedTuple):
    """What was said, or None and what is wrong with it, by field."""

    told: Told | None
    wrong: Mapping[str, str]


def guess(sought: str) -> dict[str, str]:
    """The field that what was looked for belongs to."""
    text = plain(sought).upper()
    if MOBILE.fullmatch(text):
        return {"phone": text}
    if len(text) == len("11010519491231002X") and text[:-1].isdecimal():
        return {"id_number": text}
    if text.isascii():
        return {"policy": sought} if any(letter.isdigit() for letter in text) else {}
    return {"name": sought}


def read_told(
    said: Mapping[str, str], insurers: Sequence[Insurer], today: date, *, products: Collection[str]
) -> ReadTold:
    """What the form says."""
    wrong: dict[str, str] = {}
    insurer = next((one for one in insurers if str(one.id) == said["insurer"]), None)
    if insurer is None:
        wrong["insurer"] = "请选保险公司"
    person = _person(said, wrong)
    policy = _policy(said, products, wrong) if any(said[key] for key in SAYS_INSURED) else None
    illness = _illness(said, today, wrong) if any(said[key] for key in SAYS_ILL) else None
    if wrong or insurer is None:
        return ReadTold(None, wrong)
    return ReadTold(Told(insurer, person, illness, policy), {})


def _person(said: Mapping[str, str], wrong: dict[str, str]) -> Insured:
    number: str | None = None
    if not NAME.fullmatch(said["name"]):
        wrong["name"] = "请填完整的姓名，2 到 40 个字"
    if said["id_number"]:
        try:
            number = check_id_number(said["id_number"])
        except IdNumberError as error:
            wrong["id_number"] = str(error).partition(" (")[0]
    phone = MOBILE.fullmatch(plain(said["phone"]))
    if said["phone"] and phone is None:
        wrong["phone"] = "请填 11 位手机号"
    if not said["id_number"] and not said["phone"]:
        wrong["id_number"] = "身份证号和手机号至少要有一个，不然下次找不到"
    return Insured(said["name"], number, phone[1] if phone is not None else None)


def _policy(said: Mapping[str, str], products: Collection[str], wrong: dict[str, str]) -> ToldPolicy | None:
    number, starts_on = said["policy"], _day(said["starts_on"])
    ends_on = _day(said["ends_on"]) if said["ends_on"] else None
    days = int(said["waiting_days"]) if said["waiting_days"].isdecimal() else MOST_DAYS + 1
    found = {
        "policy": None if POLICY_NUMBER.fullmatch(number) else "请填保单号，字母、数字和横线",
        "product": None if said["product"] in products else "请选产品",
        "starts_on": None if starts_on is not None else "请填保单生效的那一天",
        "ends_on": "请填一个存在的日期，不早于生效日",
        "waiting_days": None if days <= MOST_DAYS else f"请填天数，0 到 {MOST_DAYS}；续保填 0",
    }
    if not said["ends_on"] or (ends_on is not None and (starts_on is None or ends_on >= starts_on)):
        found["ends_on"] = None
    faults = {key: says for key, says in found.items() if says is not None}
    wrong |= faults
    if faults or starts_on is None:
        return None
    return ToldPolicy(number, said["product"], Policy(starts_on, ends_on, days))


def _day(text: str) -> date | None:
    day = read_date(text)
    return day if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR else None


def _illness(said: Mapping[str, str], today: date, wrong: dict[str, str]) -> Diagnosis | None:
    found, faults = read_diagnosis(said, today)
    wrong |= faults
    return found
