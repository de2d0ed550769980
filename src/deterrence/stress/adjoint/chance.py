"""Chance states: targets, values and mass through their branches, and through changes of types.

Shapes: B branches of the state, C columns, n nodes and v vertices, H targets with G rules for when a sum ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ...games.stochastic import Numbers, StochasticGame
from ...solvers.leader_turnover import Column
from .axes import Axes
from .links import Links
from .renewal import MassRenewal, ValueRenewal
from .target import Targets


@dataclass(frozen=True, eq=False)
class ChanceSums:
    """What targets owe at a chance state depends on these sums alone, of one time or of many.

    Attributes:
        changes: by change of types, by entry of its matrix, mass before times targets after, (entries, H).
        branch: (B, H), mass times the targets where a branch leads.
        mass: (G,), mass, as often as gains count.
    """

    changes: Sequence[np.ndarray]
    branch: np.ndarray
    mass: np.ndarray


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

    @property
    def gained(self) -> np.ndarray:
        """Expected gain, (H,)."""
        return self.probability @ self.gain

    def before(self, ahead: np.ndarray) -> np.ndarray:
        """Targets (v, H) here from those of the states branches lead to, (B, v, H)."""
        return self._renewed(ahead)[0]

    def _renewed(self, ahead: np.ndarray) -> list[np.ndarray]:
        """Targets before each change of types, and after the last."""
        kept = (self.probability[:, None] * self.keep)[:, self.group]
        out = [np.einsum("bh,bvh->vh", kept, ahead) + self.gained]
        for i, renewal in reversed(self.masses):
            out.insert(0, self._on_axis(i, renewal.matrix.T, out[0]))
        return out

    def pull_values(self, into: Numbers, values: np.ndarray, bar: np.ndarray) -> np.ndarray:
        """Carry cotangents of values to the states that branches lead to.

        Args:
            into: cotangents of the game's numbers, added to.
            values: (B, C, n), of those states. bar: (C, n, H), cotangents of the values here.

        Returns:
            Cotangents of the values there, (B, C, n, H).
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
        into.branch_probability[self.branches] += np.tensordot(values, bar, ((1, 2), (0, 1)))
        return self.probability[:, None, None, None] * bar

    def slopes(self) -> sparse.csr_array:
        """How the values here move with those of the states branches lead to, (C·n, B·C·n)."""
        columns, n = len(self.worth), self.axes.count
        out = sparse.kron(self.probability[None], sparse.eye_array(columns * n), format="csr")
        for i, renewal in self.values:
            out = renewal.slopes(columns, i, self.axes.nodes) @ out
        return sparse.csr_array(out)

    def sums(self, targets: np.ndarray, mass: np.ndarray) -> ChanceSums:
        """The sums of one time.

        Args:
            targets: (B, v, H), of the states that branches lead to. mass: (v, G), that still counts here.
        """
        before, changes = self._renewed(targets), []
        for (i, change), ahead in zip(self.masses, before[1:], strict=True):
            shape = self.axes.vertices
            here, there = _first(mass, i, shape, 0, 1), _first(ahead, i, shape, 0, 1)
            by_target = here.reshape(len(here), -1, mass.shape[-1])[..., self.group]
            changes.append(change.sums(by_target, there.reshape(len(there), -1, ahead.shape[-1])))
            mass = self._on_axis(i, change.matrix, mass)
        return ChanceSums(changes, np.einsum("bvh,vh->bh", targets, mass[:, self.group]), mass.sum(0))

    def pull(self, into: Numbers, sums: ChanceSums) -> np.ndarray:
        """Add what targets owe here to cotangents of the game's numbers; those of gains, (B, H)."""
        for (i, change), by_entry in zip(self.masses, sums.changes, strict=True):
            self._add(into, i, *change.pull(by_entry))
        reached = sums.mass[self.group]
        into.branch_probability[self.branches] += self.keep[:, self.group] * sums.branch + self.gain * reached
        return self.probability[:, None] * reached

    def after(self, mass: np.ndarray) -> np.ndarray:
        """Mass (B, v, G) at the states that branches lead to, from that here (v, G)."""
        for i, renewal in self.masses:
            mass = self._on_axis(i, renewal.matrix, mass)
        return self.probability[:, None, None] * self.keep[:, None] * mass

    def links(self, stops: Sequence[int]) -> list[Links]:
        """Where mass goes, change by change of types, and then by branch; links of a change entry by entry of its
        matrix, those of branches branch by branch.

        Args:
            stops: what stands for the state before each change and after the last, in the numbering of places.
        """
        sides, groups = self.axes.vertices, self.keep.shape[1]
        out = []
        for (i, change), here, there in zip(self.masses, stops, stops[1:], strict=False):
            along = _first(np.arange(self.axes.outer), i, sides, 0).reshape(sides[i], -1)
            start, end = along[change.before], along[change.after]
            weight = np.repeat(change.mass, along.shape[1])
            out.append(Links.each(
                here * self.axes.outer + start.ravel(), there * self.axes.outer + end.ravel(), weight,
                np.ones((1, groups)), np.zeros(start.size, int),
            ))  # fmt: skip
        every = np.arange(self.axes.outer)
        start = np.tile(stops[-1] * self.axes.outer + every, len(self.branches))
        end = (self.following[:, None] * self.axes.outer + every).ravel()
        branch = np.repeat(np.arange(len(self.branches)), self.axes.outer)
        out.append(Links.each(start, end, self.probability[branch], self.keep, branch))
        return out

    def summed(self, products: Sequence[np.ndarray], mass: np.ndarray) -> ChanceSums:
        """The sums of many ticks, from the products (Z, H) by link of :meth:`links`, and the mass (v, G) once types
        have changed."""
        width = products[-1].shape[-1]
        changes = [
            product.reshape(len(change.before), -1, width).sum(1)
            for (_, change), product in zip(self.masses, products, strict=False)
        ]
        return ChanceSums(changes, products[-1].reshape(len(self.branches), -1, width).sum(1), mass.sum(0))

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
