"""Opportunities that race, and the same in strict turn: who may act when, and how often."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from deterrence import load
from deterrence.forecasting.registry import measure
from deterrence.games.crisis_game import CrisisGame
from deterrence.games.structure import Standing
from deterrence.scenario.campaign.reading import read_campaign_text
from deterrence.scenario.crisis import Crisis
from deterrence.solvers.grid import Grid, solve_grid
from deterrence.stress.audit.movers import at_equal_tempo, in_turn
from shipped import where

TWICE = """
schema: deterrence-scenario-2
name: twice
title: Who acts twice running
summary: It ends when somebody acts twice with nobody between, or fades; nothing is chosen.
window: {days: 200, first: days_pass}
actors:
  - {for: [{self: row}, {self: column}, {self: third}], id: "{self}", name: "{self}", precision: 1,
     types: [{id: only, name: only, kind: strategic, prior: remainder}]}
ladder: [{id: none, name: none, domain: diplomatic, force: 1}, {id: act, name: act, domain: diplomatic, force: 2}]
public: [{id: last, name: who acted last, values: [nobody, row, column], first: nobody}]
clocks:
  - {id: days_pass, name: days pass, events: [
       {rate: tempo, to: row_acts}, {rate: tempo, to: column_acts}, {rate: third_tempo, to: third_acts},
       {rate: fading, to: faded}]}
turns:
  - for: {self: [row, column]}
    id: "{self}_acts"
    name: "{self} acts"
    actor: "{self}"
    moves:
      - {id: act, name: act, tags: [act], when: {last: [nobody, "{other}"]}, set: {last: "{self}"}, to: days_pass}
      - {id: again, name: again, when: {last: "{self}"}, to: twice}
  - {id: third_acts, name: third acts, actor: third, moves: [{id: act, name: act, tags: [third], to: days_pass}]}
endings: [{id: twice, name: twice running}, {id: faded, name: faded}]
events: [{id: act, name: somebody acts, tags: [act]}, {id: third, name: the third acts, tags: [third]}]
mechanisms: [{system: S12, text: it fades, levers: [fading], shows: [faded]}]
parameters:
  tempo: {value: 0.3, unit: per day, label: opportunities of Row and of Column}
  third_tempo: {value: 0.1, unit: per day, label: opportunities of a third}
  fading: {value: 0.2, unit: per day, label: fading}
"""


@cache
def racing() -> CrisisGame:
    return Crisis(read_campaign_text(TWICE)).compile()


def found(game: CrisisGame) -> dict[tuple[str, str], float]:
    values = measure(game, solve_grid(game.game, Grid(points=5)), ("outcome", "event_count", "duration"))[0]
    return {(key.name, key.of): v for key, v in values.items()}


def test_those_take_turns_who_have_opportunities_equally_often():
    assert at_equal_tempo(racing()) == ((0, 1),)
    others = Crisis(read_campaign_text(TWICE)).compile({"third_tempo": 0.3})
    assert at_equal_tempo(others) == ((0, 1, 2),)
    assert at_equal_tempo(Crisis(read_campaign_text(TWICE)).compile({"third_tempo": 0.0})) == ((0, 1),)


def test_a_race_and_strict_turns_by_hand():
    """With rates ρ and φ: in a race the first act comes with 2ρ/(2ρ + φ), and then the same side is first again with
    ρ/(ρ + φ), others' acts left aside; in strict turn nobody acts twice running."""
    rho, phi = 0.3, 0.2
    race, turns = found(racing()), found(in_turn(racing(), (0, 1)))
    assert race["outcome", "twice"] == pytest.approx(2 * rho / (2 * rho + phi) * rho / (rho + phi), abs=1e-9)
    assert turns["outcome", "faded"] == pytest.approx(1.0, abs=1e-9) and turns["outcome", "twice"] == 0
    assert turns["event_count", "act"] == pytest.approx(2 * rho / phi, rel=1e-6)  # as often together as in the race
    assert turns["event_count", "third"] == pytest.approx(0.1 / phi, rel=1e-6)  # who takes no turns is as before


def test_the_clock_runs_as_fast_and_whose_turn_it_is_is_remembered():
    game, turns = racing(), in_turn(racing(), (0, 1))
    clocks = turns.structure.standing == Standing.CLOCK
    assert np.allclose(np.asarray(turns.game.numbers.pace)[clocks], np.asarray(game.game.numbers.pace).max())
    assert {x.rsplit("/", 1)[1] for x in turns.structure.states} == {"nobody-yet", "row-next", "column-next"}
    for x in turns.structure.clocks:
        nexts = [turns.structure.states[int(turns.structure.branch_next[b])] for b in turns.structure.branches_at[x]]
        first = turns.structure.states[x].endswith("nobody-yet")
        assert sum(name.startswith(("row_acts", "column_acts")) for name in nexts) == (2 if first else 1)


@pytest.mark.slow
def test_a_game_in_strict_turn_is_the_same_crisis_to_every_quantity():
    """Both sides of the symmetric crisis stay alike, and every quantity keeps its key."""
    game = load("standoff").compile()
    names = ("outcome", "challenge", "event", "credibility", "enforcement", "loss", "worth")
    one, two = (measure(g, solve_grid(g.game, Grid(points=7)), names)[0] for g in (game, in_turn(game, (0, 1))))
    assert one.keys() == two.keys()
    for name in ("challenge", "worth"):
        sides = [{k.of: v for k, v in two.items() if (k.name, k.actor) == (name, a)} for a in ("row", "column")]
        assert sides[0] and sides[0] == pytest.approx(sides[1], abs=1e-7)


def test_another_may_move_first_where_its_turn_is_like_the_first():
    crisis = load("ladder")
    assert [*crisis.first_movers] == ["column"] and crisis.first_movers["column"].brief.first == "column"
    fronts = load(where("two-fronts-window"))
    assert [*fronts.first_movers] == ["east"] and fronts.first_movers["east"].record.window.first == "east"
    assert load(where("corridor-window")).first_movers == {} == load("standoff").first_movers
