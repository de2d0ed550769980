"""A strategic model to estimate, as it is written: who moves when, what every end is worth, how outcomes are seen."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from ..files.record import Finite, Record, Text

SCHEMA = "deterrence-estimation-1"
Formula = str | int


def _as_text(value: Any) -> Any:
    """A whole number as the word it is written as: outcomes are often numbers."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Outcome = Annotated[Text, BeforeValidator(_as_text)]


class Node(Record):
    """A place in the tree: a move (``player``, ``moves``), a lottery (``chance``, ``moves``), an end (``outcome``)."""

    player: Text | None = Field(None, description="Who moves here.")
    chance: dict[str, Finite] = Field(default_factory=dict, description="Of a lottery: the probability of each branch.")
    moves: dict[str, Node] = Field(default_factory=dict, description="What follows each move, or each branch.")
    outcome: Outcome | None = Field(None, description="Of an end: what is seen to have happened.")
    name: Outcome | None = Field(None, description="Of an end, where several ends have its outcome: a name of its own.")
    payoff: dict[str, Formula] = Field(
        default_factory=dict,
        description="Of an end: player -> formula in columns of the data, as R writes them; 0 where none is given.",
    )


class Observed(Record):
    """How the data say what happened: one of the three."""

    column: Text | None = Field(None, description="A column whose values say the outcome.")
    values: dict[str, Outcome | tuple[Outcome, ...]] = Field(
        default_factory=dict, description="Its values -> the outcome, or the outcomes that it does not distinguish."
    )
    indicators: dict[str, Text] = Field(default_factory=dict, description="Outcome -> a column that is 1 where it is.")
    counts: dict[str, Text] = Field(default_factory=dict, description="Outcome -> a column of how often it happened.")


class Errors(Record):
    """What shakes choice."""

    source: Literal["agent", "private", "signalling"] = Field(
        "agent",
        description="agent: each move by a shock of its own; private: payoffs of ends, known to their player alone; "
        "signalling: the crisis of Lewis and Schultz (2003), in which an early move is informative about the later.",
    )
    link: Literal["probit", "logit"] = "probit"
    beliefs: dict[Literal["resist", "stand firm"], Text] = Field(
        default_factory=dict,
        description="For signalling: columns of what is believed of each reply beforehand; without them, from a logit.",
    )
    scale: Formula | dict[str, Formula] | None = Field(
        None,
        description="Formula of the logarithm of the shocks' standard deviation, one for all players or one for each.",
    )


class Specification(Record):
    """A strategic model to estimate."""

    format: Literal["deterrence-estimation-1"] = Field("deterrence-estimation-1", alias="schema")
    title: Text = "strategic model"
    text: Text | None = Field(None, description="What it is, and where from.")
    players: tuple[Text, ...] = Field(min_length=1)
    tree: Node
    observed: Observed
    errors: Errors = Errors()
    fixed: dict[str, Finite] = Field(
        default_factory=dict, description="player:outcome:term -> the value at which a coefficient is held."
    )
    shared: tuple[tuple[str, ...], ...] = Field((), description="Lists of coefficients that are one and the same.")
