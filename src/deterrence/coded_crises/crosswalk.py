"""From each rung of the ladder to the field's scales, with a confidence for every cell.

The scales are those of the Militarized Interstate Disputes (hostility level and highest action), International Crisis
Behavior (violence and main technique of managing a crisis), event data (CAMEO code with its Goldstein score, PLOVER
type) and Kahn's list of forty-four rungs. The cells are judgements, in :file:`crosswalk.yaml`; a cell whose value other
rungs share too is many-to-one, which is computed and marked, for the way back from the scale is then not unique.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from ..data.icb_codes import Management
from ..errors import ArgumentError
from ..files.reader import FileKind, read
from ..files.record import Finite, Identifier, Record, Text
from ..files.references import Declares, references
from .ladder import ladder
from .record import RungId, Source

Level = Literal["high", "medium", "low"]
Plover = Literal[
    "AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip
TECHNIQUES = tuple(technique.value for technique in Management)

SCALES = {
    "mid_level": "MID hostility level",
    "mid_action": "MID highest action",
    "icb_violence": "ICB violence",
    "icb_technique": "ICB technique",
    "cameo": "CAMEO",
    "goldstein": "Goldstein",
    "plover": "PLOVER",
    "kahn": "Kahn's rung",
}
"""The columns of the crosswalk, by key."""


class WholeCell(Record):
    """A whole number, or none where the scale has no place for the rung."""

    value: int | None = Field(ge=0, le=44)
    confidence: Level


class ScoreCell(Record):
    """A score."""

    value: Finite = Field(ge=-10, le=10)
    confidence: Level


class WordCell(Record):
    """A word or a code, or none where the scale has no place for the rung."""

    value: str | None
    confidence: Level


class ViolenceCell(Record):
    """ICB's word for the violence of a crisis that peaks at the rung."""

    value: Literal["none", "minor", "serious", "war"]
    confidence: Level


class PloverCell(Record):
    """A type of PLOVER's, or none."""

    value: Plover | None
    confidence: Level


class CrosswalkRow(Record):
    """One rung on every scale."""

    rung: Annotated[RungId, Declares("row")]
    mid_level: WholeCell
    mid_action: WholeCell
    icb_violence: ViolenceCell
    icb_technique: WordCell
    cameo: WordCell
    goldstein: ScoreCell
    plover: PloverCell
    kahn: WholeCell
    note: Text

    def value(self, scale: str) -> int | float | str | None:
        """The cell's value on a scale."""
        found: int | float | str | None = getattr(self, scale).value
        return found

    def confidence(self, scale: str) -> Level:
        """How sure the cell is."""
        found: Level = getattr(self, scale).confidence
        return found


class Scale(Record):
    """What a scale is, and which part of its definition was read."""

    columns: tuple[Identifier, ...] = Field(min_length=1)
    source: Source


class Crosswalk(Record):
    """Every rung on every scale."""

    format: Literal["deterrence-crosswalk-1"] = Field(alias="schema")
    title: Text
    scales: tuple[Scale, ...]
    rows: tuple[CrosswalkRow, ...] = Field(min_length=1)

    def row(self, rung: str) -> CrosswalkRow:
        """The row of a rung. Raises ``ArgumentError`` where there is none."""
        for row in self.rows:
            if row.rung == rung:
                return row
        raise ArgumentError(f"the crosswalk has no rung '{rung}'; it has {', '.join(r.rung for r in self.rows)}")

    def many_to_one(self, rung: str, scale: str) -> tuple[str, ...]:
        """Other rungs that have the same value on a scale: if there are any, the way back is not unique."""
        value = self.row(rung).value(scale)
        return tuple(row.rung for row in self.rows if row.rung != rung and row.value(scale) == value)


CROSSWALK = FileKind(
    "crosswalk",
    "deterrence-crosswalk-1",
    Crosswalk,
    rules=(lambda table: references(table, outside={"rung": ladder().ids}),),
)


@cache
def crosswalk() -> Crosswalk:
    """The shipped crosswalk: one row to a rung, in the ladder's order."""
    return read(CROSSWALK, Path(__file__).with_name("crosswalk.yaml")).record


def markdown() -> str:
    """The crosswalk as a table: a star marks a value that other rungs share, a question mark a low confidence."""
    table = crosswalk()
    lines = ["| rung | " + " | ".join(SCALES.values()) + " |", "| --- |" + " --- |" * len(SCALES)]
    for row in table.rows:
        cells = [_cell(table, row, scale) for scale in SCALES]
        lines.append(f"| `{row.rung}` | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _cell(table: Crosswalk, row: CrosswalkRow, scale: str) -> str:
    value = row.value(scale)
    shown = "none" if value is None else f"{value:+.1f}" if isinstance(value, float) else str(value)
    shared = "\\*" if table.many_to_one(row.rung, scale) else ""
    return shown + shared + ("?" if row.confidence(scale) == "low" else "")
