"""The two sweeps of a gradient: targets from the last stage to the first, cotangents from the first to the last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from ...games.stochastic import Numbers
from ...games.structure import Standing
from ...solvers.grid import Assessment
from ...solvers.leader_turnover import value_columns
from .axes import Axes
from .chance import Chance
from .cotangent import nothing
from .part import Part, pull
from .parts import Parts
from .target import Targets


class Recursion:
    """Targets of a solved game with a horizon, and their derivatives.

    Args:
        assessment: the solution.
        numbers: the game's arrays (the assessment's own, but for what is exactly zero and may rise).
        targets: what to differentiate.

    Attributes:
        worth: targets by stage, at the states that play can reach, (states, v, H).
        cotangent: derivatives by every number, arrays (…, H); ``gain``, (B, H), by every gain; ``final``, (X, H), by
            every worth at the end.
    """

    def __init__(self, assessment: Assessment, numbers: Numbers, targets: Targets):
        self.assessment, self.numbers, self.targets = assessment, numbers, targets
        self.game = assessment.game
        self.structure = s = self.game.structure
        assert s.horizon is not None  # callers require one
        self.horizon: int = s.horizon
        self.axes = Axes(assessment.lattices, np.asarray(numbers.prior))
        self.columns = value_columns(self.game)
        count = len(targets)
        self.worth: list[np.ndarray] = []
        self.cotangent = nothing(numbers, count)
        self.gain, self.final = np.zeros((len(s.branches), count)), np.zeros((len(s.states), count))
        self._parts = Parts(assessment, self.axes, numbers, self.columns, targets)
        self._chances = {
            x: Chance(self.game, numbers, self.axes, self.columns, targets, x)
            for x in range(len(s.states))
            if s.standing[x] == Standing.CHANCE
        }
        self._row = [{x: k for k, x in enumerate(states)} for states in s.reachable]
        self._values = self._all_values()
        self._backward()
        self._forward()

    @property
    def value(self) -> np.ndarray:
        """Targets at the start, (H,)."""
        row = self._row[0][self.structure.initial]
        own = self._values[0][row, : len(self.structure.columns), self._start]
        return self.worth[0][row, self.axes.origin] + own @ self.targets.worth

    @property
    def _start(self) -> int:
        """Node of the prior."""
        return int(self.axes.play[self.axes.origin])

    def _rows(self, t: int, states: Iterable[int]) -> list[int]:
        """Where states stand among those that play can reach before move t."""
        return [self._row[t][x] for x in states]

    def _at(self, t: int, standing: Standing) -> list[int]:
        return [x for x in self.structure.reachable[t] if self.structure.standing[x] == standing]

    def _blocks(self, t: int) -> Iterator[Part]:
        """The decision states that play can reach before move t."""
        return self._parts.of(self._at(t, Standing.DECISION))

    def _all_values(self) -> list[np.ndarray]:
        """Values (states, C, n) before each move, at the states that play can reach.

        Where types may be redrawn there are more columns than a solution keeps, so all are worked out again.
        """
        s, kept = self.structure, self.assessment.values
        if len(self.columns) == len(s.columns):
            pairs = zip(kept, s.reachable, strict=True)
            return [v[list(states)].reshape(len(states), v.shape[1], -1) for v, states in pairs]
        found: list[np.ndarray] = []
        for t in reversed(range(self.horizon + 1)):
            states = s.reachable[t]
            here = np.zeros((len(states), len(self.columns), self.axes.count))
            stopped = [x for x in states if s.standing[x] == Standing.TERMINAL or t == self.horizon]
            worth = np.asarray(self.numbers.ending)[stopped][:, [c.worth for c in self.columns]]
            here[self._rows(t, stopped)] = worth[..., None]
            if t < self.horizon:
                for part in self._blocks(t):
                    here[self._rows(t, part.states)] = part.at(t, found[0][self._rows(t + 1, part.targets)]).value
            for x in self._at(t, Standing.CHANCE):
                chance = self._chances[x]
                here[self._row[t][x]] = chance.value(here[self._rows(t, chance.following)])
            found.insert(0, here)
        return found

    def _backward(self) -> None:
        """Targets at every stage, state and vertex."""
        self.worth = []
        for t in reversed(range(self.horizon + 1)):
            here = np.repeat(self.targets.final[list(self.structure.reachable[t])][:, None], self.axes.outer, axis=1)
            if t < self.horizon:
                for part in self._blocks(t):
                    ahead = self.worth[0][self._rows(t + 1, part.targets)]
                    here[self._rows(t, part.states)] = part.before(t, ahead)
            for x in self._at(t, Standing.CHANCE):
                chance = self._chances[x]
                here[self._row[t][x]] = chance.before(here[self._rows(t, chance.following)])
            self.worth.insert(0, here)

    def _forward(self) -> None:
        """Cotangents of every number; what targets are worth comes first."""
        s, groups, width = self.structure, self.targets.keeps.shape[1], len(self.targets)
        v, mass = self._none(0, groups, width)
        mass[self._row[0][s.initial], self.axes.origin] = 1.0
        v[: len(s.columns), self._row[0][s.initial], self._start] = self.targets.worth
        for t in range(self.horizon):
            self._through_chance(v, mass, t)
            v_ahead, mass_ahead = self._none(t + 1, groups, width)
            for part in self._blocks(t):
                here, there = self._rows(t, part.states), self._rows(t + 1, part.targets)
                worth, ahead = self._values[t + 1][there], self.worth[t + 1][there]
                found = pull(part.at(t, worth), self.cotangent, v[:, here], ahead, mass[here])
                v_ahead[:, there] += found.ahead
                mass_ahead[there] += found.mass
                self.gain[part.branches] += found.gain
            v, mass = v_ahead, mass_ahead
        self._through_chance(v, mass, self.horizon)

    def _none(self, t: int, groups: int, width: int) -> tuple[np.ndarray, np.ndarray]:
        """Cotangents of values (C, states, n, H) and mass (states, v, G) before move t, zero as yet."""
        states, columns = len(self.structure.reachable[t]), len(self.columns)
        return np.zeros((columns, states, self.axes.count, width)), np.zeros((states, self.axes.outer, groups))

    def _through_chance(self, v: np.ndarray, mass: np.ndarray, t: int) -> None:
        """Carry cotangents and mass through chance, and out to where play stops."""
        for x in self._at(t, Standing.CHANCE):
            chance, here = self._chances[x], self._row[t][x]
            there = self._rows(t, chance.following)
            values, targets = self._values[t][there], self.worth[t][there]
            bar, reached = chance.pull_values(self.cotangent, values, v[:, here]), chance.after(mass[here])
            gain = chance.pull(self.cotangent, chance.sums(targets, mass[here]))
            for k, y in enumerate(there):
                v[:, y] += bar[k]
                mass[y] += reached[k]
            self.gain[chance.branches] += gain
        stopped = self._at(t, Standing.TERMINAL)
        if t == self.horizon:
            stopped += self._at(t, Standing.DECISION)
        rows = self._rows(t, stopped)
        for c, column in enumerate(self.columns):
            self.cotangent.ending[stopped, column.worth] += v[c, rows].sum(1)
        self.final[stopped] += mass[rows].sum(1)[:, self.targets.group]
