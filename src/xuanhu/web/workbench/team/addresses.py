"""Addresses of the team."""

from typing import Any

ENTRIES: list[Any] = []
urlpatterns: list[Any] = []
