"""A game's numbers with their derivatives by every parameter, where derivatives are meant that are one-sided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ..games.stochastic import Numbers
from ..games.symbols import SymbolicNumbers

NUDGE = 1e-12


def nudged(values: Mapping[str, float]) -> dict[str, float]:
    """Parameter values with those at exactly zero taken at 1e-12: an outcome of probability zero has no posterior, and
    the derivative meant is the one-sided one."""
    return {name: float(value) or NUDGE for name, value in values.items()}


def numbers_and_slopes(symbols: SymbolicNumbers, values: Mapping[str, float]) -> tuple[Numbers, Numbers]:
    """A game's arrays at nudged parameter values, and their Jacobian, the same arrays with a last axis P.

    An outcome that a parameter's value at an end of its range rules out (the complement of a probability of one) has no
    posterior either; it is taken to have 1e-12 of the probability that it gains as the parameter moves away.
    """
    numbers, jacobian = symbols.slopes(nudged(values))
    probability = numbers.branch_probability
    opened = np.where(probability == 0, NUDGE * np.abs(jacobian.branch_probability).sum(1), probability)
    return replace(numbers, branch_probability=opened), jacobian
