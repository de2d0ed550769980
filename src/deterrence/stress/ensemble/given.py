"""Draws that were made elsewhere, such as from a fitted posterior: a file with a row for each world."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ...errors import ArgumentError
from ...files.messages import did_you_mean
from ...parameters.table import ParameterTable

if TYPE_CHECKING:
    import pyarrow as pa

ENDINGS = (".parquet", ".csv", ".csv.gz")
BOOKKEEPING = ("chain", "draw", "sample", "index")
"""Columns that say where a draw is from: they are left aside, and so are those whose names begin with . or _."""


@dataclass(frozen=True, eq=False)
class Given:
    """Values of some parameters by world.

    Attributes:
        names: of the parameters.
        values: (n, k), by world and parameter.
        sha256: of the file.
    """

    names: tuple[str, ...]
    values: np.ndarray
    sha256: str

    @classmethod
    def read(cls, path: Path, table: ParameterTable) -> Given:
        """From a file with a column for each parameter, named as in the scenario.

        Args:
            path: ``.parquet``, ``.csv`` or ``.csv.gz``.
            table: the scenario's parameters.

        Raises:
            ArgumentError: no such file, one that cannot be read, a column that is no parameter, a value that is no
                finite number or that its parameter does not admit; says where.
        """
        if not path.is_file():
            raise ArgumentError(f"'{path}': there is no such file of draws")
        data, columns = path.read_bytes(), _table(path)
        names = [name for name in columns.column_names if not name.startswith((".", "_")) and name not in BOOKKEEPING]
        for name in names:
            if name not in table:
                raise ArgumentError(
                    f"'{path}', column '{name}': there is no such parameter; "
                    f"{did_you_mean(name, table) or 'name columns as the scenario names parameters'}"
                )
        if not names or not columns.num_rows:
            raise ArgumentError(f"'{path}' has no draws: give a row for each world and a column for each parameter")
        values = np.array([_numbers(path, columns, name) for name in names]).T
        for j, name in enumerate(names):
            for row, x in enumerate(values[:, j].tolist()):
                if not table[name].limits.admits(x):
                    raise ArgumentError(
                        f"'{path}', row {row + 1}: {name} = {x:g} is not possible: give a number {table[name].limits}"
                    )
        return cls(tuple(names), values, hashlib.sha256(data).hexdigest())

    def __len__(self) -> int:
        return len(self.values)

    def world(self, number: int) -> dict[str, float]:
        """Values in a world, by parameter."""
        return dict(zip(self.names, self.values[number].tolist(), strict=True))


def _table(path: Path) -> pa.Table:
    import pyarrow.csv
    import pyarrow.parquet

    read = pyarrow.parquet.read_table if path.suffix == ".parquet" else pyarrow.csv.read_csv
    try:
        return read(path)
    except (pyarrow.ArrowException, OSError) as error:
        raise ArgumentError(f"'{path}' cannot be read: {error}") from error


def _numbers(path: Path, columns: pa.Table, name: str) -> np.ndarray:
    import pyarrow as pa

    try:
        found: np.ndarray = columns[name].cast(pa.float64()).to_numpy()
    except pa.ArrowException as error:
        raise ArgumentError(f"'{path}', column '{name}': not all are numbers: {error}") from error
    bad = np.flatnonzero(~np.isfinite(found))
    if len(bad):
        raise ArgumentError(f"'{path}', row {bad[0] + 1}: {name} is no finite number: leave such draws out")
    return found
