"""Where what leaves a state goes: from rows of mass there to rows of mass at the states that follow.

None of it depends on numbers or on the stage, so that it is worked out once for every state.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .automata import Stack
from .layout import Layout

FEW = 4
"""A row reached by itself takes about as long as so many side by side."""


@dataclass(frozen=True, eq=False)
class Way:
    """One way of leaving a state.

    Attributes:
        seen: position of the outcome seen.
        state: that follows.
        first: (R',), by row there, the first row here that its mass comes from, -1 for none; or empty, where few rows
            there get any.
        source, target: (N,), further rows here that mass comes from, and the rows there that it goes to.
    """

    seen: int
    state: int
    first: np.ndarray
    source: np.ndarray
    target: np.ndarray

    @classmethod
    def of(cls, layout: Layout, seen: int, state: int, source: np.ndarray, target: np.ndarray) -> Way:
        """From some rows here to rows there, which may be the same for several (-1 for none)."""
        kept = target >= 0
        source, target = source[kept].astype(np.int32), target[kept].astype(np.int32)
        wide = int(layout.count[state])
        if FEW * len(target) <= wide:
            return cls(seen, state, np.zeros(0, np.int32), source, target)
        to, begins = np.unique(target, return_index=True)
        first = np.full(wide, -1, np.int32)
        first[to] = source[begins]
        return cls(seen, state, first, np.delete(source, begins), np.delete(target, begins))


@dataclass(frozen=True, eq=False)
class Choice:
    """What leaves a decision state.

    Attributes:
        ways: (C), by outcome, and by what happens to tags.
        way: per branch of the state, in which way it leaves.
        joint: per branch, the position of its joint move.
        branches: of the state.
        own: per injecting automaton, the ways of the mass of its own that leaves, from amounts in its order.
    """

    ways: tuple[Way, ...]
    way: np.ndarray
    joint: np.ndarray
    branches: np.ndarray
    own: tuple[tuple[Way, ...], ...]

    @classmethod
    def at(cls, layout: Layout, state: int) -> Choice:
        """Of a state."""
        s = layout.stack.structure
        branches = np.array(s.branches_at[state])
        seen = np.searchsorted(s.outcomes_at[state], s.branch_outcome[branches]).tolist()
        joint = np.searchsorted(s.joints_at[state], s.branch_joint[branches])
        row, source = _moved(layout, state, branches)
        keys = [(o, r.tobytes()) for o, r in zip(seen, row, strict=True)]
        first = {key: n for n, key in reversed(list(enumerate(keys)))}
        number = {key: n for n, key in enumerate(sorted(first))}
        one = [first[key] for key in number]
        ways = tuple(Way.of(layout, seen[n], int(s.branch_next[branches[n]]), source, row[n]) for n in one)
        return cls(ways, np.array([number[key] for key in keys]), joint, branches, tuple(_own(layout, state)))

    def weights(self, probability: np.ndarray, joints: int) -> np.ndarray:
        """(C, J), Pr(way | joint move), from the probabilities of all branches."""
        table = np.zeros((len(self.ways), joints))
        np.add.at(table, (self.way, self.joint), probability[self.branches])
        return table


@dataclass(frozen=True, eq=False)
class Chance:
    """What passes a state of chance: one way for every branch.

    Attributes:
        ways: (C).
        branches: (C,), of each.
    """

    ways: tuple[Way, ...]
    branches: np.ndarray

    @classmethod
    def at(cls, layout: Layout, state: int) -> Chance:
        """Of a state."""
        s = layout.stack.structure
        branches = np.array(s.branches_at[state])
        row, source = _moved(layout, state, branches)
        ways = [Way.of(layout, 0, int(s.branch_next[b]), source, to) for b, to in zip(branches, row, strict=True)]
        return cls(tuple(ways), branches)


def _moved(layout: Layout, state: int, branches: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Per branch and tag, the row that the tag's mass goes to, -1 for none; and the row that it comes from, by tag."""
    tags, source = layout.rows(state)
    after = layout.stack.table[np.ix_(branches, tags)]
    following = layout.stack.structure.branch_next[branches][:, None]
    kept = (after >= 0) & layout.leads[following, after]
    return np.where(kept, layout.row[following, after], -1), source


def _own(layout: Layout, state: int) -> list[tuple[Way, ...]]:
    s = layout.stack.structure
    found = []
    for block, automaton in layout.stack.injecting:
        seen, tags = automaton.departing(state)
        ways = []
        for o in np.unique(seen).tolist():
            parts = np.flatnonzero(seen == o)
            following = int(s.outcome_next[s.outcomes_at[state][o]])
            row = layout.row[following, block.start + tags[parts]]
            ways.append(Way.of(layout, o, following, parts, row))
        found.append(tuple(ways))
    return found


@dataclass(frozen=True, eq=False)
class Routes:
    """Where everything goes under a layout, worked out state by state and kept."""

    layout: Layout

    @cached_property
    def _choices(self) -> dict[int, Choice]:
        return {}

    def choice(self, state: int) -> Choice:
        """What leaves a decision state."""
        if state not in self._choices:
            self._choices[state] = Choice.at(self.layout, state)
        return self._choices[state]

    @cached_property
    def _chances(self) -> dict[int, Chance]:
        return {}

    def chance(self, state: int) -> Chance:
        """What leaves a chance or clock state."""
        if state not in self._chances:
            self._chances[state] = Chance.at(self.layout, state)
        return self._chances[state]


def routes(stack: Stack, everywhere: bool = False) -> Routes:
    """For mass that begins at the initial state, or anywhere and with any tag; worked out once for a stack."""
    if everywhere not in stack.kept:
        stack.kept[everywhere] = Routes(Layout.everywhere(stack) if everywhere else Layout.from_start(stack))
    found = stack.kept[everywhere]
    assert isinstance(found, Routes)
    return found
