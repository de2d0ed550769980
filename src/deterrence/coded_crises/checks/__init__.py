"""Rules of a history, by subject."""
