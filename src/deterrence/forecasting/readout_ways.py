"""Where read-outs come from: of what is to be expected at every state, which part comes by which way.

None of it depends on numbers or on the stage, so that it is worked out once for some read-outs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from .automata import DROPPED
from .lanes import packed, room
from .readouts import Readouts
from .transport import CERTAIN, UNSEEN
from .turns import Turning, Turns


@dataclass(frozen=True, eq=False)
class ReadoutWays:
    """Ways of leaving every state, as of :class:`.transport.Plan`, as far as read-outs have anything by them.

    Attributes:
        readouts: whose they are.
        functions: by state, those that may be anything but zero there, in order; (n,).
        places: by state, which rows these are, (n,); of whole packs (:mod:`.lanes`), some of which stay empty.
        wide: (X,), rows at a state.
        columns: (X,), of play: one for each joint move.
        way_ends, to, sight_ends, seen, column_ends, column, branch, slot: as of a plan.
        turn, turns: (W,) and maps, what of the rows there is in which rows here.
        gain_ends, gaining, gain: (W + 1,) and flat: a function here has so much more for the way itself.
    """

    readouts: Readouts
    functions: tuple[np.ndarray, ...]
    places: tuple[np.ndarray, ...]
    wide: np.ndarray
    columns: np.ndarray
    way_ends: np.ndarray
    to: np.ndarray
    turn: np.ndarray
    turns: Turns
    sight_ends: np.ndarray
    seen: np.ndarray
    column_ends: np.ndarray
    column: np.ndarray
    branch: np.ndarray
    slot: np.ndarray
    gain_ends: np.ndarray
    gaining: np.ndarray
    gain: np.ndarray

    @classmethod
    def of(cls, readouts: Readouts) -> ReadoutWays:
        """Of some read-outs."""
        building = _Building(readouts)
        for x in range(len(readouts.structure.states)):
            building.leave(x)
        return building.finished()

    def within(self, state: int, key: object) -> tuple[np.ndarray, np.ndarray]:
        """Of the functions at a state, which are a read-out's: their rows here, and their positions in the read-out."""
        block, functions = self.readouts.block(key), self.functions[state]
        some = np.flatnonzero((functions >= block.start) & (functions < block.stop))
        return self.places[state][some], functions[some] - block.start

    def chance(self, probability: np.ndarray) -> np.ndarray:
        """By place in ``column``, its factor, from the probabilities of all branches (B,)."""
        return np.bincount(self.slot, probability[self.branch], len(self.column))


@dataclass
class _Building:
    """Ways in the making; see :class:`ReadoutWays`."""

    readouts: Readouts
    way_ends: list[int] = field(default_factory=lambda: [0])
    to: list[int] = field(default_factory=list)
    turn: list[int] = field(default_factory=list)
    turning: Turning = field(default_factory=Turning)
    sight_ends: list[int] = field(default_factory=lambda: [0])
    seen: list[int] = field(default_factory=list)
    column_ends: list[int] = field(default_factory=lambda: [0])
    column: list[int] = field(default_factory=list)
    branch: list[int] = field(default_factory=list)
    slot: list[int] = field(default_factory=list)
    gain_ends: list[int] = field(default_factory=lambda: [0])
    gaining: list[int] = field(default_factory=list)
    gain: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        r = self.readouts
        s = r.structure
        self.functions = tuple(np.flatnonzero(row) for row in r.open)
        self.places = packed(r.open.T)
        self.wide = [room(places) for places in self.places]
        self.place = np.full(r.open.shape, -1)
        for x, (some, places) in enumerate(zip(self.functions, self.places, strict=True)):
            self.place[x, some] = places
        goes_on = (r.table != DROPPED) & r.leads & r.open[s.branch_next[:, None], r.table]
        self.follows = np.where(goes_on, r.table, DROPPED)
        self.gains = np.where(r.leads, r.gain, 0.0)
        self.played = np.array([g not in r.imposed for g in range(r.count)], bool)
        alike: dict[tuple[frozenset[int], bool], list[int]] = {}
        for g, imposition in r.imposed.items():
            alike.setdefault((frozenset(map(int, imposition.branches)), imposition.teaches), []).append(g)
        self.together = {key: np.array(some) for key, some in alike.items()}  # one way serves all of a move's

    def leave(self, x: int) -> None:
        """Add a state's ways: of what is played there, and of every move that is imposed."""
        branches = self.readouts.structure.branches_at[x]
        self._ways(x, branches, np.flatnonzero(self.played & self.readouts.open[x]), imposed=False, teaches=True)
        for (branched, teaches), functions in self.together.items():
            if len(some := functions[self.readouts.open[x, functions]]):
                made = [b for b in branches if b in branched]
                self._ways(x, made, some, imposed=True, teaches=teaches)
        self.way_ends.append(len(self.to))

    def _ways(self, x: int, branches: Iterable[int], some: np.ndarray, *, imposed: bool, teaches: bool) -> None:
        """Add ways for some functions, branches alike in one."""
        s = self.readouts.structure
        found: dict[tuple[int, bytes, bytes], dict[int, list[int]]] = {}
        for b in branches:
            after, gain = self.follows[b, some], self.gains[b, some]
            if (after != DROPPED).any() or gain.any():
                o = int(s.branch_outcome[b])
                seen = s.outcomes_at[x].index(o) if teaches and s.movers[x] else UNSEEN
                way = found.setdefault((int(s.branch_next[b]), after.tobytes(), gain.tobytes()), {})
                way.setdefault(seen, []).append(b)
        for (y, *_), sights in found.items():
            for seen, alike in sights.items():
                self.seen.append(seen)
                slots: dict[int, int] = {}
                for b in alike:
                    column = CERTAIN if imposed else s.joints_at[x].index(int(s.branch_joint[b]))
                    if column not in slots:
                        slots[column] = len(self.column)
                        self.column.append(column)
                    self.branch.append(b)
                    self.slot.append(slots[column])
                self.column_ends.append(len(self.column))
            self.to.append(y)
            self.sight_ends.append(len(self.seen))
            first = next(iter(sights.values()))[0]
            self._parts(x, y, some, self.follows[first, some], self.gains[first, some])

    def _parts(self, x: int, y: int, some: np.ndarray, after: np.ndarray, gain: np.ndarray) -> None:
        """Add what functions here have by a way."""
        on, more = after != DROPPED, gain != 0.0
        moved = np.zeros((self.wide[x], self.wide[y]))
        moved[self.place[x, some[on]], self.place[y, after[on]]] = 1.0
        self.turn.append(self.turning.number(moved))
        self.gaining += self.place[x, some[more]].tolist()
        self.gain += gain[more].tolist()
        self.gain_ends.append(len(self.gaining))

    def finished(self) -> ReadoutWays:
        """The ways."""

        def whole(some: list[int]) -> np.ndarray:
            return np.array(some, np.int64)

        s = self.readouts.structure
        return ReadoutWays(
            self.readouts,
            self.functions,
            tuple(self.places),
            whole(self.wide),
            whole([len(at) for at in s.joints_at]),
            whole(self.way_ends),
            whole(self.to),
            whole(self.turn),
            self.turning.finished(),
            whole(self.sight_ends),
            whole(self.seen),
            whole(self.column_ends),
            whole(self.column),
            whole(self.branch),
            whole(self.slot),
            whole(self.gain_ends),
            whole(self.gaining),
            np.array(self.gain, float),
        )
