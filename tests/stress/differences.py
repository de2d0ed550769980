"""Headlines by full re-solves and the push-forward, and their finite differences: the slow way to a gradient."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from deterrence.forecast.flow import Monitor
from deterrence.forecast.push import Pusher, ending_probabilities
from deterrence.game.board import Aftermath, Position
from deterrence.game.compiling import CompiledScenario
from deterrence.game.stochastic import StochasticGame
from deterrence.solvers.grid import Assessment, Grid, solve_grid

STEP = 1e-5
RELATIVE, ABSOLUTE = 1e-4, 1e-7


class Challenge(Monitor):
    """Tag 1 once an act at or above the challenge rung has been seen."""

    tags = 2

    def __init__(self, compiled: CompiledScenario):
        self.places = compiled.enumerated.places

    def on_arrival(self, state: int) -> np.ndarray | None:
        place = self.places[state]
        met = isinstance(place, Position | Aftermath) and place.challenged
        return np.array([1, 1]) if met else None


def pushed(compiled: CompiledScenario, assessment: Assessment) -> dict[str, float]:
    """Probability of each ending, and of a challenge."""
    pusher = Pusher(assessment)
    *_, final = pusher.run(monitor=Challenge(compiled))
    return {
        **ending_probabilities(pusher, final),
        "challenge": float(sum(mass[1].sum() for mass in final.values())),
    }


@dataclass
class Differences:
    """Re-solves a scenario tightly on a small grid with one parameter moved."""

    compiled: CompiledScenario
    points: int = 9
    base: Assessment = field(init=False)
    here: dict[str, float] = field(init=False)

    def __post_init__(self) -> None:
        self.base = solve_grid(self.compiled.game, self.grid)
        self.here = pushed(self.compiled, self.base)

    @property
    def grid(self) -> Grid:
        return Grid(points=self.points, tolerance=1e-12)

    def at(self, name: str, value: float) -> dict[str, float]:
        numbers = self.compiled.numbers({**self.compiled.values, name: value})
        game = StochasticGame(self.compiled.structure, numbers)
        return pushed(self.compiled, solve_grid(game, self.grid, warm=self.base.strategies))

    def slopes(self, name: str) -> tuple[dict[str, float], dict[str, float]]:
        """Differences to the left and to the right, by headline; both to the right at a parameter of nought."""
        value = self.compiled.values[name]
        step = STEP * max(abs(value), 0.1)
        right = self.at(name, value + step)
        left = self.at(name, value - step) if value > 0 else {h: 2 * p - right[h] for h, p in self.here.items()}
        return (
            {h: (p - left[h]) / step for h, p in self.here.items()},
            {h: (right[h] - p) / step for h, p in self.here.items()},
        )


def agrees(derivative: float, left: float, right: float) -> bool:
    """Is the derivative the central difference, to the tolerance asked?"""
    centre = (left + right) / 2
    return abs(derivative - centre) <= RELATIVE * abs(centre) + ABSOLUTE


def between(derivative: float, left: float, right: float) -> bool:
    """At a kink: is the derivative between the one-sided differences, or equal to one of them?"""
    slack = RELATIVE * max(abs(left), abs(right)) + ABSOLUTE
    return min(left, right) - slack <= derivative <= max(left, right) + slack
