"""Is the belief a rollout carried the one that its public history implies?

The check starts from the history alone and from the definition: at every move, prior times the likelihood of all
that was seen so far, from the first move on; σ there by tent functions on the lattice; the likelihood of what was
seen next. It shares no code with the sampler, and adds nothing up from stage to stage.
"""

from __future__ import annotations

import numpy as np

from ..errors import ArgumentError
from ..games.stochastic import StochasticGame
from ..solvers.grid import Assessment
from ..solvers.lattice import Lattice
from .play_arrays import PlayArrays

SAMPLE = 200
Seen = tuple[int, np.ndarray | float]  # an actor, and the likelihood of what was seen by its types, or a renewal share


def posterior_gap(plays: PlayArrays, assessment: Assessment, sample: int = SAMPLE) -> float:
    """Largest gap between carried beliefs and those recomputed from the whole history.

    Args:
        plays: drawn under ``assessment``.
        assessment: the solution.
        sample: how many plays are looked at, evenly spaced.

    Raises:
        ArgumentError: the plays are of another game.
    """
    if plays.structure is not assessment.game.structure:
        raise ArgumentError("these plays were not drawn from this assessment's game")
    some = np.unique(np.linspace(0, plays.n - 1, min(sample, plays.n)).astype(int))
    actors = range(len(plays.structure.actors))
    carried = [plays.beliefs(i)[some] for i in actors]
    gap = 0.0
    for row, play in enumerate(some):
        implied = posteriors(assessment, plays.state[play], plays.branch[play], plays.chance[play])
        gap = max([gap, *(float(np.abs(carried[i][row] - implied[i]).max()) for i in actors)])
    return gap


def posteriors(
    assessment: Assessment, states: np.ndarray, branches: np.ndarray, chances: np.ndarray
) -> list[np.ndarray]:
    """Belief about every actor after a public history, (K_i,) each.

    Args:
        states: (T+1,), state before each move.
        branches: (T,), branch each move came to, -1 once play has ended. Only its public outcome is used.
        chances: (T+1,), chance branch passed on the way to each state, -1 where there was none.
    """
    game = assessment.game
    s = game.structure
    seen: list[Seen] = _renewals(game, chances[0])
    for stage, branch in enumerate(branches):
        if branch >= 0:
            likelihoods = [_likelihood(game, seen, i) for i in range(len(s.actors))]
            seen += _seen(assessment, stage, int(states[stage]), s.branches[branch].outcome, likelihoods)
            seen += _renewals(game, chances[stage + 1])
    prior = np.asarray(game.numbers.prior)
    weights = [prior[i, : len(kinds)] * _likelihood(game, seen, i) for i, kinds in enumerate(s.types)]
    return [weight / weight.sum() for weight in weights]


def _renewals(game: StochasticGame, chance: int) -> list[Seen]:
    """The changes of leaders at the chance state that a branch leaves: by actor, the share of types redrawn."""
    if chance < 0 or game.renewal is None:
        return []
    s = game.structure
    shares = game.renewal[s.joint_state[s.branches[chance].joint]]
    return [(i, float(share)) for i, share in enumerate(shares) if share > 0]


def _likelihood(game: StochasticGame, seen: list[Seen], actor: int) -> np.ndarray:
    """Pr(type | public history)/π of an actor, (K_i,), up to a common factor that keeps it in range: the likelihood of
    the history where types last, and where they do not the filter of a Markov chain that jumps to the prior."""
    prior = np.asarray(game.numbers.prior)[actor, : len(game.structure.types[actor])]
    product = np.ones(len(prior))
    for mover, what in seen:
        if mover != actor:
            continue
        product = product * what if isinstance(what, np.ndarray) else (1 - what) * product + what * (prior @ product)
        product = product / product.max()
    return product


def _seen(assessment: Assessment, stage: int, x: int, outcome: int, likelihoods: list[np.ndarray]) -> list[Seen]:
    """Pr(outcome | type) of every mover at a state, (K_i,) each, the others playing as they are believed to."""
    game = assessment.game
    s, prior = game.structure, np.asarray(game.numbers.prior)
    movers = s.movers[x]
    sigma = [_strategy(assessment, stage, x, i, likelihoods) for i in movers]
    mixed = []
    for i, plan in zip(movers, sigma, strict=True):
        belief = prior[i, : len(plan)] * likelihoods[i]
        mixed.append(belief @ plan / belief.sum())
    table = _shown(game, x, outcome)
    found: list[Seen] = []
    for slot, i in enumerate(movers):
        alone = table
        for other in reversed(range(len(movers))):
            if other != slot:
                alone = np.tensordot(alone, mixed[other], axes=(other, 0))
        found.append((i, sigma[slot] @ alone))
    return found


def _strategy(assessment: Assessment, stage: int, x: int, mover: int, likelihoods: list[np.ndarray]) -> np.ndarray:
    """σ of every type of a mover at a belief off the grid, (K_i, A)."""
    game = assessment.game
    s = game.structure
    moves = list(s.moves_at[x][mover])
    sigma = np.asarray(game.numbers.rule)[moves, : len(s.types[mover])].T.copy()
    strategic = [k for k, label in enumerate(s.types[mover]) if label.strategic]
    if strategic:
        weights = [tents(lattice, p) for lattice, p in zip(assessment.lattices, likelihoods, strict=True)]
        if len(s.movers[x]) > 1:
            log_sigma = assessment.joint_strategy(stage, x)[s.movers[x].index(mover)]
        else:  # the mover's own nodes come first
            log_sigma = assessment.strategy(stage, x)[:, : len(moves)]
            sizes = [len(w) for i, w in enumerate(weights) if i != mover]
            log_sigma = np.moveaxis(log_sigma.reshape(*log_sigma.shape[:3], *sizes), 2, 2 + mover)
        for weight in reversed(weights):
            log_sigma = log_sigma @ weight
        z = np.exp(log_sigma - log_sigma.max(1, keepdims=True))
        sigma[strategic] = z / z.sum(1, keepdims=True)
    return sigma


def tents(lattice: Lattice, likelihood: np.ndarray) -> np.ndarray:
    """Freudenthal weight of every node of a lattice, (P,), at a likelihood (K,).

    The tent function of node v at a point ℓ is max(0, 1 − (max_i d_i − min_i d_i)), d = ℓ − v in units of h.
    """
    with np.errstate(divide="ignore"):
        point = np.log(likelihood) / lattice.spacing
    point = np.maximum(point, point.max() - lattice.extent)
    apart = point - lattice.nodes
    return np.maximum(0.0, 1.0 - (apart.max(1) - apart.min(1)))


def _shown(game: StochasticGame, x: int, outcome: int) -> np.ndarray:
    """Pr(outcome | moves) at a state, by the move of each mover in order."""
    s = game.structure
    probability = np.asarray(game.numbers.branch_probability)
    show = np.zeros([len(s.moves_at[x][i]) for i in s.movers[x]])
    for b in s.branches_at[x]:
        if s.branches[b].outcome == outcome:
            moves = s.joint_moves[s.branch_joint[b]]
            show[tuple(s.moves_at[x][i].index(int(moves[i])) for i in s.movers[x])] += probability[b]
    return show
