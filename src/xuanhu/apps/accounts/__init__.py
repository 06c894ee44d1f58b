"""Who may come in: machines by hashed keys with a role, bound to their insurers; what each role may do, on one page."""
