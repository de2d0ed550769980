"""Derivatives of the log likelihood of coded crises, through the equilibrium.

What is followed is linear in mass at every tick, so that what the likelihood owes to a link is the sum, over ticks, of
the mass that leaves along it times what is worth where it leads (:mod:`..adjoint.links`): worths are carried back tick
by tick through the same sums of ticks, and are exact for them. From there on it is as for any target
(:mod:`..adjoint.endless`): from links to play and beliefs, round the clock, and to the game's numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np

from ...games.stochastic import Numbers
from ...solvers.grid import Assessment
from ..adjoint.endless import Endless
from ..adjoint.window import Window
from .following import Followed, Span, begun, followed, log_of, poisson, tick
from .machine import Rules, Solved, Steps

Named = tuple[str, str]
AT_ONCE = 4096  # links whose products are formed together, so that they stay near the processor


class Owed(Endless):
    """The log likelihood of some paths, added up with weights, and its derivatives by the game's numbers.

    Args:
        assessment, numbers: as for :class:`..adjoint.endless.Endless`.
        rules: by which the paths are followed.
        paths: by name.
        weigh: weights by name from log likelihoods by name; of those that are possible.

    Attributes:
        logs: log likelihoods by name.
    """

    def __init__(
        self,
        assessment: Assessment,
        numbers: Numbers,
        rules: Rules,
        paths: Mapping[Named, Followed],
        weigh: Callable[[Mapping[Named, float]], Mapping[Named, float]],
    ):
        self.paths, self.weigh = paths, weigh
        self.logs: dict[Named, float] = {}
        super().__init__(assessment, numbers, rules.targets(), 0.0)

    def _window(self) -> tuple[float, Window]:
        machine = Solved(self)
        ways = {name: list(followed(machine, path, path.spans())) for name, path in self.paths.items()}
        self.logs = {name: log_of(left for _, left in way) for name, way in ways.items()}
        found = _Products(machine)
        for name, weight in self.weigh(self.logs).items():
            found.add(self.paths[name], ways[name], weight)
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

    def add(self, path: Followed, ways: Sequence[tuple[np.ndarray, float]], weight: float) -> None:
        """Add a path's, as it was followed span by span, times a weight."""
        spans = path.spans()
        worth = np.full((len(path.stay), len(self.machine.stays)), weight)
        for span, (mass, left) in zip(reversed(spans), reversed(ways), strict=True):
            worth = worth / left
            worth[: path.lowest(span.end)] = 0.0
            worth = self._back(path, span, mass, worth)
        may = spans[0].may
        places = np.arange(len(self.machine.stays))
        everywhere = _everywhere(self.machine, path, may, worth)
        self._owe(1, path, may, places, [begun(self.machine, path, may)[1]], [everywhere])

    def _back(self, path: Followed, span: Span, mass: np.ndarray, worth: np.ndarray) -> np.ndarray:
        """Worths (tags, places) at the beginning of a span from those at its end; what links owe is added."""
        weights = poisson(span.days * self.machine.rate)
        out = np.zeros_like(worth)
        tags, path, may = path.live(span, mass)
        part, places = self.machine.within(path.rules, mass[tags])
        begins, ends = mass[tags, places], worth[tags, places]
        ways = [(begins, begins)]
        for _ in weights[1:]:
            ways.append(tick(part, path, may, ways[-1][0]))
        here = weights[-1] * ends
        worths = []
        for weight in reversed(weights[:-1]):
            worths.append(_everywhere(part, path, may, here))
            here = weight * ends + part.stays * worths[-1] + _stepped(part, path, may, 0, worths[-1])
        worths.reverse()
        self._owe(0, path, may, places, [before for before, _ in ways[:-1]], worths)
        self._owe(1, path, may, places, [passing for _, passing in ways[1:]], worths)
        out[tags, places] = here
        return out

    def _owe(
        self,
        lots: int,
        path: Followed,
        may: Sequence[int],
        places: np.ndarray,
        masses: Sequence[np.ndarray],
        worths: Sequence[np.ndarray],
    ) -> None:
        """Add what links owe, over ticks: mass that leaves along each, times worth where it leads.

        Args:
            lots, path, may: as elsewhere.
            places: of the machine, to which masses and worths (tags, places) of a tick belong; others have none.
        """
        group, count = self.machine.group, len(self.machine.stays)
        row = np.full(count, len(places))  # of masses and worths of all ticks at a place, side by side; the last is nil
        row[places] = np.arange(len(places))
        for k in range(len(path.stay)):
            mass = _side_by_side(masses, k)
            passes = np.zeros(count, bool)
            passes[places] = mass[:-1].any(1)
            if not passes.any():
                continue
            if lots == 1:
                passes &= ~self.machine.waits
            there = _side_by_side(worths, k)
            if lots == 0:
                stays = self.staying[passes[self.leaves[0][self.staying]]]
                self.found[0][0, stays] += self._along(0, stays, row, mass, there)
            some = passes[self.leaves[lots]]
            some = np.flatnonzero(some & self.goes if lots == 0 else some)
            self.found[lots][group[path.stay[k]], some] += self._along(lots, some, row, mass, there)
            if k in may:
                there = _side_by_side(worths, k + 1)
                self.found[lots][group[path.go[k]], some] += self._along(lots, some, row, mass, there)

    def _along(
        self, lots: int, links: np.ndarray, row: np.ndarray, mass: np.ndarray, worth: np.ndarray
    ) -> np.ndarray:
        """Of some links, the sum over ticks of mass (rows, ticks) where they leave times worth where they lead."""
        leaves, leads = row[self.leaves[lots][links]], row[self.leads[lots][links]]
        found = np.empty(len(links))
        for a in range(0, len(links), AT_ONCE):
            part = slice(a, a + AT_ONCE)
            found[part] = np.einsum("lt,lt->l", mass[leaves[part]], worth[leads[part]])
        return found

    def by_lot(self) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """(Z, H) by lot of links, each in its own order."""
        both = []
        for ends, found in zip(self.ends, self.found, strict=True):
            by_link = found[self.machine.group].T  # as targets are counted
            both.append([by_link[a:b] for a, b in pairwise(ends.tolist())])
        return both[0], both[1]


def _everywhere(machine: Steps, path: Followed, may: Sequence[int], worth: np.ndarray) -> np.ndarray:
    """Worths (tags, places) at all places from those where it is waited."""
    there = np.where(machine.waits, worth, 0.0)
    for level in reversed(range(machine.levels)):
        there = there + _stepped(machine, path, may, level + 1, there)
    return there


def _stepped(machine: Steps, path: Followed, may: Sequence[int], step: int, there: np.ndarray) -> np.ndarray:
    """Worths (tags, places) a step before."""
    back = np.zeros_like(there)
    for k in np.flatnonzero(there.any(1)).tolist():
        back[k] += machine.both(step, path.stay[k])[0] @ there[k]
        if k - 1 in may:
            back[k - 1] += machine.both(step, path.go[k - 1])[0] @ there[k]
    return back


def _side_by_side(each: Sequence[np.ndarray], tag: int) -> np.ndarray:
    """(places + 1, ticks), what a tag has at every tick; a last row of nothing."""
    width = each[0].shape[1]
    found = np.zeros((width + 1, len(each)))
    found[:width] = np.transpose([part[tag] for part in each])
    return found
