"""Mass by state, vertex of belief and row, in one array."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from .automata import PUSH

LINE = 64
"""Bytes that memory is read by; no pack of rows is on two such lines where an array begins on one."""


def level(length: int) -> np.ndarray:
    """So many zeros, the first at the beginning of a line of memory."""
    whole = np.zeros(length + LINE // 8)
    skipped = -whole.ctypes.data % LINE // whole.itemsize
    return whole[skipped : skipped + length]


@dataclass(frozen=True, eq=False)
class Rows:
    """Mass at some states, (V, R) at each: what is carried together lies together.

    Attributes:
        states: those that it is at.
        flat: all of it.
        begin: (X,), where a state's begins; -1 where a state has none.
        wide: (X,), R.
        vertices: V.
    """

    states: tuple[int, ...]
    flat: np.ndarray
    begin: np.ndarray
    wide: np.ndarray
    vertices: int

    @classmethod
    def zero(cls, states: Sequence[int], wide: np.ndarray, vertices: int, spare: list[np.ndarray]) -> Self:
        """No mass at some states; in a spare array if one is long enough."""
        some = np.asarray(states, np.int64)
        length = wide[some] * vertices
        whole = int(length.sum())
        begin = np.full(len(wide), -1, np.int64)
        begin[some] = np.cumsum(length) - length
        fit = next((n for n, array in enumerate(spare) if len(array) >= whole), None)
        if fit is None:
            spare.clear()  # they would only be too short again
            flat = level(whole)
        else:
            flat = spare.pop(fit)
            flat[:whole] = 0.0
        return cls(tuple(states), flat, begin, wide, vertices)

    def at(self, state: int) -> np.ndarray:
        """The rows at a state, (V, R), in place."""
        begin, columns = self.begin[state], self.wide[state]
        return self.flat[begin : begin + self.vertices * columns].reshape(self.vertices, columns)

    def items(self) -> Iterator[tuple[int, np.ndarray]]:
        """Every state with its rows."""
        return ((x, self.at(x)) for x in self.states)

    def without(self, states: Iterable[int]) -> Self:
        """Less some states."""
        gone = set(states)
        return replace(self, states=tuple(x for x in self.states if x not in gone)) if gone else self


@dataclass(frozen=True, eq=False)
class Tagged:
    """Mass at a state by tag.

    Attributes:
        rows: (V, R), as they are carried.
        by_tag: (G, R), every tag as a combination of rows (:mod:`.layout`); not a number for one that is none.
        sizes: (E_1, …, E_N).
    """

    rows: np.ndarray
    by_tag: np.ndarray
    sizes: tuple[int, ...]

    def of(self, tag: int) -> np.ndarray:
        """Mass of a tag, (E_1, …, E_N); not numbers where nothing is asked of it."""
        found: np.ndarray = self.rows @ self.by_tag[tag]
        return found.reshape(self.sizes)

    @property
    def push(self) -> np.ndarray:
        """The push's own mass, (E_1, …, E_N)."""
        return self.rows[:, PUSH].reshape(self.sizes)
