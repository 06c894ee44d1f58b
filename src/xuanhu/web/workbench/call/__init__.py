"""The call: from the ring of the telephone to an opened case, or to a no that is on record."""
