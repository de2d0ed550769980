"""Claims across worlds: shares with their interval, the box where a claim fails, the sentence to quote."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.claims.across import ClaimsReader, _across, column, reader_of
from deterrence.report.ensemble_words import claim_sentence
from deterrence.solvers.grid import Grid
from deterrence.stats import wilson
from deterrence.stress.ensemble.sample import Sample
from deterrence.stress.resolve import QUICK_TOLERANCE, Change, Resolver
from shipped import crisis

STATED = crisis("ladder").parameters.defaults
READER = reader_of(crisis("ladder"), STATED)


def test_a_claim_whose_margin_is_known_world_by_world():
    """Side a is above side b, as the claim says, where the first input is above 0.3."""
    claim = next(case.claim for case in READER.cases if case.claim.direction == "up")
    sample = Sample.of(crisis("ladder"), STATED, "latin", 200, 3, only=("row.stakes.prize", "column.stakes.prize"))
    worlds = [w.values for w in sample.worlds(0, 200)]
    inputs = {name: np.array([w[name] for w in worlds]) for name in sample.drawn}
    low, high = crisis("ladder").parameters["row.stakes.prize"].range
    share = (inputs["row.stakes.prize"] - low) / (high - low)
    a, b = 0.3 + share, np.full(200, 0.6)
    a[0] = np.nan
    found = _across(claim, a, b, inputs)
    assert found.n == 199 and found.fails == pytest.approx(60, abs=1) and found.holds + found.fails == 199
    assert found.interval == wilson(found.holds, 199)
    (bound,) = found.box.bounds
    assert bound.name == "row.stakes.prize" and (bound.high - low) / (high - low) == pytest.approx(0.3, abs=0.03)
    assert list(found.decided) == ["row.stakes.prize"]
    said = claim_sentence(crisis("ladder"), found)
    assert f"holds in {found.holds} of 199 plausible worlds" in said and "It fails mostly where" in said
    assert "(row.stakes.prize) is at most" in said and "of the variance of its margin" in said


def test_a_claim_without_numbers_says_so():
    nowhere = _across(READER.cases[0].claim, np.full(30, np.nan), np.ones(30), {"x": np.ones(30)})
    assert nowhere.share is None and nowhere.interval is None and nowhere.box is None
    assert "in no world" in claim_sentence(crisis("ladder"), nowhere)


def test_both_sides_are_those_of_the_claim_solved_alone():
    (world,) = Sample.of(crisis("ladder"), STATED, "latin", 1, 3).worlds(0, 1)
    change = Change.of(world.values)
    grid = Grid(points=5, tolerance=QUICK_TOLERANCE)
    together = READER.read(Resolver(crisis("ladder"), STATED, grid), change)
    assert list(together) == list(READER.columns)
    case = READER.cases[-1]
    alone = ClaimsReader((case,)).read(Resolver(crisis("ladder"), STATED, grid), change)
    assert alone == {name: together[name] for name in alone} and set(alone) == {
        column(case.claim, side) for side in ("a", "b")
    }
    assert alone[column(case.claim, "a")] != alone[column(case.claim, "b")]
