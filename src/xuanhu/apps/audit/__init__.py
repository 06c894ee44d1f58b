"""The trail: who did what to an account, who logged in, who saw a number in full and why. Only ever added to."""
