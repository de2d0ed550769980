"""S5: acts below the threshold through a proxy, the corridor closed in answer, and who dominates the next rung.

The corridor scenario has one suspect; the reversals of better attribution that need two are shown in the published game
of Baliga, Bueno de Mesquita & Wolitzky (2020). Dominance by rung is read on the ladder, whose two sides are alike.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from deterrence.forecasting.keys import Key
from deterrence.forecasting.registry import measure
from deterrence.games.crisis_game import CrisisGame
from deterrence.models import baliga_bueno_wolitzky2020 as imperfect_attribution
from deterrence.solvers.grid import Assessment, Grid, solve_grid
from deterrence.solvers.tree import solve_tree
from shipped import crisis

ATTACKER, DEFENDER, PATRON = 0, 1, 2
OPEN, CLOSED = "attack/corridor=open/standing=quiet", "attack/corridor=closed/standing=quiet"


@cache
def _solved(doctrine: str, changes: tuple[tuple[str, float], ...]) -> tuple[CrisisGame, Assessment]:
    game = crisis("corridor-window").with_doctrine("defender", doctrine).compile(dict(changes))
    return game, solve_grid(game.game, Grid(points=13))


def solved(doctrine: str = "proof", **changes: float) -> tuple[CrisisGame, Assessment]:
    """The corridor with the defender's commitment carrying out a doctrine; ``a__b`` stands for the parameter a.b."""
    return _solved(doctrine, tuple((name.replace("__", "."), v) for name, v in changes.items()))


def chosen(case: tuple[CrisisGame, Assessment], state: str = OPEN, stage: int = 0) -> dict[str, float]:
    """What the weighing mover does at a public state, at the prior."""
    game, assessment = case
    s = game.structure
    x = s.states.index(state)
    labels = [s.moves[m].label for m in s.moves_at[x][s.movers[x][0]]]
    sizes = [len(lattice) for lattice in assessment.lattices]
    at = tuple(lattice.origin for lattice in assessment.lattices)
    play = np.exp(assessment.strategy(stage, x))[0, : len(labels)].reshape(len(labels), *sizes)
    return dict(zip(labels, play[(slice(None), *at)].tolist(), strict=True))


def odds(case: tuple[CrisisGame, Assessment], act: str = "proxy") -> float:
    """Odds of an act against none, at the first choice."""
    play = chosen(case)
    return play[act] / play["lull"]


def closing_is_worth(case: tuple[CrisisGame, Assessment], stage: int = 2) -> np.ndarray:
    """What having closed the corridor after a known attack is worth to each, trade forgone included."""
    game, assessment = case
    at = tuple(lattice.origin for lattice in assessment.lattices)
    by = [
        assessment.values[stage][game.structure.states.index(f"patron/corridor={c}/standing=attributed")]
        for c in ("closed", "open")
    ]
    return np.array([by[0][(i, *at)] - by[1][(i, *at)] for i in (ATTACKER, DEFENDER, PATRON)])


def test_the_less_is_attributed_the_more_the_proxy_attacks():
    found = [odds(solved(attribution=a)) for a in (0.1, 0.5, 0.95)]
    assert all(b < 0.8 * a for a, b in pairwise(found)), found
    counts = [_count(solved(attribution=a)) for a in (0.1, 0.5, 0.95)]
    assert all(b < a - 0.3 for a, b in pairwise(counts)), counts


def _count(case: tuple[CrisisGame, Assessment]) -> float:
    return measure(*case, {"event_count"})[0][Key("event_count", of="proxy")]


@pytest.mark.parametrize(("alarm", "noticed", "proof_invites"), [(0.1, 0.7, True), (0.4, 0.2, False)])
def test_asking_for_proof_invites_attacks_where_incidents_mostly_are_attacks(alarm, noticed, proof_invites):
    """Where an incident is likelier without an attack than after one, striking on suspicion punishes whoever held."""
    proof, suspicion = (odds(solved(d, alarm=alarm, noticed=noticed)) for d in ("proof", "suspicion"))
    assert proof > 1.1 * suspicion if proof_invites else suspicion > 1.1 * proof


def test_noticing_more_deters_a_single_suspect_where_suspicion_is_acted_on():
    """With one suspect there is nobody else to be suspected: the first reversal below needs two."""
    found = [odds(solved("suspicion", noticed=n)) for n in (0.0, 0.7, 1.0)]
    assert all(b < a for a, b in pairwise(found)), found


def _attacks(values: dict[str, float], attackers: int) -> np.ndarray:
    tree = imperfect_attribution.build(attackers)
    play = solve_tree(tree, precision=(*(6.0,) * attackers, 8.0), values=values).assessment
    return np.array([play.strategy(f"Attacker {i}", "opportunity")["attack"] for i in (1, 2)])


@pytest.mark.parametrize(("detecting", "backfires"), [({"pi21": 0.35}, True), ({"pi22": 0.95}, False)])
def test_detecting_more_of_what_is_hard_to_attribute_raises_attacks(detecting, backfires):
    """Baliga et al. (2020), first reversal: more of 2's attacks caught, by the signal that points at 1; not where
    they are caught by the signal that points at 2."""
    before = {"pi21": 0.0, "pi02": 0.01}
    change = _attacks(before | detecting, 2) - _attacks(before, 2)
    assert change.sum() > 0.01 and change[0] > 0.01 if backfires else change.sum() < -0.1


@pytest.mark.parametrize(("y", "backfires"), [(0.6, True), (0.25, False)])
def test_too_much_certainty_raises_attacks_where_suspicion_was_enough(y, backfires):
    """Baliga et al. (2020), second reversal: the signal that points at 1 is split into a sure one and a doubtful one.

    Where suspicion after the unsplit signal was enough to retaliate (y = 0.6: above 0.4), fewer attacks are punished;
    where it was not (y = 0.25: below 0.75), more are. A third suspect without opportunity gives the third signal.
    """
    nobody = {"gamma1": 0.4, "gamma2": 0.4, "gamma3": 0.0, "pi31": 0.0, "pi32": 0.0, "pi33": 0.0, "y": y}
    same = {"pi12": 0.15, "pi22": 0.6, "pi02": 0.05, "pi11": 0.3, "pi13": 0.3}
    blind = {"pi21": 0.075, "pi23": 0.075, "pi01": 0.025, "pi03": 0.025}
    telling = {"pi21": 0.0, "pi23": 0.15, "pi01": 0.0, "pi03": 0.05}
    change = _attacks(nobody | same | telling, 3) - _attacks(nobody | same | blind, 3)
    assert change[0] > 0.005 if backfires else change[0] < -0.02


@pytest.mark.parametrize(("low", "bound", "up"), [(0.0, 0.0, True), (0.05, 0.0, False), (0.0, 0.3, False)])
def test_a_dearer_war_raises_the_odds_of_low_acts_where_they_carry_no_hazard(low, bound, up):
    """Stability–instability in the odds against none: not where the low act may itself end in war (``low``), nor where
    the defender may be bound to answer it by a strike that may (``bound``). Open strikes fall in each case."""
    cheap, dear = (solved(war=w, strike__hazard=0.15, proxy__hazard=low, defender__firm=bound) for w in (1.0, 10.0))
    assert odds(dear) > 1.05 * odds(cheap) if up else odds(dear) < 0.95 * odds(cheap)
    assert odds(dear, "strike") < odds(cheap, "strike")


@cache
def dominance(able: str, first: str) -> dict[tuple[str, str], float]:
    """Row's escalation dominance by rung where one side's acts harm twice as much at half the cost."""
    case = crisis("ladder")
    case = case.changed(window=case.record.window.model_copy(update={"first": first}))
    values = case.parameters.defaults
    for name, value in values.items():
        if name.startswith(f"{able}.acts.") and ".war." not in name:
            values[name] = value * (2.0 if name.endswith("harm") else 0.5)
    game = case.game_at(values)
    found, _ = measure(game, solve_grid(game.game, Grid(points=13)), {"escalation_dominance"})
    return {(key.of, key.given): value for key, value in found.items() if key.actor == "row"}


def test_dominance_flips_when_capabilities_are_swapped_first_move_included():
    mine, theirs = dominance("row", "row"), dominance("column", "column")
    assert {rung for rung, _ in mine} >= {"low", "middle", "high"}
    assert min(mine.values()) > 0.1
    for key, value in mine.items():
        assert theirs[key] == pytest.approx(-value, abs=1e-8)


def test_capability_outweighs_the_first_move():
    assert max(dominance("column", "row").values()) < -0.1


def test_a_closed_corridor_is_attacked_less_and_struck_more():
    """The domain shifts: what closure takes from the proxy it does not take from an open strike."""
    for stage in (3, 6, 9):
        opened, closed = (chosen(solved(), state, stage) for state in (OPEN, CLOSED))
        assert closed["proxy"] < opened["proxy"] - 0.2 and closed["strike"] > opened["strike"] + 0.02


def test_closing_costs_everybody_where_it_shelters_nothing():
    assert (closing_is_worth(solved(shelter=0.0)) < -0.05).all()


@pytest.mark.parametrize(("revenue", "pays"), [(0.05, True), (0.6, False)])
def test_closing_pays_the_defender_where_what_it_shelters_exceeds_the_trade(revenue, pays):
    worth = closing_is_worth(solved(revenue=revenue))
    assert worth[ATTACKER] < -0.1
    assert worth[DEFENDER] > 0.05 if pays else worth[DEFENDER] < -0.05


@pytest.mark.parametrize(("grudge", "deters"), [(0.0, True), (0.8, False)])
def test_a_doctrine_of_closing_deters_unless_closure_is_what_the_attacker_wants(grudge, deters):
    closing, restraint = (odds(solved(d, grudge=grudge)) for d in ("closing", "restraint"))
    assert closing < 0.9 * restraint if deters else closing > 1.05 * restraint
