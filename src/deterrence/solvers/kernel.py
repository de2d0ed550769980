"""The within-node fixed point at every belief node of the states where one actor moves, compiled.

At a state one actor moves. Its strategic types mix by the logit rule on values that depend on where the
posterior goes, which depends on how they mix. In z = log σ the equation is

    F(z) = z − log softmax(log μ + λ Q(z)) = 0.

Where the mover has one strategic type, Q is the gradient of a potential: with L_o = Σ_a σ(a) Pr(o | a) and v_o
the continuation value as a function of L_o,

    Φ(σ) = Σ_a σ(a) u(a) + δ Σ_o ∫_0^{L_o} v_o(l) dl + (1/λ) Σ_a σ(a) log(μ(a)/σ(a))

has ∇Φ = −F/λ along the simplex, so solutions are its stationary points. Where a good name is lost by using it
(v_o falls in L_o) Φ is strictly concave and the solution is unique. A step solves Newton's equation with the
diagonal of the feedback, which costs O(A), climbs Φ always, and is Newton's own step where moves are public
and feedback is negative. It is shortened when it overshoots the top. The damped iteration
σ <- (1−κ)σ + κ·logit(Q) stalls at high precision; this does not, because kinks of v only bend ∇Φ. The few nodes
left are finished with the whole Jacobian in :mod:`.node_fallback`.

Every node is solved by itself, so neither the order of nodes nor the number of threads changes a bit.
"""

from __future__ import annotations

import math

from .belief_lookup import follow, value_slope
from .compiled import at_length, inlined
from .mover_arrays import Array, MoverArrays, Work

CLOSED = -1e9  # log base weight of a move that is not open: its probability is exactly zero
LARGEST_STEP = 8.0  # in log probability, per step
MOST_FEEDBACK = 0.9  # positive feedback taken into the step; below one, so that the step always climbs
OVERSHOOT = 0.5  # how far past the top of the potential a step may go, by the rate of climb there
SHORTEST, LONGEST = 0.1, 0.7  # what is left of a step that went too far
TINY = 1e-300


@inlined
def _evaluate(
    t: MoverArrays,
    w: Work,
    m: int,
    p: int,
    b: int,
    q: int,
    values: Array,
) -> float:
    """At the trial point, F into ``w.gap``, the next direction of ascent, and max |σ − logit(Q)|, which is returned.

    Values are (X, C, B, P, Q).
    """
    z, sigma, direction = w.trial, w.tried, w.next_direction
    moves, first = t.moves[m + 1] - t.moves[m], t.moves[m]
    begin = t.outcomes[m]
    follow(t, w, m, p, z, sigma)
    worst = 0.0
    for s in range(len(t.strategic)):
        kind, delta, column = t.strategic[s], t.discount[s], t.order[s]
        for a in range(moves):
            w.ahead[s, a], w.push[s, a] = 0.0, 0.0
        for o in range(t.outcomes[m + 1] - begin):
            value, slope = value_slope(t, w, o, kind, values[t.following[begin + o]], column, b, q)
            steep = slope / w.likelihood[o, kind]
            for r in range(t.branches[begin + o], t.branches[begin + o + 1]):
                share, a = t.probability[r], t.move[r]
                w.ahead[s, a] += share * value
                w.push[s, a] += share * share * steep
        top = CLOSED
        for a in range(moves):
            log = t.log_weight[first + a] + t.precision * (t.payoff[first + a, s] + delta * w.ahead[s, a])
            w.gap[s, a] = log
            top = max(top, log)
        total = 0.0
        for a in range(moves):
            w.target[a] = math.exp(w.gap[s, a] - top)
            total += w.target[a]
        level, weight, log_total = 0.0, 0.0, top + math.log(total)
        for a in range(moves):
            error = abs(sigma[s, a] - w.target[a] / total)
            worst = error if not error <= worst else worst  # not a number counts as the worst
            if t.log_weight[first + a] > CLOSED / 2:
                w.gap[s, a] = z[s, a] - (w.gap[s, a] - log_total)
                feedback = t.precision * delta * sigma[s, a] * w.push[s, a]
                w.push[s, a] = 1.0 - min(feedback, MOST_FEEDBACK)
                part = sigma[s, a] / w.push[s, a]
                level += part * w.gap[s, a]
                weight += part
            else:
                w.gap[s, a] = 0.0
        level /= weight
        for a in range(moves):
            open_ = t.log_weight[first + a] > CLOSED / 2
            direction[s, a] = (level - w.gap[s, a]) / w.push[s, a] if open_ else 0.0
    return worst


@inlined
def _climb(sigma: Array, gap: Array, direction: Array, moves: int) -> float:
    """Rate at which the potential rises along the direction: −Cov_σ(direction, F)."""
    rate = 0.0
    for s in range(sigma.shape[0]):
        mean = 0.0
        for a in range(moves):
            mean += sigma[s, a] * direction[s, a]
        for a in range(moves):
            rate -= sigma[s, a] * (direction[s, a] - mean) * gap[s, a]
    return rate


@inlined
def _step(t: MoverArrays, w: Work, first: int, moves: int, scale: float) -> None:
    """The trial point a step along the direction, normalised, and its probabilities."""
    size = 0.0
    for s in range(w.z.shape[0]):
        for a in range(moves):
            size = max(size, abs(w.direction[s, a]))
    length = min(scale, LARGEST_STEP / max(size, LARGEST_STEP))
    for s in range(w.z.shape[0]):
        top = CLOSED
        for a in range(moves):
            w.trial[s, a] = w.z[s, a] + length * w.direction[s, a]
            if t.log_weight[first + a] > CLOSED / 2:
                top = max(top, w.trial[s, a])
        total = 0.0
        for a in range(moves):
            open_ = t.log_weight[first + a] > CLOSED / 2
            w.tried[s, a] = math.exp(w.trial[s, a] - top) if open_ else 0.0
            total += w.tried[s, a]
        log = top + math.log(total)
        for a in range(moves):
            w.tried[s, a] /= total
            w.trial[s, a] = w.trial[s, a] - log if t.log_weight[first + a] > CLOSED / 2 else CLOSED


@inlined
def _settle(
    t: MoverArrays, w: Work, m: int, p: int, b: int, q: int, values: Array, steps: int, tolerance: float
) -> float:
    """Newton's steps at one node from ``w.z``, whose place in ``w`` the solution takes; returns the residual.

    What ``w`` says of where beliefs go is at the solution.
    """
    moves, first, count = t.moves[m + 1] - t.moves[m], t.moves[m], w.z.shape[0]
    for s in range(count):
        for a in range(moves):
            w.trial[s, a], w.tried[s, a], w.direction[s, a] = w.z[s, a], math.exp(w.z[s, a]), 0.0
    error, scale, rate, taken, ending = math.inf, 1.0, 0.0, 0, False
    while True:
        now = _evaluate(t, w, m, p, b, q, values)
        along = _climb(w.tried, w.gap, w.direction, moves)
        taken_up = taken == 0 or along >= -OVERSHOOT * rate or now <= tolerance
        if taken_up:
            scale, error = 1.0, now
            rate = _climb(w.tried, w.gap, w.next_direction, moves)
            for s in range(count):
                for a in range(moves):
                    w.z[s, a], w.sigma[s, a] = w.trial[s, a], w.tried[s, a]
                    w.direction[s, a] = w.next_direction[s, a]
        else:
            # Past the top: back to where the rate of climb would be zero if it fell linearly.
            scale *= min(max(rate / max(rate - along, TINY), SHORTEST), LONGEST)
        if ending or error <= tolerance or (taken >= steps and taken_up):
            return error
        if taken >= steps:
            ending = True  # once more at the last point that was taken
            for s in range(count):
                for a in range(moves):
                    w.trial[s, a], w.tried[s, a] = w.z[s, a], w.sigma[s, a]
        else:
            _step(t, w, first, moves, scale)
            taken += 1


@inlined
def mix(t: MoverArrays, w: Work, m: int, p: int, kind: int) -> None:
    """Move probabilities of one type of the mover under ``w.sigma``, or of all by belief (-1), into ``w.target``."""
    first = t.moves[m]
    for a in range(t.moves[m + 1] - first):
        total = 0.0
        for k in range(len(t.seat)):
            if kind == k or kind < 0:
                s = t.seat[k]
                share = w.sigma[s, a] if s >= 0 else t.rule[first + a, k]
                total += share if kind >= 0 else t.belief[p, k] * share
        w.target[a] = total


@inlined
def _worth(t: MoverArrays, w: Work, m: int, p: int, b: int, q: int, values: Array, before: Array) -> None:
    """Values of every column before the move, from those after it, under ``w.sigma``; into ``before`` (C, B, P, Q).

    Beliefs go where ``w`` says. Columns of others average over the mover's types by belief.
    """
    moves, first = t.moves[m + 1] - t.moves[m], t.moves[m]
    begin = t.outcomes[m]
    mixed = w.target
    for c in range(len(t.order)):
        column = t.order[c]
        if c == 0 or t.plays[c] != t.plays[c - 1]:
            mix(t, w, m, p, t.plays[c])
        flow, after = 0.0, 0.0
        for a in range(moves):
            flow += t.payoff[first + a, c] * mixed[a]
        for o in range(t.outcomes[m + 1] - begin):
            value = 0.0
            there = t.following[begin + o]
            for v in range(len(t.seat)):
                value += w.weight[o, v] * values[there, column, b, w.vertex[o, v], q]
            shown = 0.0
            for r in range(t.branches[begin + o], t.branches[begin + o + 1]):
                shown += t.probability[r] * mixed[t.move[r]]
            after += shown * value
        before[column, b, p, q] = flow + t.discount[c] * after


@at_length
def solve_states(
    t: MoverArrays,
    w: Work,
    chosen: Array,
    states: Array,
    values: Array,
    before: Array,
    log_strategy: Array,
    residual: Array,
    steps: int,
    tolerance: float,
) -> None:
    """Solve states at every belief node: strategies and residuals, and everybody's values before the move.

    Args:
        t: the mover's states.
        w: room to work in.
        chosen: which of them, places among the M.
        states: (M,), the public state of each.
        values: (X, C, B, P, Q), values after the move; P runs over the mover's lattice, B and Q over those of the
            actors before and after it.
        before: the same, before the move; what is solved is written here.
        log_strategy: (chosen, S, A, P, B·Q), where each node starts; its solution takes its place.
        residual: (chosen, P, B·Q), max |σ − logit(Q)| over types and moves, written.
        steps: most of Newton's; none only evaluates what is given.
        tolerance: on the residual; nodes above it after all steps are finished elsewhere.
    """
    count = len(t.strategic)
    for j in range(len(chosen)):
        m = chosen[j]
        moves = t.moves[m + 1] - t.moves[m]
        for p in range(values.shape[3]):
            for b in range(values.shape[2]):
                for q in range(values.shape[4]):
                    n = b * values.shape[4] + q
                    for s in range(count):
                        for a in range(moves):
                            w.z[s, a] = log_strategy[j, s, a, p, n]
                    error = _settle(t, w, m, p, b, q, values, steps, tolerance)
                    for s in range(count):
                        for a in range(moves):
                            log_strategy[j, s, a, p, n] = w.z[s, a]
                    residual[j, p, n] = error
                    _worth(t, w, m, p, b, q, values, before[states[m]])
