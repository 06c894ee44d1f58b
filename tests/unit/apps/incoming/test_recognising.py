"""Which kind the words on a page speak for."""

import pytest

from xuanhu.apps.incoming.reader import in_lines
from xuanhu.apps.incoming.recognising import proposed_kind, table
from xuanhu.core.handbook.vocabulary import PAPERS

PAGES = [
    ("discharge-summary", ["北京清河医院", "出 院 小 结", "入院日期 2026-09-01", "出院诊断：肺癌", "病理诊断：腺癌"]),
    ("pathology-report", ["北京清河医院", "病理诊断报告", "病理号 B2026", "镜下所见：异型腺体"]),
    ("admission-slip", ["入院通知单", "姓名 王*", "收治科室：胸外科", "入院诊断：右肺结节"]),
    ("ct-report", ["某某医院ＣＴ检查报告单".replace("ＣＴ", "ct"), "检查部位：胸部平扫", "影像所见"]),
    ("mri-report", ["磁共振检查报告", "检查部位 头颅", "T1WI 等信号"]),
    ("ultrasound-report", ["彩超报告", "超声提示：甲状腺结节"]),
    ("blood-test", ["检验报告单", "白细胞 5.1", "参考范围"]),
    ("outpatient-record", ["门（急）诊病历", "主诉：咳嗽两周", "现病史"]),
    ("diagnosis-certificate", ["疾病诊断证明书", "兹证明", "建议休息两周"]),
    ("medical-record-copy", ["住院病案首页", "病案号 102938"]),
    ("invoice", ["北京市医疗住院收费票据（电子）", "票据代码", "金额合计"]),
    ("id-card", ["公民身份号码", "中华人民共和国居民身份证", "签发机关"]),
]


@pytest.mark.parametrize(("kind", "lines"), PAGES)
def test_a_page_with_its_title_is_known(kind: str, lines: list[str]):
    assert proposed_kind(lines) == kind


def test_a_discharge_summary_that_quotes_the_pathology_is_a_discharge_summary():
    assert (
        proposed_kind(["出院记录", "诊疗经过：术后病理报告示腺癌", "病理诊断：腺癌", "出院医嘱"]) == "discharge-summary"
    )


@pytest.mark.parametrize("lines", [[], [""], ["今天天气很好"], ["单位", "结果"], ["病理报告", "CT报告"]])
def test_a_page_that_speaks_for_none_or_for_two_alike_is_left_to_the_person(lines: list[str]):
    assert proposed_kind(lines) == ""


def test_every_kind_but_films_can_be_known_and_no_other_is_named():
    assert set(table()) == set(PAPERS) - {"imaging"}


def test_words_at_one_height_are_one_line_from_left_to_right():
    pieces = [(100.0, 130.0, 300.0, "2026"), (10.0, 60.0, 200.0, "出院小结"), (98.0, 131.0, 20.0, "入院日期")]
    assert in_lines(pieces) == ["出院小结", "入院日期 2026"]
