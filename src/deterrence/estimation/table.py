"""A table of data from a CSV file: every fault with its line, missing never zero, columns typed when asked for."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..errors import InputError, Problem
from ..files.diagnostics import Faults
from ..files.inputs import read_bytes
from ..files.messages import did_you_mean, listed, shown
from ..files.positions import START, Spot

if TYPE_CHECKING:
    import pandas as pd

MOST_BYTES = 256 * 1024 * 1024
LARGEST = 1e50  # of a number: powers of it up to the sixth are still numbers
MISSING = frozenset({"", "NA", "NaN", "nan", "null", "."})
LOGICAL = {"TRUE": 1.0, "FALSE": 0.0, "True": 1.0, "False": 0.0, "true": 1.0, "false": 0.0}  # as R and Python write
OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
DECIMAL_COMMA = re.compile(r"[-+]?\d+,\d+(e[-+]?\d+)?", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Table:
    """Cells as they stand in a file.

    Attributes:
        file: as the user named it.
        header: names of the columns.
        cells: per column, its cells as text, blanks at their ends removed.
        lines: (n,), the line each row ends on.
    """

    file: str
    header: tuple[str, ...]
    cells: dict[str, tuple[str, ...]]
    lines: np.ndarray

    def __len__(self) -> int:
        return len(self.lines)

    def refuse(self, what: str, remedy: str, row: int | None = None) -> InputError:
        """The error that says what is wrong with a row (from 0), or with the header where none is given."""
        line = 1 if row is None else int(self.lines[row])
        return InputError([Problem(self.file, line, 1, what, remedy)])

    def require(self, column: str, why: str) -> None:
        """Raise ``InputError`` where there is no such column; ``why`` says who asks for it."""
        if column not in self.cells:
            remedy = did_you_mean(column, self.header) or f"the columns are {listed(self.header)}"
            raise self.refuse(f"there is no column {shown(column)}, which {why} names", remedy)

    def missing(self, columns: Iterable[str]) -> np.ndarray:
        """(n,), True where one of the columns is missing."""
        found = np.zeros(len(self), bool)
        for column in columns:
            found |= np.fromiter((cell in MISSING for cell in self.cells[column]), bool, len(self))
        return found

    def numbers(self, column: str, rows: np.ndarray) -> np.ndarray:
        """A column of numbers at some rows, none of them missing.

        Raises:
            InputError: at the first that is no number, or above :data:`LARGEST`.
        """
        cells = self.cells[column]
        values = np.empty(len(rows))
        for k, row in enumerate(rows):
            try:
                values[k] = float(cells[row])
            except ValueError:
                values[k] = np.nan
            if not np.isfinite(values[k]):
                what = f"the column {shown(column)} should hold numbers, and here says {shown(cells[row])}"
                remedy = "write a number, or NA where it is missing"
                if DECIMAL_COMMA.fullmatch(cells[row]):
                    remedy = "write decimals with a point"
                raise self.refuse(what, remedy, int(row))
            if abs(values[k]) > LARGEST:
                what = f"the column {shown(column)} says {shown(cells[row])}, too large a number to compute with"
                raise self.refuse(what, f"write the column in other units, at most {LARGEST:g}", int(row))
        return values

    def marks(self, column: str, rows: np.ndarray) -> np.ndarray:
        """A column of 0 and 1, or of TRUE and FALSE, at some rows. Raises as :meth:`numbers`."""
        cells = [self.cells[column][row] for row in rows]
        if all(cell in LOGICAL for cell in cells):
            return np.array([LOGICAL[cell] for cell in cells])
        return self.numbers(column, rows)

    def frame(self, columns: Sequence[str], rows: np.ndarray) -> pd.DataFrame:
        """Columns as a data frame of numbers, or of words where none of a column's cells is a number.

        Raises:
            InputError: a column of numbers and words; with the line of the first word.
        """
        import pandas as pd

        data: dict[str, np.ndarray] = {}
        for column in columns:
            texts = [self.cells[column][row] for row in rows]
            if texts and not any(_is_number(text) or DECIMAL_COMMA.fullmatch(text) for text in texts):
                data[column] = np.array(texts, object)
            else:
                data[column] = self.numbers(column, rows)
        return pd.DataFrame(data, index=range(len(rows)))


def read_table(path: str | Path) -> Table:
    """A comma-separated UTF-8 file with a header.

    Raises:
        InputError: it cannot be read, is not UTF-8, has no header or no rows, names a column twice, or has rows of
            another length; with every such line, up to a bound.
    """
    faults = Faults(str(path))
    raw = read_bytes(path, faults, most=MOST_BYTES)
    if len(raw) > MOST_BYTES:
        faults.fail(START, f"the file is longer than {MOST_BYTES // 1024**2} MiB", "keep the columns that are used")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        faults.fail(Spot(line, 1), "the file is not UTF-8 text here", "save it as CSV in UTF-8")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        faults.fail(Spot(line, 1), "a zero byte stands here: this is no text", "save it as CSV in UTF-8")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        header = [name.strip() for name in next(reader, [])]
        for row in reader:
            if not row:
                continue
            if len(row) != len(header):
                what = f"this row has {len(row)} cells, and the header {len(header)}"
                faults.add(Spot(reader.line_num, 1), what, "write one cell a column; put text with commas in quotes")
                continue
            rows.append([cell.strip() for cell in row])
            lines.append(reader.line_num)
    except csv.Error as error:
        faults.fail(Spot(reader.line_num, 1), f"this is no CSV ({error})", "close quotes; write quotes in text twice")
    if len(header) == 1:
        for sign, called in OTHER_SEPARATORS.items():
            if sign in header[0]:
                what = f"the cells of this file are separated by {called}"
                faults.fail(START, what, "save it with commas between the cells, and decimals with a point")
    if not any(header):
        faults.fail(START, "the file is empty", "write a header with the names of the columns, and a row for each case")
    for k, name in enumerate(header):
        if name in header[:k]:
            faults.add(START, f"two columns are called {shown(name)}", "rename one")
    faults.raise_if_any()
    if not rows:
        faults.fail(START, "the table has a header and no rows", "write a row for each case")
    columns = dict(zip(header, zip(*rows, strict=True), strict=True))
    return Table(str(path), tuple(header), columns, np.array(lines))


def _is_number(text: str) -> bool:
    try:
        return bool(np.isfinite(float(text)))
    except ValueError:
        return False
