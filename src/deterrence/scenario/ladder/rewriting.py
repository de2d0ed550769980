"""A ladder written another way: with a rung between two of its rungs; with the other side moving first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from ...parameters.parameter import Number, Parameter
from .describing import parameters_of
from .parameter_sites import NumberNames
from .record import ActCosts, Actor, Rung, Scenario

_OF_RUNG = ("days", "weight", "hazard", "bystanders")


def neighbours(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Rungs next to each other at both of which acts short of war can be made, by id."""
    return ((a.id, b.id) for a, b in pairwise(scenario.ladder) if a.standing == b.standing == "act")


def with_level(
    scenario: Scenario, lower: str, upper: str, values: Mapping[str, float]
) -> tuple[Scenario, dict[str, float]]:
    """The scenario with a rung between two neighbours, and the values of all its parameters.

    Args:
        scenario: the scenario.
        lower, upper: ids of the neighbours.
        values: of its parameters.
    """
    found = _Between(scenario, lower, upper, values).put_in()
    return found, {**parameters_of(found).defaults, **values}


def first_movers(scenario: Scenario) -> Iterator[tuple[str, Scenario]]:
    """The side that does not move first, with the scenario in which it does."""
    for actor in scenario.actors:
        if actor.id != scenario.window.first:
            window = scenario.window.model_copy(update={"first": actor.id})
            yield actor.id, scenario.model_copy(update={"window": window})


class _Between:
    def __init__(self, scenario: Scenario, lower: str, upper: str, values: Mapping[str, float]):
        self.scenario, self.lower, self.upper, self.values = scenario, lower, upper, values
        taken = {r.id for r in scenario.ladder}
        self.new = next(name for k in range(1, 100) if (name := f"between{k}") not in taken)

    def put_in(self) -> Scenario:
        s = self.scenario
        k = [r.id for r in s.ladder].index(self.lower)
        low, high = s.ladder[k], s.ladder[k + 1]
        numbers = {
            key: self._number(getattr(low, key), getattr(high, key), "ladder", None, key) for key in _OF_RUNG
        }
        called = {"id": self.new, "name": f"between {low.name} and {high.name}"}
        rung: Rung = low.model_copy(update={**numbers, **called})
        sections: dict[str, Any] = {
            "ladder": (*s.ladder[: k + 1], rung, *s.ladder[k + 1 :]),
            "actors": tuple(self._actor(a) for a in s.actors),
            "postures": tuple(
                p.model_copy(update={"readiness": self._plain(p.readiness)}) for p in s.postures
            ),
        }
        if s.mediator is not None:
            arrival = self._table(s.mediator.arrival, "mediator", "arrival")
            sections["mediator"] = s.mediator.model_copy(update={"arrival": arrival})
        return s.model_copy(update=sections)

    def _actor(self, actor: Actor) -> Actor:
        low, high = actor.acts[self.lower], actor.acts[self.upper]
        act = {
            key: self._number(getattr(low, key), getattr(high, key), actor.id, "acts", None, key)
            for key in ActCosts.model_fields
        }
        changed: dict[str, Any] = {"acts": {**actor.acts, self.new: low.model_copy(update=act)}}
        if actor.nuclear is not None:
            readiness = self._table(actor.nuclear.readiness, actor.id, "nuclear", "readiness", absent=1.0)
            changed["nuclear"] = actor.nuclear.model_copy(update={"readiness": readiness})
        return actor.model_copy(update=changed)

    def _table(self, table: Mapping[str, Number], *path: str, absent: float = 0.0) -> dict[str, Number]:
        """A table by rung with the new rung in it."""
        made = self._number(table.get(self.lower), table.get(self.upper), *path, None, absent=absent)
        return dict(table) if made is None else {**table, self.new: made}

    def _number(self, low: Number | None, high: Number | None, *path: str | None, absent: float = 0.0) -> Number | None:
        """The new rung's number from those of its neighbours; None where neither has one.

        Args:
            low, high: as the file gives them.
            path: where they stand, None for the rung.
            absent: what a number is that is not given.
        """
        if low is high is None or (isinstance(low, str) and low == high):
            return low
        names = NumberNames()
        halves = []
        for number, rung in ((low, self.lower), (high, self.upper)):
            at = tuple(rung if step is None else step for step in path)
            halves.append(absent if number is None else self.values[names.name(number, at)])
        stated = next(n for n in (low, high) if n is not None)
        model = self.scenario.parameters[stated] if isinstance(stated, str) else stated
        return Parameter(value=sum(halves) / 2, unit=model.unit, source=model.source, role=model.role)

    def _plain(self, table: Mapping[str, float]) -> dict[str, float]:
        if self.lower not in table and self.upper not in table:
            return dict(table)
        return {**table, self.new: (table.get(self.lower, 1.0) + table.get(self.upper, 1.0)) / 2}
