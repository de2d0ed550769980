"""Formal models of deterrence and crisis escalation: solve, forecast, stress, report."""

__version__ = "0.1.0"
