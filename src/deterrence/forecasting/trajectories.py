"""Sampled histories, and the tables and files they can be turned into."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .play_arrays import PlayArrays

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


@dataclass(frozen=True, eq=False, repr=False)
class Trajectories(PlayArrays):
    """n sampled plays of at most T moves, by N actors; attributes as of :class:`~.play_arrays.PlayArrays`."""

    def __repr__(self) -> str:
        endings = ", ".join(f"{name} {count}" for name, count in self.endings().items())
        return f"Trajectories(n={self.n}, moves<={self.stages}, seed={self.seed}; {endings})"

    def to_frame(self) -> pd.DataFrame:
        """A long table, one row for each move made and each chance event; see :func:`.trajectory_files.frame`."""
        from .trajectory_files import frame

        return frame(self)

    def to_xarray(self) -> xr.Dataset:
        """Arrays with their labels; see :func:`.trajectory_files.dataset`."""
        from .trajectory_files import dataset

        return dataset(self)

    def to_netcdf(self, path: str | Path) -> None:
        """Write :meth:`to_xarray` as NetCDF 4."""
        from .trajectory_files import write_netcdf

        write_netcdf(self, path)

    def save(self, path: str | Path) -> None:
        """Write by suffix: ``.nc`` (the arrays), ``.csv.gz`` or ``.parquet`` (the long table).

        Raises:
            ArgumentError: another suffix.
        """
        from .trajectory_files import save

        save(self, path)
