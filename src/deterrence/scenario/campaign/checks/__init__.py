"""Rules that a campaign keeps, by subject."""
