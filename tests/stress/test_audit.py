"""The form audit: exact changes move nothing on every scenario; what moves is said."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from deterrence import load
from deterrence.cli import main
from deterrence.errors import InputError
from deterrence.forecasting.keys import Values
from deterrence.forecasting.registry import measure
from deterrence.games.crisis_game import CrisisGame
from deterrence.report.audit_text import text
from deterrence.scenario.campaign.reading import read_campaign_text
from deterrence.scenario.crisis import Crisis
from deterrence.scenario.starter import starter
from deterrence.solvers.grid import Grid, solve_grid
from deterrence.stress.audit.audit import Audit, audit
from deterrence.stress.audit.changes import EXACT, changes
from deterrence.stress.audit.rewriting import acts_doubled, null_events, reordered, tempo_doubled
from deterrence.stress.resolve import coarser, points_for, small_grid_error, states_error
from shipped import SHIPPED, compiled

SAMPLE = Path(__file__).parents[1] / "scenario" / "campaign" / "standoff.yaml"
QUICK = {"ladder", "two-fronts-window", "sample"}
GRID = Grid(points=5, tolerance=1e-12)
NAMES = ("outcome", "general_deterrence", "challenge", "event", "event_count", "loss", "worth", "duration",
         "reputation", "enforcement", "follows", "precedent", "peak_rung")  # fmt: skip
NAMED = [pytest.param(n, marks=() if n in QUICK else pytest.mark.slow) for n in (*SHIPPED, "sample")]


def game_of(name: str) -> CrisisGame:
    return sample() if name == "sample" else compiled(name)


@cache
def sample() -> CrisisGame:
    return load(SAMPLE).compile()


@cache
def as_written(name: str) -> Values:
    return values(game_of(name))


def values(game: CrisisGame) -> Values:
    return measure(game, solve_grid(game.game, GRID), NAMES)[0]


@pytest.mark.timeout(900)
@pytest.mark.parametrize("rewrite", [acts_doubled, reordered], ids=lambda f: f.__name__)
@pytest.mark.parametrize("name", NAMED)
def test_exact_changes_move_nothing(name, rewrite):
    """Not headlines alone: everything that is read from the push, under the same keys."""
    found, here = values(rewrite(game_of(name))), as_written(name)
    assert found.keys() == here.keys()
    assert max(abs(found[key] - here[key]) for key in here) <= EXACT


def test_reordering_twice_is_the_game_itself():
    game = compiled("two-fronts-window")
    again = reordered(reordered(game))
    assert again.structure.states == game.structure.states and again.structure.moves == game.structure.moves
    for name in ("branch_probability", "payoff", "ending", "rule", "prior"):
        assert np.array_equal(getattr(again.game.numbers, name), getattr(game.game.numbers, name)), name


def test_variants_share_what_the_act_had():
    game = compiled("ladder")
    twice = acts_doubled(game)
    acts = sum(row.rung >= 0 for row in game.structure.moves)
    assert acts > 0 and len(twice.structure.moves) == len(game.structure.moves) + acts
    for x, by_actor in enumerate(twice.structure.moves_at):
        for i, rows in enumerate(by_actor):
            weight = np.asarray(twice.game.numbers.base_weight)[list(rows)]
            assert not rows or weight.sum() == pytest.approx(1, abs=1e-12), (x, i)


def test_null_events_move_nothing_on_a_clock():
    found, here = values(null_events(sample())), as_written("sample")
    assert max(abs(found[key] - here[key]) for key in here) <= EXACT


def test_twice_the_opportunities_keep_acts_per_day_by_base_weight():
    """With choice by base weight alone (λ = 0) acts come as often as before."""
    game = sample()
    twice = tempo_doubled(game)
    for g in (game, twice):
        blind = g.game.with_precision(0.0)
        events = measure(g, solve_grid(blind, GRID), ("event_count", "duration"))[0]
        if g is game:
            before = events
    assert events == {key: pytest.approx(v, rel=1e-6) for key, v in before.items() if key.of != "moves"} | {
        key: events[key] for key in events if key.of == "moves"
    }


@pytest.mark.slow
def test_who_cannot_hold_is_not_given_more_opportunities():
    text_ = SAMPLE.read_text(encoding="utf-8").replace("name: hold, to: tension}", "name: leave, to: faded}")
    from scenario.campaign.samples import read

    game = read(text_).compile()
    assert tempo_doubled(game) is None
    assert any("cannot hold" in change.why for change in changes(game, None))


@cache
def audited(name: str) -> Audit:
    crisis = load(SAMPLE if name == "sample" else name)
    return audit(crisis.compile(), 5, crisis=crisis)


@pytest.mark.parametrize("name", ["ladder", "sample"])
def test_the_audit_passes_what_is_exact_and_shows_every_headline(name):
    found = audited(name)
    exact = [row for row in found.rows if row.exact]
    assert exact and all(row.passed and row.mark == EXACT for row in exact)
    for rows in found.changes().values():
        assert {row.headline for row in rows} == {row.headline for row in exact}
    assert found.passed == all(abs(row.changed - row.base) <= row.mark or row.excused for row in found.rows)


def test_a_scenario_of_templates_on_a_clock_is_audited_row_by_row():
    """The starter: a level goes between its two, its opportunities come in turn; it says of no mark that it fails."""
    crisis = Crisis(read_campaign_text(text := starter("small")), text=text)
    found = audit(crisis.compile(), 5, crisis=crisis, grids=False)
    assert {row.row for row in found.rows} == {"acts", "order", "null", "tempo", "level", "movers"}
    assert "a level inserted between “coercive measures” and “limited strikes”" in found.changes()
    assert [*found.left_out] == [
        "a parameter shared or written out",
        "simultaneous movers",
        "first mover exchanged",
        "the window one move longer, and twice as long",
        "grid twice as fine, and half as far again across",
    ]
    assert not found.said and not any(row.excused for row in found.rows)
    without = {change.words for change in changes(crisis.compile(), None) if change.game is None}
    assert {"a level inserted between two", "first mover exchanged"} <= without


def test_what_a_file_says_of_its_marks_excuses_who_acts_when_and_nothing_else():
    assert load("ladder").brief.audit.keys() == {"level", "movers"}
    rows = [row for row in audited("ladder").rows if not row.within and row.form]
    assert {row.row for row in rows} == {"level", "movers"}
    assert all(row.passed == row.excused == (row.row == "movers") for row in rows)
    said = " ".join(text(compiled("ladder").brief, audited("ladder")).split())
    assert "Why a level inserted matters here, in the words of the file: “Acts climb one rung at a time" in said
    assert "the file says why" in said and said.startswith("The answer depends on")


def test_a_file_that_says_a_mark_is_not_met_which_is_or_which_there_is_not():
    reported = replace(audited("sample"), said={"window": "It is short."})
    said = " ".join(text(sample().brief, reported).split())
    assert "The file says that a longer window moves it too far, and here it does not" in said
    whole = SAMPLE.read_text(encoding="utf-8")
    with pytest.raises(InputError, match="write level or movers"):
        read_campaign_text(whole + "audit: {grid: it is coarse}\n")
    assert read_campaign_text(whole + "audit: {tempo: Choices are few.}\n").audit == {"tempo": "Choices are few."}


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_prototype_meets_every_mark():
    """One more level of acts included, which goes between coercive measures and fire across the line."""
    crisis = load(SAMPLE.with_name("standing.yaml"))
    found = audit(crisis.compile(), 5, crisis=crisis, grids=False)
    assert any("between “coercive measures” and “fire across the line”" in change for change in found.changes())
    assert {"tempo", "level", "movers"} <= {row.row for row in found.rows}
    assert found.passed and not found.beyond and not found.said


@pytest.mark.slow
def test_a_window_of_moves_is_said_to_decide():
    """Somebody challenges twice as often or half as often with another number of moves to go."""
    found = audit(compiled("south-asia-window"), 5)
    assert not found.passed
    failing = [row for row in found.rows if row.form and not row.passed]
    assert {row.change for row in failing} >= {"the window one move longer"}
    said = text(compiled("south-asia-window").brief, found)
    assert said.startswith("The answer depends on how the crisis was written down: with the window")


def test_the_verb_prints_one_object_with_the_contract():
    done = CliRunner().invoke(main, ["audit", "ladder", "--points", "5", "--json"])
    assert done.exit_code == 0, done.output
    shown = json.loads(done.output)
    assert {"audit", "passed", "left_out", "said", "points", "scenario", "set", "locks", "seconds"} == set(shown)
    for row in shown["audit"]:
        assert {"change", "exact", "headline", "base", "changed", "difference", "pass"} <= set(row)
        assert row["pass"] == (abs(row["difference"]) <= row["mark"] or row["row"] == "movers")
    assert shown["said"] == load("ladder").brief.audit
    assert {"level", "movers"} <= {row["row"] for row in shown["audit"]}
    assert shown["passed"] == all(row["pass"] for row in shown["audit"])


def test_words_say_what_passes_and_what_was_not_tried():
    said = " ".join(text(sample().brief, audited("sample")).split())
    assert "every act split into two that are alike" in said and "Not applied:" in said
    assert "nothing passes" in said


@pytest.mark.parametrize("points", [6, 7, 8, 9, 13, 15, 25])
def test_a_small_grids_error_is_read_at_the_spacing_that_the_coarser_grid_has(points):
    """A figure whose error is in proportion to the spacing has that error, whatever the ratio of the two spacings."""
    fine, coarse = (0.3 + 0.1 / (n // 2) for n in (points, coarser(points)))
    assert states_error(points)
    assert small_grid_error(fine, coarse, points) == pytest.approx(0.1 / (points // 2), rel=1e-12)


def test_the_smallest_grid_states_no_error():
    assert not states_error(5) and small_grid_error(0.5, 0.5, 5) is None


@pytest.mark.parametrize(
    "name,points", [("standoff", 13), ("western-front", 9), ("south-asia-2025", 7), ("two-fronts", 25)]
)
def test_small_crises_are_compared_on_more_nodes(name, points):
    """As many as 15,000 belief nodes of all states hold, between 7 and 13 a side with two axes."""
    assert points_for(compiled(name)) == points
