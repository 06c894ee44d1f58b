"""Who may come in: people by password, machines by hashed keys; each with a role, bound to insurers.

What each role may do stands on one page (`permissions.py`); whatever is done to an account goes on the trail.
"""
