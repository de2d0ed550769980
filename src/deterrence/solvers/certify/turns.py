"""What the certificate reads of a game: its turns and its chances, state by state.

A turn is a decision state where one actor moves, with Pr(outcome | move) summed from the game's branches.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...errors import UnsupportedGame
from ...games.stochastic import StochasticGame
from ...games.structure import Standing

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Turn:
    """A decision state with one mover. A moves, O outcomes, C strategic types of all actors, K of the mover.

    Attributes:
        state, mover: indices.
        show: (A, O), Pr(outcome | move).
        following: (O,), the state each outcome leads to.
        payoff: (A, C).
        discount: (C,), δ of each column's actor.
        log_weight: (A,), log μ; −inf for a move of no base weight, which counts as closed.
        rule: (A, K), the commitments' move probabilities.
        strategic: the mover's strategic types.
        own: their columns.
        precision: λ of the mover.
    """

    state: int
    mover: int
    show: Array
    following: Array
    payoff: Array
    discount: Array
    log_weight: Array
    rule: Array
    strategic: tuple[int, ...]
    own: tuple[int, ...]
    precision: float

    def by_type(self, weights: Array, sigma: Array) -> list[Array | float]:
        """Σ_a weights[a] Pr(a | type) for every type of the mover, given those of its strategic types
        (S, A, n); (n,), or one number for a commitment."""
        return [
            _mix(weights, sigma[self.strategic.index(k)]) if k in self.strategic else float(weights @ self.rule[:, k])
            for k in range(self.rule.shape[1])
        ]


def _mix(weights: Array, rows: Array) -> Array:
    """Σ_a weights[a] rows[a], over the few that are not zero."""
    total = np.zeros(rows.shape[1:])
    for a in np.flatnonzero(weights):
        total += rows[a] if weights[a] == 1.0 else weights[a] * rows[a]
    return total


@dataclass(frozen=True, eq=False)
class Chance:
    """A chance state: where it leads, with what probability, what it pays (C,), and the share of every actor's types
    that is redrawn there, by actor, where there is one."""

    following: Array
    probability: Array
    payoff: Array
    renewal: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, eq=False)
class Wait:
    """A clock state: where its events lead, with what probability each comes first, what is paid until then (C,), and
    what the days until then leave of a payoff that follows (C,)."""

    following: Array
    probability: Array
    payoff: Array
    patience: Array


def column_discount(game: StochasticGame) -> Array:
    """δ of each strategic type's actor, (C,)."""
    return np.asarray(game.numbers.discount, float)[[i for i, _ in game.structure.columns]]


def turns_of(game: StochasticGame) -> dict[int, Turn]:
    """Every turn where one actor moves, by state."""
    s, n = game.structure, game.numbers
    probability = np.asarray(n.branch_probability, float)
    turns = {}
    for x in np.flatnonzero(s.standing == Standing.DECISION).tolist():
        if len(s.movers[x]) != 1:
            continue
        mover = s.movers[x][0]
        joints, outcomes = list(s.joints_at[x]), list(s.outcomes_at[x])
        moves = s.joint_moves[joints, mover]
        show = np.zeros((len(joints), len(outcomes)))
        for b in s.branches_at[x]:
            show[joints.index(s.branch_joint[b]), outcomes.index(s.branch_outcome[b])] += probability[b]
        turns[x] = one_side(game, x, mover, moves, show, np.asarray(n.payoff, float)[joints])
    return turns


def one_side(game: StochasticGame, x: int, mover: int, moves: Array, show: Array, payoff: Array) -> Turn:
    """One mover's data at a state: its moves, what they show and what they pay."""
    s, n = game.structure, game.numbers
    strategic = tuple(k for k, label in enumerate(s.types[mover]) if label.strategic)
    with np.errstate(divide="ignore"):
        log_weight = np.log(np.asarray(n.base_weight, float)[moves])
    return Turn(
        state=x,
        mover=mover,
        show=show,
        following=s.outcome_next[list(s.outcomes_at[x])],
        payoff=payoff,
        discount=column_discount(game),
        log_weight=log_weight,
        rule=np.asarray(n.rule, float)[moves, : len(s.types[mover])],
        strategic=strategic,
        own=tuple(s.columns.index((mover, k)) for k in strategic),
        precision=float(np.asarray(n.precision)[mover]),
    )


def chances_of(game: StochasticGame) -> dict[int, Chance]:
    """Every chance state, by state.

    Raises:
        UnsupportedGame: chance leads to chance.
    """
    s, n = game.structure, game.numbers
    chances = {}
    for x in np.flatnonzero(s.standing == Standing.CHANCE).tolist():
        branches = list(s.branches_at[x])
        following = s.outcome_next[s.branch_outcome[branches]]
        if (s.standing[following] == Standing.CHANCE).any():
            raise UnsupportedGame(f"state '{s.states[x]}': chance leads to chance; merge the two")
        payoff = np.asarray(n.payoff, float)[s.joints_at[x][0]]
        shares = () if game.renewal is None else enumerate(game.renewal[x].tolist())
        renewal = tuple((i, share) for i, share in shares if share > 0)
        chances[x] = Chance(following, np.asarray(n.branch_probability, float)[branches], payoff, renewal)
    return chances


def clocks_of(game: StochasticGame) -> dict[int, Wait]:
    """Every clock state, by state: flow payoffs until the first event, and what follows, discounted by the wait."""
    s, n = game.structure, game.numbers
    if not s.clocks:
        return {}
    interest = np.asarray(n.interest, float)[[i for i, _ in s.columns]]
    clocks = {}
    for x in s.clocks:
        branches = list(s.branches_at[x])
        rates = float(np.asarray(n.pace)[x]) * np.asarray(n.branch_probability, float)[branches]
        payoff = np.asarray(n.payoff, float)[s.joints_at[x][0]] / (rates.sum() + interest)
        following = s.outcome_next[s.branch_outcome[branches]]
        clocks[x] = Wait(following, rates / rates.sum(), payoff, rates.sum() / (rates.sum() + interest))
    return clocks
