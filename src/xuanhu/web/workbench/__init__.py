"""The workbench: where people work all day, a room for each kind of work.

A room is a package with an `addresses` module: its `urlpatterns`, and the `ENTRIES` that lead to it from the bar.
"""

from types import ModuleType
from typing import Final

from xuanhu.web.workbench.laboratory import addresses as laboratory
from xuanhu.web.workbench.opinions import addresses as opinions

ROOMS: Final[tuple[ModuleType, ...]] = (opinions, laboratory)
