"""The REST API, /api/v1: for machines of insurers, vendors and laboratories, and for stories played over HTTP."""

from xuanhu.api.application import api

__all__ = ["api"]
