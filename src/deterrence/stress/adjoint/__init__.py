"""Derivatives of what a solved game leads to, by every number of the game, in reverse mode."""
