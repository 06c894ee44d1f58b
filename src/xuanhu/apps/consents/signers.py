"""Who may sign for an insured person: themselves; the parent of a minor. A helper whom they have named may not.

A consent to the handling of health data is given by the person it is about (PIPL, articles 14, 29), for a child by the
parent (article 31; Civil Code, articles 27, 34). The text by which a helper is named says that signing stays with the
insured, so no helper needs to be asked whether they were allowed to.
"""

from datetime import datetime
from typing import Final, NamedTuple

from xuanhu.apps.parties.models import Insured
from xuanhu.apps.parties.queries import insured_of
from xuanhu.apps.portal.models import ActsFor
from xuanhu.core.parties.id_number import IdNumberError, birth_of, check_id_number
from xuanhu.core.reckoning import age_on, china_day

OF_AGE: Final = 18  # Civil Code, article 17


class Capacity(NamedTuple):
    """In which capacity somebody signs; empty where they may not, and `why` says why: helper, minor."""

    name: str = ""
    why: str = ""


class NotTheSigner(PermissionError):  # noqa: N818 - what is raised is somebody who may not sign
    """Not the insured person, nor the parent of a minor."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def capacity_of(acts_for: ActsFor, at: datetime) -> Capacity:
    """What somebody who acts for a person may sign as, on this day."""
    minor = is_minor(acts_for.insured, at)
    if acts_for.relation == "self":
        return Capacity(why="minor") if minor else Capacity("self")
    return Capacity("guardian") if minor and acts_for.relation == "parent" else Capacity(why="helper")


def is_minor(row: Insured, at: datetime) -> bool:
    """Whether the person is under eighteen; without a number on file nobody is taken for a child."""
    try:
        number = check_id_number(insured_of(row).id_number or "")
    except IdNumberError:
        return False
    return age_on(birth_of(number), china_day(at)) < OF_AGE
