"""A solved game laid out for sampling: arrays that a rollout gathers from by state, move, branch and outcome.

Letters: N actors, K types (the most any actor has), S strategic types (the most any actor has), X states, A moves
at a state (the most), J joint moves, B branches, O outcomes, P belief nodes of all actors together, T stages.
Padding of log probabilities is −∞, so that it is never drawn and adds nothing to a likelihood.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
import numpy as np

from ..game.stochastic import Array, StochasticGame
from ..game.structure import Standing, Structure
from ..solvers import runtime  # noqa: F401  (double precision, before any array is made)
from ..solvers.grid import Assessment
from ..solvers.tables import chance_tables, require_one_mover


class PlayTables(NamedTuple):
    """What one stage of play reads.

    Attributes:
        log_sigma: (rows, A), log σ of strategic types at belief nodes. The table of a state at a stage begins at
            ``first[t, x]`` and holds its mover's strategic types in order, each with P rows, the last actor's
            nodes running fastest.
        first: (T, X), rows as above; nought where nobody moves or play cannot be.
        strategic: (S, N), each actor's strategic types in order; -1 for padding.
        log_rule: (X, K, A), log probability of each move under the mover's commitments.
        mover: (X,), actor; nought where nobody moves.
        decides, chance: (X,), whether somebody moves, whether chance does.
        moves: (X, A), index of each move; -1 for padding.
        joint: (X, A), joint move of each move; at a chance state its only one stands first.
        branch: (J, most branches), index of each branch; the last is repeated as padding.
        branch_cdf: (J, most branches), cumulative probability.
        outcome: (B,), public outcome of a branch.
        following: (O,), state an outcome leads to.
        log_show: (O, A), log Pr(outcome | move) for the moves at the state the outcome leaves.
        type_cdf: (N, K), cumulative prior.
        initial: (), the first state.
        prior: (N, K).
        renewal: (X, N), the share of types drawn anew on passing a state; None where there is none.
    """

    log_sigma: Array
    first: Array
    strategic: Array
    log_rule: Array
    mover: Array
    decides: Array
    chance: Array
    moves: Array
    joint: Array
    branch: Array
    branch_cdf: Array
    outcome: Array
    following: Array
    log_show: Array
    type_cdf: Array
    initial: Array
    prior: Array
    renewal: Array | None


def play_tables(assessment: Assessment, stages: int) -> PlayTables:
    """Lay out an assessment for ``stages`` moves of play.

    Raises:
        UnsupportedGame: several movers at a state, which sampling does not cover, or chance that leads to chance.
    """
    game = assessment.game
    s = game.structure
    require_one_mover(s, "sampling")
    chance_tables(game)  # refuses chance that leads to chance, which play passes only once
    sigma, first = _strategies(assessment, stages)
    moves, joint = _moves(s)
    branch, branch_cdf = _branches(game)
    mover = np.array([movers[0] if movers else 0 for movers in s.movers])
    tables = PlayTables(
        log_sigma=sigma,
        first=first,
        strategic=_strategic(s),
        log_rule=_rules(game, moves),
        mover=mover,
        decides=s.standing == Standing.DECISION,
        chance=s.standing == Standing.CHANCE,
        moves=moves,
        joint=joint,
        branch=branch,
        branch_cdf=branch_cdf,
        outcome=s.branch_outcome,
        following=s.outcome_next,
        log_show=_shown(game, moves),
        type_cdf=np.cumsum(np.asarray(game.numbers.prior), axis=1),
        initial=np.asarray(s.initial),
        prior=np.asarray(game.numbers.prior),
        renewal=game.renewal,
    )
    return PlayTables(*(None if table is None else _narrowed(table) for table in tables))


def _narrowed(table: np.ndarray) -> Array:
    """On the device, indices as 32-bit integers."""
    return jnp.asarray(table, jnp.int32 if table.dtype.kind == "i" else None)


def most_moves(structure: Structure) -> int:
    """A, the most moves open at a state."""
    return max((len(open_) for row in structure.moves_at for open_ in row), default=0) or 1


def native(log_sigma: np.ndarray, sizes: tuple[int, ...], mover: int) -> np.ndarray:
    """Log strategies (S, A, P_i, Q), the mover's nodes first, as (S, A, P_1, …, P_N)."""
    rest = [n for i, n in enumerate(sizes) if i != mover]
    return np.moveaxis(log_sigma.reshape(*log_sigma.shape[:3], *rest), 2, 2 + mover)


def _strategies(assessment: Assessment, stages: int) -> tuple[np.ndarray, np.ndarray]:
    s = assessment.game.structure
    width = most_moves(s)
    sizes = tuple(len(lattice) for lattice in assessment.lattices)
    starts, blocks, count = [], [np.zeros((1, width))], 1  # a first row to read where nobody moves
    for strategies in assessment.strategies[:stages]:
        start = np.zeros(len(s.states), int)
        for x, log_sigma in strategies.items():
            grid = native(log_sigma, sizes, s.movers[x][0])
            rows = np.moveaxis(grid, 1, -1).reshape(-1, grid.shape[1])
            start[x], count = count, count + len(rows)
            blocks.append(rows)
        starts.append(start)
    last = starts[-1:] or [np.zeros(len(s.states), int)]  # a stationary assessment has one stage for all
    first = np.array((starts + last * stages)[:stages], int).reshape(stages, len(s.states))
    return np.concatenate(blocks), first


def _strategic(s: Structure) -> np.ndarray:
    kinds = [[k for k, label in enumerate(row) if label.strategic] for row in s.types]
    most = max(len(row) for row in kinds)
    return np.array([row + [-1] * (most - len(row)) for row in kinds], int).T


def _moves(s: Structure) -> tuple[np.ndarray, np.ndarray]:
    """Moves of each state in the order of the strategies' columns, and their joint moves."""
    moves = np.full((len(s.states), most_moves(s)), -1)
    joint = np.zeros_like(moves)
    for x, joints in enumerate(s.joints_at):
        if s.standing[x] == Standing.CHANCE:
            joint[x, 0] = joints[0]
        elif s.standing[x] == Standing.DECISION:
            moves[x, : len(joints)] = s.joint_moves[list(joints), s.movers[x][0]]
            joint[x, : len(joints)] = joints
    return moves, joint


def _branches(game: StochasticGame) -> tuple[np.ndarray, np.ndarray]:
    s = game.structure
    probability = np.asarray(game.numbers.branch_probability)
    per_joint: list[list[int]] = [[] for _ in s.joint_state]
    for b, row in enumerate(s.branches):
        per_joint[row.joint].append(b)
    width = max(len(rows) for rows in per_joint)
    branch = np.array([rows + rows[-1:] * (width - len(rows)) for rows in per_joint])
    real = np.arange(width) < np.array([len(rows) for rows in per_joint])[:, None]
    return branch, np.cumsum(np.where(real, probability[branch], 0.0), axis=1)


def _rules(game: StochasticGame, moves: np.ndarray) -> np.ndarray:
    rule = np.where(moves[..., None] >= 0, np.asarray(game.numbers.rule)[moves], 0.0)
    with np.errstate(divide="ignore"):
        return np.log(np.moveaxis(rule, -1, 1))


def _shown(game: StochasticGame, moves: np.ndarray) -> np.ndarray:
    """log Pr(outcome | move), (O, A); a chance state's outcome stands under its first column."""
    s = game.structure
    show = np.zeros((len(s.outcome_state), moves.shape[1]))
    column = np.zeros(len(s.joint_state), int)
    for joints in s.joints_at:
        column[list(joints)] = np.arange(len(joints))
    np.add.at(show, (s.branch_outcome, column[s.branch_joint]), np.asarray(game.numbers.branch_probability))
    with np.errstate(divide="ignore"):
        return np.log(show)
