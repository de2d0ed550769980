"""Strategies of one belief lattice on another: exact where they are linear in log-odds, whatever the types."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.solvers.lattice import lattices_for
from deterrence.solvers.prolongation import prolonged

CUT = 6.0


def linear(lattices, movers, slopes):
    """Log strategies (S, A, P, Q) of one mover, or of several on the whole grid, linear in all log-odds."""
    parts = [lattice.nodes * lattice.spacing @ slope for lattice, slope in zip(lattices, slopes, strict=True)]
    order = [0, 1] if len(movers) > 1 else [movers[0], 1 - movers[0]]
    total = parts[order[0]][:, None] + parts[order[1]][None]
    return np.broadcast_to(total, (2, 3, *total.shape)) * np.arange(1, 4).reshape(1, 3, 1, 1)


@pytest.mark.parametrize("types", [(2, 2), (3, 2), (1, 3)])
@pytest.mark.parametrize("points", [(7, 13), (5, 17), (9, 13)])
@pytest.mark.parametrize("movers", [(0,), (1,), (0, 1)])
def test_what_is_linear_in_log_odds_stays_as_it_is(types, points, movers):
    coarse, fine = (lattices_for(types, n, CUT) for n in points)
    rng = np.random.default_rng(4)
    slopes = [np.append(rng.normal(size=k - 1), 0.0) for k in types]
    (found,) = prolonged([{0: linear(coarse, movers, slopes)}], coarse, fine, [movers])
    assert found[0] == pytest.approx(linear(fine, movers, slopes), abs=1e-12)


def test_beyond_a_coarse_cut_all_is_as_at_the_cut():
    near, far = lattices_for((2, 1), 7, CUT), lattices_for((2, 1), 13, 2 * CUT)
    (found,) = prolonged([{0: linear(near, (0,), [np.array([1.0, 0.0]), np.zeros(1)])}], near, far, [(0,)])
    log = far[0].nodes[:, 0] * far[0].spacing
    assert found[0][0, 0, :, 0] == pytest.approx(np.clip(log, -CUT, CUT), abs=1e-12)
