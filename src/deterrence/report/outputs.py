"""Files of a study: report.html, results.json, results.nc. Written whole, all of them or none."""

from __future__ import annotations

import json
from pathlib import Path

import xarray as xr

from ..outputs import Write, netcdf, write_files, write_text, write_whole
from ..solvers.solution import Solution
from ..stress.study import Study
from .results import as_dict
from .story import report_html

COMPRESSION = {"zlib": True, "complevel": 1, "shuffle": True}


def write_study(study: Study, folder: Path) -> list[Path]:
    """Write a study's files into a folder that exists: all of them, or none.

    Returns:
        The report's path, then those of the numbers and of the solution.

    Raises:
        OutputError: with the file that could not be written.
    """
    report, numbers, arrays = (folder / name for name in ("report.html", "results.json", "results.nc"))
    text = json.dumps(as_dict(study), indent=1, ensure_ascii=False, allow_nan=False)
    html = report_html(study)
    title, sha256 = study.crisis.brief.title, study.crisis.sha256
    write_files(
        {
            numbers: lambda path: path.write_text(text + "\n", encoding="utf-8"),
            arrays: _strategies(study.solution, title=title, sha256=sha256),
            report: lambda path: path.write_text(html, encoding="utf-8"),
        }
    )
    return [report, numbers, arrays]


def write_report(study: Study, path: Path) -> Path:
    """Write the report alone, whole or not at all. Returns its path. Raises ``OutputError``."""
    write_text(path, report_html(study))
    return path


def write_strategies(solution: Solution, path: Path, **attributes: str) -> None:
    """All strategies as NetCDF, whole or not at all. Raises ``OutputError``.

    They are those of :attr:`~deterrence.solvers.solution.Solution.strategies`; the certificate, the method's settings
    and the versions are attributes.
    """
    write_whole(path, _strategies(solution, **attributes))


def _strategies(solution: Solution, **attributes: str) -> Write:
    data = xr.Dataset({"strategies": solution.strategies})
    data = data.assign_attrs(
        certificate=json.dumps(solution.certificate.as_dict()),
        method=str(solution.method),
        versions=json.dumps(dict(solution.versions)),
        actors=list(solution.game.structure.actors),
        **attributes,
    )
    return netcdf(data, {"strategies": COMPRESSION})
