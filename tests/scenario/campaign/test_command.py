"""Crises written turn by turn, as a user meets them on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from deterrence.cli import main
from scenario.campaign.samples import MINI, TEXT, edited
from shipped import SHIPPED


def ran(*arguments: str):
    return CliRunner().invoke(main, arguments)


def test_check_says_well_formed_or_every_fault_at_its_line(tmp_path):
    assert ran("check", str(MINI)).output.endswith("A small campaign: well formed\n")
    bad = tmp_path / "bad.yaml"
    bad.write_text(edited("enforces: [soil]", "enforces: [soyl]"), encoding="utf-8")
    done = ran("check", str(bad))
    line = TEXT[: TEXT.index("enforces: [soil]")].count("\n") + 1
    assert done.exit_code == 2
    assert f"bad.yaml:{line}:" in done.stderr and "did you mean 'soil'" in done.stderr


def test_scenarios_lists_them_with_their_systems():
    listed = {s["name"]: s for s in json.loads(ran("scenarios", "--json").stdout)["scenarios"]}
    assert set(SHIPPED) == set(listed)
    assert {"S4", "S5", "S6", "S7"} <= set(listed["western-front"]["systems"])
    assert len(listed["western-front"]["actors"]) == 3


def test_solve_prints_strategies_and_certificate():
    done = ran("solve", str(MINI), "--resolution", "interactive", "--set", "seen=0.5", "--json")
    shown = json.loads(done.stdout)
    assert shown["certificate"]["residual"] <= 1e-9
    assert set(shown["strategies"]["attack/standing=quiet"]["group"]) == {"strategic", "driven"}


def test_an_impossible_value_is_refused_with_what_it_comes_to():
    done = ran("solve", str(MINI), "--set", "seen=1.5")
    assert done.exit_code == 2 and "comes to 1.5" in done.stderr


@pytest.mark.parametrize(
    "scenario",
    [str(MINI), *(pytest.param(name, marks=pytest.mark.slow) for name in SHIPPED)],
    ids=lambda s: Path(s).stem,
)
def test_simulate_samples(scenario, tmp_path):
    file = tmp_path / "histories.nc"
    done = ran("simulate", scenario, "-n", "500", "--seed", "3", "-o", str(file), "--json")
    assert done.exit_code == 0, done.stderr
    assert sum(json.loads(done.stdout)["endings"].values()) == 500 and file.stat().st_size > 0


def test_an_actor_with_commitments_alone_is_refused_by_name():
    done = ran("solve", "western-front", "--set", "kabul.unable=1")
    assert done.exit_code == 1 and "actor 'kabul' moves, and no type of it weighs costs" in done.stderr
