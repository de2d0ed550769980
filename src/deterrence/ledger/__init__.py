"""The threat ledger: incidents and deaths over time, what changed, what an event changed, what comes next."""
