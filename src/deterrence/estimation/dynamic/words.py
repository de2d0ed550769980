"""What conditions and formulas of a specification may name, with the numbers that the names stand for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from .game import profiles
from .record import DynamicSpecification

Array = np.ndarray
STATE, OWN, OTHER, OTHERS, HIGHEST, LOWEST, ACTOR = "state", "own", "other", "others", "highest", "lowest", "actor"
RESERVED = (STATE, OWN, OTHER, OTHERS, HIGHEST, LOWEST, ACTOR, "max", "min", "and", "or", "not")
IN_ACTIONS = (OWN, OTHER, OTHERS, HIGHEST, LOWEST)


@dataclass(frozen=True, eq=False)
class Words:
    """Names and numbers of a specification.

    Attributes:
        spec: the specification.
    """

    spec: DynamicSpecification

    @property
    def actors(self) -> tuple[str, ...]:
        """In the order of the file."""
        return self.spec.actors

    @cached_property
    def named(self) -> bool:
        """Whether states have names, and are not points of a grid."""
        return self.spec.grid is None

    @cached_property
    def state_numbers(self) -> Array:
        """(S,), what 'state' stands for."""
        states, grid = self.spec.states, self.spec.grid
        if grid is not None:
            return grid.start + grid.step * np.arange(grid.number)
        return np.array(list(states.values())) if isinstance(states, dict) else 1.0 + np.arange(len(states))

    @cached_property
    def states(self) -> tuple[str, ...]:
        """Names; of a grid, its numbers."""
        return tuple(self.spec.states) if self.named else tuple(f"{x:.10g}" for x in self.state_numbers)

    @cached_property
    def _actions(self) -> tuple[dict[str, float], ...]:
        """Name -> number, of every actor."""
        written = self.spec.actions
        if isinstance(written, tuple):
            return (dict(zip(written, map(float, range(1, len(written) + 1)), strict=True)),) * len(self.actors)
        if self.by_actor:
            return tuple(
                dict(zip(names, map(float, range(1, len(names) + 1)), strict=True))
                for names in (written[actor] for actor in self.actors)
                if isinstance(names, tuple)
            )
        return ({name: float(number) for name, number in written.items() if not isinstance(number, tuple)},) * len(
            self.actors
        )

    @property
    def by_actor(self) -> bool:
        """Whether actors have actions of their own."""
        return isinstance(self.spec.actions, dict) and any(isinstance(v, tuple) for v in self.spec.actions.values())

    @cached_property
    def actions(self) -> tuple[tuple[str, ...], ...]:
        """Names of every actor's actions."""
        return tuple(tuple(numbers) for numbers in self._actions)

    @cached_property
    def action_numbers(self) -> tuple[Array, ...]:
        """What actions stand for, by actor."""
        return tuple(np.array(list(numbers.values())) for numbers in self._actions)

    @cached_property
    def labels(self) -> dict[str, float]:
        """Names of states and actions -> number; without those that stand for several."""
        pairs = [(name, float(number)) for names in self._actions for name, number in names.items()]
        if self.named:
            pairs += [(name, float(x)) for name, x in zip(self.states, self.state_numbers, strict=True)]
        numbers: dict[str, set[float]] = {}
        for name, number in pairs:
            numbers.setdefault(name, set()).add(number)
        return {name: found.pop() for name, found in numbers.items() if len(found) == 1}

    @cached_property
    def profile_numbers(self) -> Array:
        """(Π, N), numbers of the actions in every profile."""
        places = profiles([len(names) for names in self.actions])
        return np.stack([self.action_numbers[i][places[:, i]] for i in range(len(self.actors))], -1)

    def public(self) -> dict[str, Any]:
        """Names about states (S, 1) and profiles (1, Π) that are the same for all actors."""
        acts = {actor: self.profile_numbers[None, :, i] for i, actor in enumerate(self.actors)}
        return {**self.labels, **acts, STATE: self.state_numbers[:, None]}

    def private(self, actor: int) -> dict[str, Any]:
        """Names as an actor has them."""
        numbers = self.profile_numbers
        rest = np.delete(numbers, actor, axis=1)
        found = {**self.public(), OWN: numbers[None, :, actor]}
        if rest.shape[1] == 1:
            found[OTHER] = rest[None, :, 0]
        if rest.shape[1]:
            found |= {OTHERS: rest.sum(1)[None], HIGHEST: rest.max(1)[None], LOWEST: rest.min(1)[None]}
        return found

    def of_states(self, actor: int) -> dict[str, Any]:
        """Names in which it is said what is not available to an actor, by state (S,)."""
        numbers = {name: float(k) for k, name in enumerate(self.actors)}
        return {**self.labels, **numbers, ACTOR: float(actor), STATE: self.state_numbers}
