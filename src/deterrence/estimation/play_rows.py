"""Decisions of played sessions as rows of a table, as ``deterrence sessions`` writes them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import InputError
from .table import MISSING, Table

COLUMNS = ("play", "kind", "actor", "precision", "moves", "values", "chances", "chosen", "types", "prior", "conduct")


@dataclass(frozen=True, eq=False)
class Choice:
    """A row.

    Attributes:
        play, player, actor: whose.
        precision: λ₀.
        log_chances: (A,), log σ.
        values: (A,), Q; None of a type that is bound.
        chosen: index.
        types: ids.
        prior: (K,).
        conduct: (K, A), chances of every type among these moves.
    """

    play: str
    player: str
    actor: str
    precision: float
    log_chances: np.ndarray
    values: np.ndarray | None
    chosen: int
    types: tuple[str, ...]
    prior: np.ndarray
    conduct: np.ndarray


def choice_of(table: Table, row: int) -> Choice:
    """The decision that a row of a table holds; ``InputError`` with the line where a cell is not what it should be."""
    cells = {column: table.cells[column][row] for column in COLUMNS}
    moves, types = cells["moves"].split(), tuple(cells["types"].split())
    if cells["chosen"] not in moves:
        what = f"the move '{cells['chosen']}' is none of the open ones"
        raise table.refuse(what, "leave the row as it was dumped", row)
    chances = _list(table, row, "chances", cells["chances"], len(moves))
    bars = cells["conduct"].split("|")
    if len(bars) != len(types):
        raise _shape(table, row, "conduct", f"chances of {len(types)} types, set apart by bars")
    missing = cells["values"] in MISSING
    precision = _list(table, row, "precision", cells["precision"], 1)[0]
    with np.errstate(divide="ignore"):
        logs = np.log(chances)
    return Choice(
        play=cells["play"],
        player=table.cells["player"][row] if "player" in table.cells else "",
        actor=cells["actor"],
        precision=float(precision),
        log_chances=logs,
        values=None if missing else _list(table, row, "values", cells["values"], len(moves)),
        chosen=moves.index(cells["chosen"]),
        types=types,
        prior=_list(table, row, "prior", cells["prior"], len(types)),
        conduct=np.array([_list(table, row, "conduct", bar, len(moves)) for bar in bars]),
    )


def _list(table: Table, row: int, column: str, text: str, n: int) -> np.ndarray:
    try:
        found = np.array([float(part) for part in text.split()])
    except ValueError:
        found = np.array([np.nan])
    if len(found) != n or not np.isfinite(found).all():
        raise _shape(table, row, column, f"{n} number{'s' if n > 1 else ''}")
    return found


def _shape(table: Table, row: int, column: str, wanted: str) -> InputError:
    return table.refuse(f"the column '{column}' should hold {wanted} here", "leave the row as it was dumped", row)
