"""The belief lattice: translation, Freudenthal's simplices, the cut."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from deterrence.solvers.lattice import Lattice, lattices_for


def located(lattice: Lattice, point: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    held, _ = lattice.hold(point)
    index, weight, _ = lattice.locate(held)
    return index, weight


@pytest.mark.parametrize("types", [2, 3, 4])
def test_interpolation_reproduces_linear_functions_inside_the_cut(types: int) -> None:
    lattice = Lattice(types, 0.5, 6)
    rng = np.random.default_rng(types)
    point = rng.uniform(-2.5, 2.5, size=(200, types))
    index, weight = located(lattice, point)
    slope = rng.normal(size=types)
    slope -= slope.mean()  # a function of log weights modulo a common constant
    assert np.allclose(weight.sum(-1), 1) and (weight >= -1e-12).all()
    assert np.allclose((weight * (lattice.nodes @ slope)[index]).sum(-1), point @ slope, atol=1e-12)


@pytest.mark.parametrize("types", [2, 3])
def test_relabelling_types_permutes_vertices_and_keeps_weights(types: int) -> None:
    lattice = Lattice(types, 1.0, 5)
    rng = np.random.default_rng(7)
    point = rng.uniform(-2, 2, size=(50, types))
    values = rng.normal(size=len(lattice))
    coordinates = {tuple(c - c[-1]): v for c, v in zip(lattice.nodes, values, strict=True)}
    for order in itertools.permutations(range(types)):
        moved = np.array([coordinates[tuple(c[list(order)] - c[order[-1]])] for c in lattice.nodes])
        index, weight = located(lattice, point)
        # node c under the new labels holds what node c[order] held under the old: read at the permuted point
        other, other_weight = located(lattice, point[:, np.argsort(order)])
        assert np.allclose((weight * values[index]).sum(-1), (other_weight * moved[other]).sum(-1), atol=1e-12)


def test_simplices_are_straight_in_probability_too() -> None:
    """Walls are b_i = c·b_j: the probability-space barycentric weights of a point in its log-odds simplex are >= 0."""
    lattice = Lattice(3, 0.7, 6)
    prior = np.array([0.2, 0.5, 0.3])
    belief = lattice.beliefs(prior)
    rng = np.random.default_rng(3)
    point = rng.uniform(-2.5, 2.5, size=(300, 3))
    index, _ = located(lattice, point)
    weight = np.log(prior) + lattice.spacing * point
    b = np.exp(weight) / np.exp(weight).sum(-1, keepdims=True)
    for k in range(len(point)):
        share = np.linalg.solve(belief[index[k]].T, b[k])
        assert share.min() > -1e-9 and abs(share.sum() - 1) < 1e-9


def test_a_type_below_the_cut_is_held_and_the_odds_among_the_others_stay() -> None:
    lattice = Lattice(3, 1.0, 4)
    held, mask = lattice.hold(np.array([3.0, 1.5, -40.0]))
    assert mask.tolist() == [False, False, True]
    assert held[0] - held[1] == pytest.approx(1.5)
    assert held[0] - held[2] == pytest.approx(4.0)


def test_halving_the_spacing_keeps_every_node_and_the_prior_is_the_origin() -> None:
    coarse, fine = (lattices_for((2,), n, 12.0)[0] for n in (13, 25))
    positions = {round(float(c[0]) * fine.spacing, 9) for c in fine.nodes}
    assert {round(float(c[0]) * coarse.spacing, 9) for c in coarse.nodes} <= positions
    prior = np.array([0.9, 0.1])
    assert np.allclose(fine.beliefs(prior)[fine.origin], prior)


def test_one_type_is_one_node() -> None:
    (lattice,) = lattices_for((1,), 49, 12.0)
    assert len(lattice) == 1 and lattice.beliefs(np.ones(1)).tolist() == [[1.0]]
