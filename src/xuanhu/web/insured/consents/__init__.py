"""Consents: read, signed with the finger, kept, withdrawn."""
