"""Files of a study: report.html, results.json, results.nc. Written whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import xarray as xr

from . import campaign_study, study
from .campaign.reading import LoadedCampaign
from .game.reading import Loaded
from .report.campaign.story import campaign_html
from .report.story import report_html
from .solvers.grid import Assessment
from .solvers.solution import Solution

COMPRESSION = {"zlib": True, "complevel": 1, "shuffle": True}


def conduct_and_write(
    loaded: Loaded | LoadedCampaign, values: Mapping[str, float], folder: Path, **settings: Any
) -> list[Path]:
    """Do the main job for a scenario of either form and write its files into a folder that exists.

    Args:
        loaded: the file, read and checked.
        values: every parameter's value.
        folder: where to.
        settings: as for :func:`.study.conduct`.

    Returns:
        The report's path, then those of the numbers and of the solution.
    """
    tell = settings.get("progress", lambda message: None)
    if isinstance(loaded, LoadedCampaign):
        campaign = campaign_study.conduct(loaded, values, **settings)
        tell("writing")
        html, results, solution = campaign_html(campaign), campaign_study.as_dict(campaign), campaign.solution
    else:
        done = study.conduct(loaded, values, **settings)
        tell("writing")
        html, results, solution = report_html(done), study.as_dict(done), done.solution
    report, numbers, arrays = (folder / name for name in ("report.html", "results.json", "results.nc"))
    text = json.dumps(results, indent=1, ensure_ascii=False, allow_nan=False)
    _whole(numbers, lambda path: path.write_text(text + "\n", encoding="utf-8"))
    write_strategies(solution, arrays, title=loaded.scenario.title, sha256=loaded.sha256)
    _whole(report, lambda path: path.write_text(html, encoding="utf-8"))
    return [report, numbers, arrays]


def write_strategies(solution: Solution, path: Path, **attributes: str) -> None:
    """All strategies, and values at the prior by stage, as NetCDF.

    Variables are those of :attr:`~deterrence.solvers.solution.Solution.strategies`; the certificate is an attribute.
    """
    data = xr.Dataset({"strategies": solution.strategies})
    certificate = json.dumps(solution.certificate.as_dict())
    data = data.assign_attrs(certificate=certificate, actors=list(solution.game.structure.actors), **attributes)
    encoding = {"strategies": COMPRESSION} if isinstance(solution.assessment, Assessment) else {}
    _whole(path, lambda target: data.to_netcdf(target, engine="h5netcdf", encoding=encoding))


def _whole(path: Path, write: Callable[[Path], object]) -> None:
    """Write beside the target and move into place, so that a stop half way leaves the old file."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=path.suffix)
    os.close(handle)
    temporary = Path(name)
    try:
        write(temporary)
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
