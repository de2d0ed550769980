"""An assessment's strategies on belief nodes of the certificate's choosing, stepped back from the end.

With a horizon, values go back from the last move. Without one they are the fixed point of one step, found by
Anderson's acceleration from what the endings are worth; the step is a contraction, so the fixed point is
unique and the last change bounds the error.

Reference: Walker & Ni (2011), "Anderson acceleration for fixed-point iterations", SIAM Journal on Numerical
Analysis 49(4) (recalled, not opened).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from ...errors import NotConverged
from ...games.structure import Standing
from .beliefs import BeliefGrid, Refinement
from .given import GridStrategies
from .induction import Step, through_chance
from .simultaneous import JointStep, JointTurn, joint_turns_of
from .turns import Array, Turn, Wait, chances_of, clocks_of, column_discount, turns_of
from .value_rows import Rows

WORKERS = 2
WINDOW = 5  # steps that Anderson's acceleration remembers
MOST_STEPS = 5_000
MOST_KEPT = 16_000_000  # outcomes times nodes of which the way is remembered, at some 30 bytes each
MOST_RESTARTS = 20  # then plain steps, which always contract
RIDGE = 1e-14  # of the squared changes, added so that nearly equal ones cannot cancel
PATIENT = 0.98  # most that is allowed for as discount from one event to the next
VALUE_ERROR = 1e-11  # of a fixed point, relative to the largest payoff

Gaps = dict[int, Array]
Nodes = Array | slice
EVERY = slice(None)


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
        self, *, best: bool = False, at: Callable[[int, int], Nodes] = lambda stage, state: EVERY
    ) -> Iterator[tuple[int, dict[int, Array], Gaps]]:
        """Values and gaps by stage, the last first; one stage only for a game without a horizon.

        Args:
            best: carry the best replies' values too, as the last C rows.
            at: nodes where the gap max |σ − logit(Q)| is wanted at a stage and state.

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
        states = [*self.turns, *self.clocks]
        steps = {x: self.step(0, x, rows) for x in self.turns}
        shape = (len(states), len(rows), self.grid.count)
        keep = sum(len(turn.following) for turn in self.turns.values()) * self.grid.count <= MOST_KEPT

        def named(stacked: Array) -> dict:
            values = {**terminal, **dict(zip(states, stacked.reshape(shape), strict=True))}
            through_chance(values, self.chances, self.chances, rows, self.grid)
            return values

        def once(stacked: Array) -> Array:
            values = named(stacked)
            ahead = self._discounted(values, rows)

            def before(x: int) -> Array:
                if x in self.clocks:
                    return self._until_event(self.clocks[x], values, rows)
                return steps[x].back(ahead, keep=keep)[0]

            return np.stack(list(pool.map(before, states)))

        first = np.stack([np.broadcast_to(start[x][:, None], shape[1:]) for x in states])
        numbers = self.assessment.game.numbers
        delta = float(np.asarray(numbers.discount).max())
        if self.clocks:  # between decisions, days; endings contract as well, so the bound is not driven below rounding
            delta = min(max(float(wait.patience.max()) for wait in self.clocks.values()), PATIENT)
        scale = max(float(np.abs(part).max()) for part in (np.asarray(numbers.payoff), self._ending)) or 1.0
        values = named(fixed_point(once, first, VALUE_ERROR * scale * (1 - delta if delta < 1 else 1.0)))
        ahead = self._discounted(values, rows)

        def gap(x: int) -> Array:
            return steps[x].gap(steps[x].back(ahead, keep=keep)[1], at(0, x))

        return 0, values, dict(zip(self.turns, pool.map(gap, self.turns), strict=True))

    def _until_event(self, wait: Wait, values: Mapping[int, Array], rows: Rows) -> Array:
        """Values at a clock state, (R, n)."""
        total = np.zeros((len(rows), self.grid.count))
        for y, chance in zip(wait.following.tolist(), wait.probability, strict=True):
            total += chance * (values[y] if values[y].ndim > 1 else values[y][:, None])
        return wait.payoff[rows.worth, None] + wait.patience[rows.worth, None] * total


def fixed_point(once: Callable[[Array], Array], start: Array, tolerance: float) -> Array:
    """The fixed point of a contraction, by Anderson's acceleration.

    Args:
        once: the map.
        start: any point.
        tolerance: on the last change, max norm; the error is at most that over one less the contraction.

    Raises:
        NotConverged: with the last change.
    """
    x, restarts = start, 0
    points: list[Array] = []
    changes: list[Array] = []
    smallest = np.inf
    for _ in range(MOST_STEPS):
        image = once(x)
        change = (image - x).reshape(-1)
        size = float(np.abs(change).max())
        if size <= tolerance:
            return image
        if size > 2 * smallest:
            restarts += 1
            points, changes = [], []
        smallest = min(smallest, size)
        points, changes = [*points, image][-WINDOW - 1 :], [*changes, change][-WINDOW - 1 :]
        x = image
        if len(changes) > 1 and restarts < MOST_RESTARTS:
            basis = np.stack([change - former for former in changes[:-1]])
            gram = basis @ basis.T
            share = np.linalg.lstsq(gram + RIDGE * np.trace(gram) * np.eye(len(gram)), basis @ change, rcond=None)[0]
            x = image - sum(part * (image - former) for part, former in zip(share, points[:-1], strict=True))
    raise NotConverged(
        f"values under the given strategies still move by {size:.2g} after {MOST_STEPS} steps: lower the "
        "discount factor, or give the game a horizon"
    )
