"""Samples and laboratories: what is to be tested, where it is on its way, what became of it."""
