"""S14: policy options as levers that either side can take; the table, regret over plausible worlds, who wants what."""

from __future__ import annotations

import json
import math
import re
from functools import cache
from itertools import permutations

import jsonschema
import numpy as np
import pytest
from click.testing import CliRunner

import deterrence.cli.options as verb
from deterrence.cli import main
from deterrence.errors import DeterrenceError, InputError
from deterrence.forecasting.push import Pusher
from deterrence.forecasting.quantities.endings import worth_at_start
from deterrence.parameters.option import MULTIPLIES, SETS, Option, changes, entries
from deterrence.report.option_words import endings, first_challenges, probabilities
from deterrence.report.options_json import as_dict, regrets_dict
from deterrence.report.options_text import text as shown_as_text
from deterrence.scenario.campaign.reading import read_campaign_text
from deterrence.scenario.crisis import Crisis
from deterrence.scenario.ladder.reading import read_text
from deterrence.stress.option_outcomes import compare, everything, values_at_start
from deterrence.stress.options import NOTHING, TOGETHER, VALUE, cases, regrets, table
from deterrence.stress.sampling import draw
from report.test_results import schema
from shipped import LADDERS, SAMPLES, SHIPPED, scenario
from shipped import crisis as shipped
from systems.crisis import POINTS, SIDES, crisis, exchanged, resolver, solved, text

ESSAY = ("conventional", "signalling", "calibrated", "public", "backchannel")


@cache
def compared():
    case = crisis()
    return compare(case, case.parameters.defaults, draws=3, seed=4, points=POINTS)


def row(taker: str, option: str):
    return next(r for r in compared().table.rows if (r.case.taker, r.case.option) == (taker, option))


# what taking an option changes


def test_an_option_that_says_nothing_new_changes_nothing_exactly():
    case = crisis()
    values = {**case.parameters.defaults, "same": 1.0}
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
    (tact,) = (o for o in crisis().brief.options if o.id == "tact")
    named = dict(entries(tact, "row", SETS)) | dict(entries(tact, "row", MULTIPLIES))
    assert set(named.values()) <= set(crisis().parameters)
    assert named["column.acts.high.cost"] == "options.tact.multiplies.row.column.acts.high.cost"


# the table


def test_the_table_has_every_option_for_either_taker_alone_and_together():
    found = [(r.case.taker, r.case.option) for r in compared().table.rows]
    ids = [o.id for o in crisis().brief.options]
    assert found == [("", NOTHING), *((side, o) for side in SIDES for o in (*ids, TOGETHER))]
    assert not compared().table.trouble


@pytest.mark.parametrize("side", SIDES)
def test_together_is_setting_all(side):
    other = SIDES[1 - SIDES.index(side)]
    values = crisis().parameters.defaults
    by_hand = {f"{side}.acts.{rung}.harm": values[f"{side}.acts.{rung}.harm"] * 1.5 for rung in ("middle", "high")}
    by_hand |= {"off_ramp.discretion": 0.8, f"{other}.acts.high.cost": values[f"{other}.acts.high.cost"] * 1.2}
    by_hand |= {f"third_parties.isolation.{other}": 0.3}
    assert row(side, TOGETHER).case.changes == pytest.approx(by_hand)
    assert row(side, TOGETHER).outcomes == pytest.approx(everything(*solved(by_hand)), abs=1e-6)


def test_exchanging_the_actors_data_exchanges_the_table():
    other = Crisis(read_text(exchanged(text())))
    assert other.brief.actors[0].id == "column" and other.brief.first == "column"
    there = compare(other, other.parameters.defaults, points=POINTS)
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
    read = values_at_start(compiled, assessment, worth_at_start(compiled, assessment))
    for column, (i, kind) in enumerate(s.columns):
        got, ended = 0.0, {}
        discount = float(n.discount[i])

        def visit(flow, column=column, discount=discount):
            nonlocal got
            paid = (float(n.payoff[j][column]) for j in s.joints_at[flow.state])
            got += discount**flow.stage * sum(p * x for p, x in zip(flow.move_mass().tolist(), paid, strict=True))

        for t, mass in enumerate(pusher.run(visit=visit, truth={i: kind})):
            for x, tagged in mass.items():
                if t == s.horizon or (s.endings[x] and not s.movers[x]):
                    fresh = float(tagged.push.sum()) - ended.get(x, 0.0)
                    got += discount**t * fresh * float(n.ending[x][column])
                    ended[x] = float(tagged.push.sum())
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
    values = case.parameters.defaults
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
        compare(crisis(), crisis().parameters.defaults, points=POINTS)


# what ships, and how it is shown


def test_the_essays_five_are_written_alike_for_either_state():
    case = scenario("south-asia-window")
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


def test_command_shows_the_table_and_the_regret(tmp_path, monkeypatch):
    monkeypatch.setattr(verb, "WORKERS", 0)
    file = tmp_path / "crisis.yaml"
    file.write_text(text(3), encoding="utf-8")
    ran = CliRunner().invoke(main, ["options", str(file), "--draws", "1", "--json"])
    assert ran.exit_code == 0, ran.output
    shown = json.loads(ran.output)
    assert len(shown["cases"]) == 9 and len(shown["wishes"]) == 2 and shown["regret"]["n"] == 1
    assert set(shown["absent"]) == {"event"} and "no events" in shown["absent"]["event"]
    said = CliRunner().invoke(main, ["options", str(file), "--quick", "--set", "more=2"])
    assert said.exit_code == 0 and "the option arms" in said.output and "egret" not in said.output
    assert "Left to choose, " in said.output and " want " in said.output


def test_command_refuses_a_scenario_without_options():
    ran = CliRunner().invoke(main, ["options", "ladder"])
    assert ran.exit_code == 2 and "states no policy options" in ran.output


def test_records_fit_the_published_schema():
    whole = schema()
    part = {**whole, "$ref": "#/$defs/options", "required": [], "properties": {}}
    part.pop("type", None), part.pop("additionalProperties", None)
    jsonschema.Draft202012Validator(part).validate(json.loads(json.dumps(as_dict(compared().table))))
    assert set(regrets_dict(compared().regrets)["choices"][0]) == {
        "taker", "option", "largest", "mean", "standard_error", "best"
    }  # fmt: skip


def test_the_text_shows_options_alike_for_either_side():
    """Names have no effect: with the names exchanged the text reads the same, names exchanged."""

    def shown(*names: str) -> str:
        actors = (a.model_copy(update={"name": n}) for a, n in zip(crisis().record.actors, names, strict=True))
        return shown_as_text(crisis().changed(actors=tuple(actors)).brief, compared())

    here, again = shown("Alpha", "Omega"), shown("Omega", "Alpha")
    assert "Left to choose, Omega and Alpha would take" in here and "the option arms" in here
    swap = {"Alpha": "Omega", "Omega": "Alpha"}
    assert re.sub(r"Alpha|Omega", lambda found: swap[found[0]], here) == again


# scenarios written turn by turn, with any number of actors

TURNS = [name for name in SHIPPED if name not in LADDERS]
MINI = (SAMPLES["two-fronts-window"]).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", TURNS)
def test_each_has_options_within_the_plausible_ranges(name):
    """Alone, every number stays where the file says it plausibly lies; sources are in the file."""
    case = shipped(name)
    values = case.parameters.defaults
    assert len(case.brief.options) >= (6 if name in ("western-front", "south-asia-recurrent") else 2)
    takers = {t for option in case.brief.options for t in option.takers}
    assert takers <= {a.id for a in case.brief.actors} and len(takers) >= 2
    for option in case.brief.options:
        assert option.source == "judgement" or option.source in case.brief.sources
        for taker in option.takers:
            for target, value in changes([option], taker, values).items():
                low, high = case.parameters[target].range
                assert low <= value <= high and value != values[target], (option.id, taker, target)


@pytest.mark.parametrize("name", TURNS)
def test_a_taker_is_offered_what_is_written_for_it_and_nothing_else(name):
    case = shipped(name)
    found = [(c.taker, c.option) for c in cases(case.brief.options, case.parameters.defaults)]
    for taker in dict.fromkeys(t for o in case.brief.options for t in o.takers):
        mine = [o.id for o in case.brief.options if taker in o.takers]
        together = [TOGETHER] if len(mine) > 1 else []
        assert [option for who, option in found if who == taker] == [*mine, *together]
    assert found[0] == ("", NOTHING) and all(c.changes for c in cases(case.brief.options, case.parameters.defaults)[1:])


def test_the_two_states_options_are_written_alike():
    case = shipped("south-asia-recurrent")
    for option in case.brief.options:
        for key in (SETS, MULTIPLIES):
            mine, theirs = dict(entries(option, "india", key)), dict(entries(option, "pakistan", key))
            assert {k.replace("india", "pakistan"): v for k, v in mine.items()} == theirs


@cache
def fronts():
    case = shipped("two-fronts-window")
    return compare(case, case.parameters.defaults, draws=1, seed=2, points=9)


@pytest.mark.slow
def test_three_actors_side_by_side():
    found = fronts()
    assert found.table.takers == ("west", "east", "defender") and not found.table.trouble
    outcomes = found.table.rows[0].outcomes
    assert {name for name in outcomes if name.startswith(VALUE)} == {f"value:{a}" for a in ("west", "east", "defender")}
    assert {name for name in outcomes if name.startswith("event:")} == {
        f"event:{e.id}" for e in shipped("two-fronts-window").brief.events if e.headline
    }
    wishes = [(w.actor, w.taker) for w in found.table.wishes()]
    assert len(wishes) == 6 and all(a != t for a, t in wishes)
    assert {(r.taker, r.option) for r in found.regrets.by_choice} >= {("west", NOTHING), ("defender", "spread")}
    assert ("west", "spread") not in {(r.taker, r.option) for r in found.regrets.by_choice}


def test_forces_for_both_fronts_make_the_defender_answer_more():
    """What a response on one front costs on the other is what keeps it from answering on both."""
    rows = {(r.case.taker, r.case.option): r.outcomes for r in fronts().table.rows}
    base, spread = rows["", NOTHING], rows["defender", "spread"]
    assert spread["value:defender"] > base["value:defender"]
    assert spread["event:challenge_east"] < base["event:challenge_east"]


def test_columns_are_what_the_scenario_has():
    """No column for what nobody can do, and none for what never happens."""
    brief = shipped("two-fronts-window").brief
    heads, rows = probabilities(brief, fronts().table, lambda p: f"{p:.3f}", first_challenges(brief))
    assert "the western adversary challenges first" in heads and "the defender challenges first" not in heads
    assert all(len(row) == len(heads) for row in rows)
    assert "agreed" in endings(shipped("corridor-window").brief) and "agreed" not in endings(brief)
    said = shown_as_text(brief, fronts())
    assert "What the defender would choose is also what " in said and "nan" not in said


def test_a_taker_without_a_strategic_type_has_no_payoff_to_compare():
    options = [Option(id="one", name="one", text="one", source="s", sets={"a": {"x": "one"}, "b": {"x": "one"}})]
    values = {"one": 1.0, "x": 0.0}
    found = regrets(options, values, [{}], lambda some: [{VALUE + "a": c.get("x", 0.0)} for c in some])
    assert {(r.taker, r.option) for r in found.by_choice} == {("a", NOTHING), ("a", "one")}


@pytest.mark.parametrize(
    ("old", "new", "said", "at"),
    [
        ("stretch: spread.stretch", "strech: spread.stretch", "there is no parameter 'strech'", "defender: {strech:"),
        ("stretch: spread.stretch", "stretch: spread.strech", "no parameter 'spread.strech'", "stretch: spread.strech"),
        ("{stretch: spread.stretch", "{means.harm: spread.stretch", "says itself how an option", "{means.harm: spread"),
        ("defender: {stretch:", "nobody: {stretch:", "there is no actor 'nobody'", "nobody: {stretch:"),
        ("source: judgement\n    mult", "source: nowhere\n    mult", "no source 'nowhere'", "source: nowhere"),
        ("  - id: spread\n", "  - id: means\n", "'means' is the id of", "  - id: means\n    name: forces"),
        ("west: {west.agree: channel.agree}", "west: {west.agree: 4}", "taken by 'west'", "  - id: channel"),
        ("{stretch: spread.stretch}", "{}", "'spread' changes nothing", "  - id: spread"),
    ],
)
def test_faults_in_the_options_of_a_campaign_have_their_line(old, new, said, at):
    """Named at the line where the fault is; an option as a whole where it begins."""
    assert MINI.count(old) == 1
    text = MINI.replace(old, new)
    with pytest.raises(InputError) as caught:
        read_campaign_text(text, "some.yaml")
    (found,) = [p for p in caught.value.problems if said in p.what]
    assert text.count(at) == 1 and found.line == text[: text.index(at)].count("\n") + 1


def test_options_that_are_possible_one_by_one_may_not_be_together():
    """Half as often again is possible, and so is twice; both at once are not."""
    text = MINI.replace("west: {west.harm: means.harm}", "west: {west.agree: 2}")
    text = text.replace("west: {west.agree: channel.agree}", "west: {west.agree: 1.9}")
    with pytest.raises(InputError) as caught:
        read_campaign_text(text, "some.yaml")
    (found,) = [p for p in caught.value.problems if "comes to" in p.what]
    assert "with every option taken by 'west'" in found.what
    assert found.line == text[: text.index("  - id: means\n")].count("\n") + 1, "where the list of options begins"


def test_two_options_of_one_taker_may_not_set_one_number():
    spread = "    multiplies:\n      defender: {stretch: spread.stretch}"
    twice = MINI.replace(spread, "    sets: {defender: {stretch: 0.1}}")
    twice = twice.replace(
        "    multiplies:\n      west: {west.agree: channel.agree}",
        "    sets: {defender: {stretch: 0.2}}\n    multiplies:\n      west: {west.agree: channel.agree}",
    )
    with pytest.raises(InputError, match="is set by 'spread' already"):
        read_campaign_text(twice)


def test_a_plain_number_is_that_number():
    plain = re.sub(r"  spread\.stretch: .*\n", "", MINI.replace("{stretch: spread.stretch}", "{stretch: 0.5}"))
    case = Crisis(read_campaign_text(plain))
    (spread,) = (o for o in case.brief.options if o.id == "spread")
    assert changes([spread], "defender", case.parameters.defaults) == {"stretch": pytest.approx(0.075)}
