"""Play at vertices of belief, and where an actor of two types is then believed to stand; compiled."""

from __future__ import annotations

import math

import numpy as np

from ..solvers.compiled import in_place


@in_place
def play_at(
    log: np.ndarray,
    nodes: np.ndarray,
    belief: np.ndarray,
    live: np.ndarray,
    rule: np.ndarray,
    seat: np.ndarray,
    strategy: np.ndarray,
    mixture: np.ndarray,
) -> None:
    """How an actor's types play at vertices, and the average by public belief.

    Args:
        log: (S, A or more, n), log σ of its strategic types at the nodes of a solution.
        nodes: (V,), the node played at each vertex.
        belief: (V, K), about the actor.
        live: (L,), the vertices.
        rule: (A, K), move probabilities of its commitments.
        seat: (K,), place of each type among the strategic ones, -1 for a commitment.
        strategy: (K, A, L), written.
        mixture: (A, L), zero, written.
    """
    for k in range(len(seat)):
        for a in range(mixture.shape[0]):
            for at in range(len(live)):
                v = live[at]
                played = math.exp(log[seat[k], a, nodes[v]]) if seat[k] >= 0 else rule[a, k]
                strategy[k, a, at] = played
                mixture[a, at] += belief[v, k] * played


@in_place
def bracket(
    strategy: np.ndarray,
    kappa: np.ndarray,
    belief: np.ndarray,
    at: np.ndarray,
    line: np.ndarray,
    low: np.ndarray,
    above: np.ndarray,
) -> None:
    """The vertices between which Bayes' rule takes belief about an actor of two types.

    Args:
        strategy: (2, A, L), its play at vertices.
        kappa: (A, O), Pr(outcome | move), or its part in it where others move as well.
        belief: (E, 2), along the actor's axis.
        at: (L,), where on it the vertices are.
        line: (E,), belief in its first type along its axis, rising.
        low: (O, L), the vertex on the axis below the posterior, written.
        above: (O, L), the share of the public mass that goes to the one above it, written.
    """
    for o in range(kappa.shape[1]):
        for v in range(len(at)):
            one, other = 0.0, 0.0
            for a in range(kappa.shape[0]):
                if kappa[a, o] != 0.0:
                    one += kappa[a, o] * strategy[0, a, v]
                    other += kappa[a, o] * strategy[1, a, v]
            first = one * belief[at[v], 0]
            mass = first + other * belief[at[v], 1]
            posterior = first / mass if mass > 0 else belief[at[v], 0]  # what is never seen teaches nothing
            here, end = 0, len(line) - 1  # the last vertex is below none
            while end - here > 1:
                middle = (here + end) // 2
                if line[middle] <= posterior:
                    here = middle
                else:
                    end = middle
            low[o, v] = here
            above[o, v] = min(max((posterior - line[here]) / (line[here + 1] - line[here]), 0.0), 1.0)


@in_place
def divide(
    low: np.ndarray,
    above: np.ndarray,
    belief: np.ndarray,
    kind: int,
    live: np.ndarray,
    own: np.ndarray,
    stride: int,
    place: np.ndarray,
    share: np.ndarray,
) -> None:
    """Among which vertices mass is divided that leaves others, where one actor of two types moves.

    Args:
        low, above: see :func:`bracket`.
        belief: (E, 2), along the actor's axis.
        kind: -1 for public mass; or whose own mass it is, of which w·b₊(θ)/b'(θ) goes above.
        live: (L,), the vertices.
        own: (V,), the place of every vertex on the actor's axis.
        stride: how far apart vertices are that are neighbours along it.
        place: (O, L, 2), written.
        share: (O, L, 2), written.
    """
    for o in range(low.shape[0]):
        for at in range(len(live)):
            there, part = low[o, at], above[o, at]
            if kind >= 0:
                up = part * belief[there + 1, kind]
                posterior = (1 - part) * belief[there, kind] + up
                if posterior > 0:
                    part = up / posterior
            place[o, at, 0] = live[at] + (there - own[live[at]]) * stride
            place[o, at, 1] = place[o, at, 0] + stride
            share[o, at, 0], share[o, at, 1] = 1.0 - part, part
