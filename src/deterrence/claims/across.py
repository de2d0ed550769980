"""Claims across worlds: in how many each holds, where it fails, and what decides it.

Both sides of every claim are solved in every world of an ensemble, on its one grid. What a margin is, is said in
:mod:`.effects`. How far the grid may be off is determined at the values as they stand, from a coarser grid or a finer;
a claim is undecided in a world where its margin is within that. What is settled by how a claim is built is marked: that
it holds everywhere supports nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import DeterrenceError
from ..forecasting.keys import Key, Values
from ..scenario.crisis import Crisis
from ..solvers.grid import Grid
from ..stats import wilson
from ..stress.across.boxes import Box, box
from ..stress.across.given_data import Index, deciding
from ..stress.ensemble.beside import Worlds
from ..stress.ensemble.running import Finished
from ..stress.ensemble.tables import Rows
from ..stress.ensemble.weighed import Three, Weighed
from ..stress.resolve import QUICK_TOLERANCE, Change, Resolver, coarser, states_error
from .cases import Case
from .construction import by_construction, contrasts, settled
from .effects import margin
from .evaluation import LEAST_ERROR, Options, evaluate
from .mirroring import mirrored
from .reading import claims_of, read_claims
from .record import Claim
from .results import Answer
from .sides import read_off

SIDES = ("a", "b")
FEWEST = 20
"""Worlds without which it is not said what decides a claim."""


@dataclass(frozen=True)
class ClaimsReader:
    """Reads both sides of claims off every world (:class:`..stress.ensemble.reader.Reader`).

    Attributes:
        cases: the claims with what their sides change.
    """

    cases: tuple[Case, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """``claim:ID:a`` and ``claim:ID:b``, the claim's quantity on either side."""
        return tuple(column(case.claim, side) for case in self.cases for side in SIDES)

    def read(self, resolver: Resolver, change: Change) -> dict[str, float]:
        """Every side that could be solved, each change solved once."""
        wanted: dict[Change, set[Key]] = {}
        for case in self.cases:
            for side, key in zip(case.changes, case.keys, strict=True):
                wanted.setdefault(side.among(dict(change.values)), set()).add(key)
        found = {side: _numbers(resolver, side, keys) for side, keys in wanted.items()}
        out = {}
        for case in self.cases:
            for name, side, key in zip(SIDES, case.changes, case.keys, strict=True):
                numbers = found[side.among(dict(change.values))]
                if key in numbers:
                    out[column(case.claim, name)] = numbers[key]
        return out

    def as_dict(self) -> dict[str, Any]:
        """The claims by id, each with the hash of what it says."""
        return {"claims": {case.claim.id: _hash(case.claim) for case in self.cases}}


def column(claim: Claim, side: str) -> str:
    """Of one side of a claim."""
    return f"claim:{claim.id}:{side}"


def _numbers(resolver: Resolver, change: Change, keys: set[Key]) -> Values:
    try:
        return read_off(*resolver.solved(change), keys)
    except DeterrenceError:  # the world then lacks this side, and has the others
        return {}


def _hash(claim: Claim) -> str:
    return hashlib.sha256(claim.model_dump_json().encode()).hexdigest()


def reader_of(crisis: Crisis, values: Mapping[str, float]) -> ClaimsReader:
    """Of the claims that ship about a crisis, and of what mirrors them.

    Raises:
        ArgumentError: none ship about it.
    """
    claims, _ = mirrored(read_claims(claims_of(crisis), crisis.unlocked()), crisis)
    return ClaimsReader(tuple(Case.of(claim, crisis, values, claims.least_effect) for claim in claims.claims))


@dataclass(frozen=True)
class Mark:
    """What is to be known of a claim beside its share of worlds.

    Attributes:
        error: how far the grid of the worlds may be off in its margin, determined at the values as they stand; None
            where that cannot be.
        by_construction: why it comes out as it does whatever the numbers; "" where it need not.
    """

    error: float | None = None
    by_construction: str = ""


def marks_of(
    crisis: Crisis, values: Mapping[str, float], points: int, precision: float | None = None, workers: int = 0
) -> dict[str, Mark]:
    """By claim, its marks on a grid: both sides as stated on it and on one of twice the spacing; on the coarsest, of
    which no error is stated, neither is solved.

    Args:
        crisis, values: as stated.
        points: nodes a side of the grid of the worlds.
        precision: λ in place of every actor's own.
        workers: processes; zero does the work here.
    """
    if not states_error(points):  # the coarser grid is the same, and shows nothing
        cases, grid = reader_of(crisis, values).cases, Grid(points=points, tolerance=QUICK_TOLERANCE)
        built = by_construction(Resolver(crisis, values, grid, precision), contrasts(cases))
        return {case.claim.id: Mark(None, settled(case, why)) for case, why in zip(cases, built, strict=True)}
    options = Options(quick=True, workers=workers, points=points, coarse=coarser(points), flips=0)
    answers = evaluate(crisis, read_claims(claims_of(crisis), crisis.unlocked()), values, options, precision=precision)
    return {a.claim.id: Mark(a.baseline.error, a.by_construction) for a in answers}


@dataclass(frozen=True, eq=False)
class AcrossWorlds:
    """A claim over the worlds.

    Attributes:
        claim: which. mark: the grid's error in its margin, and whether it is settled by construction.
        n: worlds in which both sides have a number.
        holds, fails, undecided: how many; undecided where its margin is within the error.
        interval: 95 % (Wilson), of the share in which it holds; None where n is zero.
        box: of worlds where it fails; None where it never or always does, or there are too few worlds.
        decided: of the parameters that decide its margin, the share of that margin's variance that each by itself
            accounts for, largest first.
    """

    claim: Claim
    mark: Mark
    n: int
    holds: int
    fails: int
    undecided: int
    interval: tuple[float, float] | None
    box: Box | None
    decided: Mapping[str, Index]

    @property
    def share(self) -> float | None:
        """Of the worlds in which it holds."""
        return self.holds / self.n if self.n else None


LISTED = 3


def claims_across(done: Finished, reader: ClaimsReader, marks: Mapping[str, Mark]) -> tuple[AcrossWorlds, ...]:
    """Every claim over the worlds of an ensemble that is whole on disk, under its first policy; marks by claim."""
    rows = Rows.of(done.plan, done.store)
    sides = dict(rows.in_turn(reader.columns))
    inputs = dict(rows.in_turn(done.plan.sample.drawn))
    return tuple(across(case.claim, marks[case.claim.id], sides, inputs) for case in reader.cases)


def claims_weighed(
    done: Finished, reader: ClaimsReader, marks: Mapping[str, Mark], found: Weighed
) -> dict[str, Three]:
    """By claim, whether it holds at the judgements (1, or 0), in which share of all worlds, and in which of those that
    the record leaves standing, by their weights; claims that no world has a number for are left out.

    Args:
        done: whole on disk. reader, marks: of the claims.
        found: the ensemble, weighed.
    """
    sides = dict(Rows.of(done.plan, done.store).in_turn(reader.columns))
    out = {}
    for case in reader.cases:
        claim, mark = case.claim, marks[case.claim.id]
        names = [column(claim, side) for side in SIDES]
        holds = _holds(claim, mark, *(sides[name] for name in names))
        if np.isfinite(holds).any():
            there = _holds(claim, mark, *(np.array([found.stated.get(name, np.nan)]) for name in names))[0]
            stated = float(there) if np.isfinite(there) else None
            out[claim.id] = found.three(stated, holds)
    return out


def _holds(claim: Claim, mark: Mark, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(n,), 1 where a claim holds beyond the error of its margin, 0 where not, NaN where a side has no number."""
    pairs = zip(a.tolist(), b.tolist(), strict=True)
    margins = np.array([margin(claim, *pair).value if np.isfinite(pair).all() else np.nan for pair in pairs])
    least = max(mark.error or 0.0, LEAST_ERROR)
    return np.where(np.isfinite(margins), (margins > least).astype(float), np.nan)


def claim_beside(worlds: Worlds, answer: Answer) -> AcrossWorlds | None:
    """A claim over the worlds beside a study; None where its sides were not read in them.

    Args:
        worlds: of the study.
        answer: of its board, on a finer grid: which determines the error of the worlds' grid.
    """
    claim, b = answer.claim, answer.baseline
    names = [column(claim, side) for side in SIDES]
    if not all(name in worlds.columns for name in names):
        return None
    error = None
    if b.margin is not None and b.error is not None and all(name in worlds.stated for name in names):
        error = abs(margin(claim, *(worlds.stated[name] for name in names)).value - b.margin) + b.error
    return across(claim, Mark(error, answer.by_construction), worlds.columns, worlds.inputs)


def across(
    claim: Claim, mark: Mark, columns: Mapping[str, np.ndarray], inputs: Mapping[str, np.ndarray]
) -> AcrossWorlds:
    """A claim over worlds.

    Args:
        claim, mark: which.
        columns: (n,) by name, its sides among them; NaN where a world lacks one.
        inputs: (n,) by parameter drawn.
    """
    a, b = (columns[column(claim, side)] for side in SIDES)
    whole = np.isfinite(a) & np.isfinite(b)
    margins = np.array([margin(claim, *pair).value for pair in zip(a[whole], b[whole], strict=True)])
    n, undecided = len(margins), np.abs(margins) <= max(mark.error or 0.0, LEAST_ERROR)
    holds, fails = (margins > 0) & ~undecided, (margins < 0) & ~undecided
    xs = {name: x[whole] for name, x in inputs.items()}
    enough = n >= FEWEST
    decided = deciding(xs, margins) if enough else {}
    return AcrossWorlds(
        claim,
        mark,
        n,
        int(holds.sum()),
        int(fails.sum()),
        int(undecided.sum()),
        wilson(int(holds.sum()), n) if n else None,
        box(np.array(list(xs.values())).T, fails, tuple(xs)) if enough and 0 < fails.sum() < n else None,
        {name: index for name, index in list(decided.items())[:LISTED] if index.stands_out(len(xs))},
    )
