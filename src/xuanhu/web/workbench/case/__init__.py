"""The room of a single case: its promise, the next step as a form of the handbook, its timeline, its papers."""
