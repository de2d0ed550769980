"""What is differentiated: a sum over the branches that play takes, with a rule for when it ends, and a worth at the end.

Of one play, a target is

    gain(b_1) + keep(b_1)·(gain(b_2) + keep(b_2)·(… + final(x_T))),    b_1, b_2, … the branches taken,

and what is differentiated is its mean. So a branch that is not kept ends the sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ...errors import ArgumentError
from ...game.structure import Structure


@dataclass(frozen=True, eq=False)
class Target:
    """A number that a game leads to.

    Attributes:
        name: what it is called.
        final: (X,), worth of the state that play stands at in the end; zero if not given. A weight per ending makes
            the probability of endings.
        gain: (B,), what taking each branch adds; zero if not given.
        keep: (B,), what is left of everything after the branch, 0 or 1 as a rule; one if not given.
    """

    name: str
    final: np.ndarray | None = None
    gain: np.ndarray | None = None
    keep: np.ndarray | None = None

    @classmethod
    def once(cls, name: str, branch: np.ndarray) -> Target:
        """The probability that some branch of a set, (B,) bool, is taken at least once."""
        return cls.first(name, branch, branch)

    @classmethod
    def first(cls, name: str, branch: np.ndarray, among: np.ndarray) -> Target:
        """The probability that, of the branches of a set ``among``, (B,) bool, the first taken is one of ``branch``."""
        return cls(name, gain=np.asarray(branch, float), keep=1.0 - np.asarray(among, float))

    @classmethod
    def total(cls, name: str, amount: np.ndarray) -> Target:
        """The expected sum of an amount per branch, (B,); with a set, the expected number of times."""
        return cls(name, gain=np.asarray(amount, float))


@dataclass(frozen=True, eq=False)
class Targets:
    """Targets of one game side by side, H of them.

    Attributes:
        final: (X, H).
        gain: (B, H).
        keeps: (B, G), the distinct rules for when a sum ends.
        group: (H,), which of them each target has.
    """

    final: np.ndarray
    gain: np.ndarray
    keeps: np.ndarray
    group: np.ndarray = field(repr=False)

    @classmethod
    def of(cls, structure: Structure, targets: Sequence[Target]) -> Targets:
        """Lay targets side by side.

        Raises:
            ArgumentError: an array of another length than the game's states or branches, with the target.
        """
        states, branches = len(structure.states), len(structure.branches)
        final = np.zeros((states, len(targets)))
        gain, keep = np.zeros((branches, len(targets))), np.ones((branches, len(targets)))
        for h, target in enumerate(targets):
            parts = {"final": final, "gain": gain, "keep": keep}
            for name, table in parts.items():
                given = getattr(target, name)
                if given is None:
                    continue
                if np.shape(given) != (len(table),):
                    what = "state" if name == "final" else "branch"
                    raise ArgumentError(
                        f"target '{target.name}': {name} needs one number per {what} ({len(table)}), not shape "
                        f"{np.shape(given)}"
                    )
                table[:, h] = given
        keeps, group = np.unique(keep, axis=1, return_inverse=True)
        return cls(final, gain, keeps, group.ravel())

    def __len__(self) -> int:
        return len(self.group)
