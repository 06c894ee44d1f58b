"""Stories: a handbook tried out step by step, in memory or against a platform, before it goes live (design, 5)."""
