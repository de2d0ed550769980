"""Read a public data file and be sure which edition it is.

No data set is shipped. A loader names the SHA-256 checksum of the file that its figures were counted
from; another edition is refused, because its counts may differ.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deterrence.errors import InputError, Problem


@dataclass(frozen=True)
class Row:
    """One row of a data file, which knows where it stands."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column].strip()

    def refuse(self, what: str, remedy: str) -> InputError:
        """The error that says what is wrong with this row."""
        return InputError([Problem(self.file, self.line, 1, what, remedy)])


def read_rows(path: Path, columns: tuple[str, ...], sha256: str | None) -> Iterator[Row]:
    """The rows of a UTF-8 comma-separated file with a header.

    Args:
        path: the file.
        columns: columns that must be there; others are kept.
        sha256: checksum that the file must have; None accepts any edition.

    Raises:
        InputError: there is no such file, it has another checksum, or it lacks a column.
    """
    if not path.is_file():
        raise _refused(path, "there is no such file", "point to the folder that holds the data set")
    data = path.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if sha256 is not None and found != sha256:
        what = f"another edition of the file: SHA-256 {found}, not {sha256}"
        raise _refused(path, what, "use the edition named, or pass exact=False and count again")
    reader = csv.DictReader(data.decode("utf-8-sig").splitlines(), restval="")
    missing = [name for name in columns if name not in (reader.fieldnames or ())]
    if missing:
        raise _refused(path, f"no column {', '.join(missing)}", "use the file as its authors published it")
    for cells in reader:
        yield Row(str(path), reader.line_num, cells)


def _refused(path: Path, what: str, remedy: str) -> InputError:
    return InputError([Problem(str(path), 1, 1, what, remedy)])
