"""Insurers (the tenants), the insured, their illnesses, their policies. What names a person is sealed."""
