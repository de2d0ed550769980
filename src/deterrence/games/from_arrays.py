"""Games given as arrays: simultaneous moves, no private types, one branch per positive probability."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..errors import ArgumentError
from .stochastic import Numbers, StochasticGame, per_actor, per_actor_precision
from .structure import BranchRow, MoveRow, Standing, Structure, TypeLabel

PROBABILITY_TOLERANCE = 1e-9


def from_arrays(
    payoffs: Sequence[Any],
    transitions: Sequence[Any],
    discount: float | Sequence[float],
    *,
    precision: float | Sequence[float] = 1.0,
    horizon: int | None = None,
    actors: Sequence[str] | None = None,
    states: Sequence[str] | None = None,
    moves: Sequence[Sequence[Sequence[str]]] | None = None,
) -> StochasticGame:
    """A stochastic game of simultaneous moves, without private types.

    Args:
        payoffs: per state s, an array of shape (N, A_1, …, A_N).
        transitions: per state s, an array of shape (A_1, …, A_N, S).
        discount: δ, one number or one per actor, in [0, 1); 1 is allowed with a horizon.
        precision: λ, one number or one per actor.
        horizon: number of moves; None for a game without end.
        actors, states: labels; numbers by default.
        moves: labels ``moves[s][i]``; numbers by default.

    Raises:
        ArgumentError: a shape, probability, discount or precision that does not fit, with the state.
    """
    u = [np.asarray(p, float) for p in payoffs]
    k = [np.asarray(t, float) for t in transitions]
    count, players = _check_shapes(u, k)
    _check_probabilities(k)
    delta = per_actor("discount", discount, players)
    for number in delta[~((delta >= 0) & ((delta < 1) | ((delta == 1) & (horizon is not None))))].tolist():
        raise ArgumentError(f"discount must be in [0, 1), or in [0, 1] with a horizon, and {number:g} is not")
    actor_labels = _labels("actors", actors, players)
    state_labels = _labels("states", states, count)

    move_rows: list[MoveRow] = []
    joint_state: list[int] = []
    joint_moves: list[list[int]] = []
    payoff: list[np.ndarray] = []
    outcome_state: list[int] = []
    outcome_next: list[int] = []
    signals: list[str] = []
    branches: list[BranchRow] = []
    probability: list[float] = []
    for s in range(count):
        sizes = u[s].shape[1:]
        first = []
        for i, size in enumerate(sizes):
            labels = _labels(f"moves[{s}][{i}]", moves[s][i] if moves else None, size)
            first.append(len(move_rows))
            move_rows += [MoveRow(s, i, label, label) for label in labels]
        for a in itertools.product(*map(range, sizes)):
            joint = len(joint_state)
            joint_state.append(s)
            joint_moves.append([first[i] + a[i] for i in range(players)])
            payoff.append(np.moveaxis(u[s], 0, -1)[a])
            for y in np.flatnonzero(k[s][a]):
                branches.append(BranchRow(joint, len(outcome_state)))
                outcome_state.append(s)
                outcome_next.append(int(y))
                signals.append(",".join(move_rows[m].label for m in joint_moves[-1]))
                probability.append(k[s][a][y])
    structure = Structure(
        actors=actor_labels,
        types=tuple((TypeLabel("only", True),) for _ in range(players)),
        states=state_labels,
        standing=np.full(count, Standing.DECISION),
        endings=("",) * count,
        moves=tuple(move_rows),
        joint_state=np.array(joint_state),
        joint_moves=np.array(joint_moves),
        outcome_state=np.array(outcome_state),
        outcome_next=np.array(outcome_next),
        outcome_signal=tuple(signals),
        branches=tuple(branches),
        horizon=horizon,
    )
    sizes_of_row = [len(structure.moves_at[row.state][row.actor]) for row in move_rows]
    numbers = Numbers(
        branch_probability=np.array(probability),
        payoff=np.array(payoff),
        ending=np.zeros((count, players)),
        base_weight=1.0 / np.array(sizes_of_row),
        rule=np.zeros((len(move_rows), 1)),
        prior=np.ones((players, 1)),
        discount=delta,
        precision=per_actor_precision(precision, players),
    )
    return StochasticGame(structure, numbers)


def _check_shapes(u: list[np.ndarray], k: list[np.ndarray]) -> tuple[int, int]:
    count = len(u)
    if count == 0 or len(k) != count:
        raise ArgumentError(f"payoffs and transitions need one array per state: {count} and {len(k)} given")
    players = u[0].shape[0] if u[0].ndim else 0
    for s, (payoff, transition) in enumerate(zip(u, k, strict=True)):
        if payoff.ndim != players + 1 or payoff.shape[:1] != (players,) or 0 in payoff.shape:
            raise ArgumentError(f"payoffs[{s}] needs shape (N, A_1, …, A_N) with N = {players}, not {payoff.shape}")
        if transition.shape != (*payoff.shape[1:], count):
            raise ArgumentError(f"transitions[{s}] needs shape {(*payoff.shape[1:], count)}, not {transition.shape}")
        if not np.isfinite(payoff).all():
            raise ArgumentError(f"payoffs[{s}] has an entry that is not finite")
    return count, players


def _check_probabilities(k: list[np.ndarray]) -> None:
    for s, transition in enumerate(k):
        gap = np.abs(transition.sum(-1) - 1.0).max()
        if not (transition >= 0).all() or not gap <= PROBABILITY_TOLERANCE:
            raise ArgumentError(f"transitions[{s}] must be probabilities that sum to one over the last axis")


def _labels(name: str, given: Sequence[str] | None, count: int) -> tuple[str, ...]:
    labels = tuple(str(x) for x in (given if given is not None else range(count)))
    if len(labels) != count or len(set(labels)) != count:
        raise ArgumentError(f"{name} needs {count} distinct labels, not {len(labels)}: {', '.join(labels)}")
    return labels
