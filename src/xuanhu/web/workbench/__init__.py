"""The workbench: where people work all day, a room for each kind of work.

A room is a package with an `addresses` module: its `urlpatterns`, and the `ENTRIES` that lead to it from the bar.
"""

from types import ModuleType
from typing import Final

from xuanhu.web.workbench.call import addresses as call
from xuanhu.web.workbench.queue import addresses as queue
from xuanhu.web.workbench.team import addresses as team

ROOMS: Final[tuple[ModuleType, ...]] = (
    call,
    queue,
    team,
)
