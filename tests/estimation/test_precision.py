"""The precision of quantal response in experiments: published games, closed forms, and what is wrong with a table."""

import json

import numpy as np
import pytest
from click.testing import CliRunner
from scipy.stats import binom

from deterrence.cli.main import main
from deterrence.errors import InputError
from deterrence.estimation.experiments import fit_gambit
from deterrence.estimation.precision import EVEN, NASH, RatioTest
from deterrence.estimation.qre import Branch, Played, estimate
from deterrence.trees.gambit import write_nfg
from made_up_choices import one_choice, two_by_two
from strategic_data import data

POOLED = "selten_chmura_2008_1_to_6_pooled"


def counts_of(g):
    return np.array([g["counts"][m] for m in ("up", "down", "left", "right")], float)


def games():
    found = json.loads(data("qre/reference.json").read_text(encoding="utf-8"))["games"]
    played = {
        name: Played(name, Branch(two_by_two(name, g["row"], g["column"])), counts_of(g))
        for name, g in found.items()
        if "row" in g
    }
    return found, played


@pytest.mark.data
@pytest.mark.parametrize("name", ["selten_chmura_2008_1", "goeree_holt_2001_asymmetric_pennies"])
def test_published_precision(name):
    found, played = games()
    at = estimate([played[name]])
    assert at.value == pytest.approx(found[name]["precision"], abs=1e-6)
    assert at.log_likelihood == pytest.approx(found[name]["loglik"], abs=1e-6)
    assert at.low < at.value < at.high


@pytest.mark.data
@pytest.mark.slow
def test_all_published_precisions():
    found, played = games()
    for name, game in played.items():
        at = estimate([game])
        assert (at.value, at.log_likelihood) == pytest.approx(
            (found[name]["precision"], found[name]["loglik"]), abs=1e-6
        )
    at = estimate([game for name, game in played.items() if name.startswith("selten")])
    assert (at.value, at.log_likelihood) == pytest.approx(
        (found[POOLED]["precision"], found[POOLED]["loglik"]), abs=1e-6
    )


def test_one_choice_has_a_closed_form():
    """σ = 1/(1 + e^{−2λ}): λ is half the log odds; its interval and tests are those of a binomial."""
    at = estimate([one_choice((30, 10))])
    assert at.value == pytest.approx(np.log(3) / 2, abs=1e-10)
    assert at.error == pytest.approx(np.sqrt(40 / (30 * 10)) / 2, rel=1e-5)
    even = at.against[EVEN]
    assert even.log_likelihood == pytest.approx(40 * np.log(0.5))
    assert even.ratio == pytest.approx(2 * (30 * np.log(0.75) + 10 * np.log(0.25) - 40 * np.log(0.5)))
    assert 0 < even.p < 0.01
    assert at.against[NASH] == RatioTest(-np.inf, np.inf, 0.0)
    for end in (at.low, at.high):
        s = 1 / (1 + np.exp(-2 * end))
        assert 30 * np.log(s) + 10 * np.log(1 - s) == pytest.approx(at.log_likelihood - 3.841458820694124 / 2, abs=1e-6)


@pytest.mark.parametrize("right", [54, 56, 59, 62])
def test_self_and_liang_1987_a_ratio_at_the_end_of_the_range_is_half_zero_half_chi_square(right):
    """Of 100 even choices of one player: p is the exact mid-p of so many, and 1 for as many on the worse side."""
    at = estimate([one_choice((right, 100 - right))])
    exact = binom.sf(right, 100, 0.5) + 0.5 * binom.pmf(right, 100, 0.5)
    assert at.against[EVEN].p == pytest.approx(exact, rel=0.04)
    worse = estimate([one_choice((100 - right, right))]).against[EVEN]
    assert (worse.ratio, worse.p) == (0.0, 1.0)


@pytest.mark.slow
@pytest.mark.parametrize("truth", [0.2, 0.6])
def test_coverage_of_the_interval_is_exact_where_it_can_be_counted(truth):
    """Within [92, 98] %: of a hundred choices of one player, all numbers that are at all likely, by their chances."""
    chance = binom(100, 1 / (1 + np.exp(-2 * truth)))
    covered = 0.0
    for k in range(int(chance.ppf(1e-4)), int(chance.ppf(1 - 1e-4)) + 1):
        found = estimate([one_choice((k, 100 - k))])
        covered += chance.pmf(k) * (found.low <= truth <= found.high)
    assert 0.92 <= covered <= 0.98


def test_the_ends_of_the_range():
    wrong = estimate([one_choice((10, 30))])
    assert wrong.value == 0.0 and wrong.low == 0.0 and wrong.error is None
    sure = estimate([one_choice((25, 0))])
    assert sure.value == np.inf and sure.high == np.inf and sure.low > 0
    assert sure.as_dict()["precision"] is None


def test_counts_of_a_gambit_file(tmp_path):
    game = tmp_path / "pennies.nfg"
    game.write_text(write_nfg(two_by_two("pennies", [[320, 40], [40, 80]], [[40, 80], [80, 40]])), encoding="utf-8")
    table = tmp_path / "counts.csv"
    table.write_text("player,action,count\nrow,up,24\nrow,down,1\ncolumn,left,4\ncolumn,right,21\n", encoding="utf-8")
    found = fit_gambit(game, table)
    assert found.pooled.value == pytest.approx(0.042631188720525896, abs=1e-9)
    assert found.pooled.n == 50 and "against Nash" in found.text() and "Self and Liang" in found.text()
    for row, what in (("row,sideways,3", "sideways"), ("who,up,3", "who"), ("row,up,1.5", "1.5")):
        table.write_text(f"player,action,count\nrow,up,24\n{row}\n", encoding="utf-8")
        with pytest.raises(InputError, match=what) as error:
            fit_gambit(game, table)
        assert error.value.problems[0].line == 3


@pytest.mark.parametrize("asked", [["--output", "table.md"], ["--effect", "w"]])
def test_what_is_asked_of_an_experiment_is_refused_before_it_is_fitted(tmp_path, monkeypatch, asked):
    game = tmp_path / "pennies.nfg"
    game.write_text(write_nfg(two_by_two("pennies", [[320, 40], [40, 80]], [[40, 80], [80, 40]])), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    ran = CliRunner().invoke(main, ["fit", str(game), "no-such-table.csv", *asked])
    assert ran.exit_code == 2 and "has no coefficients" in ran.output
