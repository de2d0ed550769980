"""Shares of an actor's types among plays, by what was chosen.

A player draws one type and keeps it: with p_k(j) the chance that type k chooses as play j was chosen, shares π maximise
Σ_j log Σ_k π_k p_k(j), which is concave, by EM (Dempster, Laird and Rubin 1977, Journal of the Royal Statistical
Society B 39(1); recalled, not opened).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.optimize import brentq
from scipy.special import logsumexp
from scipy.stats import chi2

from .play_rows import Choice
from .precision import RatioTest, inside

Array = np.ndarray
ROUNDS, SETTLED = 2000, 1e-12
LEAST = 1e-300
ALIKE = 1e-9  # chances of types, in proportion to the largest, that differ by less are the same


@dataclass(frozen=True)
class TypeShares:
    """Shares of an actor's types among plays.

    Attributes:
        shares: {type: (estimate, low, high, prior)}.
        log_likelihood: at the estimate. theory: the test of the prior. n: plays.
    """

    shares: dict[str, tuple[float, float, float, float]]
    log_likelihood: float
    theory: RatioTest
    n: int

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "shares": {
                kind: dict(zip(("estimate", "low", "high", "prior"), share, strict=True))
                for kind, share in self.shares.items()
            },
            "loglik": self.log_likelihood,
            "n": self.n,
            "against_theory": self.theory.as_dict(),
        }


@dataclass(frozen=True, eq=False)
class Dealt:
    """Plays of one actor, each by one type.

    Attributes:
        types: (K,), names.
        prior: (K,).
        conduct: (n, K, A), log chances of each type at each choice; of a move beyond a choice's the log of zero.
        taken: (n,), indices of the moves that were chosen.
        play: (n,), which of J plays each choice is in.
    """

    types: tuple[str, ...]
    prior: Array
    conduct: Array
    taken: Array
    play: Array

    @classmethod
    def of(cls, choices: Sequence[Choice]) -> Dealt:
        """From choices of one actor."""
        most = max(each.conduct.shape[1] for each in choices)
        conduct = np.full((len(choices), len(choices[0].types), most), -np.inf)
        for row, each in enumerate(choices):
            conduct[row, :, : each.conduct.shape[1]] = np.log(np.maximum(each.conduct, LEAST))
        taken = np.array([each.chosen for each in choices])
        play = np.unique([each.play for each in choices], return_inverse=True)[1]
        return cls(choices[0].types, choices[0].prior, conduct, taken, play)

    @property
    def logs(self) -> Array:
        """(J, K), log chance of each play's choices by type."""
        found = np.zeros((self.play.max() + 1, len(self.types)))
        np.add.at(found, self.play, self.conduct[np.arange(len(self.taken)), :, self.taken])
        return found

    def simulated(self, shares: Array, draws: np.random.Generator) -> Dealt:
        """Other choices at the same decisions: a type a play, drawn by shares, chooses in all of it."""
        kind = draws.choice(len(shares), self.play.max() + 1, p=shares / shares.sum())[self.play]
        above = np.exp(self.conduct[np.arange(len(kind)), kind]).cumsum(1)
        drawn = (draws.random(len(kind))[:, None] * above[:, -1:] >= above).sum(1)
        return replace(self, taken=drawn)

    def estimate(self, level: float) -> TypeShares:
        """Shares with their intervals by profile likelihood."""
        logs = self.logs
        free = shares_by_em(logs)
        best, drop = mixture(logs, free), float(chi2.ppf(level, 1)) / 2
        found = {}
        for k, kind in enumerate(self.types):

            def short(share: float, k: int = k) -> float:
                return mixture(logs, shares_by_em(logs, k, share)) - best + drop

            share = float(free[k])
            found[kind] = (share, _end(short, share, 0.0), _end(short, share, 1.0), float(self.prior[k]))
        return TypeShares(found, best, against_prior(logs, self.prior, best), len(logs))


def shares_of(choices: Sequence[Choice], level: float = 0.95) -> TypeShares:
    """Shares of the types of one actor among its plays."""
    return Dealt.of(choices).estimate(level)


def _end(short: Callable[[float], float], at: float, end: float) -> float:
    """Where an interval ends between the estimate and an end of the range."""
    if at == end or short(end) >= 0:
        return end
    return float(brentq(short, at, end, xtol=1e-6))


def shares_by_em(logs: np.ndarray, held: int | None = None, share: float = 0.0) -> np.ndarray:
    """Shares (K,) by EM from even ones; one of them held at a value, if wanted."""
    n, types = logs.shape
    rest = np.array([k != held for k in range(types)])
    now = np.full(types, 1 / types)
    if held is not None:
        now = np.where(rest, (1 - share) / max(types - 1, 1), share)
    for _ in range(ROUNDS):
        with np.errstate(divide="ignore"):
            weighed = logs + np.log(now)
        mass = np.exp(weighed - logsumexp(weighed, axis=1, keepdims=True)).sum(0)
        new = mass / n
        if held is not None:
            total = mass[rest].sum()
            new = np.where(rest, mass * (1 - share) / total if total > 0 else (1 - share) / (types - 1), share)
        if np.abs(new - now).max() < SETTLED:
            break
        now = new
    return np.asarray(new)


def against_prior(logs: np.ndarray, prior: np.ndarray, best: float) -> RatioTest:
    """The test of a prior above zero, (K,), from log chances (J, K) and the largest log likelihood."""
    return inside(best, mixture(logs, prior), distinguished(logs))


def distinguished(logs: np.ndarray) -> int:
    """In how many directions plays move shares: as many as there are types less one, or fewer where what was seen is
    as likely of one type, or mixture of types, as of another. Degrees of freedom of a test of shares.

    Args:
        logs: (J, K), log chance of each play's choices by type.
    """
    chances = np.exp(logs - logs.max(1, keepdims=True))
    return int(np.linalg.matrix_rank(chances[:, 1:] - chances[:, :1], tol=ALIKE)) if logs.shape[1] > 1 else 0


def mixture(logs: np.ndarray, shares: np.ndarray) -> float:
    """Σ log Σ π p of plays."""
    with np.errstate(divide="ignore"):
        return float(logsumexp(logs + np.log(shares), axis=1).sum())
