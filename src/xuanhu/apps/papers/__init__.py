"""Papers: the documents of a case, sealed each under a key of its own, never changed; who opened which, and when."""
