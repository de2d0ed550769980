"""The two sweeps of a gradient: headlines from the last stage to the first, cotangents from the first to the last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from ..errors import UnsupportedGame
from ..game.stochastic import Numbers
from ..game.structure import Standing
from ..solvers.grid import Assessment
from .adjoint import Adjoint, add, nothing
from .axes import Axes
from .block import Block, make_block, runs
from .headlines import Headline
from .spread import Spread
from .stage import Stage

ROWS = 80  # outcomes a block, so that its arrays fit a processor's cache
WORKERS = 2


class Recursion:
    """A solved game of two actors, one mover at a time, with a horizon.

    Args:
        assessment: the solution.
        numbers: the game's arrays (the assessment's own, with noughts nudged).
        headlines: what to differentiate.

    Attributes:
        chances: headline probabilities by stage, (X, v, H), once :meth:`backward` has run.
        cotangent: derivatives by every number, arrays (…, H), once :meth:`forward` has run.

    Raises:
        UnsupportedGame: types may be drawn anew.
    """

    def __init__(self, assessment: Assessment, numbers: Numbers, headlines: Sequence[Headline]):
        if assessment.game.renewal is not None:
            raise UnsupportedGame(
                "derivatives do not cover a change of leaders: use differences, or set renewal to nought"
            )
        self.assessment, self.numbers = assessment, numbers
        self.structure = s = assessment.game.structure
        assert s.horizon is not None  # callers require one
        self.horizon: int = s.horizon
        self.axes = Axes(assessment.lattices, np.asarray(numbers.prior))
        self.worth = np.stack([h.worth for h in headlines], -1)
        self.free = 1.0 - np.stack([h.settles for h in headlines], -1)
        self.chances: list[np.ndarray] = []
        self.cotangent = nothing(numbers, len(headlines))
        self._blocks: dict[tuple[int, ...], Block] = {}

    @property
    def probabilities(self) -> np.ndarray:
        """Headline probabilities at the start, (H,)."""
        return self.chances[0][self.structure.initial, self.axes.origin]

    def _at(self, t: int, standing: Standing) -> list[int]:
        return [x for x in self.structure.reachable[t] if self.structure.standing[x] == standing]

    def _values(self, t: int) -> np.ndarray:
        """Values (X, C, n) before move t."""
        values = self.assessment.values[t]
        return values.reshape(*values.shape[:2], -1)

    def _stages(self, t: int) -> Iterator[Stage]:
        """Stage t, block by block, at the states that play can reach."""
        s, ahead = self.structure, self._values(t + 1)
        for mover in range(len(s.actors)):
            states = [x for x in self._at(t, Standing.DECISION) if s.movers[x][0] == mover]
            for run in runs(s, states, ROWS):
                block = self._block(mover, run)
                z = np.concatenate([self._log_strategy(t, x, mover) for x in run], axis=1)
                yield Stage(block, self.axes, self.numbers, z, ahead[block.targets])

    def _block(self, mover: int, states: tuple[int, ...]) -> Block:
        if states not in self._blocks:
            self._blocks[states] = make_block(self.structure, self.numbers, mover, states)
        return self._blocks[states]

    def _log_strategy(self, t: int, x: int, mover: int) -> np.ndarray:
        z = self.assessment.strategy(t, x)[:, : len(self.structure.joints_at[x])]
        return (z if mover == 0 else np.swapaxes(z, -1, -2)).reshape(*z.shape[:2], -1)

    def _branches(self, x: int) -> tuple[list[int], np.ndarray, np.ndarray]:
        """A chance state's branches, their probabilities, and where they lead."""
        s = self.structure
        branches = list(s.branches_at[x])
        return branches, self.numbers.branch_probability[branches], s.outcome_next[s.branch_outcome[branches]]

    def backward(self) -> None:
        """Headline probabilities at every stage, state and vertex."""
        w = np.repeat(self.worth[:, None], np.prod(self.axes.vertices), axis=1)
        self.chances = [self._with_chance(w, self.horizon)]
        for t in reversed(range(self.horizon)):
            after = self.chances[0]
            w = after.copy()

            def before(stage: Stage, after: np.ndarray = after) -> tuple[list[int], np.ndarray]:
                return list(stage.block.states), Spread(stage).before(after[stage.block.targets])

            with ThreadPoolExecutor(WORKERS) as pool:
                for states, found in pool.map(before, self._stages(t)):
                    w[states] = self._settled(found, states)
            self.chances.insert(0, self._with_chance(w, t))

    def _settled(self, w: np.ndarray, states: list[int]) -> np.ndarray:
        free = self.free[states][:, None]
        return free * w + (1 - free) * self.worth[states][:, None]

    def _with_chance(self, w: np.ndarray, t: int) -> np.ndarray:
        for x in self._at(t, Standing.CHANCE):
            _, probability, following = self._branches(x)
            w[[x]] = self._settled(np.tensordot(probability, w[following], 1)[None], [x])
        return w

    def forward(self) -> None:
        """Cotangents of every number; :meth:`backward` comes first."""
        s, count = self.structure, self.worth.shape[1]
        v = np.zeros((len(s.columns), len(s.states), np.prod(self.axes.nodes), count))
        mass = np.zeros((len(s.states), np.prod(self.axes.vertices)))
        mass[s.initial, self.axes.origin] = 1.0
        for t in range(self.horizon):
            self._through_chance(v, mass, t)
            after = self.chances[t + 1]

            def pull(stage: Stage, v: np.ndarray = v, mass: np.ndarray = mass, after: np.ndarray = after) -> Adjoint:
                states = list(stage.block.states)
                return Adjoint(stage, v[:, states], after[stage.block.targets], mass[states], self.free[states])

            v, mass = np.zeros_like(v), np.zeros_like(mass)
            with ThreadPoolExecutor(WORKERS) as pool:
                for pulled in pool.map(pull, self._stages(t)):
                    v[:, pulled.block.targets] += pulled.ahead
                    mass[pulled.block.targets] += pulled.mass_ahead
                    add(self.cotangent, pulled.numbers)
        self._through_chance(v, mass, self.horizon)

    def _through_chance(self, v: np.ndarray, mass: np.ndarray, t: int) -> None:
        """Carry cotangents and mass through chance, and out to the endings where play stops."""
        out, values, w = self.cotangent, self._values(t), self.chances[t]
        for x in self._at(t, Standing.CHANCE):
            branches, probability, following = self._branches(x)
            by_mass = np.tensordot(w[following], mass[x], ((1,), (0,))) * self.free[x]
            by_value = np.tensordot(values[following], v[:, x], ((1, 2), (0, 1)))
            out.branch_probability[branches] += by_mass + by_value
            out.payoff[self.structure.joints_at[x][0]] += v[:, x].sum(1)
            for p, y in zip(probability, following, strict=True):
                mass[y] += p * mass[x]
                v[:, y] += p * v[:, x]
        stopped = self._at(t, Standing.TERMINAL)
        if t == self.horizon:
            stopped += self._at(t, Standing.DECISION)
        out.ending[stopped] += np.swapaxes(v[:, stopped].sum(2), 0, 1)
