"""Rights on one page: what each role of the platform may do, in one small list each."""

from enum import StrEnum
from typing import Final


class Permission(StrEnum):
    """Something that may be done through the API or on a page."""

    READ_CASES = "read-cases"
    ACT_ON_CASES = "act-on-cases"
    ACT_FOR_ANYONE = "act-for-anyone"
    MANAGE_PARTIES = "manage-parties"
    REHEARSE = "rehearse"


READ: Final = frozenset({Permission.READ_CASES})
ACT: Final = READ | {Permission.ACT_ON_CASES}
ROLES: Final = {
    "agent": ACT | {Permission.MANAGE_PARTIES},
    "care-manager": ACT | {Permission.MANAGE_PARTIES},
    "reviewer": ACT,
    "underwriter": ACT,
    "escort": ACT,
    "expert": ACT,
    "laboratory": ACT,
    "insured": ACT,
    "system": ACT,
    "insurer": READ,
    "auditor": READ,
    "administrator": ACT | {Permission.MANAGE_PARTIES},
    # Plays stories: acts in anybody's role, on the insurers that rehearsals make, and on no other.
    "rehearsal": ACT | {Permission.ACT_FOR_ANYONE, Permission.MANAGE_PARTIES, Permission.REHEARSE},
}


def may(role: str, permission: Permission) -> bool:
    """Whether a role has a permission; an unknown role has none."""
    return permission in ROLES.get(role, frozenset())
