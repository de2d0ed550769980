"""Pushing mass through a state where several actors move at once.

Where outcomes tell of each mover apart (:mod:`..solvers.joint_tables`) the likelihood of an outcome is c(o) Π_i L_i(o),
L_i(o | θ) = Σ_a σ_i(a | θ) κ_i(o | a), and the posterior about each mover is spread on its own axis: a vertex's mass
goes to the product of the places to which each mover's goes.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy import sparse

from ..solvers.grid import Assessment
from ..solvers.joint_tables import factors
from .axes import BeliefAxis


class JointPush:
    """One state of several movers under an assessment.

    Args:
        assessment: the solution.
        state: the state.
        axes: belief vertices of every actor.
    """

    def __init__(self, assessment: Assessment, state: int, axes: tuple[BeliefAxis, ...]):
        s = assessment.game.structure
        self.assessment, self.state, self.axes = assessment, state, axes
        self.movers = s.movers[state]
        self.following = [int(s.outcome_next[o]) for o in s.outcomes_at[state]]
        self.kappa, self.scale = factors(assessment.game, state)
        self.sizes = tuple(len(axis) for axis in axes)

    def likelihoods(self, stage: int) -> list[np.ndarray]:
        """Pr(outcome's part | type) for every mover, at every vertex: (K_i, O, E_1, …, E_N) each."""
        s, numbers = self.assessment.game.structure, self.assessment.game.numbers
        found = []
        for i, logs, kappa in zip(
            self.movers, self.assessment.joint_strategy(stage, self.state), self.kappa, strict=True
        ):
            for j, axis in enumerate(self.axes):
                logs = np.take(logs, axis.play, axis=2 + j)
            own = iter(np.exp(logs))
            rule = np.asarray(numbers.rule)[list(s.moves_at[self.state][i])]
            shape = (-1, *(1,) * len(self.sizes))
            play = [
                next(own) if kind.strategic else np.broadcast_to(rule[:, k].reshape(shape), logs.shape[1:])
                for k, kind in enumerate(s.types[i])
            ]
            found.append(np.einsum("ao,ka...->ko...", kappa, np.stack(play)))
        return found

    def step(self, stage: int, mass: np.ndarray, truth: Mapping[int, int]) -> dict[int, np.ndarray]:
        """Mass after the move, before chance: {next state: (G, E_1, …, E_N)}; ``truth`` gives actors' true types."""
        shape = (len(self.scale), *self.sizes)
        leaving = mass[:, None] * self.scale.reshape(-1, *(1,) * len(self.sizes))
        onward = sparse.eye_array(int(np.prod(shape)), format="csc")
        for i, likelihood in zip(self.movers, self.likelihoods(stage), strict=True):
            axis, kind = self.axes[i], truth.get(i)
            belief = axis.belief.reshape(*(-1 if j == i else 1 for j in range(len(self.sizes))), axis.belief.shape[1])
            mean = (likelihood * np.moveaxis(belief, -1, 0)[:, None]).sum(0)
            leaving = leaving * (mean if kind is None else likelihood[kind])
            flat = np.moveaxis(likelihood, 2 + i, 2).reshape(*likelihood.shape[:2], len(axis), -1)
            onward = _both(onward, self._native(axis.spread(flat).matrix(kind), i))
        arrived = (onward @ leaving.reshape(len(mass), -1).T).T.reshape(len(mass), *shape)
        out: dict[int, np.ndarray] = {}
        for k, y in enumerate(self.following):
            out[y] = out[y] + arrived[:, k] if y in out else arrived[:, k]
        return out

    def _native(self, matrix: sparse.csc_array, mover: int) -> sparse.csc_array:
        """A map on (outcome, E_i, the rest) as one on (outcome, E_1, …, E_N)."""
        shape = (len(self.scale), *self.sizes)
        place = np.moveaxis(np.arange(int(np.prod(shape))).reshape(shape), 1 + mover, 1).reshape(-1)
        entries = matrix.tocoo()
        return sparse.csc_array((entries.data, (place[entries.row], place[entries.col])), shape=matrix.shape)


def _both(one: sparse.csc_array, other: sparse.csc_array) -> sparse.csc_array:
    """From maps that move mass along two axes, each from where it is, the map that moves it along both at once."""
    first = one.tocoo()
    count = np.diff(other.indptr)[first.col]
    each = np.repeat(np.arange(first.nnz), count)
    begin = np.repeat(np.cumsum(count) - count, count)
    entry = other.indptr[first.col[each]] + np.arange(len(each)) - begin
    row = first.row[each] + other.indices[entry] - first.col[each]
    return sparse.csc_array((first.data[each] * other.data[entry], (row, first.col[each])), shape=one.shape)
