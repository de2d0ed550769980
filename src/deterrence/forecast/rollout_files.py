"""Histories as a long table, as labelled arrays, and as files."""

from __future__ import annotations

import gzip
import io
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from .. import __version__
from ..errors import ArgumentError
from ..game.structure import Structure
from ..outputs import netcdf, write_whole
from .histories import NO_NAME, Histories

PIECE = 50_000  # plays turned into text at a time
MOVE, CHANCE = "move", "chance"


def frame(histories: Histories, plays: slice = slice(None)) -> pd.DataFrame:
    """One row an event, in the order of play.

    Columns:
        rollout: number of the play.
        stage: moves made before; a chance event has that of the move it follows, or -1 before the first.
        event: ``move``, or ``chance`` (loss of control, recognition of a crossing, a mediator).
        state: public state where it happened.
        actor, move: who did what; missing for chance.
        intended_rung, realised_rung: rung meant, and rung that really happened; missing where no act was made.
        cause: chosen, matched, misperceived, accident or chance.
        public_rung: rung the crisis publicly stands at afterwards; missing once it has ended.
        leads_to: public state afterwards.

    Args:
        histories: what was sampled.
        plays: a range of plays (all by default).
    """
    s = histories.structure
    start = range(histories.n)[plays].start
    move, branch, chance = histories.move[plays], histories.branch[plays], histories.chance[plays]
    made, passed = np.nonzero(move >= 0), np.nonzero(chance >= 0)
    play = np.concatenate([made[0], passed[0]])
    # In units of half a stage: chance on the way to state t stands at 2t, move t at 2t + 1.
    order = np.lexsort([np.concatenate([2 * made[1] + 1, 2 * passed[1]]), play])
    stage = np.concatenate([made[1], passed[1] - 1])[order]
    moves = np.concatenate([move[made].astype(int), np.full(len(passed[0]), -1)])[order]
    branches = np.concatenate([branch[made], chance[passed]])[order]
    outcome = s.branch_outcome[branches]
    after = s.outcome_next[outcome]
    labels = _Labels(s)
    return pd.DataFrame(
        {
            "rollout": start + play[order],
            "stage": stage,
            "event": _categories((moves < 0).astype(int), [MOVE, CHANCE]),
            "state": _categories(s.outcome_state[outcome], s.states),
            "actor": _categories(labels.move_actor[moves], s.actors),
            "move": _categories(labels.move_code[moves], labels.moves),
            "intended_rung": _categories(labels.move_rung[moves], s.rungs),
            "realised_rung": _categories(labels.realised[branches], s.rungs),
            "cause": _categories(labels.cause_code[branches], labels.causes),
            "public_rung": _categories(labels.state_rung[after], s.rungs),
            "leads_to": _categories(after, s.states),
        }
    )


class _Labels:
    """Codes of a structure's rows. Those of moves have one entry more, so that move -1 has none of them."""

    def __init__(self, s: Structure):
        self.moves = list(dict.fromkeys(row.label for row in s.moves))
        self.causes = list(dict.fromkeys(row.cause for row in s.branches))
        self.move_code = np.array([self.moves.index(row.label) for row in s.moves] + [-1])
        self.move_actor = np.array([row.actor for row in s.moves] + [-1])
        self.move_rung = np.array([row.rung for row in s.moves] + [-1])
        self.cause_code = np.array([self.causes.index(row.cause) for row in s.branches])
        self.realised = np.array([row.realised for row in s.branches])
        self.state_rung = s.state_rung if len(s.state_rung) else np.full(len(s.states), -1)


def _categories(codes: np.ndarray, labels: Sequence[str]) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, categories=pd.Index(list(labels), dtype=object))


def dataset(histories: Histories) -> xr.Dataset:
    """Labelled arrays: what happened as indices (-1 for none), and tables that say what they mean.

    Dimensions: ``rollout``; ``stage`` (moves) and ``time`` (before each move and after the last); ``actor``;
    ``type``; and the tables' own ``state_index``, ``move_index``, ``branch_index``, ``ending_index``.
    """
    s = histories.structure
    labels = _Labels(s)
    endings = list(dict.fromkeys(name or NO_NAME for name in s.endings))
    ending = np.array([endings.index(name or NO_NAME) for name in s.endings])
    most = max(len(kinds) for kinds in s.types)
    belief = np.full((histories.n, len(s.actors), most), np.nan)
    for i, kinds in enumerate(s.types):
        belief[:, i, : len(kinds)] = histories.beliefs(i)
    type_label = [[kind.id for kind in kinds] + [""] * (most - len(kinds)) for kinds in s.types]
    rung = np.array(["", *s.rungs], object)
    after = s.outcome_next[s.branch_outcome]
    return xr.Dataset(
        {
            "state": (("rollout", "time"), histories.state),
            "move": (("rollout", "stage"), histories.move),
            "branch": (("rollout", "stage"), histories.branch),
            "chance": (("rollout", "time"), histories.chance),
            "private_type": (("rollout", "actor"), histories.types),
            "last_private_type": (("rollout", "actor"), histories.last_types),
            "final_belief": (("rollout", "actor", "type"), belief),
            "ending": ("rollout", ending[histories.last].astype("int16")),
            "type_label": (("actor", "type"), np.array(type_label, object)),
            "state_label": ("state_index", np.array(s.states, object)),
            "state_rung": ("state_index", rung[labels.state_rung + 1]),
            "move_label": ("move_index", np.array([row.label for row in s.moves], object)),
            "move_actor": ("move_index", np.array([s.actors[row.actor] for row in s.moves], object)),
            "intended_rung": ("move_index", rung[labels.move_rung[:-1] + 1]),
            "cause": ("branch_index", np.array([row.cause for row in s.branches], object)),
            "realised_rung": ("branch_index", rung[labels.realised + 1]),
            "leads_to": ("branch_index", after),
            "ending_label": ("ending_index", np.array(endings, object)),
        },
        coords={"actor": np.array(s.actors, object)},
        attrs={
            "title": "Sampled histories of a crisis game",
            "source": f"deterrence {__version__}",
            "seed": str(histories.seed),
            "conventions": (
                "state, move, branch, chance and ending are indices into the tables of those names, -1 for none; "
                "chance[t] is the branch passed on the way to state[t]"
            ),
        },
    )


def write_netcdf(histories: Histories, path: str | Path) -> None:
    """Write :func:`dataset` as compressed NetCDF 4, whole or not at all."""
    data = dataset(histories)
    packed = {"zlib": True, "complevel": 1}
    encoding = {name: packed for name, array in data.items() if array.dtype != object and array.size}
    write_whole(Path(path), netcdf(data, encoding))


def file_format(path: str | Path) -> str:
    """``nc``, ``csv.gz`` or ``parquet``, by the suffix; a caller may ask before the work is done.

    Raises:
        ArgumentError: another suffix, or Parquet without pyarrow.
    """
    name = Path(path).name.lower()
    found = next((suffix for suffix in ("nc", "csv.gz", "parquet") if name.endswith(f".{suffix}")), None)
    if found is None:
        raise ArgumentError(f"'{path}': histories are written as .nc, .csv.gz or .parquet")
    if found == "parquet" and find_spec("pyarrow") is None:
        raise ArgumentError(f"'{path}': Parquet needs the package pyarrow: install it, or write .nc or .csv.gz")
    return found


def save(histories: Histories, path: str | Path) -> None:
    """Write by suffix, whole or not at all; see :meth:`~deterrence.forecast.histories.Histories.save`."""
    match file_format(path):
        case "nc":
            write_netcdf(histories, path)
        case "csv.gz":
            write_whole(Path(path), lambda target: _write_csv(histories, target))
        case _:
            write_whole(Path(path), lambda target: frame(histories).to_parquet(target, engine="pyarrow", index=False))


def _write_csv(histories: Histories, path: str | Path) -> None:
    """The long table as text, piece by piece; the same bytes for the same histories."""
    with (
        open(path, "wb") as file,
        gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed,
        io.TextIOWrapper(packed, encoding="utf-8", newline="") as text,
    ):
        for start in range(0, histories.n, PIECE):
            piece = frame(histories, slice(start, start + PIECE))
            piece.to_csv(text, index=False, header=start == 0, lineterminator="\n")
