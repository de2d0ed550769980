"""The verbs that solve a crisis again and again, on a clock: windows, options, doctrines, conditions, claims."""

from __future__ import annotations

from functools import cache

import pytest

from deterrence.claims.evaluation import Options, evaluate
from deterrence.claims.reading import read_claims_text
from deterrence.claims.results import HOLDS
from deterrence.forecasting.keys import Key
from deterrence.forecasting.registry import measure
from deterrence.solvers.grid import Grid, solve_grid
from deterrence.stress.conditions import three_conditions
from deterrence.stress.doctrines import compare as compare_doctrines
from deterrence.stress.option_outcomes import compare, everything
from deterrence.stress.resolve import HEADLINES, LONGER, Change, Resolver, robustness
from shipped import crisis

POINTS = 5
MIRROR = {"row": "column", "column": "row"}


def mirrored(name: str) -> str:
    """The same of the other side."""
    return "".join(MIRROR.get(part, part) for part in name.replace(":", " : ").replace("_", " _ ").split(" "))


@cache
def resolver() -> Resolver:
    it = crisis("standoff")
    return Resolver(it, it.parameters.defaults, Grid(points=POINTS, tolerance=1e-9))


def test_a_window_in_days_is_the_outlooks_and_solves_nothing_again():
    game, assessment = resolver().solved()
    again = resolver().solved(Change(window=20.0))
    assert again[1] is assessment
    assert resolver().headlines(Change(window=20.0)) == measure(game, assessment, HEADLINES, days=20.0)[0]
    tempo = resolver().solved(Change((("tempo", 0.3),), window=20.0))[1]
    assert tempo is not assessment


@pytest.mark.slow
def test_windows_are_varied_in_days():
    labels = {v.label: v.values for v in robustness(resolver())}
    days = [label for label in labels if label.startswith("window")]
    assert days == ["window × 0.5 (30 days)", "window × 2 (120 days)", f"{LONGER} (61 days)"]
    still = Key("outcome", of="unresolved")
    half, twice, longer = (labels[d][still] for d in days)
    assert half > labels["as stated"][still] > longer > twice
    assert labels["as stated"][still] - longer < 0.1 * (half - twice)


def test_one_day_in_words():
    brief = crisis("standoff").brief
    assert (brief.lasting(1), brief.lasting(60.0), brief.window, brief.unit) == ("1 day", "60 days", 60, "day")
    assert crisis("ladder").brief.lasting(12) == "12 moves" and crisis("ladder").brief.stretched(0.01) == 1


def test_solved_again_warm_is_solved_from_the_start():
    change = Change((("fading", 0.05), ("slip", 0.1)))
    game, warm = resolver().solved(change)
    cold = solve_grid(game.game, Grid(points=POINTS, tolerance=1e-9))
    one, other = (measure(game, a, HEADLINES)[0] for a in (warm, cold))
    assert one == {key: pytest.approx(value, abs=1e-7) for key, value in other.items()}


@pytest.mark.slow
def test_options_are_what_their_changes_lead_to():
    it = crisis("standoff")
    found = compare(it, it.parameters.defaults, points=7)
    assert not found.table.trouble
    rows = {(r.case.taker, r.case.option): r.outcomes for r in found.table.rows}
    game = it.compile(mediation=0.04)
    alone = everything(game, solve_grid(game.game, Grid(points=7, tolerance=1e-9)))
    assert rows["row", "channel"] == {key: pytest.approx(value, abs=1e-6) for key, value in alone.items()}
    assert rows["row", "channel"] == rows["column", "channel"]  # it changes the same number, whoever takes it
    nobody = found.table.rows[0].outcomes
    assert rows["row", "channel"]["ending:settled"] > nobody["ending:settled"]
    assert rows["row", "channel"]["duration:days"] < nobody["duration:days"]


@pytest.mark.slow
def test_every_doctrine_for_either_side_is_the_others_mirrored():
    it = crisis("standoff")
    found = compare_doctrines(it, it.parameters.defaults, points=POINTS)
    assert not any(case.trouble for case in found.cases)
    cases = {(c.actor, c.doctrine): c.headlines for c in found.cases}
    assert {("row", "in_kind"), ("row", "restraint"), ("column", "massive")} <= set(cases)
    for (actor, doctrine), numbers in cases.items():
        other = cases[MIRROR[actor], doctrine]
        assert {mirrored(k): v for k, v in numbers.items()} == {k: pytest.approx(v, abs=1e-6) for k, v in other.items()}
    key = "event:column_strikes"
    assert cases["row", "restraint"][key] > cases["row", "in_kind"][key]  # who does not answer is struck more often


def test_the_three_conditions_of_either_side_are_the_others():
    it = crisis("standoff")
    row, column = three_conditions(it, it.parameters.defaults, points=7)  # five have no coarser grid
    assert row.missing == column.missing == ("communication",)
    for one, other in zip(row.conditions, column.conditions, strict=True):
        assert one.share["any"].value == pytest.approx(other.share["any"].value, abs=1e-6)
    assert row.total["any"].value == pytest.approx(sum(c.share["any"].value for c in row.conditions), abs=1e-12)


CLAIMS = """schema: deterrence-claims-1
scenario: standoff
sources: {x: {title: made up}}
claims:
  - id: mediator
    source: x
    where: x
    says: x
    text: x
    scope: x
    systems: [S1]
    direction: down
    quantity: {name: event, of: row_strikes}
    contrast: {a: {name: sooner, set: {mediation: 0.05}}, b: {name: later, set: {mediation: 0.01}}}
"""


def test_claims_are_put_to_the_test_with_their_limits():
    it = crisis("standoff")
    claims = read_claims_text(CLAIMS, it)
    found = evaluate(it, claims, it.parameters.defaults, Options(points=9, coarse=5))
    for answer in found:
        assert answer.baseline.verdict == HOLDS and answer.screen is not None
        assert answer.tried or answer.limits
    answer, mirror = found  # the same of the other side, which this crisis treats alike
    assert answer.mirrors == (mirror.claim.id,) and mirror.keys[0] == Key("event", of="column_strikes")
    assert mirror.baseline.difference == pytest.approx(answer.baseline.difference, abs=1e-6)
