"""What insured persons have signed, refused and withdrawn: the texts as they were read, and who, when, from where."""
