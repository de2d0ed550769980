"""Capability, credibility and communication: exact in the canonical game; shares, ends and verdicts in scenarios."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from functools import cache
from itertools import permutations, product
from pathlib import Path

import numpy as np
import pytest
import yaml
from click.testing import CliRunner

from deterrence.catalogue import folder
from deterrence.cli import main
from deterrence.errors import ArgumentError
from deterrence.models.checks import chance_of
from deterrence.models.three_conditions import PRECISION, build
from deterrence.parameters.table import NamedParameter
from deterrence.report.conditions import conditions_html, conditions_text, summary
from deterrence.scenario.crisis import Crisis
from deterrence.scenario.ladder.reading import read_text
from deterrence.solvers.grid import Grid
from deterrence.solvers.tree import solve_tree
from deterrence.stress.condition_ranges import CONDITIONS, DECLARED, SOLVED, belonging, settings
from deterrence.stress.condition_record import Contribution, Figure, ThreeConditions
from deterrence.stress.conditions import (
    GRIDS,
    _binding,
    challenges,
    deterring,
    three_conditions,
)
from deterrence.stress.resolve import Resolver, coarser
from deterrence.stress.shapley import coalitions, shapley
from shipped import SHIPPED, crisis

POINTS = 9
EXACT = 1e-12
NAMES = ("h", "p", "m")


def canonical(strategic: bool = False, **values: float) -> float:
    return chance_of(solve_tree(build(strategic), PRECISION, values).assessment, "Challenger", "challenge")


def logit(x: float) -> float:
    return 1 / (1 + math.exp(-PRECISION * x))


# The canonical game


def test_canonical_game_depends_on_the_product_alone():
    rng = np.random.default_rng(1)
    for b, h, p, m in rng.uniform([0, 0, 0, 0], [1, 3, 1, 1], (20, 4)):
        assert canonical(b=b, h=h, p=p, m=m) == pytest.approx(logit(b - m * p * h), abs=EXACT)


@pytest.mark.parametrize("nil", NAMES)
def test_any_one_at_nil_is_no_deterrence_and_raising_another_changes_nothing(nil):
    rng = np.random.default_rng(2)
    for h, p, m in rng.uniform([0, 0, 0], [3, 1, 1], (8, 3)):
        assert canonical(**{"b": 0.4, "h": h, "p": p, "m": m, nil: 0.0}) == pytest.approx(logit(0.4), abs=EXACT)


@pytest.mark.parametrize(("c", "p"), list(product((0.2, 0.6, 1.5), (0.0, 0.5))))
def test_a_defender_that_may_answer_on_its_own_account_is_within_the_probability_of_that(c, p):
    assessment = solve_tree(build(True), PRECISION, {"c": c, "p": p, "m": 0.8, "h": 1.2}).assessment
    own = assessment.strategy("Defender", "answer?")["answer"]
    gap = canonical(p=p, m=0.8, h=1.2) - chance_of(assessment, "Challenger", "challenge")
    assert 0 < gap <= PRECISION * 0.8 * 1.2 * own / 4
    assert own == pytest.approx(logit(0.2 - c), abs=1e-9)


def test_contributions_in_the_canonical_game_by_quadrature():
    """Owen's formula, a second road to the same shares: ∫ ∂/∂t_k of the multilinear extension along the diagonal."""
    low, high = {"h": 1.0, "p": 0.4, "m": 0.7}, {"h": 1.8, "p": 0.9, "m": 1.0}
    worth = {s: canonical(**{k: (high if k in s else low)[k] for k in NAMES}) for s in coalitions(NAMES)}
    nodes, weights = np.polynomial.legendre.leggauss(4)
    for k, found in shapley(worth, NAMES).items():
        others = coalitions([n for n in NAMES if n != k])
        t = (nodes + 1) / 2
        steps = sum((worth[s | {k}] - worth[s]) * t ** len(s) * (1 - t) ** (2 - len(s)) for s in others)
        assert found == pytest.approx(float(weights @ steps) / 2, abs=EXACT)


# Shapley shares


def by_orders(worth, players):
    total = dict.fromkeys(players, 0.0)
    orders = list(permutations(players))
    for order in orders:
        for n, k in enumerate(order):
            total[k] += worth[frozenset(order[: n + 1])] - worth[frozenset(order[:n])]
    return {k: v / len(orders) for k, v in total.items()}


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_shares_are_the_average_over_all_orders_and_add_up(n):
    players = "abcde"[:n]
    rng = np.random.default_rng(n)
    worth = {s: float(rng.normal()) for s in coalitions(players)}
    found = shapley(worth, players)
    assert found == pytest.approx(by_orders(worth, players), abs=EXACT)
    assert sum(found.values()) == pytest.approx(worth[frozenset(players)] - worth[frozenset()], abs=EXACT)


def test_who_never_matters_has_nothing_and_equals_have_the_same():
    worth = {s: float(len(s & {"a", "b"}) ** 2) for s in coalitions("abc")}
    assert shapley(worth, "abc") == pytest.approx({"a": 2.0, "b": 2.0, "c": 0.0}, abs=EXACT)


# A small scenario: the ladder with conditions, lines, and five moves


LINE = {"clarity": (0.7, 0.4, 1.0), "visibility": (0.8, 0.5, 1.0), "excusing": (0.2, 0.0, 0.6)}


def number(value, low, high, condition, **more):
    unit = "share"
    return {"value": value, "unit": unit, "range": [low, high], "source": "judgement", "condition": condition, **more}


def small(declared: bool = True, lines: bool = True, swapped: bool = False) -> Crisis:
    """Row and Column of the ladder, made unlike one another; ``swapped`` gives each the other's data and turn."""
    data = yaml.safe_load((folder() / "ladder.yaml").read_text(encoding="utf-8"))
    data["window"]["moves"] = 5
    priors = {"row": 0.35, "column": 0.15}
    for actor in data["actors"]:
        for rung, act in actor["acts"].items():
            harm = 1.5 if actor["id"] == "row" else 0.8
            if rung != "war":
                act["harm"] = number(harm, 0.2, 3.0, "capability", **({"nil": 0.0, "ideal": 3.0} if declared else {}))
        ends = {"nil": 0.0, "ideal": 0.8} if declared else {}
        actor["types"][1]["prior"] = number(priors[actor["id"]], 0.05, 0.8, "credibility", **ends)
    if lines:
        data["red_lines"] = [line(actor["id"], declared) for actor in data["actors"]]
    if swapped:
        text = yaml.safe_dump(data, sort_keys=False).replace("row", "@").replace("column", "row").replace("@", "column")
        data = yaml.safe_load(text)
    return read(data)


def read(data) -> Crisis:
    return Crisis(read_text(yaml.safe_dump(data, sort_keys=False), "small.yaml"))


def as_data(case: Crisis):
    return case.record.model_dump(by_alias=True, exclude_none=True, mode="json")


def line(owner, declared):
    found = {"id": f"line-of-{owner}", "name": f"line of {owner}", "owner": owner, "rung": "middle", "response": "at"}
    for key, (value, low, high) in LINE.items():
        ends = {"nil": 0.0, "ideal": high} if declared else {}
        found[key] = number(value, low, high, "communication", **ends)
    cost = 1.0 if owner == "row" else 0.4
    found["audience_cost"] = number(cost, 0.1, 2.0, "credibility", **({"nil": 0.0, "ideal": 2.0} if declared else {}))
    return found


@cache
def studied(declared: bool = True, lines: bool = True, swapped: bool = False) -> tuple[ThreeConditions, ...]:
    case = small(declared, lines, swapped)
    return tuple(three_conditions(case, case.parameters.defaults, POINTS))


def test_every_actor_in_turn_is_the_one_that_deters():
    assert [(f.actor, f.others) for f in studied()] == [("row", ("column",)), ("column", ("row",))]
    assert all([c.condition for c in f.conditions] == list(CONDITIONS) for f in studied())
    assert all(len(f.coalitions) == 8 for f in studied())


@pytest.mark.parametrize("measure", ["other", "own", "any"])
def test_shares_in_a_scenario_are_by_orders_and_add_up(measure):
    for f in studied():
        worth = {s: at[measure].value for s, at in f.coalitions.items()}
        shares = {c.condition: c.share[measure].value for c in f.conditions}
        assert shares == pytest.approx(by_orders(worth, CONDITIONS), abs=EXACT)
        assert sum(shares.values()) == pytest.approx(f.total[measure].value, abs=EXACT)


def test_coalitions_are_the_game_solved_at_those_ends():
    case = small()
    resolver = Resolver(case, case.parameters.defaults, Grid(points=POINTS, tolerance=1e-7))
    row = studied()[0]
    raised = frozenset({"capability", "communication"})
    ends = {s.parameter: s.ideal for c in row.conditions if c.condition in raised for s in c.settings}
    assert set(ends) == {f"row.acts.{r}.harm" for r in ("low", "middle", "high")} | {
        f"lines.line-of-row.{k}" for k in LINE
    }
    found = challenges(resolver, ends)
    assert row.coalitions[raised]["other"].value == pytest.approx(found["column"], abs=1e-9)
    assert row.coalitions[raised]["own"].value == pytest.approx(found["row"], abs=1e-9)
    assert row.coalitions[raised]["any"].value == pytest.approx(found["*"], abs=1e-9)


def test_the_error_is_the_change_from_twice_the_spacing():
    case = small()
    rough = Resolver(case, case.parameters.defaults, Grid(points=coarser(POINTS), tolerance=1e-7))
    row = studied()[0]
    worth = {}
    for raised, found in row.coalitions.items():
        ends = {s.parameter: s.ideal for c in row.conditions if c.condition in raised for s in c.settings}
        worth[raised] = challenges(rough, ends)["column"]
        assert found["other"].grid_error == pytest.approx(abs(found["other"].value - worth[raised]), abs=1e-9)
    for c in row.conditions:
        gap = abs(c.share["other"].value - shapley(worth, CONDITIONS)[c.condition])
        assert c.share["other"].grid_error == pytest.approx(gap, abs=1e-9)


def test_swapping_the_actors_swaps_what_is_found():
    """Not a label's, not an order's: the data of each side given to the other, and nothing else."""
    for f in studied():
        g = next(g for g in studied(swapped=True) if (g.actor,) == f.others)
        assert (g.verdict, g.binding) == (f.verdict, f.binding)
        for s, found in f.coalitions.items():
            for measure, figure in found.items():
                assert g.coalitions[s][measure].value == pytest.approx(figure.value, abs=1e-7)
        for c, d in zip(f.conditions, g.conditions, strict=True):
            assert d.share["other"].value == pytest.approx(c.share["other"].value, abs=1e-7)


def test_sides_that_differ_have_other_results():
    row, column = studied()
    assert abs(row.total["other"].value - column.total["other"].value) > 1e-3


@pytest.mark.slow
def test_declared_ends_are_taken_as_declared_others_are_solved_for():
    for f in studied():
        assert {s.ends for c in f.conditions for s in c.settings} == {DECLARED}
        assert all(s.nil <= s.value <= s.ideal for c in f.conditions for s in c.settings)
    case = small(declared=False)
    resolver = Resolver(case, case.parameters.defaults, Grid(points=POINTS, tolerance=1e-7))
    for f in studied(declared=False):
        for s in (s for c in f.conditions for s in c.settings):
            assert s.ends == SOLVED and {s.ideal, s.nil} == set(case.parameters[s.parameter].range)
            best, worst = (challenges(resolver, {s.parameter: end})[f.others[0]] for end in (s.ideal, s.nil))
            assert best <= worst


def test_a_value_beyond_its_declared_end_is_left_where_it_is():
    case = small()
    values = {**case.parameters.defaults, "row.acts.low.harm": 5.0}
    mine, _ = belonging(case.parameters)
    (low,) = [s for s in settings(mine["row"], values, never) if s.parameter == "row.acts.low.harm"]
    assert (low.value, low.ideal, low.nil) == (5.0, 5.0, 0.0)


@pytest.mark.parametrize(
    ("declared", "ideal", "nil"),
    [({"ideal": 3.0}, 3.0, 0.2), ({"ideal": 0.2}, 0.2, 3.0), ({"nil": 0.0}, 3.0, 0.0), ({"nil": 4.0}, 0.2, 4.0)],
)
def test_one_declared_end_gives_the_other_from_the_range(declared, ideal, nil):
    parameter = NamedParameter("harm", 1.0, "stake", "judgement", "harm", range=(0.2, 3.0), **declared)
    (found,) = settings({"harm": parameter}, {"harm": 1.0}, never)
    assert (found.ideal, found.nil, found.ends) == (ideal, nil, DECLARED)


def never(*asked):
    raise AssertionError(f"asked for in vain: {asked}")


def test_a_condition_without_numbers_is_said_to_be_missing_and_moves_nothing():
    for f in studied(lines=False):
        communication = f.conditions[2]
        assert f.missing == ("communication",) and communication.settings == ()
        assert all(figure == Figure(0.0, 0.0) for figure in communication.share.values())
        assert communication.at_nil == f.coalitions[frozenset()]
        assert "no number for communication" in summary(small(lines=False).brief, f)


def test_the_shipped_ladder_has_no_conditions_at_all_and_that_is_said_before_any_work(monkeypatch):
    assert belonging(crisis("ladder").parameters) == ({}, [])
    monkeypatch.setattr("deterrence.stress.conditions.Team", never)
    with pytest.raises(ArgumentError, match="no number of ladder carries a condition"):
        three_conditions(crisis("ladder"), crisis("ladder").parameters.defaults, POINTS)
    ran = CliRunner().invoke(main, ["conditions", "ladder"])
    assert ran.exit_code == 2 and "carries a condition" in ran.output


def test_fixed_and_shared_numbers_are_left_alone():
    data = as_data(small())
    data["parameters"] = {}
    data["parameters"]["harm"] = number(1.0, 0.2, 3.0, "capability")
    data["parameters"]["harm-of-row"] = number(1.0, 0.2, 3.0, "capability")
    for actor in data["actors"]:
        actor["acts"]["low"]["harm"] = "harm"
    data["actors"][0]["acts"]["middle"]["harm"] = "harm-of-row"
    data["actors"][0]["acts"]["high"]["harm"]["role"] = "fixed"
    mine, shared = belonging(read(data).parameters)
    assert shared == ["harm"]
    assert "harm-of-row" in mine["row"] and "row.acts.high.harm" not in mine["row"]
    assert set(mine["column"]) & {"harm", "harm-of-row"} == set()


def test_a_commitment_ruled_out_at_first_can_be_raised():
    """A prior of zero prunes the type; raising it must bring the type back."""
    case = small()
    values = {**case.parameters.defaults, "row.committed.prior": 0.0}
    grid = Grid(points=POINTS, tolerance=1e-7)
    found = challenges(Resolver(case, values, grid), {"row.committed.prior": 0.8})
    direct = challenges(Resolver(case, {**values, "row.committed.prior": 0.8}, grid), {})
    assert found == pytest.approx(direct, abs=1e-6)
    assert len(case.game_at(values).structure.types[0]) == 1


def test_impossible_ends_are_refused():
    data = as_data(small())
    low = data["actors"][0]["acts"]["low"]
    for way, end in (("accident_up", 0.8), ("accident_down", 0.5)):
        low[way] = number(0.1, 0.0, 0.3, "communication", nil=end, ideal=0.0)
    case = read(data)
    with pytest.raises(ArgumentError, match="accidents"):
        three_conditions(case, case.parameters.defaults, POINTS)


# Verdicts and words


def made_up(value, error):
    return Contribution("credibility", (), {"other": Figure(value, error)}, {})


def test_what_binds():
    clear, close_run = Figure(0.05, 0.01), Figure(0.005, 0.01)
    assert _binding(made_up(-0.1, 0.01), clear) == ("credibility", "binds")
    assert _binding(made_up(-0.1, 0.01), close_run) == (None, "undecided")
    assert _binding(made_up(-0.01, 0.02), clear) == (None, "undecided")
    assert _binding(made_up(0.1, 0.01), clear) == (None, "none lowers it")


def test_coming_first_oneself_is_not_called_deterrence():
    row = studied()[0]
    total = {"other": Figure(-0.3, 0.01), "own": Figure(0.3, 0.01), "any": Figure(0.0, 0.01)}
    said = summary(small().brief, replace(row, total=total))
    assert "less occasion" in said
    assert "less occasion" not in summary(small().brief, replace(row, total={**total, "own": Figure(0.0, 0.01)}))


def test_words_are_the_same_for_both_sides():
    row = studied()[0]
    mirrored = replace(row, actor="column", others=("row",))
    said = summary(small().brief, row)
    turned = said.replace("Row", "@").replace("Column", "Row").replace("@", "Column")
    names = {a.id: a.name for a in small().brief.actors}
    assert names == {"row": "Row", "column": "Column"}
    assert summary(small().brief, mirrored) == turned


def test_page_and_text_hold_every_share():
    brief, left_out = small().brief, {"column": "it sleeps"}
    text = conditions_text(brief, studied(), (9, 5), left_out)
    page = conditions_html(brief, studied(), (9, 5), {"row.committed.prior": 0.5}, left_out)
    assert all("Not among those that deter, Column: it sleeps." in shown for shown in (text, page))
    assert text.count("±") == 24
    assert page.startswith("<!doctype html>") and "row.committed.prior = 0.5" in page
    assert page.count("±") == 24


def test_the_command(tmp_path, monkeypatch):
    import deterrence.cli.stress

    monkeypatch.setattr(deterrence.cli.stress, "WORKERS", 0)
    monkeypatch.setitem(GRIDS, "interactive", {2: POINTS})
    file = tmp_path / "small.yaml"
    file.write_text(yaml.safe_dump(as_data(small()), sort_keys=False))
    words = ["conditions", str(file), "--resolution", "interactive", "--set", "row.committed.prior=0.3"]
    result = CliRunner().invoke(main, [*words, "--json", "-o", str(tmp_path / "page.html")])
    assert result.exit_code == 0, result.output
    shown = json.loads(result.stdout)
    assert set(shown) == {"scenario", "set", "locks", "points", "actors", "left_out", "seconds"}
    assert shown["left_out"] == []
    assert shown["points"] == [9, 5] and shown["set"] == {"row.committed.prior": 0.3}
    row = shown["actors"][0]
    total = sum(c["share"]["other"]["value"] for c in row["conditions"])
    assert total == pytest.approx(row["total"]["other"]["value"], abs=EXACT)
    assert (tmp_path / "page.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    wrong = CliRunner().invoke(main, ["conditions", str(file), "-o", "page.txt"])
    assert wrong.exit_code == 2 and ".html" in wrong.output


# Signs in scenarios


def test_signs_on_the_small_scenario():
    """Each condition at nil lets the other side challenge first more often than it does alone at its best."""
    for f in studied():
        for c in f.conditions:
            alone, nil = f.coalitions[frozenset({c.condition})]["other"], c.at_nil["other"]
            assert nil.value - alone.value > 0, (f.actor, c.condition)
        assert f.total["other"].value < 0 and f.total["other"].decided


def test_a_commitment_that_only_answers_lowers_its_own_challenges_more_than_the_other_side_s():
    """Believed committed, Row challenges first far less. That deters nobody, and leaves Column more occasion."""
    credibility = studied()[0].conditions[1]
    assert credibility.share["own"].value < -0.1
    assert abs(credibility.share["other"].value) < 0.01


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_signs_in_south_asia_2025():
    """As the shipped file stands. India's doctrine calls for force after the trigger, so that India at its best comes
    first itself; Pakistan's only answers, so that Pakistan at its best deters in the plain sense. Against the sign:
    harm that India can do makes Pakistan slightly likelier to come first, for India then does so less."""
    case = crisis("south-asia-window")
    india, pakistan = three_conditions(case, case.parameters.defaults, GRIDS["interactive"][2], 0)
    assert india.comes_first and not pakistan.comes_first
    assert abs(india.total["any"].value) < 0.05 and pakistan.total["any"].value < -0.3
    capability = india.conditions[0]
    assert capability.share["other"].value > 0 > capability.share["own"].value
    for f in (india, pakistan):
        shares = {c.condition: c.share["other"] for c in f.conditions}
        assert all(shares[c].value < 0 and shares[c].decided for c in ("credibility", "communication"))
        assert sum(s.value for s in shares.values()) == pytest.approx(f.total["other"].value, abs=EXACT)
    assert pakistan.conditions[0].share["other"].value < 0
    assert (india.binding, pakistan.binding) == ("communication", "credibility")


# More actors than two, and scenarios written turn by turn


@pytest.mark.parametrize(
    ("name", "deters", "left_out"),
    [
        ("corridor-window", {"defender": ("attacker",)}, {"attacker", "patron"}),
        ("two-fronts-window", {"defender": ("west", "east")}, {"west", "east"}),
        ("western-front-window", {"defender": ("group",)}, {"group", "host"}),
        ("south-asia-recurrent-window", {"india": ("pakistan",), "pakistan": ("india",)}, set()),
        ("south-asia-window", {"india": ("pakistan",), "pakistan": ("india",)}, set()),
    ],
)
def test_who_deters_whom_is_what_the_file_says(name, deters, left_out):
    found = deterring(crisis(name), crisis(name).compile())
    assert found.others == deters and set(found.left_out) == left_out
    assert all(found.left_out.values())


def test_every_shipped_scenario_but_one_says_whose_its_conditions_are():
    for name in SHIPPED:
        mine, shared = belonging(crisis(name).parameters)
        assert (not mine) == (name == "ladder"), name
        assert not shared, f"{name}: {shared}"


@pytest.mark.slow
def test_others_together_are_what_is_to_be_deterred():
    """Two adversaries: the measure is that either comes first, and their chances add up."""
    case = crisis("two-fronts-window")
    values = case.parameters.defaults
    (found,) = three_conditions(case, values, POINTS)
    resolver = Resolver(case, values, Grid(points=POINTS, tolerance=1e-7))
    one = challenges(resolver, {})
    stated = found.coalitions[frozenset()]
    assert stated["other"].value == pytest.approx(one["west"] + one["east"], abs=1e-9)
    assert min(one["west"], one["east"]) > 0.1 and one["defender"] == 0.0
    assert stated["own"] == Figure(0.0, 0.0) and not found.comes_first
    assert found.missing == ("communication",)
    assert found.total["other"].value < -0.05, "all at their best deter"
    assert found.conditions[1].at_nil["other"].value >= stated["other"].value - 1e-9
    said = summary(case.brief, found)
    assert "the western adversary or the eastern adversary makes the first chosen challenge" in said
    assert "no number for communication of the defender" in said


def test_a_scenario_that_marks_no_challenge_says_so_before_work(monkeypatch):
    case = crisis("western-front-window")
    turns = tuple(
        t.model_copy(
            update={"moves": tuple(m.model_copy(update={"tags": tuple(set(m.tags) - {"challenge"})}) for m in t.moves)}
        )
        for t in case.record.turns
    )
    monkeypatch.setattr("deterrence.stress.conditions.Team", never)
    with pytest.raises(ArgumentError, match="does not say what a challenge is"):
        three_conditions(case.changed(turns=turns), case.parameters.defaults, POINTS)


def test_a_number_of_several_actors_is_nobodys():
    """Where a file names no owner, a number that several are paid by is left alone, and listed."""
    case = crisis("south-asia-recurrent-window")
    parameters = {
        name: p.model_copy(update={"owner": None}) if name == "india.unanswered" else p
        for name, p in case.record.parameters.items()
    }
    mine, shared = belonging(case.changed(parameters=parameters).parameters)
    assert shared == ["india.unanswered"] and "india.unanswered" not in mine["india"]


# The pages


def test_every_field_of_the_command_is_documented():
    page = (Path(__file__).parents[2] / "docs" / "results-schema.md").read_text(encoding="utf-8")
    section = page.partition("## deterrence conditions --json")[2].partition("\n## ")[0]
    shown = studied()[0].as_dict()
    condition = shown["conditions"][0]
    keys = {*shown, *condition, *condition["parameters"][0], *condition["share"]["other"], *condition["share"]}
    keys |= {"ideal", "scenario", "set", "points", "actors", "left_out", "why", "seconds"}
    assert not [key for key in keys if f"`{key}`" not in section]
