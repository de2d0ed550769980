"""Parameters that go together: a Gaussian copula, which ties ranks and leaves every parameter its own distribution.

Of two normal variables with correlation ρ, Spearman's rank correlation is 6 asin(ρ / 2) / π; what is stated is that of
ranks, since only it says the same of every distribution. Reference: Kruskal (1958), "Ordinal measures of association",
Journal of the American Statistical Association 53(284), 814–861 (recalled, not opened).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from ...errors import ArgumentError
from ...files.messages import did_you_mean

LEAST_EIGENVALUE = 1e-9
INSIDE = 2.0**-53  # as near to 0 and 1 as a share may come, where the normal quantile is finite


@dataclass(frozen=True, eq=False)
class Copula:
    """Ties some coordinates of a point to others.

    Attributes:
        places: which coordinates, in order.
        root: (n, n), lower triangular, root · rootᵀ being their normal correlations.
        pairs: as stated: parameter, parameter, rank correlation.
    """

    places: tuple[int, ...]
    root: np.ndarray
    pairs: tuple[tuple[str, str, float], ...]

    @classmethod
    def of(cls, names: Sequence[str], correlations: Mapping[tuple[str, str], float]) -> Copula:
        """From rank correlations by pair.

        Raises:
            ArgumentError: a parameter that is not drawn, one tied to itself, a number outside (−1, 1), a pair stated
                twice, or correlations that cannot all hold.
        """
        for pair, rank in correlations.items():
            for name in pair:
                if name not in names:
                    remedy = did_you_mean(name, names) or "tie parameters that are"
                    raise ArgumentError(f"{name} is not drawn: {remedy}")
            if pair[0] == pair[1] or not -1 < rank < 1:
                raise ArgumentError(f"{pair[0]}, {pair[1]}: tie two parameters by a rank correlation within (-1, 1)")
            if pair[::-1] in correlations:
                raise ArgumentError(f"{pair[0]} and {pair[1]} are tied twice: once is enough")
        tied = sorted({names.index(name) for pair in correlations for name in pair})
        at = {names[place]: k for k, place in enumerate(tied)}
        matrix = np.eye(len(tied))
        for (one, other), rank in correlations.items():
            matrix[at[one], at[other]] = matrix[at[other], at[one]] = 2.0 * math.sin(math.pi * rank / 6.0)
        if np.linalg.eigvalsh(matrix)[0] < LEAST_EIGENVALUE:
            raise ArgumentError("these correlations cannot all hold: bring some nearer to 0")
        stated = tuple((*pair, rank) for pair, rank in correlations.items())
        return cls(tuple(tied), np.linalg.cholesky(matrix), stated)

    def tied(self, point: np.ndarray) -> np.ndarray:
        """(d,), a point of independent shares as one of shares that go together."""
        places = list(self.places)
        normal = special.ndtri(np.clip(point[places], INSIDE, 1.0 - INSIDE))
        found = point.copy()
        found[places] = special.ndtr((self.root * normal).sum(1))
        return found
