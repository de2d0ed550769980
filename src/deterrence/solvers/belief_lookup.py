"""Where Bayes' rule takes the belief about the mover, and what is read there between nodes, compiled.

Coordinates, simplices and weights are those of :class:`.lattice.Lattice`.
"""

from __future__ import annotations

import math

from .compiled import inlined
from .mover_arrays import Array, MoverArrays, Work

NEVER = 1e-280  # stands for a likelihood of zero: far beyond the cut, and equal for all types where none shows it
LOG_NEVER = math.log(NEVER)


@inlined
def _locate(t: MoverArrays, w: Work, o: int) -> None:
    """Vertices and weights of the simplex around ``w.point`` for outcome o, as in :class:`.lattice.Lattice`."""
    kinds, point = len(w.point), w.point
    m = t.extent
    top, best = point[0], 0
    for k in range(1, kinds):
        if point[k] > top:
            top, best = point[k], k
    w.likeliest[o] = best
    for k in range(kinds):
        relative = point[k] - top
        w.held[o, k] = relative < -m
        point[k] = max(relative, -float(m))
    last = point[kinds - 1]
    steps = kinds - 1
    # The fractions, from the largest to the least, are the order in which coordinates are stepped.
    for k in range(steps):
        point[k] -= last
        base = min(max(math.floor(point[k]), -float(m)), float(m))
        fraction = point[k] - base
        w.vertex[o, k] = int(base) + m
        place = k
        while place > 0 and w.weight[o, place - 1] < fraction:
            w.weight[o, place], w.turn[o, place] = w.weight[o, place - 1], w.turn[o, place - 1]
            place -= 1
        w.weight[o, place], w.turn[o, place] = fraction, k
    limit, wide = 2 * m + 1, 2 * m + 2
    for k in range(steps):
        point[k] = w.vertex[o, k]
    first = 0
    before = 1.0
    for v in range(kinds):
        if v > 0:
            point[w.turn[o, v - 1]] += 1.0
        flat = 0
        for k in range(steps):
            flat = flat * wide + min(max(int(point[k]), 0), limit)
        found = t.table[flat]
        if v == 0:
            first = found
        w.vertex[o, v] = found if found >= 0 else first
        after = w.weight[o, v] if v < steps else 0.0
        w.weight[o, v] = before - after
        before = after


@inlined
def follow(t: MoverArrays, w: Work, m: int, p: int, z: Array, sigma: Array) -> None:
    """Where Bayes' rule takes the belief about the mover after every outcome: likelihoods, vertices and weights."""
    kinds, begin = len(t.seat), t.outcomes[m]
    for o in range(t.outcomes[m + 1] - begin):
        lead, end = t.branches[begin + o], t.branches[begin + o + 1]
        for k in range(kinds):
            s = t.seat[k]
            if s < 0:
                log = t.rule_log[begin + o, k]
            elif end - lead == 1:
                a = t.move[lead]
                w.likelihood[o, k] = max(t.probability[lead] * sigma[s, a], NEVER)
                log = max(z[s, a] + t.log_probability[lead], LOG_NEVER)
            else:
                total = 0.0
                for b in range(lead, end):
                    total += t.probability[b] * sigma[s, t.move[b]]
                w.likelihood[o, k] = max(total, NEVER)
                log = math.log(w.likelihood[o, k])
            w.point[k] = log
        if kinds == 1:
            w.vertex[o, 0], w.weight[o, 0] = 0, 1.0
        elif kinds == 2:
            position = t.nodes[p, 0] + (w.point[0] - w.point[1]) / t.spacing + t.extent
            last = 2.0 * t.extent
            w.held[o, 0] = position < 0 or position > last
            inside = min(max(position, 0.0), last)
            floor = min(math.floor(inside), last - 1)
            w.vertex[o, 0], w.vertex[o, 1] = int(floor), int(floor) + 1
            w.weight[o, 1] = inside - floor
            w.weight[o, 0] = 1.0 - w.weight[o, 1]
        else:
            for k in range(kinds):
                w.point[k] = t.nodes[p, k] + w.point[k] / t.spacing
            _locate(t, w, o)


@inlined
def value_slope(
    t: MoverArrays, w: Work, o: int, kind: int, values: Array, column: int, b: int, q: int
) -> tuple[float, float]:
    """A column's value after outcome o, and its slope by the log-likelihood of one type; values (C, B, P, Q)."""
    kinds = len(t.seat)
    if kinds == 1:
        return values[column, b, 0, q], 0.0
    if kinds == 2:
        low = values[column, b, w.vertex[o, 0], q]
        rise = values[column, b, w.vertex[o, 1], q] - low
        slope = 0.0 if w.held[o, 0] else rise / t.spacing
        return low + rise * w.weight[o, 1], slope if kind == 0 else -slope
    before = values[column, b, w.vertex[o, 0], q]
    value, total, free, mine = w.weight[o, 0] * before, 0.0, 0.0, 0.0
    for v in range(1, kinds):
        here = values[column, b, w.vertex[o, v], q]
        step = here - before
        value += w.weight[o, v] * here
        turned = w.turn[o, v - 1]
        total += step
        if not w.held[o, turned]:
            free += step
            if turned == kind:
                mine = step
        before = here
    if not w.held[o, kinds - 1]:
        free -= total
        if kind == kinds - 1:
            mine = -total
    if kind == w.likeliest[o]:
        mine -= free
    return value, mine / t.spacing
