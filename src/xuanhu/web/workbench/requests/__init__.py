"""Requests of insured persons about their own data: those that wait, by when, and the answer."""
