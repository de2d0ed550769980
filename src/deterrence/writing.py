"""Files of a study: report.html, results.json, results.nc. All of them are written, each whole, or none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import xarray as xr

from . import campaign_study, study
from .campaign.reading import LoadedCampaign
from .game.reading import Loaded
from .outputs import Write, netcdf, write_files, write_whole
from .report.campaign.story import campaign_html
from .report.story import report_html
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
    write_files(
        {
            numbers: lambda path: path.write_text(text + "\n", encoding="utf-8"),
            arrays: _strategies(solution, title=loaded.scenario.title, sha256=loaded.sha256),
            report: lambda path: path.write_text(html, encoding="utf-8"),
        }
    )
    return [report, numbers, arrays]


def write_strategies(solution: Solution, path: Path, **attributes: str) -> None:
    """All strategies as NetCDF, whole or not at all. Raises ``OutputError``.

    They are those of :attr:`~deterrence.solvers.solution.Solution.strategies`; the certificate, the method's
    settings and the versions are attributes.
    """
    write_whole(path, _strategies(solution, **attributes))


def _strategies(solution: Solution, **attributes: str) -> Write:
    data = xr.Dataset({"strategies": solution.strategies})
    certificate = json.dumps(solution.certificate.as_dict())
    data = data.assign_attrs(
        certificate=certificate,
        method=str(solution.method),
        versions=json.dumps(dict(solution.versions)),
        actors=list(solution.game.structure.actors),
        **attributes,
    )
    return netcdf(data, {"strategies": COMPRESSION})
