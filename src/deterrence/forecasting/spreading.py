"""The inner loops of a push, compiled."""

from __future__ import annotations

import numpy as np

from ..solvers.compiled import at_length


@at_length
def occupied(
    order: np.ndarray,
    rows: np.ndarray,
    at: np.ndarray,
    wide: np.ndarray,
    vertices: int,
    live: np.ndarray,
    ends: np.ndarray,
) -> None:
    """The vertices, in rising order, at which any row of some states has mass.

    Args:
        order: (n,), the states.
        rows: flat; a state's (V, R) begin ``at`` (X,) and have ``wide`` (X,) columns.
        vertices: V.
        live: (n V,), written, one state's after another's.
        ends: (n + 1,), where each state's begin and end, written.
    """
    count = 0
    ends[0] = 0
    for n in range(len(order)):
        x = order[n]
        first, columns = at[x], wide[x]
        for v in range(vertices):
            found = False
            for r in range(first + v * columns, first + (v + 1) * columns):
                if rows[r] != 0.0:
                    found = True
                    break
            if found:
                live[count] = v
                count += 1
        ends[n + 1] = count


@at_length
def pass_on(
    order: np.ndarray,
    item: np.ndarray,
    here: np.ndarray,
    here_at: np.ndarray,
    there: np.ndarray,
    there_at: np.ndarray,
    wide: np.ndarray,
    way_ends: np.ndarray,
    seen: np.ndarray,
    to: np.ndarray,
    gather_at: np.ndarray,
    gather: np.ndarray,
    term_ends: np.ndarray,
    target: np.ndarray,
    source: np.ndarray,
    factor: np.ndarray,
    column_ends: np.ndarray,
    column: np.ndarray,
    chance: np.ndarray,
    live_ends: np.ndarray,
    live: np.ndarray,
    mix_at: np.ndarray,
    mix_wide: np.ndarray,
    mix: np.ndarray,
    place_at: np.ndarray,
    outcomes: np.ndarray,
    parts: np.ndarray,
    stride: np.ndarray,
    place: np.ndarray,
    share: np.ndarray,
    within: float,
    joint_ends: np.ndarray,
    joint: np.ndarray,
    made_at: np.ndarray,
    made: np.ndarray,
    by_stage: np.ndarray,
    moved: np.ndarray,
) -> None:
    """Add to the rows of the states that follow what leaves some states, one after another, in every way.

    At each vertex, a way's likelihood is Σ chance · mix over its columns. What leaves by it is a combination of the
    rows there, and is divided among vertices of the state that follows by what is seen.

    Args:
        order: (n,), the states. item: (n,), where in the arrays from ``live_ends`` to ``share`` their play is.
        here, there: flat rows, which may be the same array; a state's (V, R) begin ``here_at`` and ``there_at`` (X,).
        wide: (X,), R.
        way_ends to chance: see :class:`.transport.Plan`; ``chance`` is by column of ``column``.
        live_ends to share: see :class:`.stage_play.StagePlay`.
        within: weight with which joint moves are taken down; zero for not at all.
        joint_ends, joint: the joint moves of every state, and their indices.
        made_at, made: (X,) and flat, (J, R) by state, added to.
        by_stage: by joint move, added to.
        moved: (most rows,), to work in.
    """
    for n in range(len(order)):
        x, i = order[n], item[n]
        columns, lines = wide[x], stride[i] != 0
        if within != 0.0:
            for at in range(live_ends[i], live_ends[i + 1]):
                first = here_at[x] + live[at] * columns
                source_row = here[first : first + columns]
                play = mix_at[i] + (at - live_ends[i]) * mix_wide[i]
                for j in range(joint_ends[x + 1] - joint_ends[x]):
                    weight = within * mix[play + j]
                    by_stage[joint[joint_ends[x] + j]] += weight * source_row[0]
                    kept = made[made_at[x] + j * columns : made_at[x] + (j + 1) * columns]
                    for r in range(columns):
                        kept[r] += weight * source_row[r]
        for w in range(way_ends[x], way_ends[x + 1]):
            y = to[w]
            reach, few = wide[y], gather_at[w] < 0
            comes = gather[gather_at[w] : gather_at[w] + (0 if few else reach)]
            for at in range(live_ends[i], live_ends[i + 1]):
                local = at - live_ends[i]
                play = mix_at[i] + local * mix_wide[i]
                likelihood = 0.0
                for c in range(column_ends[w], column_ends[w + 1]):
                    likelihood += chance[c] if column[c] < 0 else chance[c] * mix[play + column[c]]
                if likelihood == 0.0:
                    continue
                begin = here_at[x] + live[at] * columns
                held = here[begin : begin + columns]
                if held[0] == 0.0:  # mostly there is nothing else either
                    found = False
                    for r in range(columns):
                        found |= held[r] != 0.0
                    if not found:
                        continue
                for r in range(0 if few else reach):
                    moved[r] = held[comes[r]]
                for k in range(0 if few else term_ends[w], 0 if few else term_ends[w + 1]):
                    if target[k] < 0:
                        moved[-1 - target[k]] = 0.0
                    else:
                        moved[target[k]] += factor[k] * held[source[k]]
                if seen[w] < 0:  # beliefs stay
                    begin = there_at[y] + live[at] * reach
                    after = there[begin : begin + reach]
                    for k in range(term_ends[w] if few else 0, term_ends[w + 1] if few else 0):
                        after[target[k]] += likelihood * (factor[k] * held[source[k]])
                    for r in range(0 if few else reach):
                        after[r] += likelihood * moved[r]
                    continue
                divided = place_at[i] + (local * outcomes[i] + seen[w]) * parts[i]
                if lines and not few:  # the vertex below, and the one above
                    low, high = likelihood * (1.0 - share[divided]), likelihood * share[divided]
                    begin = there_at[y] + place[divided] * reach
                    below = there[begin : begin + reach]
                    if high == 0.0:
                        for r in range(reach):
                            below[r] += low * moved[r]
                        continue
                    begin += stride[i] * reach
                    above = there[begin : begin + reach]
                    for r in range(reach):
                        below[r] += low * moved[r]
                        above[r] += high * moved[r]
                    continue
                for z in range(2 if lines else parts[i]):
                    if lines:
                        part, end = share[divided] if z else 1.0 - share[divided], place[divided] + z * stride[i]
                    else:
                        part, end = share[divided + z], place[divided + z]
                    if part == 0.0:
                        continue
                    part *= likelihood
                    begin = there_at[y] + end * reach
                    after = there[begin : begin + reach]
                    if few:
                        for k in range(term_ends[w], term_ends[w + 1]):
                            after[target[k]] += part * (factor[k] * held[source[k]])
                    else:
                        for r in range(reach):
                            after[r] += part * moved[r]


@at_length
def add_up(
    order: np.ndarray,
    rows: np.ndarray,
    at: np.ndarray,
    wide: np.ndarray,
    vertices: int,
    watched_ends: np.ndarray,
    watched: np.ndarray,
    source: np.ndarray,
    factor: np.ndarray,
    total: np.ndarray,
    weight: float,
    final_at: np.ndarray,
    final: np.ndarray,
) -> None:
    """Add up mass by vertex over states, and by state over vertices.

    Args:
        order: (n,), the states.
        rows, at, wide, vertices: as of :func:`occupied`.
        watched_ends, watched, source, factor: by state, what is added up: watched tags as combinations of rows.
        total: (V, W), by vertex and watched tag, added to.
        weight: of what is added up by state; zero for not at all.
        final_at, final: (X,) and flat, (R,) by state, added to.
    """
    for n in range(len(order)):
        x = order[n]
        columns = wide[x]
        for v in range(vertices):
            here = rows[at[x] + v * columns : at[x] + (v + 1) * columns]
            for k in range(watched_ends[x], watched_ends[x + 1]):
                total[v, watched[k]] += factor[k] * here[source[k]]
            if weight != 0.0:
                kept = final[final_at[x] : final_at[x] + columns]
                for r in range(columns):
                    kept[r] += weight * here[r]
