"""Where what leaves every state goes: from rows of mass there to rows of mass at the states that follow.

None of it depends on numbers or on the stage, so that it is worked out once for a stack.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from .automata import PUSH, Stack
from .layout import Layout
from .spans import before
from .turns import Turning, Turns

CERTAIN = -1
"""In place of a column of play."""
UNSEEN = -1
"""In place of an outcome: beliefs stay as they are."""


@dataclass(frozen=True, eq=False)
class Plan:
    """Every way of leaving every state. X states, W ways, those of a state one after another.

    A way is to where, and what becomes of the rows. What is seen on it may differ: it has S sights in all.

    Attributes:
        layout: of the rows.
        wide: (X,), rows at a state.
        columns: (X,), of its play: one for each joint move, then one for each sort of mass of automata's own.
        following: by state, those that follow, those that chance then leads to included.
        way_ends: (X + 1,), where a state's ways begin and end.
        to, turn: (W,), the state that follows, and which of the turns the rows take.
        turns: maps from the rows of a state to those of one that follows.
        sight_ends, seen: (W + 1,) and (S,), positions of the outcomes seen on each way; ``UNSEEN`` for none.
        column_ends, column: (S + 1,) and flat: the columns of the play here that add up to a sight's likelihood;
            ``CERTAIN`` where it does not depend on play.
        branch, slot: (N,), branches, and the places in ``column`` to which their probabilities belong.
        watched: by state (X + 1,) and flat, what tags by which beliefs are asked for are of rows, see
            :func:`.spreading.add_up`.
        own: (n,), places in ``column`` of automata's own mass, which count one.
    """

    layout: Layout
    wide: np.ndarray
    columns: np.ndarray
    following: Sequence[np.ndarray]
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
    own: np.ndarray
    watched: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]

    @classmethod
    def of(cls, layout: Layout, states: Iterable[int] | None = None) -> Plan:
        """For all states, or for some and the chance that follows them."""
        s = layout.stack.structure
        every = set(range(len(s.states))) if states is None else set(states)
        every |= {y for x in every for y in _next(layout.stack, x) if not s.movers[y]}
        building = _Building()
        for x in range(len(s.states)):
            if x in every:
                building.leave(layout, x)
            building.way_ends.append(len(building.to))
        wide = [layout.count(x) if x in every or states is None else 0 for x in range(len(s.states))]
        for y in () if states is None else {y for x in every for y in _next(layout.stack, x)}:
            wide[y] = layout.count(y)
        return building.finished(layout, wide)

    def chance(self, probability: np.ndarray) -> np.ndarray:
        """By place in ``column``, its factor, from the probabilities of all branches (B,)."""
        found = np.bincount(self.slot, probability[self.branch], len(self.column))
        found[self.own] = 1.0
        return found


def _next(stack: Stack, state: int) -> set[int]:
    s = stack.structure
    return set(s.branch_next[list(s.branches_at[state])].tolist())


@dataclass
class _Building:
    """A plan in the making; see :class:`Plan`."""

    columns: dict[int, int] = field(default_factory=dict)
    way_ends: list[int] = field(default_factory=lambda: [0])
    to: list[int] = field(default_factory=list)
    turn: list[int] = field(default_factory=list)
    turning: Turning = field(default_factory=Turning)
    sight_ends: list[int] = field(default_factory=lambda: [0])
    seen: list[int] = field(default_factory=list)
    column: list[list[int]] = field(default_factory=list)
    branch: list[int] = field(default_factory=list)
    slot: list[int] = field(default_factory=list)
    own: list[int] = field(default_factory=list)
    slots: int = 0

    def leave(self, layout: Layout, x: int) -> None:
        """Add a state's ways: by what happens to tags, and by outcome."""
        stack = layout.stack
        s, moves = stack.structure, bool(stack.structure.movers[x])
        branches = s.branches_at[x]
        self.columns[x] = len(s.joints_at[x])
        some = list(branches)
        seen = np.searchsorted(s.outcomes_at[x], s.branch_outcome[some]).tolist() if moves else [0] * len(some)
        joint = np.searchsorted(s.joints_at[x], s.branch_joint[some]).tolist()
        alike: dict[tuple[int, bytes], list[int]] = {}
        for n, (y, row) in enumerate(zip(s.branch_next[some].tolist(), stack.table[some], strict=True)):
            alike.setdefault((y, row.tobytes()), []).append(n)
        wanted = []
        for (y, _), here in alike.items():
            wanted.append(before(layout.at(y).sets, stack.table[branches[here[0]]]))
        every = layout.at(x).combined(np.concatenate([np.zeros((0, stack.count)), *wanted]))
        parts = np.split(every, np.cumsum([len(part) for part in wanted])[:-1]) if wanted else []
        merged: dict[tuple[int, bytes], tuple[np.ndarray, list[int]]] = {}
        for ((y, _), here), moved in zip(alike.items(), parts, strict=True):
            merged.setdefault((y, moved.tobytes()), (moved, []))[1].extend(here)
        for (y, _), (moved, here) in merged.items():
            for o in sorted({seen[n] for n in here}):
                slots: dict[int, int] = {}
                for n in here:
                    if seen[n] == o:
                        self.branch.append(branches[n])
                        self.slot.append(self.slots + slots.setdefault(joint[n], len(slots)))
                self._sight(o, list(slots))
            self._way(y, moved)
        if moves:
            self._own(layout, x)

    def _own(self, layout: Layout, x: int) -> None:
        """Add the ways of mass of automata's own."""
        stack = layout.stack
        s = stack.structure
        for block, automaton in stack.injecting:
            for d in automaton.departing(x):
                y = int(s.outcome_next[s.outcomes_at[x][d.outcome]])
                moved = np.outer(layout.at(y).sets[:, block.start + d.tag], layout.at(x).by_tag[PUSH])
                slots: dict[int, int] = {}
                for b in d.branches:
                    column = CERTAIN if d.imposed else int(np.searchsorted(s.joints_at[x], s.branch_joint[b]))
                    self.branch.append(b)
                    self.slot.append(self.slots + slots.setdefault(column, len(slots)))
                if not d.branches:
                    self.own.append(self.slots)
                    slots[self.columns[x]] = 0
                    self.columns[x] += 1
                self._sight(d.outcome, list(slots))
                self._way(y, moved)

    def _sight(self, seen: int, column: list[int]) -> None:
        """Add what may be seen on the way that is added next."""
        self.seen.append(seen)
        self.column.append(column)
        self.slots += len(column)

    def _way(self, to: int, moved: np.ndarray) -> None:
        """Add one way: mass there is a combination (R', R) of mass here."""
        self.to.append(to)
        self.turn.append(self.turning.number(moved))
        self.sight_ends.append(len(self.seen))

    def finished(self, layout: Layout, wide: list[int]) -> Plan:
        """The plan."""
        ends = np.array(self.way_ends)
        to = np.array(self.to, np.int64)
        following = [np.unique(to[a:b]) for a, b in pairwise(ends)]
        movers = layout.stack.structure.movers
        return Plan(
            layout,
            np.array(wide, np.int64),
            np.array([self.columns.get(x, 0) for x in range(len(wide))], np.int64),
            [
                np.unique(np.concatenate([some, *(following[y] for y in some if not movers[y])])).astype(int)
                for some in following
            ],
            ends,
            to,
            np.array(self.turn, np.int64),
            self.turning.finished(),
            np.array(self.sight_ends, np.int64),
            np.array(self.seen, np.int64),
            _ends(self.column),
            _joined(self.column, np.int64),
            np.array(self.branch, np.int64),
            np.array(self.slot, np.int64),
            np.array(self.own, np.int64),
            _watched(layout, wide),
        )


def _watched(layout: Layout, wide: list[int]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    found = [np.zeros((0, 0)) if not r else layout.at(x).by_tag[layout.stack.watched] for x, r in enumerate(wide)]
    places = [np.nonzero(part) for part in found]
    return (
        _ends([tags for tags, _ in places]),
        _joined([tags for tags, _ in places], np.int64),
        _joined([rows for _, rows in places], np.int64),
        _joined([part[place] for part, place in zip(found, places, strict=True)], float),
    )


def _ends(parts: Sequence[Sequence[int] | np.ndarray]) -> np.ndarray:
    return np.cumsum([0, *(len(part) for part in parts)])


def _joined(parts: Sequence[Sequence[int] | np.ndarray], dtype: type) -> np.ndarray:
    return np.concatenate([np.zeros(0, dtype), *(np.asarray(part, dtype) for part in parts)])


def plan_for(stack: Stack) -> Plan:
    """For mass that begins at the initial state; worked out once for a stack."""
    if Plan not in stack.kept:
        stack.kept[Plan] = Plan.of(Layout.from_start(stack))
    found = stack.kept[Plan]
    assert isinstance(found, Plan)
    return found
