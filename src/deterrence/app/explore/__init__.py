"""Explore: a crisis at settings that a reader chooses, and what follows from them."""
