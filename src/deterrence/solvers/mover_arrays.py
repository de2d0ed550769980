"""What the compiled kernel reads and writes: the states of one mover as flat arrays, and room for one node."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

Array = np.ndarray


class MoverArrays(NamedTuple):
    """The states where one actor moves, one after another: M states, K types of the mover, S of them strategic.

    Attributes:
        moves: (M+1,), where the moves of each state begin among all.
        log_weight: (moves,), log μ; ``CLOSED`` where a move is not open to strategic types.
        payoff: (moves, C), flow by column, in ``order``.
        rule: (moves, K), move probabilities of the mover's commitments.
        outcomes: (M+1,), where the outcomes of each state begin among all.
        following: (outcomes,), the public state that follows.
        rule_log: (outcomes, K), log-likelihood of each outcome under each commitment.
        branches: (outcomes+1,), where the branches of each outcome begin among all.
        move: (branches,), the move of each, counted within its state.
        probability, log_probability: (branches,), Pr(outcome | move) and its logarithm.
        order: (C,), columns of values, the mover's strategic types first.
        plays: (C,), by column in that order, which type of the mover moves, -1 in columns of others.
        discount: (C,), δ of each column's actor, in that order.
        strategic: (S,), types of the mover that are strategic.
        seat: (K,), place of each type among the strategic ones, -1 for a commitment.
        belief: (P, K), belief about the mover at every node of its lattice.
        nodes: (P, K), coordinates of the nodes.
        table: node by shifted coordinates, flat, -1 outside the lattice (three types and more).
        extent: m, the cut in units of h.
        spacing: h.
        precision: λ.
    """

    moves: Array
    log_weight: Array
    payoff: Array
    rule: Array
    outcomes: Array
    following: Array
    rule_log: Array
    branches: Array
    move: Array
    probability: Array
    log_probability: Array
    order: Array
    plays: Array
    discount: Array
    strategic: Array
    seat: Array
    belief: Array
    nodes: Array
    table: Array
    extent: int
    spacing: float
    precision: float


class Work(NamedTuple):
    """Room for one node: log strategies, strategies and their like (S, A); by outcome and type (O, K)."""

    z: Array
    sigma: Array
    trial: Array
    tried: Array
    gap: Array
    direction: Array
    next_direction: Array
    ahead: Array
    push: Array
    target: Array
    likelihood: Array
    point: Array
    vertex: Array
    weight: Array
    turn: Array
    held: Array
    likeliest: Array


class Response(NamedTuple):
    """Room for how one node answers to the values after it: by column C, outcome O, strategic type S.

    Attributes:
        ahead: (C, O), values after each outcome.
        steep: (C, O, S), their slopes by likelihoods.
        reply: (S, A), probabilities of the best reply to these values: those of the strategy itself at a solution.
        matrix: (S·A, S·A), the transpose of ∂F/∂z.
        right: (S·A, C), what columns gain by z; then the solution.
        gain: (C, S, O), what columns gain by a change of each type's value after each outcome.
    """

    ahead: Array
    steep: Array
    reply: Array
    matrix: Array
    right: Array
    gain: Array


def response_room(c: int, s: int, a: int, o: int) -> Response:
    """Room for C columns, S strategic types, A moves and O outcomes."""
    return Response(
        ahead=np.zeros((c, o)),
        steep=np.zeros((c, o, s)),
        reply=np.zeros((s, a)),
        matrix=np.zeros((s * a, s * a)),
        right=np.zeros((s * a, c)),
        gain=np.zeros((c, s, o)),
    )


def room(s: int, a: int, o: int, k: int) -> Work:
    """Room for a node of S strategic types, A moves, O outcomes and K types."""
    return Work(
        z=np.zeros((s, a)),
        sigma=np.zeros((s, a)),
        trial=np.zeros((s, a)),
        tried=np.zeros((s, a)),
        gap=np.zeros((s, a)),
        direction=np.zeros((s, a)),
        next_direction=np.zeros((s, a)),
        ahead=np.zeros((s, a)),
        push=np.zeros((s, a)),
        target=np.zeros(a),
        likelihood=np.zeros((o, k)),
        point=np.zeros(k),
        vertex=np.zeros((o, k), np.int64),
        weight=np.zeros((o, k)),
        turn=np.zeros((o, k), np.int64),
        held=np.zeros((o, k), np.bool_),
        likeliest=np.zeros(o, np.int64),
    )
