"""What the certificate of an assessment on a tree says. Definitions are in :mod:`.tree_certificate`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

SEQUENTIAL = "sequential equilibrium"
WEAK = "weak perfect Bayesian equilibrium"
NASH = "Nash equilibrium"
QUANTAL = "agent quantal response equilibrium"
NONE = "no equilibrium"
BAYES = 1e-8  # of beliefs
RESIDUAL = 1e-8
NEAR = 1e-2  # of trembles: probabilities and beliefs that tend to a limit are this near to it


@dataclass(frozen=True)
class TreeCertificate:
    """How far an assessment on a tree can be trusted.

    Of a limit, or what was entered by hand, gains at an information set are in units of that set: what its choice is
    about (:mod:`.tree_units`), which is the lead of its best move on the next best, or what others' mixing leaves open
    there. At a precision gains are what noise costs, decide nothing, and are in stakes.

    Attributes:
        regret: by player, best reply's value less σ's at the start, in payoffs; exact.
        stake: by player, twice the mean distance of its payoff from what it expects; or, if larger, the most that one
            move of its own is ahead of the next best, times the probability with which the others let it come to that
            move; 1 where nothing is at stake.
        nash_regret: the largest gain from a choice at an information set that play reaches, judged by what the others
            do. Zero exactly when every player's regret is.
        one_shot_regret: the largest gain from changing one action at one information set, given beliefs, over sets
            that are reached.
        sequential_regret: the largest gain from a choice at an information set, given beliefs there and that one goes
            on as is best, over all sets, reached or not; where beliefs do not follow from one another, also that from
            changing everything from a set on, in units of all sets it is changed at. At a precision, always that.
        logit_bound: what the logit rule can cost a player at most, in stakes; zero without a precision.
        residual: max |σ − logit(Q)|, or what rounding leaves to be known of it; None without a precision.
        consistency: largest gap between a belief and Bayes' rule, over sets that are reached.
        worst_set: where sequential_regret is; ``worst_gain``, the same gain in payoffs.
        tremble: largest distance of beliefs and probabilities from those of the full-support strategies they are
            taken to be the limit of; None where there are none.
        tolerance: gains up to this, in units of their sets, count as zero.
        message: how it was come by.
    """

    regret: dict[str, float]
    stake: dict[str, float]
    nash_regret: float
    one_shot_regret: float
    sequential_regret: float
    logit_bound: float
    residual: float | None
    consistency: float
    worst_set: str
    worst_gain: float
    tolerance: float
    message: str = ""
    tremble: float | None = None

    @property
    def worst_regret(self) -> float:
        """The largest regret of a player, in its stakes."""
        return max((self.regret[p] / self.stake[p] for p in self.regret), default=0.0)

    @property
    def concept(self) -> str:
        """What the figures show it to be."""
        if self.residual is not None:
            return QUANTAL if self.residual <= RESIDUAL and self.consistency <= BAYES else NONE
        if self.sequential_regret <= self.tolerance and self.consistency <= BAYES:
            return SEQUENTIAL if self.tremble is not None and self.tremble <= NEAR else WEAK
        return NASH if self.nash_regret <= self.tolerance else NONE

    def as_dict(self) -> dict[str, Any]:
        """For JSON; an infinite bound is null."""
        return {
            "concept": self.concept,
            "regret": {p: self.regret[p] for p in self.regret},
            "stake": self.stake,
            "worst_regret": self.worst_regret,
            "nash_regret": self.nash_regret,
            "one_shot_regret": self.one_shot_regret,
            "sequential_regret": self.sequential_regret,
            "worst_set": self.worst_set,
            "worst_gain": self.worst_gain,
            "logit_bound": self.logit_bound if math.isfinite(self.logit_bound) else None,
            "residual": self.residual,
            "consistency": self.consistency,
            "tremble": self.tremble,
            "grid_error": 0.0,
            "tolerance": self.tolerance,
            "branch": self.message,
        }

    def __str__(self) -> str:
        residual = "" if self.residual is None else f"residual {self.residual:.1e}; "
        bound = f" (logit bound {self.logit_bound:.3g})" if self.logit_bound else ""
        return (
            f"{self.concept}: {residual}regret {self.worst_regret:.2e}{bound}; off the path too "
            f"{self.sequential_regret:.2e}, worst at {self.worst_set or 'no set'}; beliefs within "
            f"{self.consistency:.1e} of Bayes' rule; {self.message}"
        )
