"""Derivatives of a game on a clock: its stationary equilibrium, and its push through a window in days.

What targets owe to play within the window is the same at every tick but for mass and for the targets ahead, so that it
is worked out once, from their products added up over the ticks (:mod:`.window`). Strategies depend on values that
depend on themselves, V = F(V, p): by the implicit function theorem a cotangent v̄ of V becomes w = v̄ + (∂F/∂V)ᵀ w,
which is solved for (:mod:`.circuit`); then all is carried to the game's numbers, once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from ...errors import NotConverged
from ...forecasting.expansion import Expansion, steadily
from ...games.stochastic import Numbers, StochasticGame
from ...games.structure import Standing
from ...solvers.blocks import blocks
from ...solvers.grid import Assessment
from ...solvers.leader_turnover import value_columns
from .axes import Axes
from .chance import Chance
from .circuit import Circuit, Piece
from .cotangent import nothing
from .links import Links
from .owed import Sums
from .part import Met, Part
from .parts import Parts
from .target import Targets
from .waiting import Waiting
from .window import Ground, Window, quadrature, through_window

ROUNDS = 20_000
LEFT = 1e-12  # how far values still move, as a share of the largest


class Laid:
    """A solved game on a clock, laid out: what a tick and what takes no time do to mass, and values everywhere.

    Args:
        assessment: the solution.
        numbers: the game's arrays (the assessment's own, but for what is exactly zero and may rise).
        targets: whose rules say what is kept on each branch.
    """

    def __init__(self, assessment: Assessment, numbers: Numbers, targets: Targets):
        s = assessment.game.structure
        game = StochasticGame(s, numbers)
        assert game.clock is not None  # callers ask for games on a clock
        self.structure, self.targets, self.numbers = s, targets, numbers
        self.axes = Axes(assessment.lattices, np.asarray(numbers.prior))
        self.columns = value_columns(assessment.game)
        self.fastest = float(game.clock.rate.max())
        self.waits = {x: Waiting(game, self.columns, targets, x) for x in s.clocks}
        self.chances = {
            x: Chance(assessment.game, numbers, self.axes, self.columns, targets, x)
            for x in np.flatnonzero(s.standing == Standing.CHANCE).tolist()
        }
        self._stops, self._places = _stops(self.chances, len(s.states))
        parts = Parts(assessment, self.axes, numbers, self.columns, targets)
        self.levels = [
            _Level(
                [x for x in level if x in self.chances],
                list(parts.of([x for x in level if x not in self.chances])),
            )
            for level in _levels(s.standing, s.branch_state, s.branch_next, game.clock.instant)
        ]
        self.values = self._values(assessment)
        self.met: dict[Part, Met] = {
            part: part.at(0, self.values[part.targets]) for level in self.levels for part in level.parts
        }

    @property
    def origin(self) -> int:
        """The place where play begins."""
        return self.structure.initial * self.axes.outer + self.axes.origin

    @property
    def places(self) -> int:
        """How many there are: vertices of belief at states, and at what stands for states of chance."""
        return self._places * self.axes.outer

    def waiting(self) -> np.ndarray:
        """(places,), is it one where mass stands from tick to tick?"""
        waits = np.zeros((self._places, self.axes.outer), bool)
        waits[np.flatnonzero(self.structure.standing == Standing.TERMINAL)] = True
        waits[list(self.waits)] = True
        return waits.ravel()

    def leaving(self, ticks: float) -> list[Links]:
        """Links of a tick, of so many a day: of every ending; then of every clock, what stays and what goes on."""
        s, outer, groups = self.structure, self.axes.outer, self.targets.keeps.shape[1]
        found = []
        for x in np.flatnonzero(s.standing == Standing.TERMINAL).tolist():
            every, kept = x * outer + np.arange(outer), np.ones((1, groups))
            found.append(Links.each(every, every, np.ones(outer), kept, np.zeros(outer, int)))
        for wait in self.waits.values():
            found += wait.links(outer, ticks)
        return found

    def instant(self) -> list[list[Links]]:
        """Links of what takes no time, level by level in the order in which mass passes them."""
        found = []
        for level in self.levels:
            found.append([self.met[p].push.links(np.array(p.states), p.targets) for p in level.parts])
            for x in level.chances:
                found[-1] += self.chances[x].links(self._stops[x])
        return found

    def _values(self, assessment: Assessment) -> np.ndarray:
        """Values (X, C, n). Where types may be redrawn there are more columns than a solution keeps, and they are
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


class Endless(Laid):
    """Targets of a solved game on a clock within a window, and their derivatives.

    Args:
        assessment, numbers: as for :class:`Laid`.
        targets: what to differentiate.
        days: D, the window.

    Attributes:
        value: (H,), targets at the start.
        cotangent: derivatives by every number, arrays (…, H); ``gain``, (B, H), by every gain; ``final``, (X, H), by
            every worth at the end.
    """

    def __init__(self, assessment: Assessment, numbers: Numbers, targets: Targets, days: float):
        super().__init__(assessment, numbers, targets)
        s, count = self.structure, len(targets)
        self.days, self.shape = days, 0
        self.cotangent = nothing(numbers, count)
        self.gain, self.final = np.zeros((len(s.branches), count)), np.zeros((len(s.states), count))
        origin = int(self.axes.play[self.axes.origin])
        begun = np.zeros((len(s.states), len(self.columns), self.axes.count, count))
        begun[s.initial, : len(s.columns), origin] = targets.worth
        own = self.values[s.initial, : len(s.columns), origin] @ targets.worth
        self.value = own + self._through_window(begun)
        self._round_the_clock(begun)

    def _through_window(self, begun: np.ndarray) -> np.ndarray:
        """Targets (H,) at the start, but for what the game is worth.

        Args:
            begun: cotangents of values (X, C, n, H), which what play within the window owes to them is added to.
        """
        ticks, found = steadily(self._window)
        s = self.structure
        by_state = (self._places, self.axes.outer, self.targets.keeps.shape[1])
        standing = found.standing.reshape(by_state).sum(1)[: len(s.states), self.targets.group]
        self.final += standing
        stopped = int((s.standing == Standing.TERMINAL).sum())
        ways, mass = iter(found.leaving[stopped:]), found.mass.reshape(by_state)
        for x, wait in self.waits.items():
            self.gain[wait.branches] += wait.pull(self.cotangent, [next(ways), next(ways)], mass[x], ticks)
        products = iter(found.instant)
        for level in self.levels:
            for part in level.parts:
                owed = self.met[part].push.pull(Sums(next(products), mass[list(part.states)]))
                self.gain[part.branches] += owed.gain
                none = np.zeros((len(self.columns), len(part.states), *begun.shape[2:]))
                ahead = self.met[part].resolve(self.cotangent, none, owed)
                begun[part.targets] += np.swapaxes(ahead, 0, 1)
            for x in level.chances:
                chance, stops = self.chances[x], self._stops[x]
                sums = chance.summed([next(products) for _ in stops], mass[stops[-1]])
                self.gain[chance.branches] += chance.pull(self.cotangent, sums)
        return found.value

    def _window(self) -> tuple[float, Window]:
        """Ticks per day, and what the window comes to by them.

        Raises:
            Unsteady: vectors of the expansion of that shape grow; next time it is another.
        """
        window = Expansion.of(self.days, self.fastest, shape=self.shape)
        self.shape += 1
        s, outer = self.structure, self.axes.outer
        gained = np.zeros((self._places, outer, len(self.targets)))
        final = np.zeros_like(gained)
        final[: len(s.states)] = self.targets.final[:, None]
        for x, wait in self.waits.items():
            gained[x] = wait.gained(window.rate)
        for level in self.levels:
            for part in level.parts:
                gained[list(part.states)] = self.met[part].push.gained
            for x in level.chances:
                gained[self._stops[x][-1]] = self.chances[x].gained
        ground = Ground(
            self.leaving(window.rate),
            [links for level in self.instant() for links in level],
            gained.reshape(-1, gained.shape[-1]),
            final.reshape(-1, gained.shape[-1]),
            self.waiting(),
            self.origin,
        )
        return window.rate, through_window(ground, self.targets.group, window, self.fastest)

    def _round_the_clock(self, begun: np.ndarray) -> None:
        """Carry cotangents of values (X, C, n, H) to the game's numbers."""
        count, width = len(self.structure.states), len(self.targets)
        levels: list[list[Piece]] = []
        for level in self.levels:
            levels.append([(part.states, part.targets.tolist(), self.met[part].slopes()) for part in level.parts])
            levels[-1] += [([x], self.chances[x].following, self.chances[x].slopes()) for x in level.chances]
        leaving: list[Piece] = [([x], wait.following, wait.slopes(self.axes.count)) for x, wait in self.waits.items()]
        lasting = np.flatnonzero(self.structure.standing != Standing.TERMINAL).tolist()
        order = blocks(self.structure, lasting)
        circuit = Circuit(count, len(self.columns) * self.axes.count, list(self.waits), leaving, levels, order)
        bars = circuit.round(begun.reshape(-1, width)).reshape(begun.shape)
        for x, wait in self.waits.items():
            wait.pull_values(self.cotangent, self.values[wait.following], bars[x])
        for level in self.levels:
            for part in level.parts:
                here = np.swapaxes(bars[list(part.states)], 0, 1)
                self.met[part].resolve(self.cotangent, here, self.met[part].push.nothing(width))
            for x in level.chances:
                chance = self.chances[x]
                chance.pull_values(self.cotangent, self.values[chance.following], bars[x])
        stopped = np.flatnonzero(self.structure.standing == Standing.TERMINAL)
        for c, column in enumerate(self.columns):
            self.cotangent.ending[stopped, column.worth] += bars[stopped, c].sum(1)


def held_on_clock(game: StochasticGame, days: float) -> int:
    """About how many numbers are held at once for each target and vertex of a game on a clock."""
    s = game.structure
    assert game.clock is not None  # callers ask for games on a clock
    standing = len(s.clocks) + int((s.standing == Standing.TERMINAL).sum())
    times = len(quadrature(days * float(game.clock.rate.max()))[0]) + 1
    links = sum(2 ** max(len(s.movers[x]), 1) * len(s.outcomes_at[x]) for x in range(len(s.states)))
    return 2 * times * standing + 4 * links


class _Level:
    """States that take no time, none of which leads to another: chance, and decisions in parts."""

    def __init__(self, chances: Sequence[int], parts: Sequence[Part]):
        self.chances, self.parts = chances, parts


def _stops(chances: Mapping[int, Chance], states: int) -> tuple[dict[int, list[int]], int]:
    """By chance state, what stands for it before every change of types and after the last: itself, and then places
    beyond all states. And how many there are, states included."""
    found = {}
    for x, chance in chances.items():
        found[x] = [x, *range(states, states + len(chance.masses))]
        states += len(chance.masses)
    return found, states


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
