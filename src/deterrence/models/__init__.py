"""Published models of deterrence: one game per file, named by its citation key."""
