"""Logit equilibrium in Markov strategies: the definition, closed forms, refusals."""

import doctest
from dataclasses import replace

import numpy as np
import pytest

from bank import BANK, Step, brinkmanship, decision_problem, one_shot, random_game, turn_taking
from deterrence.errors import NotConverged, UnsupportedGame
from deterrence.games.structure import Standing, TypeLabel
from deterrence.solvers import markov
from deterrence.solvers.markov import Markov, solve_markov
from deterrence.solvers.markov_system import equations, payoff_scale

ROUNDING = 1e-11  # far above float64 rounding of values up to 100, far below any real disagreement


def logistic(x):
    return 1.0 / (1.0 + np.exp(-x))


def bisect(f, low, high):
    sign = np.sign(f(low))
    for _ in range(200):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if np.sign(f(middle)) == sign else (low, middle)
    return 0.5 * (low + high)


def definition_errors(game, probability, now, following):
    """Largest |σ − logit(Q)| and |V − E Q|, by loops over states, from the definition alone."""
    s, n = game.structure, game.numbers
    strategy_error = value_error = 0.0
    onward = np.zeros((len(s.joint_state), len(s.states)))
    for b, row in enumerate(s.branches):
        onward[row.joint, s.outcome_next[row.outcome]] += n.branch_probability[b]
    for x in range(len(s.states)):
        if s.standing[x] == Standing.TERMINAL:
            value_error = max(value_error, np.abs(now[x] - n.ending[x]).max())
            continue
        chance = s.standing[x] == Standing.CHANCE
        expected = np.zeros(len(s.actors))
        quality = dict.fromkeys([m for moves in s.moves_at[x] for m in moves], 0.0)
        for j in s.joints_at[x]:
            after = onward[j] @ (now if chance else following)
            worth = n.payoff[j] + (1.0 if chance else n.discount) * after
            made = [m for m in s.joint_moves[j] if m >= 0]
            weight = np.prod([probability[m] for m in made])
            expected += weight * worth
            for m in made:
                others = np.prod([probability[k] for k in made if k != m])
                quality[m] += others * worth[s.moves[m].actor]
        value_error = max(value_error, np.abs(now[x] - expected).max())
        for i, moves in enumerate(s.moves_at[x]):
            if moves:
                logits = np.array([np.log(n.base_weight[m]) + n.precision[i] * quality[m] for m in moves])
                reply = np.exp(logits - logits.max())
                gap = probability[list(moves)] - reply / reply.sum()
                strategy_error = max(strategy_error, np.abs(gap).max())
    return strategy_error, value_error


def test_the_example_in_the_docstring():
    assert doctest.testmod(markov).failed == 0


@pytest.mark.parametrize("name", BANK)
def test_solutions_meet_the_definition(name):
    game = BANK[name]()
    found = solve_markov(game)
    stages = [(found.probability, found.value, found.value)]
    if game.structure.horizon is not None:
        stages = list(zip(found.probability, found.value[:-1], found.value[1:], strict=True))
    for probability, now, following in stages:
        errors = definition_errors(game, probability, now, following)
        assert max(errors) < ROUNDING
    assert found.residual < 1e-10


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ([[3, 0], [5, 1]], [[3, 5], [0, 1]]),
        ([[9, 1], [8, 7]], [[9, 8], [1, 7]]),
        ([[1, -1], [-1, 1]], [[-2, 1], [1, -1]]),
    ],
    ids=["prisoners' dilemma", "stag hunt", "unequal pennies"],
)
@pytest.mark.parametrize("precision", [0.1, 1.0, 6.0])
def test_two_by_two_games_against_bisection(row, column, precision):
    a, b = np.array(row, float), np.array(column, float).T

    def gain(x, mine):
        return x * (mine[0, 0] - mine[1, 0]) + (1 - x) * (mine[0, 1] - mine[1, 1])

    def excess(p):
        return p - logistic(precision * gain(logistic(precision * gain(p, b)), a))

    # The branch from p = 1/2 ends at the root next to 1/2 in the direction in which it starts.
    grid = np.linspace(0.5, 1.0 if excess(0.5) < 0 else 0.0, 4001)
    crossing = int(np.argmax(np.sign(excess(grid)) != np.sign(excess(0.5))))
    expected = bisect(excess, grid[crossing - 1], grid[crossing])
    assert solve_markov(one_shot(row, column, precision)).probability[0] == pytest.approx(expected, abs=ROUNDING)


def test_the_principal_branch_of_the_stag_hunt_ends_at_the_risk_dominant_equilibrium():
    """Turocy (2005): so it does in every 2x2 game with two strict equilibria."""
    hare = solve_markov(one_shot([[9, 1], [8, 7]], [[9, 8], [1, 7]], 50.0)).probability[[1, 3]]
    assert (hare > 1 - 1e-9).all()


def test_a_decision_problem_against_value_iteration():
    game = decision_problem()
    s, n = game.structure, game.numbers
    values = np.zeros(len(s.states))
    for _ in range(2000):
        worth = n.payoff[:, 0] + n.discount[0] * game.outcome_given_joint @ values[s.outcome_next]
        new = np.zeros(len(s.states))
        for x, joints in enumerate(s.joints_at):
            weight = np.exp(n.precision[0] * (worth[list(joints)] - worth[list(joints)].max()))
            new[x] = weight @ worth[list(joints)] / weight.sum()
        values = new
    assert np.allclose(solve_markov(game).value[:, 0], values, atol=ROUNDING)


@pytest.mark.parametrize("precision", [0.5, 2.0, 8.0])
def test_alternating_moves_against_a_hand_solution(precision):
    """The holder of a prize keeps it (worth 1 to it) or hands it over.

    With p = Pr(keep), by symmetry: V = p (1 + δV) + (1-p) δW for the holder, W = p δW + (1-p) δV for the
    other, and p = logistic(λ (1 + δV - δW)): one equation in p.
    """
    delta = 0.9
    keep = {"a": (1.0, 0.0), "b": (0.0, 1.0)}
    turns = {
        holder: (holder, [Step("keep", keep[holder], {holder: 1.0}), Step("hand", (0.0, 0.0), {other: 1.0})])
        for holder, other in (("a", "b"), ("b", "a"))
    }
    found = solve_markov(turn_taking(("a", "b"), turns, {}, {}, delta, precision))

    def values(p):
        system = [[1 - p * delta, -(1 - p) * delta], [-(1 - p) * delta, 1 - p * delta]]
        return np.linalg.solve(system, [p, 0.0])

    p = bisect(lambda p: p - logistic(precision * (1 + delta * (values(p)[0] - values(p)[1]))), 0.0, 1.0)
    assert np.allclose(found.probability, [p, 1 - p, p, 1 - p], atol=ROUNDING)
    assert np.allclose(found.value, [values(p), values(p)[::-1]], atol=ROUNDING)


def test_chance_takes_no_time_and_is_not_discounted():
    """Brinkmanship with fate as a state of its own, and with fate folded into the move, are one game."""
    apart = solve_markov(brinkmanship())
    s = apart.game.structure
    k = s.index("brink-turn-b")
    j = s.joints_at[k][0]
    after = apart.value[[s.index("turn-b"), s.index("disaster")]]
    assert np.allclose(apart.value[k], apart.game.numbers.payoff[j] + [0.9, 0.1] @ after, atol=ROUNDING)


def test_the_horizon_is_seen_through_chance():
    """One move is left: escalating leads through fate to stopping at the other's turn, or to disaster."""
    found = solve_markov(brinkmanship(1))
    k = found.game.structure.index("brink-turn-b")
    assert np.allclose(found.value[1, k], [-0.1 + 0.9 * -0.5 - 0.8, 0.9 * -0.5 - 0.8])


@pytest.mark.parametrize("horizon", [None, 3])
def test_no_precision_means_base_weights(horizon):
    game = random_game(8, horizon=horizon, precision=0.0)
    weight = np.linspace(1.0, 2.0, len(game.structure.moves))
    for choices in game.structure.moves_at:
        for moves in choices:
            weight[list(moves)] /= weight[list(moves)].sum()
    game = replace(game, numbers=replace(game.numbers, base_weight=weight))
    assert np.allclose(solve_markov(game).probability, weight, atol=ROUNDING)


def test_where_there_is_no_choice_the_move_is_certain():
    game = BANK["random, single moves"]()
    found = solve_markov(game)
    alone = [moves[0] for row in game.structure.moves_at for moves in row if len(moves) == 1]
    assert alone
    assert np.array_equal(found.probability[alone], np.ones(len(alone)))


def test_folds_and_branchings_are_counted():
    assert solve_markov(BANK["random, folds"]()).folds == 2
    chicken = solve_markov(BANK["chicken"]())
    assert (chicken.folds, chicken.branchings) == (0, 1)
    assert np.allclose(chicken.probability[:2], chicken.probability[2:], atol=ROUNDING)


@pytest.mark.slow
def test_sparse_and_dense_algebra_agree():
    for name in ("random, 3 actors", "chicken", "brinkmanship"):
        game = BANK[name]()
        dense, sparse = solve_markov(game, Markov(dense=10_000)), solve_markov(game, Markov(dense=0))
        assert np.allclose(dense.probability, sparse.probability, atol=ROUNDING)
        assert (dense.folds, dense.branchings) == (sparse.folds, sparse.branchings)


@pytest.mark.parametrize("name", ["random, single moves", "random, unequal", "brinkmanship"])
def test_the_jacobian_against_central_differences(name):
    game = BANK[name]()
    s = game.structure
    unknown = np.flatnonzero(s.standing != Standing.TERMINAL)
    system = equations(game, payoff_scale(game), np.arange(len(s.joint_state)), unknown, sparsely=False)
    y = np.append(np.random.default_rng(0).normal(size=len(system.state)), 0.7)
    h = np.finfo(float).eps ** (1 / 3)

    def residual(y):
        return system.residual(y[:-1], y[-1])

    differences = [(residual(y + e) - residual(y - e)) / (2 * h) for e in h * np.eye(len(y))]
    # Central differences err by about h² times third derivatives.
    assert np.allclose(system.jacobian(y[:-1], y[-1]), np.transpose(differences), atol=100 * h**2)


@pytest.mark.parametrize(
    "kinds",
    [
        (TypeLabel("hawk", True), TypeLabel("dove", True)),
        (TypeLabel("doctrine", False),),
        (),
    ],
)
def test_private_types_are_refused_by_name(kinds):
    game = BANK["chicken"]()
    game = replace(game, structure=replace(game.structure, types=(kinds, game.structure.types[1])))
    with pytest.raises(UnsupportedGame, match="actor '0'"):
        solve_markov(game)


def test_a_move_of_no_weight_is_refused_by_name():
    game = BANK["chicken"]()
    weight = np.array([0.0, 1.0, 0.5, 0.5])
    with pytest.raises(UnsupportedGame, match="state '0': move '0'"):
        solve_markov(replace(game, numbers=replace(game.numbers, base_weight=weight)))


@pytest.mark.parametrize(("name", "where"), [("random, 2 actors", ""), ("random, 15 moves", "stage 14: ")])
def test_too_few_steps_is_an_error_that_names_the_state(name, where):
    with pytest.raises(NotConverged, match=rf"^{where}state '\d': .* is off by \d.*3 steps were"):
        solve_markov(BANK[name](), Markov(max_steps=3))


def test_play_that_neither_ends_nor_discounts_is_an_error():
    game = random_game(9)
    game = replace(game, numbers=replace(game.numbers, discount=np.ones(2)))
    with pytest.raises(NotConverged, match="no values solve the game"):
        solve_markov(game)


def test_undiscounted_play_that_is_sure_to_end_has_values():
    assert solve_markov(brinkmanship(discount=1.0)).residual < 1e-10


@pytest.mark.parametrize("horizon", [None, 2])
def test_a_lottery_without_a_move_is_worth_its_mean(horizon):
    """Paid 1 a turn until the end, worth 3, which comes with even odds: 2 turns on average."""
    lottery = Step("turn", (1.0,), {"on": 0.5, "end": 0.5})
    game = turn_taking(("a",), {}, {"on": lottery}, {"end": (3.0,)}, 0.9, 1.0, horizon)
    assert np.allclose(solve_markov(game).value[..., 0], [5.0, 3.0])
