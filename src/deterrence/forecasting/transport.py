"""Where what leaves a state goes: from rows of mass there to rows of mass at the states that follow.

None of it depends on numbers or on the stage, so that it is worked out once for every state.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .automata import Stack
from .layout import Layout


@dataclass(frozen=True, eq=False)
class Way:
    """One way of leaving a state.

    Attributes:
        seen: position of the outcome seen.
        state: that follows.
        source, target: (N,), rows here that have mass to carry along, and the rows there that it goes to.
    """

    seen: int
    state: int
    source: np.ndarray
    target: np.ndarray


@dataclass(frozen=True, eq=False)
class Choice:
    """What leaves a decision state.

    Attributes:
        ways: (C), by outcome, and by what happens to tags.
        way: per branch of the state, in which way it leaves.
        joint: per branch, the position of its joint move.
        branches: of the state.
        own: of injecting automata, what leaves beside what tags carry.
    """

    ways: tuple[Way, ...]
    way: np.ndarray
    joint: np.ndarray
    branches: np.ndarray
    own: tuple[tuple[Own, ...], ...]

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
        ways = tuple(_way(seen[n], int(s.branch_next[branches[n]]), row[n], source) for n in map(first.get, number))
        return cls(ways, np.array([number[key] for key in keys]), joint, branches, tuple(_own(layout, state)))

    def weights(self, probability: np.ndarray, joints: int) -> np.ndarray:
        """(C, J), Pr(way | joint move), from the probabilities of all branches."""
        table = np.zeros((len(self.ways), joints))
        np.add.at(table, (self.way, self.joint), probability[self.branches])
        return table


@dataclass(frozen=True, eq=False)
class Own:
    """Mass of an injecting automaton's own that leaves a state by one outcome.

    Attributes:
        parts: (N,), which of the amounts that the automaton lets go leave so.
        way: where they go; the n-th of them from row n.
    """

    parts: np.ndarray
    way: Way


@dataclass(frozen=True, eq=False)
class Chance:
    """What passes a state of chance: one way for every branch.

    Attributes:
        ways: (C).
        probability: (C,), of each.
    """

    ways: tuple[Way, ...]
    probability: np.ndarray

    @classmethod
    def at(cls, layout: Layout, state: int, probability: np.ndarray) -> Chance:
        """Of a state, with the probabilities of all branches."""
        s = layout.stack.structure
        branches = np.array(s.branches_at[state])
        row, source = _moved(layout, state, branches)
        ways = [_way(0, int(s.branch_next[b]), to, source) for b, to in zip(branches, row, strict=True)]
        return cls(tuple(ways), probability[branches])


def _moved(layout: Layout, state: int, branches: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Per branch and tag, the row that the tag's mass goes to, -1 for none; and the row that it comes from, by tag."""
    tags, source = layout.rows(state)
    after = layout.stack.table[np.ix_(branches, tags)]
    following = layout.stack.structure.branch_next[branches][:, None]
    kept = (after >= 0) & layout.leads[following, after]
    return np.where(kept, layout.row[following, after], -1), source


def _way(seen: int, state: int, row: np.ndarray, source: np.ndarray) -> Way:
    """The way of tags with rows here, to rows there (-1 for none)."""
    kept = row >= 0
    return Way(seen, state, source[kept].astype(np.int64), row[kept].astype(np.int64))


def _own(layout: Layout, state: int) -> list[tuple[Own, ...]]:
    s = layout.stack.structure
    found = []
    for block, automaton in layout.stack.injecting:
        seen, tags = automaton.departing(state)
        owns = []
        for o in np.unique(seen).tolist():
            parts = np.flatnonzero(seen == o)
            following = int(s.outcome_next[s.outcomes_at[state][o]])
            row = layout.row[following, block.start + tags[parts]]
            owns.append(Own(parts, _way(o, following, row, np.arange(len(parts)))))
        found.append(tuple(owns))
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


def routes(stack: Stack, everywhere: bool = False) -> Routes:
    """For mass that begins at the initial state, or anywhere and with any tag; worked out once for a stack."""
    if everywhere not in stack.kept:
        stack.kept[everywhere] = Routes(Layout.everywhere(stack) if everywhere else Layout.from_start(stack))
    found = stack.kept[everywhere]
    assert isinstance(found, Routes)
    return found
