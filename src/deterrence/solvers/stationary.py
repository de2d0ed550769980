"""Games without a horizon: the fixed point of one stage, reached from the long finite horizon.

Sweeps go back from the end, each state solved again for the values that the sweep before it left. Where a clock
discounts little from one event to the next values move slowly, so sweeps are accelerated (:mod:`.acceleration`). Given
strategies to start from, those of a nearby game or of a coarser grid, values start at what they are worth under them:
one linear system instead of all the sweeps from the end.

When values hardly move any more, what the strategies found are worth is worked out likewise. Their residual against
those values, their own, is what the tolerance is about: within it they are done, and the sweeps are spared after which
values would have stopped of themselves.

Reference: Saad, Y. and Schultz, M. H. (1986), "GMRES: a generalized minimal residual algorithm for solving nonsymmetric
linear systems", SIAM Journal on Scientific and Statistical Computing 7(3) (recalled, not opened).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import LinearOperator, gmres

from ..errors import NotConverged
from ..games.structure import Standing
from .acceleration import Anderson
from .backward_induction import Sweeper

MOST_PATIENCE = 0.99  # taken for the discount from one event to the next where it is more: endings contract as well
FINEST = 1e-13  # at the nodes of a sweep, whose own errors must not keep values moving
NEAR = 10.0  # times the tolerance, at which values hardly move; so much nearer each time that they still did
REDUCTION = 1e-6  # of what is missing, by the linear system
KEPT, ROUNDS = 20, 20  # directions that GMRES keeps, and how often it begins anew

Strategies = dict[int, np.ndarray]


def stationary(
    sweeper: Sweeper, sweeps: int, pure_move: int | None, warm: Mapping[int, np.ndarray]
) -> tuple[Strategies, np.ndarray, float]:
    """Solve a game without a horizon on a lattice; existence is that of the discretised game.

    Args:
        sweeper: of the game; its tolerance is that on max |σ − logit(Q)|, for the values that are returned.
        sweeps: most.
        pure_move: number of the move near which strategies start; None for the base weights.
        warm: log strategies to start from, by state, if any.

    Returns:
        Log strategies by state, values (X, C, P_1, …, P_N), the largest residual.

    Raises:
        NotConverged: values still moved after all sweeps, or a node that no method solved.
    """
    structure, clock = sweeper.game.structure, sweeper.game.clock
    states = [x for x in range(len(structure.states)) if structure.standing[x] != Standing.TERMINAL]
    precision = max(float(np.asarray(sweeper.game.numbers.precision).max()), 1.0)
    # What a last change of values leaves to come is larger by 1/(1 − δ) at most.
    patience = 0.0 if clock is None else min(float(clock.patience[list(structure.clocks)].max()), MOST_PATIENCE)
    least = sweeper.tolerance * (1 - patience) / precision
    closer = replace(sweeper, tolerance=max(least, FINEST))
    values, last = sweeper.ending(), dict(warm)
    if last and not sweeper.joints:
        values, _ = _worth(sweeper, last, values)
    change, near, anderson = np.inf, NEAR * sweeper.tolerance / precision, Anderson()
    for _ in range(sweeps):
        known = last

        def start(x: int, known: Strategies = known) -> np.ndarray | None:
            return known[x] if x in known else closer.pure_start(x, pure_move)

        before, last, residuals = closer.stage(values, states, start)
        change = float(np.abs(before - values).max())
        # A change of Δ in values moves a logit probability by at most λΔ/2.
        if change <= least:
            return last, before, max(residuals.values(), default=0.0)
        if change <= near and not sweeper.joints:
            own, left = _worth(sweeper, last, before)
            residual = sweeper.residual(own, last)
            if residual <= sweeper.tolerance and left <= least:
                return last, own, residual
            near = change / NEAR
        values = before if clock is None else anderson.next(values, before)
    raise NotConverged(
        f"values still move by {change:.2g} after {sweeps} sweeps: raise 'sweeps', lower the discount "
        "factor, or give the game a horizon"
    )


def _worth(sweeper: Sweeper, strategies: Strategies, values: np.ndarray) -> tuple[np.ndarray, float]:
    """What values are under strategies that stay as they are, from some nearby; and what a stage still moves."""
    step = _Step(sweeper, strategies, values.shape)
    missing = (step.after(values, flow=True) - values).reshape(-1)

    def less(change: np.ndarray) -> np.ndarray:
        flat = change.reshape(-1)
        return flat - step.after(flat.reshape(values.shape), flow=False).reshape(-1)

    system = LinearOperator((missing.size, missing.size), matvec=less, dtype=float)
    found, _ = gmres(system, missing, rtol=REDUCTION, restart=KEPT, maxiter=ROUNDS)
    worth = values + found.reshape(values.shape)
    return worth, float(np.abs(step.after(worth, flow=True) - worth).max())


class _Step:
    """One stage under strategies that stay as they are."""

    def __init__(self, sweeper: Sweeper, strategies: Strategies, shape: tuple[int, ...]):
        self.passages = sweeper.passages
        size = int(np.prod(shape))
        self.parts = []
        for mover in sweeper.movers:
            e = mover.equations(strategies)
            matrix = sparse.csr_array((e.weight, e.entry, e.starts), shape=(len(e.row), size))
            self.parts.append((e.row, matrix, e.flow))

    def after(self, values: np.ndarray, *, flow: bool) -> np.ndarray:
        """Values one stage earlier; without the flow, what a change of them becomes."""
        found = values.copy()
        out, flat = found.reshape(-1), values.reshape(-1)
        for row, matrix, paid in self.parts:
            out[row] = matrix @ flat + (paid if flow else 0.0)
        self.passages.fill(found, flow=flow)
        return found
