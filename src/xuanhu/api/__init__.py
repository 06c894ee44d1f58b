"""The REST API, /api/v1: for machines of insurers, vendors and laboratories, and for stories played over HTTP."""

from xuanhu.api import (
    batches,
    cases,
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

# Importing one registers it.
ROOMS = (batches, cases, events, handbooks, network, parties, people, providers, queue, rehearsals, timeline)

__all__ = ["ROOMS", "api"]
