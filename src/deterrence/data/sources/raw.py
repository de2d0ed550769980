"""A delimited text file as it is: checked bytes, header, and every cell as text in a DuckDB table."""

from __future__ import annotations

import csv
import glob
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import InputError, Problem

if TYPE_CHECKING:
    import duckdb

ROW = "row__"
"""Name of the column that numbers rows of data from 1."""
DELIMITERS = ",;\t|"
ENCODINGS = ("utf-8-sig", "latin-1")
PACKED = {
    b"PK\x03\x04": "a zip archive or a spreadsheet",
    b"\x1f\x8b": "a compressed file",
    b"PAR1": "a Parquet file",
    b"%PDF": "a PDF file",
}
_LINE = re.compile(r"[Ll]ine:?\s*(\d+)")


@dataclass(frozen=True)
class Raw:
    """A file, not yet typed.

    Attributes:
        path: the file.
        sha256: its checksum.
        header: names of columns in lower case; one that is empty or comes twice is given a number.
        connection: where the table ``raw`` is, cells as text, an empty cell NULL, with rows numbered in ``row__``.
        rows: how many there are, the tag row left out.
        tagged: is line 2 a row of HXL tags?
        encoding: as the bytes were read.
    """

    path: Path
    sha256: str
    header: tuple[str, ...]
    connection: duckdb.DuckDBPyConnection
    rows: int
    tagged: bool
    encoding: str

    def line(self, row: int) -> int:
        """The line on which a row of data begins; cells may hold line ends."""
        return _line(self.path, self.encoding, row + self.tagged)

    def refused(self, row: int, what: str, remedy: str) -> Problem:
        """What is wrong with a row of data, placed."""
        return Problem(str(self.path), self.line(row), 1, what, remedy)


def read_raw(path: Path) -> Raw:
    """Read a comma-, semicolon-, tab- or bar-separated file with a header.

    Raises:
        InputError: no such file, empty, not text, or rows that do not fit the header.
    """
    import duckdb

    if not path.is_file():
        what = "this is a folder" if path.is_dir() else "there is no such file"
        raise refused(path, what, "name a file of data, such as a CSV")
    data = path.read_bytes()
    for magic, what in PACKED.items():
        if data.startswith(magic):
            raise refused(path, f"it is {what}, not delimited text", "unpack it, or save it as CSV, and name that")
    encoding = _encoding(data)
    if not data.strip() or b"\0" in data:
        raise refused(path, "the file is empty or not text", "name a CSV file with a header")
    first = _first_line(data, encoding)
    delimiter = max(DELIMITERS, key=first.count)
    names = next(csv.reader([first], delimiter=delimiter))
    header = _distinct([name.strip().lower() for name in names])
    connection = duckdb.connect()
    try:
        _fill(connection, path, delimiter, encoding, header)
    except duckdb.Error as error:
        raise InputError([_malformed(path, delimiter, encoding, len(header), str(error))]) from error
    tagged = _drop_tags(connection, header)
    rows = int(connection.sql("SELECT count(*) FROM raw").fetchall()[0][0])
    if not rows:
        raise refused(path, "it has a header and no rows", "name a file with data in it")
    return Raw(path, hashlib.sha256(data).hexdigest(), header, connection, rows, tagged, encoding)


def refused(path: Path, what: str, remedy: str, line: int = 1) -> InputError:
    """The error about a line of a file."""
    return InputError([Problem(str(path), line, 1, what, remedy)])


def quoted(name: str) -> str:
    """A column's name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def _encoding(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def _first_line(data: bytes, encoding: str) -> str:
    return data.decode(encoding).removeprefix("\N{BYTE ORDER MARK}").splitlines()[0]


def _distinct(names: list[str]) -> tuple[str, ...]:
    found: list[str] = []
    for place, name in enumerate(names, start=1):
        found.append(name if name and name not in found else f"{name or 'column'}_{place}")
    return tuple(found)


def _fill(
    connection: duckdb.DuckDBPyConnection, path: Path, delimiter: str, encoding: str, header: tuple[str, ...]
) -> None:
    cells = ", ".join(f"nullif(trim({quoted(name)}), '') AS {quoted(name)}" for name in header)
    connection.execute(
        f"CREATE TABLE raw AS SELECT row_number() OVER () AS {ROW}, {cells} FROM read_csv(?, delim=?, encoding=?, "
        "header=false, skip=1, all_varchar=true, auto_detect=false, quote='\"', escape='\"', parallel=false, "
        f"columns={{{', '.join(_literal(name) + ': ' + _literal('VARCHAR') for name in header)}}})",
        [glob.escape(str(path)), delimiter, encoding],
    )


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _drop_tags(connection: duckdb.DuckDBPyConnection, header: tuple[str, ...]) -> bool:
    """Take out a first row of HXL tags, where there is one: every cell that is not empty begins with ``#``."""
    rows = connection.sql(f"SELECT * EXCLUDE ({ROW}) FROM raw WHERE {ROW} = 1").fetchall()
    cells = [str(cell) for cell in rows[0] if cell is not None] if rows else []
    if not cells or not all(cell.startswith("#") for cell in cells):
        return False
    connection.execute(f"DELETE FROM raw WHERE {ROW} = 1")
    connection.execute(f"UPDATE raw SET {ROW} = {ROW} - 1")
    return True


def _records(path: Path, delimiter: str, encoding: str) -> Iterator[tuple[int, list[str]]]:
    """Records with the line on which each begins."""
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        before = 0
        for record in reader:
            if record:
                yield before + 1, record
            before = reader.line_num


def _line(path: Path, encoding: str, row: int) -> int:
    delimiter = max(DELIMITERS, key=_first_line(path.read_bytes(), encoding).count)
    return next((line for k, (line, _) in enumerate(_records(path, delimiter, encoding)) if k == row), 1)


def _malformed(path: Path, delimiter: str, encoding: str, width: int, said: str) -> Problem:
    """The first record that has another number of cells than the header, or what DuckDB said."""
    remedy = "put cells that hold separators in double quotes, and give every row as many cells as the header"
    try:
        for line, record in _records(path, delimiter, encoding):
            if len(record) != width:
                return Problem(str(path), line, 1, f"{len(record)} cells where the header has {width}", remedy)
    except csv.Error as error:
        said = str(error)
    found = _LINE.search(said)
    return Problem(
        str(path), int(found.group(1)) if found else 1, 1, f"malformed: {said.splitlines()[0]}", remedy
    )
