"""Strategies kept beside the numbers: those of the world solved alone, the same bytes every time."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from deterrence.errors import ArgumentError
from deterrence.stress.ensemble.plan import planned
from deterrence.stress.ensemble.running import run
from deterrence.stress.ensemble.strategies import flattened, read_strategies
from deterrence.stress.ensemble.working import Workplace
from deterrence.stress.resolve import Change
from shipped import crisis
from stress.ensemble.plans import content


def plan(**wanted):
    return planned(crisis("ladder"), crisis("ladder").parameters.defaults, draws=3, seed=1, points=5, **wanted)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    where = tmp_path_factory.mktemp("kept")
    run(plan(strategies=True), where)
    return where


def test_they_are_those_of_the_world_solved_alone(folder):
    kept = dict((row["world"], play) for row, play in read_strategies(folder))
    assert sorted(kept) == [0, 1, 2]
    resolver = Workplace(plan()).resolver()
    (world,) = plan().sample.worlds(2, 3)
    alone = resolver.solved(Change.of(world.values))[1].to_xarray()
    assert kept[2].dims == alone.dims and kept[2].equals(alone)
    open_moves = kept[2].sum("move", skipna=True)
    assert np.nanmax(abs(open_moves.where(open_moves > 0) - 1.0)) < 1e-6
    assert [row["world"] for row, _ in read_strategies(folder, {1})] == [1]


def test_the_same_bytes_again_and_the_same_numbers_without(folder, tmp_path):
    run(plan(strategies=True), tmp_path / "again")
    assert content(tmp_path / "again") == content(folder)
    run(plan(), tmp_path / "without")


    kept, without = (pd.read_parquet(where / "parts") for where in (folder, tmp_path / "without"))
    assert kept.drop(columns="strategies").equals(without)
    with pytest.raises(ArgumentError, match="--strategies"):
        next(read_strategies(tmp_path / "without"))


def test_a_game_of_another_shape_is_not_forced_into_it(folder):
    _, play = next(read_strategies(folder))
    assert flattened(play.isel(node=slice(1)), play) is None
    assert flattened(play.assign_coords(move=play["move"][::-1].values), play) is None
    assert np.array_equal(flattened(play, play), play.to_numpy().ravel(), equal_nan=True)
