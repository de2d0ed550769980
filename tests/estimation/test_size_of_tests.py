"""Likelihood ratio tests of precision and shares of types reject as often as stated where the other point is true."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.stats import binom, chi2

from deterrence.estimation.play_precision import Weighed
from deterrence.estimation.precision import EVEN, THEORY, RatioTest, at_an_end, inside
from deterrence.estimation.qre import Branch, Played, estimate
from deterrence.estimation.type_shares import Dealt, against_prior, distinguished, mixture, shares_by_em
from made_up_choices import SOLVED, simulated, two_by_two

CONDUCT = np.array([[0.6, 0.3, 0.1], [0.2, 0.2, 0.6], [0.3, 0.5, 0.2]])


def of_two_moves(right, n, weight=0.5, gain=0.8):
    """n choices between a move worth the gain and one worth zero, of which so many took the first."""
    chances = np.array([weight * np.exp(SOLVED * gain), 1 - weight])
    logs = np.tile(np.log(chances / chances.sum()), (n, 1))
    taken = np.where(np.arange(n) < right, 0, 1)
    return Weighed(logs, np.tile([gain, 0.0], (n, 1)), taken, np.full(n, SOLVED))


@pytest.mark.parametrize("weight", [0.5, 0.3])
@pytest.mark.parametrize("more", [4, 6, 9, 12])
def test_self_and_liang_1987_p_of_even_choice_in_play_is_that_of_a_binomial(weight, more):
    """By base weights alone the better move is chosen with its weight: p is the exact mid-p, 1 on the worse side."""
    n = 200
    right = round(n * weight) + more
    found = of_two_moves(right, n, weight).estimate(0.95).against[EVEN]
    exact = binom.sf(right, n, weight) + 0.5 * binom.pmf(right, n, weight)
    assert found.p == pytest.approx(exact, rel=0.06)
    worse = of_two_moves(round(n * weight) - more, n, weight).estimate(0.95).against[EVEN]
    assert (worse.ratio, worse.p) == (0.0, 1.0)


def test_even_choice_in_play_is_rejected_as_often_as_stated_where_it_can_be_counted():
    """Of 400 choices at λ = 0, by the chance of every number of better ones; χ² alone would reject in 2.8 %."""
    ratios = {k: of_two_moves(k, 400).estimate(0.95).against[EVEN] for k in range(180, 260)}
    size = sum(binom.pmf(k, 400, 0.5) for k, test in ratios.items() if test.p < 0.05)
    of_chi_square = sum(binom.pmf(k, 400, 0.5) for k, test in ratios.items() if chi2.sf(test.ratio, 1) < 0.05)
    assert 0.045 < size < 0.055 and of_chi_square < 0.03


def test_a_ratio_has_half_the_p_at_an_end_of_the_range():
    assert inside(-1.0, -4.0).p == pytest.approx(2 * at_an_end(-1.0, -4.0).p) == pytest.approx(chi2.sf(6, 1))
    assert at_an_end(-1.0, -1.0) == RatioTest(-1.0, 0.0, 1.0) == inside(-1.0, -1.0)
    assert inside(-1.0, -1.5, 0).p == 1.0


def test_theory_is_one_factor_on_every_precision_that_was_solved():
    """With one λ₀ the test is that of λ = λ₀; with several it is of s = 1, and the likeliest s is no worse."""
    one = Weighed.of(simulated(300, 1.0, 3))
    found = one.estimate(0.95)
    theory = found.against[THEORY]
    assert theory.ratio == pytest.approx(2 * (found.log_likelihood - one.log_likelihood(SOLVED)))
    assert theory.p == pytest.approx(chi2.sf(theory.ratio, 1))
    solved = np.where(np.arange(300) < 150, 0.5, 4.0)
    several = replace(one, logs=one.log_chances(solved), solved=solved)
    several = several.simulated(solved, np.random.default_rng(4))
    best = -minimize_scalar(lambda s: -several.log_likelihood(s * solved), bounds=(0.01, 20), method="bounded").fun
    theory = several.estimate(0.95).against[THEORY]
    assert theory.ratio == pytest.approx(2 * (best - several.log_likelihood(solved)), abs=1e-6)
    assert theory.log_likelihood > several.estimate(0.95).log_likelihood  # no one λ is as likely as these two


def test_types_that_do_alike_are_one_in_the_test_of_the_prior():
    """Splitting a type in two of the same conduct changes neither the ratio nor its p."""
    prior = np.array([0.7, 0.3])
    two = dealt(CONDUCT[:2], prior, 80).simulated(np.array([0.5, 0.5]), np.random.default_rng(1))
    split = dealt(CONDUCT[[0, 1, 1]], np.array([0.7, 0.2, 0.1]), 80)
    split = replace(split, taken=two.taken)
    one, other = two.estimate(0.95).theory, split.estimate(0.95).theory
    assert 0 < one.p < 0.05 and other.ratio == pytest.approx(one.ratio, abs=1e-6)
    assert other.p == pytest.approx(one.p, rel=1e-6)
    alike = dealt(CONDUCT[[0, 0]], prior, 80).simulated(prior, np.random.default_rng(1))
    assert distinguished(alike.logs) == 0 and alike.estimate(0.95).theory.p == 1.0
    assert distinguished(dealt(CONDUCT, np.ones(3) / 3, 80).simulated(prior, np.random.default_rng(2)).logs) == 2


def dealt(conduct, prior, plays, each=4):
    """Decisions of plays by types of a conduct."""
    n = plays * each
    logs = np.repeat(np.log(conduct)[None], n, 0)
    names = tuple("abc"[: len(prior)])
    return Dealt(names, prior, logs, np.zeros(n, int), np.repeat(np.arange(plays), each))


@pytest.mark.slow
def test_size_of_the_tests_of_play():
    """5 % in 4,000 replications of 300 decisions, within three standard errors of simulation; zero half of the time."""
    choices, draws = Weighed.of(simulated(300, 0.0, 1)), np.random.default_rng(0)
    even = [choices.simulated(0.0, draws).estimate(0.95).against[EVEN] for _ in range(4000)]
    assert 0.04 < np.mean([test.p < 0.05 for test in even]) < 0.06
    assert 0.476 < np.mean([test.ratio == 0 for test in even]) < 0.524
    solved = np.where(np.arange(300) < 150, 0.5, 3.0)
    choices = replace(choices, logs=choices.log_chances(solved), solved=solved)
    theory = [choices.simulated(solved, draws).estimate(0.95).against[THEORY] for _ in range(4000)]
    assert 0.04 < np.mean([test.p < 0.05 for test in theory]) < 0.06


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_size_of_the_test_of_even_choice_in_experiments():
    """5 % in 2,000 replications of 200 choices a player, of two games pooled, within 3.5 standard errors."""
    payoffs = (([[4, 0.5], [0.5, 1]], [[0.5, 1], [1, 0.5]]), ([[3, 0], [0, 2]], [[3, 0], [0, 1]]))
    branches = [Branch(two_by_two("game", *sides)) for sides in payoffs]
    draws = np.random.default_rng(3)
    found = []
    for _ in range(2000):
        counts = [[(k, 200 - k) for k in draws.binomial(200, 0.5, 2).tolist()] for _ in branches]
        played = [Played("game", b, np.array(c, float).ravel()) for b, c in zip(branches, counts, strict=True)]
        found.append(estimate(played).against[EVEN])
    assert 0.033 < np.mean([test.p < 0.05 for test in found]) < 0.067


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("types", "prior"), [([0, 1], [0.7, 0.3]), ([0, 1, 1], [0.6, 0.2, 0.2])])
def test_size_of_the_test_of_the_prior(types, prior):
    """5 % in 1,000 replications of 200 plays, within 3.5 standard errors, types that do alike among them."""
    plays, draws = dealt(CONDUCT[types], np.array(prior), 200), np.random.default_rng(5)
    found = []
    for _ in range(1000):
        logs = plays.simulated(plays.prior, draws).logs
        found.append(against_prior(logs, plays.prior, mixture(logs, shares_by_em(logs))).p)
    assert 0.026 < np.mean(np.array(found) < 0.05) < 0.074
