"""The workbench: where people work all day, a room for each kind of work.

A room is a package with an `addresses` module: its `urlpatterns`, and the `ENTRIES` that lead to it from the bar.
"""

from types import ModuleType
from typing import Final

from xuanhu.web.workbench.call import addresses as call
from xuanhu.web.workbench.case import addresses as case
from xuanhu.web.workbench.consultations import addresses as consultations
from xuanhu.web.workbench.escorts import addresses as escorts
from xuanhu.web.workbench.laboratory import addresses as laboratory
from xuanhu.web.workbench.opinions import addresses as opinions
from xuanhu.web.workbench.queue import addresses as queue
from xuanhu.web.workbench.requests import addresses as requests
from xuanhu.web.workbench.team import addresses as team

# In the order of the bar.
ROOMS: Final[tuple[ModuleType, ...]] = (
    call,
    queue,
    case,
    escorts,
    consultations,
    opinions,
    laboratory,
    requests,
    team,
)
