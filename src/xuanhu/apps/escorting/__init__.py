"""Escorts at work: who goes with whom to which hospital, when; called, arrived, left."""
