"""What is told of a picture at once: the thresholds, on drawn pages."""

import pytest
from PIL import Image, ImageEnhance, ImageFilter

from tests.drawn_papers import on_a_table, page
from xuanhu.apps.incoming.judging import faults_of

ONE_LINE = ("送检部位：右肺上叶",)


def faults(picture: Image.Image) -> list[str]:
    return faults_of(picture, width=picture.width, height=picture.height)


def blurred(picture: Image.Image, by: int) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(by))


def test_a_scanned_page_and_a_page_on_a_table_have_nothing_wrong():
    assert [faults(one) for one in (page(), page(lines=ONE_LINE), on_a_table(page()))] == [[], [], []]


def test_a_slightly_soft_picture_that_can_be_read_has_nothing_wrong():
    assert faults(blurred(on_a_table(page()), 2)) == []


@pytest.mark.parametrize("by", [6, 9, 15, 30])
@pytest.mark.parametrize("lines", [None, ONE_LINE])
def test_a_shaken_picture_is_blurred_however_few_words_are_on_it(by: int, lines: tuple[str, ...] | None):
    paper = page() if lines is None else page(lines=lines)
    assert faults(blurred(on_a_table(paper), by)) == ["blurred"]


def test_a_picture_in_the_dark_is_dark_and_nothing_else_is_said():
    assert faults(ImageEnhance.Brightness(on_a_table(page())).enhance(0.3)) == ["dark"]
    assert faults(ImageEnhance.Brightness(blurred(on_a_table(page()), 9)).enhance(0.3)) == ["dark"]
    assert faults(ImageEnhance.Brightness(on_a_table(page())).enhance(0.6)) == []


@pytest.mark.parametrize("at", [{"right": 0.5}, {"right": -0.4}, {"down": 0.5}, {"down": -0.3}])
def test_a_paper_that_runs_out_of_the_picture_is_cut_off(at: dict[str, float]):
    assert faults(on_a_table(page(), **at)) == ["cut-off"]


def test_a_paper_that_fills_the_picture_is_not_said_to_be_cut_off():
    assert faults(on_a_table(page(), right=-0.05, down=-0.05, share=1.3)) == []


@pytest.mark.parametrize(("size", "expected"), [((639, 904), ["too-small"]), ((640, 905), [])])
def test_a_picture_with_few_points_is_too_small(size: tuple[int, int], expected: list[str]):
    assert faults(page(size=size)) == expected
