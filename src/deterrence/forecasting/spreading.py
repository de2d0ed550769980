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
def find_links(
    order: np.ndarray,
    item: np.ndarray,
    way_ends: np.ndarray,
    seen: np.ndarray,
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
    state: np.ndarray,
    way: np.ndarray,
    ends: np.ndarray,
    start: np.ndarray,
    end: np.ndarray,
    weight: np.ndarray,
) -> None:
    """How much of what is at every vertex of some states leaves in which way, and to which vertices; zeros left out.

    At each vertex, a way's likelihood is Σ chance · mix over its columns. What leaves by it is divided among vertices
    of the state that follows by what is seen.

    Args:
        order: (n,), the states. item: (n,), where in the arrays from ``live_ends`` to ``share`` their play is.
        way_ends to chance: see :class:`.transport.Plan`; ``chance`` is by column of ``column``.
        live_ends to share: see :class:`.stage_play.StagePlay`.
        state to weight: see :class:`.links.Links`; long enough, written.
    """
    ways = count = 0
    ends[0] = 0
    for n in range(len(order)):
        x, i = order[n], item[n]
        for w in range(way_ends[x], way_ends[x + 1]):
            for at in range(live_ends[i], live_ends[i + 1]):
                local = at - live_ends[i]
                play = mix_at[i] + local * mix_wide[i]
                likelihood = 0.0
                for c in range(column_ends[w], column_ends[w + 1]):
                    likelihood += chance[c] if column[c] < 0 else chance[c] * mix[play + column[c]]
                if likelihood == 0.0:
                    continue
                if seen[w] < 0:  # beliefs stay
                    start[count], end[count], weight[count] = live[at], live[at], likelihood
                    count += 1
                    continue
                divided = place_at[i] + (local * outcomes[i] + seen[w]) * parts[i]
                lines = stride[i] != 0  # the vertex below, and the one above
                for z in range(2 if lines else parts[i]):
                    if lines:
                        part, to = share[divided] if z else 1.0 - share[divided], place[divided] + z * stride[i]
                    else:
                        part, to = share[divided + z], place[divided + z]
                    if part != 0.0:
                        start[count], end[count], weight[count] = live[at], to, part * likelihood
                        count += 1
            state[ways], way[ways] = x, w
            ways += 1
            ends[ways] = count


@at_length
def pass_along(
    state: np.ndarray,
    way: np.ndarray,
    ends: np.ndarray,
    start: np.ndarray,
    end: np.ndarray,
    weight: np.ndarray,
    here: np.ndarray,
    here_at: np.ndarray,
    there: np.ndarray,
    there_at: np.ndarray,
    wide: np.ndarray,
    to: np.ndarray,
    gather_at: np.ndarray,
    gather: np.ndarray,
    term_ends: np.ndarray,
    target: np.ndarray,
    source: np.ndarray,
    factor: np.ndarray,
    moved: np.ndarray,
) -> None:
    """Add to the rows of the states that follow what leaves some states, along one link after another.

    What leaves by a way is a combination of the rows at a vertex. Places are counted without a sign: where one may be
    below zero, and so count from the end, the compiler makes no vectors of the loop, and it takes four times as long.

    Args:
        state to weight: see :class:`.links.Links`.
        here, there: flat rows, which may be the same array; a state's (V, R) begin ``here_at`` and ``there_at`` (X,).
        wide: (X,), R.
        to to factor: see :class:`.transport.Plan`.
        moved: (most rows,), to work in.
    """
    for n in range(len(way)):
        x, w = state[n], way[n]
        y = to[w]
        columns, reach, terms = np.uintp(wide[x]), np.uintp(wide[y]), term_ends[w + 1] - term_ends[w]
        from_, into, comes, few = np.uintp(here_at[x]), np.uintp(there_at[y]), np.uintp(gather_at[w]), gather_at[w] < 0
        same = not few and terms == 0 and columns == reach
        for r in range(reach if same else np.uintp(0)):
            same &= gather[comes + r] == r
        if same:
            for k in range(np.uintp(ends[n]), np.uintp(ends[n + 1])):
                held, after = from_ + np.uintp(start[k]) * columns, into + np.uintp(end[k]) * reach
                for r in range(reach):
                    there[after + r] += weight[k] * here[held + r]
        elif few:
            for k in range(np.uintp(ends[n]), np.uintp(ends[n + 1])):
                held, after = from_ + np.uintp(start[k]) * columns, into + np.uintp(end[k]) * reach
                for t in range(np.uintp(term_ends[w]), np.uintp(term_ends[w + 1])):
                    there[after + np.uintp(target[t])] += weight[k] * (factor[t] * here[held + np.uintp(source[t])])
        else:
            last = -1
            for k in range(np.uintp(ends[n]), np.uintp(ends[n + 1])):
                if start[k] != last:
                    last = start[k]
                    held = from_ + np.uintp(last) * columns
                    for r in range(reach):
                        g = gather[comes + r]
                        moved[r] = here[held + np.uintp(g)] if g >= 0 else 0.0
                    for t in range(np.uintp(term_ends[w]), np.uintp(term_ends[w + 1])):
                        moved[np.uintp(target[t])] += factor[t] * here[held + np.uintp(source[t])]
                after = into + np.uintp(end[k]) * reach
                for r in range(reach):
                    there[after + r] += weight[k] * moved[r]


@at_length
def take_down(
    order: np.ndarray,
    item: np.ndarray,
    here: np.ndarray,
    here_at: np.ndarray,
    wide: np.ndarray,
    live_ends: np.ndarray,
    live: np.ndarray,
    mix_at: np.ndarray,
    mix_wide: np.ndarray,
    mix: np.ndarray,
    within: float,
    joint_ends: np.ndarray,
    joint: np.ndarray,
    made_at: np.ndarray,
    made: np.ndarray,
    by_stage: np.ndarray,
) -> None:
    """Add up by row how often joint moves are made at some states.

    Args:
        order to wide, live_ends to mix: as of :func:`find_links` and :func:`pass_along`.
        within: weight with which joint moves are taken down.
        joint_ends, joint: the joint moves of every state, and their indices.
        made_at, made: (X,) and flat, (J, R) by state, added to.
        by_stage: by joint move, added to.
    """
    for n in range(len(order)):
        x, i = order[n], item[n]
        columns = np.uintp(wide[x])
        for at in range(live_ends[i], live_ends[i + 1]):
            held = np.uintp(here_at[x]) + np.uintp(live[at]) * columns
            play = mix_at[i] + (at - live_ends[i]) * mix_wide[i]
            for j in range(joint_ends[x + 1] - joint_ends[x]):
                weight = within * mix[play + j]
                by_stage[joint[joint_ends[x] + j]] += weight * here[held]
                kept = np.uintp(made_at[x]) + np.uintp(j) * columns
                for r in range(columns):
                    made[kept + r] += weight * here[held + r]


@at_length
def wait(
    order: np.ndarray,
    share: np.ndarray,
    here: np.ndarray,
    here_at: np.ndarray,
    there: np.ndarray,
    there_at: np.ndarray,
    wide: np.ndarray,
    vertices: int,
) -> None:
    """Of the rows at some states a share (X,) stays here, and the rest is put there.

    Args:
        order: (n,), the states. here to wide: as of :func:`pass_along`. vertices: V.
    """
    for n in range(len(order)):
        x = order[n]
        one, other, part = here_at[x], there_at[x], share[x]
        for r in range(vertices * wide[x]):
            there[other + r] = (1.0 - part) * here[one + r]
            here[one + r] *= part


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
        columns = np.uintp(wide[x])
        for v in range(vertices):
            here = np.uintp(at[x]) + np.uintp(v) * columns
            for k in range(watched_ends[x], watched_ends[x + 1]):
                total[v, watched[k]] += factor[k] * rows[here + np.uintp(source[k])]
            if weight != 0.0:
                kept = np.uintp(final_at[x])
                for r in range(columns):
                    final[kept + r] += weight * rows[here + r]
