"""Helpers, what is held on one, and one's rights."""
