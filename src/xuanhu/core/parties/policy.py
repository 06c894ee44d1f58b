"""The contract under which a service may be had: from when until when, and which services its schedule lists."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Policy:
    """Both end days are inside; `ends_on` None is for life.

    `waiting_days` 0 is a renewal (or a contract without a waiting period). `services` None: all of the handbook.
    """

    starts_on: date
    ends_on: date | None = None
    waiting_days: int = 0
    services: frozenset[str] | None = None
    details: Mapping[str, object] = field(default_factory=dict)

    def is_in_force(self, day: date) -> bool:
        """Whether `day` lies inside the policy period."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def lists(self, service: str) -> bool:
        """Whether the schedule, or an endorsement, names the service."""
        return self.services is None or service in self.services

    @property
    def is_renewal(self) -> bool:
        """Design, section 4: a policy without waiting days is a renewal."""
        return self.waiting_days == 0
