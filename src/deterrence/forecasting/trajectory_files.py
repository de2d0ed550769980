"""Plays as a long table, as labelled arrays, and as files."""

from __future__ import annotations

import gzip
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from .. import __version__
from ..errors import ArgumentError
from ..games.structure import Standing, Structure
from ..outputs import netcdf, write_whole
from .play_arrays import NO_NAME, PlayArrays, index_type

PIECE = 50_000  # plays turned into text at a time
MOVE, CHANCE, CLOCK = "move", "chance", "clock"


def frame(trajectories: PlayArrays, plays: slice = slice(None)) -> pd.DataFrame:
    """One row for each move made and each chance event, in the order of play.

    Where several actors move at once each has a row of its own; how the joint move turned out (cause, rungs seen and
    realised, state afterwards) is the same in all of them.

    Columns:
        rollout: number of the play.
        stage: moves (on a clock: moves and events) before; a chance event has that of the move it follows, or -1 before
            the first.
        day: on a clock, the day on which it happened; no such column for a game that counts moves.
        event: ``move``; ``chance`` (loss of control, recognition of a crossing, a mediator); or ``clock``, the event of
            those that raced which came first.
        state: public state where it happened.
        actor, move: who did what; missing for chance.
        meant_rung, seen_rung, realised_rung: rung that the actor meant, that the public saw, and that really happened;
            missing where there was none.
        cause: chosen, matched, misperceived, accident or chance.
        leads_to: public state afterwards.

    Args:
        trajectories: what was sampled.
        plays: a range of plays (all by default).
    """
    s, labels = trajectories.structure, _Labels(trajectories.structure)
    start = range(trajectories.n)[plays].start
    branch, chance = trajectories.branch[plays], trajectories.chance[plays]
    made, passed = np.nonzero(branch >= 0), np.nonzero(chance >= 0)
    play = np.concatenate([made[0], passed[0]])
    # In units of half a stage: chance on the way to state t stands at 2t, move t at 2t + 1.
    order = np.lexsort([np.concatenate([2 * made[1] + 1, 2 * passed[1]]), play])
    event = np.concatenate([branch[made], chance[passed]])[order]
    moves = s.joint_moves[s.branch_joint[event]]
    row, actor = np.nonzero((moves >= 0) | _first(labels.by_chance[event], moves.shape[1]))
    branches = event[row]
    move = moves[row, actor]
    outcome = s.branch_outcome[branches]
    kind = np.where(s.standing[s.branch_state[branches]] == Standing.CLOCK, 2, labels.by_chance[branches].astype(int))
    table = pd.DataFrame(
        {
            "rollout": start + play[order][row],
            "stage": np.concatenate([made[1], passed[1] - 1])[order][row],
            "event": _categories(kind, [MOVE, CHANCE, CLOCK] if s.clocks else [MOVE, CHANCE]),
            "state": _categories(s.outcome_state[outcome], s.states),
            "actor": _categories(labels.move_actor[move], s.actors),
            "move": _categories(labels.move_code[move], labels.moves),
            "meant_rung": _categories(labels.meant[move], s.rungs),
            "seen_rung": _categories(labels.seen[branches], s.rungs),
            "realised_rung": _categories(labels.realised[branches], s.rungs),
            "cause": _categories(labels.cause_code[branches], labels.causes),
            "leads_to": _categories(s.outcome_next[outcome], s.states),
        }
    )
    if trajectories.day is not None:
        time = np.concatenate([made[1] + 1, passed[1]])[order][row]
        table.insert(2, "day", trajectories.day[plays][play[order][row], time])
    return table


def _first(rows: np.ndarray, width: int) -> np.ndarray:
    """(R, width), true in the first column of some rows."""
    table = np.zeros((len(rows), width), bool)
    table[:, 0] = rows
    return table


class _Labels:
    """Codes of a structure's rows. Those of moves have one entry more, so that move -1 has none of them."""

    def __init__(self, s: Structure):
        self.moves = list(dict.fromkeys(row.label for row in s.moves))
        self.causes = list(dict.fromkeys(row.cause for row in s.branches))
        self.move_code = np.array([self.moves.index(row.label) for row in s.moves] + [-1])
        self.move_actor = np.array([row.actor for row in s.moves] + [-1])
        self.meant = np.array([row.rung for row in s.moves] + [-1])
        self.cause_code = np.array([self.causes.index(row.cause) for row in s.branches])
        self.realised = np.array([row.realised for row in s.branches])
        self.seen = np.array([row.seen for row in s.branches])
        self.by_chance = (s.joint_moves[s.branch_joint] < 0).all(1)


def _categories(codes: np.ndarray, labels: Sequence[str]) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, categories=pd.Index(list(labels), dtype=object))


def dataset(trajectories: PlayArrays) -> xr.Dataset:
    """Labelled arrays: what happened as indices (-1 for none), and tables that say what they mean.

    Dimensions: ``rollout``; ``stage`` (moves; on a clock moves and events) and ``time`` (before each and after the
    last; ``day`` says when that is, on a clock); ``actor``;
    ``type``; and the tables' own ``state_index``, ``move_index``, ``branch_index``, ``ending_index``.
    """
    s = trajectories.structure
    labels = _Labels(s)
    endings = list(dict.fromkeys(name or NO_NAME for name in s.endings))
    ending = np.array([endings.index(name or NO_NAME) for name in s.endings])
    most = max(len(kinds) for kinds in s.types)
    belief = np.full((trajectories.n, len(s.actors), most), np.nan)
    for i, kinds in enumerate(s.types):
        belief[:, i, : len(kinds)] = trajectories.beliefs(i)
    type_label = [[kind.id for kind in kinds] + [""] * (most - len(kinds)) for kinds in s.types]
    rung = np.array(["", *s.rungs], object)
    moves = [trajectories.moves_of(i) for i in range(len(s.actors))]
    days = {} if trajectories.day is None else {"day": (("rollout", "time"), trajectories.day)}
    return xr.Dataset(
        {
            **days,
            "state": (("rollout", "time"), trajectories.state),
            "move": (("rollout", "stage", "actor"), np.stack(moves, axis=-1)),
            "branch": (("rollout", "stage"), trajectories.branch),
            "chance": (("rollout", "time"), trajectories.chance),
            "private_type": (("rollout", "actor"), trajectories.types),
            "last_private_type": (("rollout", "actor"), trajectories.last_types),
            "final_belief": (("rollout", "actor", "type"), belief),
            "ending": ("rollout", ending[trajectories.last].astype(index_type(len(endings)))),
            "type_label": (("actor", "type"), np.array(type_label, object)),
            "state_label": ("state_index", np.array(s.states, object)),
            "move_label": ("move_index", np.array([row.label for row in s.moves], object)),
            "move_actor": ("move_index", np.array([s.actors[row.actor] for row in s.moves], object)),
            "meant_rung": ("move_index", rung[labels.meant[:-1] + 1]),
            "cause": ("branch_index", np.array([row.cause for row in s.branches], object)),
            "seen_rung": ("branch_index", rung[labels.seen + 1]),
            "realised_rung": ("branch_index", rung[labels.realised + 1]),
            "leads_to": ("branch_index", s.branch_next),
            "ending_label": ("ending_index", np.array(endings, object)),
        },
        coords={"actor": np.array(s.actors, object)},
        attrs={
            "title": "Sampled histories of a crisis game",
            "source": f"deterrence {__version__}",
            "seed": str(trajectories.seed),
            "conventions": (
                "state, move, branch, chance and ending are indices into the tables of those names, -1 for none; "
                "chance[t] is the branch passed on the way to state[t]"
            ),
        },
    )


def write_netcdf(trajectories: PlayArrays, path: str | Path) -> None:
    """Write :func:`dataset` as compressed NetCDF 4, whole or not at all."""
    data = dataset(trajectories)
    packed = {"zlib": True, "complevel": 1}
    encoding = {name: packed for name, array in data.items() if array.dtype != object and array.size}
    write_whole(Path(path), netcdf(data, encoding))


def file_format(path: str | Path) -> str:
    """``nc``, ``csv.gz`` or ``parquet``, by the suffix; a caller may ask before the work is done.

    Raises:
        ArgumentError: another suffix.
    """
    name = Path(path).name.lower()
    found = next((suffix for suffix in ("nc", "csv.gz", "parquet") if name.endswith(f".{suffix}")), None)
    if found is None:
        raise ArgumentError(f"'{path}': histories are written as .nc, .csv.gz or .parquet")
    return found


def save(trajectories: PlayArrays, path: str | Path) -> None:
    """Write by suffix, whole or not at all; see :meth:`~deterrence.forecasting.trajectories.Trajectories.save`."""
    match file_format(path):
        case "nc":
            write_netcdf(trajectories, path)
        case "csv.gz":
            write_whole(Path(path), lambda target: _write_csv(trajectories, target))
        case _:
            table = frame(trajectories)
            write_whole(Path(path), lambda target: table.to_parquet(target, engine="pyarrow", index=False))


def _write_csv(trajectories: PlayArrays, path: str | Path) -> None:
    """The long table as text, piece by piece; the same bytes for the same plays."""
    with (
        open(path, "wb") as file,
        gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed,
        io.TextIOWrapper(packed, encoding="utf-8", newline="") as text,
    ):
        for start in range(0, trajectories.n, PIECE):
            piece = frame(trajectories, slice(start, start + PIECE))
            piece.to_csv(text, index=False, header=start == 0, lineterminator="\n")
