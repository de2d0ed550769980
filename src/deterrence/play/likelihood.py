"""How likely the course of a session was, as the public saw it.

A step with public chance p surprises by −log2 p bits. Over a path that goes as the solution has it, the sum differs
from the sum of the steps' entropies by nothing on average, with variance Σ Var(−log2 p): the standardised difference
says whether the path was out of the ordinary. Steps that the facilitator chose are left out, and days waited are not
counted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from .position import Walk
from .session import Passed, State


@dataclass(frozen=True)
class Surprise:
    """Of a step or a path.

    Attributes:
        bits: its surprise.
        expected: entropy, in bits.
        variance: of the surprise, in bits squared.
        chance: of the step or of the whole path.
    """

    bits: float
    expected: float
    variance: float
    chance: float

    @property
    def standardised(self) -> float:
        """(bits − expected) over its standard deviation; 0 where nothing was uncertain."""
        return (self.bits - self.expected) / math.sqrt(self.variance) if self.variance > 0 else 0.0


def surprise(walk: Walk, step: Passed) -> Surprise:
    """Of a step: what was seen, among all that might have been."""
    chances = {each.seen.name: each.probability for each in walk.after(step.before)}
    chance = chances[step.after.steps[-1].seen]
    bits = {name: -math.log2(p) for name, p in chances.items()}
    mean = sum(p * bits[name] for name, p in chances.items())
    variance = sum(p * (bits[name] - mean) ** 2 for name, p in chances.items())
    return Surprise(-math.log2(chance), mean, variance, chance)


def surprises(walk: Walk, state: State) -> tuple[Surprise | None, ...]:
    """Of every step; None where the facilitator chose."""
    return tuple(None if step.injected else surprise(walk, step) for step in state.passed)


def together(steps: tuple[Surprise | None, ...]) -> Surprise:
    """Of a path."""
    counted = [step for step in steps if step is not None]
    bits = math.fsum(step.bits for step in counted)
    return Surprise(
        bits,
        math.fsum(step.expected for step in counted),
        math.fsum(step.variance for step in counted),
        2.0**-bits,
    )
