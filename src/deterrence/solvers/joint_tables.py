"""States where several actors with private types move at once, if what is seen informs about each mover separately.

Public beliefs stay independent only if for every public outcome the likelihood is a product over movers,

    Pr(o | a) = c(o) · Π_i κ_i(o | a_i),

as where all moves are public (κ_i = 1{a_i = o_i}), or each is seen with its own error. Where an outcome depends on
two hidden moves at once suspicion is correlated, and the belief grid does not hold it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..errors import UnsupportedGame
from ..games.stochastic import Array, StochasticGame
from ..games.structure import Structure

PRODUCT = 1e-12  # how far a likelihood may be from a product over movers


class JointTables(NamedTuple):
    """The numbers of one state. r movers, O outcomes, C columns of values.

    Attributes:
        kappa: per mover (A_i, O), its factor of the likelihood.
        scale: (O,), c.
        payoff: (A_1, …, A_r, C).
        log_weight: per mover (A_i,), log μ.
        rule: per mover (A_i, K_i), its commitments' move probabilities.
        belief: per mover (P_i, K_i), belief about it at every node of its lattice.
        precision: (r,), λ.
        discount: (C,).
    """

    kappa: tuple[Array, ...]
    scale: Array
    payoff: Array
    log_weight: tuple[Array, ...]
    rule: tuple[Array, ...]
    belief: tuple[Array, ...]
    precision: Array
    discount: Array


def outcome_tensor(game: StochasticGame, x: int) -> np.ndarray:
    """Pr(outcome | joint move) at a state, (A_1, …, A_r, O), movers in order."""
    s = game.structure
    outcomes = s.outcomes_at[x]
    place = {j: place_of(game.structure, x, j) for j in s.joints_at[x]}
    table = np.zeros((*(len(s.moves_at[x][i]) for i in s.movers[x]), len(outcomes)))
    for b in s.branches_at[x]:
        row = s.branches[b]
        table[(*place[row.joint], outcomes.index(row.outcome))] += float(game.numbers.branch_probability[b])
    return table


def payoff_tensor(game: StochasticGame, x: int) -> np.ndarray:
    """Flow payoffs at a state, (A_1, …, A_r, C), movers in order."""
    s, payoff = game.structure, np.asarray(game.numbers.payoff)
    table = np.zeros((*(len(s.moves_at[x][i]) for i in s.movers[x]), payoff.shape[1]))
    for j in s.joints_at[x]:
        table[place_of(game.structure, x, j)] = payoff[j]
    return table


def place_of(s: Structure, x: int, joint: int) -> tuple[int, ...]:
    """Place of a joint move in a state's tensors: each mover's move, movers in order."""
    return tuple(s.moves_at[x][i].index(int(s.joint_moves[joint, i])) for i in s.movers[x])


def factors(game: StochasticGame, x: int) -> tuple[list[np.ndarray], np.ndarray]:
    """κ_i (A_i, O) of every mover at a state, and c (O,): read off along the axes through the likeliest joint move.

    Raises:
        UnsupportedGame: the likelihood of an outcome is no product over movers; with the state.
    """
    table = outcome_tensor(game, x)
    movers, outcomes = table.ndim - 1, table.shape[-1]
    kappa = [np.zeros((size, outcomes)) for size in table.shape[:-1]]
    scale = np.zeros(outcomes)
    for o in range(outcomes):
        here = table[..., o]
        top = tuple(int(a) for a in np.unravel_index(int(here.argmax()), here.shape))
        scale[o] = here[top]
        product = np.full(here.shape, scale[o])
        for i in range(movers):
            line: tuple[int | slice, ...] = (*top[:i], slice(None), *top[i + 1 :])
            along = here[line] / scale[o] if scale[o] > 0 else kappa[i][:, o]
            kappa[i][:, o] = along
            product = product * along.reshape(-1, *(1,) * (movers - 1 - i))
        if np.abs(product - here).max() > PRODUCT:
            s = game.structure
            names = " and ".join(s.actors[i] for i in s.movers[x])
            raise UnsupportedGame(
                f"state '{s.states[x]}': what is seen there depends on the moves of {names} together, so that "
                "suspicion of one is bound up with suspicion of the other, which the belief grid cannot hold: unroll "
                "the game and solve the tree, or let hidden movers act in turn, each with a signal of its own"
            )
    return kappa, scale


def require_factors(game: StochasticGame) -> None:
    """Refuse a game with a state whose outcomes do not inform about each mover separately; as :func:`factors` does."""
    for x, movers in enumerate(game.structure.movers):
        if len(movers) > 1:
            factors(game, x)
