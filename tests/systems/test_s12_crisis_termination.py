"""S12: how crises end. Own terms against catastrophe, ways out that save face or are discreet, the price of speed."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest

from deterrence.forecasting.automata import Stack
from deterrence.forecasting.keys import Key
from deterrence.forecasting.push import Pusher
from deterrence.forecasting.registry import measure
from deterrence.forecasting.terms import NAMES, Terms, terms
from deterrence.stress.frontier import DOCTRINE, STATED, Choice, choice, edge, frontier, terms_at, worst_of
from deterrence.stress.resolve import Change, endings_and_challenge
from deterrence.stress.unilateral_changes import choices
from shipped import crisis, solved
from systems.overhang import COLUMN, ROW, Ramp, ladder, precisely, resolver

HAZARDS = (0.0, 0.005, 0.02)


def made_up(own: float, catastrophe: float, war: float = 0.01) -> Terms:
    return Terms({"row": own, "column": 0.1}, {}, 0.5, war, catastrophe, 5.0, 9.0)


def test_the_frontier_is_what_no_other_choice_improves_on():
    points = [(0.2, 0.01), (0.3, 0.02), (0.25, 0.03), (0.2, 0.02), (0.4, 0.04), (0.3, 0.02)]
    found = frontier([choice("row", DOCTRINE, str(k), made_up(*p)) for k, p in enumerate(points)])
    assert [c.efficient for c in found] == [True, True, False, False, True, True]


def test_own_terms_rise_with_risk_along_the_frontier():
    points = [(0.2, 0.01), (0.5, 0.03), (0.3, 0.02), (0.1, 0.005), (0.4, 0.04)]
    best = edge(frontier([choice("row", DOCTRINE, str(k), made_up(*p)) for k, p in enumerate(points)]), "row")
    assert [c.choice for c in best] == ["3", "0", "2", "1"]
    assert all(a.own_terms < b.own_terms and a.catastrophe < b.catastrophe for a, b in pairwise(best))


def test_one_side_is_not_compared_with_the_other():
    both = [choice("row", STATED, "", made_up(0.2, 0.01)), choice("column", STATED, "", made_up(0.2, 0.005))]
    assert all(c.efficient for c in frontier(both)) and isinstance(both[0], Choice)


def test_where_no_catastrophe_can_happen_the_risk_is_war():
    points = [(0.2, 0.0, 0.02), (0.3, 0.0, 0.02), (0.4, 0.0, 0.1)]
    tried = [choice("row", DOCTRINE, str(k), made_up(*p)) for k, p in enumerate(points)]
    assert worst_of(crisis("corridor-window").brief) == "war" and worst_of(crisis("ladder").brief) == "catastrophe"
    assert [c.efficient for c in frontier(tried)] == [False, False, True]
    by_war = frontier(tried, "war")
    assert [c.efficient for c in by_war] == [False, True, True]
    assert [c.choice for c in edge(by_war, "row", "war")] == ["1", "2"]


@pytest.mark.parametrize(
    ("name", "whose"),
    [
        ("ladder", {"row", "column"}),
        ("corridor-window", {"attacker"}),
        ("two-fronts-window", set()),
        ("western-front-window", set()),
        ("south-asia-recurrent-window", set()),
    ],
)
def test_whose_proposals_can_end_it_is_what_the_file_says(name, whose):
    """Who weighs ends against the status quo has choices to compare, whoever can propose an end."""
    case = crisis(name)
    game = case.compile()
    quantities = {Key("outcome", of=e.id): 0.0 for e in case.brief.endings}
    quantities |= {Key("duration", of="moves"): 1.0, Key("duration", of="days"): 1.0}
    quantities |= {Key("own_terms", a, "better"): 0.0 for a in game.structure.actors}
    quantities |= {Key("proposed", a): 0.0 for a in whose}
    stated = terms(game, quantities)
    assert {a for i, a in enumerate(game.structure.actors) if (game.terms_of == i).any()} == whose
    assert set(stated.proposed) == whose
    assert [c.actor for c in choices(case, stated, [], [], [])] == [a.id for a in case.brief.actors]


def test_the_corridor_given_up_is_of_the_attackers_proposing_and_better_for_it():
    case = crisis("corridor-window")
    found, _ = measure(case.compile(), solved("corridor-window"), NAMES)
    assert found[Key("proposed", "attacker")] == pytest.approx(found[Key("outcome", of="abandoned")], abs=1e-12)
    assert [k.actor for k in found if k.name == "proposed"] == ["attacker"]
    gains = found[Key("outcome", of="abandoned")] + found[Key("outcome", of="settled")]
    assert found[Key("own_terms", "attacker", "better")] == pytest.approx(gains, abs=1e-12)
    assert terms(case.compile(), found).agreed == pytest.approx(found[Key("outcome", of="settled")], abs=1e-12)


@cache
def ends(precision: float, row: float, column: float, way_out: bool = True) -> Terms:
    """How crises end where either commitment answers one rung higher, at these priors."""
    priors = {"row.committed.prior": row, "column.committed.prior": column}
    return terms_at(
        resolver(ladder(HAZARDS, 12, ramp=Ramp() if way_out else None, war_hazard=0.1), precisely(precision) | priors),
        {},
    )


def test_proposals_of_both_sides_are_all_concessions_and_agreements():
    """Every such ending is of exactly one side's proposing."""
    solver = resolver(ladder(HAZARDS, 12, ramp=Ramp(), war_hazard=0.1), precisely(1.0))
    found, headlines = terms_at(solver, {}), endings_and_challenge(solver.headlines())
    assert found.agreed == pytest.approx(headlines["off_ramp"] + headlines["settlement"], abs=1e-9)
    assert sum(found.proposed.values()) == pytest.approx(headlines["capitulation"] + found.agreed, abs=1e-9)
    assert found.war == pytest.approx(headlines["war"], abs=1e-9) and 1 <= found.moves <= 12


# A way out that saves face, and one through a quiet channel


def offered(precision: float, offerer: str, **ramp: float) -> tuple[float, float]:
    """(offers made within the window, share accepted at once)."""
    solver = resolver(ladder(HAZARDS, 10, ramp=Ramp(**ramp)), precisely(precision))
    game, assessment = solver.solved()
    s = game.structure
    passage = Pusher(assessment).passage(Stack(s, {}))
    chosen = passage.chosen()
    made = sum(
        chosen[m] for m, row in enumerate(s.moves) if row.label == "offer" and s.actors[row.actor] == offerer
    )
    return float(made), solver.measured(Change(), ("acceptance",))[Key("acceptance", offerer)]


@pytest.mark.parametrize("offerer", [ROW, COLUMN])
def test_a_way_out_that_saves_face_is_accepted_more_often(offerer):
    accepted = [offered(2.0, offerer, face=1.0, saving=saving)[1] for saving in (0.0, 0.5, 1.0)]
    assert all(b > a + 0.05 for a, b in pairwise(accepted))


def test_but_offers_need_not_grow_with_it():
    """The other side's acceptance is one's own as well: who expects to be offered terms that save face can wait."""
    made = [offered(2.0, ROW, face=1.0, saving=saving)[0] for saving in (0.5, 1.0)]
    assert made[1] < made[0]


@pytest.mark.parametrize("offerer", [ROW, COLUMN])
def test_a_quiet_channel_raises_offers_and_lowers_what_each_is_worth_hearing(offerer):
    """Discretion spares the cost of offering. The sign on acceptance is the reverse: cheap offers are made earlier and
    by a side that would rather wait, and fewer of them are taken at once."""
    found = [offered(2.0, offerer, cost=0.6, discretion=share) for share in (0.0, 0.5, 1.0)]
    assert all(b[0] > a[0] + 0.05 for a, b in pairwise(found))
    assert all(b[1] < a[1] for a, b in pairwise(found))


# Escalating to end it, against losing control of it


@pytest.mark.parametrize("precision", [1.0, 2.0])
def test_a_faster_climb_shortens_the_crisis_and_fattens_the_tail_where_it_meets_another(precision):
    """The likelier Row is committed to answering higher, against a Column that probably is as well."""
    found = [ends(precision, row, 0.8) for row in (0.05, 0.5, 0.9)]
    tails = [t.war + t.catastrophe for t in found]
    assert all(b.moves < a.moves for a, b in pairwise(found))
    assert all(b > a for a, b in pairwise(tails))


@pytest.mark.parametrize("precision", [1.0, 2.0])
def test_the_tail_thins_instead_where_the_other_side_can_give_way(precision):
    """The reversal: a Column that weighs costs is deterred from starting, or stops; crises are shorter and safer."""
    found = [ends(precision, row, 0.0) for row in (0.05, 0.5, 0.9)]
    tails = [t.war + t.catastrophe for t in found]
    assert all(b.moves < a.moves for a, b in pairwise(found))
    assert all(b < a for a, b in pairwise(tails))


def test_without_a_way_out_crises_end_by_giving_in_or_not_at_all():
    none = ends(1.0, 0.5, 0.5, way_out=False)
    some = ends(1.0, 0.5, 0.5)
    assert none.agreed == 0.0 < some.agreed
    assert none.war + none.catastrophe > some.war + some.catastrophe
