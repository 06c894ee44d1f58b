"""The REST API, /api/v1: for machines of insurers, vendors and laboratories, and for stories played over HTTP."""

from xuanhu.api import (  # noqa: F401 - importing a room registers it
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
    reveal,
    session,
    timeline,
    trail,
)
from xuanhu.api.application import api

__all__ = ["api"]
