"""What one may have, and applying for it."""
