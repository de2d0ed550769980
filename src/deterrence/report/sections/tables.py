"""Tables and figures in the shapes that the sections share."""

from __future__ import annotations

from collections.abc import Sequence

from ..blocks import Column, Table
from ..charts import Row
from ..prose import Prose


def words(*labels: str) -> list[Column]:
    """Columns of words."""
    return [Column(label, numeric=False) for label in labels]


def plain_table(
    id: str,
    caption: str,
    labels: Sequence[str],
    rows: Sequence[Sequence[Prose]],
    note: Prose = "",
    *,
    heads: int = 1,
) -> Table:
    """A table of numbers whose first ``heads`` columns say what the numbers in the others belong to."""
    columns = [Column(label, numeric=k >= heads) for k, label in enumerate(labels)]
    return Table(id, caption, columns, rows, note)


def filled_columns(
    labels: Sequence[str], rows: Sequence[Sequence[Prose]], *empty: str
) -> tuple[list[str], list[tuple[Prose, ...]]]:
    """Labels and rows without the columns in which every cell is one of ``empty``."""
    kept = [k for k in range(len(labels)) if any(row[k] not in empty for row in rows)]
    return [labels[k] for k in kept], [tuple(row[k] for k in kept) for row in rows]


def within(value: float, error: float | None) -> tuple[float, float] | None:
    """A value with its error, as the ends of a whisker."""
    return None if error is None else (max(value - error, 0.0), value + error)


def bar(label: str, value: float, text: str, spread: tuple[float, float] | None = None, **more: str) -> Row:
    """A row of a bar chart; ``spread`` is the whisker, which need not hold the value."""
    row: dict[str, object] = {"label": label, "value": value, "text": text, **more}
    if spread is not None:
        row |= {"low": spread[0], "high": spread[1]}
    return row
