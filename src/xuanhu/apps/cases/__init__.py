"""Cases: their facts (append-only, chained by hash), their summaries, the ledger, the timers, what was marked."""
