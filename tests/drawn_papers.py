"""Papers drawn for tests: a page as a scanner sees it, and as a phone sees it on a table."""

import io
from pathlib import Path
from typing import Any

import manimgx_fonts_cjk
from PIL import Image, ImageDraw, ImageFont

FONT = next(Path(manimgx_fonts_cjk.__file__).parent.glob("**/*.ttc"))
PATHOLOGY = (
    "病理号：B2026-10417　送检日期：2026-10-08",
    "送检部位：右肺上叶",
    "肉眼所见：灰白组织一块，大小约 2.1×1.8×1.5 厘米",
    "镜下所见：异型腺体呈腺泡状排列",
    "病理诊断：（右肺上叶）浸润性腺癌，切缘未见癌",
    "免疫组化：TTF-1（+），NapsinA（+），Ki-67（约 20%+）",
)


def page(
    title: str = "病理诊断报告", lines: tuple[str, ...] = PATHOLOGY, *, size: tuple[int, int] = (1240, 1754)
) -> Image.Image:
    """A sheet of paper with a title and lines of print."""
    width, height = size
    paper = Image.new("RGB", size, (246, 246, 244))
    draw = ImageDraw.Draw(paper)
    large, small = (ImageFont.truetype(str(FONT), round(width * part)) for part in (0.05, 0.024))
    draw.text((width * 0.3, height * 0.05), "北京清河医院", font=small, fill=(30, 30, 30))
    draw.text((width * 0.3, height * 0.08), title, font=large, fill=(20, 20, 20))
    for number, line in enumerate(lines * 4 if len(lines) < 10 else lines):
        draw.text((width * 0.09, height * (0.16 + 0.033 * number)), line, font=small, fill=(30, 30, 30))
    return paper


def on_a_table(paper: Image.Image, *, right: float = 0.12, down: float = 0.12, share: float = 0.76) -> Image.Image:
    """A phone's picture of a sheet that lies on a dark table; `right` and `down` say where it begins."""
    size = (2400, 3200)
    table = Image.new("RGB", size, (92, 80, 70))
    shown = paper.resize((round(size[0] * share), round(size[0] * share * paper.height / paper.width)))
    table.paste(shown, (round(size[0] * right), round(size[1] * down)))
    noise = Image.effect_noise(size, 14).convert("RGB")
    return Image.blend(table, noise, 0.05)


def jpeg(picture: Image.Image, **more: Any) -> bytes:
    """As a phone keeps it."""
    held = io.BytesIO()
    picture.save(held, "JPEG", quality=88, **more)
    return held.getvalue()
