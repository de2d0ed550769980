"""Chance states: targets, values and mass through their branches, and through changes of types.

Shapes: B branches of the state, C columns, n nodes and v vertices, H targets with G rules for when a sum ends.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from ...games.stochastic import Numbers, StochasticGame
from ...solvers.leader_turnover import Column
from .axes import Axes
from .renewal import MassRenewal, ValueRenewal
from .target import Targets


class Chance:
    """One chance state.

    Args:
        game, numbers: the game, and the arrays it is differentiated at.
        axes, columns, targets: as they are laid out.
        state: which.
    """

    def __init__(
        self,
        game: StochasticGame,
        numbers: Numbers,
        axes: Axes,
        columns: Sequence[Column],
        targets: Targets,
        state: int,
    ):
        s = game.structure
        self.axes, self.state, self.group = axes, state, targets.group
        self.branches = list(s.branches_at[state])
        self.joint = s.joints_at[state][0]
        self.following = s.outcome_next[s.branch_outcome[self.branches]]
        self.probability = np.asarray(numbers.branch_probability)[self.branches]
        self.gain, self.keep = targets.gain[self.branches], targets.keeps[self.branches]
        self.worth = [column.worth for column in columns]
        self.payoff = np.asarray(numbers.payoff)[self.joint][self.worth]
        shares = [] if game.renewal is None else np.flatnonzero(game.renewal[state]).tolist()
        self.values: list[tuple[int, ValueRenewal]] = []
        self.masses: list[tuple[int, MassRenewal]] = []
        for i in shares:
            share, lattice = float(np.asarray(numbers.renewal)[state, i]), axes.lattices[i]
            prior = np.asarray(numbers.prior)[i, : lattice.types]
            self.values.append((i, ValueRenewal(i, share, lattice, prior, columns)))
            self.masses.append((i, MassRenewal(axes.lines[i], share, prior)))

    def value(self, ahead: np.ndarray) -> np.ndarray:
        """Values (C, n) here from those of the states branches lead to, (B, C, n)."""
        out = np.tensordot(self.probability, ahead, 1)
        for i, renewal in self.values:
            out = self._along(i, renewal, out)
        return self.payoff[:, None] + out

    def before(self, ahead: np.ndarray) -> np.ndarray:
        """Targets (v, H) here from those of the states branches lead to, (B, v, H)."""
        return self._renewed(ahead)[0]

    def _renewed(self, ahead: np.ndarray) -> list[np.ndarray]:
        """Targets before each change of types, and after the last."""
        kept = (self.probability[:, None] * self.keep)[:, self.group]
        out = [np.einsum("bh,bvh->vh", kept, ahead) + self.probability @ self.gain]
        for i, renewal in reversed(self.masses):
            out.insert(0, self._on_axis(i, renewal.matrix.T, out[0]))
        return out

    def through(self, mass: np.ndarray) -> np.ndarray:
        """Mass (v, G) once types have changed."""
        for i, renewal in self.masses:
            mass = self._on_axis(i, renewal.matrix, mass)
        return mass

    def pull(
        self,
        into: Numbers,
        values: np.ndarray,
        bar: np.ndarray,
        targets: np.ndarray,
        mass: np.ndarray,
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Carry cotangents and mass to the states that branches lead to.

        Args:
            into: cotangents of the game's numbers, added to.
            values: (B, C, n), of those states. bar: (C, n, H), cotangents of the values here.
            targets: (B, v, H), of those states. mass: (v, G), that still counts here.

        Returns:
            Cotangents of the values there, (B, C, n, H); mass there, (B, v, G); cotangents of gains, (B, H).
        """
        into.payoff[self.joint] += by_worth(self.worth, bar.sum(1), into.payoff.shape[1])
        stages = [np.tensordot(self.probability, values, 1)]
        for i, renewal in self.values[:-1]:
            stages.append(self._along(i, renewal, stages[-1]))
        for (i, renewal), after in zip(reversed(self.values), reversed(stages), strict=False):
            shape = self.axes.nodes
            here, here_bar = _first(after, i, shape, 1), _first(bar, i, shape, 1, 1)
            back, share, prior = renewal.pull(here.reshape(*here.shape[:2], -1), _flat(here_bar))
            bar = np.moveaxis(back.reshape(here_bar.shape), 1, 1 + i).reshape(bar.shape)
            self._add(into, i, share, prior)
        before = self._renewed(targets)
        for (i, change), ahead in zip(self.masses, before[1:], strict=True):
            shape = self.axes.vertices
            here, there = _first(mass, i, shape, 0, 1), _first(ahead, i, shape, 0, 1)
            by_target = here.reshape(len(here), -1, mass.shape[-1])[..., self.group]
            owed = change.pull(by_target, there.reshape(len(there), -1, ahead.shape[-1]))
            self._add(into, i, *owed)
            mass = self._on_axis(i, change.matrix, mass)
        reached = mass.sum(0)[self.group]
        by_mass = self.keep[:, self.group] * np.einsum("bvh,vh->bh", targets, mass[:, self.group])
        by_value = np.tensordot(values, bar, ((1, 2), (0, 1)))
        into.branch_probability[self.branches] += by_mass + by_value + self.gain * reached
        there = self.probability[:, None, None] * self.keep[:, None] * mass
        return self.probability[:, None, None, None] * bar, there, self.probability[:, None] * reached

    def _add(self, into: Numbers, actor: int, share: np.ndarray, prior: np.ndarray) -> None:
        assert into.renewal is not None
        into.renewal[self.state, actor] += share
        into.prior[actor, : len(prior)] += prior

    def _along(self, actor: int, renewal: ValueRenewal, values: np.ndarray) -> np.ndarray:
        here = _first(values, actor, self.axes.nodes, 1)
        moved = renewal.before(here.reshape(*here.shape[:2], -1))
        return np.moveaxis(moved.reshape(here.shape), 1, 1 + actor).reshape(values.shape)

    def _on_axis(self, actor: int, matrix: sparse.sparray, amount: np.ndarray) -> np.ndarray:
        here = _first(amount, actor, self.axes.vertices, 0, 1)
        moved = matrix @ here.reshape(len(here), -1)
        return np.moveaxis(moved.reshape(here.shape), 0, actor).reshape(amount.shape)


def _first(values: np.ndarray, actor: int, sides: tuple[int, ...], lead: int, tail: int = 0) -> np.ndarray:
    """Flat points, after ``lead`` axes and before ``tail``, as one axis by actor, the given actor's first."""
    shape = (*values.shape[:lead], *sides, *values.shape[values.ndim - tail :])
    return np.moveaxis(values.reshape(shape), lead + actor, lead)


def _flat(values: np.ndarray) -> np.ndarray:
    """(C, P, …, H) -> (C, P, rest, H)."""
    return values.reshape(*values.shape[:2], -1, values.shape[-1])


def by_worth(worth: Sequence[int], bar: np.ndarray, count: int) -> np.ndarray:
    """Add cotangents (C, H) of columns of values up by the payoff column each counts, (columns, H)."""
    out = np.zeros((count, bar.shape[-1]))
    np.add.at(out, worth, bar)
    return out
