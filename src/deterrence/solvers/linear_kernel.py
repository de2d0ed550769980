"""How values before the move depend on those after it, near a solution, at every belief node, compiled.

Given strategies, values before the move are linear in those after it. Near a solution strategies answer too: with
F(z, v) = z − log softmax(log μ + λ Q(z, v)) = 0 at a node, a change of the values after the move changes z by
−(∂F/∂z)⁻¹ (∂F/∂v), the whole Jacobian inverted, and with z what moves are made and where beliefs go.
"""

from __future__ import annotations

import math

from .belief_lookup import follow, value_slope
from .compiled import at_length, inlined
from .kernel import mix
from .mover_arrays import Array, MoverArrays, Response, Work

TINY = 1e-300


@inlined
def _slopes(t: MoverArrays, w: Work, r: Response, m: int, b: int, q: int, values: Array) -> None:
    """Values after every outcome by column, and their slopes by the likelihood of each strategic type of the mover."""
    begin = t.outcomes[m]
    for o in range(t.outcomes[m + 1] - begin):
        there = values[t.following[begin + o]]
        for c in range(len(t.order)):
            for d in range(len(t.strategic)):
                kind = t.strategic[d]
                value, slope = value_slope(t, w, o, kind, there, t.order[c], b, q)
                r.ahead[c, o] = value
                r.steep[c, o, d] = slope / w.likelihood[o, kind]


@inlined
def _reply(t: MoverArrays, r: Response, m: int) -> None:
    """The logit reply of every strategic type to the values after its moves, into ``r.reply``."""
    first, begin = t.moves[m], t.outcomes[m]
    moves = t.moves[m + 1] - first
    for s in range(len(t.strategic)):
        for a in range(moves):
            r.reply[s, a] = t.payoff[first + a, s]
        for o in range(t.outcomes[m + 1] - begin):
            for k in range(t.branches[begin + o], t.branches[begin + o + 1]):
                r.reply[s, t.move[k]] += t.discount[s] * t.probability[k] * r.ahead[s, o]
        highest = -math.inf
        for a in range(moves):
            r.reply[s, a] = t.log_weight[first + a] + t.precision * r.reply[s, a]
            highest = max(highest, r.reply[s, a])
        total = 0.0
        for a in range(moves):
            r.reply[s, a] = math.exp(r.reply[s, a] - highest)
            total += r.reply[s, a]
        for a in range(moves):
            r.reply[s, a] /= total


@inlined
def _feedback(t: MoverArrays, w: Work, r: Response, m: int) -> None:
    """The transpose of ∂F/∂z under ``w.sigma``, to which ``r.reply`` is the reply, into ``r.matrix``."""
    first, begin, count = t.moves[m], t.outcomes[m], len(t.strategic)
    moves = t.moves[m + 1] - first
    size = count * moves
    for i in range(size):
        for j in range(size):
            r.matrix[i, j] = 0.0
    for o in range(t.outcomes[m + 1] - begin):
        lead, end = t.branches[begin + o], t.branches[begin + o + 1]
        for s in range(count):
            for d in range(count):
                steep = t.precision * t.discount[s] * r.steep[s, o, d]
                if steep != 0.0:
                    for k in range(lead, end):
                        by = steep * t.probability[k] * w.sigma[d, t.move[k]]
                        for j in range(lead, end):
                            r.matrix[d * moves + t.move[k], s * moves + t.move[j]] -= by * t.probability[j]
    for i in range(size):
        for s in range(count):
            mean = 0.0
            for a in range(moves):
                mean += r.reply[s, a] * r.matrix[i, s * moves + a]
            for a in range(moves):
                r.matrix[i, s * moves + a] -= mean
        r.matrix[i, i] += 1.0


@inlined
def _gains(t: MoverArrays, w: Work, r: Response, m: int, p: int) -> None:
    """What each column gains by a change of z, into ``r.right``: (S·A, C)."""
    first, begin = t.moves[m], t.outcomes[m]
    moves, outcomes = t.moves[m + 1] - first, t.outcomes[m + 1] - begin
    for c in range(len(t.order)):
        play = t.plays[c]
        mix(t, w, m, p, play)
        for d in range(len(t.strategic)):
            kind = t.strategic[d]
            share = t.belief[p, kind] if play < 0 else (1.0 if play == kind else 0.0)
            for a in range(moves):
                r.right[d * moves + a, c] = share * t.payoff[first + a, c]
            for o in range(outcomes):
                lead, end = t.branches[begin + o], t.branches[begin + o + 1]
                shown = 0.0
                for k in range(lead, end):
                    shown += t.probability[k] * w.target[t.move[k]]
                gain = t.discount[c] * (share * r.ahead[c, o] + shown * r.steep[c, o, d])
                for k in range(lead, end):
                    r.right[d * moves + t.move[k], c] += gain * t.probability[k]
            for a in range(moves):
                r.right[d * moves + a, c] *= w.sigma[d, a]


@inlined
def _eliminate(matrix: Array, right: Array, size: int, columns: int) -> None:
    """Solve in place, by Gaussian elimination with partial pivoting; the solution takes the place of the right side."""
    for k in range(size):
        best = k
        for i in range(k + 1, size):
            if abs(matrix[i, k]) > abs(matrix[best, k]):
                best = i
        if best != k:
            for j in range(k, size):
                matrix[k, j], matrix[best, j] = matrix[best, j], matrix[k, j]
            for c in range(columns):
                right[k, c], right[best, c] = right[best, c], right[k, c]
        pivot = matrix[k, k]
        if abs(pivot) < TINY:
            pivot = TINY
            matrix[k, k] = TINY
        for i in range(k + 1, size):
            share = matrix[i, k] / pivot
            if share != 0.0:
                for j in range(k + 1, size):
                    matrix[i, j] -= share * matrix[k, j]
                for c in range(columns):
                    right[i, c] -= share * right[k, c]
    for k in range(size - 1, -1, -1):
        for c in range(columns):
            total = right[k, c]
            for j in range(k + 1, size):
                total -= matrix[k, j] * right[j, c]
            right[k, c] = total / matrix[k, k]


@inlined
def _answer(t: MoverArrays, w: Work, r: Response, m: int, p: int, b: int, q: int, values: Array) -> None:
    """What every column gains by a change of each strategic type's value after each outcome, strategies answering."""
    first, begin, count, columns = t.moves[m], t.outcomes[m], len(t.strategic), len(t.order)
    moves = t.moves[m + 1] - first
    _slopes(t, w, r, m, b, q, values)
    _reply(t, r, m)
    _feedback(t, w, r, m)
    _gains(t, w, r, m, p)
    _eliminate(r.matrix, r.right, count * moves, columns)
    for c in range(columns):
        for s in range(count):
            total = 0.0
            for a in range(moves):
                total += r.right[s * moves + a, c]
            for o in range(t.outcomes[m + 1] - begin):
                gain = 0.0
                for k in range(t.branches[begin + o], t.branches[begin + o + 1]):
                    a = t.move[k]
                    gain += t.probability[k] * (r.right[s * moves + a, c] - r.reply[s, a] * total)
                r.gain[c, s, o] = t.precision * t.discount[s] * gain


@at_length
def value_equations(
    t: MoverArrays,
    w: Work,
    r: Response,
    chosen: Array,
    spot: Array,
    values: Array,
    log_strategy: Array,
    answered: bool,
    begins: Array,
    entry: Array,
    weight: Array,
) -> None:
    """How values before the move depend on those after it: one linear equation each.

    Args:
        t: the mover's states.
        w, r: room to work in.
        chosen: (n,), which of them, places among the M.
        spot: (X,), where the values of a public state lie, counted in states; −1 for those that do not count.
        values: (X, C, B, P, Q), after the move.
        log_strategy: (n, S, A, P, B·Q).
        answered: strategies answer to values; they stay as they are otherwise.
        begins: (n, C), where the entries of a state's equations for each column begin, in ``order``; nodes one after
            another within.
        entry: the place among values, flat, that each entry is about; written.
        weight: how much, discounted, written.
    """
    sizes, columns, kinds, count = values.shape[2:], len(t.order), len(t.seat), len(t.strategic)
    every = sizes[0] * sizes[1] * sizes[2]
    for j in range(len(chosen)):
        m = chosen[j]
        begin = t.outcomes[m]
        moves, outcomes = t.moves[m + 1] - t.moves[m], t.outcomes[m + 1] - begin
        live = 0
        for o in range(outcomes):
            live += spot[t.following[begin + o]] >= 0
        for p in range(sizes[1]):
            for n in range(sizes[0] * sizes[2]):
                b, q = n // sizes[2], n % sizes[2]
                for s in range(count):
                    for a in range(moves):
                        w.z[s, a] = log_strategy[j, s, a, p, n]
                        w.sigma[s, a] = math.exp(w.z[s, a])
                follow(t, w, m, p, w.z, w.sigma)
                if answered:
                    _answer(t, w, r, m, p, b, q, values)
                node = (b * sizes[1] + p) * sizes[2] + q
                for c in range(columns):
                    own = c if c < count else -1
                    wide = 1
                    if answered:
                        wide = count if own >= 0 else count + 1
                    e = begins[j, c] + node * wide * live * kinds
                    if c == 0 or t.plays[c] != t.plays[c - 1]:
                        mix(t, w, m, p, t.plays[c])
                    for o in range(outcomes):
                        there = spot[t.following[begin + o]]
                        if there < 0:
                            continue
                        shown = 0.0
                        for k in range(t.branches[begin + o], t.branches[begin + o + 1]):
                            shown += t.probability[k] * w.target[t.move[k]]
                        shown *= t.discount[c]
                        if answered and own >= 0:
                            shown += r.gain[c, own, o]
                        for v in range(kinds):
                            at = (b * sizes[1] + w.vertex[o, v]) * sizes[2] + q
                            entry[e] = (there * columns + t.order[c]) * every + at
                            weight[e] = shown * w.weight[o, v]
                            e += 1
                            if answered:
                                for s in range(count):
                                    if s != own:
                                        entry[e] = (there * columns + t.order[s]) * every + at
                                        weight[e] = r.gain[c, s, o] * w.weight[o, v]
                                        e += 1
