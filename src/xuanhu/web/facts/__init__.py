"""A fact as a form asks for it, as the form is read, and as pages say it: for people at work and for the insured."""
