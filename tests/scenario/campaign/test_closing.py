"""How a window closes, endings that count as one, and challenges that are seen or not: by hand."""

from __future__ import annotations

import pytest

from deterrence.forecasting.registry import measure
from deterrence.solvers.grid import Grid, solve_grid
from scenario.campaign.samples import edited, problems, read

TEXT = """
schema: deterrence-scenario-2
name: closing
title: How a window closes
summary: One holds or acts by the toss of a coin, twice.
window: {moves: 2, first: choice, closing: {one: 1}, closes: [{when: {acted: 0}, to: quiet}]}
actors:
  - {id: one, name: One, precision: blind, types: [{id: only, name: only, kind: strategic, prior: remainder}]}
  - {id: two, name: Two, precision: blind, types: [{id: only, name: only, kind: strategic, prior: remainder}]}
ladder: [{id: none, name: none, domain: diplomatic, force: 1}, {id: act, name: act, domain: diplomatic, force: 2}]
public: [{id: acted, name: somebody acted, values: [0, 1], first: 0}]
turns:
  - id: choice
    name: One moves
    actor: one
    moves:
      - {id: hold, name: hold, to: choice}
      - id: act
        name: act
        tags: [challenge]
        outcomes:
          - {chance: 0.25, to: over}
          - {chance: 0.25, to: lost}
          - {to: choice, set: {acted: 1}, challenges: false}
endings:
  - {id: quiet, name: nothing happens, pays: {one: 4, two: 2}}
  - {id: over, name: it is over}
  - {id: lost, name: it is over and lost, counts_as: over, pays: {two: 8}}
events: [{id: act, name: an act, moves: [act]}]
parameters: {blind: {value: 0, unit: per stake, label: precision}}
"""


def test_by_hand():
    """Over with 1/4 at each move; nothing happens with 1/4; else it is still open."""
    game = read(TEXT).compile()
    values = measure(game, solve_grid(game.game, Grid(points=5)), ("outcome", "worth", "general_deterrence"))[0]
    ends = {k.of: p for k, p in values.items() if k.name == "outcome"}
    assert ends == pytest.approx({"over": 7 / 16, "quiet": 1 / 4, "unresolved": 5 / 16})
    worth = {k.actor: v for k, v in values.items() if k.name == "worth"}
    assert worth == pytest.approx({"one": 4 / 4 + 5 / 16, "two": 2 / 4 + 8 * 7 / 32})
    # A challenge is seen where an act ends it, and not where it stays.
    assert next(v for k, v in values.items() if k.name == "general_deterrence") == pytest.approx(9 / 16)


def test_an_ending_that_only_closes_the_window_is_reached():
    assert problems(TEXT) == []
    never = edited("closes: [{when: {acted: 0}, to: quiet}]", "closes: []", TEXT)
    assert ["'quiet' is never reached" in p.what for p in problems(never)] == [True]


def test_an_ending_counts_as_one_that_counts_as_itself():
    text = edited("name: it is over}", "name: it is over, counts_as: lost}", TEXT)
    assert {p.what for p in problems(text)} == {
        "'over' counts as another ending, or as itself",
        "'lost' counts as another ending, or as itself",
    }


def test_on_a_clock_no_window_closes_anything():
    said = problems(edited("window: {moves: 2,", "window: {days: 2,", edited("closing: {one: 1}, ", "", TEXT)))
    assert any("the window closes nothing" in p.what for p in said)
