"""The queue: what there is to do, by when; claimed, handed over, given out; calls to be made."""
