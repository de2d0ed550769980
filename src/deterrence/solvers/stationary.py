"""Games without a horizon: the fixed point of one stage, reached from the long finite horizon.

Public states are solved block by block (:mod:`.blocks`), each once those that it leads to are. Within a block values
depend on themselves through its returns, so that a round of it, each state solved for the values that it leads to, is a
map of the returns' values, and what is sought is its fixed point. Rounds begin from the end, each from the values that
the one before left; once they change little, Newton's method takes over. Its linear system is that of
:class:`.linearised.Linearised`, strategies answering to values, solved by GMRES: a round solves every node again, and
going round the linear system costs far less. Where a step of it does not bring values nearer it is taken back, and
rounds go on for a while, accelerated (:mod:`.acceleration`). Where many come no nearer, the fixed point may be none
that they reach, and values and strategies are sought at once (:mod:`.coupled_newton`).

Given strategies to start from, those of a nearby game or of a coarser grid, values start at what they are worth under
them: one linear system instead of all the rounds from the end.

When values hardly move any more, what the strategies found are worth is worked out likewise. Their residual against
those values, their own, is what the tolerance is about: within it they are done.

Reference: Dembo, R. S., Eisenstat, S. C. and Steihaug, T. (1982), "Inexact Newton methods", SIAM Journal on Numerical
Analysis 19(2) (recalled, not opened).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..errors import NotConverged
from ..games.structure import Standing
from . import coupled_newton
from .acceleration import Anderson
from .backward_induction import Sweeper
from .blocks import Block, blocks
from .rounds import REDUCTION, Rounds, Strategies

NEAR = 10.0  # times the tolerance, at which values hardly move; so much nearer each time that they still did
LITTLE = 5.0  # change of values, times the precision, from which Newton's method is tried
GROWTH = 4.0  # of the change before, at which a step of Newton's is taken back
IDLE = 3  # steps in a row that bring values no nearer, after which the last is taken back as well
STUCK = 300  # rounds in a row, and as many more as a block has returns, none of which moves values less than before
REST = 2  # rounds before it is tried again; twice as many each time
ATTEMPTS = {80: 20, 130: 40}  # so many rounds none of which was nearer: rounds that an attempt begins with
FORCING = 1e-3  # most of what is missing that Newton's linear system leaves; less, as values come nearer


def stationary(
    sweeper: Sweeper, sweeps: int, pure_move: int | None, warm: Mapping[int, np.ndarray]
) -> tuple[Strategies, np.ndarray, float]:
    """Solve a game without a horizon on a lattice; existence is that of the discretised game.

    Args:
        sweeper: of the game; its tolerance is that on max |σ − logit(Q)|, for the values that are returned.
        sweeps: most rounds of a block.
        pure_move: number of the move near which strategies start; None for the base weights.
        warm: log strategies to start from, by state, if any.

    Returns:
        Log strategies by state, values (X, C, P_1, …, P_N), the largest residual.

    Raises:
        NotConverged: values still moved after all rounds, or after many no less than before, or a node that no method
            solved.
    """
    structure = sweeper.game.structure
    states = [x for x in range(len(structure.states)) if structure.standing[x] != Standing.TERMINAL]
    rounds = Rounds(sweeper, pure_move, warm)
    for block in blocks(structure, states):
        _settle(rounds, block, sweeps)
    return rounds.strategies, rounds.values, max(rounds.residuals.values(), default=0.0)


def _settle(rounds: Rounds, block: Block, most: int) -> None:
    """Solve a block, those that it leads to being solved.

    Raises:
        NotConverged: see :func:`stationary`.
    """
    linear = not any(x in rounds.sweeper.joints for x in block.states)
    back = list(block.returns)
    rounds.begin(block)
    if back and linear and rounds.is_warm(block):
        rounds.worth(block)
    near, anderson = NEAR * rounds.tolerance / rounds.precision, Anderson()
    tried, image, plain, rest = np.inf, rounds.values[back], 0, REST
    smallest, idle, stuck = np.inf, 0, 0
    for made in range(1, most + 1):
        before = rounds.values[back]
        after = rounds.go_round(block)
        change = float(np.abs(after - before).max(initial=0.0))
        # A change of Δ in values moves a logit probability by at most λΔ/2.
        if change <= rounds.least:
            rounds.values[back] = after
            return
        nearer = change < smallest
        smallest, idle, stuck = (change, 0, 0) if nearer else (smallest, idle + 1, stuck + 1)
        if stuck >= STUCK + len(back):
            raise _unsettled(change, made, stuck)
        if not linear:
            rounds.values[back] = anderson.next(before, after)
            continue
        if change <= near:
            kept = rounds.values[list(block.states)]
            if rounds.own(block, before, after):
                return
            rounds.values[list(block.states)], near = kept, change / NEAR
        if stuck in ATTEMPTS and coupled_newton.settle(rounds, block, ATTEMPTS[stuck]):
            return
        if tried < np.inf and (change > GROWTH * tried or idle >= IDLE):
            tried, plain, rest, idle = np.inf, rest, 2 * rest, 0
            rounds.values[back] = image
        elif plain or change * rounds.precision > LITTLE:
            tried, plain = np.inf, max(plain - 1, 0)
            rounds.values[back] = anderson.next(before, after)
        else:
            tried, image = change, after
            left = max(min(FORCING, change * rounds.precision), REDUCTION)
            rounds.values[back] = before + rounds.missing(block, after - before, answered=True, left=left)
    raise _unsettled(change, most, 0)


def _unsettled(change: float, rounds: int, stuck: int) -> NotConverged:
    """Values that still move after so many rounds, the last of which, if any, brought them no nearer."""
    idly = f", the last {stuck} of which brought them no nearer: " if stuck else ": raise 'sweeps', "
    return NotConverged(
        f"values still move by {change:.2g} after {rounds} sweeps{idly}lower the discount factor, or give the game a "
        "horizon"
    )
