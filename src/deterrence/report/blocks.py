"""What a section of the report is made of. All frozen, all plain data; templates give them their look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from deterrence.errors import ArgumentError
from deterrence.report.charts import Panel, Spec
from deterrence.report.pictures import Picture
from deterrence.report.prose import Prose

SEVERAL, FEW, MANY = 3, 4, 8
"""Columns of a table that a narrow screen may stack."""
SENTENCE, LINE = 40, 60
"""Characters that do not go into a column there, or a row."""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of running text."""

    template: ClassVar[str] = "paragraph.html"
    text: Prose


@dataclass(frozen=True)
class Subheading:
    """A heading within a section."""

    template: ClassVar[str] = "subheading.html"
    text: str


@dataclass(frozen=True)
class Bullets:
    """A list; ``ordered`` where the order matters."""

    template: ClassVar[str] = "bullets.html"
    items: Sequence[Prose]
    ordered: bool = False


@dataclass(frozen=True)
class Facts:
    """Terms with what they are: definitions, settings, provenance."""

    template: ClassVar[str] = "facts.html"
    items: Sequence[tuple[str, Prose]]


@dataclass(frozen=True)
class Column:
    """A column of a table; numeric columns are set flush right."""

    label: str
    unit: str = ""
    numeric: bool = True


@dataclass(frozen=True)
class Table:
    """A table of formatted cells; the first cell of a row is its header.

    Attributes:
        id: unique in the page.
        caption: what the table shows, in a sentence.
        columns: one per cell of a row.
        rows: the cells, already formatted.
        note: what to bear in mind when reading it.
    """

    template: ClassVar[str] = "table.html"
    id: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Prose]]
    note: Prose = ""

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise ArgumentError(
                    f"table {self.id!r}, row {number}: {len(row)} cells for {len(self.columns)} columns; "
                    "give one cell for each column"
                )

    @property
    def stacks(self) -> bool:
        """On a narrow screen, does each row stand as a paragraph, its cells beneath each other? Where columns are
        several, not many, and sentences are among the cells, or together the cells are longer than a line: in columns
        they would be a word wide."""
        if not SEVERAL <= len(self.columns) <= MANY:
            return False
        columns = zip(*self.rows, strict=True)
        longest = [max((len(cell) for cell in cells if isinstance(cell, str)), default=0) for cells in columns] or [0]
        return max(longest) > SENTENCE or (len(self.columns) <= FEW and sum(longest) > LINE)


@dataclass(frozen=True)
class Sign:
    """An entry of a legend: the class by which the drawing shows it, and what it is."""

    look: str
    text: str


@dataclass(frozen=True)
class Drawing:
    """Pictures side by side, each under its title, with one legend."""

    pictures: Sequence[tuple[str, Picture]]
    legend: Sequence[Sign] = ()


@dataclass(frozen=True)
class Figure:
    """A chart with what a reader needs to do without it.

    Attributes:
        id: unique in the page.
        title: the finding, as a sentence.
        chart: a Vega-Lite spec, the panels of small multiples, or a drawing.
        description: what a reader who cannot see the chart needs: its type, axes and gist.
        reading: how to read it, for a reader who sees such a chart for the first time.
        numbers: every number in the chart, as a table right beneath it.
    """

    template: ClassVar[str] = "figure.html"
    id: str
    title: str
    chart: Spec | Sequence[Panel] | Drawing
    description: str
    reading: Prose
    numbers: Table

    @property
    def panels(self) -> Sequence[Panel]:
        """The charts of the figure; a single chart is one panel without a title. None where it is a drawing."""
        if isinstance(self.chart, Drawing):
            return []
        return [Panel("", self.chart)] if isinstance(self.chart, dict) else self.chart

    @property
    def drawing(self) -> Drawing | None:
        """The drawing, where it is one."""
        return self.chart if isinstance(self.chart, Drawing) else None


@dataclass(frozen=True)
class Callout:
    """A boxed passage: a finding, a caution, or a note."""

    template: ClassVar[str] = "callout.html"
    title: str
    blocks: Sequence[Block]
    kind: Literal["finding", "caution", "note"] = "note"


@dataclass(frozen=True)
class Details:
    """A passage that is folded until the reader opens it; printed in full."""

    template: ClassVar[str] = "details.html"
    summary: str
    blocks: Sequence[Block]


type Block = Paragraph | Subheading | Bullets | Facts | Table | Figure | Callout | Details


def walk(blocks: Sequence[Block]) -> Iterator[Block]:
    """Every block in reading order, those within callouts and details included."""
    for block in blocks:
        yield block
        if isinstance(block, Callout | Details):
            yield from walk(block.blocks)
