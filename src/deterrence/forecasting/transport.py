"""Where what leaves a state goes: from rows of mass there to rows of mass at the states that follow.

None of it depends on numbers or on the stage, so that it is worked out once for every state.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from .automata import Stack
from .layout import Layout

Slice = tuple[int, int, int]


@dataclass(frozen=True, eq=False)
class Targets:
    """States that follow, side by side.

    Attributes:
        slices: (state, first row, row after its last).
        first: by state, its first row.
        rows: in all.
    """

    slices: tuple[Slice, ...]
    first: dict[int, int]
    rows: int

    @classmethod
    def of(cls, layout: Layout, states: np.ndarray) -> Targets:
        """Those states, each once."""
        slices, at = [], 0
        for y in np.unique(states).tolist():
            end = at + int(layout.count[y])
            slices.append((y, at, end))
            at = end
        return cls(tuple(slices), {y: begin for y, begin, _ in slices}, at)


@dataclass(frozen=True, eq=False)
class Choice:
    """What leaves a decision state, in C ways: each has an outcome and does one thing to tags.

    Attributes:
        outcome: (C,), position of the outcome seen; None where every outcome is one way, in order.
        way: per branch of the state, in which way it leaves.
        joint: per branch, the position of its joint move.
        branches: of the state.
        targets: where it all goes.
        matrix: (rows there, C × rows here).
        own: of injecting automata, what leaves beside what tags carry.
    """

    outcome: np.ndarray | None
    way: np.ndarray
    joint: np.ndarray
    branches: np.ndarray
    targets: Targets
    matrix: sparse.csr_array
    own: tuple[Own, ...]

    @classmethod
    def at(cls, layout: Layout, state: int) -> Choice:
        """Of a state."""
        s = layout.stack.structure
        branches = np.array(s.branches_at[state])
        outcome = np.searchsorted(s.outcomes_at[state], s.branch_outcome[branches])
        joint = np.searchsorted(s.joints_at[state], s.branch_joint[branches])
        row, source = _moved(layout, state, branches)
        keys = [(int(o), r.tobytes()) for o, r in zip(outcome, row, strict=True)]
        first = {key: n for n, key in reversed(list(enumerate(keys)))}
        ways = {key: n for n, key in enumerate(sorted(first))}
        one = np.array([first[key] for key in ways])
        targets = Targets.of(layout, s.branch_next[branches])
        matrix = _matrix(targets, s.branch_next[branches[one]], row[one], source, int(layout.count[state]), None)
        return cls(
            None if len(ways) == len(s.outcomes_at[state]) else outcome[one],
            np.array([ways[key] for key in keys]),
            joint,
            branches,
            targets,
            matrix,
            tuple(_own(layout, state, targets)),
        )

    def weights(self, probability: np.ndarray, joints: int) -> np.ndarray:
        """(C, J), Pr(way | joint move), from the probabilities of all branches."""
        table = np.zeros((int(self.way.max()) + 1, joints))
        np.add.at(table, (self.way, self.joint), probability[self.branches])
        return table


@dataclass(frozen=True, eq=False)
class Own:
    """Mass of an injecting automaton's own that leaves a state.

    Attributes:
        outcome: (n,), position of the outcome that each part leaves by.
        into: (n,), position of the row that it goes to among ``rows``.
        rows: distinct rows there.
    """

    outcome: np.ndarray
    into: np.ndarray
    rows: np.ndarray


@dataclass(frozen=True, eq=False)
class Chance:
    """What passes a state of chance: its rows go to those of the states that follow, (rows there, rows here)."""

    targets: Targets
    matrix: sparse.csr_array

    @classmethod
    def at(cls, layout: Layout, state: int, probability: np.ndarray) -> Chance:
        """Of a state, with the probabilities of all branches."""
        s = layout.stack.structure
        branches = np.array(s.branches_at[state])
        row, source = _moved(layout, state, branches)
        targets = Targets.of(layout, s.branch_next[branches])
        here = int(layout.count[state])
        return cls(targets, _matrix(targets, s.branch_next[branches], row, source, here, probability[branches]))


def _moved(layout: Layout, state: int, branches: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Per branch and tag, the row that the tag's mass goes to, -1 for none; and the row that it comes from, by tag."""
    tags, source = layout.rows(state)
    after = layout.stack.table[np.ix_(branches, tags)]
    following = layout.stack.structure.branch_next[branches][:, None]
    kept = (after >= 0) & layout.leads[following, after]
    return np.where(kept, layout.row[following, after], -1), source


def _matrix(
    targets: Targets,
    following: np.ndarray,
    row: np.ndarray,
    source: np.ndarray,
    here: int,
    chance: np.ndarray | None,
) -> sparse.csr_array:
    """Rows there from rows here, side by side by way; with chances, added up over the ways."""
    begin = np.array([targets.first[y] for y in following.tolist()])[:, None]
    ways = np.arange(len(row))[:, None] * (here if chance is None else 0)
    kept = row >= 0
    to, out_of = (begin + row)[kept], (ways + source)[kept]
    value = np.ones(len(to)) if chance is None else np.broadcast_to(chance[:, None], row.shape)[kept]
    order = np.argsort(to, kind="stable")
    ends = np.concatenate([[0], np.cumsum(np.bincount(to, minlength=targets.rows))])
    shape = (targets.rows, here * (len(row) if chance is None else 1))
    return sparse.csr_array((value[order], out_of[order], ends), shape=shape)


def _own(layout: Layout, state: int, targets: Targets) -> list[Own]:
    s = layout.stack.structure
    found = []
    for block, automaton in layout.stack.injecting:
        outcome, tags = automaton.departing(state)
        following = s.outcome_next[np.array(s.outcomes_at[state])[outcome]] if len(outcome) else outcome
        begin = np.array([targets.first[y] for y in following.tolist()], int)
        rows, into = np.unique(begin + layout.row[following, block.start + tags], return_inverse=True)
        found.append(Own(outcome, into.reshape(-1), rows))
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
