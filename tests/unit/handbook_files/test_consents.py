"""Texts that are signed: a handbook's own, and what the printed rules ask of the four that everybody knows."""

from pathlib import Path

import pytest

from xuanhu.core.case.laying_out import lay_out
from xuanhu.handbook_files import reference
from xuanhu.handbook_files.consents import Text, consent_text
from xuanhu.handbook_files.loader import read_handbook
from xuanhu.scenarios.files import BUILT_IN

ABOUT = {"name": "王芳", "id_number": "1101**********002X", "insurer": "望舒保险", "case": "9E5A-EA80-F06C"}
STAY = {"policy": "P-1", "hospital": "北京市海淀清河医院", "admission": "2026年10月22日"}


def text_of(path: Path, service: str, consent: str, applied: dict[str, object] | None = None, **more: str) -> Text:
    book = read_handbook(path.read_text("utf-8"), path.name).handbook
    return consent_text(plan=lay_out(book, service, applied or {}), consent=consent, about={**ABOUT, **more})


def built_in(handbook: str) -> Path:
    return BUILT_IN / handbook / "handbook.yaml"


def test_a_handbooks_own_text_stands_before_what_is_always_said():
    example = Path(reference.__file__).parent / "example.yaml"
    book = read_handbook(example.read_text("utf-8"), example.name).handbook
    service = next(name for name, one in book.services.items() if one.consents and "home-safety" in str(one.consents))
    text = text_of(example, service, "home-safety-consent")
    assert text.title == "上门安全告知书"
    assert text.sections[0] == ("一、我同意什么", ["我知道上门训练有摔倒的可能，同意按方案训练。"])
    assert [one.title for one in text.sections[1:]] == ["二、保存多久", "三、怎样撤回", "四、我的其他权利"]


@pytest.mark.parametrize(("has_dicom", "fees"), [(True, "取得CT检查的DICOM原始影像的费用"), (False, "体检的费用")])
def test_tp_03_is_in_the_authorization_of_the_underwriting(has_dicom: bool, fees: str):  # noqa: FBT001
    said = {"has_dicom": has_dicom}
    text = text_of(
        built_in("taiping-yibao-wuyou"), "manual-underwriting", "personal-information-authorization", said
    ).plain
    for part in ("核保、投保和理赔", "交给望舒保险", "做核保需要的运算", "没有列出合作机构的名称", "由我自己付", fees):
        assert part in text
    assert ("体检报告" in text) is not has_dicom


@pytest.mark.parametrize(
    ("handbook", "service", "consent", "clause"),
    [
        ("ins-oncology", "direct-billing", "direct-billing-authorization", "INS-18"),
        ("axa-tianping", "advance-payment", "advance-payment-consent", "AXA-20"),
        ("axa-tianping", "advance-payment", "claims-authorization", "AXA-20"),
    ],
)
def test_what_is_signed_for_a_stay_names_it_its_papers_and_what_refusing_means(
    handbook: str, service: str, consent: str, clause: str
):
    text = text_of(built_in(handbook), service, consent, **STAY).plain
    assert "在北京市海淀清河医院、预定2026年10月22日入院的住院" in text
    assert "把出院小结、住院发票交给服务人员" in text
    assert f"按手册（{clause}），这一次就算已经完成" in text


def test_a_stay_without_a_hospital_yet_is_named_by_its_day():
    stay = {key: value for key, value in STAY.items() if key != "hospital"}
    text = text_of(built_in("ins-oncology"), "direct-billing", "direct-billing-authorization", **stay).plain
    assert "这一次住院，是指预定2026年10月22日入院的住院。" in text
