"""Letters typeset: the right words, the same bytes, data that stays data, pages that are counted."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pypdfium2
import pytest

from xuanhu.integrations.typesetting import NotTypeset, page_pictures, typeset

AT = datetime(2026, 10, 14, 2, tzinfo=UTC)


def data(**more: Any) -> dict[str, Any]:
    sections = [{"title": "病情摘要", "text": "右肺上叶占位。"}, {"title": "建议", "text": "两周内复查。"}]
    expert = {"name": "顾怀瑾", "rank": "主任医师", "specialty": "肺癌", "hospital": "北京安和医院"}
    known = {"title": "第二诊疗意见书", "subtitle": "", "insurer": "望舒保险", "partner": "", "hotline": ""}
    known |= {"foot": "案件 1", "draft": False, "facts": [["被保险人", "王芳"], ["性别、年龄", "女，57 岁"]]}
    known |= {"sections": sections, "original": [], "experts": [expert], "experts_title": "专家", "signed": "顾怀瑾"}
    return {**known, "date": "二〇二六年十月十四日", "notice": "本意见供参考，不替代诊疗。", **more}


def words_of(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(BytesIO(pdf))
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in pages)


def test_a_letter_holds_its_words_as_text() -> None:
    words = words_of(typeset(template="opinion", data=data(), at=AT))
    for text in ("第二诊疗意见书", "望舒保险", "被保险人王芳", "一、病情摘要", "右肺上叶占位。", "第1页，共1页"):
        assert text in words, text


def test_the_same_letter_has_the_same_bytes() -> None:
    assert typeset(template="opinion", data=data(), at=AT) == typeset(template="opinion", data=data(), at=AT)


def test_a_letter_is_for_archives() -> None:
    assert b"<pdfaid:part>2</pdfaid:part>" in typeset(template="opinion", data=data(), at=AT)


@pytest.mark.parametrize("nasty", ['#panic("x")', "#read(sys.inputs.data)", "*a* _b_ $c$ `d` <e> @f [g] {h}", "= 标题"])
def test_data_is_never_code(nasty: str) -> None:
    said = data(facts=[["被保险人", nasty], ["案件", nasty]], sections=[{"title": nasty, "text": nasty}])
    words = words_of(typeset(template="opinion", data=said, at=AT))
    plain = words.replace("“", '"').replace("”", '"')
    assert plain.count("".join(nasty.split())) >= 3


def test_a_long_letter_counts_its_pages() -> None:
    long = [{"title": "专家意见", "text": "\n".join(["建议首选手术切除，术后按病理分期决定辅助治疗。" * 6] * 20)}]
    pdf = typeset(template="opinion", data=data(sections=long), at=AT)
    count = len(pypdfium2.PdfDocument(BytesIO(pdf)))
    assert count > 1
    assert f"第1页，共{count}页" in words_of(pdf)
    assert len(page_pictures(template="opinion", data=data(sections=long), at=AT)) == count


def test_pictures_are_png() -> None:
    (page,) = page_pictures(template="opinion", data=data(draft=True), at=AT)
    assert page.startswith(b"\x89PNG")


def test_what_cannot_be_typeset_is_said_without_its_data() -> None:
    with pytest.raises(NotTypeset) as error:
        typeset(template="opinion", data={"title": "王芳"}, at=AT)
    assert "王芳" not in str(error.value)
