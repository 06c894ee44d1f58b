"""Notices: written with the act that causes them, sent at least once, each with a key of its own."""
