"""Bytes kept for long: one port, a folder behind it, and memory for tests.

The front door: other rooms import from here.
"""

from xuanhu.integrations.store.port import KEY, Missing, Source, Store, Unreachable
from xuanhu.integrations.store.registry import UnusableStore, store_for

__all__ = ["KEY", "Missing", "Source", "Store", "Unreachable", "UnusableStore", "store_for"]
