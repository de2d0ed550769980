"""The definition: what a crisis is, before anyone solves it."""
