"""Automata that ride along with mass, so that the past can be read off where it ends.

A tag remembers one thing about what has happened. It changes on branches alone (a move that turned out in some way, or
chance), so an automaton is a table: per branch and tag, the tag afterwards. Any number of automata travel in one push,
side by side on the tag axis; what the push costs beside them (strategies, posteriors) does not depend on them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from ..game.structure import Structure
from .flow import Flow

DROPPED = -1
"""In place of a tag: the mass is followed no further."""

Injection = tuple[int, int, np.ndarray]
"""Mass that an automaton adds: (position of the outcome it leaves by, tag, (V,) mass)."""


class Automaton(Protocol):
    """Tags that change by branch.

    Attributes:
        table: (B, G), the tag after a branch, by the tag before.
        start: the tag at the beginning; ``DROPPED`` where it begins with no mass.
    """

    @property
    def table(self) -> np.ndarray:
        """See above."""

    @property
    def start(self) -> int:
        """See above."""


class Injecting(Automaton, Protocol):
    """An automaton that adds mass of its own on the way: play as it would be if something were otherwise."""

    def enter(self, flow: Flow, push: np.ndarray, own: np.ndarray) -> np.ndarray:
        """Its mass at a state before the move, (G, V), from the push's (V,) and its own (G, V)."""

    def leave(self, flow: Flow, push: np.ndarray) -> Sequence[Injection]:
        """Mass of its own that leaves the state beside what its tags carry."""


@dataclass(frozen=True, eq=False)
class Tracked:
    """An automaton that is a table and nothing else."""

    table: np.ndarray
    start: int = 0


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
        """First tag of each automaton."""
        found, at = {}, 1
        for key, automaton in self.automata.items():
            found[key] = at
            at += automaton.table.shape[1]
        return found

    @cached_property
    def count(self) -> int:
        """Tags in all."""
        return 1 + sum(a.table.shape[1] for a in self.automata.values())

    @cached_property
    def table(self) -> np.ndarray:
        """(B, G), the tag after a branch, by the tag before."""
        first = np.zeros((len(self.structure.branches), 1), np.int32)
        parts = [first]
        for key, automaton in self.automata.items():
            shifted = automaton.table + self.offsets[key]
            parts.append(np.where(automaton.table == DROPPED, DROPPED, shifted).astype(np.int32))
        return np.concatenate(parts, axis=1)

    @cached_property
    def starts(self) -> np.ndarray:
        """Tags that begin with all mass."""
        begun = [self.offsets[k] + a.start for k, a in self.automata.items() if a.start != DROPPED]
        return np.array([0, *begun], int)

    @cached_property
    def injecting(self) -> tuple[tuple[object, Injecting], ...]:
        """The automata that add mass of their own."""
        return tuple((k, a) for k, a in self.automata.items() if hasattr(a, "enter"))  # type: ignore[misc]

    def block(self, key: object) -> slice:
        """The tags of an automaton."""
        at = self.offsets[key]
        return slice(at, at + self.automata[key].table.shape[1])

    @cached_property
    def maps(self) -> tuple[np.ndarray, np.ndarray]:
        """Distinct rows of the table, (U, G), and which one each branch follows, (B,)."""
        rows, which = np.unique(self.table, axis=0, return_inverse=True)
        return rows, which.reshape(-1)

    @cached_property
    def still(self) -> np.ndarray:
        """Per distinct row, does no tag change?"""
        return (self.maps[0] == np.arange(self.count)).all(1)
