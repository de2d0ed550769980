"""Play at vertices of belief, and where an actor of two types is then believed to stand; compiled."""

from __future__ import annotations

import math

import numpy as np

from ..solvers.compiled import at_length, in_place


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


@at_length
def play_stage(
    chosen: np.ndarray,
    kind: np.ndarray,
    live_ends: np.ndarray,
    live: np.ndarray,
    log: np.ndarray,
    log_at: np.ndarray,
    log_wide: np.ndarray,
    grid: int,
    nodes: np.ndarray,
    along: np.ndarray,
    own: np.ndarray,
    stride: np.ndarray,
    mover: np.ndarray,
    kinds: np.ndarray,
    size: np.ndarray,
    moves: np.ndarray,
    outcomes: np.ndarray,
    seat: np.ndarray,
    joint_at: np.ndarray,
    joint: np.ndarray,
    rule: np.ndarray,
    show_at: np.ndarray,
    show: np.ndarray,
    strategy_at: np.ndarray,
    strategy: np.ndarray,
    mix_at: np.ndarray,
    mix_wide: np.ndarray,
    mix: np.ndarray,
    place_at: np.ndarray,
    place: np.ndarray,
    above: np.ndarray,
) -> None:
    """Play at states where one actor of one or two types moves, and where it is then believed to stand.

    What :func:`play_at`, :func:`bracket` and :func:`divide` find state by state. Arrays that are not of one shape at
    all states are flat, a state's numbers beginning ``…_at`` its position.

    Args:
        chosen: (n,), the states, by position among those of a game with one mover of at most two types.
        kind: (n,), -1 for public mass; or of which type the mover truly is, whose own mass it then is.
        live_ends, live: (n + 1,) and flat, the vertices at each, L.
        log, log_at, log_wide, grid: (S, log_wide, grid) of each, log σ of the mover's strategic types.
        nodes: (N, V), by mover, the node played at each vertex.
        along: (N, E, 2), belief along each actor's axis, in the first type rising.
        own: (N, V), the place of every vertex on each actor's axis.
        stride: (N,), how far apart vertices are that are neighbours along it.
        mover, kinds, size, moves, outcomes: of every state, its mover, that actor's types and vertices on its axis,
            moves A, outcomes O.
        seat: (N, 2), place of each type among the strategic ones, -1 for a commitment.
        joint_at, joint: (A,), the joint move of each move, by position.
        rule: (A, 2) flat, begins at twice ``joint_at``: move probabilities of commitments.
        show_at, show: (A, O), Pr(outcome | move).
        strategy_at, strategy: (types, A, L), written.
        mix_at, mix_wide, mix: (L, mix_wide), the first A columns written: probability of each joint move.
        place_at, place, above: (L, O), written: the vertex below the posterior, and the share that goes above it.
    """
    for n in range(len(chosen)):
        p, count, types = chosen[n], live_ends[n + 1] - live_ends[n], kind[n]
        i, many, see = mover[p], moves[p], outcomes[p]
        for at in range(count):
            v = live[live_ends[n] + at]
            here = own[i, v]
            for a in range(many):
                average = 0.0
                for k in range(kinds[p]):
                    if seat[i, k] >= 0:
                        played = math.exp(log[log_at[n] + (seat[i, k] * log_wide[n] + a) * grid + nodes[i, v]])
                    else:
                        played = rule[2 * (joint_at[p] + a) + k]
                    strategy[strategy_at[n] + (k * many + a) * count + at] = played
                    if types < 0:
                        average += along[i, here, k] * played
                    elif types == k:
                        average = played
                mix[mix_at[n] + at * mix_wide[n] + joint[joint_at[p] + a]] = average
            for o in range(see):
                found = place_at[n] + at * see + o
                place[found], above[found] = v, 0.0
                if kinds[p] == 1:
                    continue
                one, other = 0.0, 0.0
                for a in range(many):
                    shown = show[show_at[p] + a * see + o]
                    if shown != 0.0:
                        one += shown * strategy[strategy_at[n] + a * count + at]
                        other += shown * strategy[strategy_at[n] + (many + a) * count + at]
                first = one * along[i, here, 0]
                mass = first + other * along[i, here, 1]
                posterior = first / mass if mass > 0 else along[i, here, 0]  # what is never seen teaches nothing
                low, end = 0, size[p] - 1  # the last vertex is below none
                while end - low > 1:
                    middle = (low + end) // 2
                    if along[i, middle, 0] <= posterior:
                        low = middle
                    else:
                        end = middle
                part = (posterior - along[i, low, 0]) / (along[i, low + 1, 0] - along[i, low, 0])
                part = min(max(part, 0.0), 1.0)
                if types >= 0:
                    up = part * along[i, low + 1, types]
                    whole = (1 - part) * along[i, low, types] + up
                    if whole > 0:
                        part = up / whole
                place[found] = v + (low - here) * stride[i]
                above[found] = part
