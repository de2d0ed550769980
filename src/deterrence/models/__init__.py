"""Published models of deterrence: one short file each, named by citation key."""
