"""Sums over runs of an array, for NumPy and for JAX alike."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from types import ModuleType
from typing import Any

import numpy as np

Array = Any
SHORT = 4  # entries: runs up to this are gone through entry by entry, all runs at once


@dataclass(frozen=True, eq=False)
class Segments:
    """Runs that follow one another without gaps, none of them empty.

    Attributes:
        starts: where each run begins.
        owner: for every entry, the run it is in.
    """

    starts: np.ndarray
    owner: np.ndarray

    @classmethod
    def of(cls, bounds: np.ndarray) -> Segments:
        """From the bounds of the runs: each start, then the end of the last."""
        return cls(bounds[:-1], np.repeat(np.arange(len(bounds) - 1), np.diff(bounds)))

    def __len__(self) -> int:
        return len(self.starts)

    @cached_property
    def slots(self) -> tuple[np.ndarray, ...]:
        """Of every run the first entry, the second and so on, the last again where there is none; () for long runs."""
        last = np.append(self.starts[1:], len(self.owner)) - 1
        longest = int((last - self.starts).max(initial=-1)) + 1
        return tuple(np.minimum(self.starts + k, last) for k in range(longest)) if longest <= SHORT else ()

    def sum(self, values: Array, xp: ModuleType = np) -> Array:
        """Sum over every run, along the last axis."""
        if xp is not np:
            return _apart("segment_sum", values, self)
        if self.slots and values.ndim == 1 and values.dtype == float:
            return np.bincount(self.owner, values)
        return np.add.reduceat(values, self.starts, axis=-1) if len(self) else values[..., :0]

    def max(self, values: Array, xp: ModuleType = np) -> Array:
        """Maximum over every run, along the last axis."""
        if xp is not np:
            return _apart("segment_max", values, self)
        if not self.slots:
            return np.maximum.reduceat(values, self.starts, axis=-1) if len(self) else values[..., :0]
        first, *others = self.slots  # a call for each costs less than reduceat, which begins again with every run
        top = values.take(first, -1)
        for slot in others:
            top = np.maximum(top, values.take(slot, -1))
        return top

    def log_sum_exp(self, values: Array, xp: ModuleType = np) -> Array:
        """log Σ exp over every run, along the last axis, without overflow."""
        top = self.max(values, xp)
        return top + xp.log(self.sum(xp.exp(values - top[..., self.owner]), xp))


def _apart(name: str, values: Array, segments: Segments) -> Array:
    import jax
    import jax.numpy as jnp

    reduce = getattr(jax.ops, name)
    moved = reduce(jnp.moveaxis(values, -1, 0), segments.owner, len(segments), indices_are_sorted=True)
    return jnp.moveaxis(moved, 0, -1)
