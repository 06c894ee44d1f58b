"""A small country, so that tests of cities do not depend on what is installed; and a handbook without a fault."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from xuanhu.handbook_files.checks import places

PROVINCES = [
    {"name": "北京市", "children": [{"name": "东城区"}]},
    {
        "name": "广东省",
        "children": [{"name": "广州市", "children": [{"name": "天河区"}]}, {"name": "深圳市"}, {"name": "珠海市"}],
    },
    {"name": "江苏省", "children": [{"name": "南京市", "children": [{"name": "玄武区"}, {"name": "鼓楼区"}]}]},
    {"name": "福建省", "children": [{"name": "福州市", "children": [{"name": "鼓楼区"}]}]},
]


def forget() -> None:
    for remembered in (places.known_provinces, places.provinces_of, places.index_of_names):
        remembered.cache_clear()


@pytest.fixture(autouse=True)
def small_country(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    forget()
    monkeypatch.setattr(places, "read_atlas", lambda: PROVINCES)
    yield
    forget()


@pytest.fixture(scope="session")
def good() -> str:
    return Path(__file__).with_name("good.yaml").read_text("utf-8")
