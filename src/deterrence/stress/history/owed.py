"""Derivatives of the log likelihood of coded crises, through the equilibrium.

What is followed is linear in mass at every tick, so that what the likelihood owes to a link is the sum, over ticks, of
the mass that leaves along it times what is worth where it leads (:mod:`..adjoint.links`): worths are carried back tick
by tick through the same sums of ticks, and are exact for them. From there on it is as for any target
(:mod:`..adjoint.endless`): from links to play and beliefs, round the clock, and to the game's numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from ...games.stochastic import Numbers
from ...solvers.grid import Assessment
from ..adjoint.endless import Endless
from ..adjoint.window import Window
from .following import Followed, Span, begun, followed, poisson, tick
from .machine import Rules, Solved


class Owed(Endless):
    """The log likelihood of some paths, added up with weights, and its derivatives by the game's numbers.

    Args:
        assessment, numbers: as for :class:`..adjoint.endless.Endless`.
        rules: by which the paths are followed.
        paths: those that are possible.
        weights: of each.
    """

    def __init__(
        self,
        assessment: Assessment,
        numbers: Numbers,
        rules: Rules,
        paths: Sequence[Followed],
        weights: Sequence[float],
    ):
        self.paths, self.weights = paths, weights
        super().__init__(assessment, numbers, rules.targets(), 0.0)

    def _window(self) -> tuple[float, Window]:
        machine = Solved(self)
        found = _Products(machine)
        for path, weight in zip(self.paths, self.weights, strict=True):
            found.add(path, weight)
        none = np.zeros((len(machine.stays), self.targets.keeps.shape[1]))
        leaving, instant = found.by_lot()
        return machine.rate, Window(np.zeros(len(self.targets)), leaving, instant, none, none)


class _Products:
    """Mass times worth by link, added up over ticks: those of a tick, 0, and of what takes no time, 1."""

    def __init__(self, machine: Solved):
        self.machine = machine
        lots = [machine.ticks, [lot for level in machine.instant for lot in level]]
        self.ends = [np.cumsum([0, *(len(lot.end) for lot in some)]) for some in lots]
        self.leaves = [np.concatenate([np.repeat(x.start, np.diff(x.ends)) for x in some]) for some in lots]
        self.leads = [np.concatenate([x.end for x in some]) for some in lots]
        staying = np.zeros(len(self.leads[0]), bool)
        for n in machine.staying:
            staying[self.ends[0][n] : self.ends[0][n + 1]] = True
        self.staying, self.goes = np.flatnonzero(staying), ~staying
        self.found = [np.zeros((len(machine.group), len(leads))) for leads in self.leads]

    def add(self, path: Followed, weight: float) -> None:
        """Add a path's, times a weight."""
        spans = path.spans()
        ways = list(followed(self.machine, path, spans))
        worth = np.full((len(path.stay), len(self.machine.stays)), weight)
        for span, (mass, left) in zip(reversed(spans), reversed(ways), strict=True):
            worth = worth / left
            worth[: path.lowest(span.end)] = 0.0
            worth = self._back(path, span, mass, worth)
        may = spans[0].may
        self._instant(path, may, begun(self.machine, path, may)[1], self._everywhere(path, may, worth))

    def _back(self, path: Followed, span: Span, mass: np.ndarray, worth: np.ndarray) -> np.ndarray:
        """Worths (tags, places) at the beginning of a span from those at its end; what links owe is added."""
        weights = poisson(span.days * self.machine.rate)
        out = np.zeros_like(worth)
        tags, path, may = path.live(span, mass)
        ways = [(mass[tags], mass[tags])]
        for _ in weights[1:]:
            ways.append(tick(self.machine, path, may, ways[-1][0]))
        here = weights[-1] * worth[tags]
        for weight, ((before, _), (_, passing)) in zip(
            reversed(weights[:-1]), reversed(list(pairwise(ways))), strict=True
        ):
            there = self._everywhere(path, may, here)
            self._ticked(path, may, before, there)
            self._instant(path, may, passing, there)
            here = weight * worth[tags] + self.machine.stays * there + self._stepped(path, may, 0, there)
        out[tags] = here
        return out

    def _everywhere(self, path: Followed, may: Sequence[int], worth: np.ndarray) -> np.ndarray:
        """Worths at all places from those where it is waited."""
        there = np.where(self.machine.waits, worth, 0.0)
        for level in reversed(range(self.machine.levels)):
            there = there + self._stepped(path, may, level + 1, there)
        return there

    def _stepped(self, path: Followed, may: Sequence[int], step: int, there: np.ndarray) -> np.ndarray:
        """Worths (tags, places) a step before."""
        back = np.zeros_like(there)
        for k in np.flatnonzero(there.any(1)).tolist():
            back[k] += self.machine.both(step, path.stay[k])[0] @ there[k]
            if k - 1 in may:
                back[k - 1] += self.machine.both(step, path.go[k - 1])[0] @ there[k]
        return back

    def _ticked(self, path: Followed, may: Sequence[int], mass: np.ndarray, there: np.ndarray) -> None:
        for k in np.flatnonzero(mass.any(1)).tolist():
            stays = self.staying
            self.found[0][0, stays] += mass[k, self.leaves[0][stays]] * there[k, self.leads[0][stays]]
        self._multiply(0, path, may, mass, there)

    def _instant(self, path: Followed, may: Sequence[int], mass: np.ndarray, there: np.ndarray) -> None:
        self._multiply(1, path, may, mass, there)

    def _multiply(self, lots: int, path: Followed, may: Sequence[int], mass: np.ndarray, there: np.ndarray) -> None:
        group = self.machine.group
        for k in np.flatnonzero(mass.any(1)).tolist():
            passes = mass[k] != 0.0
            if lots == 1:
                passes &= ~self.machine.waits
            some = passes[self.leaves[lots]]
            some = np.flatnonzero(some & self.goes if lots == 0 else some)
            leaving, leads = mass[k, self.leaves[lots][some]], self.leads[lots][some]
            self.found[lots][group[path.stay[k]], some] += leaving * there[k, leads]
            if k in may:
                self.found[lots][group[path.go[k]], some] += leaving * there[k + 1, leads]

    def by_lot(self) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """(Z, H) by lot of links, each in its own order."""
        both = []
        for ends, found in zip(self.ends, self.found, strict=True):
            by_link = found[self.machine.group].T  # as targets are counted
            both.append([by_link[a:b] for a, b in pairwise(ends.tolist())])
        return both[0], both[1]
