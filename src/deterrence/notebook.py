"""The main job as a notebook has it: one call, and an object that shows itself and writes its report."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .claims.board import Board, asked_of_doctrines, board_of, readers_of
from .report.outputs import write_report, write_study
from .report.results import as_dict
from .report.sections.ledger import KEPT
from .scenario.crisis import Crisis
from .stress import study as work
from .stress.ensemble.counts import BESIDE
from .stress.worker_pool import Team

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    import xarray as xr

    from .ledger.study import LedgerStudy


class Study(work.Study):
    """A crisis solved, forecast and stressed; see :class:`.stress.study.Study` for what it holds."""

    @property
    def claims(self) -> Board:
        """Every claim about the crisis with its verdict (:mod:`.claims.board`); worked out when first asked for."""
        return board_of(self, self.workers)

    def report(self, path: str | Path) -> Path:
        """Write the report, one HTML file, whole or not at all. Returns its path."""
        return write_report(self, Path(path))

    def write(self, folder: str | Path) -> list[Path]:
        """Write report.html, results.json and results.nc into a folder that exists. Returns their paths."""
        return write_study(self, Path(folder))

    def to_dict(self) -> dict[str, Any]:
        """As ``results.json`` holds it."""
        return as_dict(self)

    def to_dataframe(self) -> pd.DataFrame:
        """The outlook's quantities, one a row."""
        return self.outlook.to_dataframe()

    def to_xarray(self) -> xr.Dataset:
        """The outlook's quantities, labelled."""
        return self.outlook.to_xarray()

    def _repr_html_(self) -> str:
        return f"{self.crisis._repr_html_()}{self.outlook._repr_html_()}"


def study(
    crisis: Crisis,
    changes: Mapping[str, float] | None = None,
    *,
    workers: int = 0,
    precision: float | None = None,
    draws: int = BESIDE,
    claims_in_worlds: bool = False,
    ledger: LedgerStudy | None = None,
    team: Team | None = None,
    **settings: Any,
) -> Study:
    """Do the main job for a crisis: solve, forecast, compare, rank what matters.

    Where there are workers, claims are put to the test while they stand by; otherwise when they are first asked for.

    Args:
        crisis: from :func:`deterrence.load`.
        changes: parameter values in place of the file's.
        draws: plausible worlds in which the main numbers are read; zero for none.
        claims_in_worlds: solve both sides of every claim in each as well.
        workers, precision, settings: the latter ``resolution``, ``seed``, ``all_levers``, ``progress``; as for
            :func:`.stress.study.conduct`.
        team: of so many workers, from the same crisis and values, begun before; it goes on. One of its own if None.
        ledger: counts of attacks to set in the report beside the game, from :func:`.ledger.study.study`.

    Raises:
        ArgumentError: a change that is not possible.
        NotConverged, UnsupportedGame, GridTooLarge: the game could not be solved as asked.
    """
    values, _ = crisis.parameters.override(changes or {})
    with nullcontext(team) if team else Team(crisis, values, workers, precision) as team:
        done = work.conduct(
            crisis,
            changes,
            workers=workers,
            precision=precision,
            team=team,
            beside=asked_of_doctrines(crisis),
            draws=draws,
            readers=readers_of(crisis, values) if claims_in_worlds and draws else (),
            **settings,
        )
        found = Study(**vars(done))
        if ledger is not None:
            found.kept[KEPT] = ledger
        if workers:
            board_of(found, team=team)
    return found
