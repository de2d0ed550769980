"""S9: the nuclear overhang. What fear of the worst does below it, by posture, and two rival accounts of it."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from deterrence.forecasting.registry import measure
from deterrence.scenario.ladder.posture import taken
from deterrence.scenario.ladder.public_state import Ending
from deterrence.stress.resolve import Change, Resolver, endings_and_challenge
from deterrence.stress.stability import stability_instability
from shipped import crisis, scenario
from systems.overhang import COLUMN, ROW, STRATEGIC, Outsider, Ramp, choices, ladder, precisely, resolver

SOUTH_ASIA = "south-asia-window"
ATTACKED = "row/middle/attacked/challenged"


def ends(solver):
    """Probability of each ending, and of a challenge."""
    return endings_and_challenge(solver.headlines())


# Stability and instability (Snyder 1965): the odds of a low and of a high challenge against none


@pytest.mark.parametrize(("low", "high"), [(0.0, 0.05), (0.02, 0.05)])
def test_with_one_move_each_odds_falls_by_its_own_hazard_alone(low, high):
    """Closed form: d log odds(r against none)/d log C = −λ δ h(r) C. Zero, not more, where low acts carry none."""
    precision, cost, discount, step = 2.0, 12.0, 0.95, 0.1
    case = ladder((low, low, high), 1, leap=True)
    found = stability_instability(resolver(case, precisely(precision) | STRATEGIC), step)
    width = 2 * step / np.log((1 + step) / (1 - step))  # a central difference in the logarithm
    low_slope, high_slope = (-precision * discount * h * cost * width for h in (low, high))
    assert found.low == pytest.approx(low_slope, abs=1e-9)
    if low == 0:
        assert found.high == pytest.approx(high_slope, abs=1e-9)
    else:  # low acts that go out of control are counted as high, and fall more slowly
        assert high_slope < found.high < found.low


@pytest.mark.parametrize(
    ("hazards", "moves", "precision"), [((0, 0, 0.05), 3, 1.0), ((0, 0, 0.02), 12, 2.0), ((0, 0, 0.05), 12, 3.0)]
)
def test_low_challenges_gain_on_high_ones_where_low_acts_carry_no_hazard(hazards, moves, precision):
    found = stability_instability(resolver(ladder(hazards, moves, leap=moves < 12), precisely(precision)))
    assert found.low > found.high
    if moves == 12:
        assert found.low > 0, "fear of what may follow makes a low act safer"


@pytest.mark.parametrize("moves", [3, 6])
def test_both_fall_where_low_acts_carry_hazard(moves):
    found = stability_instability(resolver(ladder((0.02, 0.02, 0.05), moves, leap=True), precisely(1.0)))
    assert found.low < -0.1 and found.high < -0.1


def test_the_sign_reverses_where_a_rung_above_the_low_one_is_safe_too():
    """Hazard nowhere but at the top, and large: what grows is the highest act that is safe, at the cost of the low."""
    solver = resolver(ladder((0, 0, 0.1), 12), precisely(1.0))
    found = stability_instability(solver)
    assert found.high > 0 > found.low
    cheap, dear = (rungs(solver, factor) for factor in (0.9, 1.1))
    assert dear["middle"] > cheap["middle"] and dear["high"] < cheap["high"] and dear["ruin"] < cheap["ruin"]


def rungs(solver, factor):
    """Distribution of the highest rung reached with catastrophe's cost so many times as large."""
    changes = {f"{a}.stakes.catastrophe": factor * solver.base[f"{a}.stakes.catastrophe"] for a in (ROW, COLUMN)}
    compiled, assessment = solver.solved(Change.of(changes))
    found, _ = measure(compiled, assessment, {"peak_rung"})
    return {key.of: p for key, p in found.items() if key.given == "seen"}


# Postures: readiness, second strike and the temptation to go first


def forces(row, column, **more):
    return ladder(moves=8, war_hazard=0.1, nuclear={ROW: row, COLUMN: column}, **more)


def test_an_absent_section_means_the_neutral_numbers():
    plain = resolver(ladder(moves=8, war_hazard=0.1)).headlines()
    stated = resolver(forces((1, 1, 0), (1, 1, 0))).headlines()
    assert stated == pytest.approx(plain, abs=1e-9)


def test_who_went_first_loses_what_survives_and_the_other_all_of_it():
    compiled = forces((1, 0.3, 0), (1, 0.6, 0)).compile()
    worth = np.asarray(compiled.game.numbers.ending)
    seen = {
        place.actor: worth[x].tolist()
        for x, place in enumerate(compiled.places)
        if isinstance(place, Ending) and place.kind == "catastrophe"
    }
    assert seen == {0: pytest.approx([-12 * 0.6, -12]), 1: pytest.approx([-12, -12 * 0.3])}


def lost(ready, second, preemption):
    """Chance of losing control at the high rung, by who goes first."""
    compiled = forces((ready, 1, preemption), (1, second, 0)).compile()
    s, chance = compiled.structure, np.asarray(compiled.game.numbers.branch_probability)
    x = next(k for k, label in enumerate(s.states) if label.startswith("after/row/high"))
    ends = {s.outcome_next[s.branches[b].outcome]: float(chance[b]) for b in s.branches_at[x]}
    places = compiled.places
    return [sum(p for y, p in ends.items() if places[y] == Ending("catastrophe", i)) for i in (0, 1)]


def test_danger_is_the_mean_of_both_sides_and_temptation_goes_with_an_assured_answer():
    assert lost(1, 1, 0) == pytest.approx([0.005, 0.005])
    assert lost(3, 1, 0) == pytest.approx([0.015, 0.005])
    assert lost(1, 0.4, 2) == pytest.approx([0.005 * (1 + 2 * 0.6), 0.005])
    assert lost(1, 1.0, 2) == lost(1, 1, 0), "an assured second strike leaves nothing to be gained by going first"


def test_an_assured_second_strike_steadies_only_where_someone_is_tempted():
    """Pr(catastrophe) falls with Column's second strike where Row is tempted. Where not, it falls too, or rises: then
    the share only makes catastrophe dearer to Row, and dearer danger can be left to the other side to bear."""
    tempted = [ends(resolver(forces((1, 1, 4), (1, s, 4))))["catastrophe"] for s in (0.2, 0.6, 1.0)]
    assert all(b < a for a, b in pairwise(tempted))
    calm = [ends(resolver(forces((1, 1, 0), (1, s, 0))))["catastrophe"] for s in (0.2, 1.0)]
    assert abs(calm[1] - calm[0]) < 0.1 * (tempted[0] - tempted[-1])


def test_either_side_can_take_either_posture_with_the_same_numbers():
    case = scenario(SOUTH_ASIA)
    for posture in case.postures:
        one, other = (taken(case, a.id, posture) for a in case.actors)
        swapped = {name.replace(case.actors[0].id, case.actors[1].id, 1): v for name, v in one.items()}
        assert swapped == other and set(one) < set(crisis(SOUTH_ASIA).parameters)


@pytest.mark.slow
def test_full_spectrum_trades_war_for_catastrophe_in_south_asia():
    """Whoever takes it: fewer wars, more catastrophes, than under minimum deterrence, in these numbers."""
    case = scenario(SOUTH_ASIA)
    solver = Resolver(crisis(SOUTH_ASIA), crisis(SOUTH_ASIA).parameters.defaults)
    minimum, full = case.postures
    for actor in (a.id for a in case.actors):
        least, most = (endings_and_challenge(solver(taken(case, actor, p))) for p in (minimum, full))
        assert most["war"] < least["war"] and most["catastrophe"] > least["catastrophe"]


# The rival account (Kapur 2005): danger draws outsiders in, and the side that wants them challenges


@cache
def challenge(alarm: float, attention: float, posture: float) -> float:
    case = ladder(
        (0.002, 0.01, 0.02), 8, ramp=Ramp(), outsider=Outsider(alarm=alarm, attention=attention), posture=posture
    )
    return ends(resolver(case, precisely(2.0)))["challenge"]


def test_danger_deters_where_it_draws_nobody_in():
    assert challenge(0, 0, 4) < challenge(0, 0, 0.5)
    assert challenge(0, 3, 4) < challenge(0, 3, 0.5), "wanting outsiders does nothing if danger does not bring them"


def test_danger_emboldens_the_side_that_wants_outsiders_where_it_draws_them_in():
    along = [challenge(100, 3, posture) for posture in (0.5, 1, 2, 4)]
    assert all(b > a for a, b in pairwise(along)) and along[-1] > along[0] + 0.1


def test_the_rival_account_needs_both_the_alarm_and_the_wish():
    """The condition under which the sign turns, from four times the danger against half of it."""
    effect = {(k, v): challenge(k, v, 4) - challenge(k, v, 0.5) for k in (0, 100) for v in (0, 3)}
    assert effect[0, 0] < 0 and effect[0, 3] < 0
    assert effect[100, 3] > 0.1 > abs(effect[100, 0])


# Brinkmanship (Powell 1988, 1990, 2015; the papers' own propositions are tests of the gallery)


@pytest.mark.parametrize("precision", [1.0, 2.0])
def test_more_hazard_an_act_lowers_the_willingness_to_climb(precision):
    climbs = [
        choices(resolver(ladder((0, h / 2, h), 12), precisely(precision)), 4, ATTACKED, 0)["climb"]
        for h in (0.0, 0.05, 0.2)
    ]
    assert all(b < a - 0.05 for a, b in pairwise(climbs))


def test_resolve_raises_it():
    climbs = [
        choices(resolver(ladder((0, 0.025, 0.05), 12, resolve=r), precisely(1.0)), 4, ATTACKED, 0)["climb"]
        for r in (0.5, 1.0, 2.0)
    ]
    assert all(b > a + 0.05 for a, b in pairwise(climbs))


def test_hazard_helps_the_side_with_the_balance_of_resolve_until_it_is_too_large():
    """Where catastrophe is far dearer to Column, some hazard makes Column give in and so Row act and challenge more;
    with more of it Row, too, stops climbing. With equal costs it never helps so much."""
    cheap = {"row.stakes.catastrophe": 8.0, "row.stakes.war": 3.0, "column.stakes.war": 12.0}
    found = {}
    for dear in (12.0, 40.0):
        changes = precisely(2.0) | cheap | {"column.stakes.catastrophe": dear}
        for h in (0.0, 0.02, 0.2):
            solver = resolver(ladder((0, h / 2, h), 12), changes)
            found[dear, h] = (
                choices(solver, 4, ATTACKED, 0)["climb"],
                ends(solver)["challenge"],
                ends(solver)["capitulation"],
            )
    assert found[40, 0.02][0] > found[40, 0][0] > found[40, 0.2][0]
    assert found[12, 0.02][0] < found[12, 0][0]
    assert found[40, 0.02][1] > found[40, 0][1] + 0.3 and found[40, 0.02][2] > 0.4 > found[12, 0.02][2]


@pytest.mark.slow
def test_grid_error_does_not_decide_the_rival_account():
    case = ladder((0.002, 0.01, 0.02), 8, ramp=Ramp(), outsider=Outsider(alarm=100, attention=3), posture=4)
    solver = resolver(case, precisely(2.0))
    finer = Resolver(solver.crisis, solver.base, solver.grid.__class__(points=19, tolerance=1e-8))
    fine = ends(finer)["challenge"]
    assert abs(fine - ends(solver)["challenge"]) < 0.25 * (challenge(100, 3, 4) - challenge(100, 3, 0.5))
