"""The questions of an application in plain words: what is asked, what helps to answer, in small groups."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from xuanhu.core.case.plan import Plan
from xuanhu.core.handbook.in_words.telling import Telling
from xuanhu.core.handbook.vocabulary import RANKS
from xuanhu.core.reckoning import chinese_date
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.web.asking import Choice, Field, fields_of, required

MAY_BE_EMPTY: Final = "没有想好可以空着，我们会和您商量。"
ABOUT_DICOM: Final = (
    "要的是医院导出的原始文件（叫DICOM），多半在光盘、U盘里，或者能在医院的网上影像里下载。"
    "胶片、纸质报告和它们的照片都不算。说不准的，打电话问问拍片的医院；要不到，就选“没有”，我们帮您约一次体检。"
)
# What is asked under a key of the vocabulary, and what helps to answer it; in the order of the form.
ASKED: Final[Mapping[str, tuple[str, str]]] = {
    "screening_passed": (
        "投保页面上的“智能核保”，结果是通过吗？",
        "智能核保就是投保时在手机上回答的健康问题，答完马上出结果。还没有做过的，请先回投保页面做一次。",
    ),
    "has_dicom": ("您手上有半年以内胸部CT的电子文件吗？", ABOUT_DICOM),
    "city": ("想在哪个城市办？", "只列出现在能办的城市。"),
    "country": ("想请哪个国家的医院？", ""),
    "hospital": ("想去哪家医院？", "请写医院全名。"),
    "department": ("看哪个科？", "例如：肿瘤内科。说不准就空着，我们帮您定。"),
    "rank": ("对医生的职称有要求吗？", ""),
    "nodule": ("结节长在哪里？", "照检查报告上写的选。"),
    "planned_admission_on": ("打算哪天住院？", ""),
    "already_admitted": ("现在已经住进医院了吗？", ""),
}
YES_NO: Final[Mapping[str, tuple[str, str]]] = {
    "screening_passed": ("通过了", "没有通过，或还没有做"),
    "has_dicom": ("有，或者医院能给", "没有，医院也给不了"),
    "already_admitted": ("已经住进去了", "还没有"),
}
GROUPS: Final[Mapping[str, str]] = {
    "city": "where",
    "country": "where",
    "hospital": "where",
    "department": "where",
    "rank": "where",
    "planned_admission_on": "when",
    "already_admitted": "when",
}
MUNICIPALITIES: Final = "直辖市"
TITLES: Final = {"": "", "where": "在哪里看", "when": "什么时候"}


class Question(NamedTuple):
    """A question: its field, its words, and choices in groups (cities by province)."""

    field: Field
    asks: str
    helps: str
    is_required: bool
    groups: Sequence[tuple[str, Sequence[Choice]]]
    earliest: str


class Group(NamedTuple):
    """Questions that belong together."""

    title: str
    questions: Sequence[Question]


class Answered(NamedTuple):
    """What was asked and what was said, in words."""

    asks: str
    says: str


def groups_of(
    plan: Plan, said: Mapping[str, str], wrong: Mapping[str, str], channel: str, earliest: str
) -> list[Group]:
    """The questions in small groups; `earliest` is the first day that may be named, 2026-10-21."""
    questions = [question_of(field, plan, earliest) for field in fields_of(plan, said, wrong, (channel,))]
    order = list(ASKED)
    questions.sort(key=lambda one: order.index(one.field.key) if one.field.key in order else len(order))
    found: dict[str, list[Question]] = {}
    for one in questions:
        key = one.field.key
        found.setdefault(GROUPS.get(key, key), []).append(one)
    return [Group(TITLES.get(name, ""), each) for name, each in found.items()]


def question_of(field: Field, plan: Plan, earliest: str) -> Question:
    """A field as a question."""
    asks, helps = ASKED.get(field.key, (field.label, ""))
    must = is_needed(field, plan)
    groups: list[tuple[str, Sequence[Choice]]] = []
    area = plan.service.area
    if field.key == "city" and area is not None and area.cities is not None:
        provinces = plan.handbook.areas[area.cities]
        groups = cities_in_groups(provinces, field.value)
        field = field._replace(kind="choice")
    if field.key == "rank" and plan.service.doctor is not None and plan.service.doctor.lowest_rank is not None:
        lowest = RANKS.index(plan.service.doctor.lowest_rank)
        field = field._replace(choices=[one for one in field.choices if RANKS.index(one.value) >= lowest])
    if field.kind == "choice" and not groups:
        groups = [("", field.choices)]
    if field.kind == "radio" and field.key in YES_NO:
        field = field._replace(choices=_yes_no(field))
    if not must and field.kind != "radio":
        helps = f"{helps}{MAY_BE_EMPTY}" if "空着" not in helps else helps
    first = earliest if field.key == _ahead(plan) else ""
    return Question(field, asks, helps, must, groups, first)


def cities_in_groups(provinces: Mapping[str, Sequence[str]], chosen: str) -> list[tuple[str, Sequence[Choice]]]:
    """Cities by province, as they are looked for; the municipalities are one group."""
    found: dict[str, list[Choice]] = {}
    for province, cities in provinces.items():
        name = MUNICIPALITIES if list(cities) == [province] else province
        found.setdefault(name, []).extend(Choice(city, city, city == chosen) for city in cities)
    return list(found.items())


def is_needed(field: Field, plan: Plan) -> bool:
    """Whether it has to be answered: what the handbook needs, and every yes or no that it asks."""
    return field.key in required(plan) or field.kind == "radio"


def unanswered(plan: Plan, said: Mapping[str, str], channel: str) -> dict[str, str]:
    """What has to be answered and was not."""
    fields = fields_of(plan, said, {}, (channel,))
    return {
        one.key: "请选一项" if one.choices else "请填这一项" for one in fields if not one.value and is_needed(one, plan)
    }


def answered(plan: Plan, said: Mapping[str, str], data: Mapping[str, object], channel: str) -> list[Answered]:
    """The questions that were answered, with the answers in words."""
    telling, found = Telling(plan.handbook, plan.name, built_in_words()), []
    for field in fields_of(plan, said, {}, (channel,)):
        value = data.get(field.key)
        if value is None:
            continue
        question = question_of(field, plan, "")
        says = next((one.word for one in question.field.choices if one.value == field.value), "")
        if not says:
            says = chinese_date(value, year=True) if field.kind == "date" else telling.name(field.key, value)  # type: ignore[arg-type]
        found.append(Answered(question.asks.rstrip("？"), says))
    return found


def _yes_no(field: Field) -> list[Choice]:
    yes, no = YES_NO[field.key]
    return [one._replace(word=yes if one.value == "true" else no) for one in field.choices]


def _ahead(plan: Plan) -> str:
    return plan.service.notice_ahead.key if plan.service.notice_ahead is not None else ""
