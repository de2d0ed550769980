"""Worlds under other doctrines than the file's: each is solved from the stated values under the same doctrine.

Under another doctrine play may be far from the file's own, so that at the stated values it is followed from λ = 0
(:meth:`..resolve.Resolver.solved`). That is done once. From there a world differs by its numbers alone, as any world
does from the stated values, and starts from that solution; from nothing else, so that it is the same whatever else is
solved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ...errors import DeterrenceError
from ...games.crisis_game import CrisisGame
from ...solvers.grid import Assessment
from ..resolve import Change, Resolver

AS_STATED = Change()
Doctrines = tuple[tuple[str, str], ...]


@dataclass
class WorldResolver(Resolver):
    """A re-solver of worlds, and of what is changed in them.

    Attributes:
        stated: values of the parameters that worlds under other doctrines start from.
        others: by doctrines and nodes a side, a re-solver that starts from them; None where the stated values cannot be
            solved under them, and worlds are then solved from λ = 0. All re-solvers made from this one share them.
    """

    stated: Mapping[str, float] = field(default_factory=dict)
    others: dict[tuple[Doctrines, int], Resolver | None] = field(default_factory=dict)

    def solved(self, change: Change = AS_STATED) -> tuple[CrisisGame, Assessment]:
        """As :meth:`..resolve.Resolver.solved`; under other doctrines from the stated values under the same ones."""
        other = self._under(change.doctrines) if change.doctrines else None
        if other is None:
            return super().solved(change)
        values = {**self.base, **dict(change.values)}
        moved = {name: value for name, value in values.items() if value != other.base[name]}
        return other.solved(replace(change, values=Change.of(moved).values, doctrines=()))

    def _under(self, doctrines: Doctrines) -> Resolver | None:
        key = doctrines, self.grid.points
        if key not in self.others:
            crisis = self.crisis
            for actor, doctrine in doctrines:
                crisis = crisis.with_doctrine(actor, doctrine)
            found = Resolver(crisis, self.stated, self.grid, self.precision)
            try:
                found.solved()
                self.others[key] = found
            except DeterrenceError:
                self.others[key] = None
        return self.others[key]
