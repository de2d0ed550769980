"""Automata that ride along with mass, so that the past can be read off where it ends.

A tag remembers one thing about what has happened. It changes on branches alone (a move that turned out in some way, or
chance), so an automaton is a table: per branch and tag, the tag afterwards. Any number of automata travel in one push,
side by side on the tag axis; what the push costs beside them (strategies, posteriors) does not depend on them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeGuard

import numpy as np

from ..games.structure import Structure
from .decision_flow import Flow

PUSH = 0
"""The tag of the push itself, and the row of its own mass."""

DROPPED = -1
"""In place of a tag: the mass is followed no further."""

NOWHERE: tuple[int, ...] = ()
"""States at which no more is asked of tags than how much ends in them, and on which branches they change."""


class Automaton(Protocol):
    """Tags that change by branch."""

    @property
    def table(self) -> np.ndarray:
        """(B, G), the tag after a branch, by the tag before; ``DROPPED`` for none."""

    @property
    def start(self) -> int:
        """The tag at the beginning; ``DROPPED`` where it begins with no mass."""

    @property
    def asked(self) -> Collection[int] | None:
        """States at which it is asked, by tag, how often each move is made. None: at all of them, and by tag as well
        what is believed before each move.

        How much ends in a tag, and on which branches it changes, can be asked of any automaton. From where nothing else
        is asked and a tag can change no more it rests: its mass is added up, and not carried on.
        """


@dataclass(frozen=True)
class Departure:
    """Mass of an automaton's own that leaves a state: more of the push's.

    Attributes:
        outcome: position of the outcome that it leaves by.
        tag: that it then has.
        branches: how much there is of it: as much as takes one of these; if there are none, what
            :meth:`Injecting.leave` says.
        imposed: as if the joint move of these branches were made for certain.
    """

    outcome: int
    tag: int
    branches: tuple[int, ...] = ()
    imposed: bool = False


class Injecting(Automaton, Protocol):
    """An automaton that adds mass of its own on the way: play as it would be if something were otherwise.

    One of whose own mass leaves states is asked there.
    """

    def departing(self, state: int) -> Sequence[Departure]:
        """Mass of its own that leaves a state."""

    def leave(self, flow: Flow) -> np.ndarray:
        """How much leaves in departures without branches, of each bit of mass there, (L, n); whatever mass there is."""


@dataclass(frozen=True, eq=False)
class Tracked:
    """An automaton that is a table and nothing else; attributes as of :class:`Automaton`."""

    table: np.ndarray
    start: int = 0
    asked: Collection[int] | None = None


def injects(automaton: Automaton) -> TypeGuard[Injecting]:
    """Does an automaton add mass of its own?"""
    return hasattr(automaton, "departing")


@dataclass(frozen=True, eq=False)
class Stack:
    """Automata side by side. Tag 0 is the push itself, which never changes.

    Attributes:
        structure: of the game.
        automata: by key, in order.
    """

    structure: Structure
    automata: Mapping[object, Automaton]

    @cached_property
    def offsets(self) -> dict[object, int]:
        """First tag of each automaton; those that are equal have the same tags."""
        found, known, at = {}, {}, 1
        for key, automaton in self.automata.items():
            asked = None if automaton.asked is None else tuple(sorted(automaton.asked))
            same = key if injects(automaton) else (automaton.start, asked, automaton.table.tobytes())
            if same not in known:
                known[same] = at
                at += automaton.table.shape[1]
            found[key] = known[same]
        return found

    @cached_property
    def _distinct(self) -> dict[int, object]:
        """A key for every first tag, in order."""
        return {at: key for key, at in reversed(self.offsets.items())}

    @property
    def parts(self) -> list[tuple[slice, Automaton]]:
        """Distinct automata with their tags."""
        return [(self.block(key), self.automata[key]) for _, key in sorted(self._distinct.items())]

    @cached_property
    def count(self) -> int:
        """Tags in all."""
        return 1 + sum(block.stop - block.start for block, _ in self.parts)

    @cached_property
    def table(self) -> np.ndarray:
        """(B, G), the tag after a branch, by the tag before."""
        table = np.zeros((len(self.structure.branches), self.count), np.int32)
        for block, automaton in self.parts:
            shifted = automaton.table + block.start
            table[:, block] = np.where(automaton.table == DROPPED, DROPPED, shifted)
        return table

    @cached_property
    def starts(self) -> np.ndarray:
        """Tags that begin with all mass."""
        return np.array([0, *(block.start + a.start for block, a in self.parts if a.start != DROPPED)], int)

    @cached_property
    def asked(self) -> np.ndarray:
        """(X, G), is a tag asked for at a state?"""
        found = np.zeros((len(self.structure.states), self.count), bool)
        for block, automaton in self.parts:
            found[slice(None) if automaton.asked is None else list(automaton.asked), block] = True
        return found

    @cached_property
    def changes(self) -> np.ndarray:
        """(X, G), may a tag become another as mass leaves a state?"""
        found = np.zeros((len(self.structure.states), self.count), bool)
        np.logical_or.at(found, self.structure.branch_state, self.table != np.arange(self.count))
        return found

    def departures(self, state: int) -> list[tuple[int, int]]:
        """States that mass of automata's own leaves a state for, each with the tag that it then has."""
        s, found = self.structure, []
        for block, automaton in self.injecting:
            for d in automaton.departing(state):
                to = s.outcome_next[s.outcomes_at[state][d.outcome]]
                found.append((int(to), block.start + d.tag))
        return found

    @cached_property
    def watched(self) -> np.ndarray:
        """The push's tag, and those by which beliefs are asked for."""
        return np.array([0, *(g for block, a in self.parts if a.asked is None for g in range(block.start, block.stop))])

    @cached_property
    def injecting(self) -> tuple[tuple[slice, Injecting], ...]:
        """The automata that add mass of their own, with their tags."""
        return tuple((block, a) for block, a in self.parts if injects(a))

    @cached_property
    def kept(self) -> dict[object, object]:
        """For what is worked out of it once."""
        return {}

    def block(self, key: object) -> slice:
        """The tags of an automaton."""
        at = self.offsets[key]
        return slice(at, at + self.automata[key].table.shape[1])
