"""An assessment's strategies on belief nodes of the certificate's choosing, stepped back from the end.

With a horizon, values go back from the last move. Without one they are the fixed point of one step
(:mod:`.endless`); the step is a contraction, so the fixed point is unique and the last change bounds the error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from ...games.structure import Standing
from .beliefs import EVERY, BeliefGrid, Refinement
from .endless import Endless
from .given import GridStrategies
from .induction import Step, through_chance
from .simultaneous import JointStep, JointTurn, joint_turns_of
from .turns import Array, Turn, chances_of, clocks_of, column_discount, turns_of
from .value_rows import Rows

WORKERS = 2
PATIENT = 0.98  # most that is allowed for as discount from one event to the next
VALUE_ERROR = 1e-11  # of a fixed point, relative to the largest payoff
BETWEEN_ERROR = 1e-8  # the same on a finer grid, where values are wanted for regrets and the gap between nodes alone

Gaps = dict[int, Array]
Nodes = Array | slice


class Play:
    """An assessment on its own belief nodes, or on a grid some times as fine with log σ interpolated.

    Attributes:
        assessment: what was solved.
        coarse: its own nodes.
        grid: the nodes here.
        turns, chances, clocks: by state.
    """

    def __init__(self, assessment: GridStrategies, factor: int = 1):
        game = assessment.game
        prior = np.asarray(game.numbers.prior, float)
        self.assessment = assessment
        self.coarse = BeliefGrid.of(assessment.lattices, prior)
        self.grid = BeliefGrid.of(assessment.lattices, prior, factor) if factor > 1 else self.coarse
        self.refinement = Refinement(self.coarse, self.grid, factor) if factor > 1 else None
        self.turns: dict[int, Turn | JointTurn] = {**turns_of(game), **joint_turns_of(game)}
        self.chances = chances_of(game)
        self.clocks = clocks_of(game)
        self._ending = np.asarray(game.numbers.ending, float)

    def sigma(self, stage: int, state: int) -> Array:
        """Move probabilities of the mover's strategic types at every node, (S, A, n); where several move, of all of
        theirs, in order."""
        turn, stored = self.turns[state], np.asarray(self.assessment.strategy(stage, state))
        if isinstance(turn, JointTurn):
            z = stored.reshape(*stored.shape[:2], -1)
        else:
            z = self.coarse.native(stored[:, : len(turn.show)], turn.mover)
        if self.refinement is None:
            return np.exp(z)
        sigma = np.exp(self.refinement.spread(z))
        return sigma / sigma.sum(1, keepdims=True)

    def step(self, stage: int, state: int, rows: Rows) -> Any:
        """A turn under the assessment's strategies, a :class:`JointStep` where several actors move."""
        turn, sigma = self.turns[state], self.sigma(stage, state)
        if isinstance(turn, JointTurn):
            return JointStep(turn, self.grid, sigma, rows)
        return Step(turn, self.grid, sigma, rows)

    def stages(
        self,
        *,
        best: bool = False,
        at: Callable[[int, int], Nodes] = lambda stage, state: EVERY,
        near: Mapping[int, Array] | None = None,
    ) -> Iterator[tuple[int, dict[int, Array], Gaps]]:
        """Values and gaps by stage, the last first; one stage only for a game without a horizon.

        Args:
            best: carry the best replies' values too, as the last C rows.
            at: nodes where the gap max |σ − logit(Q)| is wanted at a stage and state.
            near: by state, the same rows on the assessment's own nodes, (R, n) or (R,): where to begin in a game
                without a horizon.

        Yields:
            stage; values by state, (R, n) or (R,); gaps by decision state.
        """
        structure = self.assessment.game.structure
        rows = Rows.of(self.assessment.game, best)
        values = {x: worth[rows.worth] for x, worth in enumerate(self._ending)}
        terminal = {x: values[x] for x in values if structure.standing[x] == Standing.TERMINAL}
        through_chance(values, self.chances, self.chances, rows, self.grid)
        with ThreadPoolExecutor(WORKERS) as pool:
            if structure.horizon is None:
                if near is not None:
                    spread = self.refinement.spread if self.refinement else np.asarray
                    values = {x: spread(part) if part.ndim > 1 else part for x, part in near.items()}
                yield self._stationary(values, terminal, rows, pool, at)
                return
            for t in reversed(range(structure.horizon)):
                ahead = self._discounted(values, rows)

                def work(x: int, t: int = t, ahead: dict = ahead) -> tuple[int, Array, Array]:
                    step = self.step(t, x, rows)
                    before, q = step.back(ahead)
                    return x, before, step.gap(q, at(t, x))

                before, gaps = dict(terminal), {}
                for x, value, gap in pool.map(work, [x for x in structure.reachable[t] if x in self.turns]):
                    before[x], gaps[x] = value, gap
                through_chance(before, self.chances, structure.reachable[t], rows, self.grid)
                values = before
                yield t, values, gaps

    def _discounted(self, values: Mapping[int, Array], rows: Rows) -> dict[int, Array]:
        delta = column_discount(self.assessment.game)[rows.worth]
        return {x: (delta * value.T).T for x, value in values.items()}

    def _stationary(
        self, start: dict, terminal: dict, rows: Rows, pool: ThreadPoolExecutor, at: Callable[[int, int], Nodes]
    ) -> tuple[int, dict, Gaps]:
        steps = {x: self.step(0, x, rows) for x in self.turns}
        numbers = self.assessment.game.numbers
        delta = float(np.asarray(numbers.discount).max())
        if self.clocks:  # between decisions, days; endings contract as well, so the bound is not driven below rounding
            delta = min(max(float(wait.patience.max()) for wait in self.clocks.values()), PATIENT)
        scale = max(float(np.abs(part).max()) for part in (np.asarray(numbers.payoff), self._ending)) or 1.0
        discount = column_discount(self.assessment.game)[rows.worth]
        endless = Endless(
            self.assessment.game.structure, steps, self.clocks, self.chances, discount, rows, self.grid, pool.map
        )
        error = VALUE_ERROR if self.refinement is None else BETWEEN_ERROR
        tolerance = error * scale * (1 - delta if delta < 1 else 1.0)
        endless.settle(start, terminal, tolerance, lambda x: at(0, x))
        return 0, endless.values, endless.gaps
