"""The slow way to a gradient: numbers by full re-solves and the push-forward, and their finite differences."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from deterrence.forecasting.automata import Stack, Tracked
from deterrence.forecasting.keys import Key, Values
from deterrence.forecasting.push import Pusher
from deterrence.forecasting.registry import measure
from deterrence.games.crisis_game import CrisisGame
from deterrence.games.stochastic import NUMBER_FIELDS, StochasticGame
from deterrence.solvers.grid import Assessment, Grid, solve_grid
from deterrence.stress.adjoint.target import Target

STEP = 1e-5
ONE_SIDED = 10.0  # times as far: of second order, the difference is as good there, and rounding counts for less
RELATIVE, ABSOLUTE = 1e-4, 1e-7
NAMES = (
    "outcome", "general_deterrence", "challenge", "event", "event_count", "loss", "worth", "deterrence_failure",
    "duration", "enforcement", "peak_rung",
)


@dataclass
class Differences:
    """Re-solves a crisis tightly on a small grid with one parameter moved.

    Attributes:
        game: the crisis. points, cut: of the grid. names: quantities measured. step: relative, of a parameter.
        base, here: its solution, and what it leads to.
    """

    game: CrisisGame
    points: int = 5
    cut: float = 12.0
    names: Collection[str] = NAMES
    step: float = STEP
    base: Assessment = field(init=False)
    here: Values = field(init=False)

    def __post_init__(self) -> None:
        self.base = solve_grid(self.game.game, self.grid)
        self.here, _ = measure(self.game, self.base, self.names)

    @property
    def grid(self) -> Grid:
        return Grid(points=self.points, cut=self.cut, tolerance=1e-12)

    def at(self, name: str, value: float) -> Values:
        moved = replace(self.game, values={**self.game.values, name: value})
        return measure(moved, solve_grid(moved.game, self.grid, warm=self.base.strategies), self.names)[0]

    def _possible(self, name: str, value: float) -> bool:
        numbers = self.game.numbers({**self.game.values, name: value})
        chances = all((np.asarray(p) >= 0).all() for p in (numbers.branch_probability, numbers.rule, numbers.prior))
        return value >= 0 and chances and self.game.parameters[name].limits.admits(value)

    def slopes(self, name: str) -> tuple[Values, Values]:
        """Differences to the left and to the right. Where one side is not possible both are those of the other, of
        second order."""
        value = self.game.values[name]
        step = self.step * max(abs(value), 0.1)
        possible = [self._possible(name, value + sign * step) for sign in (-1, 1)]
        if not all(possible):
            step *= ONE_SIDED if possible[1] else -ONE_SIDED
            near, far = self.at(name, value + step), self.at(name, value + 2 * step)
            both = {key: (4 * near[key] - far[key] - 3 * p) / (2 * step) for key, p in self.here.items()}
            return both, both
        left, right = self.at(name, value - step), self.at(name, value + step)
        return (
            {key: (p - left[key]) / step for key, p in self.here.items()},
            {key: (right[key] - p) / step for key, p in self.here.items()},
        )


def agrees(derivative: float, left: float, right: float, scale: float = 1.0) -> bool:
    """Is the derivative the central difference, to the tolerance asked? ``scale`` is of the number itself."""
    centre = (left + right) / 2
    return abs(derivative - centre) <= RELATIVE * abs(centre) + 3 * ABSOLUTE * max(scale, 1.0)


def between(derivative: float, left: float, right: float, scale: float = 1.0) -> bool:
    """At a kink: is the derivative between the one-sided differences, or equal to one of them?"""
    slack = RELATIVE * max(abs(left), abs(right)) + 3 * ABSOLUTE * max(scale, 1.0)
    return min(left, right) - slack <= derivative <= max(left, right) + slack


def compare(
    found: Differences, derivative: Mapping[Key, Mapping[str, float]], names: Iterable[str]
) -> list[str]:
    """Parameters at a kink; fails for any whose derivative is wrong."""
    kinks = []
    for name in names:
        left, right = found.slopes(name)
        for key, slopes in derivative.items():
            reported = slopes[name], left[key], right[key]
            if not agrees(*reported, abs(found.here[key])):
                assert between(*reported, abs(found.here[key])), (name, key, *reported)
                kinks.append(name)
    return list(dict.fromkeys(kinks))


def pushed(assessment: Assessment, targets: Sequence[Target], days: float | None = None) -> np.ndarray:
    """Targets by the push-forward: whether a play still counts rides along as a tag. (H,)"""
    s = assessment.game.structure
    automata = {}
    for h, target in enumerate(targets):
        gone = np.zeros(len(s.branches), bool) if target.keep is None else target.keep == 0
        table = np.tile(np.array([0, 1], np.int32), (len(gone), 1))
        table[gone] = 1
        automata[h] = Tracked(table)
    stack = Stack(s, automata)
    passage = Pusher(assessment).passage(stack, days=days)
    out = np.zeros(len(targets))
    for h, target in enumerate(targets):
        if target.gain is not None:
            out[h] += passage.taken(h)[:, 0] @ target.gain
        if target.final is not None:
            out[h] += passage.final[:, stack.block(h)][:, 0] @ target.final
        if target.worth is not None:
            out[h] += assessment.values_at_prior[s.initial] @ target.worth
    return out


def direction(game: StochasticGame, name: str, rng: np.random.Generator) -> np.ndarray:
    """A way to move an array of a game's numbers that keeps probabilities what they are."""
    s, n = game.structure, game.numbers
    here = np.asarray(getattr(n, name), float)
    move = rng.normal(size=here.shape) * (here if name in ("branch_probability", "rule", "prior", "base_weight") else 1)
    if name == "branch_probability":
        sums = np.bincount(s.branch_joint, move, len(s.joint_state))
        move = move - here * sums[s.branch_joint]
    elif name == "rule":
        for x in range(len(s.states)):
            for rows in s.moves_at[x]:
                some = list(rows)
                move[some] -= here[some] * move[some].sum(0)
    elif name == "prior":
        move -= here * move.sum(1, keepdims=True)
    elif name == "renewal":
        move *= here > 0
    return move


def fields(game: StochasticGame) -> list[str]:
    """Arrays that a game has."""
    return [*NUMBER_FIELDS, *(["renewal"] if game.numbers.renewal is not None else [])]


def moved(game: StochasticGame, ways: Mapping[str, np.ndarray], step: float) -> StochasticGame:
    """A game with some arrays changed."""
    changed = {name: np.asarray(getattr(game.numbers, name)) + step * way for name, way in ways.items()}
    return StochasticGame(game.structure, replace(game.numbers, **changed))
