"""Derivatives of headline probabilities by every parameter, through the equilibrium.

What is differentiated is the discretised object itself, the solution on the belief grid and its push-forward: the
derivative is exact for it up to the solver's tolerance, and its distance from that of the exact game is a grid error.
Cost does not grow with the number of parameters: one sweep from the last stage to the first for the headlines, one
from the first to the last for the cotangents (reverse mode), with a linear solve at every node
(:mod:`.stage`, :mod:`.adjoint`).

At a kink (a posterior exactly on a lattice node) the derivative is the one-sided one on the side of the upper cell.
Where a node has several solutions the derivative is that of the branch the assessment is on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..errors import ArgumentError, UnsupportedGame
from ..game.compiling import CompiledScenario
from ..game.stochastic import NUMBER_FIELDS, Numbers
from ..solvers import runtime  # noqa: F401  (double precision, before any array is made)
from ..solvers.grid import Assessment
from .headlines import CHALLENGE, UNCHALLENGED, Headline, headlines
from .recursion import Recursion
from .slopes import slopes

MATCH = 1e-9


@dataclass(frozen=True)
class Gradient:
    """Headline probabilities and their derivatives.

    Attributes:
        value: probability by headline.
        derivative: per headline, d(probability)/d(parameter) for every parameter, nought included; per unit of
            the parameter.
    """

    value: dict[str, float]
    derivative: dict[str, dict[str, float]]

    def log_odds(self, first: str, second: str) -> dict[str, float]:
        """Derivatives of log(Pr(first) / Pr(second)) by every parameter; infinite or nan where one is nought.

        ``log_odds("challenge:R", "unchallenged")`` by catastrophe's costs is stability–instability at rung R.
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            over, under = np.float64(self.value[first]), np.float64(self.value[second])
            return {
                name: float(d / over - self.derivative[second][name] / under)
                for name, d in self.derivative[first].items()
            }


def headline_gradient(compiled: CompiledScenario, assessment: Assessment, values: Mapping[str, float]) -> Gradient:
    """Values and derivatives of every headline (see :func:`.headlines.headlines`).

    Args:
        compiled: the scenario.
        assessment: its solution on a belief grid at ``values``, with a horizon.
        values: every parameter's value.

    Raises:
        ArgumentError: the assessment was not solved at these values.
        UnsupportedGame: no horizon, or more than two types an actor.
    """
    s = assessment.game.structure
    if s.horizon is None or max(len(kinds) for kinds in s.types) > 2:
        raise UnsupportedGame("the gradient needs a horizon and at most two types an actor")
    chain = slopes(compiled, values)
    _require_same(chain.numbers, assessment.game.numbers)
    chosen = headlines(compiled)
    recursion = Recursion(assessment, chain.numbers, chosen)
    recursion.backward()
    recursion.forward()
    return _named(chosen, recursion.probabilities, chain.chain(recursion.cotangent), chain.names)


def _require_same(wanted: Numbers, solved: Numbers) -> None:
    for name in NUMBER_FIELDS:
        a, b = getattr(wanted, name), np.asarray(getattr(solved, name))
        if a.shape != b.shape or not np.allclose(a, b, rtol=MATCH, atol=MATCH):
            raise ArgumentError(f"the assessment was solved with another '{name}': solve it at the values given")


def _named(
    chosen: tuple[Headline, ...], value: np.ndarray, derivative: np.ndarray, parameters: tuple[str, ...]
) -> Gradient:
    names = [h.name for h in chosen]
    rungs = [k for k, name in enumerate(names) if name.startswith(f"{CHALLENGE}:")]
    names += [CHALLENGE, UNCHALLENGED]
    challenged, slope = value[rungs].sum(), derivative[rungs].sum(0)
    value = np.append(value, [challenged, 1.0 - challenged])
    derivative = np.vstack([derivative, slope, -slope])
    return Gradient(
        dict(zip(names, value.tolist(), strict=True)),
        {n: dict(zip(parameters, row.tolist(), strict=True)) for n, row in zip(names, derivative, strict=True)},
    )
