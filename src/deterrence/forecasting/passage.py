"""What one push leaves behind: everything that quantities are read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy import sparse

from .automata import Stack
from .finishing import Finishing


@dataclass(frozen=True, eq=False)
class Happened:
    """What happened within a window, wherever it ended.

    Attributes:
        stack: the automata that travelled along.
        made: (J, G), expected number of times that each joint move is made, by the tag before it; for a state of chance
            or a clock, that it is passed. Not a number where the tag rests (:mod:`.layout`).
        ends: (G,), mass at the end by tag; not a number, but in a whole passage, for tags by which beliefs are asked
            for (:attr:`.automata.Automaton.asked`).
        probability: (B,), of each branch given its joint move.
    """

    stack: Stack
    made: np.ndarray
    ends: np.ndarray
    probability: np.ndarray

    def share(self, key: object) -> np.ndarray:
        """(G,), mass at the end by tag of an automaton."""
        return self.ends[self.stack.block(key)]

    def taken(self, key: object = None) -> np.ndarray:
        """Expected number of times each branch is taken: (B,); with an automaton, by its tag before it, (B, G)."""
        s = self.stack.structure
        block = 0 if key is None else self.stack.block(key)
        passed = self.made[:, block][s.branch_joint]
        return passed * (self.probability if key is None else self.probability[:, None])

    def chosen(self, key: object = None) -> np.ndarray:
        """Expected number of times each move is made: (M,); with an automaton, by its tag before it, (M, G)."""
        return self._by_move @ self.made[:, 0 if key is None else self.stack.block(key)]

    @cached_property
    def _by_move(self) -> sparse.csr_array:
        """(M, J), one where a joint move has the move in it."""
        s = self.stack.structure
        joint, actor = np.nonzero(s.joint_moves >= 0)
        return sparse.csr_array(
            (np.ones(len(joint)), (s.joint_moves[joint, actor], joint)), (len(s.moves), len(s.joint_moves))
        )


@dataclass(frozen=True, eq=False)
class Passage(Happened):
    """One push, taken down.

    Attributes:
        by_stage: (T, J), how often each joint move is made at each stage, whatever the tag. A window in days is one
            stage, T = 1.
        final: (X, G), mass at the end by state and tag; not a number where the tag rests.
        believed: per actor (T + 1, G, K), mass times public belief before each move, by tag; not a number for tags by
            which it is not asked for.
        mass: (T + 1, G), mass before each move, by tag; not a number for the same tags.
        believed_by_type: per actor (T + 1, K, K), E[1{true type θ} b(θ')] before each move.
        left: (V, W), mass at the end by vertex of belief, of the tags by which beliefs are asked for.
        consistency: max |E[b_T] − b_0| over actors and types, less what renewals have moved.
        truncation: what terms of a window in days that are left out may come to in any probability; see
            :attr:`.expansion.Expansion.truncation`.
        also: by number of days, what happened within further windows.
        finishing: when play is over, of a window in days.
    """

    by_stage: np.ndarray
    final: np.ndarray
    believed: tuple[np.ndarray, ...]
    mass: np.ndarray
    believed_by_type: tuple[np.ndarray, ...]
    left: np.ndarray
    consistency: float
    truncation: float = 0.0
    also: Mapping[float, Happened] = field(default_factory=dict)
    finishing: Finishing | None = None

    @cached_property
    def ended(self) -> np.ndarray:
        """(X,), probability of each state at the end."""
        return self.final[:, 0]

    def left_with(self, key: object, tag: int) -> np.ndarray:
        """(V,), mass at the end by vertex of belief, of a tag of an automaton by which beliefs are asked for."""
        at = np.flatnonzero(self.stack.watched == self.stack.block(key).start + tag)
        found: np.ndarray = self.left[:, at[0]]
        return found

    def chosen_by_stage(self) -> np.ndarray:
        """Expected number of times each move is made at each stage, (T, M)."""
        return (self._by_move @ self.by_stage.T).T
