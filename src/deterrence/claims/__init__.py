"""Claims about a scenario, as data: who says what, and the comparison that tests it."""
