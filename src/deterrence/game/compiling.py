"""Scenario + parameter values -> game. Structure once; numbers as a pure function of the values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from .enumerating import Enumerated, enumerate_structure
from .expression import Evaluator
from .parameters import number_paths
from .scenario import Scenario
from .stochastic import Numbers, StochasticGame
from .structure import Structure

Values = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class CompiledScenario:
    """A scenario's structure, and its numbers waiting for parameter values.

    Attributes:
        scenario: what the person wrote.
        enumerated: structure and expressions.
        values: the parameter values the scenario was compiled at, by name.
    """

    scenario: Scenario
    enumerated: Enumerated
    values: dict[str, float]

    @property
    def structure(self) -> Structure:
        """The game's shape."""
        return self.enumerated.structure

    @cached_property
    def game(self) -> StochasticGame:
        """The game at the values it was compiled at."""
        return StochasticGame(self.structure, self.numbers(self.values))

    def numbers(self, values: Values) -> Numbers:
        """The game's arrays at parameter values.

        Args:
            values: name -> float.

        A value that makes a type's prior nought belongs to another structure: compile again.
        """
        evaluate = Evaluator(values)
        e = self.enumerated

        def array(expressions: list[Any]) -> Any:
            if expressions and isinstance(expressions[0], list):
                return np.stack([array(row) for row in expressions])
            return np.array([evaluate(x) for x in expressions], float)

        return Numbers(
            branch_probability=array(e.branch_probability),
            payoff=array(e.payoff),
            ending=array(e.ending),
            base_weight=array(e.base_weight),
            rule=array(e.rule),
            prior=array(e.prior),
            discount=array(e.discount),
            precision=array(e.precision),
            renewal=None if e.renewal is None else array(e.renewal),
        )


def default_values(scenario: Scenario) -> dict[str, float]:
    """Every parameter's value as the file gives it, by name."""
    return {name: parameter.value for name, parameter in number_paths(scenario).items()}


def compile_scenario(scenario: Scenario, values: Mapping[str, float] | None = None) -> CompiledScenario:
    """Compile a scenario at the file's values, or with some of them replaced.

    A private type whose prior is exactly nought is pruned: the game is as if the file did not have it.

    Args:
        scenario: a scenario that has passed its checks.
        values: replacements by parameter name.
    """
    full = {**default_values(scenario), **(values or {})}
    first = enumerate_structure(scenario)
    evaluate = Evaluator(full)
    empty = [
        (actor.id, kind.id)
        for actor, row in zip(scenario.actors, first.prior, strict=True)
        for kind, prior in zip(actor.types, row, strict=False)
        if evaluate(prior) == 0.0
    ]
    return CompiledScenario(scenario, enumerate_structure(scenario, empty) if empty else first, full)


def with_doctrine(scenario: Scenario, actor: str, doctrine: str) -> Scenario:
    """The same scenario with the actor's commitment carrying out another doctrine."""
    actors = tuple(
        a.model_copy(
            update={
                "types": tuple(
                    t.model_copy(update={"doctrine": doctrine}) if t.kind == "commitment" else t for t in a.types
                )
            }
        )
        if a.id == actor
        else a
        for a in scenario.actors
    )
    return scenario.model_copy(update={"actors": actors})
