"""Derivatives, through the equilibrium, of what a solved game leads to: by every number, and by every parameter.

What is differentiated is the discretised object itself, the solution on the belief grid and its push-forward: the
derivative is exact for it up to the solver's tolerance, and its distance from that of the exact game is a grid error.
Cost does not grow with the number of parameters: one sweep from the last stage to the first for the targets, one from
the first to the last for the cotangents (reverse mode), with a linear solve at every node (:mod:`.adjoint`). On a clock
play is the same at every event, so that what targets owe to it is worked out once, from sums over the window, and then
carried round the clock, for values depend on themselves (:mod:`.adjoint.endless`). Every game with a horizon or a clock
that the grid solver takes is covered: any number of actors and of their types, states where several move at once, types
redrawn.

At a kink (a posterior exactly on a lattice node) the derivative is a one-sided one, as a rule that on the side of the
upper cell. Where a node has several solutions the derivative is that of the branch the assessment is on.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..errors import ArgumentError, UnsupportedGame
from ..games.stochastic import Numbers
from ..games.symbols import Evaluation, SymbolicNumbers
from ..parameters.expression import Expression
from ..solvers.grid import Assessment
from .adjoint.cotangent import fields_of, side_by_side
from .adjoint.endless import Endless, held_on_clock
from .adjoint.recursion import Recursion
from .adjoint.target import Target, Targets
from .slopes import nudged, numbers_and_slopes

MATCH = 1e-9
MOST_BYTES = 2**29  # of targets at all stages, states and vertices, and of what is added up of them, held at once


@dataclass(frozen=True, eq=False)
class NumberGradient:
    """Targets and their derivatives by everything that a game is made of. H targets.

    Attributes:
        value: (H,).
        numbers: by every number of the game, arrays (…, H), each number by itself: probabilities that must sum to one
            are varied as if they need not.
        gain: (B, H), by every gain: how often the branch is taken as long as the target counts.
        final: (X, H), by every worth at the end: how likely play stands there at last and the target still counts.
    """

    value: np.ndarray
    numbers: Numbers
    gain: np.ndarray
    final: np.ndarray

    def chain(self, jacobian: Numbers) -> np.ndarray:
        """Derivatives (H, P) by parameters, from those of the numbers, arrays (…, P)."""
        return chained(self.numbers, jacobian)


def chained(by_number: Numbers, jacobian: Numbers) -> np.ndarray:
    """Derivatives (H, P) by parameters, from those by numbers, arrays (…, H), and of numbers, arrays (…, P)."""
    total = 0.0
    for name in fields_of(jacobian):
        bar, slope = getattr(by_number, name), getattr(jacobian, name)
        total = total + bar.reshape(-1, bar.shape[-1]).T @ slope.reshape(-1, slope.shape[-1])
    return np.asarray(total)


def differentiate(
    assessment: Assessment, targets: Sequence[Target], numbers: Numbers | None = None, days: float | None = None
) -> NumberGradient:
    """Values of targets and their derivatives by every number of a solved game.

    Args:
        assessment: the solution on a belief grid, of a game with a horizon or a clock.
        targets: what to differentiate.
        numbers: the arrays at which to do so; the game's own by default. Others may differ from those by no more than
            solving again would not notice, where an exact zero has no derivative.
        days: D, the window of a game on a clock; None for a game that counts moves.

    Raises:
        UnsupportedGame: the game has neither a horizon nor a clock.
        ArgumentError: a target that does not fit the game; days for a game that counts moves, or none on a clock.
    """
    s = assessment.game.structure
    if bool(s.clocks) != (days is not None):
        raise ArgumentError("the game is on a clock: say how many days" if s.clocks else "the game takes no days")
    if s.horizon is None and not s.clocks:
        raise UnsupportedGame("the gradient needs a horizon: give the game one with with_horizon()")
    Targets.of(s, targets)  # all that is wrong with them, before any work
    at = assessment.game.numbers if numbers is None else numbers
    sides = (len(lat) + (2 if lat.types == 2 else 0) for lat in assessment.lattices)
    rows = sum(len(states) for states in s.reachable) if days is None else held_on_clock(assessment.game, days)
    most = max(MOST_BYTES // (8 * int(np.prod(list(sides))) * rows), 1)
    parts: list[Recursion | Endless] = []
    for some in np.array_split(np.arange(len(targets)), -(-len(targets) // most)):
        lot = Targets.of(s, [targets[h] for h in some.tolist()])
        parts.append(Recursion(assessment, at, lot) if days is None else Endless(assessment, at, lot, days))
    return NumberGradient(
        np.concatenate([r.value for r in parts]),
        side_by_side(r.cotangent for r in parts),
        np.concatenate([r.gain for r in parts], axis=1),
        np.concatenate([r.final for r in parts], axis=1),
    )


@dataclass(frozen=True)
class Gradient[Name: Hashable]:
    """Numbers and their derivatives by parameters.

    Attributes:
        value: by name.
        derivative: by name, d(number)/d(parameter) for every parameter, zero included; per unit of the parameter.
    """

    value: dict[Name, float]
    derivative: dict[Name, dict[str, float]]

    def log_odds(self, first: Name, second: Name) -> dict[str, float]:
        """Derivatives of log(Pr(first) / Pr(second)) by every parameter; infinite or nan where one is zero."""
        with np.errstate(divide="ignore", invalid="ignore"):
            over, under = np.float64(self.value[first]), np.float64(self.value[second])
            return {
                name: float(d / over - self.derivative[second][name] / under)
                for name, d in self.derivative[first].items()
            }


def parameter_gradient(
    assessment: Assessment,
    targets: Sequence[Target],
    symbols: SymbolicNumbers,
    values: Mapping[str, float],
    amounts: Mapping[Hashable, Sequence[Expression]] | None = None,
    set_apart: Collection[str] = (),
    days: float | None = None,
) -> Gradient[Hashable]:
    """Values of targets and their derivatives by every parameter.

    Args:
        assessment: the solution at ``values``, on a belief grid, of a game with a horizon or a clock.
        targets: what to differentiate; each with a name of its own.
        symbols: the game's numbers as expressions in the parameters.
        values: every parameter's value.
        amounts: by target, its gains as expressions, one per branch, where parameters move them; they stand in place of
            the target's own.
        set_apart: arrays of the game that do not follow from its parameters here (a precision set for everybody): as
            the assessment has them, and moved by none.
        days: D, the window of a game on a clock; None for a game that counts moves.

    Raises:
        ArgumentError: the assessment was not solved at these values, or a target does not fit the game.
        UnsupportedGame: the game has neither a horizon nor a clock.
    """
    numbers, jacobian = matching_numbers(symbols, values, assessment, set_apart)
    gains = {name: Evaluation.of(iter(some)).slopes(nudged(values)) for name, some in (amounts or {}).items()}
    targets = [replace(t, gain=gains[t.name][0]) if t.name in gains else t for t in targets]
    found = differentiate(assessment, targets, numbers, days)
    derivative = found.chain(jacobian)
    for h, target in enumerate(targets):
        if target.name in gains:
            derivative[h] += found.gain[:, h] @ gains[target.name][1]
    return Gradient(
        {t.name: float(v) for t, v in zip(targets, found.value, strict=True)},
        {
            t.name: dict(zip(values, row.tolist(), strict=True))
            for t, row in zip(targets, derivative, strict=True)
        },
    )


def matching_numbers(
    symbols: SymbolicNumbers, values: Mapping[str, float], assessment: Assessment, set_apart: Collection[str] = ()
) -> tuple[Numbers, Numbers]:
    """A game's arrays and their Jacobian at the values that it was solved at; arguments as for
    :func:`parameter_gradient`.

    Raises:
        ArgumentError: the assessment was not solved at these values.
    """
    numbers, jacobian = numbers_and_slopes(symbols, values)
    numbers = replace(numbers, **{name: np.asarray(getattr(assessment.game.numbers, name)) for name in set_apart})
    jacobian = replace(jacobian, **{name: np.zeros_like(getattr(jacobian, name)) for name in set_apart})
    _require_same(numbers, assessment.game.numbers)
    return numbers, jacobian


def _require_same(wanted: Numbers, solved: Numbers) -> None:
    for name in fields_of(wanted):
        a, b = getattr(wanted, name), np.asarray(getattr(solved, name))
        if a.shape != b.shape or not np.allclose(a, b, rtol=MATCH, atol=MATCH):
            raise ArgumentError(f"the assessment was solved with another '{name}': solve it at the values given")
