"""What is differentiated: a sum over the branches that play takes, until a branch ends it, and a worth at the end.

Of one play, a target is

    gain(b_1) + keep(b_1)·(gain(b_2) + keep(b_2)·(… + final(x_T))),    b_1, b_2, … the branches taken,

and what is differentiated is its mean. So a branch that is not kept ends the sum. What the game is worth to a strategic
type at the start may be asked for as well.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from ...errors import ArgumentError
from ...games.structure import Structure


@dataclass(frozen=True, eq=False)
class Target:
    """A number that a game leads to.

    Attributes:
        name: what it is called.
        final: (X,), worth of the state that play stands at in the end; zero if not given. A weight per ending makes
            the probability of endings.
        gain: (B,), what taking each branch adds; zero if not given.
        keep: (B,), what is left of everything after the branch, 0 or 1 as a rule; one if not given.
        worth: (C,), weights of what the game is worth to every strategic type at the start, V_i(x_0, b_0, θ_i); zero if
            not given.
    """

    name: Hashable
    final: np.ndarray | None = None
    gain: np.ndarray | None = None
    keep: np.ndarray | None = None
    worth: np.ndarray | None = None

    @classmethod
    def once(cls, name: Hashable, branch: np.ndarray) -> Target:
        """The probability that some branch of a set, (B,) bool, is taken at least once."""
        return cls.first(name, branch, branch)

    @classmethod
    def first(cls, name: Hashable, branch: np.ndarray, among: np.ndarray) -> Target:
        """The probability that, of the branches of a set ``among``, (B,) bool, the first taken is one of ``branch``."""
        return cls(name, gain=np.asarray(branch, float), keep=1.0 - np.asarray(among, float))

    @classmethod
    def total(cls, name: Hashable, amount: np.ndarray) -> Target:
        """The expected sum of an amount per branch, (B,); with a set, the expected number of times."""
        return cls(name, gain=np.asarray(amount, float))


@dataclass(frozen=True, eq=False)
class Targets:
    """Targets of one game side by side, H of them.

    Attributes:
        final: (X, H).
        gain: (B, H).
        worth: (C, H).
        keeps: (B, G), the distinct rules for when a sum ends.
        group: (H,), which of them each target has.
    """

    final: np.ndarray
    gain: np.ndarray
    worth: np.ndarray
    keeps: np.ndarray
    group: np.ndarray

    @classmethod
    def of(cls, structure: Structure, targets: Sequence[Target]) -> Targets:
        """Lay targets side by side.

        Raises:
            ArgumentError: an array of another length than the game has states, branches or strategic types; with the
                target.
        """
        lengths = {
            "final": ("state", len(structure.states)),
            "gain": ("branch", len(structure.branches)),
            "keep": ("branch", len(structure.branches)),
            "worth": ("strategic type", len(structure.columns)),
        }
        table = {part: np.full((count, len(targets)), float(part == "keep")) for part, (_, count) in lengths.items()}
        for h, target in enumerate(targets):
            for part, (what, count) in lengths.items():
                given = getattr(target, part)
                if given is not None:
                    if np.shape(given) != (count,):
                        raise ArgumentError(
                            f"target '{target.name}': {part} needs one number per {what} ({count}), not shape "
                            f"{np.shape(given)}"
                        )
                    table[part][:, h] = given
        keeps, group = np.unique(table["keep"], axis=1, return_inverse=True)
        return cls(table["final"], table["gain"], table["worth"], keeps, group.ravel())

    def __len__(self) -> int:
        return len(self.group)
