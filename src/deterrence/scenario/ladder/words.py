"""What a move of the ladder is called by those who know no ladder: the library's words, with which moves are tagged."""

from __future__ import annotations

WORDS = {"wait": "hold", "warn": "warn", "offer": "offer", "accept": "accept", "concede": "concede"}
"""By act."""
STEPS = {-1: "below", 0: "match", 1: "above"}
"""Of a response, by its step from the rung at which the crisis stands."""
