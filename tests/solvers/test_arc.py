"""Arc length: folds, kinks, branchings, ends."""

import doctest

import numpy as np
import pytest

from deterrence.solvers import arc
from deterrence.solvers.arc import ArcSettings, trace


def scalar(f, by_z, by_s):
    """F and F' of one equation in one unknown."""
    return (
        lambda z, s: np.array([f(z[0], s)]),
        lambda z, s: np.array([[by_z(z[0], s), by_s(z[0], s)]]),
    )


CUBIC = scalar(lambda z, s: z**3 - 3 * z - s, lambda z, s: 3 * z**2 - 3, lambda z, s: -1.0)
CIRCLE = scalar(lambda z, s: z**2 + s**2 - 1, lambda z, s: 2 * z, lambda z, s: 2 * s)


def pitchfork(imperfection):
    """z = 0 loses its stability at s = 0; an imperfection cuts the fork into two curves."""
    return scalar(lambda z, s: z**3 - s * z - imperfection, lambda z, s: 3 * z**2 - s, lambda z, s: -z)


def sawtooth(slope):
    """s rises to ``slope`` at z = 1, falls to 0 at z = 2, and rises again: folds at kinks."""

    def s_of(z):
        return slope * (z if z < 1 else 2 - z if z < 2 else z - 2)

    return scalar(lambda z, s: s - s_of(z), lambda z, s: -slope if z < 1 or z >= 2 else slope, lambda z, s: 1.0)


def test_the_example_in_the_docstring():
    assert doctest.testmod(arc).failed == 0


@pytest.mark.parametrize("sign", [1, -1])
def test_passes_two_folds_and_lands_on_the_far_branch(sign):
    result = trace(*CUBIC, np.array([-2.0 * sign]), -2.0 * sign, 3.0 * sign)
    assert result.converged
    assert result.s == 3.0 * sign
    assert result.z[0] ** 3 - 3 * result.z[0] == pytest.approx(3.0 * sign, abs=1e-10)
    assert result.z[0] * sign > 1  # the far branch
    assert np.allclose(result.folds, [2.0 * sign, -2.0 * sign], atol=1e-8)
    assert result.branchings == 0


def test_stops_at_the_first_crossing_of_the_target():
    """Between the folds three solutions exist at s = 1; the arc meets that of the first branch."""
    result = trace(*CUBIC, np.array([-2.0]), -2.0, 1.0)
    assert result.converged
    assert result.folds == ()
    assert result.z[0] < -1


def test_half_a_circle():
    result = trace(*CIRCLE, np.array([0.6]), -0.8, 0.8)
    assert result.converged
    assert result.z[0] == pytest.approx(0.6, abs=1e-10)


@pytest.mark.parametrize("target", [2.0, -2.0])
def test_a_closed_curve_that_never_meets_the_target_says_so(target):
    result = trace(*CIRCLE, np.array([1.0]), 0.0, target)
    assert not result.converged
    assert "closed" in result.message
    assert np.allclose(result.folds, [np.sign(target), -np.sign(target)], atol=1e-8)


@pytest.mark.parametrize("slope", [0.2, 1.0, 5.0, 50.0])
def test_folds_at_kinks(slope):
    """At slopes above 1 the curve turns by more than a right angle."""
    result = trace(*sawtooth(slope), np.array([-1.0]), -slope, 3 * slope)
    assert result.converged
    assert result.z[0] == pytest.approx(5.0, abs=1e-9)
    assert np.allclose(result.folds, [slope, 0.0], atol=1e-8 * slope)


def test_kinks_without_folds_in_two_dimensions():
    """z = (max(s, z2/2), |s - 1/2|): the pieces meet where s passes 1/6 and 1/2."""

    def residual(z, s):
        return np.array([z[0] - max(s, z[1] / 2), z[1] - abs(s - 0.5)])

    def jacobian(z, s):
        first = [1.0, 0.0, -1.0] if s >= z[1] / 2 else [1.0, -0.5, 0.0]
        return np.array([first, [0.0, 1.0, -np.sign(s - 0.5)]])

    result = trace(residual, jacobian, np.array([0.75, 1.5]), -1.0, 2.0)
    assert result.converged
    assert result.folds == ()
    assert np.allclose(result.z, [2.0, 1.5], atol=1e-10)


@pytest.mark.parametrize("imperfection", [1e-1, 1e-4, 1e-7, 1e-9])
def test_does_not_jump_across_an_imperfect_pitchfork(imperfection):
    result = trace(*pitchfork(imperfection), np.array([imperfection]), -1.0, 1.0)
    assert result.converged
    assert result.branchings == 0
    assert result.z[0] > 0.9


def test_goes_straight_on_at_a_true_branching_and_counts_it():
    result = trace(*pitchfork(0.0), np.array([0.0]), -1.0, 1.0)
    assert result.converged
    assert result.branchings == 1
    assert result.z[0] == 0.0


def test_a_path_that_ends_is_reported_as_stalled():
    """z = sqrt(1 - s) exists up to s = 1 only."""

    def root(s):
        return np.sqrt(1 - s) if s < 1 else np.nan

    equation = scalar(lambda z, s: z - root(s), lambda z, s: 1.0, lambda z, s: 0.5 / root(s))
    result = trace(*equation, np.array([1.0]), 0.0, 2.0)
    assert not result.converged
    assert "stalled" in result.message
    assert 0.999 < result.s < 1


def test_a_path_that_runs_to_infinity_is_never_called_converged():
    """z = 1 / (1 - s)."""
    equation = scalar(lambda z, s: z * (1 - s) - 1, lambda z, s: 1 - s, lambda z, s: -z)
    result = trace(*equation, np.array([1.0]), 0.0, 2.0, ArcSettings(max_steps=200))
    assert not result.converged
    assert result.s < 1


def test_too_few_steps_is_reported():
    result = trace(*CUBIC, np.array([-2.0]), -2.0, 3.0, ArcSettings(max_steps=5))
    assert not result.converged
    assert result.steps == 5
    assert "5 steps were not enough" in result.message


def test_a_start_that_solves_nothing_is_reported():
    nothing = scalar(lambda z, s: z**2 + 1, lambda z, s: 2 * z, lambda z, s: 0.0)
    result = trace(*nothing, np.array([0.0]), 0.0, 1.0)
    assert not result.converged
    assert "start" in result.message


def test_the_slope_in_s_may_be_left_out():
    residual, jacobian = CUBIC
    result = trace(residual, lambda z, s: jacobian(z, s)[:, :1], np.array([-2.0]), -2.0, 3.0)
    assert result.converged
    assert np.allclose(result.folds, [2.0, -2.0], atol=1e-8)


def bisect(f, low, high):
    """The root of a continuous function between two points of opposite sign, to the last bit."""
    sign = np.sign(f(low))
    for _ in range(200):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if np.sign(f(middle)) == sign else (low, middle)
    return 0.5 * (low + high)


def logistic(x):
    return 1.0 / (1.0 + np.exp(-x))


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ([[3.0, 0.0], [5.0, 1.0]], [[3.0, 5.0], [0.0, 1.0]]),  # prisoners' dilemma
        ([[1.0, -1.0], [-1.0, 1.0]], [[-2.0, 1.0], [1.0, -1.0]]),  # a matching of unequal pennies
        ([[9.0, 1.0], [8.0, 7.0]], [[9.0, 8.0], [1.0, 7.0]]),  # stag hunt
    ],
)
@pytest.mark.parametrize("precision", [0.1, 1.0, 6.0])
def test_logit_equilibrium_of_a_two_by_two_game(row, column, precision):
    """z = log-odds of the first moves; the branch from λ = 0 against bisection of p = P(Q(p))."""
    a, b = np.array(row), np.array(column)

    def gain(x, mine):
        return x * (mine[0, 0] - mine[1, 0]) + (1 - x) * (mine[0, 1] - mine[1, 1])

    def residual(z, s):
        p, q = logistic(z)
        return z - s * precision * np.array([gain(q, a), gain(p, b.T)])

    def jacobian(z, s):
        p, q = logistic(z)
        slope_a = a[0, 0] - a[1, 0] - a[0, 1] + a[1, 1]
        slope_b = b[0, 0] - b[0, 1] - b[1, 0] + b[1, 1]
        return np.array(
            [
                [1.0, -s * precision * slope_a * q * (1 - q), -precision * gain(q, a)],
                [-s * precision * slope_b * p * (1 - p), 1.0, -precision * gain(p, b.T)],
            ]
        )

    result = trace(residual, jacobian, np.zeros(2), 0.0, 1.0)
    assert result.converged

    def excess(p):
        return p - logistic(precision * gain(logistic(precision * gain(p, b.T)), a))

    # The branch from p = 1/2 ends at the root next to 1/2 in the direction in which it starts.
    grid = np.linspace(0.5, 1.0 if excess(0.5) < 0 else 0.0, 4001)
    crossing = int(np.argmax(np.sign(excess(grid)) != np.sign(excess(0.5))))
    expected = 0.5 if excess(0.5) == 0 else bisect(excess, grid[crossing - 1], grid[crossing])
    assert logistic(result.z[0]) == pytest.approx(expected, abs=1e-9)
