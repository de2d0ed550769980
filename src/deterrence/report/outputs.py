"""Files of a study: report.html, results.json, results.nc. Written whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import xarray as xr

from ..solvers.grid import Assessment
from ..solvers.solution import Solution
from ..stress.study import Study
from .results import as_dict
from .story import report_html

COMPRESSION = {"zlib": True, "complevel": 1, "shuffle": True}


def write_study(study: Study, folder: Path) -> list[Path]:
    """Write a study's files into a folder that exists.

    Returns:
        The report's path, then those of the numbers and of the solution.
    """
    report, numbers, arrays = (folder / name for name in ("report.html", "results.json", "results.nc"))
    text = json.dumps(as_dict(study), indent=1, ensure_ascii=False, allow_nan=False)
    write_whole(numbers, lambda path: path.write_text(text + "\n", encoding="utf-8"))
    write_strategies(study.solution, arrays, title=study.crisis.brief.title, sha256=study.crisis.sha256)
    write_report(study, report)
    return [report, numbers, arrays]


def write_report(study: Study, path: Path) -> Path:
    """Write the report alone. Returns its path."""
    html = report_html(study)
    write_whole(path, lambda target: target.write_text(html, encoding="utf-8"))
    return path


def write_strategies(solution: Solution, path: Path, **attributes: str) -> None:
    """All strategies, and values at the prior by stage, as NetCDF.

    Variables are those of :attr:`~deterrence.solvers.solution.Solution.strategies`; the certificate is an attribute.
    """
    data = xr.Dataset({"strategies": solution.strategies})
    certificate = json.dumps(solution.certificate.as_dict())
    data = data.assign_attrs(certificate=certificate, actors=list(solution.game.structure.actors), **attributes)
    encoding = {"strategies": COMPRESSION} if isinstance(solution.assessment, Assessment) else {}
    write_whole(path, lambda target: data.to_netcdf(target, engine="h5netcdf", encoding=encoding))


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
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
