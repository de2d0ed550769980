"""Dynamic games: closed forms, identities, published points, recovery, and what is said of files that are wrong."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import logsumexp, softmax

from deterrence.errors import ArgumentError, InputError, UnsupportedGame
from deterrence.estimation.bayes import sample
from deterrence.estimation.comparison import compare, out_of_sample
from deterrence.estimation.covariance import refitted
from deterrence.estimation.dynamic.building import build_dynamic
from deterrence.estimation.dynamic.game import DynamicGame
from deterrence.estimation.dynamic.pseudo import at_beliefs
from deterrence.estimation.dynamic.replies import Replies
from deterrence.estimation.dynamic.solving import solve, values_of
from deterrence.estimation.effects import Effects
from deterrence.estimation.estimating import estimate, fit, read_specification
from deterrence.estimation.fitting import Settings
from deterrence.estimation.penalties import Penalised
from deterrence.estimation.presentation import latex, markdown, text
from deterrence.estimation.recovery import recover
from deterrence.estimation.table import read_table
from dynamic_data import audience_costs, published_audience_costs, published_tug_of_war
from dynamic_games import HEADER, RIVALS, made_up, model_of, played, written
from strategic_data import data


def drawn_game(actors=2, states=3, actions=2, discount=0.8, seed=1):
    """A game with transitions drawn at random, and payoffs (1, N, S, Π)."""
    draws = np.random.default_rng(seed)
    many = actions**actors
    chances = draws.dirichlet(np.ones(states), size=(states, many))
    names = tuple(f"a{k}" for k in range(actions))
    who = tuple(f"i{k}" for k in range(actors))
    where = tuple(f"s{k}" for k in range(states))
    there = np.ones((actors, states, actions), bool)
    game = DynamicGame(who, where, (names,) * actors, there, chances, discount)
    return game, draws.normal(size=(1, actors, states, many))


def equilibrium(game, payoffs):
    start = np.zeros((1, *game.available.shape))
    found = solve(game, payoffs, start)
    assert found.found.all() and found.residual.max() < 1e-11
    return Replies(game, payoffs, found.values)


def test_one_state_is_static_quantal_response():
    game, payoffs = drawn_game(states=1)
    p = equilibrium(game, payoffs).chances[0, :, 0]
    first, second = payoffs[0, :, 0].reshape(2, 2, 2)
    assert p[0] == pytest.approx(softmax(first @ p[1]), abs=1e-12)
    assert p[1] == pytest.approx(softmax(p[0] @ second), abs=1e-12)


def test_one_actor_is_a_dynamic_programme():
    """Rust's contraction: value iteration from zero comes to the same values."""
    game, payoffs = drawn_game(actors=1, states=4, actions=3, discount=0.9)
    worth = np.zeros(4)
    for _ in range(400):
        values = payoffs[0, 0] + 0.9 * game.transition @ worth
        worth = logsumexp(values, axis=1)
    assert equilibrium(game, payoffs).values[0, 0] == pytest.approx(values, abs=1e-10)


def test_names_of_actors_do_not_matter():
    game, payoffs = drawn_game(actors=2, states=3, actions=2)
    swap = np.array([0, 2, 1, 3])  # profiles with the actors exchanged
    other = replace(game, transition=game.transition[:, swap])
    there, back = equilibrium(game, payoffs), equilibrium(other, payoffs[:, ::-1][..., swap])
    assert back.values[:, ::-1] == pytest.approx(there.values, abs=1e-11)


def test_payoffs_of_three_actors_are_averaged_over_both_others():
    game, payoffs = drawn_game(actors=3, states=2, actions=2)
    at = equilibrium(game, payoffs)
    p, w = at.chances[0], at.worth[0]
    u = payoffs[0, 1].reshape(2, 2, 2, 2)
    ahead = (game.transition @ w[1]).reshape(2, 2, 2, 2)
    by_hand = np.einsum("sabc,sa,sc->sb", u + 0.8 * ahead, p[0], p[2])
    assert at.values[0, 1] == pytest.approx(by_hand, abs=1e-10)


def test_linear_systems_are_those_of_the_whole_derivative():
    game, payoffs = drawn_game(actors=3, states=2, actions=2)
    at = Replies(game, payoffs, np.random.default_rng(0).normal(size=(1, 3, 2, 2)))
    step = 1e-6
    columns = []
    for k in range(12):
        move = np.zeros(12)
        move[k] = step
        both = [Replies(game, payoffs, at.values + sign * move.reshape(1, 3, 2, 2)).answer for sign in (1, -1)]
        columns.append((both[0] - both[1]).ravel() / (2 * step))
    whole = np.array(columns).T
    assert at.jacobian[0] == pytest.approx(whole, abs=1e-8)
    right = np.random.default_rng(1).normal(size=(1, 3, 2, 2))
    exact = np.linalg.solve(np.eye(12) - at.jacobian[0], right.ravel())
    assert at.solved(right[..., None]).ravel() == pytest.approx(exact, abs=1e-10)
    back = np.linalg.solve(np.eye(12) - at.jacobian[0].T, right.ravel())
    assert at.transposed(right).ravel() == pytest.approx(back, abs=1e-10)


def test_values_of_equilibrium_chances_are_equilibrium_values():
    game, payoffs = drawn_game()
    at = equilibrium(game, payoffs)
    assert values_of(game, payoffs, at.chances) == pytest.approx(at.values, abs=1e-10)


def test_derivatives_are_those_of_differences(tmp_path):
    model, truth = played(tmp_path, games=5, months=30)
    theta = truth + 0.05
    at, step = model.derivative(theta), 1e-5
    for k, move in enumerate(step * np.eye(model.size)):
        up, down = model.derivative(theta + move), model.derivative(theta - move)
        assert at.gradient[k] == pytest.approx((up.value - down.value) / (2 * step), abs=1e-5)
        assert at.hessian[k] == pytest.approx((up.gradient - down.gradient) / (2 * step), abs=1e-5)
    assert model.scores(theta).sum(0) == pytest.approx(at.gradient, abs=1e-9)
    assert model.pointwise(theta).sum() == pytest.approx(at.value, abs=1e-9)


def test_without_a_future_one_actor_is_a_logit(tmp_path):
    """δ = 0 and one actor: the estimate is that of a binary logit, solved here by its own Newton steps."""
    lone = RIVALS.replace("[one, two]", "[one]").replace("0.9", "0.0").replace(" or two == push", "")
    lone = lone.replace("own == push and other == push", "own == push and state == tense").replace(", two: x_2", "")
    lone = lone.replace(", two: a_2", "")
    rows = made_up(games=30, months=20)
    spec, table = written(tmp_path, lone, rows)
    with pytest.raises(InputError, match="only a combination of"):
        fit(spec, table, Settings(starts=0))
    tension = '  tension: {when: state == tense and own == wait, formula: "1"}\n'
    spec, table = written(tmp_path, lone.replace(tension, ""), rows)
    found = fit(spec, table, Settings(starts=0))
    y = np.array([row[3] == 2 for row in rows], float)
    x = np.array([[1.0, row[5], row[2] == 2] for row in rows])
    beta = np.zeros(3)
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ beta))
        information = (x.T * (p * (1 - p))) @ x
        beta += np.linalg.solve(information, x.T @ (y - p))
    assert found.theta == pytest.approx(beta, abs=1e-6)
    assert found.covariance.errors == pytest.approx(np.sqrt(np.diag(np.linalg.inv(information))), abs=1e-6)


def test_methods_agree_where_they_should(tmp_path):
    played(tmp_path, games=12)
    paths = tmp_path / "rivals.yaml", tmp_path / "rivals.csv"
    full, joint, nested, pseudo = (
        fit(*paths, Settings(starts=0, method=method)) for method in ("full", "constrained", "nested", "pseudo")
    )
    assert joint.theta == pytest.approx(full.theta, abs=1e-5)
    assert np.abs(nested.theta - full.theta).max() < 0.5 * full.covariance.errors.max()
    assert full.log_likelihood > nested.log_likelihood
    fixed = at_beliefs(nested.model.nested)
    assert replace(fixed, beliefs=nested.model.beliefs).replies(nested.theta).residual.max() < 1e-6
    assert np.abs(pseudo.theta - full.theta).max() < full.covariance.errors.max()
    reported = text(full)
    assert "equilibria at the estimates: 1 in 12 games" in reported and "all:pushing:x" in reported
    assert "all:clash" in markdown([full]) and "all:clash" in latex([full])
    assert full.as_dict()["equilibria"]["residual"] < 1e-11


def test_gradients_carry_the_first_step(tmp_path):
    """Where a choice counts for a little more, the two-step estimate moves by (−H)⁻¹ times its carried gradient."""
    model, truth = played(tmp_path, games=12)
    two_step = at_beliefs(model)
    theta = refitted(Penalised(two_step, "none"), truth)
    moves = np.linalg.solve(-two_step.derivative(theta).hessian, two_step.carried(theta).rows.T)
    for row in (0, 300):
        ends = []
        for weight in (1e-3, -1e-3):
            tally = model.tally.copy()
            for i, action in enumerate(model.row_actions[row]):
                tally[model.row_game[row], i, model.row_state[row], action] += weight
            other = replace(two_step, beliefs=model.learns(tally))
            other.__dict__["tally"] = tally
            ends.append(refitted(Penalised(other, "none"), theta))
        assert moves[:, row] == pytest.approx((ends[0] - ends[1]) / 0.002, rel=1e-4, abs=1e-8)


def test_a_bootstrap_of_games_repeats_the_first_step(tmp_path):
    played(tmp_path, games=12)
    paths = tmp_path / "rivals.yaml", tmp_path / "rivals.csv"
    some = Settings(starts=0, errors="bootstrap", cluster="pair", samples=20)
    for method in ("pseudo", "nested"):
        found = fit(*paths, replace(some, method=method))
        rows = np.flatnonzero(found.model.row_game < 6)
        sample = found.model.taken(rows).learned()
        assert np.abs(sample.beliefs - found.model.beliefs)[:6].max() > 1e-3
        base = fit(*paths, Settings(starts=0, method=method)).covariance.errors
        assert (np.abs(np.log(found.covariance.errors / base)) < np.log(3)).all()
    assert isinstance(sample.nested, type(found.whole))


@pytest.mark.slow
def test_standard_errors_of_every_kind_are_near_one_another(tmp_path):
    played(tmp_path, games=40)
    paths = tmp_path / "rivals.yaml", tmp_path / "rivals.csv"
    base = fit(*paths, Settings(starts=0)).covariance.errors
    for kind in ("opg", "sandwich", "cluster"):
        cluster = "pair" if kind == "cluster" else None
        other = fit(*paths, Settings(starts=0, errors=kind, cluster=cluster)).covariance.errors
        assert (np.abs(np.log(other / base)) < np.log(1.6)).all(), kind


def test_comparison_folds_and_what_there_is_not(tmp_path):
    played(tmp_path)
    paths = tmp_path / "rivals.yaml", tmp_path / "rivals.csv"
    full = fit(*paths, Settings(starts=0))
    (tmp_path / "other.yaml").write_text(RIVALS.replace(CLASH, ""), encoding="utf-8")
    other = fit(tmp_path / "other.yaml", paths[1], Settings(starts=0))
    compared = compare(full, other)
    assert compared.vuong > 0 and compared.aic[0] < compared.aic[1]
    score = out_of_sample(full, 2)
    assert full.log_likelihood / full.n - 0.02 < score < full.log_likelihood / full.n
    with pytest.raises(ArgumentError, match="dynamic games have not"):
        Effects(full).probabilities()
    with pytest.raises(UnsupportedGame, match="a posterior is of the full likelihood"):
        sample(at_beliefs(full.model), full.theta)
    with pytest.raises(ArgumentError, match="Firth"):
        estimate(*paths, Settings(starts=0, penalty="firth"))


def test_what_no_data_can_tell_is_named_before_a_fit(tmp_path):
    """A constant in every action of all is informative about none."""
    paths = written(tmp_path, RIVALS.replace("payoffs:", 'payoffs:\n  waiting: {when: own == wait, formula: "1"}'))
    with pytest.raises(InputError, match=r"only a combination of 'all:waiting:Intercept'.*'all:pushing:Intercept'"):
        fit(*paths, Settings(starts=0))


def test_recovery_of_a_small_game(tmp_path):
    model, truth = played(tmp_path)
    found = recover(model, truth, 8)
    assert found.failed == 0
    for each in found.parameters.values():
        assert abs(each.mean - each.truth) < 4 * each.bias_error + 0.2 * each.spread


CLASH = '  clash: {when: own == push and other == push, formula: "1"}\n'
ROW = "1,1,1,1,1,0.5,0.2\n"
JUMP = "1,2,2,2,1,0.5,0.2\n"


@pytest.mark.parametrize(
    ("change", "rows", "message"),
    [
        ({}, "1,1,calm,wait,push,0.5,0.2\n1,3,tense,push,wait,0.5,0.2\n", "csv:3:1: the period '3' of game '1' comes"),
        ({}, ROW + "1,2,2,3,1,0.5,0.2\n", "rivals.csv:3:1: 'a_1' is '3', which is no action of one"),
        ({}, ROW + "1,2,9,1,1,0.5,0.2\n", "rivals.csv:3:1: 'state' is '9', which is no state"),
        ({}, ROW + "1,2,2,2,1,0.6,0.2\n", "rivals.csv:3:1: 'x_1' is '0.6', and was '0.5' in the same game"),
        ({}, ROW + "1,2,1,2,2,0.5,0.2\n", "the state 'tense' is never seen in the 2 rows used"),
        ({}, ROW + "1,2,2,1,1,0.5,0.2\n", "the action 'push' is never taken in the 2 rows used"),
        ({}, ROW + "1,x,2,1,1,0.5,0.2\n", "rivals.csv:3:1: 'month' is 'x', and should be a whole number or YYYY-MM"),
        ({"x_2}": "x_3}"}, ROW, "the data have no column 'x_3': did you mean 'x_2'?"),
        ({"a_2}": "b_2}"}, ROW, "rivals.csv:1:1: there is no column 'b_2'"),
        ({"tense: 0.7}": "tense: 0.6}"}, ROW, "rivals.yaml:10:46: the chances of this row sum to 0.9"),
        ({"state == tense": "state == tens"}, ROW, "names 'tens', which is nothing here: did you mean 'tense'?"),
        ({"own == push,": "own.push,"}, ROW, "does more than conditions may"),
        ({"    - {to: {calm: 0.8, tense: 0.2}}\n": ""}, ROW + JUMP, "no row says what follows in 'calm'"),
        ({"calm: 0.8, tense: 0.2": "calm: 1"}, ROW + JUMP, "the state is 'tense', which cannot follow"),
        ({"two: a_2": "three: a_2"}, ROW, "there is no actor 'three'"),
        ({"formula: 1 + x": "formula: 1 + y"}, ROW, "the data have no column 'y'"),
        ({"actors: [one": "unavailable: {push: state == tense}\nactors: [one"}, ROW + JUMP, "not available"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(tmp_path, change, rows, message):
    spec = RIVALS
    for old, new in change.items():
        assert old in spec
        spec = spec.replace(old, new)
    paths = tmp_path / "rivals.yaml", tmp_path / "rivals.csv"
    paths[0].write_text(spec, encoding="utf-8")
    paths[1].write_text(f"{HEADER}\n{rows}", encoding="utf-8")
    with pytest.raises(InputError) as error:
        fit(*paths)
    assert message in str(error.value)


def test_unavailable_actions_have_no_chance(tmp_path):
    spec = RIVALS.replace("payoffs:", "unavailable: {push: state == tense and actor == two}\npayoffs:")
    rows = [[*row[:4], 1 if row[2] == 2 else row[4], *row[5:]] for row in made_up()]
    model = model_of(tmp_path, spec, rows)
    chances = np.exp(model.at(np.zeros(model.size)).logs) * model.game.available
    assert (chances[:, 1, 1] == [1.0, 0.0]).all()
    assert model.n == 2 * len(rows) - sum(row[2] == 2 for row in rows)
    assert np.isfinite(model.derivative(np.full(model.size, 0.1)).hessian).all()


LEVELS = """
schema: deterrence-dynamic-1
actors: [h]
grid: {start: -2, step: 0.5, number: 9}
actions: {rest: 0, act: 1}
discount: 0.9
transition: {normal: {mean: 1 + h + state}}
payoffs: {gain: {formula: 0 + state}, effort: {when: own == act, formula: "1"}}
observed: {period: month, state: level, actions: {h: act}}
"""


def test_a_normal_transition_is_estimated_in_a_first_step(tmp_path):
    draws = np.random.default_rng(2)
    level, rows = 0.0, []
    for k in range(400):
        act = int(draws.random() < 0.5)
        rows.append([f"{2000 + k // 12}-{1 + k % 12:02d}", level, act])
        level = 0.1 - 0.4 * act + 0.6 * level + 0.3 * draws.normal()
    model = model_of(tmp_path, LEVELS, rows, "month,level,act")
    x = np.array([[1, row[2], row[1]] for row in rows[:-1]])
    y = np.array([row[1] for row in rows[1:]])
    beta = np.linalg.lstsq(x, y, rcond=None)[0]
    reported = model.first_step
    assert [reported[name] for name in ("Intercept", "h", "state")] == pytest.approx(beta)
    assert reported["deviation"] == pytest.approx(np.sqrt(((y - x @ beta) ** 2).sum() / (399 - 3)))
    assert model.game.transition.sum(-1) == pytest.approx(np.ones((9, 2)))
    assert model.game.transition[4, 0] @ (0.5 * np.arange(-4, 5)) == pytest.approx(beta[0], abs=0.02)


@pytest.mark.data
@pytest.mark.slow
def test_crisman_cox_and_gibilisco_2018_audience_costs_at_the_published_point(tmp_path):
    """logLik to 1e-8 relative; the point is a maximum of the branch of equilibria that it is on."""
    model = build_dynamic(read_specification("audience-costs"), read_table(audience_costs(tmp_path)))
    theta, values = published_audience_costs(model)
    assert (model.n, model.size) == (64_440, 142)
    at = Replies(model.game, model.payoffs(theta), values)
    assert at.residual.max() < 2e-11
    assert (model.tally * at.logs).sum() == pytest.approx(-8190.526140567, rel=1e-8)
    there = solve(model.game, model.payoffs(theta), values)
    assert there.residual.max() < 1e-11
    model.solutions.add(theta, there.values)
    derivative = model.derivative(theta)
    assert derivative.value == pytest.approx(-8190.526140567, rel=1e-8)
    assert np.abs(derivative.gradient / model.scales).max() < 1e-5
    assert np.linalg.eigvalsh(derivative.hessian).max() < 0


@pytest.mark.data
@pytest.mark.slow
def test_audience_costs_have_likelier_equilibria_at_the_published_coefficients(tmp_path):
    model = build_dynamic(read_specification("audience-costs"), read_table(audience_costs(tmp_path)))
    theta, values = published_audience_costs(model)
    model.solutions.add(theta, solve(model.game, model.payoffs(theta), values).values)
    assert model.likeliest(theta).total > -8000


@pytest.mark.data
def test_tug_of_war_at_the_published_point():
    model = build_dynamic(read_specification("tug-of-war"), read_table(data("dynamic/tugofwar_months.csv")))
    theta, values = published_tug_of_war(model)
    at = Replies(model.game, model.payoffs(theta), values)
    assert at.residual.max() < 1e-6  # the values that were published
    assert (model.tally * at.logs).sum() == pytest.approx(-278.2014756516, rel=1e-8)
    there = solve(model.game, model.payoffs(theta), values)
    assert there.found.all() and there.residual.max() < 1e-11
