"""What one push leaves behind: everything that quantities are read from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .automata import Stack


@dataclass(frozen=True, eq=False)
class Passage:
    """One push, taken down.

    Attributes:
        stack: the automata that travelled along.
        made: (T, J, G), expected number of times that each joint move is made at each stage, by the tag before it;
            for a state of chance or a clock, that it is passed. Not a number for settled tags. A window in days is one
            stage, T = 1.
        final: (X, G), mass at the end by state and tag; not a number for settled tags.
        believed: per actor (T + 1, G, K), mass times public belief before each move, by tag.
        mass: (T + 1, G), mass before each move, by tag.
        believed_by_type: per actor (T + 1, K, K), E[1{true type θ} b(θ')] before each move.
        probability: (B,), of each branch given its joint move.
        consistency: max |E[b_T] − b_0| over actors and types, less what renewals have moved.
        truncation: no probability is off by more for events of a window in days that are not followed.
    """

    stack: Stack
    made: np.ndarray
    final: np.ndarray
    believed: tuple[np.ndarray, ...]
    mass: np.ndarray
    believed_by_type: tuple[np.ndarray, ...]
    probability: np.ndarray
    consistency: float
    truncation: float = 0.0

    @cached_property
    def ended(self) -> np.ndarray:
        """(X,), probability of each state at the end."""
        return self.final[:, 0]

    def share(self, key: object) -> np.ndarray:
        """(G,), mass at the end by tag of an automaton."""
        block, automaton = self.stack.block(key), self.stack.automata[key]
        found = self.final[:, block].sum(0)
        if automaton.settled:
            table, settled = automaton.table, self.stack.settled[block]
            becomes = settled[table] & (table >= 0) & ~settled
            found[settled] = np.bincount(table[becomes], self.taken(key)[becomes], len(settled))[settled]
            if automaton.start in automaton.settled:
                found[automaton.start] += 1.0
        return found

    @cached_property
    def _passed(self) -> np.ndarray:
        return self.made.sum(0)

    def taken(self, key: object = None) -> np.ndarray:
        """Expected number of times each branch is taken: (B,); with an automaton, by its tag before it, (B, G)."""
        s = self.stack.structure
        block = 0 if key is None else self.stack.block(key)
        passed = self._passed[:, block][s.branch_joint]
        return passed * (self.probability if key is None else self.probability[:, None])

    def chosen(self, key: object = None, *, by_stage: bool = False) -> np.ndarray:
        """Expected number of times each move is made: (M,); with an automaton (M, G); by stage (T, …)."""
        s = self.stack.structure
        block: slice | int = 0 if key is None else self.stack.block(key)
        made = (self.made if by_stage else self._passed[None])[:, :, block]
        out = np.zeros((made.shape[0], len(s.moves), *made.shape[2:]))
        for i in range(len(s.actors)):
            mine = s.joint_moves[:, i] >= 0
            for stage, table in enumerate(made):
                np.add.at(out[stage], s.joint_moves[mine, i], table[mine])
        return out if by_stage else out[0]
