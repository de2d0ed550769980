"""Decision states of one mover laid end to end, as rows of moves and of outcomes, without padding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from ...games.stochastic import Numbers
from ...games.structure import Structure
from ...solvers.leader_turnover import Column


@dataclass(frozen=True, eq=False)
class Block:
    """D states of one mover: M rows of moves, R rows of outcomes, U next states, C columns of values.

    Attributes:
        mover, states: who, and where.
        strategic: types of the mover that are strategic.
        columns: of values; ``own``, those of the strategic types under their own play.
        joints, moves: (M,), indices in the structure; ``move_state``, which of the block's states a row is of;
            ``slot``, its place among that state's moves.
        outcome_state: (R,), which of the block's states a row is of.
        following: (R,), next states, as places in ``targets`` (U,).
        branches: (B,), indices in the structure; ``pair``, the pair of a move and an outcome that each belongs to.
        pair_move, pair_outcome: rows of each pair.
        show: (M, R) sparse, Pr(outcome | move).
    """

    mover: int
    states: tuple[int, ...]
    strategic: tuple[int, ...]
    columns: tuple[Column, ...]
    own: tuple[int, ...]
    joints: np.ndarray
    moves: np.ndarray
    move_state: np.ndarray
    slot: np.ndarray
    outcome_state: np.ndarray
    following: np.ndarray
    targets: np.ndarray
    branches: np.ndarray
    pair: np.ndarray
    pair_move: np.ndarray
    pair_outcome: np.ndarray
    show: sparse.csr_array

    @cached_property
    def shown_by(self) -> sparse.csr_array:
        """(R, M), the transpose of ``show``."""
        return self.show.T.tocsr()

    @cached_property
    def worth(self) -> list[int]:
        """Payoff column counted by each column of values."""
        return [column.worth for column in self.columns]

    @cached_property
    def payers(self) -> np.ndarray:
        """Actor of each column."""
        return np.array([column.actor for column in self.columns])

    @cached_property
    def played(self) -> tuple[int, ...]:
        """Type of the mover that moves as a column sees it; −1 where it does not know and averages by belief."""
        return tuple(column.play if column.actor == self.mover else -1 for column in self.columns)

    @cached_property
    def most(self) -> int:
        """A: largest number of moves at a state."""
        return int(self.slot.max()) + 1

    @cached_property
    def sum_moves(self) -> sparse.csc_array:
        """(D, M): sums rows of moves by state."""
        return add_at(self.move_state, np.ones(len(self.move_state)), len(self.states))

    @cached_property
    def sum_outcomes(self) -> sparse.csc_array:
        """(D, R): sums rows of outcomes by state."""
        return add_at(self.outcome_state, np.ones(len(self.outcome_state)), len(self.states))

    @cached_property
    def coupling(self) -> sparse.csr_array:
        """(D·A·A, R): Pr(o | a)·Pr(o | a') for every two moves of a state that can show as o."""
        show = self.show.tocsc()
        rows, columns, data = [], [], []
        for r, state in enumerate(self.outcome_state):
            part = slice(show.indptr[r], show.indptr[r + 1])
            at, p = self.slot[show.indices[part]], show.data[part]
            rows.append(((state * self.most + at[:, None]) * self.most + at).ravel())
            columns.append(np.full(len(at) ** 2, r))
            data.append(np.outer(p, p).ravel())
        size = (len(self.states) * self.most**2, show.shape[1])
        return sparse.csr_array((np.concatenate(data), (np.concatenate(rows), np.concatenate(columns))), shape=size)


def make_block(
    structure: Structure, numbers: Numbers, columns: tuple[Column, ...], mover: int, states: Sequence[int]
) -> Block:
    """Lay states of one mover end to end."""
    s = structure
    joints = np.concatenate([s.joints_at[x] for x in states])
    outcomes = np.concatenate([s.outcomes_at[x] for x in states])
    branches = np.concatenate([s.branches_at[x] for x in states])
    row_of_joint, row_of_outcome = _inverse(joints, len(s.joint_state)), _inverse(outcomes, len(s.outcome_state))
    flat = row_of_joint[s.branch_joint[branches]] * len(outcomes) + row_of_outcome[s.branch_outcome[branches]]
    pairs, pair = np.unique(flat, return_inverse=True)
    pair_move, pair_outcome = np.divmod(pairs, len(outcomes))
    probability = np.bincount(pair, numbers.branch_probability[branches])
    targets, following = np.unique(s.outcome_next[outcomes], return_inverse=True)
    here = np.arange(len(states))
    return Block(
        mover=mover,
        states=tuple(states),
        strategic=tuple(k for k, label in enumerate(s.types[mover]) if label.strategic),
        columns=columns,
        own=tuple(c for c, (i, _) in enumerate(s.columns) if i == mover),
        joints=joints,
        moves=s.joint_moves[joints, mover],
        move_state=np.repeat(here, [len(s.joints_at[x]) for x in states]),
        slot=np.concatenate([np.arange(len(s.joints_at[x])) for x in states]),
        outcome_state=np.repeat(here, [len(s.outcomes_at[x]) for x in states]),
        following=following,
        targets=targets,
        branches=branches,
        pair=pair,
        pair_move=pair_move,
        pair_outcome=pair_outcome,
        show=sparse.csr_array((probability, (pair_move, pair_outcome)), shape=(len(joints), len(outcomes))),
    )


def runs(structure: Structure, states: Sequence[int], rows: int) -> Iterator[tuple[int, ...]]:
    """Cut a list of states into runs of about ``rows`` outcomes each."""
    run: list[int] = []
    held = 0
    for x in states:
        size = len(structure.outcomes_at[x])
        if run and held + size > rows:
            yield tuple(run)
            run, held = [], 0
        run.append(x)
        held += size
    if run:
        yield tuple(run)


def add_at(place: np.ndarray, amount: np.ndarray, count: int) -> sparse.csc_array:
    """(count, entries) sparse: adds each entry, times its amount, up at its place."""
    return sparse.csc_array((amount.ravel(), place.ravel(), np.arange(place.size + 1)), shape=(count, place.size))


def apply(matrix: sparse.sparray, rows: np.ndarray) -> np.ndarray:
    """A sparse matrix on the first axis."""
    return (matrix @ rows.reshape(len(rows), -1)).reshape(-1, *rows.shape[1:])


def _inverse(chosen: np.ndarray, count: int) -> np.ndarray:
    out = np.full(count, -1)
    out[chosen] = np.arange(len(chosen))
    return out
