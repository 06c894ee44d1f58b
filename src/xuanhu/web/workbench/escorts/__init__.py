"""Escorts: who needs one, who goes where this week, and the escort's own page for the phone."""
