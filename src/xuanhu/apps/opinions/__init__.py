"""Opinions of experts: who is asked what about a case, what they write, who checks it, how the insured gets it."""
