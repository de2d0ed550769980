"""Sums that windows in days are: of the functions that they say, whatever the shape, and safe where vectors grow."""

import math

import numpy as np
import pytest
from scipy.linalg import expm

from clock_games import ClockGame, Ends, Waits
from deterrence.forecasting.automata import Stack
from deterrence.forecasting.expansion import SHAPES, Expansion
from deterrence.forecasting.prospects import Backward
from deterrence.forecasting.push import Pusher
from deterrence.forecasting.readout_ways import ReadoutWays
from deterrence.forecasting.readouts import Readout, Readouts
from deterrence.solvers.grid import Grid


def summed(window: Expansion, coefficients: np.ndarray, z: complex) -> complex:
    """Σ c_k p_k(z)."""
    before, here, total = 0j, 1 + 0j, 0j
    for k, c in enumerate(coefficients):
        total += c * here
        before, here = here, window.after(k, z * here, before)
    return total


@pytest.mark.parametrize("shape", range(len(SHAPES)))
@pytest.mark.parametrize("days", [0.0, 0.4, 30.0, 400.0])
@pytest.mark.parametrize("interest", [0.0, 0.02])
def test_a_window_is_the_exponential_and_its_integral(shape, days, interest):
    window = Expansion.of(days, 1.3, shape=shape)
    assert (window.stands > 0).all() and (window.counting(interest)[:-1] > 0).all()
    for angle in np.linspace(0.0, math.pi, 9):
        z = complex(math.cos(angle), window.breadth * math.sin(angle))
        rate = window.rate * (z - 1.0)  # an eigenvalue of the rates at which play goes
        assert summed(window, window.stands, z) == pytest.approx(np.exp(rate * days), abs=2e-12)
        lasting = rate - interest
        whole = days if lasting == 0 else (np.exp(lasting * days) - 1.0) / lasting
        found = summed(window, window.counting(interest)[1:], z) / window.rate
        assert found == pytest.approx(whole, abs=1e-11 * max(days, 1.0))


@pytest.mark.parametrize("shape", range(len(SHAPES)))
def test_a_window_may_be_long(shape):
    window = Expansion.of(20_000.0, 1.3, shape=shape)
    assert (window.stands >= 0).all()
    for slow in (0.0, 1e-5):
        z = 1.0 - slow / window.rate
        assert summed(window, window.stands, z) == pytest.approx(math.exp(-slow * 20_000.0), abs=1e-10)


def test_chebyshev_polynomials_are_few():
    counts = [len(Expansion.of(90.0, 3.2, shape=shape)) for shape in range(len(SHAPES))]
    assert counts == sorted(counts) and 3 * counts[0] < counts[-1] + 100


def in_circles(many: int) -> ClockGame:
    """Round and round without waiting, and now and then out of it: eigenvalues far off the line."""
    on = [Waits([(2.0, f"s{(k + 1) % many}"), (0.02 * (k == 0) + 1e-3, "end")]) for k in range(many)]
    return ClockGame({**{f"s{k}": wait for k, wait in enumerate(on)}, "end": Ends()})


@pytest.mark.parametrize("many", [3, 5])
def test_where_vectors_grow_another_shape_is_taken(many):
    game, days = in_circles(many).build(), 60.0
    s, pusher = game.structure, Pusher(Grid(points=5).solve(game))
    out = [0.02 * (k == 0) + 1e-3 for k in range(many)]
    rates = np.zeros((many + 1, many + 1))
    for k in range(many):
        rates[k, (k + 1) % many], rates[k, many], rates[k, k] = 2.0, out[k], -2.0 - out[k]
    expected = expm(days * rates)[0]
    found = pusher.passage(Stack(s, {}), days=days)
    assert pusher.shape == len(SHAPES) - 1
    states = [s.index(name) for name in (*(f"s{k}" for k in range(many)), "end")]
    assert found.ended[states] == pytest.approx(expected, abs=1e-11)
    back = Backward(Pusher(Grid(points=5).solve(game)).players, ReadoutWays.of(Readouts(s, {
        "out": Readout.ever(s, np.array([s.states[x] == "end" for x in s.branch_next]))
    })))
    assert back.at_start(days).at(s.initial, "out")[0, 0] == pytest.approx(expected[-1], abs=1e-11)
