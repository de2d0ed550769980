"""S12: how crises end. Own terms against catastrophe, ways out that save face or are discreet, the price of speed."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest

from deterrence.forecast.push import Pusher
from deterrence.forecast.terms import Terms
from deterrence.stress.frontier import DOCTRINE, STATED, Choice, choice, edge, frontier, terms_at
from deterrence.stress.resolving import Offers
from systems.overhang import Ramp, ladder, precisely, resolver

HAZARDS = (0.0, 0.005, 0.02)
ROW, COLUMN = 0, 1


def told(own: float, catastrophe: float) -> Terms:
    return Terms({"row": own, "column": 0.1}, 0.5, 0.01, catastrophe, 5.0, 9.0)


def test_the_frontier_is_what_no_other_choice_improves_on():
    points = [(0.2, 0.01), (0.3, 0.02), (0.25, 0.03), (0.2, 0.02), (0.4, 0.04), (0.3, 0.02)]
    found = frontier([choice("row", DOCTRINE, str(k), told(*p)) for k, p in enumerate(points)])
    assert [c.efficient for c in found] == [True, True, False, False, True, True]


def test_own_terms_rise_with_risk_along_the_frontier():
    points = [(0.2, 0.01), (0.5, 0.03), (0.3, 0.02), (0.1, 0.005), (0.4, 0.04)]
    best = edge(frontier([choice("row", DOCTRINE, str(k), told(*p)) for k, p in enumerate(points)]), "row")
    assert [c.choice for c in best] == ["3", "0", "2", "1"]
    assert all(a.own_terms < b.own_terms and a.catastrophe < b.catastrophe for a, b in pairwise(best))


def test_one_side_is_not_compared_with_the_other():
    both = [choice("row", STATED, "", told(0.2, 0.01)), choice("column", STATED, "", told(0.2, 0.005))]
    assert all(c.efficient for c in frontier(both)) and isinstance(both[0], Choice)


@cache
def ends(precision: float, row: float, column: float, way_out: bool = True) -> Terms:
    """How crises end where either commitment answers one rung higher, at these priors."""
    priors = {"row.committed.prior": row, "column.committed.prior": column}
    return terms_at(
        resolver(ladder(HAZARDS, 12, ramp=Ramp() if way_out else None, war_hazard=0.1), precisely(precision) | priors),
        {},
    )


def test_own_terms_of_both_sides_are_all_concessions_and_agreements():
    """Every such ending is on the terms of exactly one side."""
    solver = resolver(ladder(HAZARDS, 12, ramp=Ramp(), war_hazard=0.1), precisely(1.0))
    found, headlines = terms_at(solver, {}), solver.headlines()
    assert found.agreed == pytest.approx(headlines["off_ramp"] + headlines["settlement"], abs=1e-9)
    assert sum(found.own.values()) == pytest.approx(headlines["capitulation"] + found.agreed, abs=1e-9)
    assert found.war == pytest.approx(headlines["war"], abs=1e-9) and 1 <= found.moves <= 12


# A way out that saves face, and one through a quiet channel


def offered(precision: float, offerer: int, **ramp: float) -> tuple[float, float]:
    """(offers made within the window, share accepted at once)."""
    compiled, assessment = resolver(ladder(HAZARDS, 10, ramp=Ramp(**ramp)), precisely(precision)).solved()
    offers = Offers(compiled, offerer)
    Pusher(assessment, remember=False).finish(offers)
    return offers.made, offers.acceptance


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
