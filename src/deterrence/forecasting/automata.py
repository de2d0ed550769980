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
from .vertices import Vertices

DROPPED = -1
"""In place of a tag: the mass is followed no further."""


class Automaton(Protocol):
    """Tags that change by branch."""

    @property
    def table(self) -> np.ndarray:
        """(B, G), the tag after a branch, by the tag before; ``DROPPED`` for none."""

    @property
    def start(self) -> int:
        """The tag at the beginning; ``DROPPED`` where it begins with no mass."""

    @property
    def settled(self) -> Collection[int]:
        """Tags that never change again and of which nothing is asked but how much ends in them
        (:meth:`.passage.Passage.share`): they are added up, and not carried on."""


class Injecting(Automaton, Protocol):
    """An automaton that adds mass of its own on the way: play as it would be if something were otherwise."""

    def joining(self, state: int) -> Sequence[tuple[int, int]]:
        """(tag, tag that mass joins before the move at a state wherever the first has some)."""

    def enter(self, tag: int, waiting: np.ndarray, vertices: Vertices) -> np.ndarray:
        """The mass that joins a tag, (V,), from that of the one that it waits for, (V,)."""

    def departing(self, state: int) -> tuple[np.ndarray, np.ndarray]:
        """Mass of its own that leaves a state: positions of the outcomes it leaves by, and its tags."""

    def leave(self, flow: Flow) -> np.ndarray | None:
        """How much of the push's own mass that is, (n, L), or None where nothing leaves at this stage."""


@dataclass(frozen=True, eq=False)
class Tracked:
    """An automaton that is a table and nothing else; attributes as of :class:`Automaton`."""

    table: np.ndarray
    start: int = 0
    settled: Collection[int] = ()


def injects(automaton: Automaton) -> TypeGuard[Injecting]:
    """Does an automaton add mass of its own?"""
    return hasattr(automaton, "enter")


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
            same = key if injects(automaton) else (automaton.start, tuple(automaton.settled), automaton.table.tobytes())
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
    def settled(self) -> np.ndarray:
        """(G,), is the tag's mass added up and not carried?"""
        found = np.zeros(self.count, bool)
        for block, automaton in self.parts:
            found[[block.start + g for g in automaton.settled]] = True
        return found

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
