"""Derivatives by every number of a game, as they are added up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

import numpy as np

from ...games.stochastic import Numbers


def fields_of(numbers: Numbers) -> tuple[str, ...]:
    """Names of the arrays that a game has."""
    return tuple(f.name for f in fields(numbers) if getattr(numbers, f.name) is not None)


def nothing(numbers: Numbers, count: int) -> Numbers:
    """Cotangents of all numbers for ``count`` targets, zero: arrays (…, H)."""
    return Numbers(**{f: np.zeros((*np.shape(getattr(numbers, f)), count)) for f in fields_of(numbers)})


def side_by_side(parts: Iterable[Numbers]) -> Numbers:
    """Cotangents of several lots of targets as one."""
    every = list(parts)
    names = fields_of(every[0])
    return Numbers(**{name: np.concatenate([getattr(part, name) for part in every], axis=-1) for name in names})


def per_weight(by_log: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Cotangents (M, H) of base weights (M,) from those of their logarithms; zero for a move that is never open."""
    return np.divide(by_log, weight[:, None], out=np.zeros(by_log.shape), where=weight[:, None] > 0)


def add_belief(into: Numbers, prior: np.ndarray, actor: int, belief: np.ndarray, bar: np.ndarray) -> None:
    """Carry cotangents of beliefs about an actor to its prior.

    Args:
        into: what they are added to.
        prior: (N, K).
        actor: whose.
        belief: (places, K), b_k ∝ π_k y_k with y given.
        bar: (places, K, H), cotangents of b.
    """
    kinds = slice(belief.shape[1])
    whole = belief[..., None]
    by_log = whole * (bar - (whole * bar).sum(1, keepdims=True))
    into.prior[actor, kinds] += by_log.sum(0) / prior[actor, kinds][:, None]
