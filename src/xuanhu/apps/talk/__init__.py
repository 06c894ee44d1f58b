"""What doctors and insured persons say to each other: messages with pictures, and the advice that came of it."""
