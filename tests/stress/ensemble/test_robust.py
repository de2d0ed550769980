"""A robust choice over worlds that are solved, and doses of options."""

from __future__ import annotations

import json
from functools import partial

import pytest
from click.testing import CliRunner

from deterrence.cli import main
from deterrence.errors import ArgumentError
from deterrence.parameters.option import changes
from deterrence.stress.ensemble.plan import planned
from deterrence.stress.ensemble.policies import Policy
from deterrence.stress.ensemble.robust import robust
from deterrence.stress.ensemble.running import run
from shipped import crisis
from stress.ensemble.test_summary import made_of

STATED = crisis("standoff").parameters.defaults
OPTIONS = crisis("standoff").brief.options


def plan(draws=12):
    return planned(crisis("standoff"), STATED, draws=draws, seed=1, points=5)


def test_a_dose_is_a_part_of_the_way_and_the_whole_is_the_option():
    for option in OPTIONS:
        whole = changes([option], "row", STATED)
        assert changes([option], "row", STATED, {option.id: 1.0}) == whole
        half = changes([option], "row", STATED, {option.id: 0.5})
        assert half == pytest.approx({name: (STATED[name] + x) / 2 for name, x in whole.items()})
        none = changes([option], "row", STATED, {option.id: 0.0})
        assert none == pytest.approx({name: STATED[name] for name in whole})
        taken = Policy(doses=(("row", option.id, 1.0),)).changes(OPTIONS, STATED)
        assert taken == Policy(takes=(("row", option.id),)).changes(OPTIONS, STATED)
    assert Policy(doses=(("row", OPTIONS[0].id, 0.0),)).changes(OPTIONS, STATED) == {}


def test_a_dose_that_is_right_in_the_middle_is_found_and_kept_in_fresh_worlds(tmp_path):
    """Worth to Row −(a − w)² − b², w even in [0, 1] by world: half of the first option and none of the second."""

    def worth(world, policy, n=12):
        first, second = (dose for _, _, dose in policy.doses)
        return {"value:row": -((first - world.number / (n - 1)) ** 2) - second**2, "value:column": first}

    folders = []

    def solved(plan, folder):
        folders.append(folder.name)
        return made_of(plan, folder, worth)

    found = robust(plan(), "row", "regret", tmp_path, solved, most=60)
    assert len(found.options) == 2 and found.search.best == (0.5, 0.0)
    assert found.search.regret(found.search.best).max() == pytest.approx(0.25, abs=0.02)
    assert folders[0] == "round-00" and folders[-1] == "fresh" and found.fresh == 12
    by_choice = dict(found.checked["row"])
    assert by_choice[0.5, 0.0].largest < by_choice[0.0, 0.0].largest and by_choice[0.5, 0.0].n == 12
    assert dict(found.checked["column"])[1.0, 0.0].mean == 1.0


def test_who_has_nothing_to_choose_is_reported(tmp_path):
    with pytest.raises(ArgumentError, match="nobody has no policy options: name one of row, column"):
        robust(plan(), "nobody", "regret", tmp_path, partial(run), most=10)


def test_the_command_goes_on_where_it_was(tmp_path):
    command = ["robust", "standoff", "--taker", "row", "--draws", "2", "--most", "5", "--points", "5", "--workers", "1"]

    def ran(*more):
        done = CliRunner().invoke(main, [*command, "-o", str(tmp_path), *more])
        assert done.exit_code == 0, done.output
        return done.stdout

    said = ran()
    assert "Row, 5 choices tried in 2 plausible worlds" in " ".join(said.split()) or "choices tried in 2" in said
    parts = {path: path.read_bytes() for path in tmp_path.rglob("*.parquet")}
    found = json.loads(ran("--json"))
    assert parts == {path: path.read_bytes() for path in tmp_path.rglob("*.parquet")}
    assert found["taker"] == "row" and set(found["best"]) == {"channel", "care"} and found["fresh_worlds"] == 2
    best = min(found["tried"], key=lambda row: (row["largest_regret"], row["mean_regret"]))
    assert best["doses"] == found["best"]
