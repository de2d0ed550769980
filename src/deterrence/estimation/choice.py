"""Probabilities of a choice among moves whose expected payoffs are shaken by independent shocks.

With shocks of standard deviation s_k on move k (probit: normal)

    Pr(k) = Pr(u_k + s_k e_k >= u_j + s_j e_j for all j).

Two moves: F((u_1 − u_2)/√(s_1² + s_2²)). The logit link puts the logistic function in F's place, at the same scale,
after Signorino (1999) as the R package ``games`` has it (``plogis(u/√2)`` for shocks of variance one); among K moves
with shocks of one scale s, Pr(k) ∝ exp(u_k/(s√2)), which for two is the same. Normal shocks among K moves are summed
out by Gauss–Hermite quadrature over the shock of the move itself:

    Pr(k) = ∫ φ(e) Π_{j≠k} Φ((u_k − u_j + s_k e)/s_j) de.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .algebra import Algebra, Link, Quantity

ROOT_TWO = float(np.sqrt(2.0))
NODES = 60  # of the quadrature; three moves, payoffs up to 4 apart: error below 1e-12


def log_choice(
    algebra: Algebra, link: Link, payoffs: Sequence[Quantity], variances: Sequence[Quantity], scale: Quantity
) -> list[Quantity]:
    """log Pr of every move.

    Args:
        algebra: of the numbers.
        link: the shocks' distribution.
        payoffs: expected payoff of every move, to the mover.
        variances: of the shock to each, in units of the scale squared.
        scale: the standard deviation of one shock of the mover's.
    """
    if len(payoffs) == 1:
        return [0.0 * payoffs[0]]
    if len(payoffs) == 2:
        spread = algebra.sqrt(variances[0] + variances[1]) * scale
        ahead = (payoffs[0] - payoffs[1]) / spread
        return [algebra.log_cdf(link, ahead), algebra.log_cdf(link, -ahead)]
    if link == "logit":
        weights = [payoff / (scale * ROOT_TWO) for payoff in payoffs]
        total = algebra.log_sum(weights)
        return [weight - total for weight in weights]
    deviations = [algebra.sqrt(variance) * scale for variance in variances]
    return [_quadrature(algebra, k, payoffs, deviations) for k in range(len(payoffs))]


def _quadrature(algebra: Algebra, k: int, payoffs: Sequence[Quantity], deviations: Sequence[Quantity]) -> Quantity:
    points, weights = np.polynomial.hermite_e.hermegauss(NODES)
    parts = []
    for point, weight in zip(points, weights / weights.sum(), strict=True):
        log_product = np.log(weight)
        for j in range(len(payoffs)):
            if j != k:
                ahead = (payoffs[k] - payoffs[j] + deviations[k] * point) / deviations[j]
                log_product = log_product + algebra.log_cdf("probit", ahead)
        parts.append(log_product)
    return algebra.log_sum(parts)
