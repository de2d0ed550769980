"""From a game to the equations of its logit equilibrium: transitions, discounts, units, incidence."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from ..games.stochastic import StochasticGame
from ..games.structure import Standing
from .markov_equations import Array, Equations


def equations(game: StochasticGame, scale: Array, joints: Array, unknown: Array, sparsely: bool) -> Equations:
    """The equations of some joint moves.

    Args:
        game: every actor with one strategic type.
        scale: (N,), c.
        joints: indices of the joint moves, all those of every state they belong to.
        unknown: indices of the states whose value is to be found; others are worth their ending.
        sparsely: with sparse matrices.
    """
    s, n = game.structure, game.numbers
    states = np.unique(s.joint_state[joints])
    rows = [m for x in states for i in s.movers[x] for m in s.moves_at[x][i]]
    sizes = [len(s.moves_at[x][i]) for x in states for i in s.movers[x]]
    mover = np.array([s.moves[m].actor for m in rows], int)
    place = {m: k for k, m in enumerate(rows)}
    own = []
    for i in range(len(s.actors)):
        pairs = [(place[m], j) for j, m in enumerate(s.joint_moves[joints, i]) if m >= 0]
        own.append(_incidence(pairs, len(rows), len(joints)))
    line = {int(x): k for k, x in enumerate(unknown)}
    here = [(line[x], j) for j, x in enumerate(s.joint_state[joints].tolist()) if x in line]
    member = np.repeat(np.arange(len(sizes)), sizes)
    onward = transition(game)[joints]
    keep = discount(game)[joints]
    known = np.array(np.asarray(n.ending), float)
    known[unknown] = 0.0
    reward = (np.asarray(n.payoff)[joints] + keep * (onward @ known)) * scale
    form = (lambda matrix: matrix) if sparsely else (lambda matrix: matrix.toarray())
    return Equations(
        own=tuple(form(matrix) for matrix in own),
        at=form(_incidence(here, len(unknown), len(joints))),
        onward=form(onward[:, unknown]),
        reward=reward,
        keep=keep,
        log_weight=np.log(np.asarray(n.base_weight)[rows]),
        precision=(np.asarray(n.precision) / scale)[mover],
        choice=form(_incidence(list(enumerate(member.tolist())), len(rows), len(sizes))),
        member=member,
        state=np.append([s.moves[m].state for m in rows], np.tile(unknown, len(s.actors))).astype(int),
    )


def transition(game: StochasticGame) -> sparse.csr_array:
    """Pr(next state | joint move), shape (J, X)."""
    s = game.structure
    where = (s.branch_joint, s.outcome_next[s.branch_outcome])
    shape = (len(s.joint_state), len(s.states))
    return sparse.csr_array((np.asarray(game.numbers.branch_probability), where), shape=shape)


def discount(game: StochasticGame) -> Array:
    """Discount of what follows each joint move, shape (J, N): one at chance states, which take no time."""
    s = game.structure
    chance = (s.standing == Standing.CHANCE)[s.joint_state]
    return np.where(chance[:, None], 1.0, np.asarray(game.numbers.discount)[None, :])


def payoff_scale(game: StochasticGame) -> Array:
    """c_i = max(λ_i, 1/range_i) per unit of i's payoff, (N,); an actor never paid has range one."""
    n = game.numbers
    size = np.abs(np.vstack([np.asarray(n.payoff), np.asarray(n.ending)])).max(axis=0)
    return np.maximum(np.asarray(n.precision), 1.0 / np.where(size > 0, size, 1.0))


def _incidence(pairs: list[tuple[int, int]], rows: int, columns: int) -> sparse.csr_array:
    where = np.array(pairs, int).reshape(-1, 2).T
    return sparse.csr_array((np.ones(where.shape[1]), (where[0], where[1])), shape=(rows, columns))
