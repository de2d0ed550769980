"""S7: pressure on one side, isolation and support by visible disproportion, and the two faces of mediation."""

from __future__ import annotations

from functools import cache

import pytest
from scipy.optimize import brentq

from deterrence.forecasting.keys import Key
from deterrence.scenario.ladder.public_state import FACING_AN_ACT, Position
from deterrence.solvers.grid import Grid
from deterrence.stress.option_outcomes import everything
from deterrence.stress.resolve import Change, Resolver
from shipped import scenario
from systems.crisis import SIDES, crisis, exchanged, found, pushed, read, solved, text

ROW, COLUMN = (Key("challenge", side) for side in SIDES)
MOVES = Key("duration", of="moves")
DIRECT = Key("outcome", of="off_ramp")
LIGHT, HEAVY = 0.5, 2.0  # pressure for restraint, against 4 that the other side's giving in is worth
LONG = 8  # moves, where how long a crisis lasts is at issue
FULL = {"mediator.arrival.low": 0.2, "mediator.arrival.middle": 0.6, "mediator.arrival.high": 1.0}
NONE = dict.fromkeys(FULL, 0.0)


def answers(changes: dict[str, float], actor: str, *, above: bool = False) -> float:
    """Pr(the actor answers an act at its rung or above; or, ``above``, above it | it faces one)."""
    compiled, pusher = pushed(changes)
    who, faced, answered = SIDES.index(actor), 0.0, 0.0

    def visit(flow):
        nonlocal faced, answered
        place = compiled.places[flow.state]
        if isinstance(place, Position) and place.actor == who and place.last in FACING_AN_ACT:
            chosen = flow.move_mass()
            ids = [compiled.structure.moves[m].label for m in flow.moves]
            faced += float(chosen.sum())
            wanted = ("climb",) if above else ("climb", "match")
            answered += float(sum(p for p, id in zip(chosen, ids, strict=True) if id in wanted))

    pusher.finish(visit=visit)
    return answered / faced


# pressure for restraint


def test_pressure_on_the_defender_alone_lowers_retaliation_and_invites_challenges():
    levels = (0.0, 0.5, 1.0)
    retaliation = [answers({"mediator.pressure.column": x}, "column") for x in levels]
    challenges = [found({"mediator.pressure.column": x}, ROW)[0] for x in levels]
    assert retaliation[0] > retaliation[1] > retaliation[2]
    assert challenges[0] < challenges[1] < challenges[2]


def test_pressure_on_the_challenger_alone_does_the_opposite():
    free, pressed = ({"mediator.pressure.row": x, "mediator.arrival.low": 1.0} for x in (0.0, 1.0))
    assert found(pressed, ROW)[0] < found(free, ROW)[0]


# isolation and support by visible disproportion


@pytest.mark.parametrize("actor", SIDES)
def test_disproportion_brings_isolation_and_lowers_answers_above(actor):
    free, isolated = ({f"third_parties.isolation.{actor}": x} for x in (0.0, 0.5))
    assert answers(isolated, actor, above=True) < answers(free, actor, above=True) - 0.01


def test_isolating_one_side_emboldens_the_other():
    """The reversal: fewer challenges by the side that is isolated, more by the other."""
    free, isolated = ({"third_parties.isolation.column": x} for x in (0.0, 0.6))
    (row, column), (row_then, column_then) = found(free, ROW, COLUMN), found(isolated, ROW, COLUMN)
    assert column_then < column - 0.02 and row_then > row + 0.01


def test_unseen_disproportion_costs_nothing():
    """At no visibility isolation and outcry are without any effect, and support is never withheld."""
    unseen = {"third_parties.visibility": 0.0}
    dear = {f"third_parties.{k}.{side}": 0.9 for k in ("isolation", "outcry") for side in SIDES}
    for one, other in zip(payoffs(unseen), payoffs({**unseen, **dear}), strict=True):
        assert one == pytest.approx(other, abs=1e-15)


def payoffs(changes: dict[str, float], case: str = text()) -> list[tuple[float, ...]]:
    numbers = read(case).compile(changes).game.numbers
    return [tuple(row) for row in numbers.payoff]


def test_price_of_an_act_is_what_the_page_says():
    """cost · (1 − support · (1 − visibility if above)) + visibility · (isolation · rungs above + outcry · civilians).

    Against the same game without third parties, at every joint move.
    """
    harm = "harm: {value: 0.4, unit: stake, range: [0, 3], source: judgement, role: uncertain, label: harm done by Row"
    more = harm.replace("harm:", "civilians: {value: 0.25, unit: stake, source: judgement}\n        harm:", 1)
    case = text().replace(harm, more)
    assert case != text()
    parsed = read(case)
    compiled = parsed.compile()
    values = compiled.values
    bare = {f"third_parties.{k}.{side}": 0.0 for k in ("isolation", "outcry", "support") for side in SIDES}
    with_, without = (parsed.compile(c).game.numbers.payoff for c in ({}, bare))
    s, rungs = compiled.structure, compiled.structure.rungs
    seen = values["third_parties.visibility"]
    checked = 0
    for j, x in enumerate(s.joint_state):
        place = compiled.places[x]
        if not isinstance(place, Position):
            continue
        move = s.moves[s.joint_moves[j][place.actor]].label
        step = {"match": 0, "climb": 1}.get(move)
        expected = 0.0
        if step is not None:
            me, target = SIDES[place.actor], place.rung + step
            cost = values[f"{me}.acts.{rungs[target]}.cost"]
            kept = 1 - seen if step else 1.0
            expected = cost * values[f"third_parties.support.{me}"] * kept
            expected -= seen * values[f"third_parties.isolation.{me}"] * step
            civilians = values.get(f"{me}.acts.{rungs[target]}.civilians", 0.0)
            expected -= seen * values[f"third_parties.outcry.{me}"] * civilians
            checked += 1
        column = next(c for c, (i, _) in enumerate(s.columns) if i == place.actor)
        assert with_[j][column] - without[j][column] == pytest.approx(expected, abs=1e-12)
        assert with_[j][1 - column] == pytest.approx(without[j][1 - column], abs=1e-12)
    assert checked > 10


def test_support_of_patrons_invites_acts_unless_disproportion_is_seen():
    """Moral hazard of an ally's backing, and what takes it away: support that ends where an act is seen to climb."""
    backed = {"third_parties.support.row": 0.9, "third_parties.isolation.row": 0.0}
    bare = {"third_parties.support.row": 0.0, "third_parties.isolation.row": 0.0}
    unseen, plain = {"third_parties.visibility": 0.0}, {"third_parties.visibility": 1.0}
    gain = found({**backed, **unseen}, ROW)[0] - found({**bare, **unseen}, ROW)[0]
    watched = found({**backed, **plain}, ROW)[0] - found({**bare, **plain}, ROW)[0]
    assert gain > 0.005 and watched < gain / 2


# the two faces of mediation


@cache
def lengthens(guarantee: float, pressure: float) -> float:
    """Change of a crisis's expected length, in moves, on going from no mediator to one who is likely to come."""
    common = {"mediator.guarantee": guarantee} | {f"mediator.pressure.{side}": pressure for side in SIDES}
    return found({**common, **FULL}, MOVES, moves=LONG)[0] - found({**common, **NONE}, MOVES, moves=LONG)[0]


def test_a_mediator_who_only_presses_shortens_and_one_who_sweetens_prolongs():
    assert lengthens(0.0, LIGHT) < -0.005
    assert lengthens(1.0, LIGHT) > 0.05
    assert lengthens(1.0, 0.0) > 0.05


def test_a_mediator_who_brings_nothing_changes_nothing():
    """The condition of both faces: without pressure or guarantee, arrival only renames the way out."""
    idle = {"mediator.guarantee": 0.0, **{f"mediator.pressure.{side}": 0.0 for side in SIDES}}
    kept = [ROW, COLUMN, MOVES]
    assert found({**idle, **FULL}, *kept) == pytest.approx(found({**idle, **NONE}, *kept), abs=1e-7)


def test_what_separates_the_two_is_the_guarantee_against_the_pressure():
    """At light pressure there is a guarantee below which arrival shortens and above which it prolongs; heavy pressure
    prolongs by itself, and no guarantee is low enough."""
    at = brentq(lengthens, 0.0, 0.2, args=(LIGHT,), xtol=0.01)
    assert 0.05 < at < 0.12, at
    assert lengthens(at - 0.03, LIGHT) < 0 < lengthens(at + 0.03, LIGHT)
    assert lengthens(0.0, HEAVY) > 0.01


def test_the_prospect_of_a_sweetener_stalls_direct_agreement_and_invites_challenges():
    """Stalling (Beardsley 2011) and moral hazard (Kuperman 2008): with a guarantee to wait for, fewer ways out are
    agreed directly and more crises are begun, by either side."""
    sweet = {"mediator.guarantee": 1.0, **{f"mediator.pressure.{side}": 0.0 for side in SIDES}}
    likely, never = found({**sweet, **FULL}, ROW, COLUMN, DIRECT), found({**sweet, **NONE}, ROW, COLUMN, DIRECT)
    assert likely[0] > never[0] and likely[1] > never[1]
    assert likely[2] < never[2] - 0.02


# neutrality


def test_framing_is_data_and_changes_no_number():
    """Names, what the third parties are called, and how each side states the facts."""
    case = crisis().record
    outside = case.third_parties.model_copy(update={"name": "the friends of Column, who saw it all"})
    actors = tuple(a.model_copy(update={"name": f"{a.name} the Just"}) for a in case.actors)
    framed = crisis().changed(third_parties=outside, actors=actors, summary="Row began it.")
    one, other = (c.compile().game.numbers for c in (crisis(), framed))
    for field in ("payoff", "ending", "branch_probability", "rule", "prior"):
        assert (getattr(one, field) == getattr(other, field)).all()


def test_exchanging_the_sides_exchanges_what_follows():
    other = read(exchanged(text()))
    uneven = {"third_parties.isolation.row": 0.5, "third_parties.support.column": 0.6, "mediator.pressure.row": 0.7}
    here = everything(*solved(uneven))
    again = Resolver(other, other.parameters.defaults, Grid(points=9, tolerance=1e-9))
    there = everything(*again.solved(Change.of({exchanged(name): value for name, value in uneven.items()})))
    assert {exchanged(name): value for name, value in there.items()} == pytest.approx(here, abs=1e-6)


def test_shipped_numbers_are_the_same_for_either_side():
    case = scenario("south-asia-window")
    for table in (case.third_parties.isolation, case.third_parties.outcry, case.third_parties.support):
        one, other = (table[a.id] for a in case.actors)
        assert (one.value, one.range) == (other.value, other.range)
    assert "S7" in case.systems
