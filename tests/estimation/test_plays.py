"""Precision and shares of types come back from choices that were drawn with them."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from deterrence.cli.main import main
from deterrence.errors import InputError
from deterrence.estimation.estimating import estimate
from deterrence.estimation.fitting import Settings
from deterrence.estimation.play_precision import precision_of
from deterrence.estimation.play_rows import Choice
from deterrence.estimation.plays import Plays, fit_plays
from deterrence.estimation.precision import EVEN, THEORY
from deterrence.estimation.table import read_table
from deterrence.estimation.type_shares import shares_of
from deterrence.play.dump import as_csv, rows
from made_up_choices import SOLVED, simulated
from play_table import ALONE, BOTS, Table, setup, walk
from play_table import last as last_move


@pytest.mark.parametrize("precision", [0.5, 1.5, 4.0])
def test_a_known_precision_is_within_its_interval(precision):
    """300 decisions, twenty-four times: intervals of 95 % rarely miss the truth."""
    found = [precision_of(simulated(300, precision, seed)) for seed in range(24)]
    held = sum(each.low <= precision <= each.high for each in found)
    assert held >= 19  # Pr(18 or fewer of 24 at 95 %) is 0.1 %
    errors = [each.error for each in found if each.error]
    spread = np.std([each.value for each in found], ddof=1)
    assert np.mean(errors) == pytest.approx(spread, rel=0.4)


@pytest.mark.slow
@pytest.mark.parametrize("precision", [0.5, 1.5, 4.0])
def test_coverage_of_the_interval(precision):
    """Within [92, 98] % in 400 replications of 300 decisions: outside once in 140 where it is right."""
    found = [precision_of(simulated(300, precision, seed)) for seed in range(400)]
    assert 0.92 <= sum(each.low <= precision <= each.high for each in found) / 400 <= 0.98


def test_the_estimate_is_the_maximum():
    found = precision_of(simulated(300, 1.5, 3))
    assert found.log_likelihood >= max(found.against[EVEN].log_likelihood, found.against[THEORY].log_likelihood)
    assert found.n == 300 and found.solved == SOLVED and math.isfinite(found.high)


def test_always_the_best_is_infinite_and_always_the_worst_is_none():
    choices = simulated(50, 1.5, 1)
    best = [Choice(**{**vars(c), "chosen": int(c.values.argmax())}) for c in choices]
    worst = [Choice(**{**vars(c), "chosen": int(c.values.argmin())}) for c in choices]
    found = precision_of(best)
    assert found.value == found.high == np.inf and found.low > 0 and found.as_dict()["precision"] is None
    assert precision_of(worst).value == 0 and precision_of(worst).low == 0


def test_shares_of_types_are_within_their_intervals():
    rng = np.random.default_rng(5)
    conduct = np.array([[0.6, 0.3, 0.1], [0.05, 0.05, 0.9]])
    choices = []
    for play in range(200):
        kind = int(rng.random() < 0.3)
        for _ in range(4):
            chosen = int(rng.choice(3, p=conduct[kind]))
            choices.append(
                Choice(
                    play=str(play),
                    player="1",
                    actor="row",
                    precision=SOLVED,
                    log_chances=np.log(conduct[0]),
                    values=None,
                    chosen=chosen,
                    types=("a", "b"),
                    prior=np.array([0.9, 0.1]),
                    conduct=conduct,
                )
            )
    found = shares_of(choices)
    estimate_, low, high, prior = found.shares["b"]
    assert low <= 0.3 <= high and estimate_ == pytest.approx(0.3, abs=0.08) and prior == 0.1
    assert sum(each[0] for each in found.shares.values()) == pytest.approx(1)
    assert found.as_dict()["against_theory"]["p"] < 0.001 and found.n == 200


@pytest.fixture(scope="module")
def dumped(tmp_path_factory):
    """Bots of the shipped standoff: precision and types as solved."""
    path = tmp_path_factory.mktemp("dump") / "rows.csv"
    sessions = [(walk(), Table(setup(BOTS, f"{k:032x}")).began().state) for k in range(60)]
    path.write_text(as_csv(rows(sessions)), encoding="utf-8")
    return path


def test_bots_are_recovered_from_their_dump(dumped):
    found = fit_plays(Plays(who="bots", by="actor"), read_table(dumped))
    assert found.precision.low <= walk().assessment.game.numbers.precision[0] <= found.precision.high
    assert set(found.by) == {"row", "column"} == set(found.types)
    for types in found.types.values():
        assert types.as_dict()["against_theory"]["p"] > 0.001


def test_the_command_reads_a_dump(dumped, tmp_path):
    spec = tmp_path / "spec.yaml"
    spec.write_text("schema: deterrence-play-1\nwho: bots\nby: actor\n")
    answer = CliRunner().invoke(main, ["fit", str(spec), str(dumped), "--json"])
    assert answer.exit_code == 0, answer.output
    shown = json.loads(answer.output)
    assert shown["estimates"]["precision"]["estimate"] == pytest.approx(shown["precision"]) and shown["types"]["row"]
    assert "solved at" in CliRunner().invoke(main, ["fit", str(spec), str(dumped)]).output


def test_a_dump_has_nothing_that_tells_who(tmp_path):
    table = Table(setup(ALONE)).began().play(last_move)
    under_way = Table(setup(ALONE)).began()
    text = as_csv(rows([(walk(), table.state), (walk(), under_way.state)]))
    assert table.state.setup.seed not in text
    lines = text.splitlines()
    assert len(lines) == 1 + sum(len(step.chosen) for step in table.state.passed)
    assert {line.split(",")[0] for line in lines[1:]} == {"1"}
    path = tmp_path / "rows.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=r"no decision|there is no"):
        estimate("play", path_without_persons(path), Settings())


def path_without_persons(path: Path) -> Path:
    kept = [line for k, line in enumerate(path.read_text().splitlines()) if k == 0 or ",person," not in line]
    path.write_text("\n".join([*kept[:1], *(kept[1:] or [kept[0].replace("kind", "bot")])]) + "\n")
    return path


@pytest.mark.parametrize(
    ("column", "cell", "shown"),
    [("values", "1 x", "'values' should hold"), ("chosen", "fly", "none of the open"), ("conduct", "1", "'conduct'")],
)
def test_a_spoilt_row_is_named(dumped, tmp_path, column, cell, shown):
    lines = dumped.read_text().splitlines()
    header = lines[0].split(",")
    row = next(k for k, line in enumerate(lines) if ",NA," not in line and k)
    cells = lines[row].split(",")
    cells[header.index(column)] = cell
    lines[row] = ",".join(cells)
    path = tmp_path / "rows.csv"
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(InputError, match=shown) as caught:
        fit_plays(Plays(who="bots"), read_table(path))
    assert caught.value.problems[0].line == row + 1
