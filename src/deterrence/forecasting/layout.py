"""Which tags a state's mass has, and which of them must be carried.

A tag that mass cannot have at a state needs no row of numbers there; neither does one that all of it has, for then its
mass is the push's own, nor one that rests: that can change no more, and of which no more is asked than how much ends in
it. Tags of several automata that stand for the same past (that nothing of a kind has happened yet) share a row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .automata import DROPPED, Stack

NONE, OWN, ALL = 0, 1, 2
"""Of a tag at a state: it has no mass, some of its own, or all of the push's."""
PUSH = 0
"""The row of the push's own mass, and its tag."""
Rows = dict[int, np.ndarray]
"""Mass by state, (V, R), by vertex of belief and row of its layout: what is carried together lies together."""


@dataclass(frozen=True, eq=False)
class Layout:
    """Rows of mass at every state.

    Attributes:
        stack: the automata.
        row: (X, G), the row of a tag at a state; -1 where it has no mass, or rests.
        rests: (X, G), tags that mass may have at a state, and that rest there.
        count: (X,), rows.
    """

    stack: Stack
    row: np.ndarray
    rests: np.ndarray
    count: np.ndarray

    @classmethod
    def from_start(cls, stack: Stack) -> Layout:
        """For mass that begins at the initial state."""
        possible = _reached(stack, np.array([[stack.structure.initial, g] for g in stack.starts]))
        status = np.where(possible, OWN, NONE)
        for block, automaton in stack.parts:
            tags = _conserved(automaton.table, automaton.start) + block.start
            some = possible[:, tags]
            status[:, tags] = np.where(some, np.where(some.sum(1, keepdims=True) == 1, ALL, OWN), NONE)
        status[:, PUSH] = ALL
        groups = _same(stack)
        for same in groups:
            group = status[:, same]
            status[:, same] = np.where(
                (group == NONE).any(1, keepdims=True), NONE, np.where((group == ALL).any(1, keepdims=True), ALL, OWN)
            )
        rests = (status != NONE) & ~_pending(stack)
        return cls._of(stack, np.where(rests, NONE, status), rests, groups)

    @classmethod
    def everywhere(cls, stack: Stack) -> Layout:
        """For mass that may begin anywhere, with any tag."""
        status = np.full((len(stack.structure.states), stack.count), OWN)
        status[:, PUSH] = ALL
        return cls._of(stack, status, np.zeros(status.shape, bool), [])

    @classmethod
    def _of(cls, stack: Stack, status: np.ndarray, rests: np.ndarray, groups: list[np.ndarray]) -> Layout:
        first = np.arange(stack.count)  # the tag whose row a tag has
        own = status == OWN
        for same in groups:
            first[same] = same[0]
            own[:, same[0]] = own[:, same].any(1)
            own[:, same[1:]] = False
        row = np.cumsum(own, axis=1)[:, first]
        row = np.where(status == OWN, row, np.where(status == ALL, PUSH, -1))
        return cls(stack, row.astype(np.int32), rests, 1 + own.sum(1))

    def rows(self, state: int) -> tuple[np.ndarray, np.ndarray]:
        """Tags that have mass at a state, in rising order, and their rows."""
        if state not in self._rows:
            tags = np.flatnonzero(self.row[state] >= 0)
            self._rows[state] = tags, self.row[state][tags]
        return self._rows[state]

    def watched(self, state: int) -> tuple[np.ndarray, np.ndarray]:
        """Those of them by which beliefs are asked for, and their rows."""
        if state not in self._watched:
            tags = self.stack.watched[self.row[state][self.stack.watched] >= 0]
            self._watched[state] = tags, self.row[state][tags]
        return self._watched[state]

    @cached_property
    def _rows(self) -> dict[int, tuple[np.ndarray, np.ndarray]]:
        return {}

    @cached_property
    def _watched(self) -> dict[int, tuple[np.ndarray, np.ndarray]]:
        return {}

    @cached_property
    def arrivals(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Where mass comes to rest: the branches on which, the tags before them, and those in which it rests."""
        s, after = self.stack.structure, self.stack.table
        comes = (after != DROPPED) & self.rests[s.branch_next[:, None], after] & (self.row[s.branch_state] >= 0)
        branch, tag = np.nonzero(comes)
        return branch, tag, after[branch, tag]

    @cached_property
    def leads(self) -> np.ndarray:
        """(X, G), is the tag the one by which its row at a state is worked out?"""
        found = np.zeros(self.row.shape, bool)
        for x, row in enumerate(self.row):
            found[x, np.unique(row, return_index=True)[1]] = True
        return found & (self.row >= 0)


def _conserved(table: np.ndarray, start: int) -> np.ndarray:
    """Tags among which all of the mass is that an automaton begins with; none where it begins without or drops some."""
    if start == DROPPED:
        return np.zeros(0, int)
    found, fresh = {start}, [start]
    while fresh:
        after = set(np.unique(table[:, fresh.pop()]).tolist()) - found
        found |= after
        fresh += after
        if DROPPED in after:
            return np.zeros(0, int)
    return np.array(sorted(found))


def _same(stack: Stack) -> list[np.ndarray]:
    """Groups of tags whose mass is always the same: tags that automata begin with, and that are lost alike for good."""
    groups: dict[bytes, list[int]] = defaultdict(list)
    for block, automaton in stack.parts:
        g = automaton.start
        if g == DROPPED or block.stop - block.start == 1:
            continue
        if not (np.delete(automaton.table, g, axis=1) == g).any():
            groups[(automaton.table[:, g] == g).tobytes()].append(block.start + g)
    return [np.array(tags) for tags in groups.values() if len(tags) > 1]


def _pending(stack: Stack) -> np.ndarray:
    """(X, G), may a tag at a state still change, or something be asked of it, there or later?"""
    s = stack.structure
    found = stack.asked.copy()
    np.logical_or.at(found, s.branch_state, stack.table != np.arange(stack.count))
    while True:
        before = found.copy()
        np.logical_or.at(found, s.branch_state, before[s.branch_next])
        if (found == before).all():
            return found


def _reached(stack: Stack, begin: np.ndarray) -> np.ndarray:
    """(X, G), tags that mass may have at each state, from some (state, tag) pairs on."""
    s, count = stack.structure, stack.count
    order = np.argsort(s.branch_state, kind="stable")
    each = np.bincount(s.branch_state, minlength=len(s.states))
    ends = np.cumsum(each)
    possible = np.zeros(len(s.states) * count, bool)
    fresh = begin[:, 0] * count + begin[:, 1]
    seen: set[int] = set()
    while len(fresh):
        possible[fresh] = True
        state, tag = np.divmod(fresh, count)
        new = sorted(set(state.tolist()) - seen)
        seen.update(new)
        more = [*_joined(stack, state, tag), *_departed(stack, new)]
        times = each[state]
        begun = np.repeat(ends[state] - times - np.cumsum(times) + times, times) + np.arange(times.sum())
        branch = order[begun]
        after = stack.table[branch, np.repeat(tag, times)]
        found = s.branch_next[branch[after >= 0]] * count + after[after >= 0]
        every = np.unique(np.concatenate([found, np.array(more, int)]))
        fresh = every[~possible[every]]
    return possible.reshape(len(s.states), count)


def _joined(stack: Stack, state: np.ndarray, tag: np.ndarray) -> list[int]:
    """(state, tag) pairs, flat, that mass of injecting automata's own joins where some pairs are reached."""
    found = []
    for block, automaton in stack.injecting:
        mine = (tag >= block.start) & (tag < block.stop)
        for x, g in zip(state[mine].tolist(), tag[mine].tolist(), strict=True):
            found += [x * stack.count + block.start + to for at, to in automaton.joining(x) if at == g - block.start]
    return found


def _departed(stack: Stack, states: Iterable[int]) -> list[int]:
    """(state, tag) pairs, flat, that mass of injecting automata's own reaches from some states."""
    s = stack.structure
    found = []
    for x in states:
        for block, automaton in stack.injecting:
            positions, tags = automaton.departing(x)
            for k, g in zip(positions.tolist(), tags.tolist(), strict=True):
                found.append(int(s.outcome_next[s.outcomes_at[x][k]]) * stack.count + block.start + g)
    return found
