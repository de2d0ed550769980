"""Draws made elsewhere as a design: every world has its row, and what is wrong with a file is said where it is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from deterrence.errors import ArgumentError
from deterrence.stress.ensemble.given import Given
from deterrence.stress.ensemble.plan import planned
from deterrence.stress.ensemble.sample import Sample
from shipped import crisis

TABLE = crisis("ladder").parameters
STATED = TABLE.defaults
X, Z = "row.stakes.prize", "column.stakes.prize"


def posterior(n=12):
    rng = np.random.default_rng(1)
    prize = rng.normal(2.0, 0.1, n)
    return pd.DataFrame({"chain": 0, "draw": range(n), ".weight": 1.0, X: prize, Z: prize + rng.normal(0, 0.01, n)})


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "posterior.parquet"
    posterior().to_parquet(path)
    return path


def of(given, draws=12, **wanted):
    return Sample.of(crisis("ladder"), STATED, "latin", draws, 7, given=given, **wanted)


def test_every_world_has_its_row_and_the_others_are_drawn_beside(file):
    sample, wanted = of(Given.read(file, TABLE)), posterior()
    assert sample.together == (X, Z) and set(sample.designed) == set(sample.drawn) - {X, Z}
    for world in sample.worlds(0, 12):
        assert (world.values[X], world.values[Z]) == tuple(wanted.loc[world.number, [X, Z]])
        assert list(world.values) == list(sample.drawn)
    assert sample.worlds(5, 6)[0] == sample.worlds(0, 12)[5]
    alone = Sample.of(crisis("ladder"), STATED, "latin", 12, 7, held=(X, Z)).worlds(3, 4)[0]
    beside = sample.worlds(3, 4)[0]
    assert {n: beside.values[n] for n in alone.values} == alone.values, "the design of the others is as it would be"


@pytest.mark.parametrize("ending", [".csv", ".csv.gz"])
def test_csv_says_the_same(file, ending, tmp_path):
    path = tmp_path / f"posterior{ending}"
    posterior().to_csv(path, index=False)
    one, other = Given.read(file, TABLE), Given.read(path, TABLE)
    assert one.names == other.names and np.allclose(one.values, other.values, rtol=1e-15)


def test_only_what_is_given_may_be_drawn(file):
    sample = of(Given.read(file, TABLE), only=(X, Z))
    assert tuple(sample.drawn) == tuple(name for name in TABLE if name in (X, Z)) and sample.design.dimension == 0
    assert len(sample.worlds(0, 12)) == 12


def test_the_plan_knows_the_file_by_its_content(file, tmp_path):
    def shown(path):
        return planned(crisis("ladder"), STATED, draws=12, given=Given.read(path, TABLE), points=5).as_dict()

    other = tmp_path / "other.parquet"
    frame = posterior()
    frame.loc[3, X] += 1e-3
    frame.to_parquet(other)
    assert shown(file)["drawn"][X] == ["given"] and shown(file)["design"]["given"] != shown(other)["design"]["given"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"row.stakes.prise": 1.0}, r"column 'row\.stakes\.prise'.*row\.stakes\.prize"),
        ({X: np.nan}, r"row 1: row\.stakes\.prize is no finite number"),
        ({"row.committed.prior": 1.5}, r"row 1: row\.committed\.prior = 1\.5 is not possible"),
        ({X: "much"}, "not all are numbers"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(change, said, tmp_path):
    path = tmp_path / "wrong.parquet"
    posterior().assign(**change).to_parquet(path)
    with pytest.raises(ArgumentError, match=said):
        Given.read(path, TABLE)


def test_what_does_not_go_together_is_refused(file, tmp_path):
    given = Given.read(file, TABLE)
    with pytest.raises(ArgumentError, match="13 worlds are asked for, and 12 draws"):
        of(given, draws=13)
    with pytest.raises(ArgumentError, match=r"row\.stakes\.prize is given draws, and is set"):
        of(given, held=(X,))
    with pytest.raises(ArgumentError, match="independent"):
        Sample.of(crisis("ladder"), STATED, "saltelli", 12, 7, given=given)
    empty = tmp_path / "empty.csv"
    empty.write_text("chain,draw\n0,1\n")
    with pytest.raises(ArgumentError, match="has no draws"):
        Given.read(empty, TABLE)
    with pytest.raises(ArgumentError, match="no such file"):
        Given.read(tmp_path / "none.csv", TABLE)
    empty.write_text("")
    with pytest.raises(ArgumentError, match="cannot be read"):
        Given.read(empty, TABLE)
