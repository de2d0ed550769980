"""Estimates in a file, as a point from which a climb begins: those of an earlier fit, or of a publication."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from ..errors import ArgumentError
from ..files.json_file import read_json
from ..files.messages import did_you_mean, listed, shown
from .estimable import Estimable
from .table import read_table

Array = np.ndarray
COLUMNS = ("term", "estimate")


def given_start(model: Estimable, path: str | Path) -> Array:
    """(P,), the free parameters at the coefficients in a file.

    Args:
        model: whose they are.
        path: a JSON file as ``deterrence fit --json`` writes it, or a CSV file with columns ``term`` and ``estimate``.

    Raises:
        InputError: the file cannot be read.
        ArgumentError: it has no estimates, not those of every free coefficient, or some of no coefficient.
    """
    values = _from_json(path) if Path(path).suffix.lower() == ".json" else _from_table(path)
    keys = model.coefficients.keys
    if unknown := [name for name in values if name not in keys]:
        remedy = did_you_mean(unknown[0], keys) or f"the coefficients are {listed(keys)}"
        raise ArgumentError(f"{path}: there is no coefficient {shown(unknown[0])}: {remedy}")
    if absent := [name for name in model.names if name not in values]:
        raise ArgumentError(f"{path}: there is no estimate of {listed(absent)}: a climb begins at all of them")
    return np.array([values[name] for name in model.names])


def _from_json(path: str | Path) -> dict[str, float]:
    said = read_json(path)
    rows = said.get("estimates") if isinstance(said, dict) else None
    if not isinstance(rows, Mapping):
        raise ArgumentError(f"{path}: there is no 'estimates': give what 'deterrence fit --json' printed")
    found = {}
    for name, row in rows.items():
        value = row.get("estimate") if isinstance(row, Mapping) else row
        if not isinstance(value, int | float) or not np.isfinite(value):
            raise ArgumentError(f"{path}: the estimate of {shown(name)} is no number")
        found[str(name)] = float(value)
    return found


def _from_table(path: str | Path) -> dict[str, float]:
    table = read_table(path)
    for column in COLUMNS:
        table.require(column, "--from")
    names = table.cells[COLUMNS[0]]
    return dict(zip(names, table.numbers(COLUMNS[1], np.arange(len(table))).tolist(), strict=True))
