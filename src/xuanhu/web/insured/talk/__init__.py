"""Messages and consultations, and how it was."""
