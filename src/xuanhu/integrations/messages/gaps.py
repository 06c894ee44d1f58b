"""A template in which some placeholders stay empty, made whole: no stray comma, no empty bracket, no half sentence.

It works on the template before the values are put in, so that a value is never touched.
"""

import re
from collections.abc import Collection
from typing import Final

PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
_GAP: Final = "\0"
_INSIDE: Final = "[^，。；：！？]"  # of one clause
_START: Final = "(?:(?<=[，。；：！？])|^)"  # of one

# In order; what a phrase becomes when the thing it speaks of is not known.
_PHRASES: Final = tuple(
    (re.compile(pattern), becomes)
    for pattern, becomes in (
        (r"\0+", "\0"),
        (r"[（(\[【“「《]\0[）)\]】”」》]", "\0"),
        (r"(?<=\})\0|\0(?=\{)", ""),  # date without time, hospital without department: the rest stands for both
        (rf"\0到\0{_INSIDE}*", "\0"),
        (rf"最晚在?\0({_INSIDE}*，)过了这天", r"尽快\1过期"),
        (r"最晚在?\0", "尽快"),
        (r"改到\0", "改了时间"),
        (r"约在\0", "约好了"),
        (r"还有\0次没用", "还没用完"),
        (r"(补充?|还缺)：?\0", r"\1资料"),
        (r"再看看：?\0", "再看看您的资料"),
        (r"(?<!改)到\0(?=[^，。；：、！？为\0])", ""),
        # A clause that is about nothing else goes, with a clause before it that only leads up to it.
        (rf"(?:{_START}(?:想|哪里|如|若|要是){_INSIDE}*，|{_START}{_INSIDE}*的，)?{_INSIDE}*打\0{_INSIDE}*", "\0"),
        (rf"{_INSIDE}*(?:到\0为止|陪诊员?\0|仍是\0){_INSIDE}*", "\0"),
        # What is left of a clause, with its punctuation.
        (r"(?:(?<=[，、；：。！？])|^)\0[，、：]", ""),
        (r"[，、；：]\0(?=[。！？；]|$)", ""),
        (r"(?:(?<=[。！？；])|^)\0[。！？；]", ""),
        (r" \0(?= )|\0", ""),
    )
)


def without(template: str, unknown: Collection[str]) -> str:
    """The template without these placeholders, and without any trace of them."""
    text = PLACEHOLDER.sub(lambda found: _GAP if found[1] in unknown else found[0], template)
    if _GAP not in text:
        return template
    for pattern, becomes in _PHRASES:
        text = pattern.sub(becomes, text)
    return text.strip()
