"""Games that differ in numbers and in what is prescribed, and in nothing that can be seen of them."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from .crisis_game import CrisisGame
from .structure import Structure

LABELS = ("variables", "public", "nodes", "losses", "terms_of", "start_rung", "locks", "unannounced")
"""Of a compiled crisis, what a quantity is read by beside its structure."""


def shared(known: CrisisGame, other: CrisisGame) -> CrisisGame:
    """A game with the structure of another, and with what is kept of it, where the two differ in neither structure nor
    labels; otherwise as it is.

    Of a crisis with another doctrine what a push needs is then worked out once: it hangs on where moves lead, and not
    on who is to make which.

    Args:
        known: a game.
        other: of the same file, compiled with another doctrine.
    """
    same = all(_equal(getattr(known, name), getattr(other, name)) for name in LABELS)
    if not same or known.stated is not None or other.stated is not None or not _same(known.structure, other.structure):
        return other
    return known.sharing(replace(other, structure=known.structure))


def _same(one: Structure, other: Structure) -> bool:
    return all(_equal(getattr(one, f.name), getattr(other, f.name)) for f in fields(Structure))


def _equal(one: object, other: object) -> bool:
    if isinstance(one, np.ndarray):
        return isinstance(other, np.ndarray) and np.array_equal(one, other)
    return one == other
