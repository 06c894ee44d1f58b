"""Consents: read, signed with the finger, kept, withdrawn.

`hand` is for other rooms too: the area in which one signs (`web/insured/consents/sign_area.html`), and what was sent
from it.
"""
