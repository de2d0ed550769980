"""S14: policy options as levers that either side can take; the table, regret over plausible worlds, who wants what."""

from __future__ import annotations

import json
import math
import re
from functools import cache
from itertools import permutations
from types import SimpleNamespace

import jsonschema
import numpy as np
import pytest
from click.testing import CliRunner

import deterrence.cli.options as verb
from deterrence.cli import main
from deterrence.errors import DeterrenceError
from deterrence.forecast.outlook import Outlook
from deterrence.forecast.push import Pusher
from deterrence.game.compiling import default_values
from deterrence.game.option import MULTIPLIES, SETS, Option, changes, entries
from deterrence.game.reading import read_text
from deterrence.report.options_json import as_dict, regrets_dict
from deterrence.report.page import Page
from deterrence.report.sections.options import options as options_section
from deterrence.report.sections.told import Told
from deterrence.stress.claim_worlds import draw
from deterrence.stress.option_outcomes import compare, everything, values_at_start
from deterrence.stress.options import NOTHING, TOGETHER, VALUE, cases, regrets, table
from report.texts import passages
from shipped import scenario
from systems.crisis import POINTS, SIDES, crisis, exchanged, resolver, solved, text
from test_docs import schema

ESSAY = ("conventional", "signalling", "calibrated", "public", "backchannel")


@cache
def compared():
    case = crisis()
    return compare(case, default_values(case), draws=3, seed=4, points=POINTS)


def row(taker: str, option: str):
    return next(r for r in compared().table.rows if (r.case.taker, r.case.option) == (taker, option))


# what taking an option changes


def test_an_option_that_says_nothing_new_changes_nothing_exactly():
    case = crisis()
    values = {**default_values(case), "same": 1.0}
    idle = Option(
        id="idle",
        name="idle",
        text="It changes nothing.",
        source="judgement",
        sets={side: {"off_ramp.discretion": "off_ramp.discretion"} for side in SIDES},
        multiplies={side: {f"{side}.stakes.war": "same"} for side in SIDES},
    )
    found = cases([idle], values)
    assert [c.changes for c in found] == [{}, {}, {}]
    rows = table(found, lambda asked: [everything(*solved(dict(c))) for c in asked]).rows
    assert [r.outcomes for r in rows] == [rows[0].outcomes] * 3


def test_values_are_set_first_and_multiplied_afterwards_in_any_order():
    number = {"x": 3.0, "y": 5.0, "two": 2.0, "half": 0.5, "nine": 9.0}

    def option(name, sets, multiplies):
        return Option(id=name, name=name, text=name, source="s", sets={"a": sets}, multiplies={"a": multiplies})

    some = [option("p", {"x": "nine"}, {"y": "two"}), option("q", {}, {"x": "half", "y": "two"})]
    some.append(option("r", {}, {"x": "two"}))
    for order in permutations(some):
        assert changes(order, "a", number) == {"x": 9.0, "y": 20.0}
    assert changes(some, "b", number) == {}


def test_numbers_written_in_place_are_named_by_their_path():
    (tact,) = (o for o in crisis().options if o.id == "tact")
    named = dict(entries(tact, "row", SETS)) | dict(entries(tact, "row", MULTIPLIES))
    assert set(named.values()) <= set(default_values(crisis()))
    assert named["column.acts.high.cost"] == "options.tact.multiplies.row.column.acts.high.cost"


# the table


def test_the_table_has_every_option_for_either_taker_alone_and_together():
    found = [(r.case.taker, r.case.option) for r in compared().table.rows]
    ids = [o.id for o in crisis().options]
    assert found == [("", NOTHING), *((side, o) for side in SIDES for o in (*ids, TOGETHER))]
    assert not compared().table.trouble


@pytest.mark.parametrize("side", SIDES)
def test_together_is_setting_all(side):
    other = SIDES[1 - SIDES.index(side)]
    values = default_values(crisis())
    by_hand = {f"{side}.acts.{rung}.harm": values[f"{side}.acts.{rung}.harm"] * 1.5 for rung in ("middle", "high")}
    by_hand |= {"off_ramp.discretion": 0.8, f"{other}.acts.high.cost": values[f"{other}.acts.high.cost"] * 1.2}
    by_hand |= {f"third_parties.isolation.{other}": 0.3}
    assert row(side, TOGETHER).case.changes == pytest.approx(by_hand)
    assert row(side, TOGETHER).outcomes == pytest.approx(everything(*solved(by_hand)), abs=1e-6)


def test_exchanging_the_actors_data_exchanges_the_table():
    other = read_text(exchanged(text()))
    assert other.actors[0].id == "column" and other.window.first == "column"
    there = compare(other, default_values(other), points=POINTS)
    theirs = {(exchanged(r.case.taker), r.case.option): r.outcomes for r in there.table.rows}
    assert len(theirs) == len(compared().table.rows)
    for r in compared().table.rows:
        found = {exchanged(name): x for name, x in theirs[r.case.taker, r.case.option].items()}
        assert found == pytest.approx(r.outcomes, abs=1e-6)
    wishes = {(exchanged(w.actor), w.wants.option, w.chooses.option) for w in there.table.wishes()}
    assert wishes == {(w.actor, w.wants.option, w.chooses.option) for w in compared().table.wishes()}


def test_wishes_are_the_best_for_each():
    values = {"a": [0.0, 2.0, 1.0], "b": [0.0, -1.0, 3.0]}
    options = [Option(id=k, name=k, text=k, source="s", sets={"a": {"x": k}, "b": {"y": k}}) for k in ("one", "other")]
    worth = {"one": 1.0, "other": 2.0, "x": 0.0, "y": 0.0}

    def evaluate(asked):
        at = [int(c.get("x", c.get("y", 0))) for c in asked]
        return [{VALUE + actor: v[k] for actor, v in values.items()} for k in at]

    found = {w.actor: w for w in table(cases(options, worth), evaluate).wishes()}
    assert (found["a"].wants.option, found["a"].chooses.option, found["a"].same) == ("one", "other", False)
    assert (found["b"].wants.option, found["b"].chooses.option, found["b"].same) == ("other", "one", False)
    assert found["a"].wants.lead == 1.0 and found["a"].wants.value == 2.0


def test_value_is_what_a_strategic_type_is_paid_along_the_way():
    """Read off the solution, against payoffs gathered along its push-forward, for either side."""
    compiled, assessment = resolver(5, 25).solved()
    pusher = Pusher(assessment)
    s, n = compiled.structure, assessment.game.numbers
    read = values_at_start(compiled, assessment)
    for column, (i, kind) in enumerate(s.columns):
        got, ended = 0.0, {}
        discount = float(n.discount[i])

        def visit(flow, column=column, discount=discount):
            nonlocal got
            paid = (float(n.payoff[j][column]) for j in s.joints_at[flow.state])
            got += discount**flow.stage * sum(p * x for p, x in zip(flow.move_mass().tolist(), paid, strict=True))

        for t, mass in enumerate(pusher.run(visit, truth={i: kind})):
            for x, amount in mass.items():
                if t == s.horizon or (s.endings[x] and not s.movers[x]):
                    fresh = float(amount.sum()) - ended.get(x, 0.0)
                    got += discount**t * fresh * float(n.ending[x][column])
                    ended[x] = float(amount.sum())
        assert read[VALUE + s.actors[i]] == pytest.approx(got, abs=0.02)


# regret


def test_regret_is_the_best_choices_value_less_ones_own_in_the_same_world():
    rng = np.random.default_rng(0)
    options = [Option(id=k, name=k, text=k, source="s", sets={"a": {"x": k}}) for k in ("one", "two", "three")]
    values = {"one": 1.0, "two": 2.0, "three": 3.0, "x": 0.0, "w": 0.0}
    worlds = [{"w": float(w)} for w in rng.normal(size=40)]
    asked = []

    def worth(c):
        return math.sin(3 * c["w"] + 2 * c.get("x", 0.0))

    def evaluate(some):
        asked.append([dict(c) for c in some])
        return [{VALUE + "a": worth(c)} for c in some]

    found = regrets(options, values, worlds, evaluate)
    for world, some in zip(worlds, asked, strict=True):
        assert len(some) == 4 and all(c["w"] == world["w"] for c in some), "every choice meets the same draw"
    brute = np.array([[worth({**w, "x": float(x)}) for x in range(4)] for w in worlds])
    lost = brute.max(1, keepdims=True) - brute
    assert [r.option for r in found.by_choice] == [NOTHING, "one", "two", "three"]
    assert [r.largest for r in found.by_choice] == pytest.approx(lost.max(0))
    assert [r.mean for r in found.by_choice] == pytest.approx(lost.mean(0))
    assert [r.standard_error for r in found.by_choice] == pytest.approx(lost.std(0, ddof=1) / math.sqrt(40))
    assert [r.best for r in found.by_choice] == (lost <= 1e-9).sum(0).tolist()


def test_the_best_choice_of_every_world_has_no_regret_and_none_is_negative():
    found = compared().regrets
    assert len(found.by_world) == 3 and found.left_out == 0
    for side in SIDES:
        mine = [r for r in found.by_choice if r.taker == side]
        assert all(0.0 <= r.mean <= r.largest for r in mine)
        assert sum(r.best for r in mine) >= 3, "in every world some choice is the best"
        for world in found.by_world:
            at = {option: v for (who, option), v in world.items() if who == side}
            assert max(at.values()) - at[max(at, key=at.__getitem__)] == 0.0
    assert TOGETHER not in {r.option for r in found.by_choice}


def test_draws_are_common_and_repeat_from_a_seed():
    case = crisis()
    values = default_values(case)
    again = compare(case, values, draws=3, seed=4, points=POINTS)
    assert again.regrets == compared().regrets
    assert draw(case, values, 2, 4) == draw(case, values, 5, 4)[:2]
    assert draw(case, values, 2, 5) != draw(case, values, 2, 4)
    assert "more" in draw(case, values, 1, 4)[0], "what an option does is itself uncertain"


def test_a_world_that_cannot_be_solved_is_left_out_and_counted():
    options = [Option(id="one", name="one", text="one", source="s", sets={"a": {"x": "one"}})]
    values = {"one": 1.0, "x": 0.0, "w": 0.0}
    worlds = [{"w": 0.0}, {"w": 1.0}]

    def evaluate(some):
        return ["no" if c.get("w") and c.get("x") else {VALUE + "a": 0.0} for c in some]

    found = regrets(options, values, worlds, evaluate)
    assert (len(found.by_world), found.left_out) == (1, 1)
    broken = table(cases(options, {**values, "w": 1.0}), lambda some: [{VALUE + "a": 0.0}, "no"])
    assert [(case.option, said) for case, said in broken.trouble] == [("one", "no")] and len(broken.rows) == 1


def test_a_scenario_whose_base_cannot_be_solved_is_an_error(monkeypatch):
    from deterrence.stress import option_outcomes

    monkeypatch.setattr(option_outcomes, "outcomes_of", lambda resolver, changed: "not to be solved")
    with pytest.raises(DeterrenceError, match="not to be solved"):
        compare(crisis(), default_values(crisis()), points=POINTS)


# what ships, and how it is told


def test_the_essays_five_are_written_alike_for_either_state():
    case = scenario("south-asia-2025")
    assert tuple(o.id for o in case.options) == ESSAY
    one, other = (a.id for a in case.actors)

    def turned(name: str) -> str:
        return name.replace(one, "\0").replace(other, one).replace("\0", other)

    for option in case.options:
        for key in (SETS, MULTIPLIES):
            mine, theirs = dict(entries(option, one, key)), dict(entries(option, other, key))
            assert {turned(target): number for target, number in mine.items()} == theirs
    for name, number in case.parameters.items():
        assert number.source == "judgement" and number.range and number.label, name


def test_command_tells_the_table_and_the_regret(tmp_path, monkeypatch):
    monkeypatch.setattr(verb, "WORKERS", 0)
    file = tmp_path / "crisis.yaml"
    file.write_text(text(3), encoding="utf-8")
    ran = CliRunner().invoke(main, ["options", str(file), "--draws", "1", "--json"])
    assert ran.exit_code == 0, ran.output
    told = json.loads(ran.output)
    assert len(told["cases"]) == 9 and len(told["wishes"]) == 2 and told["regret"]["n"] == 1
    said = CliRunner().invoke(main, ["options", str(file), "--quick", "--set", "more=2"])
    assert said.exit_code == 0 and "the option arms" in said.output and "egret" not in said.output
    assert "would want" in said.output


def test_command_refuses_a_scenario_without_options():
    ran = CliRunner().invoke(main, ["options", "ladder"])
    assert ran.exit_code == 2 and "has no options" in ran.output


def test_records_fit_the_published_schema():
    whole = schema()
    part = {**whole, "$ref": "#/$defs/options", "required": [], "properties": {}}
    part.pop("type", None), part.pop("additionalProperties", None)
    jsonschema.Draft202012Validator(part).validate(json.loads(json.dumps(as_dict(compared().table))))
    assert set(regrets_dict(compared().regrets)["choices"][0]) == {
        "taker", "option", "largest", "mean", "standard_error", "best"
    }  # fmt: skip


def test_the_report_tells_options_alike_for_either_side():
    """Names have no effect: with the names exchanged the section reads the same, names exchanged."""

    def section(case):
        study = SimpleNamespace(scenario=case, options=compared().table, robustness=(), outlook=Outlook({}, 0.0))
        return options_section(Told(study))

    def words(page) -> str:
        return "\n".join(passages(Page(title="t", standfirst="s", sections=[page])))

    case = crisis()
    named = case.model_copy(
        update={
            "actors": tuple(
                a.model_copy(update={"name": n}) for a, n in zip(case.actors, ("Alpha", "Beta"), strict=True)
            )
        }
    )
    turned = case.model_copy(
        update={
            "actors": tuple(
                a.model_copy(update={"name": n}) for a, n in zip(case.actors, ("Beta", "Alpha"), strict=True)
            )
        }
    )
    told, again = words(section(named)), words(section(turned))
    assert "Alpha would want Beta to choose" in told and "the option arms" in told
    swap = {"Alpha": "Beta", "Beta": "Alpha"}
    assert re.sub(r"Alpha|Beta", lambda found: swap[found[0]], told) == again
    assert options_section(Told(SimpleNamespace(options=None, scenario=case))) is None
