"""Measurements (`make bench`): each figure beside its limit, taken in the same run on the same machine."""
