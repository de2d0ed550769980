"""The inner loops of a pass backward, compiled."""

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
            for v in range(found.shape[1]):
                begin = at[x] + v * wide[x]
                for t in range(term_ends[n], term_ends[n + 1]):
                    found[n, v] += factor[t] * rows[begin + row[t]]


@at_length
def meet(
    came: np.ndarray,
    back: np.ndarray,
    counts: float,
    expected: np.ndarray,
    now: np.ndarray,
    at: np.ndarray,
    wide: np.ndarray,
    place: np.ndarray,
    state: np.ndarray,
    column_ends: np.ndarray,
    column: np.ndarray,
    function: np.ndarray,
    given: np.ndarray,
    total: np.ndarray,
) -> None:
    """Add up mass, and what is to be expected of it.

    Args:
        came: (n, V), mass. back: (V,), the vertex at which each is then taken to be.
        counts: what the mass counts.
        expected: flat; a state's (V, R) begin ``at`` (X,) and have ``wide`` (X,) columns.
        now: likewise, what comes at once.
        place, state: (m,), positions in ``came``, and the states.
        column_ends, column, function: (m + 1,) and flat, which columns are read at each, and which sums they go to.
        given: (m,), the column of the condition's probability now, by which the others are divided; -1 for none. Where
            it is zero, they count nothing.
        total: the sum of mass, then all others; added to.
    """
    for n in range(len(place)):
        x = state[n]
        for v in range(came.shape[1]):
            mass = came[place[n], v]
            if mass != 0.0:
                total[0] += counts * mass
                begin = at[x] + back[v] * wide[x]
                if given[n] >= 0:
                    condition = now[begin + given[n]]
                    mass = mass / condition if condition > 0.0 else 0.0
                for c in range(column_ends[n], column_ends[n + 1]):
                    total[function[c]] += mass * expected[begin + column[c]]
