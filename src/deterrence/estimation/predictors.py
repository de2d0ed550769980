"""Linear predictors (payoffs, logarithms of scales) and the coefficients they are made of: free, fixed or shared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..files.positions import Path
from .formulas import Design

Array = np.ndarray
SCALE = "scale"  # in the names of coefficients, where an outcome stands for payoffs


@dataclass(frozen=True, eq=False)
class Predictor:
    """One linear predictor: D β.

    Attributes:
        player: whose payoff or scale it is.
        place: name of the end, or ``scale``.
        design: columns of its formula at the observations.
        path: where in the file its formula stands.
    """

    player: str
    place: str
    design: Design
    path: Path = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Names of its coefficients, player:place:term."""
        return tuple(f"{self.player}:{self.place}:{term}" for term in self.design.terms)


@dataclass(frozen=True, eq=False)
class Coefficients:
    """Which coefficients there are, and which of them are free.

    Attributes:
        keys: all of them, in the order of the file.
        place: (K,), index of the free parameter that each is, -1 where it is fixed.
        fixed: (K,), values of the fixed ones, zero elsewhere.
    """

    keys: tuple[str, ...]
    place: Array
    fixed: Array

    @staticmethod
    def of(keys: Sequence[str], fixed: Mapping[str, float], shared: Sequence[Sequence[str]]) -> Coefficients:
        """Of names, values held, and lists of names that are one; all names are known."""
        leader = {key: group[0] for group in shared for key in group}
        place: dict[str, int] = {}
        index = np.full(len(keys), -1)
        values = np.zeros(len(keys))
        for k, key in enumerate(keys):
            head = leader.get(key, key)
            held = next((fixed[name] for name in (key, head) if name in fixed), None)
            if held is not None:
                values[k] = held
            else:
                index[k] = place.setdefault(head, len(place))
        return Coefficients(tuple(keys), index, values)

    @property
    def size(self) -> int:
        """Number of free parameters."""
        return int(self.place.max(initial=-1)) + 1

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the free parameters: of the first coefficient that each is."""
        first: dict[int, str] = {}
        for key, place in zip(self.keys, self.place, strict=True):
            first.setdefault(int(place), key)
        return tuple(first[k] for k in range(self.size))

    def spread(self, free: Array) -> Array:
        """(..., K), all coefficients at values (..., P) of the free ones."""
        padded = np.concatenate([free, np.zeros((*free.shape[:-1], 1))], -1)
        return np.where(self.place >= 0, padded[..., self.place], self.fixed)


@dataclass(frozen=True, eq=False)
class Block:
    """A predictor in the free parameters: offset + X θ[index].

    Attributes:
        x: (k, n), columns of free coefficients, one row each.
        index: (k,), the parameter each belongs to.
        offset: (n,), what fixed coefficients add.
    """

    x: Array
    index: Array
    offset: Array

    @staticmethod
    def of(values: Array, place: Array, fixed: Array) -> Block:
        """Of columns (n, k), with parameter index (-1: fixed) and fixed value of each."""
        free = place >= 0
        return Block(np.ascontiguousarray(values[:, free].T), place[free], values @ np.where(free, 0.0, fixed))

    def at(self, theta: Array) -> Array:
        """(n,), its values."""
        return theta[self.index] @ self.x + self.offset


def blocks(predictors: Sequence[Predictor], coefficients: Coefficients, values: Sequence[Array]) -> list[Block]:
    """Every predictor as a block, from its columns (n, k) at some rows."""
    found, first = [], 0
    for predictor, columns in zip(predictors, values, strict=True):
        last = first + len(predictor.design.terms)
        found.append(Block.of(columns, coefficients.place[first:last], coefficients.fixed[first:last]))
        first = last
    return found
