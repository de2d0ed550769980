"""Ensembles: a crisis in many plausible worlds, kept on disk as they are solved; and what survives in all of them."""
