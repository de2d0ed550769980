"""Comparative statics of random trees against differences of solutions found afresh; search against enumeration."""

from dataclasses import replace

import numpy as np
import pytest

from deterrence.solvers.tree import find_equilibria, solve_tree
from deterrence.solvers.tree.statics import derivatives
from deterrence.trees.builder import TreeBuilder
from random_trees import rewritten, seeded_sketch
from tree_games import simultaneous

STEP = 1e-5


def moved_by_parameters(seed: int):
    """A random tree whose payoffs depend on u, its lotteries on v, a precision on w."""
    sketch = seeded_sketch(seed, nodes=40)
    g = TreeBuilder("with parameters", sketch.players)
    u, v, w = g.parameter("u", 0.3), g.parameter("v", 0.02), g.parameter("w", 1.0)

    def change(part):
        payoffs = part.payoffs and tuple(p + (k + 1) * p * u for k, p in enumerate(part.payoffs))
        probabilities = part.probabilities
        if len(probabilities) > 1:
            probabilities = (probabilities[0] + v, probabilities[1] - v, *probabilities[2:])
        return replace(part, payoffs=payoffs, probabilities=probabilities)

    precision = (w * sketch.precision[0], *sketch.precision[1:])
    return g.tree(rewritten(sketch.root, change), precision=precision)


def quantities(a):
    return np.concatenate([a.policy, a.belief, a.reach, [a.value(name) for name in a.tree.players]])


def check(tree, parameter, solve):
    """Every derivative against a central difference; ``solve(step)`` solves at the moved parameter."""
    d = derivatives(solve(0.0), parameter)
    ahead, behind = (quantities(solve(s).assessment) for s in (STEP, -STEP))
    values = [d.value(name) for name in tree.players]
    found = np.concatenate([d.policy, d.motion.belief, d.reach, values])
    np.testing.assert_allclose(found, (ahead - behind) / (2 * STEP), atol=2e-6, rtol=2e-6)
    name = tree.players[-1]
    assert d.of(lambda a: a.value(name)) == pytest.approx(d.value(name), abs=1e-7)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("parameter", ["u", "v"])
def test_payoffs_and_lotteries(seed, parameter):
    tree = moved_by_parameters(seed)
    at = tree.defaults[parameter]
    check(tree, parameter, lambda step: solve_tree(tree, 2.0, {parameter: at + step}))


@pytest.mark.parametrize("seed", range(6))
def test_precision_of_all(seed):
    tree = moved_by_parameters(seed)
    check(tree, "λ", lambda step: solve_tree(tree, 2.0 + step))


@pytest.mark.parametrize("seed", [1, 3, 4, *(pytest.param(k, marks=pytest.mark.slow) for k in (0, 2, 5, 6, 7))])
def test_search_finds_what_enumeration_finds(seed):
    """Coordination with three equilibria: each once, all certified."""
    nashpy = pytest.importorskip("nashpy", reason="nashpy is not installed: pip install '.[dev]'")
    rng = np.random.default_rng(seed)
    a, b = (np.diag(rng.uniform(1, 3, 2)) + 0.2 * rng.normal(size=(2, 2)) for _ in range(2))
    table = {(f"r{i}", f"c{j}"): (a[i, j], b[i, j]) for i in range(2) for j in range(2)}
    found = find_equilibria(simultaneous(table), starts=16, seed=seed)
    expected = list(nashpy.Game(a, b).support_enumeration())
    assert len(expected) == len(found) == 3
    for r, c in expected:
        assert min(np.abs(s.assessment.policy - np.concatenate([r, c])).max() for s in found) <= 1e-6
    assert all(s.certificate.concept == "sequential equilibrium" for s in found)


@pytest.mark.parametrize("seed", range(6))
def test_everything_found_is_an_equilibrium_and_met_once(seed):
    tree = seeded_sketch(seed, 2, nodes=24).tree()
    found = find_equilibria(tree, 6.0, starts=6, seed=seed)
    for k, s in enumerate(found):
        assert s.certificate.concept == "agent quantal response equilibrium" and s.certificate.residual <= 1e-10
        for other in found[:k]:
            assert np.abs(s.assessment.policy - other.assessment.policy).max() > 1e-5
    np.testing.assert_allclose(found[0].assessment.policy, solve_tree(tree, 6.0).assessment.policy, atol=1e-10)
