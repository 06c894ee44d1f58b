"""The options of a select: some hundreds on a page, so they are joined here and not drawn by a template each."""

from collections.abc import Iterable
from typing import Protocol

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
SELECTED = mark_safe(" selected")


class Choice(Protocol):
    """Something that may be chosen: as it is sent, as it is read."""

    @property
    def value(self) -> str: ...

    @property
    def name(self) -> str: ...


@register.simple_tag
def options(choices: Iterable[Choice], chosen: str = "") -> SafeString:
    """An option each; the chosen one is marked."""
    rows = ((one.value, SELECTED if one.value == chosen else "", one.name) for one in choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)
