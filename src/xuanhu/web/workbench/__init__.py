"""The workbench: where people work all day, a room for each kind of work.

A room is a package with an `addresses` module: its `urlpatterns`, and the `ENTRIES` that lead to it from the bar.
"""

from types import ModuleType
from typing import Final

from xuanhu.web.workbench.case import addresses as case

ROOMS: Final[tuple[ModuleType, ...]] = (case,)
