"""The inner loops of a push, compiled."""

from __future__ import annotations

import numpy as np

from ..solvers.compiled import at_length
from .lanes import add_four, add_one, add_three, add_two, spread_one


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
    sight_ends: np.ndarray,
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
    last: np.ndarray,
) -> None:
    """How much of what is at every vertex of some states leaves in which way, and to which vertices; zeros left out.

    At each vertex, a sight's likelihood is Σ chance · mix over its columns. What leaves by it is divided among vertices
    of the state that follows by what is seen. What goes to the same vertex by several sights of a way is one link.

    Args:
        order: (n,), the states. item: (n,), where in the arrays from ``live_ends`` to ``share`` their play is.
        way_ends to chance: see :class:`.transport.Plan`; ``chance`` is by column of ``column``.
        live_ends to share: see :class:`.stage_play.StagePlay`.
        state to weight: see :class:`.links.Links`; long enough, written.
        last: (V,), to work in.
    """
    ways = count = 0
    ends[0] = 0
    last[:] = -1
    for n in range(len(order)):
        x, i = order[n], item[n]
        for w in range(way_ends[x], way_ends[x + 1]):
            for at in range(live_ends[i], live_ends[i + 1]):
                local, begun = at - live_ends[i], count
                play = mix_at[i] + local * mix_wide[i]
                for sight in range(sight_ends[w], sight_ends[w + 1]):
                    likelihood = 0.0
                    for c in range(column_ends[sight], column_ends[sight + 1]):
                        likelihood += chance[c] if column[c] < 0 else chance[c] * mix[play + column[c]]
                    if likelihood == 0.0:
                        continue
                    stays, lines = seen[sight] < 0, stride[i] != 0  # with lines: the vertex below, and the one above
                    divided = place_at[i] if stays else place_at[i] + (local * outcomes[i] + seen[sight]) * parts[i]
                    for z in range(1 if stays else 2 if lines else parts[i]):
                        if stays:
                            part, to = 1.0, live[at]
                        elif lines:
                            part, to = share[divided] if z else 1.0 - share[divided], place[divided] + z * stride[i]
                        else:
                            part, to = share[divided + z], np.int64(place[divided + z])
                        if part == 0.0:
                            continue
                        if last[to] >= begun:
                            weight[last[to]] += part * likelihood
                        else:
                            start[count], end[count], weight[count] = live[at], to, part * likelihood
                            last[to] = count
                            count += 1
            state[ways], way[ways] = x, w
            ways += 1
            ends[ways] = count


@at_length
def pass_along(
    giving: np.ndarray,
    taking: np.ndarray,
    turn: np.ndarray,
    ends: np.ndarray,
    start: np.ndarray,
    end: np.ndarray,
    weight: np.ndarray,
    backward: bool,
    here: np.ndarray,
    here_at: np.ndarray,
    there: np.ndarray,
    there_at: np.ndarray,
    wide: np.ndarray,
    run_ends: np.ndarray,
    run_to: np.ndarray,
    run_from: np.ndarray,
    packs: np.ndarray,
    run_by: np.ndarray,
    spread_ends: np.ndarray,
    spread_to: np.ndarray,
    spread_from: np.ndarray,
    spread_by: np.ndarray,
    factor: np.ndarray,
) -> None:
    """Add to the rows of some states what comes from others by way after way, along all links of each.

    Places are counted without a sign: where one may be below zero, and so count from the end, more is reckoned.

    Args:
        giving, taking, turn: (n,), by way: the state it comes from and the one it goes to, and what becomes of rows.
        ends, start, end, weight: see :class:`.links.Links`; from the vertex ``start`` to the vertex ``end``.
        backward: the last way first.
        here, there: flat rows, which may be the same array; a state's (V, R) begin ``here_at`` and ``there_at`` (X,).
        wide: (X,), R.
        run_ends to factor: see :class:`.turns.Turns`.
    """
    for i in range(len(turn)):
        n = len(turn) - 1 - i if backward else i
        x, y, turned = giving[n], taking[n], turn[n]
        columns, reach, come, go = np.uintp(wide[x]), np.uintp(wide[y]), np.uintp(here_at[x]), np.uintp(there_at[y])
        first, last = np.uintp(ends[n]), np.uintp(ends[n + 1])
        for j in range(np.uintp(run_ends[turned]), np.uintp(run_ends[turned + 1])):
            of, to, by = come + np.uintp(run_from[j]), go + np.uintp(run_to[j]), np.uintp(run_by[j])
            if packs[j] == 1:
                add_one(there, to, reach, here, of, columns, start, end, weight, first, last, factor, by)
            elif packs[j] == 2:
                add_two(there, to, reach, here, of, columns, start, end, weight, first, last, factor, by)
            elif packs[j] == 3:
                add_three(there, to, reach, here, of, columns, start, end, weight, first, last, factor, by)
            else:
                add_four(there, to, reach, here, of, columns, start, end, weight, first, last, factor, by)
        for j in range(np.uintp(spread_ends[turned]), np.uintp(spread_ends[turned + 1])):
            of, to, by = come + np.uintp(spread_from[j]), go + np.uintp(spread_to[j]), np.uintp(spread_by[j])
            spread_one(there, to, reach, here, of, columns, start, end, weight, first, last, factor, by)


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
