"""Histories as tables, arrays and files; causes; days."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from deterrence.errors import ArgumentError
from deterrence.forecasting import trajectory_files
from deterrence.forecasting.play_arrays import index_type
from deterrence.forecasting.rollout import rollout
from deterrence.solvers.grid import Grid, solve_grid
from shipped import compiled


@pytest.fixture(scope="module")
def assessment():
    return solve_grid(compiled("south-asia-window").game.with_horizon(8), Grid(points=5))


@pytest.fixture(scope="module")
def histories(assessment):
    return rollout(assessment, 40_000, 1)


def test_the_table_has_every_event_in_order(histories):
    table = histories.to_frame()
    assert len(table) == histories.moved.sum() + (histories.chance >= 0).sum()
    assert table.rollout.is_monotonic_increasing
    first = table[table["rollout"] == table["rollout"].iloc[0]]
    assert list(first.state[1:]) == list(first.leads_to[:-1])
    moves = table[table.event == "move"]
    stages = moves.groupby("rollout").stage
    assert (stages.max() == stages.size() - 1).all()
    ends = table.groupby("rollout").leads_to.last().to_numpy()
    assert (np.array(histories.structure.states)[histories.last] == ends).all()


def test_causes_are_kept_apart(histories):
    table = histories.to_frame()
    moves, chance = table[table.event == "move"], table[table.event == "chance"]
    acts = moves[moves.meant_rung.notna()]
    rungs = list(histories.structure.rungs)
    meant, seen, realised = (
        acts[f"{sense}_rung"].map(rungs.index).astype(int) for sense in ("meant", "seen", "realised")
    )
    accident, misread = acts.cause == "accident", acts.cause == "misperceived"
    assert accident.any() and misread.any()
    assert (np.abs(realised - meant)[accident] == 1).all()
    assert (realised == meant)[~accident].all()
    assert (seen == realised + 1)[misread].all()
    assert (seen == realised)[~misread].all()
    assert moves[["seen_rung", "realised_rung"]][moves.meant_rung.isna()].isna().all(axis=None)
    assert set(chance.cause) == {"accident", "chance"}
    assert chance.actor.isna().all() and chance.move.isna().all()
    lost = chance[chance.cause == "accident"]
    s = histories.structure
    assert {s.endings[s.index(x)] for x in lost.leads_to} == {"catastrophe"}
    assert len(lost) == histories.endings()["catastrophe"]


def test_a_piece_of_the_table_is_a_piece(histories):
    whole = histories.to_frame()
    piece = trajectory_files.frame(histories, slice(100, 200))
    pd.testing.assert_frame_equal(piece, whole[whole["rollout"].between(100, 199)].reset_index(drop=True))


def test_arrays_survive_a_file(histories, tmp_path):
    path = tmp_path / "histories.nc"
    histories.save(path)
    with xr.open_dataset(path, engine="h5netcdf") as read:
        for i in range(2):
            assert (read.move.values[:, :, i] == histories.moves_of(i)).all()
            assert read.move.dtype == histories.moves_of(i).dtype
        for name in ("state", "branch", "chance"):
            assert (read[name].values == getattr(histories, name)).all()
            assert read[name].dtype == getattr(histories, name).dtype
        assert (read.private_type.values == histories.types).all()
        np.testing.assert_array_equal(read.final_belief.values[:, 1], histories.beliefs(1))
        names = read.ending_label.values[read.ending.values]
        counts = {name: int((names == name).sum()) for name in histories.endings()}
        assert counts == histories.endings()
        assert list(read.actor.values) == list(histories.structure.actors)
        cause = read.cause.values[read.branch.values[read.branch.values >= 0]]
        moves = histories.to_frame().query("event == 'move'").cause
        assert (np.sort(cause) == np.sort(moves.to_numpy(str))).all()
        s = histories.structure
        for b, row in enumerate(s.branches):
            assert read.seen_rung.values[b] == (s.rungs[row.seen] if row.seen >= 0 else "")
            assert read.realised_rung.values[b] == (s.rungs[row.realised] if row.realised >= 0 else "")
        for m, row in enumerate(s.moves):
            assert read.meant_rung.values[m] == (s.rungs[row.rung] if row.rung >= 0 else "")


def test_text_is_the_table_and_its_bytes_repeat(assessment, tmp_path, monkeypatch):
    monkeypatch.setattr(trajectory_files, "PIECE", 700)
    histories = rollout(assessment, 2_000, 1)
    paths = [tmp_path / "one.csv.gz", tmp_path / "two.csv.gz"]
    for path in paths:
        histories.save(path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    read, table = pd.read_csv(paths[0], dtype=str), histories.to_frame()
    assert list(read.columns) == list(table.columns)
    for name in table.columns:
        assert (read[name].fillna("") == table[name].astype(object).where(table[name].notna(), "").astype(str)).all()


def test_parquet_holds_the_long_table(histories, tmp_path):
    path, table = tmp_path / "histories.parquet", histories.to_frame()
    histories.save(path)
    read = pd.read_parquet(path)
    assert list(read.columns) == list(table.columns) and len(read) == len(table)
    assert (read["rollout"].to_numpy() == table["rollout"].to_numpy()).all()
    assert (read["state"].astype(str) == table["state"].astype(str)).all()


def test_refused_files(histories, tmp_path):
    with pytest.raises(ArgumentError, match=r"\.nc, \.csv\.gz or \.parquet"):
        histories.save(tmp_path / "histories.txt")
    assert not list(tmp_path.iterdir())


def test_days_are_summed_over_moves(histories):
    s, public = histories.structure, compiled("south-asia-window").public
    by_rung = np.arange(len(s.rungs)) + 0.5
    stands = np.array([s.rungs.index(at["rung"]) if "rung" in at else -1 for at in public])
    days = histories.days(np.where(stands >= 0, by_rung[stands], 0.0))
    table = histories.to_frame().query("event == 'move'")
    rung = stands[[s.states.index(x) for x in table.state.cat.categories]][table.state.cat.codes]
    expected = pd.Series(by_rung[rung]).groupby(table["rollout"].to_numpy()).sum()
    np.testing.assert_allclose(days, expected)


@pytest.mark.parametrize("per_move", [np.ones(3), -1.0, np.nan], ids=["shape", "negative", "nan"])
def test_days_refused(histories, per_move):
    if np.ndim(per_move) == 0:
        per_move = np.full(len(histories.structure.states), per_move)
    with pytest.raises(ArgumentError, match="days"):
        histories.days(per_move)


def test_integers_are_no_wider_than_need_be():
    assert [index_type(n) for n in (1, 128, 129, 32_768, 32_769)] == ["int8", "int8", "int16", "int16", "int32"]


def test_says_what_it_is(histories):
    assert repr(histories).startswith("Trajectories(n=40000, moves<=8, seed=1; ")
