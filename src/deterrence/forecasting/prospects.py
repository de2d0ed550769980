"""What is still to be expected from every state and public belief on, by a pass backward.

A push is linear in mass. So what a read-out (:mod:`.readouts`) will come to is, for mass at a state and a vertex of
belief, a number there, and it is found from those at the states and vertices that follow, along the same links by which
a push goes forward: the push's adjoint. One pass answers for play that begins anywhere, with any distribution of
beliefs, by one sum of products; a push answers for one beginning.

It goes by moves from the last, or on a clock by the terms of an expansion (:mod:`.expansion`) from the last: Clenshaw's
sum b_j = c_j g + 2 P b_{j+1} − b_{j+2}, to the push's Σ c_k T_k (in the case of Chebyshev polynomials). Mass that sets
out in the midst of the window meets what is to be expected in the days that are left by their divided difference,

    (T_k(z) − T_k(w)) / (z − w) = Σ_{j<k} (2 for j > 0, or else 1) T_j(z) U_{k−1−j}(w),

and b_j(w) = Σ_{k≥j} c_k U_{k−j}(w): what vector j of the push brings meets b_{j+1}, and no other pair meets.

References: the adjoint of a Markov chain's transition operator gives expectations of functions of its future (the
backward equation, Kolmogorov 1931, "Über die analytischen Methoden in der Wahrscheinlichkeitsrechnung", Mathematische
Annalen 104; recalled, not opened).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ..games.structure import Standing
from .expansion import GROWTH, Expansion, steadily
from .ground import Ground
from .links import Links
from .pulling import add_term_before, gain_along
from .readout_ways import ReadoutWays
from .rows import Rows
from .stage_play import Players

ORDER = (Standing.CLOCK, Standing.TERMINAL, Standing.CHANCE, Standing.DECISION)
"""In which states of different sorts lie in the array."""


@dataclass(frozen=True, eq=False)
class Prospects:
    """What is to be expected at one stage or tick: of what is later, and so many times of what comes at once.

    Attributes:
        ways: of the read-outs.
        rows: by state, the functions that may be anything but zero there, (V, R); where moves are counted, all of it.
        now: what comes at once, where mass counts one; everything by a stage where moves are counted.
        times: how often the one is to be added to the other.
    """

    ways: ReadoutWays
    rows: Rows
    now: Rows
    times: float = 0.0

    def at(self, state: int, key: object) -> np.ndarray:
        """A read-out's functions at a state, (V, G); for a state of chance, as mass comes to it."""
        some, functions = self.ways.within(state, key)
        found = np.zeros((self.rows.vertices, self.ways.readouts.of[key].table.shape[1]))
        if len(some):
            found[:, functions] = self.rows.at(state)[:, some] + self.times * self.now.at(state)[:, some]
        return found


class Backward:
    """Passes backward over a solved assessment.

    Args:
        players: of the solution.
        ways: of the read-outs.
        truth: {actor: its true type} on which all is conditional, of actors whose types are never redrawn.
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
            A move t = T..0, or a term k = K..0 of a window in days (zero is its beginning); what counts what happens
            then, one at a move and nothing as the window closes; and what is to be expected before the move, or of mass
            that comes to a state with that term.

        Raises:
            Unsteady: the terms grow, and the window is now to be expanded otherwise.
        """
        if days is None:
            yield from ((t, float(t < self.structure.stages), found) for t, found in self._by_move())
        else:
            window = self.ground.window(days)
            passed = zip(range(len(window), -1, -1), self._ticking(window), strict=True)
            yield from ((k, float(window.within[k]), found) for k, found in passed)

    def at_start(self, days: float | None = None) -> Prospects:
        """What is to be expected at the beginning of the window; ``days`` as for :meth:`over`."""
        ((_, _, found),) = steadily(lambda: deque(self.over(days), maxlen=1))
        return found

    def _by_move(self) -> Iterator[tuple[int, Prospects]]:
        horizon = self.structure.horizon
        assert horizon is not None  # a push without one is refused
        moving, by_chance = set(self._here(Standing.DECISION)), self._here(Standing.CHANCE)
        chance, rows = self._linked(0, by_chance), self._ends(Standing.TERMINAL, Standing.DECISION)
        for t in range(horizon, -1, -1):
            self._gain(chance, rows)
            self._at_once(chance, rows)
            yield t, Prospects(self.ways, rows, rows)
            if t:
                after, rows = rows, self._ends(Standing.TERMINAL)
                runs = self._linked(t - 1, [x for x in self.structure.reachable[t - 1] if x in moving])
                self._gain(runs, rows)
                self._pull(runs, rows, after)

    def _ticking(self, window: Expansion) -> Iterator[Prospects]:
        """From the last term of a window back to the first, then its beginning."""
        work = _Clockwork(self, window.rate)
        after, later = (np.zeros_like(work.ends) for _ in range(2))
        weights = window.within[1:]
        sizes = (float(np.abs(x).max(initial=0.0)) for x in (work.ends, work.passing))
        most = GROWTH * (1 + len(window)) * sum(n * size for n, size in zip((1.0, weights.sum()), sizes, strict=True))
        for k in range(len(window), -1, -1):
            if k < len(window):
                yield work.come(after, window.turn(k), float(weights[k]))
            largest = work.before(later, float(window.stands[k]), float(weights[k]), window.less)
            later, after = after, later
            self.ground.require_steady(largest, most)
        yield work.come(after, 1.0, 1.0)

    def _here(self, standing: Standing) -> list[int]:
        """States of a sort at which there is anything to expect."""
        return self._some[self._standing == standing].tolist()

    def _ends(self, *sorts: Standing) -> Rows:
        """What standing at a state of some sorts adds; nothing at others."""
        rows = Rows.zero(self._order, self.ways.wide, self.count, [])
        for x in (x for standing in sorts for x in self._here(standing)):
            rows.at(x)[:, self.ways.places[x]] = self.ways.readouts.ends[x, self.ways.functions[x]]
        return rows

    def _end(self, first: Sequence[int]) -> int:
        """Where the states that come first in the array end."""
        return int(self.count * self.ways.wide[list(first)].sum())

    def _linked(self, stage: int, states: Sequence[int]) -> list[Links]:
        """Links of some states in the order of a push, in runs that begin where types are redrawn."""
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
        for links in runs:
            links.pull(here, there)

    def _gain(self, runs: Sequence[Links], rows: Rows) -> None:
        """Add what comes by leaving."""
        ways = self.ways
        for links in runs:
            gain_along(
                links.state, links.way, links.ends, links.start, links.weight, rows.flat, rows.begin, ways.wide,
                ways.gain_ends, ways.gaining, ways.gain,
            )  # fmt: skip


class _Clockwork:
    """A tick of a game on a clock, taken backward.

    Vectors are of what is to be expected at clocks, then at endings, by vertex and function.

    Args:
        backward: whose.
        rate: ticks per day.

    Attributes:
        ends: what standing there adds.
        passing: what a tick adds at once.
    """

    def __init__(self, backward: Backward, rate: float):
        clock = backward.ground.game.clock
        assert clock is not None  # only games on a clock tick
        self._backward, ways, clocks = backward, backward.ways, backward._here(Standing.CLOCK)
        self._instant = backward._linked(0, [x for x in clock.instant if ways.wide[x]])
        self._leaving = backward._linked(0, clocks)
        self._waits = backward._end(clocks)
        stay = backward._end([*clocks, *backward._here(Standing.TERMINAL)])
        self._share = np.repeat(clock.rate[clocks] / rate, ways.wide[clocks] * backward.count)
        self.ends = backward._ends(Standing.CLOCK, Standing.TERMINAL).flat[:stay].copy()
        self._now, self._rows, self._after = (backward._ends() for _ in range(3))
        backward._gain(self._instant, self._now)
        backward._at_once(self._instant, self._now)
        backward._gain(self._leaving, self._after)
        backward._pull(self._leaving, self._after, self._now)
        self.passing = np.zeros_like(self.ends)
        self.passing[: self._waits] = self._share * self._after.flat[: self._waits]
        self._after.flat[:] = 0.0

    def come(self, vector: np.ndarray, times: float, counts: float) -> Prospects:
        """What is to be expected of mass that comes to a state: so many times what a vector says of where it then
        stands, and what comes at once, as much as that counts."""
        rows, stay = self._rows.flat, len(vector)
        np.multiply(vector, times, out=rows[:stay])
        rows[stay:] = 0.0
        self._backward._at_once(self._instant, self._rows)
        return Prospects(self._backward.ways, self._rows, self._now, counts)

    def before(self, later: np.ndarray, stands: float, counts: float, less: float) -> float:
        """Write in place of the vector after the one that has come what comes before that: what standing and passing
        add, so and so many times; the one that has come, a tick before; less so much of the vector after it. The
        largest number of it, whatever its sign."""
        self._after.flat[: self._waits] = 0.0
        self._backward._pull(self._leaving, self._after, self._rows)
        found: float = add_term_before(
            self._rows.flat, self._after.flat, self._share, self.ends, stands, self.passing, counts, less, later
        )
        return found
