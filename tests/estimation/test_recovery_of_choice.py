"""Precisions of choice and shares of types come back from choices drawn at them; intervals are counted as they are."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner
from scipy.stats import binom

from deterrence.cli.main import main
from deterrence.errors import ArgumentError
from deterrence.estimation import recovery_of_choice
from deterrence.estimation.experiments import PrecisionFit
from deterrence.estimation.play_precision import precision_of
from deterrence.estimation.play_rows import Choice
from deterrence.estimation.plays import PlayFit
from deterrence.estimation.qre import Branch, Played, estimate
from deterrence.estimation.recovery_of_choice import recover_choice
from deterrence.estimation.type_shares import Dealt, mixture, shares_by_em, shares_of
from deterrence.trees.builder import TreeBuilder
from deterrence.trees.gambit import write_efg
from made_up_choices import one_choice, simulated, two_by_two

PENNIES = ([[320, 40], [40, 80]], [[40, 80], [80, 40]])
COORDINATION = ([[3, 0], [0, 2]], [[3, 0], [0, 1]])


def fitted(*played):
    alone = {game.name: estimate([game]) for game in played} if len(played) > 1 else {}
    return PrecisionFit("made up", estimate(played), alone, played)


def of_play(choices, types=None):
    """A fit to choices, all together; types by actor."""
    dealt = types or {}
    shares = {actor: shares_of(own) for actor, own in dealt.items()}
    return PlayFit("made up", precision_of(choices), {}, shares, {"": choices}, dealt)


def typed(n=100, share=0.3, seed=5):
    """Plays of four decisions by one of two types."""
    draws = np.random.default_rng(seed)
    conduct = np.array([[0.6, 0.3, 0.1], [0.2, 0.2, 0.6]])
    found = []
    for play in range(n):
        kind = int(draws.random() < share)
        for _ in range(4):
            chosen = int(draws.choice(3, p=conduct[kind]))
            prior, logs = np.ones(2) / 2, np.log(conduct[0])
            found.append(Choice(str(play), "1", "row", 1.5, logs, None, chosen, ("a", "b"), prior, conduct))
    return found


def test_one_choice_is_recovered_as_its_binomial_says():
    """40 choices between two moves: estimates are half the log odds of a binomial count, which has no other noise."""
    found = fitted(one_choice((26, 14)))
    shown = recover_choice(found, 120, seed=3).parameters["precision"]
    counts = np.arange(41)
    chance = binom(40, 26 / 40).pmf(counts)
    every = {k: estimate([one_choice((k, 40 - k))]) for k in counts[chance > 1e-4].tolist()}
    values = np.array([every[k].value for k in every])
    weight = chance[list(every)] / chance[list(every)].sum()
    assert shown.truth == found.pooled.value == pytest.approx(np.log(26 / 14) / 2)
    assert shown.mean == pytest.approx(weight @ values, abs=4 * shown.bias_error)
    spread = np.sqrt(weight @ (values - weight @ values) ** 2)
    assert shown.spread == pytest.approx(spread, rel=0.25)
    held = sum(weight[i] for i, each in enumerate(every.values()) if each.low <= shown.truth <= each.high)
    low, high = binom(120, held).ppf([1e-4, 1 - 1e-4])
    assert low <= shown.covered <= high and shown.replications == 120 and shown.uniform > 1e-4


def test_choices_are_drawn_where_they_were_made():
    """As many at every information set as there were, in proportions of quantal response."""
    game = Played("pennies", Branch(two_by_two("pennies", *PENNIES)), np.array([4000.0, 0.0, 0.0, 9000.0]))
    drawn = game.simulated(0.04, np.random.default_rng(0))
    policy = game.branch.policy(0.04)
    assert drawn.counts[:2].sum() == 4000 and drawn.counts[2:].sum() == 9000
    assert drawn.counts == pytest.approx(policy * np.array([4000, 4000, 9000, 9000]), rel=0.1)
    assert drawn.branch is game.branch


def test_an_extensive_form_is_recovered_at_its_information_sets():
    g = TreeBuilder("entry", players=("one", "two"))
    answer = g.move("two", "answer", {"fight": g.end(-1, -1), "yield": g.end(1, 0.5)})
    tree = g.tree(g.move("one", "enter?", {"out": g.end(0, 2), "in": answer}))
    game = Played("entry", Branch(tree), np.array([20.0, 30, 9, 21]))
    shown = recover_choice(fitted(game), 12)
    assert set(shown.parameters) == {"precision"} and 6 <= shown.parameters["precision"].covered <= 12


def test_an_estimator_that_is_wrong_is_found_out(monkeypatch):
    """Estimates too high by half are biased, and intervals above the estimate cover half as often as not."""
    right = estimate

    def wrong(games, level):
        found = right(games, level)
        return replace(found, value=1.5 * found.value, low=found.value, high=1.6 * found.value)

    monkeypatch.setattr(recovery_of_choice, "estimate", wrong)
    shown = recover_choice(fitted(one_choice((75, 25))), 40).parameters["precision"]
    assert shown.coverage[2] < 0.9 and shown.mean - shown.truth > 4 * shown.bias_error and shown.uniform < 0.01


@pytest.mark.parametrize("counts", [(25, 0), (10, 30)], ids=["Nash", "even choice"])
def test_an_estimate_at_an_end_of_the_range_is_refused(counts):
    with pytest.raises(ArgumentError, match="'precision' is at an end of it: add choices"):
        recover_choice(fitted(one_choice(counts)), 5)


def test_games_at_an_end_are_named_and_the_others_recovered():
    pooled = fitted(one_choice((30, 10)), replace(one_choice((9, 16)), name="other"))
    shown = recover_choice(pooled, 10)
    assert set(shown.parameters) == {"precision", "one choice:precision"}
    assert shown.notes[0] == "other:precision: estimated at an end of its range, and not recovered"
    assert shown.as_dict()["notes"][0] in shown.text()


def test_estimates_without_bound_count_in_coverage_and_not_in_bias():
    """Three choices of five at 0.9: in most draws the better is always chosen."""
    shown = recover_choice(fitted(one_choice((9, 1))), 60)
    each = shown.parameters["precision"]
    assert shown.failed > 5 and each.replications == 60 and np.isfinite(each.mean)
    assert f"precision: {shown.failed} estimates of 60 without bound (in coverage, not in bias)" in shown.notes


def test_precision_of_play_is_recovered():
    shown = recover_choice(of_play(simulated(300, 1.5, 3)), 40)
    each = shown.parameters["precision"]
    assert each.truth == precision_of(simulated(300, 1.5, 3)).value
    assert each.covered >= 33 and abs(each.mean - each.truth) < 4 * each.bias_error and each.uniform > 1e-3
    assert each.error == pytest.approx(each.spread, rel=0.4)


def test_shares_are_held_where_their_intervals_hold_them():
    """What recovery counts is what the reported interval says."""
    dealt = Dealt.of(typed())
    shares, draws = np.array([0.7, 0.3]), np.random.default_rng(1)
    for _ in range(6):
        drawn = dealt.simulated(shares, draws)
        low, high = drawn.estimate(0.8).shares["b"][1:3]
        logs = drawn.logs
        fall = mixture(logs, shares_by_em(logs)) - mixture(logs, shares_by_em(logs, 1, 0.3))
        assert (low <= 0.3 <= high) == (fall <= 1.642374415149818 / 2)


def test_shares_of_types_are_recovered():
    shown = recover_choice(of_play(simulated(30, 1.5, 3), {"row": typed()}), 30)
    each = shown.parameters["row:b:share"]
    assert set(shown.parameters) == {"precision", "row:a:share", "row:b:share"} and each.error is None
    assert each.covered >= 24 and abs(each.mean - each.truth) < 4 * each.bias_error
    assert each.mean == pytest.approx(1 - shown.parameters["row:a:share"].mean)


def fit(*arguments):
    return CliRunner().invoke(main, ["fit", *map(str, arguments)])


def test_the_command_recovers_an_experiment(tmp_path):
    game, table = tmp_path / "choice.efg", tmp_path / "counts.csv"
    game.write_text(write_efg(one_choice((1, 1)).tree), encoding="utf-8")
    table.write_text("player,action,count\nA,act,26\nA,wait,14\n", encoding="utf-8")
    ran = fit(game, table, "--recover", 4, "--level", 0.9, "--json")
    assert ran.exit_code == 0, ran.output
    shown = json.loads(ran.output)["recovery"]
    assert (shown["replications"], shown["level"]) == (4, 0.9)
    assert shown["parameters"]["precision"]["truth"] == pytest.approx(np.log(26 / 14) / 2)
    assert set(shown["parameters"]["precision"]) >= {"bias", "bias_se", "spread", "mean_se", "coverage", "uniform_p"}
    said = fit(game, table, "--recover", 4).output
    assert "recovery: 4 replications" in said and "p of all levels" in said
    ran = fit(game, table, "--recover", 4, "--bayes")
    assert ran.exit_code == 2 and "has no coefficients" in ran.output and "--recover may be asked" in ran.output
    table.write_text("player,action,count\nA,act,25\n", encoding="utf-8")
    ran = fit(game, table, "--recover", 4)
    assert ran.exit_code == 2 and "at an end of it" in ran.output


def test_the_command_recovers_play(tmp_path):
    def numbers(values):
        return " ".join(map(repr, np.asarray(values).tolist()))

    lines = ["play,kind,actor,precision,moves,values,chances,chosen,types,prior,conduct"]
    for c in [*simulated(60, 1.5, 3), *typed(20)]:
        values = "NA" if c.values is None else numbers(c.values)
        conduct = "|".join(map(numbers, c.conduct))
        row = [c.play, "person", c.actor, c.precision, "m0 m1 m2", values, numbers(np.exp(c.log_chances))]
        lines.append(",".join(map(str, [*row, f"m{c.chosen}", " ".join(c.types), numbers(c.prior), conduct])))
    table = tmp_path / "rows.csv"
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    ran = fit("play", table, "--recover", 5, "--json")
    assert ran.exit_code == 0, ran.output
    shown = json.loads(ran.output)["recovery"]["parameters"]
    assert set(shown) == {"precision", "row:precision", "row:a:share", "row:b:share"}
    assert shown["precision"]["truth"] == pytest.approx(precision_of(simulated(60, 1.5, 3)).value)
    assert shown["row:a:share"]["mean_se"] is None and 0 <= shown["row:a:share"]["coverage"] <= 1


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("names", [("pennies",), ("pennies", "coordination")], ids=["one game", "two games, pooled"])
def test_coverage_of_experiments(names):
    """Within [92, 98] % in 400 replications of 50 choices a player: outside once in 140 where it is right."""
    payoffs = {"pennies": [np.array(side) / 80 for side in PENNIES], "coordination": COORDINATION}
    even, draws = np.array([25.0, 25, 25, 25]), np.random.default_rng(2)
    games = [Played(name, Branch(two_by_two(name, *payoffs[name])), even) for name in names]
    played = tuple(game.simulated(1.0, draws) for game in games)
    shown = recover_choice(PrecisionFit("made up", estimate(played), {}, played), 400)
    each = shown.parameters["precision"]
    assert shown.failed == 0 and 0.92 <= each.coverage[0] <= 0.98 and each.uniform > 1e-3
    assert abs(each.mean - each.truth) < 4 * each.bias_error + 0.1 * each.spread


@pytest.mark.slow
def test_coverage_of_play():
    """Within [92, 98] % in 400 replications: 300 decisions, and shares among 100 plays."""
    shown = recover_choice(of_play(simulated(300, 1.5, 3), {"row": typed()}), 400)
    assert shown.failed == 0
    for each in shown.parameters.values():
        assert 0.92 <= each.coverage[0] <= 0.98 and each.uniform > 1e-3
        assert abs(each.mean - each.truth) < 4 * each.bias_error + 0.1 * each.spread
