"""The REST API, /api/v1: for machines of insurers, vendors and laboratories, and for stories played over HTTP."""

from xuanhu.api import (
    batches,
    cases,
    contents,
    documents,
    events,
    handbooks,
    network,
    parties,
    people,
    providers,
    queue,
    rehearsals,
    timeline,
)
from xuanhu.api.application import api

# Importing a room registers it.
ROOMS = (
    batches,
    cases,
    contents,
    documents,
    events,
    handbooks,
    network,
    parties,
    people,
    providers,
    queue,
    rehearsals,
    timeline,
)

__all__ = ["ROOMS", "api"]
