"""Priors from many crises: how acts answer one another, pooled over coded sequences (ICBe).

A few crises between two states cannot say how often an escalation is answered by one; hundreds of others can, as far as
crises are alike. Acts are of four directions, as ICBe codes them. Which one comes next, after each and at the start of
a crisis, has in every crisis shares of its own, drawn from a Dirichlet distribution whose parameters α are estimated by
maximum likelihood over all crises:

    log L(α) = Σ_c [log Γ(A) − log Γ(A + n_c) + Σ_k (log Γ(α_k + n_ck) − log Γ(α_k))],   A = Σ_k α_k

(the Dirichlet-multinomial; Minka 2000, "Estimating a Dirichlet distribution"; recalled, not opened). α is a prior in
acts: crises with n acts of their own have the mean (α + n)/(A + Σ n). Where crises differ by no more than chance A runs
off, and is held at :data:`LARGEST`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import digamma, gammaln
from scipy.stats import beta

from ..errors import ArgumentError
from ..files.json_file import read_json

if TYPE_CHECKING:
    import pandas as pd

Array = np.ndarray
DIRECTIONS = ("escalatory", "uncooperative", "cooperative", "deescalatory")
AFTER = ("start", *DIRECTIONS)
LARGEST = 1e4  # acts that a prior counts for at most
SMALLEST = 1e-3
BOUNDS = (float(np.log(SMALLEST)), float(np.log(LARGEST)))
OWN = 0.5  # acts of each direction that are added where a crisis is predicted from its own acts alone
FOLDS = 10


@dataclass(frozen=True, eq=False)
class Sequences:
    """Acts of crises, in the order of the file.

    Attributes:
        crises: their numbers, C of them.
        counts: (C, 5, 4), how often an act of each direction came at the start, or after one of each direction.
        acts: how many have one direction.
        left_out: acts of several directions, which are not counted: what follows them begins anew after the act before.
    """

    crises: tuple[int, ...]
    counts: Array
    acts: int
    left_out: int


@dataclass(frozen=True, eq=False)
class Pool:
    """Priors of the next act's direction.

    Attributes:
        sequences: that they are from.
        alpha: (5, 4), parameters of a Dirichlet distribution for each of :data:`AFTER`.
        scores: log score an act of crises left out in turn: with the pooled prior and the crisis's acts so far
            (``pooled``), with the shares of all other crises (``one for all``), with its own acts so far (``own``).
    """

    sequences: Sequences
    alpha: Array
    scores: Mapping[str, float]

    def after(self, crises: Collection[int] = ()) -> Array:
        """(5, 4), parameters once the acts of some crises are counted as well; the prior where there are none.

        The crises are in the pool too, of which they are a small part. Raises ``ArgumentError`` for one that is not.
        """
        place = {crisis: k for k, crisis in enumerate(self.sequences.crises)}
        if unknown := [crisis for crisis in crises if crisis not in place]:
            raise ArgumentError(f"no acts of crisis {unknown[0]} are coded: leave it out")
        return self.alpha + self.sequences.counts[[place[crisis] for crisis in crises]].sum(0)

    def as_dict(self, crises: Collection[int] = ()) -> dict[str, Any]:
        """For JSON: prior, and what it becomes with some crises, with 95 % intervals of a crisis's shares."""
        s = self.sequences
        head = {"crises": len(s.crises), "acts": s.acts, "left_out": s.left_out, "log_scores": dict(self.scores)}
        found = {**head, "prior": shares(self.alpha)}
        return {**found, "with": sorted(crises), "posterior": shares(self.after(crises))} if crises else found


def shares(alpha: Array) -> dict[str, dict[str, Any]]:
    """By what came before: acts that the distribution counts for, and mean and 95 % interval of each share."""
    found = {}
    for before, row in zip(AFTER, alpha, strict=True):
        low, high = beta.ppf([[0.025], [0.975]], row, row.sum() - row)
        found[before] = {
            "counts_for": float(row.sum()),
            "next": {
                name: {"alpha": float(a), "share": float(a / row.sum()), "low": float(x), "high": float(y)}
                for name, a, x, y in zip(DIRECTIONS, row, low, high, strict=True)
            },
        }
    return found


def read_prior(path: str | Path) -> Array:
    """(5, 4), α of the prior (never with crises of one's own) in what ``deterrence data priors --json`` printed.

    Raises:
        InputError: the file cannot be read.
        ArgumentError: it is another file, or a row of it lacks a direction or has no number above zero.
    """
    said = read_json(path)
    remedy = "give what 'deterrence data priors FILE --json' printed"
    rows = said.get("prior") if isinstance(said, dict) else None
    if not isinstance(rows, dict):
        raise ArgumentError(f"{path}: there is no 'prior' in it: {remedy}")
    alpha = np.empty((len(AFTER), len(DIRECTIONS)))
    for k, before in enumerate(AFTER):
        row = rows.get(before)
        following = row.get("next") if isinstance(row, dict) else None
        if not isinstance(following, dict):
            raise ArgumentError(f"{path}: the prior has no row 'next' of {before!r}: {remedy}")
        for j, direction in enumerate(DIRECTIONS):
            cell = following.get(direction)
            value = cell.get("alpha") if isinstance(cell, dict) else None
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < np.inf:
                raise ArgumentError(
                    f"{path}: after {before!r} the 'alpha' of {direction!r} is no number above zero: {remedy}"
                )
            alpha[k, j] = value
    return alpha


def sequences(frame: pd.DataFrame) -> Sequences:
    """Acts by crisis from a frame of ICBe (``load_table``): rows that are actions, by direction, in the order given.

    Raises:
        ArgumentError: the frame is no ICBe, or has no acts.
    """
    needed = ("crisno", "event_type", "do_kind", "do_interact_kind")
    if missing := [name for name in needed if name not in frame.columns]:
        raise ArgumentError(f"there is no column {missing[0]!r}: give coded events of ICBe")
    acted = frame[frame["event_type"] == "action"]
    kinds = [
        {part for text in pair if isinstance(text, str) for part in text.split(";")} & set(DIRECTIONS)
        for pair in zip(acted["do_kind"], acted["do_interact_kind"], strict=True)
    ]
    numbers = acted["crisno"].astype(int).tolist()
    crises = tuple(sorted({number for number, kind in zip(numbers, kinds, strict=True) if len(kind) == 1}))
    if not crises:
        raise ArgumentError("no act has a direction: there is nothing to pool")
    place = {crisis: k for k, crisis in enumerate(crises)}
    counts = np.zeros((len(crises), len(AFTER), len(DIRECTIONS)))
    last: dict[int, int] = {}
    for number, kind in zip(numbers, kinds, strict=True):
        if len(kind) == 1:
            now = DIRECTIONS.index(next(iter(kind)))
            counts[place[number], last.get(number, 0), now] += 1
            last[number] = 1 + now
    return Sequences(crises, counts, int(counts.sum()), sum(len(kind) > 1 for kind in kinds))


def pool(found: Sequences, seed: int = 0) -> Pool:
    """Priors, and how well they predict crises that they are not from.

    Args:
        found: sequences.
        seed: of dealing crises into folds.
    """
    alpha = dirichlets(found.counts)
    dealt = np.random.default_rng(seed).permutation(len(found.crises)) % min(FOLDS, len(found.crises))
    totals = {"pooled": 0.0, "one for all": 0.0, "own": 0.0}
    for fold in np.unique(dealt):
        rest, out = found.counts[dealt != fold], found.counts[dealt == fold]
        for k, prior in enumerate(dirichlets(rest)):
            totals["pooled"] += marginal(prior, out[:, k])
            totals["one for all"] += float((out[:, k] @ np.log(mean(rest[:, k]))).sum())
            totals["own"] += marginal(np.full(len(DIRECTIONS), OWN), out[:, k])
    return Pool(found, alpha, {name: total / found.acts for name, total in totals.items()})


def marginal(alpha: Array, counts: Array) -> float:
    """Log probability of sequences with counts (C, K), each with shares of its own from a Dirichlet of α (K,)."""
    total, n = alpha.sum(), counts.sum(1)
    each = gammaln(total) - gammaln(total + n) + (gammaln(alpha + counts) - gammaln(alpha)).sum(1)
    return float(each.sum())


def slope(alpha: Array, counts: Array) -> Array:
    """(K,), its derivative in α."""
    total, n = alpha.sum(), counts.sum(1)
    shared = (digamma(total) - digamma(total + n)).sum()
    return np.asarray(shared + (digamma(alpha + counts) - digamma(alpha)).sum(0))


def dirichlets(counts: Array) -> Array:
    """(5, 4), α for each of :data:`AFTER`, from counts (C, 5, 4).

    Where no crisis has two acts how much crises differ cannot be seen (one act each has any A): A is then the least of
    the others, which is cautious.
    """
    seen = counts.sum(2).max(0) > 1
    found = np.array([dirichlet(row) if it else mean(row) for row, it in zip(counts.swapaxes(0, 1), seen, strict=True)])
    found[~seen] *= found[seen].sum(1).min(initial=LARGEST) if seen.any() else OWN * len(DIRECTIONS)
    return found


def mean(counts: Array) -> Array:
    """(K,), shares of all acts (C, K) together."""
    return np.asarray((counts.sum(0) + OWN) / (counts.sum() + OWN * counts.shape[1]))


def dirichlet(counts: Array) -> Array:
    """(K,), α of highest likelihood, within bounds.

    Args:
        counts: (C, K).
    """
    share = mean(counts)

    def loss(logs: Array) -> tuple[float, Array]:
        alpha = np.exp(logs)
        return -marginal(alpha, counts), -slope(alpha, counts) * alpha

    ends = [
        minimize(loss, np.log(total * share), jac=True, method="L-BFGS-B", bounds=[BOUNDS] * len(share))
        for total in (1.0, 30.0)
    ]
    return np.exp(min(ends, key=lambda end: float(end.fun)).x)
