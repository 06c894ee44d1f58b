"""Rights on one page: what each role of the platform may do, in one small list each."""

from enum import StrEnum
from typing import Final


class Permission(StrEnum):
    """Something that may be done through the API or on a page."""

    READ_CASES = "read-cases"
    ACT_ON_CASES = "act-on-cases"
    ACT_FOR_ANYONE = "act-for-anyone"
    READ_PAPERS = "read-papers"
    ADD_PAPERS = "add-papers"
    SEE_IN_FULL = "see-in-full"
    MANAGE_PARTIES = "manage-parties"
    MANAGE_NETWORK = "manage-network"
    MANAGE_ACCOUNTS = "manage-accounts"
    ASSIGN_CASES = "assign-cases"
    DISPATCH = "dispatch"
    GO_ALONG = "go-along"
    LEAD = "lead"
    READ_TRAIL = "read-trail"
    REHEARSE = "rehearse"


READ: Final = frozenset({Permission.READ_CASES})
ACT: Final = READ | {Permission.ACT_ON_CASES}
PAPERS: Final = ACT | {Permission.READ_PAPERS, Permission.ADD_PAPERS}
DESK: Final = PAPERS | {
    Permission.MANAGE_PARTIES,
    Permission.SEE_IN_FULL,
    Permission.ASSIGN_CASES,
    Permission.DISPATCH,
}
ROLES: Final = {
    "agent": DESK,
    "care-manager": DESK | {Permission.MANAGE_NETWORK, Permission.LEAD},
    "reviewer": PAPERS | {Permission.SEE_IN_FULL},
    "underwriter": PAPERS | {Permission.SEE_IN_FULL},
    # An escort goes to the hospital with somebody: their own visits, and nothing of any other case.
    "escort": frozenset({Permission.GO_ALONG}),
    "expert": PAPERS,
    "laboratory": PAPERS,
    "insured": ACT | {Permission.ADD_PAPERS},
    "system": PAPERS,
    "insurer": READ,
    "auditor": READ | {Permission.READ_TRAIL},
    "administrator": DESK
    | {Permission.MANAGE_NETWORK, Permission.MANAGE_ACCOUNTS, Permission.LEAD, Permission.READ_TRAIL},
    # Plays stories: acts in anybody's role, on the insurers that rehearsals make, and on no other.
    "rehearsal": DESK | {Permission.ACT_FOR_ANYONE, Permission.MANAGE_NETWORK, Permission.REHEARSE},
}


def may(role: str, permission: Permission) -> bool:
    """Whether a role has a permission; an unknown role has none."""
    return permission in ROLES.get(role, frozenset())
