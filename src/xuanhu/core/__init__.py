"""Decisions, and nothing else: no database, no wall clock, no I/O.

A handbook is data, a case is a set of dated facts, everything else is reckoned from the two.
Every function that depends on the time takes it as an argument (aware datetimes, Asia/Shanghai).
"""
