"""The one ladder on which every history is coded: typed rungs in order, from settlement to war."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from ..files.reader import FileKind, read
from ..files.record import Identifier, Record, Text
from ..files.references import Declares, Refers, references


class HistoryRung(Record):
    """A kind of act, as a typed record."""

    id: Annotated[Identifier, Declares("rung")]
    name: Text
    meaning: Text = Field(description="What is coded here, and what is not.")
    domain: Literal["diplomatic", "economic", "grey-zone", "conventional", "nuclear-signal"]
    force: int = Field(ge=1, le=5, description="Force level on the MID hostility scale, 1 none to 5 war.")
    nuclear: Literal["none", "signal", "threat"] = "none"
    reversible: bool = Field(description="Can the act itself be taken back?")


class HistoryLadder(Record):
    """The rungs in order, lowest first, and the one that stands for no act."""

    format: Literal["deterrence-ladder-1"] = Field(alias="schema")
    title: Text
    calm: Annotated[Identifier, Refers("rung")] = Field(
        description="The rung at level 0; those before it lead away from war."
    )
    rungs: tuple[HistoryRung, ...] = Field(min_length=3)

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the rungs, lowest first."""
        return tuple(r.id for r in self.rungs)

    def level(self, rung: str) -> int:
        """Steps above calm; below zero where the act leads away from war."""
        return self.ids.index(rung) - self.ids.index(self.calm)

    def rung(self, rung: str) -> HistoryRung:
        """The rung with an id."""
        return self.rungs[self.ids.index(rung)]


LADDER = FileKind("history ladder", "deterrence-ladder-1", HistoryLadder, rules=(references,))


@cache
def ladder() -> HistoryLadder:
    """The shipped ladder."""
    return read(LADDER, Path(__file__).with_name("ladder.yaml")).record


def markdown() -> str:
    """The ladder as a table, highest rung first."""
    found = ladder()
    lines = [
        "| level | rung | what is coded here | domain | force | nuclear |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for r in reversed(found.rungs):
        cells = (f"{found.level(r.id):+d}", f"`{r.id}`", r.meaning, r.domain, str(r.force), r.nuclear)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
