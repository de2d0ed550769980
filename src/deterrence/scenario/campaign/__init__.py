"""Campaigns: crises of several actors, fronts and rounds, written as turns; as a file, and as a game."""
