"""Derivatives of a game on a clock: its stationary equilibrium, and its push by ticks through a window in days.

Mass and targets go tick by tick, as in :mod:`deterrence.forecasting.ticks`; what they owe to play is added up over the
ticks, since the strategies are the same at all of them. Those hang on values that hang on themselves, V = F(V, p): by
the implicit function theorem a cotangent v̄ of V becomes w = v̄ + (∂F/∂V)ᵀ w, which is solved for by GMRES, all targets
at once; ∂F/∂V is never written out, only carried round the clock once for each step.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from functools import cached_property

import numpy as np

from ...errors import NotConverged
from ...forecasting.ticks import Ticks
from ...games.stochastic import Numbers, StochasticGame
from ...games.structure import Standing
from ...solvers.grid import Assessment
from ...solvers.krylov import gmres
from ...solvers.leader_turnover import value_columns
from .axes import Axes
from .chance import Chance
from .cotangent import nothing
from .part import Met, Part
from .parts import Parts
from .push import Pulled
from .target import Targets
from .waiting import Waiting

ROUNDS = 20_000
LEFT = 1e-12  # residual, as a share of the right-hand side; of values, how far they still move
KEPT, RESTARTS = 60, 40  # of GMRES


class Endless:
    """Targets of a solved game on a clock within a window, and their derivatives.

    Args:
        assessment: the solution.
        numbers: the game's arrays (the assessment's own, but for what is exactly zero and may rise).
        targets: what to differentiate.
        days: D, the window.

    Attributes:
        value: (H,), targets at the start.
        cotangent: derivatives by every number, arrays (…, H); ``gain``, (B, H), by every gain; ``final``, (X, H), by
            every worth at the end.
    """

    def __init__(self, assessment: Assessment, numbers: Numbers, targets: Targets, days: float):
        s = assessment.game.structure
        game = StochasticGame(s, numbers)
        assert game.clock is not None  # callers ask for games on a clock
        self.structure, self.targets, self.numbers = s, targets, numbers
        self.axes = Axes(assessment.lattices, np.asarray(numbers.prior))
        self.columns = value_columns(assessment.game)
        self.ticks = Ticks.of(days, float(game.clock.rate.max()))
        self.waits = {x: Waiting(game, self.columns, targets, x, self.ticks.rate) for x in s.clocks}
        self.chances = {
            x: Chance(assessment.game, numbers, self.axes, self.columns, targets, x)
            for x in np.flatnonzero(s.standing == Standing.CHANCE).tolist()
        }
        parts = Parts(assessment, self.axes, numbers, self.columns, targets)
        self.levels = [_Level([x for x in level if x in self.chances], list(parts.of(
            [x for x in level if x not in self.chances]
        ))) for level in _levels(s.standing, s.branch_state, s.branch_next, game.clock.instant)]  # fmt: skip
        count = len(targets)
        self.cotangent = nothing(numbers, count)
        self.gain, self.final = np.zeros((len(s.branches), count)), np.zeros((len(s.states), count))
        self.values = self._values(assessment)
        self.met: dict[Part, Met] = {
            part: part.at(0, self.values[part.targets]) for level in self.levels for part in level.parts
        }
        worth = self._worth()
        origin = int(self.axes.play[self.axes.origin])
        own = self.values[s.initial, : len(s.columns), origin]
        self.value = worth[0][s.initial, self.axes.origin] + own @ targets.worth
        begun = np.zeros((len(s.states), len(self.columns), self.axes.count, count))
        begun[s.initial, : len(s.columns), origin] = targets.worth
        self._round_the_clock(begun + self._through_window(worth))

    def _values(self, assessment: Assessment) -> np.ndarray:
        """Values (X, C, n). Where types may be drawn anew there are more columns than a solution keeps, and they are
        worked out again."""
        s, kept = self.structure, assessment.values[0]
        here = np.zeros((len(s.states), len(self.columns), self.axes.count))
        if len(self.columns) == len(s.columns):
            here[:] = kept.reshape(here.shape)
            return here
        stopped = s.standing == Standing.TERMINAL
        here[stopped] = np.asarray(self.numbers.ending)[stopped][:, [c.worth for c in self.columns], None]
        for _ in range(ROUNDS):
            before = here.copy()
            for x, wait in self.waits.items():
                here[x] = wait.value(before[wait.following])
            for level in reversed(self.levels):
                for part in level.parts:
                    here[list(part.states)] = part.at(0, here[part.targets]).value
                for x in level.chances:
                    here[x] = self.chances[x].value(here[self.chances[x].following])
            if np.abs(here - before).max() <= LEFT * max(np.abs(here).max(), 1.0):
                return here
        raise NotConverged(f"values of leaders that change still move after {ROUNDS} rounds")

    def _worth(self) -> list[np.ndarray]:
        """Targets (X, v, H) at every state once each tick has come, those of the ticks before it left out."""
        ticks, stopped = self.ticks, np.flatnonzero(self.structure.standing == Standing.TERMINAL)
        found: list[np.ndarray] = []
        for k in reversed(range(len(ticks.stands))):
            here = np.repeat(ticks.stands[k] * self.targets.final[:, None], self.axes.outer, axis=1)
            within = ticks.within[k]
            if found:
                after = found[0]
                here[stopped] += after[stopped]
                for x, wait in self.waits.items():
                    here[x] += wait.before(after[x], after[wait.following], ticks.within[k + 1])
            for level in reversed(self.levels):
                # What is gained at the tick counts as the tick does: in units of that, all is as without ticks.
                for part in level.parts:
                    here[list(part.states)] = within * self.met[part].before(here[part.targets] / within)
                for x in level.chances:
                    chance = self.chances[x]
                    here[x] = within * chance.before(here[chance.following] / within)
            found.insert(0, here)
        return found

    def _through_window(self, worth: Sequence[np.ndarray]) -> np.ndarray:
        """Cotangents of values (X, C, n, H) that play within the window owes to, by what it hangs on them."""
        s = self.structure
        mass = np.zeros((len(s.states), self.axes.outer, self.targets.keeps.shape[1]))
        mass[s.initial, self.axes.origin] = 1.0
        owed: dict[Part, Pulled] = {}
        still = np.zeros((len(self.columns), self.axes.count, len(self.targets)))
        for k, (stands, within, there) in enumerate(zip(self.ticks.stands, self.ticks.within, worth, strict=True)):
            if k:
                mass = self._tick(mass, there, within)
            for level in self.levels:
                for part in level.parts:
                    found = self.met[part].owed(there[part.targets] / within, within * mass[list(part.states)])
                    mass[part.targets] += found.mass / within
                    self.gain[part.branches] += found.gain
                    owed[part] = owed[part].plus(found) if part in owed else found
                    mass[list(part.states)] = 0.0
                for x in level.chances:
                    chance = self.chances[x]
                    ahead, values = there[chance.following] / within, self.values[chance.following]
                    _, reached, gain = chance.pull(self.cotangent, values, still, ahead, within * mass[x])
                    np.add.at(mass, chance.following, reached / within)
                    self.gain[chance.branches] += gain
                    mass[x] = 0.0
            self.final += stands * mass.sum(1)[:, self.targets.group]
        bars = np.zeros((*self.values.shape, len(self.targets)))
        for part, sums in owed.items():
            none = np.zeros((len(self.columns), len(part.states), *bars.shape[2:]))
            ahead = self.met[part].resolve(self.cotangent, none, sums)
            bars[part.targets] += np.swapaxes(ahead, 0, 1)
        return bars

    def _tick(self, mass: np.ndarray, there: np.ndarray, within: float) -> np.ndarray:
        """Mass after a tick, before moves and chance that take no time."""
        after = np.where(self.structure.standing[:, None, None] == Standing.CLOCK, 0.0, mass)
        for x, wait in self.waits.items():
            stays, leaves, gain = wait.pull_mass(self.cotangent, there[x], there[wait.following], mass[x], within)
            after[x] += stays
            self.gain[wait.branches] += gain
            np.add.at(after, wait.following, leaves)
        return after

    def _round_the_clock(self, begun: np.ndarray) -> None:
        """Carry cotangents of values (X, C, n, H) to the game's numbers.

        Going round the clock again and again need not converge, for the equilibrium need not be one that sweeps would
        find; so what is left at clocks once all has gone round is solved for.
        """
        clocks, scratch = list(self.waits), nothing(self.numbers, len(self.targets))
        start = self._settled(begun.copy(), scratch)[clocks]
        size = np.abs(start).max((0, 1, 2))
        size[size == 0] = 1.0

        def once(flat: np.ndarray) -> np.ndarray:
            here = flat.reshape(start.shape)
            return (here - self._settled(self._waited(here, scratch), scratch)[clocks]).ravel()

        whole, settled = gmres(once, (start / size).ravel(), left=LEFT, kept=KEPT, rounds=RESTARTS)
        if not settled:
            raise NotConverged("derivatives through the values of a game on a clock did not settle: try a coarser grid")
        bars = begun + self._waited(whole.reshape(start.shape) * size, self.cotangent)
        bars = self._settled(bars, self.cotangent)
        stopped = np.flatnonzero(self.structure.standing == Standing.TERMINAL)
        for c, column in enumerate(self.columns):
            self.cotangent.ending[stopped, column.worth] += bars[stopped, c].sum(1)

    def _waited(self, bars: np.ndarray, into: Numbers) -> np.ndarray:
        """Cotangents of values that those at clocks, (clocks, C, n, H), leave for the states that events lead to."""
        out = np.zeros((len(self.structure.states), *bars.shape[1:]))
        for (_, wait), here in zip(self.waits.items(), bars, strict=True):
            np.add.at(out, wait.following, wait.pull_values(into, self.values[wait.following], here))
        return out

    def _settled(self, bars: np.ndarray, into: Numbers) -> np.ndarray:
        """Cotangents of values carried through states that take no time."""
        none = np.zeros((self.axes.outer, self.targets.keeps.shape[1]))
        for level in self.levels:
            for part in level.parts:
                here = np.swapaxes(bars[list(part.states)], 0, 1)
                ahead = self.met[part].resolve(into, here, deepcopy(self._nothing[part]))
                bars[part.targets] += np.swapaxes(ahead, 0, 1)
            for x in level.chances:
                chance = self.chances[x]
                targets = np.zeros((len(chance.branches), self.axes.outer, len(self.targets)))
                ahead, _, _ = chance.pull(into, self.values[chance.following], bars[x], targets, none)
                np.add.at(bars, chance.following, ahead)
        return bars

    @cached_property
    def _nothing(self) -> dict[Part, Pulled]:
        """What is owed where there is no mass."""
        outer, groups, width = self.axes.outer, self.targets.keeps.shape[1], len(self.targets)
        return {
            part: met.owed(np.zeros((len(part.targets), outer, width)), np.zeros((len(part.states), outer, groups)))
            for part, met in self.met.items()
        }


class _Level:
    """States that take no time, none of which leads to another: chance, and decisions in parts."""

    def __init__(self, chances: Sequence[int], parts: Sequence[Part]):
        self.chances, self.parts = chances, parts


def _levels(
    standing: np.ndarray, source: np.ndarray, target: np.ndarray, instant: Sequence[int]
) -> Iterator[list[int]]:
    """States that take no time, by how many others play may pass before it comes there."""
    depth = dict.fromkeys(instant, 0)
    for x in instant:
        for y in target[source == x].tolist():
            if y in depth:
                depth[y] = max(depth[y], depth[x] + 1)
    for level in range(max(depth.values(), default=-1) + 1):
        yield [x for x in instant if depth[x] == level]
