"""Play as data: precision of choice and shares of types from rows of played sessions, against theory.

A row is a decision among open moves with values Q_a at the solved crisis and chances σ_a at its precision λ₀. At
another precision, beliefs and the others' play as solved, the same mover chooses with

    p_a(λ) = σ_a exp((λ − λ₀) Q_a) / Σ_b σ_b exp((λ − λ₀) Q_b),

so that base weights of moves need not be known. Σ log p is concave in λ; its maximum is the estimate (zero or infinite
where there is none between), with an interval by profile likelihood, and likelihood ratios against λ₀ and against
λ = 0, choice by base weights alone, which is an end of the range of λ.

A player draws one type and keeps it: with p_k(j) the chance that type k chooses as play j was chosen, shares π
maximise Σ_j log Σ_k π_k p_k(j) (by EM: Dempster, Laird and Rubin 1977, Journal of the Royal Statistical Society B
39(1); recalled, not opened), against the prior, in as many degrees of freedom as plays can distinguish. A strategic
type's conduct is as solved. What type was dealt is not used.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field

from ..files.messages import amount
from ..files.reader import FileKind
from ..files.record import Record, Text
from .play_precision import precision_of
from .play_rows import COLUMNS, Choice, choice_of
from .precision import EVEN, THEORY, Precision
from .table import Table
from .type_shares import TypeShares, shares_of

SCHEMA = "deterrence-play-1"
PERSON = "person"
AT_ZERO = (
    "Even choice, by base weights (λ = 0), is an end of the range of λ: p is that of a ratio that is zero half of the "
    "time and χ² with one degree of freedom the other half (Self and Liang 1987)."
)


class Plays(Record):
    """What is estimated from rows of play."""

    format: Literal["deterrence-play-1"] = Field("deterrence-play-1", alias="schema")
    title: Text = "play"
    text: Text | None = None
    by: Literal["none", "actor", "player"] = Field("none", description="Estimates of all together, or of each as well.")
    who: Literal["persons", "bots", "all"] = Field("persons", description="Whose decisions count.")


PLAYS = FileKind("play", SCHEMA, Plays)


@dataclass(frozen=True, eq=False)
class PlayFit:
    """Estimates.

    Attributes:
        title: of the specification.
        precision: of all choices; None where no row has values.
        by: the same of each actor or player.
        types: by actor, shares of its types.
        groups: the choices that each of these rests on: "" for all, and by the keys of ``by``.
        dealt: by actor, the choices that shares rest on.
    """

    title: str
    precision: Precision | None
    by: dict[str, Precision]
    types: dict[str, TypeShares]
    groups: dict[str, list[Choice]]
    dealt: dict[str, list[Choice]]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        found = {"title": self.title, **(self.precision.as_dict() if self.precision else {})}
        if self.precision:
            estimate = {"estimate": found["precision"], "se": found["se"]}
            found["estimates"] = {"precision": estimate}
            found["tests"] = AT_ZERO
        found["by"] = {name: each.as_dict() for name, each in self.by.items()}
        found["types"] = {actor: each.as_dict() for actor, each in self.types.items()}
        return found

    def text(self) -> str:
        """For a terminal."""
        lines = [f"{self.title}: precision of choice in play, against the solved crisis"]
        for name, each in {**({"all": self.precision} if self.precision else {}), **self.by}.items():
            error = f" (std. error {each.error:.4g})" if each.error is not None else ""
            lines.append(
                f"{name}: λ = {each.value:.4g}{error}, interval {each.low:.4g} to {each.high:.4g}; "
                f"{amount(each.n, 'choice')}; solved at {each.solved:.4g}, p = {each.against[THEORY].p:.3g}; "
                f"even choice, p = {each.against[EVEN].p:.3g}"
            )
        if self.precision is not None:
            lines.append(AT_ZERO)
        for actor, types in self.types.items():
            lines.append(f"types of {actor}, {amount(types.n, 'play')}, against the prior p = {types.theory.p:.3g}")
            for kind, (estimate, low, high, prior) in types.shares.items():
                lines.append(f"  {kind}: {estimate:.3f}, interval {low:.3f} to {high:.3f}; prior {prior:.3f}")
        return "\n".join(lines)


def fit_plays(spec: Plays, table: Table, level: float = 0.95) -> PlayFit:
    """Estimates from rows of play.

    Args:
        spec: what is asked. table: as ``deterrence sessions`` writes it. level: of intervals.

    Raises:
        InputError: a column is missing, a cell is not what it should be, or no row is left; with the line.
    """
    choices = _read(spec, table)
    weighed = [c for c in choices if c.values is not None and len(c.values) > 1]
    groups: dict[str, list[Choice]] = {}
    if spec.by != "none":
        for each in weighed:
            groups.setdefault(getattr(each, spec.by), []).append(each)
    actors: dict[str, list[Choice]] = {}
    for each in choices:
        if len(each.types) > 1:
            actors.setdefault(each.actor, []).append(each)
    return PlayFit(
        spec.title,
        precision_of(weighed, level) if weighed else None,
        {name: precision_of(own, level) for name, own in groups.items()},
        {actor: shares_of(own, level) for actor, own in actors.items()},
        {"": weighed, **groups},
        actors,
    )


def _read(spec: Plays, table: Table) -> list[Choice]:
    for column in (*COLUMNS, *(("player",) if spec.by == "player" else ())):
        table.require(column, "play")
    kinds = table.cells["kind"]
    kept = [
        row
        for row in range(len(table))
        if spec.who == "all" or (kinds[row] == PERSON) == (spec.who == "persons")
    ]
    if not kept:
        raise table.refuse(f"the table has no decision of {spec.who}", "write 'who: all', or dump more sessions")
    return [choice_of(table, row) for row in kept]
