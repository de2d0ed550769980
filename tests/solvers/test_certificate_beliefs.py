"""The certificate's beliefs: interpolation, splitting that keeps the mean, and splits that do not."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from deterrence.solvers.certify.axis import Axis
from deterrence.solvers.certify.beliefs import BeliefGrid, Refinement
from deterrence.solvers.certify.play import Play
from deterrence.solvers.certify.reach import push
from deterrence.solvers.certify.splitting import Places
from deterrence.solvers.grid import Assessment, Grid, solve_grid
from deterrence.solvers.lattice import Lattice
from solvers.test_certificate_cases import CASES, random_crisis

SHAPES = {1: Lattice(1, 0.5, 0), 2: Lattice(2, 0.5, 8), 3: Lattice(3, 0.5, 8), 4: Lattice(4, 1.0, 3)}


def axis_of(types: int) -> Axis:
    return Axis.of(SHAPES[types], np.random.default_rng(types).dirichlet(np.full(types, 3.0)))


@pytest.mark.parametrize("types", SHAPES)
def test_what_is_linear_in_log_odds_is_found_exactly(types):
    axis, rng = axis_of(types), np.random.default_rng(0)
    point = rng.normal(size=(types, 500)) * 3
    held = axis.hold(point - point[-1])
    node, weight = axis.corners(held)
    slope = rng.normal(size=types)
    assert (weight >= -1e-15).all()
    assert np.allclose(weight.sum(0), 1.0)
    assert np.allclose((weight * (axis.nodes @ slope)[node]).sum(0), slope @ held, atol=1e-12)


@pytest.mark.parametrize("types", [2, 3, 4])
def test_two_hands_find_the_same_simplices(types):
    """The solver's lattice, written by another hand, holds and locates points in the same way."""
    axis, lattice = axis_of(types), SHAPES[types]
    point = np.random.default_rng(1).normal(size=(300, types)) * 4
    held, _ = lattice.hold(point - point[:, -1:])
    assert np.allclose(axis.hold(point.T), held.T, atol=1e-12)
    values = np.random.default_rng(2).normal(size=len(lattice))
    index, theirs, _ = lattice.locate(held)
    node, weight = axis.corners(axis.hold(point.T))
    assert np.allclose((theirs * values[index]).sum(-1), (weight * values[node]).sum(0), atol=1e-9)


def test_a_type_beyond_the_cut_leaves_the_odds_among_the_others():
    axis = axis_of(3)
    point = np.array([[2.0], [-20.0], [0.0]])
    assert np.allclose(axis.hold(point)[:, 0], [2.0, 2.0 - axis.extent, 0.0])
    point = np.array([[2.0], [2.0], [-20.0]])
    assert np.allclose(axis.hold(point)[:, 0], [axis.extent, axis.extent, 0.0])


def test_what_cannot_happen_under_a_type_makes_belief_certain():
    grid = BeliefGrid((axis_of(2),))
    values = np.arange(grid.count, dtype=float)
    assert (grid.after(0, [0.0, 0.5]).of(values) == 0.0).all()
    assert (grid.after(0, [0.5, 0.0]).of(values) == grid.count - 1.0).all()
    assert np.allclose(grid.after(0, [0.0, 0.0]).of(values), values)  # nothing was learnt


@pytest.mark.parametrize("types", [2, 3])
def test_refinement_keeps_nodes_and_straight_lines(types):
    lattices = [SHAPES[types], SHAPES[1], SHAPES[2]]
    prior = np.zeros((3, types))
    for i, lattice in enumerate(lattices):
        prior[i, : lattice.types] = axis_of(lattice.types).prior
    refinement = Refinement(BeliefGrid.of(lattices, prior), BeliefGrid.of(lattices, prior, 2), 2)
    values = np.random.default_rng(0).normal(size=(2, refinement.coarse.count))
    assert np.array_equal(refinement.spread(values)[:, refinement.kept], values)
    line = [sum(axis.nodes[w] @ np.arange(axis.types) * axis.spacing for axis, w in zip(g.axes, g.along, strict=True))
            for g in (refinement.coarse, refinement.fine)]  # fmt: skip
    assert np.allclose(refinement.spread(line[0]), line[1])
    for i, fine in enumerate(refinement.fine.belief):
        assert np.allclose(fine[:, refinement.kept], refinement.coarse.belief[i])
    assert not set(refinement.between) & set(refinement.kept)


def outcomes(places: Places, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Places of every kind and likelihoods, some far beyond the cut, some zero."""
    rng = np.random.default_rng(seed)
    place = rng.integers(places.count, size=2_000)
    likelihood = np.exp(-rng.exponential(4.0, size=(len(places.belief), len(place))))
    likelihood[rng.random(likelihood.shape) < 0.05] = 0.0
    return place, likelihood


@pytest.mark.parametrize("types", SHAPES)
def test_a_split_keeps_mass_and_belief(types):
    """The mass of every type is kept, and lies so that belief at its new place is right."""
    places = Places(axis_of(types))
    place, likelihood = outcomes(places, 3)
    mass = places.belief[:, place] * likelihood
    arrived = np.zeros((len(place), types))
    for item, new, share in places.split(place, likelihood):
        assert (share >= -1e-12).all()
        part = mass[:, item] * share
        assert np.abs(part - places.belief[:, new] * part.sum(0)).max(initial=0.0) <= 1e-13
        np.add.at(arrived, item, part.T)
    assert np.abs(arrived - mass.T).max() <= 1e-13


def test_two_types_are_split_as_many_are():
    """The short way for two types and the general one put the same mass at the same places."""
    places = Places(axis_of(2))
    place, likelihood = outcomes(places, 4)
    inside = place < len(places.axis.nodes)
    place, likelihood = place[inside], likelihood[:, inside]
    point = places.axis.nodes.T[:, place] + np.log(np.maximum(likelihood, 1e-300)) / places.axis.spacing
    long_way = places._split((0, 1), point - point[-1], np.arange(len(place)), np.ones((2, len(place))))
    tables = []
    for parts in (places.split(place, likelihood), long_way):
        tables.append(np.zeros((2, places.count)))
        for item, new, share in parts:
            for k in range(2):
                np.add.at(tables[-1][k], new, share[k] * likelihood[k, item])
    assert np.allclose(*tables, atol=1e-9)


class LogOddsPlaces(Places):
    """Splits by the weights that interpolate values: every type alike. E[log-odds] is kept, beliefs drift."""

    def spread(self, axis: Axis, held: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        for corner, weight in zip(*axis.corners(held), strict=True):
            yield corner, np.array(np.broadcast_to(weight, held.shape))

    def spread_two(self, axis: Axis, held: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        yield from self.spread(axis, np.stack([held, 0 * held]))


class HeldPlaces(Places):
    """Leaves at the cut what has gone beyond it."""

    def _split_two(self, point: np.ndarray) -> Iterator:
        for item, new, share in super()._split_two(point):
            last = len(self.axis.nodes) - 1
            yield item, np.select([new == last + 1, new == last + 2], [last, 0], new), share


@pytest.fixture(scope="module")
def crisis() -> Assessment:
    return solve_grid(random_crisis(1, tremble=1e-4), Grid(points=13, cut=4.0))


def test_the_right_split_is_consistent(crisis):
    reach = push(Play(crisis))
    assert reach.consistency <= 1e-12
    assert reach.beyond > 0.01
    assert sum(reach.endings.values()) + sum(reach.stopped.values()) == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("wrong", [LogOddsPlaces, HeldPlaces])
def test_a_wrong_split_is_caught(crisis, wrong):
    reach = push(Play(crisis), wrong)
    assert reach.drift > 1e-4
    assert reach.mismatch > 1e-4


@pytest.mark.slow
def test_what_is_as_good_as_never_reached():
    """Hardly any noise and no trembles: most places are met with a probability that rounds to zero."""
    types = (("strategic", "tough", "mild"), ("strategic", "committed"))
    assessment = solve_grid(random_crisis(2, types, tremble=0.0, precision=300.0), Grid(points=9))
    certificate = assessment.certify()
    assert certificate.residual <= 1e-9
    assert certificate.consistency <= 1e-10
    assert np.isfinite([certificate.regret, certificate.regret_anywhere, certificate.residual_fine]).all()


LONG = {"three types", "three actors"}


@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.slow) if n in LONG else n for n in CASES])
def test_every_case_is_consistent(name):
    assert push(Play(solve_grid(CASES[name](), Grid(points=9, cut=4.0)))).consistency <= 1e-10
