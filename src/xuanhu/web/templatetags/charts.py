"""Charts as plain SVG, drawn here: bars that are links, with a title; their table stands beneath, in the template."""

from collections.abc import Sequence
from typing import NamedTuple

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()
WIDTH, LABEL, NUMBER, LINE, BAR = 640, 168, 88, 32, 18
COLUMNS_HEIGHT, COLUMNS_TOP, COLUMNS_FOOT = 190, 24, 44


class Part(NamedTuple):
    """A part of a bar: how much, and what it is: kept, broken, load.. (a class of the style sheet)."""

    amount: int
    kind: str


class Bar(NamedTuple):
    """A bar: what it is of, its parts, what is written at its end, where it leads."""

    label: str
    parts: Sequence[Part]
    says: str
    href: str

    @property
    def amount(self) -> int:
        """All its parts."""
        return sum(part.amount for part in self.parts)


@register.simple_tag
def bars(title: str, drawn: Sequence[Bar]) -> SafeString:
    """Lying bars, one beneath the other."""
    most, room = max((bar.amount for bar in drawn), default=0) or 1, WIDTH - LABEL - NUMBER
    lines = format_html_join("", "{}", ((_lying(bar, n, room / most),) for n, bar in enumerate(drawn)))
    return _svg(title, len(drawn) * LINE, lines)


def _lying(bar: Bar, place: int, scale: float) -> SafeString:
    top, x, parts = place * LINE + (LINE - BAR) // 2, float(LABEL), []
    for part in bar.parts:
        width = part.amount * scale
        parts.append((part.kind, f"{x:.1f}", top, f"{max(width, 0):.1f}", BAR))
        x += width
    drawn = format_html_join("", '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>', parts)
    words = format_html(
        '<text x="{}" y="{}" text-anchor="end">{}</text><text class="amount" x="{}" y="{}">{}</text>',
        *(LABEL - 12, top + BAR - 4, bar.label, f"{x + 8:.1f}", top + BAR - 4, bar.says),
    )
    return _linked(bar, format_html("{}{}", drawn, words), (0, place * LINE, WIDTH, LINE))


@register.simple_tag
def columns(title: str, drawn: Sequence[Bar]) -> SafeString:
    """Standing bars, one beside the other."""
    most, step = max((bar.amount for bar in drawn), default=0) or 1, WIDTH / max(len(drawn), 1)
    room = COLUMNS_HEIGHT - COLUMNS_TOP - COLUMNS_FOOT
    lines = format_html_join("", "{}", ((_standing(bar, n, step, room / most),) for n, bar in enumerate(drawn)))
    return _svg(title, COLUMNS_HEIGHT, lines)


def _standing(bar: Bar, place: int, step: float, scale: float) -> SafeString:
    middle, height = (place + 0.5) * step, bar.amount * scale
    foot = COLUMNS_HEIGHT - COLUMNS_FOOT
    kind = bar.parts[0].kind if bar.parts else ""
    day, _, weekday = bar.label.partition(" ")
    drawn = format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>'
        '<text class="amount" x="{}" y="{}" text-anchor="middle">{}</text>'
        '<text x="{}" y="{}" text-anchor="middle">{}</text><text x="{}" y="{}" text-anchor="middle">{}</text>',
        *(kind, f"{middle - step * 0.3:.1f}", f"{foot - height:.1f}", f"{step * 0.6:.1f}", f"{height:.1f}"),
        *(f"{middle:.1f}", f"{foot - height - 6:.1f}", bar.says),
        *(f"{middle:.1f}", foot + 18, day, f"{middle:.1f}", foot + 36, weekday),
    )
    return _linked(bar, drawn, (place * step, 0, step, COLUMNS_HEIGHT))


def _linked(bar: Bar, drawn: SafeString, whole: tuple[float, float, float, float]) -> SafeString:
    """The bar as a link that can be hit anywhere on its line."""
    x, y, width, height = (f"{one:.1f}" for one in whole)
    area = format_html('<rect class="area" x="{}" y="{}" width="{}" height="{}"/>', x, y, width, height)
    return format_html('<a href="{}"><title>{}：{}</title>{}{}</a>', bar.href, bar.label, bar.says, area, drawn)


def _svg(title: str, height: int, drawn: SafeString) -> SafeString:
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="group" aria-label="{}"><title>{}</title>{}</svg>',
        *(WIDTH, max(height, 1), title, title, drawn),
    )
