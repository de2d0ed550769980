"""What must not matter, and what the long horizon must approach."""

from dataclasses import replace

import numpy as np
import pytest

from bank import BANK, brinkmanship, random_arrays, random_game
from deterrence.games.from_arrays import from_arrays
from deterrence.solvers.markov import solve_markov

EXACT = 1e-9


@pytest.mark.parametrize("horizon", [None, 6])
@pytest.mark.parametrize("seed", range(4))
def test_relabelling_permutes_the_solution(seed, horizon):
    """Actors, states and every actor's moves are put in another order."""
    actors, states = 3, 3
    payoffs, transitions = random_arrays(seed, actors, states, (1, 3))
    rng = np.random.default_rng(1000 + seed)
    discount, precision = rng.uniform(0.5, 0.95, actors), rng.uniform(0.5, 8.0, actors)
    new_actor, new_state = rng.permutation(actors), rng.permutation(states)  # new label -> old label
    orders = [[rng.permutation(size) for size in u.shape[1:]] for u in payoffs]

    def renamed(x):
        pick = np.ix_(*orders[x])
        axes = [int(i) for i in new_actor]
        u = np.stack([payoffs[x][i][pick].transpose(axes) for i in new_actor])
        k = np.stack([transitions[x][..., y][pick].transpose(axes) for y in new_state], axis=-1)
        return u, k

    def solve(u, k, order):
        game = from_arrays(u, k, discount[order], precision=precision[order], horizon=horizon)
        return solve_markov(game)

    before = solve(payoffs, transitions, np.arange(actors))
    after = solve(*zip(*[renamed(x) for x in new_state], strict=True), new_actor)
    was, now = before.game.structure.moves_at, after.game.structure.moves_at
    source = [
        was[x][i][a] for x in new_state for i in new_actor for a in orders[x][i]
    ]  # old index of the moves in their new order
    assert [m for row in now for moves in row for m in moves] == list(range(len(source)))
    assert np.abs(after.probability - before.probability[..., source]).max() < EXACT
    value = before.value[..., new_state, :][..., new_actor]
    assert np.abs(after.value - value).max() < EXACT
    assert (after.folds, after.branchings) == (before.folds, before.branchings)


@pytest.mark.parametrize("name", ["random, unequal", "random, folds", "brinkmanship"])
def test_the_unit_of_payoff_does_not_matter(name):
    """Payoffs times c and precision over c, actor by actor."""
    game = BANK[name]()
    before = solve_markov(game)
    n = game.numbers
    unit = np.geomspace(1e-3, 1e4, len(game.structure.actors))
    scaled = replace(n, payoff=n.payoff * unit, ending=n.ending * unit, precision=n.precision / unit)
    after = solve_markov(replace(game, numbers=scaled))
    assert np.abs(after.probability - before.probability).max() < EXACT
    assert np.allclose(after.value, before.value * unit, rtol=EXACT)


@pytest.mark.parametrize("seed", range(3))
def test_actors_alike_play_alike(seed):
    """A symmetric game keeps to the symmetric branch, however many others cross it."""
    rng = np.random.default_rng(seed)
    mine = rng.normal(size=(3, 3, 3))
    chance = rng.exponential(size=(3, 3, 3, 3))
    chance = chance + chance.swapaxes(1, 2)
    chance /= chance.sum(-1, keepdims=True)
    payoffs = [np.array([u, u.T]) for u in mine]
    for precision in (3.0, 100.0):
        game = from_arrays(payoffs, list(chance), 0.8, precision=precision)
        play = solve_markov(game).probability.reshape(3, 2, 3)
        assert np.abs(play[:, 0] - play[:, 1]).max() < EXACT


@pytest.mark.parametrize(
    "build",
    [
        pytest.param(
            lambda horizon: random_game(7, states=2, moves=(2, 2), discount=0.6, horizon=horizon),
            marks=pytest.mark.slow,
        ),
        lambda horizon: brinkmanship(horizon, discount=0.8),
    ],
    ids=["random", "brinkmanship"],
)
def test_a_long_horizon_approaches_the_stationary_solution(build):
    """What lies T moves ahead weighs at most δ^T times a constant."""
    stationary = solve_markov(build(None)).probability
    discount = build(None).numbers.discount[0]
    horizons = (5, 10, 20, 60)
    gaps = [np.abs(solve_markov(build(t)).probability[0] - stationary).max() for t in horizons]
    for k in range(1, len(gaps)):
        assert gaps[k] <= max(2 * discount ** (horizons[k] - horizons[k - 1]) * gaps[k - 1], EXACT)
    assert gaps[0] > EXACT > gaps[-1]
