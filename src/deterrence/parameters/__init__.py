"""Numbers and facts of a scenario, and what they stand on."""
