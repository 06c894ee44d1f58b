"""A case: facts that were recorded, and all that follows from them: gates, clocks, the ledger, verdicts."""
