"""What is to be read off play from a state on, written so that it can be worked out backward.

A read-out is a function of what happens from a state and a public belief on: the probability that an event still comes,
say. Like an automaton it is a table over branches, and where it says that more has come, that counts at once. The same
read-outs are asked for wherever play may begin, so that one pass backward (:mod:`.prospects`) answers for every
beginning, where a push would have to set out from each.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from ..games.structure import Structure
from .automata import DROPPED


@dataclass(frozen=True, eq=False)
class Imposition:
    """A move that is made for certain, from which a read-out is asked.

    Attributes:
        branches: those of the move, at all states where it is imposed.
        teaches: do beliefs move with it? If not, they are as they were before.
    """

    branches: Collection[int]
    teaches: bool = True


@dataclass(frozen=True, eq=False)
class Readout:
    """One function, or several that lead to one another.

    Attributes:
        table: (B, G), which function counts beyond a branch; ``DROPPED`` for none.
        gain: (B, G), what taking a branch adds.
        ends: (X, G), what is added where play stands at a state as it stops.
        imposed: by function, the move that it begins with; others begin with what is played.
    """

    table: np.ndarray
    gain: np.ndarray
    ends: np.ndarray
    imposed: Mapping[int, Imposition] = field(default_factory=dict)

    @classmethod
    def ever(cls, structure: Structure, branches: np.ndarray) -> Readout:
        """(G = 1) the probability that one of some branches (B,) is still taken."""
        table = np.where(branches, DROPPED, 0)[:, None]
        return cls(table, branches[:, None].astype(float), np.zeros((len(structure.states), 1)))

    @classmethod
    def times(cls, structure: Structure, branches: np.ndarray) -> Readout:
        """(G = 1) how often one of some branches (B,) is still expected to be taken."""
        nothing = np.zeros((len(structure.states), 1))
        return cls(np.zeros((len(branches), 1), int), branches[:, None].astype(float), nothing)


@dataclass(frozen=True, eq=False)
class Readouts:
    """Read-outs side by side.

    Attributes:
        structure: of the game.
        of: by key, in order.
    """

    structure: Structure
    of: Mapping[object, Readout]

    @cached_property
    def _first(self) -> dict[object, int]:
        found, at = {}, 0
        for key, readout in self.of.items():
            found[key] = at
            at += readout.table.shape[1]
        return found

    def block(self, key: object) -> slice:
        """The functions of a read-out."""
        at = self._first[key]
        return slice(at, at + self.of[key].table.shape[1])

    @cached_property
    def count(self) -> int:
        """Functions in all, G."""
        return sum(readout.table.shape[1] for readout in self.of.values())

    @cached_property
    def table(self) -> np.ndarray:
        """(B, G), of all."""
        parts = [
            np.where(readout.table == DROPPED, DROPPED, readout.table + self._first[key])
            for key, readout in self.of.items()
        ]
        return np.hstack(parts).astype(np.int64)

    @cached_property
    def gain(self) -> np.ndarray:
        """(B, G), of all."""
        return np.hstack([readout.gain for readout in self.of.values()])

    @cached_property
    def ends(self) -> np.ndarray:
        """(X, G), of all."""
        return np.hstack([readout.ends for readout in self.of.values()])

    @cached_property
    def imposed(self) -> dict[int, Imposition]:
        """By function, the move that it begins with."""
        return {
            self._first[key] + g: imposition
            for key, readout in self.of.items()
            for g, imposition in readout.imposed.items()
        }

    @cached_property
    def leads(self) -> np.ndarray:
        """(B, G), may a function be read as one that begins with a branch? Those that begin with an imposed move are
        where that is, and nowhere else."""
        found = np.ones(self.table.shape, bool)
        for g, imposition in self.imposed.items():
            found[:, g] = np.isin(np.arange(len(found)), list(imposition.branches))
        return found

    @cached_property
    def open(self) -> np.ndarray:
        """(X, G), may a function be anything but zero at a state?"""
        s = self.structure
        found = self.ends != 0.0
        np.logical_or.at(found, s.branch_state, (self.gain != 0.0) & self.leads)
        goes_on = (self.table != DROPPED) & self.leads
        while True:
            more = found.copy()
            np.logical_or.at(more, s.branch_state, goes_on & found[s.branch_next[:, None], self.table])
            if (more == found).all():
                return found
            found = more


@dataclass(frozen=True)
class Meeting:
    """Mass of a tag as it comes to some states, before the move there, and a read-out of what follows from it.

    Attributes:
        automaton, tag: the automaton's key, and its tag.
        states: where, all of them decision states.
        readout: its key.
        forgotten: actors about whom beliefs are put back to the prior there.
        given: a function of the read-out that is the probability of a condition there, by which all others are divided;
            None for no condition.
        read: the functions that are read; all of them if none are named. Of others nothing is added up.
    """

    automaton: object
    tag: int
    states: tuple[int, ...]
    readout: object
    forgotten: tuple[int, ...] = ()
    given: int | None = None
    read: tuple[int, ...] = ()
