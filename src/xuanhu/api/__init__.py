"""The REST API, /api/v1: for machines of insurers, vendors and laboratories, and for stories played over HTTP."""

from xuanhu.api import (
    batches,
    cases,
    events,
    handbooks,
    parties,
    people,
    queue,
    rehearsals,
    reveal,
    session,
    timeline,
    trail,
)
from xuanhu.api.application import api

ROOMS = (
    batches,
    cases,
    events,
    handbooks,
    parties,
    people,
    queue,
    rehearsals,
    reveal,
    session,
    timeline,
    trail,
)  # importing one registers it

__all__ = ["ROOMS", "api"]
