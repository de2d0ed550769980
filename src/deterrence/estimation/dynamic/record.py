"""A dynamic game to estimate, as it is written: who acts in which states, what that is worth, where it leads."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ...files.record import Finite, Record, Text
from ..record import Formula

SCHEMA = "deterrence-dynamic-1"


class Grid(Record):
    """States that are numbers, evenly spaced; what is observed belongs to the nearest."""

    start: Finite = Field(description="The first.")
    step: Finite = Field(gt=0)
    number: int = Field(ge=2, le=20_000)


class Term(Record):
    """A part of payoffs: a formula, when something holds."""

    formula: Formula = Field(
        description="As R writes them, in covariates, 'state', 'own', 'other' and actors' names (their actions)."
    )
    when: Text | None = Field(None, description="A condition in state and actions; without it the part always counts.")
    actors: tuple[Text, ...] = Field((), description="Whose payoff it is part of; of all where none is named.")
    by_actor: bool = Field(False, description="Whether every actor has coefficients of its own.")


class Row(Record):
    """Where something leads."""

    when: Text | None = Field(None, description="A condition in state and actions' names; the first that holds counts.")
    to: dict[str, Finite] = Field(min_length=1, description="State -> its chance.")


class Normal(Record):
    """The next state is normal around a formula, put on a grid: estimated from the data unless it is given."""

    mean: Text = Field(description="A formula in 'state' and actors' names.")
    coefficients: dict[str, Finite] = Field(default_factory=dict, description="Term -> value; estimated where absent.")
    deviation: Finite | None = Field(None, gt=0, description="Standard deviation; estimated where absent.")
    smallest: Finite = Field(0.0, ge=0, lt=1, description="Chances below it are dropped, and the rest sums to one.")


class Transition(Record):
    """Where states lead: one of the three."""

    next: Text | None = Field(None, description="An expression of the next state: 'max(one, two)'.")
    table: tuple[Row, ...] = ()
    normal: Normal | None = None


class Seen(Record):
    """Columns of the data, a row a period."""

    game: Text | None = Field(None, description="Which game a row is of (a dyad); without it there is one.")
    period: Text | None = Field(None, description="Whole numbers or YYYY-MM, one after another within a game.")
    state: Text
    actions: dict[str, Text] = Field(min_length=1, description="Actor -> the column of its actions.")


class DynamicSpecification(Record):
    """A dynamic game to estimate."""

    format: Literal["deterrence-dynamic-1"] = Field("deterrence-dynamic-1", alias="schema")
    title: Text = "dynamic game"
    text: Text | None = Field(None, description="What it is, and where from.")
    actors: tuple[Text, ...] = Field(min_length=1, max_length=6)
    states: tuple[Text, ...] | dict[str, Finite] = Field(
        (), description="Names, in order; or name -> its number in formulas and data."
    )
    grid: Grid | None = Field(None, description="In place of 'states', where they are numbers.")
    actions: tuple[Text, ...] | dict[str, Finite | tuple[Text, ...]] = Field(
        description="Names, in order; or name -> its number; or actor -> names, in order."
    )
    unavailable: dict[str, Text] = Field(
        default_factory=dict, description="Action -> the condition on 'state' and 'actor' under which it is not there."
    )
    discount: Finite = Field(ge=0, lt=1, description="What the next period is worth in this one.")
    transition: Transition
    covariates: dict[str, dict[str, Text]] = Field(
        default_factory=dict, description="What formulas call it -> actor -> its column."
    )
    payoffs: dict[str, Term] = Field(min_length=1)
    observed: Seen
    fixed: dict[str, Finite] = Field(default_factory=dict, description="Coefficient -> the value at which it is held.")
    shared: tuple[tuple[str, ...], ...] = Field((), description="Lists of coefficients that are one and the same.")
