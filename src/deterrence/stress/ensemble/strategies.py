"""Every world's strategies, kept where they are asked for: a column of a part's table, which says what is in it.

A part is one file either way, so that strategies are as safe as numbers are. In the column every row has the
probabilities of one world in a row, single precision; dimensions and coordinates are in the file's own metadata.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...errors import ArgumentError
from .plan import TROUBLE, WORLD
from .policies import LOCKS

if TYPE_CHECKING:
    import xarray as xr

STRATEGIES = "strategies"
BESIDE = ("takes:", "dose:")
"""How columns begin that say, with the world's number and the locks, which row it is."""


def described(template: xr.DataArray) -> dict[str, str]:
    """What a file's metadata say of the column: dimensions, shape, coordinates."""
    shape = {
        "dims": list(template.dims),
        "shape": list(template.shape),
        "coords": template.coords.to_dataset().to_dict(data="list")["coords"],
    }
    return {STRATEGIES: json.dumps(shape, sort_keys=True)}


def flattened(strategies: xr.DataArray, template: xr.DataArray) -> np.ndarray | None:
    """(n,), single precision; None where the world's game has other states, moves or beliefs than the template's."""
    if strategies.shape != template.shape or not strategies.coords.equals(template.coords):
        return None
    found: np.ndarray = strategies.to_numpy().astype(np.float32).ravel()
    return found


def read_strategies(folder: Path, worlds: Collection[int] = ()) -> Iterator[tuple[Mapping[str, Any], xr.DataArray]]:
    """Row by row, which world and policy it is, and its strategies; a part in memory at a time.

    Args:
        folder: of an ensemble that was asked to keep them.
        worlds: their numbers; all if empty.

    Returns:
        Arrays as :attr:`.Solution.strategies` has them. Worlds that were not solved are left out, and so are those
        whose game has other states or beliefs than the crisis as stated.

    Raises:
        ArgumentError: the ensemble keeps none.
    """
    import pyarrow.compute as pc
    import pyarrow.parquet as pq
    import xarray as xr

    for path in sorted((folder / "parts").glob("*.parquet")):
        file = pq.ParquetFile(path)
        described_by = (file.metadata.metadata or {}).get(STRATEGIES.encode())
        if described_by is None:
            raise ArgumentError(f"'{folder}' has no strategies: they are kept where the command is given --strategies")
        shape = json.loads(described_by)
        names = [n for n in file.schema_arrow.names if n in (WORLD, LOCKS) or n.startswith(BESIDE)]
        table = file.read([*names, TROUBLE, STRATEGIES])
        table = table.filter(pc.and_(pc.is_null(table[TROUBLE]), pc.is_valid(table[STRATEGIES])))
        coords = xr.Dataset.from_dict({"coords": shape["coords"], "dims": {}, "data_vars": {}}).coords
        for row in range(table.num_rows):
            which = {name: table[name][row].as_py() for name in names}
            if not worlds or which[WORLD] in worlds:
                flat = table[STRATEGIES][row].values.to_numpy(zero_copy_only=False)
                data = flat.reshape(shape["shape"])
                yield which, xr.DataArray(data, dims=shape["dims"], coords=coords, name=STRATEGIES)
