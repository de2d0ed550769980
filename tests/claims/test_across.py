"""Claims across worlds: shares with their interval, the box where a claim fails, the sentence to quote."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.claims.across import ClaimsReader, Mark, across, column, marks_of, reader_of
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
    sides = {column(claim, "a"): a, column(claim, "b"): b}
    found = across(claim, Mark(), sides, inputs)
    assert found.n == 199 and found.fails == pytest.approx(60, abs=1) and found.holds + found.fails == 199
    assert found.interval == wilson(found.holds, 199)
    (bound,) = found.box.bounds
    assert bound.name == "row.stakes.prize" and (bound.high - low) / (high - low) == pytest.approx(0.3, abs=0.03)
    assert list(found.decided) == ["row.stakes.prize"]
    said = claim_sentence(crisis("ladder"), found)
    assert f"holds in {found.holds} of 199 plausible worlds" in said and "It fails mostly where" in said
    assert "(row.stakes.prize) is at most" in said and "of the variance of its margin" in said
    off = across(claim, Mark(0.2, "the act is made dearer"), sides, inputs)
    assert off.undecided == pytest.approx(80, abs=1), "within 0.2 of where it turns: two fifths of the worlds"
    said = claim_sentence(crisis("ladder"), off)
    assert f"undecided in {off.undecided}" in said and "supports nothing: the act is made dearer" in said


def test_a_claim_without_numbers_says_so():
    claim = READER.cases[0].claim
    sides = {column(claim, "a"): np.full(30, np.nan), column(claim, "b"): np.ones(30)}
    nowhere = across(claim, Mark(), sides, {"x": np.ones(30)})
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


def test_marks_are_those_of_the_claims_put_to_the_test():
    """The grid's error is the largest change from a grid of twice the spacing; of the coarsest none is reported."""
    marks = marks_of(crisis("ladder"), STATED, 9)
    assert set(marks) == {case.claim.id for case in READER.cases}
    grids = [Resolver(crisis("ladder"), STATED, Grid(points=p, tolerance=QUICK_TOLERANCE)) for p in (9, 5)]
    fine, rough = (READER.read(resolver, Change()) for resolver in grids)
    for case in READER.cases:
        sides = [column(case.claim, side) for side in ("a", "b")]
        apart = max(abs(fine[name] - rough[name]) for name in sides)
        assert marks[case.claim.id].error >= apart * (1 - 1e-6)


def test_on_the_coarsest_grid_no_claim_is_put_to_the_test_and_what_is_built_is_said(monkeypatch):
    whole = marks_of(crisis("ladder"), STATED, 9)
    monkeypatch.delattr("deterrence.claims.across.evaluate")
    marks = marks_of(crisis("ladder"), STATED, 5)
    assert marks == {claim: Mark(None, mark.by_construction) for claim, mark in whole.items()}
    about = crisis("two-fronts")
    marks = marks_of(about, about.parameters.defaults, 5)
    settled = [claim for claim, mark in marks.items() if mark.by_construction]
    assert settled == ["dear-challenges-are-fewer", "dear-challenges-are-fewer--west-east"]
    assert all(mark.error is None for mark in marks.values())
