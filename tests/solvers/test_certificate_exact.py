"""A signalling crisis whose beliefs land on nodes: every figure of its certificate by hand.

The sender speaks loud or quiet, the receiver yields or stands, the sender then fights or folds. It is strategic
or committed. Strategies are given, not solved for: loud with probability p by the strategic type and r by the
committed one, with p/r = e^-h and (1-p)/(1-r) = e^h, so that belief moves by one node each way.
"""

from __future__ import annotations

from dataclasses import replace
from math import exp, log

import numpy as np
import pytest
from scipy.special import log_softmax

from deterrence.solvers.certify.play import Play
from deterrence.solvers.certify.reach import push
from deterrence.solvers.grid import Assessment
from deterrence.solvers.lattice import Lattice
from solvers.test_certificate_cases import Act, crisis

H, M, DELTA, PRECISION = 0.5, 8, 0.9, 2.0
R = (exp(H) - 1) / (exp(H) - exp(-H))
P = R * exp(-H)
PRIOR = 0.3  # of the committed type
FIGHT, COMMITTED_FIGHT = 0.25, 0.97
LOUD_COST, FOLD, WAR_SENDER, WAR_RECEIVER = 0.2, -0.5, -2.0, -3.0
YIELDED = (1.0, -1.0)  # sender, receiver
FOLDED = (0.0, 0.5)
NODES = np.arange(-M, M + 1)  # log-likelihood of the strategic type against the committed one, in h
COMMITTED = PRIOR / (PRIOR + (1 - PRIOR) * np.exp(H * NODES))
YIELD_LOGIT = 0.4 - 0.3 * NODES  # the surer of commitment, the readier to yield


def game():
    turns = {
        "speak": (
            0,
            {
                "loud": Act((-LOUD_COST, 0.0), {("loud", "answer"): 1.0}, (0.0, R)),
                "quiet": Act((0.0, 0.0), {("quiet", "answer"): 1.0}, (0.0, 1 - R)),
            },
        ),
        "answer": (
            1,
            {
                "yield": Act((0.0, 0.0), {("yield", "yielded"): 1.0}, (0.0,)),
                "stand": Act((0.0, 0.0), {("stand", "test"): 1.0}, (0.0,)),
            },
        ),
        "test": (
            0,
            {
                "fight": Act((0.0, 0.0), {("fight", "war"): 1.0}, (0.0, COMMITTED_FIGHT)),
                "fold": Act((FOLD, 0.0), {("fold", "folded"): 1.0}, (0.0, 1 - COMMITTED_FIGHT)),
            },
        ),
    }
    endings = {"yielded": YIELDED, "war": (WAR_SENDER, WAR_RECEIVER), "folded": FOLDED}
    return crisis(
        (("strategic", "committed"), ("strategic",)),
        ((1 - PRIOR, PRIOR), (1.0,)),
        turns,
        endings,
        horizon=3,
        discount=DELTA,
        precision=PRECISION,
    )


@pytest.fixture(scope="module")
def assessment():
    about_sender = (1, 2, len(NODES), 1)
    speak = np.broadcast_to(np.log([P, 1 - P])[None, :, None, None], about_sender)
    test = np.broadcast_to(np.log([FIGHT, 1 - FIGHT])[None, :, None, None], about_sender)
    answer = log_softmax(np.stack([YIELD_LOGIT, 0 * YIELD_LOGIT]), axis=0)[None, :, None, :]
    lattices = Lattice(2, H, M), Lattice(1, H, 0)
    return Assessment(game(), lattices, ({0: speak}, {1: answer}, {2: test}), (), 0.0)


@pytest.fixture(scope="module")
def certificate(assessment):
    return assessment.certify()


FIGHTING, FOLDING = DELTA * WAR_SENDER, FOLD + DELTA * FOLDED[0]  # the sender's Q at its second turn
SENDER_TEST = FIGHT * FIGHTING + (1 - FIGHT) * FOLDING
FIGHT_EXPECTED = COMMITTED * COMMITTED_FIGHT + (1 - COMMITTED) * FIGHT
RECEIVER_TEST = DELTA * (FIGHT_EXPECTED * WAR_RECEIVER + (1 - FIGHT_EXPECTED) * FOLDED[1])
YIELDS = 1 / (1 + np.exp(-YIELD_LOGIT))
RECEIVER_Q = np.stack([np.full(len(NODES), DELTA * YIELDED[1]), DELTA * RECEIVER_TEST])
RECEIVER_ANSWER = YIELDS * RECEIVER_Q[0] + (1 - YIELDS) * RECEIVER_Q[1]


def after_answer(sender_last):
    """The sender's value when the receiver is to answer, by node."""
    return DELTA * (YIELDS * YIELDED[0] + (1 - YIELDS) * sender_last)


def speaking(sender_last):
    """The sender's Q of loud and of quiet at every node: one node down, or up, unless held."""
    value = after_answer(sender_last)
    down, up = np.maximum(np.arange(len(NODES)) - 1, 0), np.minimum(np.arange(len(NODES)) + 1, 2 * M)
    return np.stack([-LOUD_COST + DELTA * value[down], DELTA * value[up]])


def test_regret_of_the_sender(certificate):
    under_sigma = np.array([P, 1 - P]) @ speaking(SENDER_TEST)[:, M]
    best = speaking(max(FIGHTING, FOLDING))[:, M].max()
    figures = certificate.by_actor["a"]
    assert figures.regret * figures.stake == pytest.approx(best - under_sigma, abs=1e-12)
    assert best - under_sigma > 0.1


def test_regret_of_the_receiver(certificate):
    loud = PRIOR * R + (1 - PRIOR) * P
    gain = RECEIVER_Q.max(0) - RECEIVER_ANSWER
    expected = DELTA * (loud * gain[M - 1] + (1 - loud) * gain[M + 1])
    figures = certificate.by_actor["b"]
    assert figures.regret * figures.stake == pytest.approx(expected, abs=1e-12)
    # From the two nodes reached before the answer, and from the prior.
    anywhere = max(gain[M - 1], gain[M + 1], expected)
    assert figures.regret_anywhere * figures.stake == pytest.approx(anywhere, abs=1e-12)
    assert "move 2, state 'answer'" in figures.regret_at


def test_residual(certificate):
    def gap(sigma, q):
        return np.abs(sigma - np.exp(log_softmax(PRECISION * q, axis=0))[0]).max()

    gaps = {
        "speak": gap(P, speaking(SENDER_TEST)),
        "answer": gap(YIELDS, RECEIVER_Q),
        "test": gap(FIGHT, np.array([FIGHTING, FOLDING])),
    }
    worst = max(gaps, key=gaps.__getitem__)
    assert certificate.residual == pytest.approx(gaps[worst], abs=1e-12)
    assert f"state '{worst}'" in certificate.residual_at


def test_stakes(certificate):
    """Values along the way, weighted by where belief is, and the endings."""
    loud = PRIOR * R + (1 - PRIOR) * P
    to_test = np.array([loud, 1 - loud]) * (1 - YIELDS[[M - 1, M + 1]])
    met = {
        "a": [
            np.array([P, 1 - P]) @ speaking(SENDER_TEST)[:, M],
            np.array([loud, 1 - loud]) @ after_answer(SENDER_TEST)[[M - 1, M + 1]],
            SENDER_TEST,
            YIELDED[0],
            FOLDED[0],
            WAR_SENDER,
        ],
        "b": [
            DELTA * np.array([loud, 1 - loud]) @ RECEIVER_ANSWER[[M - 1, M + 1]],
            np.array([loud, 1 - loud]) @ RECEIVER_ANSWER[[M - 1, M + 1]],
            to_test @ RECEIVER_TEST[[M - 1, M + 1]] / to_test.sum(),
            YIELDED[1],
            FOLDED[1],
            WAR_RECEIVER,
        ],
    }
    for actor, values in met.items():
        assert certificate.stake[actor] == pytest.approx(max(values) - min(values), abs=1e-12)


def test_catastrophe_is_left_out_of_the_stakes(assessment, certificate):
    game = assessment.game
    endings = tuple(x.replace("war", "catastrophe") for x in game.structure.endings)
    renamed = replace(game, structure=replace(game.structure, endings=endings))
    other = replace(assessment, game=renamed).certify()
    assert other.stake["b"] < certificate.stake["b"]
    assert other.stake["a"] < -WAR_SENDER


def test_logit_bound(certificate):
    """Two choices among two by the sender, moves 1 and 3; one by the receiver, move 2."""
    one = log(2) / PRECISION
    for actor, bound in {"a": one * (1 + DELTA**2), "b": one * DELTA}.items():
        figures = certificate.by_actor[actor]
        assert figures.logit_bound * figures.stake == pytest.approx(bound, abs=1e-12)


def test_reach_lands_on_the_nodes(assessment):
    reach = push(Play(assessment))
    loud = PRIOR * R + (1 - PRIOR) * P
    expected = np.zeros(len(NODES))
    expected[[M - 1, M + 1]] = loud, 1 - loud
    assert np.allclose(reach.visits[1][1], expected, atol=1e-14)
    assert np.allclose(reach.visits[2][2], expected * (1 - YIELDS), atol=1e-14)
    ended = {game().structure.states[x]: mass for x, mass in reach.endings.items()}
    assert ended["yielded"] == pytest.approx(expected @ YIELDS, abs=1e-14)
    assert ended["war"] == pytest.approx(
        sum(mass * (1 - YIELDS[k]) * FIGHT_EXPECTED[k] for k, mass in enumerate(expected)), abs=1e-14
    )
    assert reach.consistency <= 1e-14


def test_play_between_nodes_is_interpolated(assessment):
    """The receiver's log-odds are linear, so interpolating log σ finds them exactly."""
    fine = Play(assessment, 2)
    halves = np.arange(-2 * M, 2 * M + 1) / 2
    yields = fine.sigma(1, 1)[0, 0]
    at_nodes = 1 / (1 + np.exp(-(0.4 - 0.3 * halves)))
    assert np.allclose(yields[::2], at_nodes[::2], atol=1e-14)
    assert np.allclose(yields, at_nodes, atol=1e-14)
