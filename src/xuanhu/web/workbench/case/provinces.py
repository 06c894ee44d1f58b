"""A map of the provinces as equal squares, our own layout: roughly where each lies, none larger than another."""

from collections.abc import Mapping
from typing import Final, NamedTuple

# Column and row of each province's square.
PLACES: Final[Mapping[str, tuple[int, int]]] = {
    "黑龙江": (10, 0),
    "新疆": (0, 1), "内蒙古": (7, 1), "吉林": (10, 1),
    "甘肃": (4, 2), "宁夏": (5, 2), "山西": (6, 2), "河北": (7, 2), "北京": (8, 2), "辽宁": (9, 2),
    "西藏": (1, 3), "青海": (3, 3), "陕西": (5, 3), "河南": (6, 3), "山东": (7, 3), "天津": (8, 3),
    "四川": (4, 4), "重庆": (5, 4), "湖北": (6, 4), "安徽": (7, 4), "江苏": (8, 4), "上海": (9, 4),
    "云南": (3, 5), "贵州": (4, 5), "湖南": (6, 5), "江西": (7, 5), "浙江": (8, 5),
    "广西": (5, 6), "广东": (6, 6), "福建": (7, 6), "台湾": (9, 6),
    "海南": (5, 7), "澳门": (6, 7), "香港": (7, 7),
}  # fmt: skip
SIDE: Final = 44
GAP: Final = 4
WIDTH: Final = 11 * (SIDE + GAP)
HEIGHT: Final = 8 * (SIDE + GAP)


class Tile(NamedTuple):
    """A province's square: where it is drawn, its name, how many of its cities are covered."""

    x: int
    y: int
    name: str
    cities: int

    @property
    def middle(self) -> int:
        """Where its name stands."""
        return self.x + SIDE // 2

    @property
    def line(self) -> int:
        """The line on which its name stands."""
        return self.y + SIDE // 2

    @property
    def says(self) -> str:
        """For those who do not see it."""
        return f"{self.name}：{self.cities} 个城市" if self.cities else f"{self.name}：不在服务范围"


def tiles_of(provinces: Mapping[str, tuple[str, ...]]) -> list[Tile]:
    """The squares of all provinces; which a handbook names with 省, 市 or 自治区 is the same one."""
    counts = {short(name): len(cities) for name, cities in provinces.items()}
    return [
        Tile(column * (SIDE + GAP), row * (SIDE + GAP), name, counts.get(name, 0))
        for name, (column, row) in PLACES.items()
    ]


def short(name: str) -> str:
    """A province by its short name."""
    return next((known for known in PLACES if name.startswith(known)), name)
