"""The small form by which the illness of a known person is put on file."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from xuanhu.core.handbook.values import read_date
from xuanhu.core.parties import CONDITIONS, Diagnosis
from xuanhu.handbook_files.wording import built_in_words

ICD10: Final = re.compile(r"[A-Z]\d\d(\.\d{1,4})?", re.ASCII)
FIRST_YEAR: Final = 1890  # no diagnosis of a living person is older
KINDS: Final = tuple((kind, built_in_words().name("conditions", kind)) for kind in CONDITIONS)


def read_diagnosis(said: Mapping[str, str], today: date) -> tuple[Diagnosis | None, dict[str, str]]:
    """The illness of the form, or what is wrong with it, by field."""
    wrong: dict[str, str] = {}
    kind, icd10 = said.get("kind", ""), said.get("icd10", "").strip().upper()
    if icd10 and not ICD10.fullmatch(icd10):
        wrong["icd10"] = "ICD-10 编码写成 C34.1 的样子"
    elif not icd10 and kind not in CONDITIONS:
        wrong["kind"] = "请选病的种类，或填 ICD-10 编码"
    on = read_date(said.get("on", ""))
    if on is None or on.year < FIRST_YEAR or on > today:
        wrong["on"] = "请填诊断日期，不晚于今天"
    if wrong or on is None:
        return None, wrong
    status = "suspected" if said.get("status") == "suspected" else "confirmed"
    is_first = said.get("first") != "no"
    return Diagnosis(on, None if icd10 else kind, icd10 or None, status, is_first), {}
