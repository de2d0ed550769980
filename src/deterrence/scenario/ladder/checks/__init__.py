"""Rules that a scenario must keep across its sections; each is a function from scenario to faults."""
