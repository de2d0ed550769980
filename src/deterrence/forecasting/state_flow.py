"""Everything about the flow through a decision state that does not depend on how much passes.

Where one actor moves, vertices are kept with its own axis first. Where several move at once and outcomes tell of each
mover apart (:mod:`..solvers.joint_tables`), the likelihood of an outcome is c(o) Π_i L_i(o),
L_i(o | θ) = Σ_a σ_i(a | θ) κ_i(o | a), and the posterior about each mover is spread on its own axis: a vertex's mass
goes to the product of the places to which each mover's goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from scipy import sparse

from ..solvers.joint_tables import factors
from .axes import BeliefAxis
from .flow import Flow, MoverPlay

if TYPE_CHECKING:
    from ..solvers.grid import Assessment


class Tagged(Protocol):
    """Mass by tag: (G,) tags, (G, E_1, …, E_N) mass."""

    tags: np.ndarray
    mass: np.ndarray


class StateFlow(Protocol):
    """One decision state under an assessment."""

    def at(self, stage: int, tagged: Tagged, truth: Mapping[int, int]) -> Flow:
        """The flow of some mass at a stage."""

    def log_strategies(self, stage: int) -> dict[int, np.ndarray]:
        """By mover, log σ of its strategic types, (S, A, V), vertices in the order of the flow."""


def state_flows(assessment: Assessment, axes: tuple[BeliefAxis, ...], *, remember: bool) -> dict[int, StateFlow]:
    """By decision state."""
    s = assessment.game.structure
    found: dict[int, StateFlow] = {}
    for x, movers in enumerate(s.movers):
        if len(movers) == 1:
            found[x] = OneMover(assessment, x, axes, remember)
        elif movers:
            found[x] = SeveralMovers(assessment, x, axes)
    return found


def _shown(assessment: Assessment, x: int) -> np.ndarray:
    """Pr(outcome | joint move) at a state, (J, O)."""
    s = assessment.game.structure
    joints = {j: n for n, j in enumerate(s.joints_at[x])}
    outcomes = {o: n for n, o in enumerate(s.outcomes_at[x])}
    show = np.zeros((len(joints), len(outcomes)))
    probability = np.asarray(assessment.game.numbers.branch_probability)
    for b in s.branches_at[x]:
        show[joints[int(s.branch_joint[b])], outcomes[int(s.branch_outcome[b])]] += probability[b]
    return show


class OneMover:
    """A state where one actor moves."""

    def __init__(self, assessment: Assessment, state: int, axes: tuple[BeliefAxis, ...], remember: bool):
        s = assessment.game.structure
        self.assessment, self.state, self.axes = assessment, state, axes
        self.sizes = tuple(len(axis) for axis in axes)
        self.mover = s.movers[state][0]
        self.moves = s.moves_at[state][self.mover]
        self.show = _shown(assessment, state)
        self._known: dict[int, tuple[Any, ...]] | None = {} if remember else None

    def log_strategy(self, stage: int) -> np.ndarray:
        """Log σ of the mover's strategic types at every vertex, (S, A, E_i, Q)."""
        sizes = tuple(len(lat) for lat in self.assessment.lattices)
        log_sigma = self.assessment.strategy(stage, self.state)[:, : len(self.moves)]
        rest = [n for i, n in enumerate(sizes) if i != self.mover]
        grid = np.moveaxis(log_sigma.reshape(*log_sigma.shape[:3], *rest), 2, 2 + self.mover)
        for i, axis in enumerate(self.axes):
            grid = np.take(grid, axis.play, axis=2 + i)
        return self._mover_first(grid)

    def log_strategies(self, stage: int) -> dict[int, np.ndarray]:
        """See :class:`StateFlow`."""
        table = self.log_strategy(stage)
        return {self.mover: table.reshape(*table.shape[:2], -1)}

    def _mover_first(self, values: np.ndarray) -> np.ndarray:
        """(…, E_1, …, E_N) -> (…, E_i, Q)."""
        lead = values.ndim - len(self.sizes)
        moved = np.moveaxis(values, lead + self.mover, lead)
        return moved.reshape(*moved.shape[: lead + 1], -1)

    def ordered(self, values: np.ndarray) -> np.ndarray:
        """(…, E_1, …, E_N) -> (…, V) in the state's order of vertices."""
        first = self._mover_first(values)
        return first.reshape(*first.shape[:-2], -1)

    def native(self, values: np.ndarray) -> np.ndarray:
        """The inverse of :meth:`ordered`."""
        rest = [n for i, n in enumerate(self.sizes) if i != self.mover]
        lead = values.ndim - 1
        return np.moveaxis(values.reshape(*values.shape[:-1], self.sizes[self.mover], *rest), lead, lead + self.mover)

    def _strategy(self, stage: int) -> np.ndarray:
        """(K, A, E_i, Q), of every type."""
        s = self.assessment.game.structure
        own = np.exp(self.log_strategy(stage))
        rule = np.asarray(self.assessment.game.numbers.rule)[list(self.moves)]
        rows, strategic = [], 0
        for k, label in enumerate(s.types[self.mover]):
            if label.strategic:
                rows.append(own[strategic])
                strategic += 1
            else:
                rows.append(np.broadcast_to(rule[:, k, None, None], own.shape[1:]))
        return np.stack(rows)

    def _prepared(self, stage: int) -> tuple[Any, ...]:
        if self._known is not None and stage in self._known:
            return self._known[stage]
        axis, strategy = self.axes[self.mover], self._strategy(stage)
        posteriors = axis.posteriors(np.einsum("ao,kaeq->koeq", self.show, strategy))
        mixture = np.einsum("ek,kaeq->aeq", axis.belief, strategy)
        q = strategy.shape[3]
        found = (
            strategy.reshape(*strategy.shape[:2], -1),
            mixture.reshape(len(mixture), -1),
            np.repeat(axis.belief, q, axis=0),
            posteriors,
            blocks(posteriors.matrix(), len(self.show[0])),
        )
        if self._known is not None:
            self._known[stage] = found
        return found

    def at(self, stage: int, tagged: Tagged, truth: Mapping[int, int]) -> Flow:
        """See :class:`StateFlow`."""
        s = self.assessment.game.structure
        strategy, mixture, belief, posteriors, scatter = self._prepared(stage)
        if self.mover in truth:
            mixture = strategy[truth[self.mover]]
            scatter = blocks(posteriors.matrix(truth[self.mover]), len(scatter))
        play = MoverPlay(self.mover, self.moves, strategy, mixture, belief)
        return Flow(
            stage,
            self.state,
            tagged.tags,
            self.ordered(tagged.mass),
            (play,),
            mixture,
            s.joints_at[self.state],
            s.outcomes_at[self.state],
            self.show,
            scatter,
            self.native,
            self.ordered,
            tuple(axis.origin for axis in self.axes),
        )


class SeveralMovers:
    """A state where several actors move at once."""

    def __init__(self, assessment: Assessment, state: int, axes: tuple[BeliefAxis, ...]):
        s = assessment.game.structure
        self.assessment, self.state, self.axes = assessment, state, axes
        self.movers = s.movers[state]
        self.kappa, self.scale = factors(assessment.game, state)
        self.sizes = tuple(len(axis) for axis in axes)
        self.show = _shown(assessment, state)

    def ordered(self, values: np.ndarray) -> np.ndarray:
        """(…, E_1, …, E_N) -> (…, V)."""
        return values.reshape(*values.shape[: values.ndim - len(self.sizes)], -1)

    def native(self, values: np.ndarray) -> np.ndarray:
        """The inverse of :meth:`ordered`."""
        return values.reshape(*values.shape[:-1], *self.sizes)

    def _logs(self, stage: int) -> Iterator[tuple[int, np.ndarray]]:
        """(mover, log σ of its strategic types, (S_i, A_i, E_1, …, E_N))."""
        for i, logs in zip(self.movers, self.assessment.joint_strategy(stage, self.state), strict=True):
            for j, axis in enumerate(self.axes):
                logs = np.take(logs, axis.play, axis=2 + j)
            yield i, logs

    def log_strategies(self, stage: int) -> dict[int, np.ndarray]:
        """See :class:`StateFlow`."""
        return {i: logs.reshape(*logs.shape[:2], -1) for i, logs in self._logs(stage)}

    def strategies(self, stage: int) -> list[np.ndarray]:
        """Of every mover, (K_i, A_i, E_1, …, E_N)."""
        s, numbers = self.assessment.game.structure, self.assessment.game.numbers
        found = []
        for i, logs in self._logs(stage):
            own = iter(np.exp(logs))
            rule = np.asarray(numbers.rule)[list(s.moves_at[self.state][i])]
            shape = (-1, *(1,) * len(self.sizes))
            found.append(
                np.stack(
                    [
                        next(own) if kind.strategic else np.broadcast_to(rule[:, k].reshape(shape), logs.shape[1:])
                        for k, kind in enumerate(s.types[i])
                    ]
                )
            )
        return found

    def likelihoods(self, stage: int) -> list[np.ndarray]:
        """Pr(outcome's part | type) for every mover, at every vertex: (K_i, O, E_1, …, E_N) each."""
        return [
            np.einsum("ao,ka...->ko...", kappa, play)
            for kappa, play in zip(self.kappa, self.strategies(stage), strict=True)
        ]

    def at(self, stage: int, tagged: Tagged, truth: Mapping[int, int]) -> Flow:
        """See :class:`StateFlow`."""
        s = self.assessment.game.structure
        joints = s.joints_at[self.state]
        mixture = np.ones((len(joints), int(np.prod(self.sizes))))
        onward = sparse.eye_array(len(self.scale) * mixture.shape[1], format="csc")
        plays = []
        for i, strategy, kappa in zip(self.movers, self.strategies(stage), self.kappa, strict=True):
            axis, known = self.axes[i], truth.get(i)
            moves = s.moves_at[self.state][i]
            flat = strategy.reshape(*strategy.shape[:2], -1)
            along = np.broadcast_to(
                axis.belief.reshape(*(-1 if j == i else 1 for j in range(len(self.sizes))), axis.belief.shape[1]),
                (*self.sizes, axis.belief.shape[1]),
            ).reshape(-1, axis.belief.shape[1])
            mixed = np.einsum("vk,kav->av", along, flat) if known is None else flat[known]
            plays.append(MoverPlay(i, moves, flat, mixed, along))
            mixture = mixture * mixed[[moves.index(int(s.joint_moves[j, i])) for j in joints]]
            likelihood = np.einsum("ao,ka...->ko...", kappa, strategy)
            first = np.moveaxis(likelihood, 2 + i, 2).reshape(*likelihood.shape[:2], len(axis), -1)
            onward = _both(onward, self._native_map(axis.posteriors(first).matrix(known), i))
        return Flow(
            stage,
            self.state,
            tagged.tags,
            self.ordered(tagged.mass),
            tuple(plays),
            mixture,
            joints,
            s.outcomes_at[self.state],
            self.show,
            blocks(onward, len(self.scale)),
            self.native,
            self.ordered,
            tuple(axis.origin for axis in self.axes),
        )

    def _native_map(self, matrix: sparse.csc_array, mover: int) -> sparse.csc_array:
        """A map on (outcome, E_i, the rest) as one on (outcome, E_1, …, E_N)."""
        shape = (len(self.scale), *self.sizes)
        place = np.moveaxis(np.arange(int(np.prod(shape))).reshape(shape), 1 + mover, 1).reshape(-1)
        entries = matrix.tocoo()
        return sparse.csc_array((entries.data, (place[entries.row], place[entries.col])), shape=matrix.shape)


def blocks(matrix: sparse.csc_array, outcomes: int) -> tuple[sparse.csr_array, ...]:
    """The map of each outcome by itself: mass that leaves by an outcome stays with it."""
    size = matrix.shape[0] // outcomes
    found = []
    for k in range(outcomes):
        low, high = matrix.indptr[k * size], matrix.indptr[(k + 1) * size]
        part = sparse.csc_array(
            (
                matrix.data[low:high],
                matrix.indices[low:high] - k * size,
                matrix.indptr[k * size : (k + 1) * size + 1] - low,
            ),
            shape=(size, size),
        )
        found.append(part)
    return tuple(found)


def _both(one: sparse.csc_array, other: sparse.csc_array) -> sparse.csc_array:
    """From maps that move mass along two axes, each from where it is, the map that moves it along both at once."""
    first = one.tocoo()
    count = np.diff(other.indptr)[first.col]
    each = np.repeat(np.arange(first.nnz), count)
    begin = np.repeat(np.cumsum(count) - count, count)
    entry = other.indptr[first.col[each]] + np.arange(len(each)) - begin
    row = first.row[each] + other.indices[entry] - first.col[each]
    return sparse.csc_array((first.data[each] * other.data[entry], (row, first.col[each])), shape=one.shape)
