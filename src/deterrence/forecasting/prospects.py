"""What is still to be expected from every state and public belief on, by a pass backward.

A push is linear in mass. So what a read-out (:mod:`.readouts`) will come to is, for mass at a state and a vertex of
belief, a number there, and it is found from those at the states and vertices that follow, along the same links by which
a push goes forward: the push's adjoint. One pass answers for play that begins anywhere, with any distribution of
beliefs, by one sum of products; a push answers for one beginning.

It goes by moves from the last, or on a clock by ticks (:mod:`.ticks`) from the last that is followed: what happens at
tick k counts as often as so many ticks come within the window, and so does what is read off at that tick.

References: the adjoint of a Markov chain's transition operator gives expectations of functions of its future (the
backward equation, Kolmogorov 1931, "Über die analytischen Methoden in der Wahrscheinlichkeitsrechnung", Mathematische
Annalen 104; recalled, not opened).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ..games.structure import Standing
from .ground import Ground
from .links import Links
from .pulling import gain_along, pull_along
from .readout_ways import ReadoutWays
from .rows import Rows
from .stage_play import Players
from .ticks import UNLIKELY, Ticks

ORDER = (Standing.CLOCK, Standing.TERMINAL, Standing.CHANCE, Standing.DECISION)
"""In which states of different sorts lie in the array."""


@dataclass(frozen=True, eq=False)
class Prospects:
    """What is to be expected at one stage or tick.

    Attributes:
        ways: of the read-outs.
        rows: by state, the functions that may be anything but zero there, (V, R).
    """

    ways: ReadoutWays
    rows: Rows

    def at(self, state: int, key: object) -> np.ndarray:
        """A read-out's functions at a state, (V, G); for a state of chance, as mass comes to it."""
        some, functions = self.ways.within(state, key)
        found = np.zeros((self.rows.vertices, self.ways.readouts.of[key].table.shape[1]))
        if len(some):
            found[:, functions] = self.rows.at(state)[:, some]
        return found

    def everything(self, state: int, vertex: int) -> np.ndarray:
        """All functions of all read-outs at a state and a vertex, (G,)."""
        found = np.zeros(self.ways.readouts.count)
        begin, wide = int(self.rows.begin[state]) + vertex * int(self.ways.wide[state]), int(self.ways.wide[state])
        found[self.ways.functions[state]] = self.rows.flat[begin : begin + wide]
        return found


class Backward:
    """Passes backward over a solved assessment.

    Args:
        players: of the solution.
        ways: of the read-outs.
        truth: {actor: its true type} on which all is conditional, of actors whose types are never drawn anew.
    """

    def __init__(self, players: Players, ways: ReadoutWays, truth: Mapping[int, int] | None = None):
        self.players, self.ways, self.truth = players, ways, truth or {}
        self.ground: Ground = players.ground
        self.structure, self.count = players.structure, players.ground.vertices.count
        self.ground.renewals.require_lasting(self.truth)
        self._chance = ways.chance(self.ground.probability)
        self._some = np.flatnonzero(ways.wide)
        self._standing = self.structure.standing[self._some]
        self._order = [x for standing in ORDER for x in self._here(standing)]

    def over(self, days: float | None = None) -> Iterator[tuple[int, float, Prospects]]:
        """From the end of the window to its beginning.

        Args:
            days: D, the window of a game on a clock; None for a game that counts moves.

        Yields:
            A move t = T..0 or a tick k = K..0; what counts what happens then, one at a move and nothing as the window
            closes; and what is to be expected before the move, or at the tick of mass that comes to a state.
        """
        if days is None:
            yield from ((t, float(t < self.structure.stages), found) for t, found in self._by_move())
        else:
            assert self.ground.game.clock is not None  # the push that goes before refuses days elsewhere
            ticks = Ticks.of(days, float(self.ground.game.clock.rate.max()))
            times = range(len(ticks), -1, -1)
            passed = self._ticking(ticks.rate, ticks.within[::-1], ticks.stands[::-1])
            yield from ((k, float(ticks.within[k]), found) for k, found in zip(times, passed, strict=True))

    def at_start(self, days: float | None = None) -> Prospects:
        """What is to be expected at the beginning of the window; ``days`` as for :meth:`over`."""
        *_, (_, _, found) = self.over(days)
        return found

    def by_ticks_left(self, rate: float, ticks: int) -> Iterator[Prospects]:
        """What is to be expected of one tick alone: of the one now, of the next, and so on for so many."""
        first = np.zeros(ticks + 1)
        first[0] = 1.0
        return self._ticking(rate, first, np.zeros(ticks + 1))

    def _by_move(self) -> Iterator[tuple[int, Prospects]]:
        horizon = self.structure.horizon
        assert horizon is not None  # a push without one is refused
        moving, by_chance = set(self._here(Standing.DECISION)), self._here(Standing.CHANCE)
        chance, rows = self._linked(0, by_chance), self._ends(Standing.TERMINAL, Standing.DECISION)
        for t in range(horizon, -1, -1):
            self._gain(chance, rows)
            self._at_once(chance, rows)
            yield t, Prospects(self.ways, rows)
            if t:
                after, rows = rows, self._ends(Standing.TERMINAL)
                runs = self._linked(t - 1, [x for x in self.structure.reachable[t - 1] if x in moving])
                self._gain(runs, rows)
                self._pull(runs, rows, after)

    def _ticking(self, rate: float, counting: np.ndarray, stands: np.ndarray) -> Iterator[Prospects]:
        """From the last tick back to the first; by tick, in that order, what gains count, and what standing there."""
        clock = self.ground.game.clock
        assert clock is not None  # only games on a clock tick
        clocks = self._here(Standing.CLOCK)
        instant = self._linked(0, [x for x in clock.instant if self.ways.wide[x]])
        leaving = self._linked(0, clocks)
        ends, rows, before, gained = (self._ends(Standing.CLOCK, Standing.TERMINAL) for _ in range(4))
        waits, stay = self._end(clocks), self._end([*clocks, *self._here(Standing.TERMINAL)])
        share = np.repeat(clock.rate[clocks] / rate, self.ways.wide[clocks] * self.count)
        rows.flat[:stay] *= stands[0]
        gained.flat[:] = 0.0  # at every tick it is the same
        for runs in (leaving, instant):
            self._gain(runs, gained)
        for n, count in enumerate(counting.tolist()):
            if n:
                np.multiply(gained.flat[:waits], counting[n - 1], out=before.flat[:waits])
                self._pull(leaving, before, rows)
                before.flat[:waits] -= rows.flat[:waits]
                before.flat[:waits] *= share
                rows.flat[:waits] += before.flat[:waits]
                if stands[n] > UNLIKELY:
                    rows.flat[:stay] += stands[n] * ends.flat[:stay]
            np.multiply(gained.flat[stay:], count, out=rows.flat[stay:])
            self._at_once(instant, rows)
            yield Prospects(self.ways, rows)

    def _here(self, standing: Standing) -> list[int]:
        """States of a sort at which there is anything to expect."""
        return self._some[self._standing == standing].tolist()

    def _ends(self, *sorts: Standing) -> Rows:
        """What standing at a state of some sorts adds; nothing at others."""
        rows = Rows.zero(self._order, self.ways.wide, self.count, [])
        for x in (x for standing in sorts for x in self._here(standing)):
            rows.at(x)[:] = self.ways.readouts.ends[x, self.ways.functions[x]]
        return rows

    def _end(self, first: Sequence[int]) -> int:
        """Where the states that come first in the array end."""
        return int(self.count * self.ways.wide[list(first)].sum())

    def _linked(self, stage: int, states: Sequence[int]) -> list[Links]:
        """Links of some states in the order of a push, in runs that begin where types are drawn anew."""
        begins = [n for n, x in enumerate(states) if n == 0 or self.ground.renewals.shares(x)]
        runs = [states[a:b] for a, b in pairwise([*begins, len(states)])]
        moving = [x for x in states if self.structure.movers[x]]
        every = [np.arange(self.count)] * len(moving)
        play = self.players.at(stage, moving, every, self.truth, self.ways.columns)
        return [Links.of(self.ways, run, play, self._chance) for run in runs]

    def _at_once(self, runs: Sequence[Links], rows: Rows) -> None:
        """Add what comes by the states that follow, where these may be among some states themselves."""
        for links in reversed(runs):
            self._pull([links], rows, rows)
            first = int(links.placed[0][0])
            if self.ground.renewals.shares(first):
                here = rows.at(first)
                drawn = self.ground.renewals.before(first, here.reshape(*self.ground.sizes, -1))
                here[:] = drawn.reshape(here.shape)

    def _pull(self, runs: Sequence[Links], here: Rows, there: Rows) -> None:
        """Add what comes by the states that follow."""
        ways = self.ways
        for links in runs:
            pull_along(
                links.state, links.way, links.ends, links.start, links.end, links.weight, here.flat, here.begin,
                there.flat, there.begin, ways.wide, ways.to, ways.term_ends, ways.target, ways.source, ways.length,
            )  # fmt: skip

    def _gain(self, runs: Sequence[Links], rows: Rows) -> None:
        """Add what comes by leaving."""
        ways = self.ways
        for links in runs:
            gain_along(
                links.state, links.way, links.ends, links.start, links.weight, rows.flat, rows.begin, ways.wide,
                ways.gain_ends, ways.gaining, ways.gain,
            )  # fmt: skip
