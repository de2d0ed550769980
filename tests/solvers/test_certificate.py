"""Certificates of solved games: figures that can fail, agree with each other and with plain arithmetic."""

from __future__ import annotations

import doctest
import json
import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from bank import BANK, brinkmanship, random_game
from deterrence.errors import ArgumentError, NotConverged
from deterrence.games.structure import Standing
from deterrence.scenario.crisis import load
from deterrence.solvers import certificate as module
from deterrence.solvers.certificate import GridError, grid_error
from deterrence.solvers.certify.bound import logit_bounds
from deterrence.solvers.certify.grid_certificate import prior_values
from deterrence.solvers.grid import Assessment, Grid, solve_grid
from deterrence.solvers.markov import solve_markov
from solvers.test_certificate_cases import random_crisis, relabelled


@cache
def solved(seed: int = 1, points: int = 25, precision: float = 1.5, cut: float = 12.0) -> Assessment:
    return solve_grid(random_crisis(seed, precision=precision), Grid(points=points, cut=cut))


def test_the_example_in_the_docstring():
    assert doctest.testmod(module).failed == 0


def test_a_change_at_one_node_is_seen():
    assessment = solved()
    assert assessment.certify(factor=1).residual <= 1e-9
    stage, state, node = 2, 1, (3, 20)
    strategies = [dict(stage) for stage in assessment.strategies]
    z = np.array(strategies[stage][state])
    z[0, 0, *node] += 0.1
    z[0, :, *node] -= np.log(np.exp(z[0, :, *node]).sum())
    change = np.abs(np.exp(z) - np.exp(strategies[stage][state])).max()
    strategies[stage][state] = z
    certificate = replace(assessment, strategies=tuple(strategies)).certify(factor=1)
    assert certificate.residual == pytest.approx(change, rel=0.5)
    assert certificate.residual_at.startswith("move 3, state 'x1'")
    with pytest.raises(NotConverged, match=r"move 3, state 'x1'.*residual 0\.0"):
        certificate.require(1e-9)


def test_the_ladder():
    certificate = solve_grid(load("ladder").compile().game.with_precision(1.0), Grid(points=33)).certify()
    assert certificate.residual <= 1e-9
    assert certificate.consistency <= 1e-10
    assert certificate.within_bound
    assert certificate.stake == pytest.approx({"row": 10.0, "column": 10.0})  # capitulation to war; not ruin


def test_play_that_is_not_a_reply_is_regretted():
    """Everybody at their base weights: the best reply gains more than the logit rule could lose."""
    assessment = solved(precision=50.0)
    uniform = tuple({x: np.full_like(z, -math.log(3)) for x, z in stage.items()} for stage in assessment.strategies)
    certificate = replace(assessment, strategies=uniform).certify()
    assert certificate.residual > 0.5
    assert not certificate.within_bound


@pytest.mark.parametrize("seed", [1, 7])
def test_regret_is_within_the_bound_and_falls_with_precision(seed):
    regrets = []
    for precision in (0.5, 1.0, 2.0, 4.0):
        fine, coarse, wider = (
            solved(seed, points, precision, cut) for points, cut in ((33, 12.0), (17, 12.0), (49, 18.0))
        )
        stake = fine.certify(factor=1).stake
        certificate = fine.certify(error=grid_error(fine, coarse, wider, stake=stake))
        assert certificate.within_bound
        for figures in certificate.actors:
            assert figures.regret_anywhere <= figures.bound_anywhere + certificate.grid_error.value
        regrets.append(max(figures.regret * figures.stake for figures in certificate.actors))
    assert regrets == sorted(regrets, reverse=True)


def test_relabelling_actors_changes_no_figure():
    assessment = solved()
    other = replace(assessment, game=relabelled(assessment.game), lattices=assessment.lattices[::-1])
    one, two = assessment.certify(), other.certify()
    for actor, figures in one.by_actor.items():
        for name, figure in vars(figures).items():
            if isinstance(figure, float):
                assert vars(two.by_actor[actor])[name] == pytest.approx(figure, abs=1e-9)
    assert two.residual == pytest.approx(one.residual, abs=1e-9)
    assert two.residual_fine == pytest.approx(one.residual_fine, abs=1e-9)


def test_payoffs_and_precision_in_other_units_change_no_figure():
    """Payoffs of one actor times c, its precision over c: strategies stay, and so do figures in stakes."""
    assessment = solved()
    game, c = assessment.game, 7.0
    mine = np.array([i == 0 for i, _ in game.structure.columns])
    scale = np.where(mine, c, 1.0)
    numbers = replace(
        game.numbers,
        payoff=game.numbers.payoff * scale,
        ending=game.numbers.ending * scale,
        precision=game.numbers.precision / np.array([c, 1.0]),
    )
    one, two = assessment.certify(), replace(assessment, game=replace(game, numbers=numbers)).certify()
    assert two.actors[0].stake == pytest.approx(c * one.actors[0].stake)
    for a, b in zip(one.actors, two.actors, strict=True):
        assert (b.regret, b.logit_bound) == pytest.approx((a.regret, a.logit_bound), abs=1e-9)


def one_type_values(game, sigma, best_of=None):
    """V by direct recursion over stages and states, in plain Python; ``best_of`` an actor that replies best."""
    s, n = game.structure, game.numbers
    following = None
    for t in reversed(range(s.horizon + 1)):
        value = {x: list(map(float, n.ending[x])) for x in range(len(s.states))}
        decisions = [x for x in value if s.standing[x] == Standing.DECISION and t < s.horizon]
        chances = [x for x in value if s.standing[x] == Standing.CHANCE]
        for x in decisions:
            mover = s.movers[x][0]
            q = []
            for j in s.joints_at[x]:
                onward = [(n.branch_probability[b], s.outcome_next[s.branches[b].outcome])
                          for b in s.branches_at[x] if s.branches[b].joint == j]  # fmt: skip
                q.append([n.payoff[j][i] + n.discount[i] * sum(p * following[y][i] for p, y in onward)
                          for i in range(len(s.actors))])  # fmt: skip
            if t < s.horizon and x in sigma[t]:
                play = np.exp(sigma[t][x][0, : len(q), 0, 0])
                if mover == best_of:
                    play = np.eye(len(q))[int(np.argmax([row[mover] for row in q]))]
                value[x] = [sum(p * row[i] for p, row in zip(play, q, strict=True)) for i in range(len(s.actors))]
        for x in chances:
            j = s.joints_at[x][0]
            onward = [(n.branch_probability[b], s.outcome_next[s.branches[b].outcome]) for b in s.branches_at[x]]
            value[x] = [n.payoff[j][i] + sum(p * value[y][i] for p, y in onward) for i in range(len(s.actors))]
        following = value
    return following[s.initial]


def test_without_private_types_it_is_dynamic_programming():
    game = random_crisis(5, (("strategic",), ("strategic",)), horizon=6)
    on_grid = solve_grid(game, Grid())
    plain = solve_markov(game).certify()
    certificate = on_grid.certify()
    under_sigma = one_type_values(game, on_grid.strategies)
    for i, figures in enumerate(certificate.actors):
        best = one_type_values(game, on_grid.strategies, best_of=i)
        assert figures.regret * figures.stake == pytest.approx(best[i] - under_sigma[i], abs=1e-9)
        for name in ("stake", "regret", "regret_anywhere", "logit_bound", "bound_anywhere"):
            assert vars(plain.actors[i])[name] == pytest.approx(vars(figures)[name], abs=1e-8)
    assert max(plain.consistency, certificate.consistency) <= 1e-12


def test_without_an_end_it_is_policy_iteration():
    """The grid's fixed point and the Markov solver's equations: two ways to the same figures."""
    game = random_crisis(5, (("strategic",), ("strategic",)), horizon=None, discount=0.8)
    one, two = solve_grid(game, Grid()).certify(), solve_markov(game).certify()
    for a, b in zip(one.actors, two.actors, strict=True):
        for name in ("stake", "regret", "regret_anywhere", "logit_bound"):
            assert vars(a)[name] == pytest.approx(vars(b)[name], abs=1e-6)


@pytest.mark.parametrize("name", BANK)
def test_every_game_of_the_bank(name):
    certificate = solve_markov(BANK[name]()).certify()
    assert certificate.residual <= 1e-9
    assert certificate.within_bound
    assert certificate.regret_anywhere >= certificate.regret >= -1e-12
    for figures in certificate.actors:
        assert figures.regret_anywhere <= figures.bound_anywhere + 1e-12


def test_a_plain_residual_can_fail():
    assessment = solve_markov(brinkmanship(12))
    probability = assessment.probability.copy()
    probability[4, :2] += np.array([0.01, -0.01])
    certificate = replace(assessment, probability=probability).certify()
    assert certificate.residual == pytest.approx(0.01, rel=0.5)
    assert certificate.residual_at == "move 5, state 'turn-a'"


def test_the_bound_of_a_game_without_end():
    game = random_game(1, states=1, moves=(2, 2), discount=0.9, precision=2.0)
    assert logit_bounds(game, 0)[0][0] == pytest.approx(math.log(2) / 2 / (1 - 0.9))
    ends = brinkmanship()
    patient = replace(ends, numbers=replace(ends.numbers, discount=np.ones(2)))
    assert logit_bounds(patient, 0)[0][0] == math.inf  # it may wait for ever
    assert logit_bounds(patient.with_horizon(4), 0)[0][0] == pytest.approx(2 * math.log(3) / 1.5)
    assert logit_bounds(patient.with_precision(0.0).with_horizon(4), 0)[0][0] == math.inf
    single = random_game(1, states=2, moves=(1, 1), discount=0.9)
    assert logit_bounds(single, 0)[0].tolist() == [0.0, 0.0]


def test_grid_error_in_its_two_parts():
    fine, coarse, wider = solved(points=33), solved(points=17), solved(points=49, cut=18.0)
    seen = [{"war": 0.31}, {"war": 0.34}, {"war": 0.3}]
    error = grid_error(fine, coarse, wider, stake={"a": 2.0, "b": 1.0}, probabilities=seen)
    assert error.probabilities["war"] == pytest.approx((0.01, 0.01))
    assert error.probability("war") == pytest.approx(0.02)
    assert error.value == max(map(sum, error.values.values()))
    stored = [run.values[0][0, 0][tuple(lat.origin for lat in run.lattices)] for run in (fine, coarse)]
    assert error.values["a, strategic"][0] == pytest.approx(abs(stored[0] - stored[1]) / 3 / 2.0, abs=1e-9)
    assert not grid_error(fine, coarse).edge_known
    with pytest.raises(ArgumentError, match="the coarse grid must have 2 times the spacing"):
        grid_error(coarse, fine)
    with pytest.raises(ArgumentError, match="not on all: war"):
        grid_error(fine, coarse, probabilities=[{"war": 0.1}, {}])


def test_second_order_in_the_spacing():
    """Halving the spacing divides the error by about four, as Richardson's estimate supposes."""
    values = [prior_values(solved(1, points, 1.0))[0] for points in (17, 33, 65, 129)]
    steps = np.abs(np.diff(values))
    assert (steps[:-1] / steps[1:] > 2.5).all()


def test_what_it_says():
    certificate = solved().certify(error=GridError({"a, strategic": (0.01, 0.002)}), found=1, starts=8)
    record = json.loads(json.dumps(certificate.as_dict(), allow_nan=False))
    wanted = ["residual", "residual_fine", "grid_error", "regret", "logit_bound", "consistency", "branch"]
    assert list(record)[:7] == wanted
    assert record["grid_error"] == pytest.approx(0.012)
    assert record["stake"] == certificate.stake
    assert record["by_actor"]["b"]["regret"] == certificate.actors[1].regret
    assert "no folds met; unique as far as searched from 8 starts" in str(certificate)
    assert "not estimated" in str(solved().certify(factor=1))
    assert "2 found" in solved().certify(factor=1, found=2).branch
    assert certificate.__rich__().row_count == len(certificate.rows())
    with pytest.raises(ArgumentError):
        solved().certify(factor=0)


def test_nothing_at_stake_is_said():
    game = random_game(1, states=1, moves=(2, 2), horizon=3)
    still = replace(game, numbers=replace(game.numbers, payoff=0.0 * game.numbers.payoff))
    certificate = solve_markov(still).certify()
    assert certificate.stake == {"0": 1.0, "1": 1.0}
    assert "nothing at stake" in str(certificate)
