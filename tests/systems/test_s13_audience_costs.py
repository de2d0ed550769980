"""S13: what a side's own public charges it, for lines left unenforced and for being seen to lose; and resilience.

A sample and a shipped scenario. In ``south-asia-window`` each side has lines and an audience cost for each; in
``ladder`` giving in is something that a strategic side does, so that being seen to lose bites. A side is *locked in*
as far as general war, or losing control, follows once its line is recognised as crossed (in the ladder, without lines:
follows at all).
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import brentq

from deterrence.forecasting.automata import Stack
from deterrence.forecasting.decision_flow import Flow
from deterrence.forecasting.push import Pusher
from deterrence.forecasting.quantities.lines import ENFORCED, UNENFORCED, first_answer
from deterrence.games.crisis_game import CrisisGame
from deterrence.parameters.parameter import Parameter
from deterrence.scenario.ladder.public_state import FACING_AN_ACT
from deterrence.solvers.grid import Grid
from deterrence.stress.resolve import Change, Resolver
from shipped import compiled, crisis
from systems.crossings import NAME, resolver

SIDES = ("india", "pakistan")
RUNGS = ("row", "column")
LOST = ("war", "catastrophe")


def own_lines(side: str, value: float) -> dict[str, float]:
    """The same audience cost at both of a side's lines."""
    return {f"lines.{side}-{line}.audience_cost": value for line in ("territory", "facilities")}


@cache
def outlook(side: str, changes: tuple[tuple[str, float], ...] = ()) -> dict[str, float]:
    """Enforcement over all a side's lines; Pr(a recognised crossing of one); Pr(war or ruin), given one and at all."""
    found, assessment = resolver().solved(Change.of(dict(changes)))
    stack = Stack(found.structure, {"answer": first_answer(side)(found)})
    passage = Pusher(assessment).passage(stack)
    chosen = passage.chosen()
    mine = {line.id for line in found.brief.lines if line.owner == side}
    answers = [(m, kept) for m, some in enumerate(found.answers) for line, kept in some if line in mine]
    block = passage.final[:, stack.block("answer")][:, [ENFORCED, UNENFORCED]].sum(1)
    lost = np.array([name in LOST for name in found.structure.endings])
    return {
        "enforced": sum(chosen[m] for m, kept in answers if kept) / sum(chosen[m] for m, _ in answers),
        "crossed": float(block.sum()),
        "locked in": float(block[lost].sum() / block.sum()),
        "war": float(passage.ended[lost].sum()),
    }


def at(side: str, **changes: float) -> dict[str, float]:
    """The outlook with some of the side's own numbers changed; ``audience`` is that of both its lines."""
    named: dict[str, float] = {}
    for name, value in changes.items():
        named |= own_lines(side, value) if name == "audience" else {f"{side}.{name}": value}
    return outlook(side, tuple(sorted(named.items())))


# What is charged, exactly


@pytest.mark.parametrize("side", SIDES)
def test_a_crossing_left_unenforced_costs_the_audience_cost_less_what_is_absorbed(side):
    base = compiled(NAME)
    s, values, mover = base.structure, base.values, base.structure.actors.index(side)
    dearer = {name: values[name] + 1.0 for name in own_lines(side, 0.0)}
    more = crisis(NAME).compile(dearer).game.numbers.payoff - base.game.numbers.payoff
    exposed = 1.0 - values[f"{side}.resilience"]
    charged = 0
    for j, x in enumerate(s.joint_state):
        place, m = base.places[x], s.joint_moves[j][mover]
        here = m >= 0 and place.last == "crossed" and s.moves[m].rung < place.rung
        assert more[j][mover] == pytest.approx(-exposed if here else 0.0, abs=1e-12)
        assert more[j][1 - mover] == 0.0
        charged += here
    assert charged > 10


@pytest.mark.parametrize("side", SIDES)
def test_giving_in_costs_what_its_public_charges_less_what_is_absorbed(side):
    base = compiled(NAME)
    s, mover = base.structure, base.structure.actors.index(side)
    name = f"{side}.stakes.seen_to_lose"
    dearer = crisis(NAME).compile({name: base.values[name] + 1.0})
    more = dearer.game.numbers.ending - base.game.numbers.ending
    exposed = 1.0 - base.values[f"{side}.resilience"]
    for x, place in enumerate(base.places):
        gave_in = s.endings[x] == "capitulation" and place.actor == mover
        assert more[x] == pytest.approx([-exposed * (gave_in and i == mover) for i in range(2)], abs=1e-12)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("absorbed", [0.3, 1.0])
def test_resilience_is_a_discount_on_every_charge_and_on_nothing_else(side, absorbed):
    case, values = crisis(NAME), crisis(NAME).parameters.defaults
    charges = [f"{side}.stakes.unanswered", f"{side}.stakes.seen_to_lose", *own_lines(side, 0.0)]
    one = case.compile({f"{side}.resilience": absorbed}).game.numbers
    discounted = {name: values[name] * (1.0 - absorbed) for name in charges}
    other = case.compile(discounted | {f"{side}.resilience": 0.0}).game.numbers
    for name in ("payoff", "ending", "branch_probability", "rule", "prior"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), abs=1e-12)


# Tying hands


@pytest.mark.parametrize("side", SIDES)
def test_tying_hands_raises_enforcement_and_the_chance_of_being_locked_in(side):
    """Fearon (1997): the threat is believed more, and tried less; and war is likelier once it is tried all the same."""
    low, middle, high = (at(side, audience=value) for value in (0.1, 0.5, 1.0))
    for one, more in pairwise((low, middle, high)):
        assert more["enforced"] > one["enforced"] + 0.05
        assert more["locked in"] > one["locked in"]
        assert more["crossed"] < one["crossed"] - 0.02
    assert high["locked in"] > 1.4 * low["locked in"]


@pytest.mark.slow
@pytest.mark.parametrize(("side", "peak"), [("india", 0.3), ("pakistan", 0.7)])
def test_the_risk_of_war_as_such_rises_and_then_falls(side, peak):
    """The reversal: past a point, fewer crossings outweigh the danger of each."""
    low, middle, high = (at(side, audience=value)["war"] for value in (0.1, peak, 1.5))
    assert middle > 1.1 * low and high < 0.9 * middle


@pytest.mark.slow
@pytest.mark.parametrize("side", SIDES)
def test_being_seen_to_lose_moves_little_where_giving_in_is_not_done(side):
    ends = [at(side, **{"stakes.seen_to_lose": value}) for value in (0.0, 1.5)]
    assert all(abs(ends[1][name] - ends[0][name]) < 1e-3 for name in ends[0])


# Resilience


@pytest.mark.parametrize("side", SIDES)
def test_resilience_lowers_the_pressure_to_respond_and_invites_crossings(side):
    none, some = at(side, resilience=0.0), at(side, resilience=0.6)
    assert some["enforced"] < none["enforced"] - 0.2
    assert some["locked in"] < none["locked in"]
    assert some["crossed"] > none["crossed"]


ELSEWHERE = [
    {},
    {"committed.prior": 0.05},
    {"committed.prior": 0.7},
    {"stakes.retribution": 0.0},
    {"stakes.retribution": 0.4},
    {"stakes.unanswered": 0.2},
    {"stakes.unanswered": 1.2},
    {"discount": 0.9},
    {"precision": 3.75},
    {"precision": 45.0},
]


@pytest.mark.slow
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("changes", ELSEWHERE, ids=str)
def test_its_sign_does_not_reverse_over_the_range_of_any_number_searched(side, changes):
    none, some = (at(side, resilience=value, **changes) for value in (0.0, 0.6))
    assert some["enforced"] < none["enforced"]


@pytest.mark.slow
def test_resilience_adds_to_danger_where_a_side_answers_for_reasons_of_its_own():
    """It invites crossings all the same, and they are answered nearly as often."""
    none, some = (at("pakistan", resilience=value, **{"stakes.retribution": 0.4}) for value in (0.0, 0.6))
    assert some["crossed"] > none["crossed"] + 0.1
    assert some["war"] > 1.3 * none["war"] and some["locked in"] > none["locked in"]


# Being seen to lose, where giving in is done


@cache
def ladder() -> Resolver:
    """The ladder, with a public on either side that so far charges nothing for giving in."""
    case = crisis("ladder").record
    zero = Parameter(value=0.0, unit="stake", source="judgement")
    actors = tuple(
        a.model_copy(update={"stakes": a.stakes.model_copy(update={"seen_to_lose": zero}), "resilience": zero})
        for a in case.actors
    )
    changed = crisis("ladder").changed(actors=actors)
    return Resolver(changed, changed.parameters.defaults, Grid(points=9, tolerance=1e-8))


@cache
def played(changes: tuple[tuple[str, float], ...] = ()) -> dict[str, float]:
    """How it ends, who gave in, and by side Pr(it acts | it faces an act)."""
    found, assessment = ladder().solved(Change.of(dict(changes)))
    pusher, s = Pusher(assessment), found.structure
    faced, acted = np.zeros(2), np.zeros(2)

    def visit(flow: Flow) -> None:
        if _faces_an_act(found, flow):
            moves = flow.move_mass()
            faced[flow.mover] += moves.sum()
            acted[flow.mover] += moves[[s.moves[m].rung >= 0 for m in flow.moves]].sum()

    ends: dict[str, float] = {}
    for x, mass in pusher.finish(visit=visit).items():
        name = s.endings[x]
        if name == "capitulation":
            name = f"{s.actors[found.places[x].actor]} gives in"
        ends[name] = ends.get(name, 0.0) + float(mass.push.sum())
    return ends | {f"{side} responds": acted[i] / faced[i] for i, side in enumerate(s.actors)}


def _faces_an_act(found: CrisisGame, flow: Flow) -> bool:
    return found.places[flow.state].last in FACING_AN_ACT


def charged(**costs: float) -> dict[str, float]:
    return played(tuple(sorted((f"{side}.stakes.seen_to_lose", cost) for side, cost in costs.items() if cost)))


@pytest.mark.parametrize(("side", "other"), [RUNGS, RUNGS[::-1]])
def test_a_side_that_may_not_be_seen_to_lose_wins_more_and_is_locked_in(side, other):
    free, tied = charged(), charged(**{side: 2.0})
    assert tied[f"{side} gives in"] < 0.1 * free[f"{side} gives in"]
    assert tied[f"{other} gives in"] > free[f"{other} gives in"] + 0.3
    assert tied[f"{side} responds"] > free[f"{side} responds"] + 0.1
    assert tied["war"] > 3 * free["war"]


@pytest.mark.parametrize(("side", "other"), [RUNGS, RUNGS[::-1]])
def test_it_is_not_locked_in_where_the_other_public_charges_too(side, other):
    """The reversal, with the charge of the other public at which war is as likely as with hands free on both sides."""
    free = charged()

    def excess(cost: float) -> float:
        return charged(**{side: 2.0, other: cost})["war"] / free["war"] - 1

    even = brentq(excess, 0.0, 2.0, xtol=0.05)
    assert 0.3 < even < 1.5
    assert excess(even / 2) > 0 > excess(2.0)
    both = charged(**{side: 2.0, other: 2.0})
    assert both["row gives in"] + both["column gives in"] < 0.2
    assert both["lapse"] > free["lapse"]


SETTINGS = [
    {},
    {"stakes.unanswered": 2.0},
    {"stakes.seen_to_lose": 2.0},
    {"stakes.concession": 1.0},
    {"precision": 2.0},
]


@pytest.mark.parametrize("side", RUNGS)
@pytest.mark.parametrize("changes", SETTINGS, ids=str)
def test_resilience_lowers_response_to_acts_whatever_else_is_charged(side, changes):
    own = {f"{side}.{name}": value for name, value in changes.items()}
    none, some = (played(tuple(sorted((own | {f"{side}.resilience": v}).items()))) for v in (0.0, 0.6))
    assert some[f"{side} responds"] < none[f"{side} responds"]
