"""One file for each group of quantities; see :mod:`..registry`."""
