"""Names and orders permute the solution and change nothing else."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.solvers.tree import certify_tree, solve_tree
from random_trees import Sketch, gap, resketched, seeded_sketch, sketches, strategies

PRECISIONS = st.sampled_from((0.5, 2.0, 5.0))
SAME = 1e-9


def turned(sketch: Sketch, seed: int) -> Sketch:
    """Branches of every move and lottery in another order, the same at all nodes of a set."""
    orders: dict = {}

    def change(part):
        n = len(part.branches)
        rng = np.random.default_rng([seed, n])
        order = orders.setdefault((part.player, part.label), rng.permutation(n))
        return replace(
            part,
            branches=tuple(part.branches[k] for k in order),
            probabilities=tuple(part.probabilities[k] for k in order) if part.probabilities else (),
            weights=tuple(part.weights[k] for k in order) if part.weights else None,
        )

    return resketched(sketch, change)


def reseated(sketch: Sketch, order) -> Sketch:
    """Players in another order."""
    place = {old: new for new, old in enumerate(order)}

    def change(part):
        return replace(
            part,
            player=place.get(part.player, -1),
            payoffs=None if part.payoffs is None else tuple(part.payoffs[k] for k in order),
        )

    changed = resketched(sketch, change)
    return replace(
        changed,
        players=tuple(sketch.players[k] for k in order),
        precision=tuple(sketch.precision[k] for k in order),
    )


def compare(one, other):
    """Same strategies, values and certificate."""
    assert gap(strategies(one), strategies(other)) <= SAME
    for name in one.assessment.tree.players:
        assert one.assessment.value(name) == pytest.approx(other.assessment.value(name), abs=1e-8)
        assert one.certificate.regret[name] == pytest.approx(other.certificate.regret[name], abs=1e-8)
        assert one.certificate.stake[name] == pytest.approx(other.certificate.stake[name], abs=1e-8)
    assert one.certificate.sequential_regret == pytest.approx(other.certificate.sequential_regret, abs=1e-7)
    assert one.certificate.logit_bound == pytest.approx(other.certificate.logit_bound, rel=1e-7)
    np.testing.assert_allclose(one.folds, other.folds, rtol=1e-6)


@given(sketches(nodes=30), PRECISIONS, st.integers(0, 99))
@settings(max_examples=30, deadline=None)
def test_order_of_branches(sketch, precision, seed):
    compare(solve_tree(sketch.tree(), precision), solve_tree(turned(sketch, seed).tree(), precision))


@given(sketches(nodes=30), PRECISIONS, st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_order_of_players(sketch, precision, random):
    order = random.sample(range(len(sketch.players)), len(sketch.players))
    compare(solve_tree(sketch.tree(), precision), solve_tree(reseated(sketch, order).tree(), precision))


@pytest.mark.parametrize("seed", range(10))
def test_order_and_names_of_information_sets(seed):
    tree = seeded_sketch(seed, nodes=40).tree()
    order = np.random.default_rng(seed).permutation(len(tree.sets))
    place = np.append(np.argsort(order), -1)
    changed = {f.name: getattr(tree, f.name) for f in fields(tree)}
    changed["sets"] = tuple(tree.sets[k] for k in order)
    changed["information_set"] = place[tree.information_set]
    other = type(tree)(**changed)
    compare(solve_tree(tree, 2.0), solve_tree(other, 2.0))
    limit = solve_tree(tree), solve_tree(other)
    assert gap(strategies(limit[0]), strategies(limit[1])) <= 1e-6
    renamed = resketched(
        seeded_sketch(seed, nodes=40),
        lambda p: replace(p, label=f"<{p.label}>", branches=tuple((f"<{n}>", c) for n, c in p.branches)),
    ).tree()
    np.testing.assert_array_equal(solve_tree(tree, 2.0).assessment.policy, solve_tree(renamed, 2.0).assessment.policy)


@pytest.mark.parametrize("seed", range(8))
def test_limits_do_not_depend_on_order(seed):
    sketch = seeded_sketch(seed, nodes=40)
    one, other = solve_tree(sketch.tree()), solve_tree(turned(sketch, seed).tree())
    assert gap(strategies(one), strategies(other)) <= 1e-6
    assert one.certificate.concept == other.certificate.concept
    assert certify_tree(one.assessment).sequential_regret <= 1e-8
