"""The inner loops of a pass backward, compiled.

Places are counted without a sign: where one may be below zero, and so count from the end, more is computed.
"""

from __future__ import annotations

import numpy as np

from ..solvers.compiled import at_length


@at_length
def gain_along(
    state: np.ndarray,
    way: np.ndarray,
    ends: np.ndarray,
    start: np.ndarray,
    weight: np.ndarray,
    here: np.ndarray,
    here_at: np.ndarray,
    wide: np.ndarray,
    gain_ends: np.ndarray,
    gaining: np.ndarray,
    gain: np.ndarray,
) -> None:
    """Add to what is to be expected at some states what taking the ways themselves adds.

    Args:
        state to weight: see :class:`.links.Links`.
        here: flat; a state's (V, R) begin ``here_at`` (X,).
        wide: (X,), R.
        gain_ends, gaining, gain: see :class:`.readout_ways.ReadoutWays`.
    """
    for n in range(len(way)):
        x, w = state[n], way[n]
        for k in range(ends[n], ends[n + 1]):
            before = here_at[x] + start[k] * wide[x]
            for t in range(gain_ends[w], gain_ends[w + 1]):
                here[before + gaining[t]] += weight[k] * gain[t]


@at_length
def add_term_before(
    rows: np.ndarray,
    awaited: np.ndarray,
    share: np.ndarray,
    ends: np.ndarray,
    stands: float,
    passing: np.ndarray,
    counts: float,
    less: float,
    later: np.ndarray,
) -> float:
    """A vector (N,) of an expansion taken backward; the largest number of it, whatever its sign.

    Args:
        rows: the one after it, in the first N places: of the first M a share (M,) goes on to what is awaited there, and
            the rest stays.
        ends, passing: (N,), of which so much is added as ``stands`` and ``counts`` say.
        later: the one after that, of which so much is taken as ``less`` says; written over.
    """
    largest = 0.0
    for r in range(len(later)):
        stays = rows[r] + share[r] * (awaited[r] - rows[r]) if r < len(share) else rows[r]
        later[r] = stands * ends[r] + counts * passing[r] + stays - less * later[r]
        largest = max(largest, abs(later[r]))
    return largest


@at_length
def collect(
    rows: np.ndarray,
    at: np.ndarray,
    wide: np.ndarray,
    state: np.ndarray,
    term_ends: np.ndarray,
    row: np.ndarray,
    factor: np.ndarray,
    found: np.ndarray,
) -> None:
    """Mass by vertex, each of some states' as a combination of the rows there.

    Args:
        rows: flat; a state's (V, R) begin ``at`` (X,), -1 for a state without, and have ``wide`` (X,) columns.
        state: (n,), the states. term_ends, row, factor: (n + 1,) and flat, the combinations.
        found: (n, V), added to.
    """
    for n in range(len(state)):
        x = state[n]
        if at[x] >= 0:
            first, last, columns = np.uintp(term_ends[n]), np.uintp(term_ends[n + 1]), np.uintp(wide[x])
            for v in range(np.uintp(found.shape[1])):
                begin, total = np.uintp(at[x]) + v * columns, found[n, v]
                for t in range(first, last):
                    total += factor[t] * rows[begin + np.uintp(row[t])]
                found[n, v] = total


@at_length
def meet(
    came: np.ndarray,
    share: np.ndarray,
    back: np.ndarray,
    counts: float,
    expected: np.ndarray,
    now: np.ndarray,
    times: float,
    at: np.ndarray,
    wide: np.ndarray,
    place: np.ndarray,
    state: np.ndarray,
    column_ends: np.ndarray,
    column: np.ndarray,
    function: np.ndarray,
    given: np.ndarray,
    total: np.ndarray,
    mass: np.ndarray,
) -> None:
    """Add up mass, and what is to be expected of it.

    Args:
        came: (n, V), mass. share, back: (V,), how much of it, and the vertex at which each is then taken to be.
        counts: what the mass counts.
        expected: flat; a state's (V, R) begin ``at`` (X,) and have ``wide`` (X,) columns.
        now, times: likewise, what comes at once, and how often that is added.
        place, state: (m,), positions in ``came``, and the states.
        column_ends, column, function: (m + 1,) and flat, which columns are read at each, and which sums they go to.
        given: (m,), the column of the condition's probability now, by which the others are divided; -1 for none. Where
            it is zero, they count nothing.
        total: the sum of mass, then all others; added to.
        mass: (V,), to work in.
    """
    count = np.uintp(came.shape[1])
    for n in range(len(place)):
        first, reach, whole = np.uintp(at[state[n]]), np.uintp(wide[state[n]]), 0.0
        for v in range(count):
            mass[v] = share[v] * came[place[n], v]
            whole += mass[v]
        if whole == 0.0:
            continue
        total[0] += counts * whole
        if given[n] >= 0:
            for v in range(count):
                condition = now[first + np.uintp(back[v]) * reach + np.uintp(given[n])]
                mass[v] = mass[v] / condition if condition > 0.0 else 0.0
        for c in range(column_ends[n], column_ends[n + 1]):
            found, read = 0.0, first + np.uintp(column[c])
            for v in range(count):
                here = read + np.uintp(back[v]) * reach
                found += mass[v] * (expected[here] + times * now[here])
            total[function[c]] += found
