"""Remarks of people at work on a case, for each other: no facts, and nothing follows from them."""
