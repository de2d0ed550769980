"""Reach as a product over players and chance, and sums and maxima over runs, against going step by step."""

from itertools import pairwise

import numpy as np
import pytest

from deterrence.trees.builder import TreeBuilder
from deterrence.trees.ragged import SHORT, Segments
from random_trees import seeded_sketch


@pytest.mark.parametrize("seed", range(12))
def test_log_reach_is_the_sum_along_the_path(seed):
    layout = seeded_sketch(seed, 1 + seed % 3, nodes=40).tree().layout
    log_edge = np.append(-np.random.default_rng(seed).exponential(100.0, layout.edge[0]), 0.0)
    expected = np.zeros(layout.nodes)
    for node in range(1, layout.nodes):
        expected[node] = expected[layout.parent[node]] + log_edge[layout.edge[node]]
    done, reach = layout.past.log_reach(log_edge)
    assert reach == pytest.approx(expected, abs=1e-9)
    # what a player has done itself: the sum over its own actions on the way alone
    mover = np.where(layout.set_of >= 0, np.append(layout.set_player, -1)[layout.set_of], -1)
    for i in range(layout.players):
        own = np.zeros(layout.nodes)
        for node in range(1, layout.nodes):
            above = layout.parent[node]
            own[node] = own[above] + (log_edge[layout.edge[node]] if mover[above] == i else 0.0)
        assert done[layout.past.last[i]] == pytest.approx(own, abs=1e-9)


@pytest.mark.parametrize("rounds", [1, 2, 3, 4, 7, 8, 9])
def test_a_chain_of_any_length(rounds):
    """Every number of own moves, on both sides of the powers of two at which there is one hop more."""
    g = TreeBuilder("chain", ("A",))
    play = g.end(1)
    for k in range(rounds):
        play = g.move("A", f"{k}", {"stop": g.end(0), "go": play})
    layout = g.tree(play).layout
    _, reach = layout.past.log_reach(np.append(np.full(2 * rounds, -1.0), 0.0))
    assert sorted(-reach) == [0, *np.repeat(np.arange(1, rounds + 1), 2)]
    assert layout.forest.longest(np.arange(1.0, rounds + 1)) == pytest.approx([rounds * (rounds + 1) / 2])


@pytest.mark.parametrize("longest", [1, 2, SHORT, SHORT + 1, 40])
def test_runs_short_and_long(longest):
    rng = np.random.default_rng(longest)
    lengths = rng.permutation([longest, *rng.integers(1, longest + 1, 30)])
    bounds = np.concatenate([[0], np.cumsum(lengths)])
    runs, values = Segments.of(bounds), rng.normal(size=(3, bounds[-1]))
    parts = [values[:, a:b] for a, b in pairwise(bounds)]
    for few in (values, values[1]):
        assert (runs.max(few) == np.stack([p.max(axis=1) for p in parts], axis=1)[1 if few.ndim == 1 else ...]).all()
    sums = np.stack([p.sum(axis=1) for p in parts], axis=1)
    assert runs.sum(values) == pytest.approx(sums) and runs.sum(values[1]) == pytest.approx(sums[1])


def test_no_runs():
    runs, nothing = Segments.of(np.zeros(1, int)), np.zeros(0)
    assert len(runs.max(nothing)) == len(runs.sum(nothing)) == 0
