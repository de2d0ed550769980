"""Claims made of both sides alike: mirrors, ratios, what is settled by construction, and the board of a study."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from deterrence.claims.board import board_of
from deterrence.claims.construction import Contrasted, by_construction
from deterrence.claims.effects import margin, ratio, small
from deterrence.claims.evaluation import Options, evaluate
from deterrence.claims.mirroring import mirrored
from deterrence.claims.reading import read_claims_text
from deterrence.claims.record import Claims, LeastEffect
from deterrence.claims.results import FAILS, HOLDS, Answer
from deterrence.errors import InputError
from deterrence.forecasting.keys import Key
from deterrence.report.claims_text import text
from deterrence.scenario.crisis import Crisis
from deterrence.solvers.grid import Grid
from deterrence.stress.resolve import Change, Resolver
from shipped import claims as shipped_claims
from shipped import crisis

HEAD = "schema: deterrence-claims-1\nscenario: {}\nsources: {{x: {{title: made up}}}}\nclaims:\n"
SMALL = Options(points=5, coarse=5, quick=True, flips=0)  # one grid: errors are the solver's alone


def claim(name: str, a: str, b: str, quantity: str, direction: str, more: str = "") -> str:
    return (
        f"  - {{id: {name}, source: x, where: x, says: x, text: 'Row gains.', scope: x, systems: [S1], {more}"
        f"direction: {direction}, quantity: {{{quantity}}}, "
        f"contrast: {{a: {{name: one{a}}}, b: {{name: other{b}}}}}}}\n"
    )


def claims(about: str, *rows: str) -> Claims:
    return read_claims_text(HEAD.format(about) + "".join(rows), crisis(about))


def standoff() -> Claims:
    return shipped_claims("standoff")


def answered(about: Crisis, found: Claims, **changes: float) -> dict[str, Answer]:
    values = {**about.parameters.defaults, **changes}
    return {a.claim.id: a for a in evaluate(about, found, values, SMALL)}


def test_exchanging_both_actors_data_exchanges_every_verdict() -> None:
    """Whatever is uneven between the two, a claim fares as its mirror does once the numbers are exchanged."""
    some = ("belief-deters", "answer-keeps-credibility", "mediation-spares-war")
    few = standoff().model_copy(update={"claims": tuple(c for c in standoff().claims if c.id in some)})
    uneven = {"row.bound": 0.35, "column.bound": 0.1, "row.harm": 0.9, "column.harm": 0.3}
    exchanged = {"column.bound": 0.35, "row.bound": 0.1, "column.harm": 0.9, "row.harm": 0.3}
    here, there = (answered(crisis("standoff"), few, **values) for values in (uneven, exchanged))
    assert len(here) == 5
    for name, answer in here.items():
        twin = there[answer.mirrors[0] if answer.mirrors else name].baseline
        assert twin.verdict == answer.baseline.verdict
        assert twin.difference == pytest.approx(answer.baseline.difference, abs=1e-6)
    found = {name: a.baseline.difference or 0.0 for name, a in here.items()}
    assert max(abs(found[m] - found[name]) for name, a in here.items() for m in a.mirrors) > 0.01  # all was uneven


def test_claims_of_known_sign() -> None:
    """A dearer war makes strikes rarer, and not more frequent."""
    row = "name: event, of: row_strikes"
    found = claims(
        "standoff",
        claim("dear", ", set: {war: 8}", ", set: {war: 2}", row, "down"),
        claim("cheap", ", set: {war: 8}", ", set: {war: 2}", row, "up"),
    )
    by_id = answered(crisis("standoff"), found)
    assert (by_id["dear"].baseline.verdict, by_id["cheap"].baseline.verdict) == (HOLDS, FAILS)
    assert by_id["dear--row-column"].baseline.verdict == HOLDS and by_id["dear"].mirrors == ("dear--row-column",)
    assert not by_id["dear"].by_construction  # war may come of the other's strike as well


@pytest.mark.parametrize(
    ("about", "quantity", "name", "direction", "way"),
    [
        ("corridor-window", "event_count,,proxy", "proxy.cost", "down", "down"),
        ("corridor-window", "event_count,,proxy", "proxy.cost", "up", "down"),
        ("corridor-window", "event,,closure", "close.cost", "down", "down"),
        ("corridor-window", "event_count,,proxy", "punishment", "down", ""),  # struck for an accident, one pays too
        ("corridor-window", "event_count,,proxy", "attribution", "down", ""),  # no payoff
        ("corridor-window", "enforcement,defender,corridor_line", "shame", "up", "up"),  # what not answering costs
        ("corridor-window", "outcome,,war", "proxy.cost", "down", ""),  # no act
        ("two-fronts-window", "event,,challenge_west", "west.effort", "down", "down"),
        ("two-fronts-window", "deterrence_failure,defender,west_line", "west.effort", "down", "down"),
        ("two-fronts-window", "deterrence_holds,defender,west_line", "west.effort", "up", "up"),
        ("two-fronts-window", "event,,challenge_west", "west.punishment", "down", "down"),  # only after its challenge
        ("two-fronts-window", "event,,challenge_west", "defender.firm", "down", ""),
        ("two-fronts-window", "event,,challenge_west", "west.harm", "up", ""),  # another's payoff
    ],
)
def test_what_only_makes_an_act_dearer_is_found_by_its_form(about, quantity, name, direction, way) -> None:
    what, actor, of = quantity.split(",")
    p = crisis(about).parameters[name]
    low, high = p.range
    sides = Change.of({name: high}), Change.of({name: low})
    (found,) = by_construction(resolver(about), (Contrasted(*sides, Key(what, actor, of), direction),))
    assert found.startswith(f"it goes {way} by construction") if way else not found
    (alike,) = by_construction(resolver(about), (Contrasted(sides[0], sides[0], Key(what, actor, of), direction),))
    assert not alike


@cache
def resolver(about: str) -> Resolver:
    return Resolver(crisis(about), crisis(about).parameters.defaults, Grid(points=5, tolerance=1e-6))


def test_thresholds_are_differences_or_ratios() -> None:
    def held(a: float, b: float, direction: str, more: str = "") -> float:
        (row,) = claims("standoff", claim("c", ", set: {war: 8}", "", "name: outcome, of: war", direction, more)).claims
        found = margin(row, a, b)
        step = 1e-6
        assert found.a == pytest.approx((margin(row, a + step, b).value - found.value) / step, rel=1e-6)
        assert found.b == pytest.approx((margin(row, a, b + step).value - found.value) / step, rel=1e-6)
        return found.value

    assert held(0.3, 0.2, "up") == pytest.approx(0.1) and held(0.3, 0.2, "down") == pytest.approx(-0.1)
    assert held(0.3, 0.2, "up", "at_least: 0.15, ") < 0 < held(0.3, 0.2, "up", "at_least: 0.05, ")
    assert held(0.3, 0.2, "up", "at_least_ratio: 2, ") < 0 < held(0.3, 0.2, "up", "at_least_ratio: 1.4, ")
    assert held(0.2, 0.3, "down", "at_least_ratio: 2, ") < 0 < held(0.2, 0.3, "down", "at_least_ratio: 1.4, ")
    # War more than doubles: no higher by a point or more, and yet not by less than half.
    assert held(0.016, 0.0073, "down", "within: 0.01, ") > 0 > held(0.016, 0.0073, "down", "within_ratio: 1.5, ")
    assert held(0.2, 0.25, "up", "within_ratio: 1.5, ") > 0 > held(0.2, 0.31, "up", "within_ratio: 1.5, ")
    assert held(0.2, 0.25, "unchanged", "within_ratio: 1.5, ") > 0 > held(0.2, 0.31, "unchanged", "within_ratio: 1.5, ")


@pytest.mark.parametrize(
    ("more", "quantity", "direction", "says"),
    [
        ("within: 0.1, at_least: 0.1, ", "name: outcome, of: war", "up", "are both given"),
        ("at_least: 0.1, ", "name: outcome, of: war", "unchanged", "asks for no effect"),
        ("at_least_ratio: 2, ", "name: end_worth, actor: row", "up", "may be negative"),
        ("", "name: outcome, of: war", "unchanged", "within_ratio"),
    ],
)
def test_thresholds_that_make_no_sense_are_refused(more: str, quantity: str, direction: str, says: str) -> None:
    with pytest.raises(InputError) as raised:
        claims("standoff", claim("c", ", set: {war: 8}", "", quantity, direction, more))
    assert any(says in str(problem) for problem in raised.value.problems)


def test_small_effects_are_small_both_ways() -> None:
    least = LeastEffect()
    assert small(least, True, 0.51, 0.50) and not small(least, True, 0.55, 0.50)
    assert not small(least, True, 0.016, 0.0073)  # under a point, and yet more than double
    assert not small(least, True, 0.993, 0.98)  # what is left of it is a third
    assert small(least, True, 0.0009, 0.0001)  # below a tenth of a point, whatever the ratio
    assert small(least, False, 0.85, 0.82) and not small(least, False, 3.5, 2.9)
    assert small(LeastEffect(share=0.3), False, 3.5, 2.9)
    assert ratio(0.2, 0.1) == 2.0 and ratio(-0.2, 0.1) is None and ratio(0.2, 0.0) is None


def test_every_claim_about_one_actor_is_made_of_the_other_or_says_why_not() -> None:
    found, alone = mirrored(standoff(), crisis("standoff"))
    by_id = {c.id: c for c in found.claims}
    for c in standoff().claims:
        assert (f"{c.id}--row-column" in by_id) != (c.id in alone)
    twin = by_id["restraint-gains-less--row-column"]
    assert twin.contrast.a.doctrine == {"column": "restraint"} and twin.quantity.actor == "column"
    assert twin.text == "With restraint as its doctrine Column more often ends worse off than before the crisis."
    assert "restraint as Column's doctrine" in twin.contrast.a.name and alone == {
        "mediation-spares-war": "a mediator serves both sides alike"
    }
    again, _ = mirrored(found, crisis("standoff"))
    assert [c.id for c in again.claims] == [c.id for c in found.claims]


def test_actors_in_different_parts_are_not_exchanged() -> None:
    about = crisis("corridor")
    found, alone = mirrored(shipped_claims(about.brief.name), about)
    assert alone["closing-stops-raids"] == "one state alone holds the corridor and can close it"
    assert not [c.id for c in found.claims if "--" in c.id]
    about = crisis("two-fronts")
    found, _ = mirrored(shipped_claims(about.brief.name), about)
    twin = next(c for c in found.claims if c.id == "commitments-hang-together--west-east")
    assert twin.contrast.a.doctrine == {"centre": "east_first"} and twin.quantity.of == "challenge_west"


def test_what_the_file_says_is_settled_is_no_support_and_printed_so() -> None:
    more = "by_construction: 'so it was written', no_mirror: 'of Row alone', "
    row = claim("c", ", set: {war: 8}", ", set: {war: 2}", "name: event, of: row_strikes", "down", more)
    found = claims("standoff", row)
    (answer,) = answered(crisis("standoff"), found).values()
    assert answer.baseline.verdict == HOLDS and not answer.supports and answer.unmirrored == "of Row alone"
    said = " ".join(text([answer], found, SMALL).split())
    assert "holds (by construction)" in said and "so it was written" in said and "support nothing" in said
    assert f"×{answer.baseline.ratio:.2f}" in said and "Not asked of another actor: of Row alone." in said


@pytest.mark.slow
def test_a_board_is_what_the_claims_show_on_its_grid() -> None:
    """Verdicts of a study's board: those of claims worked out by themselves, wherever both are decided."""
    from deterrence.notebook import study

    about = crisis("standoff")
    found = study(about, resolution="interactive")
    board = found.claims
    assert board is board_of(found) and len(board) == 15 and board.counts()[HOLDS] > 8
    alone = evaluate(about, standoff(), about.parameters.defaults, replace(SMALL, points=board.grid, coarse=9))
    for row, answer in zip(board, alone, strict=True):
        assert row.answer.baseline.difference == pytest.approx(answer.baseline.difference, abs=1e-5)
        if row.answer.baseline.holds is not None and answer.baseline.holds is not None:
            assert row.answer.baseline.verdict == answer.baseline.verdict
    rows = {row["id"]: row for row in found.to_dict()["claims"]["rows"]}
    assert rows["belief-deters"]["mirrored"] == {"belief-deters--row-column": rows["belief-deters"]["verdict"]}
