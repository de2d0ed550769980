"""A solved game laid out for sampling: arrays that a rollout gathers from by state, move, branch and outcome.

Letters: N actors, K types (the most any actor has), S strategic types (the most any actor has), R movers (the most at
a state), X states, A moves of a mover at a state (the most), J joint moves, B branches, O outcomes, P belief nodes of
all actors together, T stages. Padding of log probabilities is so low that it is never drawn and adds nothing to a
likelihood.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
import numpy as np

from ..games.stochastic import Array, StochasticGame
from ..games.structure import Standing, Structure
from ..solvers import runtime  # noqa: F401  (double precision, before any array is made)
from ..solvers.grid import Assessment
from ..solvers.joint_tables import factors
from ..solvers.kernel import CLOSED
from ..solvers.tables import chance_tables
from .imposed import Imposed


class PlayTables(NamedTuple):
    """What one stage of play reads.

    Attributes:
        log_sigma: (rows, A), log σ of strategic types at belief nodes. The table of a mover at a state and stage begins
            at ``first[t, x, r]`` and holds its strategic types in order, each with P rows, the last actor's
            nodes running fastest.
        first: (T, X, R), rows as above, for as many stages as strategies differ by; zero where nobody moves or play
            cannot be.
        strategic: (S, N), each actor's strategic types in order; -1 for padding.
        log_rule: (X, R, K, A), log probability of each move under the mover's commitments.
        mover: (X, R), actors that move, in order; -1 for padding.
        stride: (X, R), what a mover's move adds to the column of ``joint``, by its position; zero for padding.
        decides, chance: (X,), whether somebody moves, whether chance does.
        joint: (X, columns), joint move by the movers' moves, the last mover's running fastest; at a chance state its
            only one stands first.
        branch: (J, most branches), index of each branch; the last is repeated as padding.
        branch_cdf: (J, most branches), cumulative probability.
        outcome: (B,), public outcome of a branch.
        following: (O,), state an outcome leads to.
        log_show: (O, R, A), log of each mover's factor of the likelihood of an outcome, by its moves at the state that
            the outcome leaves: where one actor moves, log Pr(outcome | move).
        type_cdf: (N, K), cumulative prior.
        initial: (), the first state.
        prior: (N, K).
        renewal: (X, N), the share of types redrawn on passing a state; None where there is none.
        pace: (X,), events per day at clock states, zero at others; None for a game that counts moves.
        window: (), the day at which plays of a game on a clock are no longer followed; None for others.
        tilt: (X, R, A), log of how much more than it would a mover makes a move, where conduct is locked and not
            announced; None where nothing is. What is read of moves is by the others.
        own_rule: (X, R, K, A), log probability of each move under the mover's commitments as they in fact play; None
            likewise.
    """

    log_sigma: Array
    first: Array
    strategic: Array
    log_rule: Array
    mover: Array
    stride: Array
    decides: Array
    chance: Array
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
    pace: Array | None
    window: Array | None
    tilt: Array | None
    own_rule: Array | None


def play_tables(
    assessment: Assessment, stages: int, days: float | None = None, imposed: Imposed | None = None
) -> PlayTables:
    """Lay out an assessment for ``stages`` moves of play, or so many days of it.

    With conduct that is locked and not announced, if any.

    Raises:
        UnsupportedGame: several movers at a state whose outcomes do not inform about each separately, or chance that
            leads to chance.
    """
    game = assessment.game
    s = game.structure
    chance_tables(game)  # refuses chance that leads to chance, which play passes only once
    log_show = _shown(game)  # refuses outcomes that depend on several moves together
    mover = np.full((len(s.states), most_movers(s)), -1)
    for x, movers in enumerate(s.movers):
        mover[x, : len(movers)] = movers
    sigma, first = _strategies(assessment, stages)
    joint, stride = _joints(s)
    branch, branch_cdf = _branches(game)
    tables = PlayTables(
        log_sigma=sigma,
        first=first,
        strategic=_strategic(s),
        log_rule=_logs(s, np.asarray(game.numbers.rule)),
        mover=mover,
        stride=stride,
        decides=s.standing == Standing.DECISION,
        chance=s.standing == Standing.CHANCE,
        joint=joint,
        branch=branch,
        branch_cdf=branch_cdf,
        outcome=s.branch_outcome,
        following=s.outcome_next,
        log_show=log_show,
        type_cdf=np.cumsum(np.asarray(game.numbers.prior), axis=1),
        initial=np.asarray(s.initial),
        prior=np.asarray(game.numbers.prior),
        renewal=game.renewal,
        pace=None if game.clock is None else game.clock.rate,
        window=None if days is None else np.asarray(days),
        tilt=None if imposed is None else _tilts(s, imposed),
        own_rule=None if imposed is None else _logs(s, _ruled(game, imposed)),
    )
    return PlayTables(*(None if table is None else _narrowed(table) for table in tables))


def _narrowed(table: np.ndarray) -> Array:
    """On the device, indices as 32-bit integers."""
    return jnp.asarray(table, jnp.int32 if table.dtype.kind == "i" else None)


def most_moves(structure: Structure) -> int:
    """A, the most moves open at a state."""
    return max((len(open_) for row in structure.moves_at for open_ in row), default=0) or 1


def most_movers(structure: Structure) -> int:
    """R, the most actors that move at a state."""
    return max(map(len, structure.movers), default=0) or 1


def _strategies(assessment: Assessment, stages: int) -> tuple[np.ndarray, np.ndarray]:
    s = assessment.game.structure
    width, nowhere = most_moves(s), np.zeros((len(s.states), most_movers(s)), int)
    starts: list[np.ndarray] = []
    blocks, count = [np.zeros((1, width))], 1  # a first row to read where nobody moves
    stages = min(stages, assessment.stages)
    for strategies in assessment.strategies[:stages]:
        t = len(starts)
        start = nowhere.copy()
        for x in strategies:
            for slot, grid in enumerate(assessment.mover_strategies(t, x)):
                rows = np.full((int(np.prod(grid.shape)) // grid.shape[1], width), CLOSED)
                rows[:, : grid.shape[1]] = np.moveaxis(grid, 1, -1).reshape(-1, grid.shape[1])
                start[x, slot], count = count, count + len(rows)
                blocks.append(rows)
        starts.append(start)
    return np.concatenate(blocks), np.array(starts, int).reshape(stages, *nowhere.shape)


def _strategic(s: Structure) -> np.ndarray:
    kinds = [[k for k, label in enumerate(row) if label.strategic] for row in s.types]
    most = max(len(row) for row in kinds)
    return np.array([row + [-1] * (most - len(row)) for row in kinds], int).T


def _joints(s: Structure) -> tuple[np.ndarray, np.ndarray]:
    """Joint moves of each state by the movers' moves, and by how much each mover's runs."""
    stride = np.zeros((len(s.states), most_movers(s)), int)
    joint = np.zeros((len(s.states), max(map(len, s.joints_at), default=0) or 1), int)
    for x, joints in enumerate(s.joints_at):
        sizes = [len(s.moves_at[x][i]) for i in s.movers[x]]
        for slot in range(len(sizes)):
            stride[x, slot] = np.prod(sizes[slot + 1 :], dtype=int)
        for j in joints:
            at = sum(
                stride[x, slot] * s.moves_at[x][i].index(int(s.joint_moves[j, i])) for slot, i in enumerate(s.movers[x])
            )
            joint[x, at] = j
    return joint, stride


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


def _logs(s: Structure, rule: np.ndarray) -> np.ndarray:
    """Logs of what commitments do, (M, K), by state and mover."""
    kinds = max(map(len, s.types))
    table = np.zeros((len(s.states), most_movers(s), kinds, most_moves(s)))
    for x, movers in enumerate(s.movers):
        for slot, i in enumerate(movers):
            moves = list(s.moves_at[x][i])
            table[x, slot, :, : len(moves)] = rule[moves].T
    with np.errstate(divide="ignore"):
        return np.log(table)


def _ruled(game: StochasticGame, imposed: Imposed) -> np.ndarray:
    """(M, K), what commitments do whose conduct is locked."""
    s, rule = game.structure, np.array(game.numbers.rule, float)
    for row in s.moves_at:
        for moves in filter(None, row):
            rule[list(moves)] = imposed.applied(moves, rule[list(moves)].T[:, :, None])[:, :, 0].T
    return rule


def _tilts(s: Structure, imposed: Imposed) -> np.ndarray:
    return _logs(s, imposed.tilt[:, None])[:, :, 0]


def _shown(game: StochasticGame) -> np.ndarray:
    """log Pr(outcome | move), (O, R, A), or its factor that informs about each mover; zero padding of probabilities."""
    s = game.structure
    show = np.zeros((len(s.outcome_state), most_movers(s), most_moves(s)))
    probability = np.asarray(game.numbers.branch_probability)
    for x, movers in enumerate(s.movers):
        if len(movers) > 1:
            for slot, kappa in enumerate(factors(game, x)[0]):
                show[list(s.outcomes_at[x]), slot, : len(kappa)] = kappa.T
        elif movers:
            (i,) = movers
            for b in s.branches_at[x]:
                move = s.moves_at[x][i].index(int(s.joint_moves[s.branch_joint[b], i]))
                show[s.branch_outcome[b], 0, move] += probability[b]
    with np.errstate(divide="ignore"):
        return np.log(show)
