"""Solvers: one file per method, one contract."""
