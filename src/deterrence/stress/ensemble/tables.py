"""The rows of an ensemble as columns of numbers, read from disk as they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow.dataset as ds

from ..options import NOTHING
from .plan import TROUBLE, WORLD, Plan
from .policies import LOCKS, Policy, dose_column, takes_column
from .store import Store

TOGETHER = 16
"""Columns read at once: one pass over the parts serves so many."""


@dataclass(eq=False)
class Rows:
    """The rows of an ensemble under one policy, one for each world that was solved, in order.

    Attributes:
        plan, store: of the ensemble.
        policy: of the plan; the first, where nobody takes an option, by default.
    """

    plan: Plan
    store: Store
    policy: Policy

    @classmethod
    def of(cls, plan: Plan, store: Store, policy: Policy | None = None) -> Rows:
        """Under a policy."""
        return cls(plan, store, policy or plan.policies[0])

    def columns(self, names: Iterable[str]) -> dict[str, np.ndarray]:
        """(n,) by name; NaN where a world lacks a number."""
        wanted = list(dict.fromkeys(names))
        table = ds.dataset([str(path) for path in self.store.paths(self.plan.parts)], format="parquet").to_table(
            columns=wanted, filter=self._mine() & ds.field(TROUBLE).is_null()
        )
        return {name: table[name].to_numpy(zero_copy_only=False) for name in wanted}

    def worlds(self) -> np.ndarray:
        """(n,), the worlds' numbers."""
        return self.columns([WORLD])[WORLD]

    def in_turn(self, names: Iterable[str]) -> Iterator[tuple[str, np.ndarray]]:
        """The same column by column, a few in memory at a time."""
        wanted = list(names)
        for start in range(0, len(wanted), TOGETHER):
            yield from self.columns(wanted[start : start + TOGETHER]).items()

    def troubles(self) -> list[tuple[int, str]]:
        """Worlds without numbers, with the reason."""
        table = ds.dataset([str(path) for path in self.store.paths(self.plan.parts)], format="parquet").to_table(
            columns=[WORLD, TROUBLE], filter=self._mine() & ~ds.field(TROUBLE).is_null()
        )
        return list(zip(table[WORLD].to_pylist(), table[TROUBLE].to_pylist(), strict=True))

    def _mine(self) -> ds.Expression:
        """The rows of the policy."""
        found = ds.field(LOCKS) == "; ".join(self.policy.locks)
        for taker, option in self.policy.takes:
            found &= ds.field(takes_column(taker)) == option
        for taker, option, dose in self.policy.doses:
            found &= ds.field(dose_column(taker, option)) == dose
        for name, value in self.policy.levers:
            found &= ds.field(name) == value
        return found


def alone(plan: Plan, taker: str) -> dict[str, Policy]:
    """By option of a taker, ``NOTHING`` included, the policy that it alone takes it, all else as in the first."""
    first = plan.policies[0]
    found = {}
    for policy in plan.policies:
        takes = dict(policy.takes)
        others = all(option == NOTHING for who, option in policy.takes if who != taker)
        if others and (policy.levers, policy.locks) == (first.levers, first.locks):
            found[takes[taker]] = policy
    return found
