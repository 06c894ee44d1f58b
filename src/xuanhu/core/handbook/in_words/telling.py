"""One service being told: its handbook and the words, and the small phrases that every sentence is made of."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from xuanhu.core.handbook.flow import Stage, read_flow
from xuanhu.core.handbook.service import Handbook, Service
from xuanhu.core.handbook.vocabulary import KEYS
from xuanhu.core.handbook.words import Words
from xuanhu.core.reckoning import parse_span

# Which names a key's values have in the words.
KINDS_OF_NAMES: Final = {
    "channel": "channels",
    "consent": "consents",
    "country": "countries",
    "division": "divisions",
    "form": "report_forms",
    "hospital_level": "hospital_levels",
    "hospital_ownership": "ownerships",
    "modality": "modalities",
    "nodule": "conditions",
    "rank": "ranks",
    "result": "results",
    "sample": "samples",
    "start": "answers",
}
# What people say for yes, for no, and for the question; other keys are quoted with 是 and 否.
YES_AND_NO: Final = {
    "already_admitted": ("已经住进医院", "还没有住进医院", "住进医院了没有"),
    "has_dicom": ("手上有DICOM文件", "手上没有DICOM文件", "手上有没有DICOM文件"),
    "screening_passed": ("智能核保已经通过", "智能核保没有通过", "智能核保通过了没有"),
    "social_insurance_designated": ("是社保定点医院", "不是社保定点医院", "是不是社保定点医院"),
    "start": ("可以启动", "不能启动", "能不能启动"),
}


@dataclass(frozen=True, slots=True)
class Telling:
    """A service of a handbook, in these words. Raises FlowError for a flow that cannot be read."""

    handbook: Handbook
    id: str
    words: Words
    service: Service = field(init=False)
    stages: tuple[Stage, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "service", self.handbook.services[self.id])
        object.__setattr__(self, "stages", read_flow(self.service.flow))

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact of the flow."""
        return tuple(fact for stage in self.stages for fact in stage.facts)

    @property
    def has_policy(self) -> bool:
        """Whether the service comes with a policy; an application for cover has none yet."""
        return self.handbook.subject == "policy"

    @property
    def is_counted(self) -> bool:
        """Whether uses are counted, so that they can be used up and come back."""
        return self.has_policy and self.service.uses.times is not None

    def todo(self, fact: str) -> str:
        """The words for a fact as a thing to do: 预约门诊."""
        return self.words.fact(fact, self.handbook, self.id, "todo")

    def done(self, fact: str, service: str | None = None) -> str:
        """The words for a fact that has become true: 已约好门诊."""
        return self.words.fact(fact, self.handbook, service or self.id, "done")

    def milestone(self, fact: str, service: str | None = None) -> str:
        """The same as a point on the way, before it is reached: 约好门诊."""
        return self.done(fact, service).removeprefix("已")

    def promise(self, fact: str) -> str:
        """The words for a fact after 'within five days': 约好门诊."""
        return self.words.fact(fact, self.handbook, self.id, "promise")

    def label(self, key: str, fact: str = "") -> str:
        """The label of a data key, which may be narrower under a fact."""
        return self.words.key(key, self.handbook, fact, self.id)

    def question(self, key: str, fact: str = "") -> str:
        """What is asked under a key: 城市; 手上有没有DICOM文件; 样本（病理切片、外周血、活检组织或唾液）."""
        if key in YES_AND_NO:
            return YES_AND_NO[key][2]
        own, values = self.handbook.keys.get(key), KEYS.get(key)
        choices = either(self.name(key, one) for one in values) if isinstance(values, tuple) else ""
        if own is not None:
            choices = "是或否" if own.kind == "yes-or-no" else ""
        return f"{self.label(key, fact)}（{choices}）" if choices else self.label(key, fact)

    def name(self, key: str, value: object) -> str:
        """The word for a value under a key."""
        said = f"{value:f}" if isinstance(value, Decimal) else str(value)
        return self.words.name(KINDS_OF_NAMES.get(key, ""), said)

    def where(self, key: str, value: object) -> str:
        """That a key has this value: 结果为“不通过”, 手上没有DICOM文件."""
        if isinstance(value, bool):
            if key in YES_AND_NO:
                return YES_AND_NO[key][0 if value else 1]
            return f"“{self.label(key)}”为“{'是' if value else '否'}”"
        return f"{self.label(key)}为“{self.name(key, value)}”"

    def paper_names(self, kinds: Iterable[str]) -> tuple[str, ...]:
        """The words for papers one by one, in the order of the vocabulary."""
        joined = self.words.papers(dict.fromkeys(kinds), self.handbook)
        return tuple(joined.split("、")) if joined else ()


def span_in_words(text: str) -> str:
    """5 working days as 5个工作日, 6 months as 6个月. Raises ValueError for what is no span."""
    count, _, unit = text.partition(" ")
    if unit.startswith("month"):
        return f"{count}个月"
    return parse_span(text).in_chinese().replace(" ", "")


def either(names: Iterable[str]) -> str:
    """Several as a choice: 肺结节、乳腺结节或甲状腺结节."""
    *most, last = names
    return f"{'、'.join(most)}或{last}" if most else last


def time_of_day(text: str) -> str:
    """A time as people write it: 9:00 for 09:00."""
    return text.removeprefix("0") if text != "00:00" else "0:00"


def day_in_words(day: date) -> str:
    """A day with its year, without its weekday: 2026年1月1日."""
    return f"{day.year}年{day.month}月{day.day}日"
