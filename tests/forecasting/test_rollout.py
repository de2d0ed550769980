"""Rollouts: closed forms, Bayes' rule, what a seed means, edges."""

from dataclasses import replace

import numpy as np
import pytest

from bank import BANK, brinkmanship
from deterrence.errors import ArgumentError
from deterrence.forecasting import rollout as sampler
from deterrence.forecasting.push import Pusher
from deterrence.forecasting.rollout import rollout
from deterrence.forecasting.rollout_check import posterior_gap, tents
from deterrence.games.structure import Standing
from deterrence.solvers.grid import Grid, solve_grid
from deterrence.solvers.lattice import Lattice
from endings import ending_probabilities
from forecasting.rollout_games import standoff, strike_once

ERRORS = 4  # standard errors allowed
CONSISTENCY = 1e-10


def within(count, n, p):
    """Is a count out of n what probability p gives?"""
    return abs(count / n - p) <= ERRORS * np.sqrt(p * (1 - p) / n)


@pytest.fixture(scope="module")
def stood_off():
    assessment = solve_grid(standoff(), Grid(points=9, cut=6.0))
    return assessment, rollout(assessment, 60_000, 5)


def test_one_shot_is_the_closed_form():
    game = strike_once(precision=1.5)
    n = 100_000
    histories = rollout(solve_grid(game, Grid(points=9)), n, 3)
    show = np.array([[0.9, 0.1], [0.2, 0.8]])  # Pr(incident, calm | strike, hold)
    value = np.array([0.5, 0.0]) + 0.9 * show @ [0.3, -0.2]
    weight = np.exp(1.5 * value)
    sigma = np.array([weight / weight.sum(), [0.05, 0.95]])
    prior = np.array([0.7, 0.3])

    assert within((histories.types[:, 0] == 0).sum(), n, 0.7)
    for k in (0, 1):
        mine = histories.types[:, 0] == k
        struck = histories.moves_of(0)[mine, 0] == 0
        assert within(struck.sum(), mine.sum(), sigma[k, 0])
    endings = histories.endings()
    seen = sigma @ show
    for o, name in enumerate(("incident", "calm")):
        assert within(endings[name], n, prior @ seen[:, o])
        posterior = prior * seen[:, o] / (prior @ seen[:, o])
        after = histories.beliefs(0)[histories.last == game.structure.index(name)]
        np.testing.assert_allclose(after, np.broadcast_to(posterior, after.shape), atol=1e-12)


@pytest.mark.parametrize(
    "cut", [pytest.param(6.0, marks=pytest.mark.slow), 1.0], ids=["within the cut", "held at the cut"]
)
def test_play_off_the_grid_interpolates_log_strategies_at_the_exact_belief(cut):
    # Strategies made up so that log σ is linear along a's axis: interpolation is then exact off the nodes.
    assessment = solve_grid(standoff(3, precision=0.5), Grid(points=9, cut=cut))
    s = assessment.game.structure
    b = s.index("b")
    nodes = assessment.lattices[0].nodes * assessment.lattices[0].spacing
    slope = 0.8
    wait_less_press = slope * (nodes[:, 0] - nodes[:, 1])  # log-likelihood ratio of a's types 0 and 1

    def altered(log_sigma):
        out = np.zeros_like(log_sigma)
        out[:, 1] = wait_less_press  # (S, A, P_b, Q = P_a)
        out[:, 2] = -50.0
        return out - np.log(np.exp(out).sum(1, keepdims=True))

    stages = list(assessment.strategies)
    stages[1] = stages[1] | {b: altered(stages[1][b])}
    histories = rollout(replace(assessment, strategies=tuple(stages)), 60_000, 8)

    first = assessment.strategy(0, s.index("a"))[:, :, assessment.lattices[0].origin, assessment.lattices[1].origin]
    press, wait = 0.2, 0.9  # Pr(seen at b | move)
    likelihood = np.exp(first[:, :2]) @ [press, wait]
    gap = np.log(likelihood[0] / likelihood[1])
    likelihood = np.append(likelihood, 0.9 * press + 0.1 * wait)
    held = np.maximum(np.log(likelihood / likelihood.max()), -cut)
    gap = held[0] - held[1]
    odds = np.exp(slope * gap)
    waiting = odds / (1 + odds + np.exp(-50.0))

    there = (histories.state[:, 1] == b) & (histories.types[:, 1] == 0)
    labels = np.array([row.label for row in s.moves])[histories.moves_of(1)[there, 1]]
    assert there.sum() > 5_000
    assert within((labels == "wait").sum(), there.sum(), waiting)


def test_tents_are_the_freudenthal_weights():
    lattice = Lattice(3, 0.5, 4)
    rng = np.random.default_rng(0)
    for _ in range(50):
        likelihood = np.exp(rng.normal(0, 2.0, 3))
        weight = tents(lattice, likelihood)
        held, _ = lattice.hold(np.log(likelihood) / lattice.spacing)
        index, barycentric, _ = lattice.locate(held)
        expected = np.zeros(len(lattice))
        np.add.at(expected, index, barycentric)
        np.testing.assert_allclose(weight, expected, atol=1e-12)


def test_beliefs_carried_are_those_of_the_whole_history(stood_off):
    assessment, histories = stood_off
    assert posterior_gap(histories, assessment) <= CONSISTENCY


@pytest.mark.slow
def test_posterior_gap_notices_a_wrong_belief(stood_off):
    assessment, histories = stood_off
    wrong = replace(histories, log_likelihood=tuple(ell * 1.001 for ell in histories.log_likelihood))
    assert posterior_gap(wrong, assessment) > 1e-5
    with pytest.raises(ArgumentError, match="not drawn from"):
        posterior_gap(histories, solve_grid(standoff(2), Grid(points=9)))


def test_mean_belief_is_the_prior(stood_off):
    _, histories = stood_off
    for i in range(2):
        belief = histories.beliefs(i)
        prior = histories.prior[i, : belief.shape[1]]
        error = belief.std(0) / np.sqrt(histories.n)
        assert (np.abs(belief.mean(0) - prior) <= ERRORS * error).all()


def test_beliefs_are_calibrated_after_every_ending(stood_off):
    _, histories = stood_off
    for i in range(2):
        true = histories.types[:, i, None] == np.arange(histories.beliefs(i).shape[1])
        surprise = true - histories.beliefs(i)
        for x in np.unique(histories.last):
            some = surprise[histories.last == x]
            if len(some) > 200:
                error = some.std(0) / np.sqrt(len(some))
                assert (np.abs(some.mean(0)) <= ERRORS * error).all()


def test_types_are_drawn_from_the_prior_independently(stood_off):
    _, histories = stood_off
    joint = np.zeros((3, 2))
    np.add.at(joint, tuple(histories.types.T), 1)
    expected = np.outer([0.5, 0.3, 0.2], [0.6, 0.4])
    error = np.sqrt(expected * (1 - expected) / histories.n)
    assert (np.abs(joint / histories.n - expected) <= ERRORS * error).all()


def test_a_type_never_makes_a_move_of_probability_zero(stood_off):
    _, histories = stood_off
    labels = np.array([row.label for row in histories.structure.moves])
    actors = np.array([row.actor for row in histories.structure.moves])
    made = histories.moves_of(0)[histories.types[:, 0] == 2]
    made = made[made >= 0]
    assert not ((labels[made] == "yield") & (actors[made] == 0)).any()


def test_every_step_follows_the_game(stood_off):
    _, h = stood_off
    s = h.structure
    moved = h.moved
    assert (moved == (s.standing[h.state[:, :-1]] == Standing.DECISION)).all()
    play, stage = np.nonzero(moved)
    branch = h.branch[play, stage]
    mover = np.array([s.movers[x][0] for x in h.state[play, stage]])
    move = np.stack([h.moves_of(i) for i in range(2)])[mover, play, stage]
    assert (np.array([row.actor for row in s.moves])[move] == mover).all()
    assert (s.joint_moves[s.branch_joint[branch], mover] == move).all()
    assert (s.joint_state[s.branch_joint[branch]] == h.state[play, stage]).all()
    assert (s.outcome_next[s.branch_outcome[branch]] == h.state[play, stage + 1]).all()


def same(one, other, plays=slice(None), stages=None):
    time = slice(None if stages is None else stages + 1)
    return (
        (one.types == other.types[plays]).all()
        and (one.state == other.state[plays, time]).all()
        and (one.chance == other.chance[plays, time]).all()
        and (one.branch == other.branch[plays, slice(stages)]).all()
    )


def test_a_seed_means_the_same_plays_however_they_are_batched(stood_off, monkeypatch):
    assessment, histories = stood_off
    few = rollout(assessment, 777, 5)
    assert same(few, histories, slice(777))
    for one, other in zip(few.log_likelihood, histories.log_likelihood, strict=True):
        assert (one == other[:777]).all()
    monkeypatch.setattr(sampler, "CHUNK", sampler.BATCH)
    done = []
    again = rollout(assessment, histories.n, 5, progress=done.append)
    assert same(again, histories)
    assert all((a == b).all() for a, b in zip(again.log_likelihood, histories.log_likelihood, strict=True))
    assert done[-1] == histories.n and done == sorted(done)
    assert not same(rollout(assessment, 777, 6), histories, slice(777))


def test_fewer_moves_are_the_beginning_of_more(stood_off):
    assessment, histories = stood_off
    assert same(rollout(assessment, 500, 5, moves=2), histories, slice(500), stages=2)


@pytest.mark.parametrize("how", ["horizon", "moves"])
def test_no_move_at_all(how):
    game = standoff(0 if how == "horizon" else 3)
    histories = rollout(solve_grid(game, Grid(points=9)), 1000, 1, moves=None if how == "horizon" else 0)
    assert histories.branch.shape == (1000, 0)
    assert histories.endings() == {"war": 0, "lapse": 0, "a-wins": 0, "b-wins": 0, "in play": 1000}
    np.testing.assert_allclose(histories.beliefs(0), np.broadcast_to([0.5, 0.3, 0.2], (1000, 3)))
    assert len(histories.to_frame()) == 0


def test_without_private_types_it_is_a_markov_chain():
    assessment = solve_grid(brinkmanship(12), Grid(points=5))
    n = 100_000
    histories = rollout(assessment, n, 2)
    pusher = Pusher(assessment)
    *_, mass = pusher.run()
    expected = ending_probabilities(pusher, mass)
    for name, count in histories.endings().items():
        assert within(count, n, expected.get(name, 0.0) if name != "in play" else expected[""])
    assert (histories.beliefs(0) == 1.0).all()


def test_without_a_horizon_it_stops_when_told():
    assessment = solve_grid(brinkmanship(None), Grid(points=5))
    with pytest.raises(ArgumentError, match="no horizon"):
        rollout(assessment, 10, 1)
    histories = rollout(assessment, 20_000, 1, moves=30)
    assert histories.stages == 30
    one = assessment.strategies[0][0][0, :, 0, 0]  # stationary: the same odds at every move
    for t in (0, 6):
        at = histories.state[:, t] == 0
        conceded = histories.moves_of(0)[at, t] == 0
        assert within(conceded.sum(), at.sum(), np.exp(one[0]))


def test_chance_may_come_first():
    game = brinkmanship(3)
    fate = game.structure.index("brink-turn-b")
    game = replace(game, structure=replace(game.structure, initial=fate))
    histories = rollout(solve_grid(game, Grid(points=5)), 20_000, 4)
    s = game.structure
    assert (s.joint_state[s.branch_joint[histories.chance[:, 0]]] == fate).all()
    assert within((histories.state[:, 0] == s.index("disaster")).sum(), 20_000, 0.1)
    first = histories.to_frame().groupby("rollout", observed=True).first()
    assert (first.event == "chance").all() and (first.stage == -1).all()


@pytest.mark.parametrize(
    ("n", "seed", "moves", "message"),
    [
        (0, 1, None, "1 to 4294967296 plays"),
        (2**32 + 1, 1, None, "1 to 4294967296 plays"),
        (10, -1, None, "a seed is"),
        (10, 2**64, None, "a seed is"),
        (10, 1, 7, "from 0 to 6"),
        (10, 1, -1, "from 0 to 6"),
    ],
)
def test_arguments_out_of_range(stood_off, n, seed, moves, message):
    with pytest.raises(ArgumentError, match=message):
        rollout(stood_off[0], n, seed, moves)


def test_several_movers_without_private_types_are_a_markov_chain():
    game = BANK["random, 15 moves"]()
    assert any(len(movers) > 1 for movers in game.structure.movers)
    assessment = solve_grid(game, Grid(points=5))
    n = 50_000
    histories = rollout(assessment, n, 4)
    for t, mass in enumerate(Pusher(assessment).run()):
        for x in range(len(game.structure.states)):
            p = float(mass[x].push.sum()) if x in mass else 0.0
            assert within((histories.state[:, t] == x).sum(), n, p)
