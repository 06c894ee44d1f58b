"""Papers by camera or file, and what is still missing."""
