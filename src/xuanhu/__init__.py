"""Xuanhu 悬壶 administers the health services that come with Chinese insurance policies.

A handbook is data, a case is a set of dated facts, and everything else is reckoned from the two.
"""

__version__ = "0.1.0"
