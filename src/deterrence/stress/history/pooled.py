"""Rates without strategy whose acts' directions are drawn towards those of many crises.

Four crises or so cannot say whether force or economic and diplomatic measures come next; hundreds of others can, as far
as crises are alike (:mod:`...data.pooling`). Shares of directions, after an act of each and at the beginning, have a
Dirichlet prior α from those; with n acts of the other coded crises the mean share of direction k is
(α_k + n_k) / Σ (α + n), over the directions in which something may come. The rate of all acts with a direction is as it
was, and so are the shares of acts within one: *when* something comes is not touched, nor acts without a direction.

Of ICBe each act is counted; of coded crises, as everywhere here, those after another actor's or higher than their
author's last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ...coded_crises.dated import DatedAct, DatedCrisis
from ...coded_crises.icbe import DIRECTIONS as OF_RUNGS
from ...data.pooling import AFTER, DIRECTIONS
from ...errors import ArgumentError
from .rates import Act, Rates


@dataclass(frozen=True, eq=False)
class Pooled:
    """Priors of the direction of the next act, for a scenario's rungs.

    Attributes:
        alpha: (5, 4), by what came before and direction.
        directions: by rung of the scenario, its direction.
    """

    alpha: np.ndarray
    directions: Mapping[str, str]

    def counts(self, crises: Sequence[DatedCrisis]) -> np.ndarray:
        """(5, 4), how often an act of each direction came at the beginning, or after one of each."""
        found = np.zeros_like(self.alpha)
        for crisis in crises:
            before = 0
            for act in crisis.acts:
                if act.rung in self.directions:
                    now = DIRECTIONS.index(self.directions[act.rung])
                    found[before, now] += 1
                    before = 1 + now
        return found

    def towards(self, plain: Rates, crises: Sequence[DatedCrisis]) -> Rates:
        """Rates drawn towards the prior, as far as it counts for more than the acts of some crises."""
        alpha = self.alpha + self.counts(crises)

        def drawn(last: DatedAct | None, day: float) -> dict[Act, float]:
            by_act = plain(last, day)
            if last is not None and last.rung not in self.directions:
                return by_act
            before = 0 if last is None else AFTER.index(self.directions[last.rung])
            sums: dict[str, float] = {}
            for (_, rung), rate in by_act.items():
                if rung in self.directions:
                    sums[self.directions[rung]] = sums.get(self.directions[rung], 0.0) + rate
            weights = {name: alpha[before, DIRECTIONS.index(name)] for name in sums}
            whole, weight = sum(sums.values()), sum(weights.values())
            found = dict(by_act)
            for act, rate in by_act.items():
                if act[1] in self.directions:
                    name = self.directions[act[1]]
                    found[act] = whole * float(weights[name] / weight) * rate / sums[name]
            return found

        return drawn


def pooled(alpha: np.ndarray, rungs: Mapping[str, str]) -> Pooled:
    """Priors for the rungs of a scenario.

    Args:
        alpha: (5, 4), as :func:`...data.pooling.read_prior` reads it.
        rungs: by rung of the ladder of coded crises, the scenario's. One to which rungs of several directions lead has
            none.

    Raises:
        ArgumentError: fewer than two directions are left, so that the prior would change nothing.
    """
    leading: dict[str, set[str]] = {}
    for coded, here in rungs.items():
        leading.setdefault(here, set()).add(OF_RUNGS.get(coded, ""))
    directions = {rung: next(iter(names)) for rung, names in leading.items() if len(names) == 1 and "" not in names}
    if len(set(directions.values())) < 2:
        raise ArgumentError(
            "--priors: the rungs of this scenario's coded crises have not two directions between which pooled shares "
            "could decide: leave --priors out, or map rungs of other directions under 'coded_crises'"
        )
    return Pooled(alpha, directions)
