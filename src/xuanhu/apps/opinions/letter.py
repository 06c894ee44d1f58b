"""An opinion as the insured gets it: the data of the letter, and its PDF."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from xuanhu.apps.cases.models import Case
from xuanhu.apps.editions.queries import edition_of
from xuanhu.apps.network.models import Expert
from xuanhu.apps.network.sealed import opened
from xuanhu.apps.parties.queries import diagnosis_of, insured_of
from xuanhu.core.parties import Diagnosis, Insured
from xuanhu.core.parties.id_number import IdNumberError, birth_of, check_id_number, sex_of
from xuanhu.core.reckoning import SHANGHAI
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.integrations.masking import masked_name
from xuanhu.integrations.typesetting import page_pictures, typeset

TEMPLATE: Final = "opinion"
TITLES: Final = {"summary": "病情摘要", "question": "想请专家回答的问题", "opinion": "专家意见", "advice": "建议"}
ORIGINALS: Final = {"summary": "Summary", "question": "Questions", "opinion": "Opinion", "advice": "Recommendations"}
NOTICE: Final = (
    "本意见根据您提供的病历资料写成，专家没有当面为您检查。本意见供参考，不替代诊疗；"
    "请带上本意见与您的主治医生商量，再决定怎样治疗。病情有变化，请及时就医。"
)
DIGITS: Final = "〇一二三四五六七八九"
TEN: Final = 10


class Letter(NamedTuple):
    """What a letter is made from. `is_draft` prints 草稿 behind the text; `original` follows a translation.

    On pages the name is masked as everywhere; what the insured gets has it in full.
    """

    case: Case
    sections: Mapping[str, str]
    experts: Sequence[Expert]
    at: datetime
    is_draft: bool = False
    original: Mapping[str, str] | None = None
    is_masked: bool = False


def pdf_of(letter: Letter) -> bytes:
    """The letter as PDF/A."""
    return typeset(template=TEMPLATE, data=data_of(letter), at=letter.at)


def pictures_of(letter: Letter) -> list[bytes]:
    """The letter's pages as PNG."""
    return page_pictures(template=TEMPLATE, data=data_of(letter), at=letter.at)


def data_of(letter: Letter) -> dict[str, Any]:
    """The letter's data, with the person's full name unless it is masked: it is theirs."""
    case, at = letter.case, letter.at.astimezone(SHANGHAI)
    book = edition_of(case.handbook, case.edition)
    service = book.services[case.service].name
    line = book.hotlines[0] if book.hotlines else None
    experts = [_expert(one) for one in letter.experts]
    return {
        "title": f"{service}书" if service.endswith("意见") else f"{service}报告",
        "subtitle": book.title,
        "insurer": case.insurer.name,
        "partner": line.name if line is not None else "",
        "hotline": line.number if line is not None else "",
        "foot": f"案件 {number_of(case)}　内容涉及个人健康信息，仅供被保险人本人使用",
        "draft": letter.is_draft,
        "facts": _facts(letter, service, at.date()),
        "sections": _sections(letter.sections, TITLES),
        "original": _sections(letter.original, ORIGINALS) if letter.original is not None else [],
        "experts": experts,
        "experts_title": "参加会诊的专家" if len(experts) > 1 else "出具意见的专家",
        "signed": "　".join(one["name"] for one in experts),
        "date": chinese_numerals(at.date()),
        "notice": NOTICE,
    }


def number_of(case: Case) -> str:
    """By what a case is named on paper: the first twelve places of its id."""
    text = case.public_id.hex.upper()
    return "-".join((text[:4], text[4:8], text[8:12]))


def described(insured: Insured, on: date) -> str:
    """Sex and age as a doctor wants to know them: 女，57 岁; nothing where the number does not tell."""
    try:
        number = check_id_number(insured.id_number or "")
    except IdNumberError:
        return ""
    born = birth_of(number)
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return f"{'男' if sex_of(number) == 'male' else '女'}，{age} 岁"


def illness(diagnosis: Diagnosis | None) -> str:
    """The illness on file in words."""
    if diagnosis is None:
        return ""
    words = built_in_words()
    name = words.name("conditions", diagnosis.kind) if diagnosis.kind else ""
    status = words.name("diagnosis_statuses", diagnosis.status)
    return "，".join(part for part in (name, diagnosis.icd10 or "", status) if part)


def chinese_numerals(day: date) -> str:
    """二〇二六年十月十四日, as letters are dated."""
    year = "".join(DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{_count(day.month)}月{_count(day.day)}日"


def _count(number: int) -> str:
    tens, ones = divmod(number, TEN)
    return ("" if not tens else ("" if tens == 1 else DIGITS[tens]) + "十") + (DIGITS[ones] if ones else "")


def _facts(letter: Letter, service: str, on: date) -> list[tuple[str, str]]:
    case, insured = letter.case, insured_of(letter.case.insured)
    found = [
        ("被保险人", masked_name(insured.name) if letter.is_masked else insured.name),
        ("性别、年龄", described(insured, on)),
        ("案件编号", number_of(case)),
        ("服务项目", service),
        ("诊断", illness(diagnosis_of(case.insured))),
        ("申请日期", f"{case.applied_on.year}年{case.applied_on.month}月{case.applied_on.day}日"),
    ]
    return [(name, value or "—") for name, value in found]


def _sections(texts: Mapping[str, str], titles: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"title": title, "text": texts[name]} for name, title in titles.items() if texts.get(name, "").strip()]


def _expert(one: Expert) -> dict[str, str]:
    rank = built_in_words().name("ranks", one.rank) if one.rank else ""
    specialties = "、".join(one.specialties)
    return {"name": opened(one, "name"), "rank": rank, "specialty": specialties, "hospital": one.hospital}
