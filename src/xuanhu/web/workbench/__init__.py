"""The workbench: where people work all day, a room for each kind of work.

A room is a package with an `addresses` module: its `urlpatterns`, and the `ENTRIES` that lead to it from the bar.
"""

from types import ModuleType
from typing import Final

from xuanhu.web.workbench.consultations import addresses as consultations
from xuanhu.web.workbench.escorts import addresses as escorts

ROOMS: Final[tuple[ModuleType, ...]] = (escorts, consultations)
