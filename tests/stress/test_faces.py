"""Posteriors of three types and more, split with slopes: beside the split without, and against differences."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.solvers.certify.axis import Axis
from deterrence.solvers.certify.splitting import Places
from deterrence.solvers.lattice import Lattice
from deterrence.stress.adjoint.faces import split, split_renewed

KINDS = (3, 4)


def places(kinds: int) -> Places:
    prior = np.array([0.5, 0.2, 0.2, 0.1][:kinds])
    return Places(Axis.of(Lattice(kinds, 1.5, 2), prior / prior.sum()))


def drawn(kinds: int) -> tuple[Places, np.ndarray, np.ndarray]:
    """Every vertex many times, with likelihoods that lead inside, to the rim, and far beyond the cut."""
    here, rng = places(kinds), np.random.default_rng(kinds)
    vertex = np.tile(np.arange(here.count), 30)
    scale = rng.choice([0.3, 2.0, 9.0], len(vertex))
    return here, vertex, np.exp(-scale * rng.random((kinds, len(vertex))))


def gathered(parts: list[tuple], items: int, vertices: int, kinds: int) -> np.ndarray:
    """Shares by type, item and vertex."""
    table = np.zeros((kinds, items, vertices))
    for item, place, share in parts:
        for k in range(kinds):
            np.add.at(table[k], (np.arange(items)[item], place), share[k])
    return table


@pytest.mark.parametrize("kinds", KINDS)
def test_shares_are_those_of_the_split_without_slopes(kinds: int) -> None:
    here, vertex, likelihood = drawn(kinds)
    found = split(here, vertex, likelihood)
    size = len(vertex), here.count, kinds
    mine = gathered([(found.item, found.place, found.share)], *size)
    other = gathered(list(here.split(vertex, list(likelihood))), *size)
    possible = here.belief[:, vertex] > 0  # what a type that is ruled out would do counts for nothing
    np.testing.assert_allclose(mine[possible], other[possible], atol=1e-11)
    np.testing.assert_allclose(mine[possible].sum(1), 1.0, atol=1e-11)


@pytest.mark.parametrize("kinds", KINDS)
def test_mean_belief_is_kept(kinds: int) -> None:
    here, vertex, likelihood = drawn(kinds)
    found = split(here, vertex, likelihood)
    joint = here.belief[:, vertex] * likelihood
    mass = (joint[:, found.item] * found.share).sum(0)
    mean = np.zeros((kinds, len(vertex)))
    for k in range(kinds):
        np.add.at(mean[k], found.item, mass * here.belief[k, found.place])
    np.testing.assert_allclose(mean, joint, atol=1e-12)


@pytest.mark.parametrize("kinds", KINDS)
@pytest.mark.parametrize("kind", range(3))
def test_slopes_are_those_of_differences(kinds: int, kind: int) -> None:
    here, vertex, likelihood = drawn(kinds)
    worth = np.random.default_rng(0).random(here.count)
    step = 1e-6

    def value(by: float) -> np.ndarray:
        """Worth of where each item's mass goes, with the log-likelihood under one type moved."""
        moved = likelihood.copy()
        moved[kind] *= np.exp(by)
        found = split(here, vertex, moved)
        mass = ((here.belief[:, vertex] * likelihood)[:, found.item] * found.share).sum(0)
        return np.bincount(found.item, mass * worth[found.place], len(vertex))

    found = split(here, vertex, likelihood)
    mass = ((here.belief[:, vertex] * likelihood)[:, found.item] * found.slope[kind]).sum(0)
    slope = np.bincount(found.item, mass * worth[found.place], len(vertex))
    np.testing.assert_allclose(slope, (value(step) - value(-step)) / (2 * step), atol=1e-8)


def test_renewed_beliefs_are_split_as_the_push_splits_them() -> None:
    here = places(3)
    prior, share = here.axis.prior, 0.3
    past = (1 - share) * here.belief / prior[:, None] + share
    found = split_renewed(here, np.log(past) / here.axis.spacing)
    for k, matrix in enumerate(here.renewed(share)):
        mine = np.zeros(matrix.shape)
        np.add.at(mine, (found.place, found.item), found.share[k])
        np.testing.assert_allclose(mine, matrix.toarray(), atol=1e-11)
