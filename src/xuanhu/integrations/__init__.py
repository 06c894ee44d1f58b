"""The outside world: a folder for each port, with a default that works with nothing installed, and the real ones."""
