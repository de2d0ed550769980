"""A level put between two, in a file as it was written: what is said of it, and what cannot be said."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from deterrence import load
from deterrence.errors import ArgumentError
from deterrence.files.diagnostics import Faults
from deterrence.files.reader import read_text
from deterrence.files.yaml_reader import parse
from deterrence.forecasting.registry import measure
from deterrence.games.crisis_game import CrisisGame
from deterrence.scenario.campaign.reading import CAMPAIGN
from deterrence.scenario.crisis import Crisis
from deterrence.scenario.expansion.levels import Between
from deterrence.scenario.starter import starter
from deterrence.solvers.grid import Grid, solve_grid

STEP = Between("raid", "strike", "middle", "between raids and strikes")


def put_in(text: str) -> dict:
    return STEP.put_in(parse(text, Faults("file.yaml"))).data


@pytest.mark.parametrize(
    ("written", "then"),
    [
        ("values: [none, raid, strike]", ("none", "raid", "middle", "strike")),
        ('tags: ["raid_{self}", "strike_{self}", war]', ("raid_{self}", "middle_{self}", "strike_{self}", "war")),
        ("alone: [none, raid]", ("none", "raid")),
        ("bounds: {from: raid, below: strike}", {"from": "raid", "below": "strike"}),
        ("{raid.cost: 0.1, strike.cost: 0.3}", None),
    ],
)
def test_lists_that_name_both_name_the_new_level_too(written, then):
    if then is None:
        assert put_in(written) == {"raid.cost": 0.1, "middle.cost": 0.2, "strike.cost": 0.3}
    else:
        assert [*put_in(written).values()] == [then]


def test_rows_and_items_said_alike_are_said_half_way():
    rows = "for: [{level: raid, cost: 0.1, of: few}, {level: strike, cost: 0.3, of: many}]"
    assert put_in(rows)["for"][1] == {"level": "middle", "cost": 0.2, "of": "few"}
    items = """
parameters:
  raid.harm: {value: 0.2, unit: stake, range: [0.1, 0.4], label: harm of a raid}
  strike.harm: {value: 0.6, unit: stake, range: [0.3, 0.8], note: higher, label: harm of a strike}
rules: [{when: {did: raid}, do: [raid_back]}, {when: {did: strike}, do: [strike_back]}, {do: [hold]}]
ladder: [{id: none, force: 1}, {id: raid, name: raids, force: 3}, {id: strike, name: strikes, force: 4}]
"""
    found = put_in(items)
    assert found["parameters"]["middle.harm"] == {
        "value": pytest.approx(0.4), "unit": "stake", "range": pytest.approx((0.2, 0.6)), "label": "harm of a middle"
    }  # fmt: skip
    assert found["rules"][1] == {"when": {"did": "middle"}, "do": ("middle_back",)} and len(found["rules"]) == 4
    assert found["ladder"][2] == {"id": "middle", "name": "between raids and strikes", "force": 3}


@pytest.mark.parametrize(
    ("written", "then"),
    [
        ("raid.w*(by_{self} == raid) + strike.w*(by_{self} == strike)",
         "raid.w*(by_{self} == raid) + (middle.w*(by_{self} == middle)) + strike.w*(by_{self} == strike)"),
        ("1 - 0.2*(by == raid) - 0.6*(by == strike)",
         "1 - 0.2*(by == raid) - (0.4*(by == middle)) - 0.6*(by == strike)"),
        ("x*(by in (raid, strike))", "x*(by in (raid, middle, strike))"),
        ("(by == raid) + (by == strike)", "(by == raid) + (by == middle) + (by == strike)"),
        ("(by >= strike)*cost", "(by >= strike)*cost"),
        ("(by == raid)*cost - (other == strike)", "(by == raid)*cost - (other == strike)"),
        ("0.1*{level+1}.cost", "0.1*{level+1}.cost"),
    ],
)  # fmt: skip
def test_sums_and_conditions_said_of_both_are_said_of_the_new_level(written, then):
    assert put_in(f'pays: "{written}"')["pays"].replace("((", "(").replace("))", ")") == then.replace("))", ")")


@cache
def small() -> Crisis:
    return crisis_of(starter("small"))


def crisis_of(text: str) -> Crisis:
    return Crisis(read_text(CAMPAIGN, text).record, text=text)


def test_a_file_of_templates_gets_a_level_with_values_half_way_between_those_in_force():
    crisis = small()
    finer, values = crisis.with_level("pressure", "strike", {**crisis.parameters.defaults, "strike.harm": 0.5})
    assert [r.id for r in finer.record.ladder] == ["none", "pressure", "between1", "strike"]
    assert values["between1.harm"] == pytest.approx(0.3) and values["between1.cost"] == pytest.approx(0.125)
    assert all(values[name] == v for name, v in crisis.parameters.defaults.items() if name != "strike.harm")
    moves = {m.id: m for m in finer.record.turns[0].moves}
    assert moves["between1"].kind == moves["pressure"].kind == "pressure"  # one weight for both
    assert finer.brief.rungs[2].name == "between coercive measures and limited strikes"


@pytest.mark.parametrize(
    ("kind", "strikes", "shared"),
    [
        ("{level}", 0.06, 0.02),  # each level a weight of its own: the two share that of the lower
        ("act", 0.06, 0.04),  # the two levels shared the mean of theirs; so do the three
        ("{level}", 0.02, 0.02),
    ],
)
def test_acts_of_the_new_level_share_the_base_weight_of_those_of_the_level_below(kind, strikes, shared):
    """Base weights of acts are rates per day: finer steps are not taken more often by mistake."""
    said = f'kind: "{kind}"\n        rung: "{{level}}"\n        weight: "{{level}}.often"\n'
    text = starter("own").replace('rung: "{level}"\n', said)
    often = "parameters: # every number, once: value, unit, plausible range, and words for it\n"
    assert often in text and "weight" in text
    for level, value in (("pressure", 0.02), ("strike", strikes)):
        row = f"  {level}.often: {{value: {value}, unit: per day, range: [0.01, 0.1], label: how often}}\n"
        text = text.replace(often, often + row)
    crisis = crisis_of(text)
    finer, values = crisis.with_level("pressure", "strike")

    def chosen(game: CrisisGame, levels: tuple[str, ...]) -> float:
        """Where every move pays the same, acts at some levels for every hold, in the first state."""
        s = game.structure
        x = next(x for x, movers in enumerate(s.movers) if movers)
        weights = {s.moves[m].label: game.game.numbers.base_weight[m] for m in s.moves_at[x][s.movers[x][0]]}
        return sum(weights[level] for level in levels) / weights["hold"]

    whole = ("pressure", "strike") if kind == "act" else ("pressure",)
    assert chosen(crisis.compile(), whole) == pytest.approx(shared, abs=1e-12)
    assert chosen(finer.game_at(values), (*whole, "between1")) == pytest.approx(shared, abs=1e-12)


def test_where_levels_are_alike_one_more_moves_nothing():
    """Of two levels that nothing distinguishes, numbers included, one between them is a variant: no headline moves."""
    text = starter("alike").replace("(did_{self} < did_{other})", "0.3")
    for told_apart in ('        when: {"did_{self}": {below: "{level}"}}\n', "only: {level: strike}, "):
        assert told_apart in text
        text = text.replace(told_apart, "")
    crisis = crisis_of(text.replace('tags: ["strike_{self}"]', 'tags: ["pressure_{self}", "strike_{self}"]'))
    same = {**crisis.parameters.defaults, "strike.cost": 0.05, "strike.harm": 0.1}
    finer, values = crisis.with_level("pressure", "strike", same)
    found = [
        measure(game, solve_grid(game.game, Grid(points=7, tolerance=1e-12)), ("outcome", "event"))[0]
        for game in (crisis.game_at(same), finer.game_at(values))
    ]
    assert found[0].keys() == found[1].keys() and min(v for key, v in found[0].items() if key.name == "event") > 0.01
    assert max(abs(found[0][key] - found[1][key]) for key in found[0]) <= 1e-9


def test_what_cannot_be_said_of_another_level_is_refused_with_the_reason():
    crisis = load("standoff")
    with pytest.raises(ArgumentError, match="'row_acts' are written one by one"):
        crisis.with_level("pressure", "strike")
    with pytest.raises(ArgumentError, match="as it was read"):
        small().changed(title="changed").with_level("pressure", "strike")
    full = "values: [none, pressure, strike, a, b, c, d, e, f, g, h, i]"  # as many as a variable may have
    with pytest.raises(ArgumentError, match=r"cannot be said of a level between them \(line \d+: .*at most 12"):
        crisis_of(starter("small").replace("values: [none, pressure, strike]", full)).with_level("pressure", "strike")


def test_a_rung_of_a_ladder_has_numbers_half_way_between_its_neighbours():
    crisis = load("ladder")
    base = {**crisis.parameters.defaults, "row.acts.high.harm": 2.0}
    finer, values = crisis.with_level("middle", "high", base)
    assert [r.id for r in finer.record.ladder][3:6] == ["middle", "between1", "high"]
    assert values["row.acts.between1.harm"] == pytest.approx(1.2)
    assert values["ladder.between1.weight"] == pytest.approx(0.75)
    assert values["ladder.between1.hazard"] == pytest.approx(0.005)  # none at the lower rung
    assert crisis.neighbouring_levels == (("low", "middle"), ("middle", "high"))  # war is no level like others
    game = finer.game_at(values)
    assert "between1" in game.structure.rungs and game.game.numbers is not None


def test_a_ladder_whose_rungs_share_a_number_shares_it_with_the_new_rung():
    minimal = load(Path(__file__).parents[1] / "ladder" / "data" / "minimal.yaml")
    finer, values = minimal.with_level("raid", "strike")
    assert values["mediator.arrival.between1"] == pytest.approx(0.15)
    assert finer.record.actors[0].acts["between1"].accident_up.value == pytest.approx(0.025)
