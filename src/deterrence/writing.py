"""Files of a study: report.html, results.json, results.nc. Written whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import xarray as xr

from .report.story import report_html
from .solvers.grid import Assessment
from .solvers.solution import Solution
from .study import Study

COMPRESSION = {"zlib": True, "complevel": 1, "shuffle": True}


def write_results(study: Study, results: dict[str, Any], folder: Path) -> list[Path]:
    """Write the three files into a folder that exists; the report's path comes first."""
    report, numbers, arrays = (folder / name for name in ("report.html", "results.json", "results.nc"))
    text = json.dumps(results, indent=1, ensure_ascii=False, allow_nan=False)
    _whole(numbers, lambda path: path.write_text(text + "\n", encoding="utf-8"))
    write_strategies(study.solution, arrays, title=study.scenario.title, sha256=study.loaded.sha256)
    _whole(report, lambda path: path.write_text(report_html(study), encoding="utf-8"))
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
