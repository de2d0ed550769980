"""Sums over runs of an array, for NumPy and for JAX alike."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

Array = Any


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

    def sum(self, values: Array, xp: ModuleType = np) -> Array:
        """Sum over every run, along the last axis."""
        if xp is np:
            return np.add.reduceat(values, self.starts, axis=-1) if len(self) else values[..., :0]
        return _apart("segment_sum", values, self)

    def max(self, values: Array, xp: ModuleType = np) -> Array:
        """Maximum over every run, along the last axis."""
        if xp is np:
            return np.maximum.reduceat(values, self.starts, axis=-1) if len(self) else values[..., :0]
        return _apart("segment_max", values, self)

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
