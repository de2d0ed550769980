"""Designs: where in the unit cube each world of an ensemble lies.

Every point is a function of the seed and of the world's own number (and, for a Latin hypercube, of how many there are),
so that any world can be had alone and is the same to the bit. Coordinates are shares of a parameter's plausible values;
:func:`.quantiles.quantile` turns them into numbers.

- ``independent``: uniform points, each of a generator of its own.
- ``latin``: of N worlds, each N-th of every parameter's plausible values is met exactly once (McKay,
  Beckman & Conover 1979, "A comparison of three methods for selecting values of input variables in the analysis of
  output from a computer code", Technometrics 21(2), 239–245).
- ``sobol``: a scrambled Sobol' sequence, which fills the cube more evenly than chance (Owen 1998, "Scrambling
  Sobol' and Niederreiter–Xing points", Journal of Complexity 14(4), 466–489; SciPy's implementation).
- ``saltelli``: rows of d + 2 worlds from which Sobol' indices are read (Saltelli 2002, "Making best use of model
  evaluations to compute sensitivity indices", Computer Physics Communications 145(2), 280–297): a point, another, and
  the first with one coordinate after the other taken from the second.

All recalled, not opened.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from ...errors import ArgumentError

DESIGNS = ("latin", "sobol", "independent", "saltelli")
FEWEST_ROWS = 4  # from which Sobol' indices are read
_STRATA = 1  # keeps generators of strata apart from those of worlds
LARGEST = {"sobol": 21_201, "saltelli": 21_201 // 2}  # scipy.stats.qmc.Sobol.MAXDIM, which takes half a second to read


@dataclass(frozen=True)
class Design:
    """Points of the unit cube by number.

    Attributes:
        kind: one of :data:`DESIGNS`.
        draws: points; for ``saltelli`` rows of points.
        dimension: coordinates.
        seed: of all of them.

    Raises:
        ArgumentError: there is no such design, there are too few draws, or more coordinates than the sequence has.
    """

    kind: str
    draws: int
    dimension: int
    seed: int = 0

    def __post_init__(self) -> None:
        if self.kind not in DESIGNS:
            raise ArgumentError(f"there is no design '{self.kind}': choose one of {', '.join(DESIGNS)}")
        if self.draws < 1:
            raise ArgumentError(f"{self.draws} draws are too few: ask for one or more")
        if self.kind == "saltelli" and self.draws < FEWEST_ROWS:
            raise ArgumentError(f"{self.draws} rows are too few for Sobol' indices: ask for {FEWEST_ROWS} or more")
        if self.dimension > LARGEST.get(self.kind, self.dimension):
            raise ArgumentError(f"design '{self.kind}' takes {LARGEST[self.kind]} parameters: choose 'latin'")

    @property
    def worlds(self) -> int:
        """How many points there are."""
        return self.draws * (self.dimension + 2) if self.kind == "saltelli" else self.draws

    def points(self, start: int, stop: int) -> np.ndarray:
        """(stop − start, dimension), the points of worlds ``start`` to ``stop`` − 1, each in [0, 1)."""
        makers: dict[str, Callable[[int, int], np.ndarray]] = {
            "independent": self._independent,
            "latin": self._latin,
            "sobol": partial(_sobol, self.dimension, self.seed),
            "saltelli": self._saltelli,
        }
        return makers[self.kind](start, stop)

    def _independent(self, start: int, stop: int) -> np.ndarray:
        rows = [generator(self.seed, k).random(self.dimension) for k in range(start, stop)]
        return np.array(rows).reshape(stop - start, self.dimension)

    def _latin(self, start: int, stop: int) -> np.ndarray:
        """Each coordinate's strata in an order of its own; a point anywhere within its stratum."""
        within = self._independent(start, stop)
        for j in range(self.dimension):
            order = np.random.default_rng([self.seed, j, _STRATA]).permutation(self.draws)
            within[:, j] = (order[start:stop] + within[:, j]) / self.draws
        return within

    def _saltelli(self, start: int, stop: int) -> np.ndarray:
        d = self.dimension
        if stop <= start:
            return np.empty((0, d))
        first = start // (d + 2)
        pairs = _sobol(2 * d, self.seed, first, -(-stop // (d + 2)))
        out = []
        for k in range(start, stop):
            row, block = divmod(k, d + 2)
            a, b = np.split(pairs[row - first], 2)
            point = (b if block == 1 else a).copy()
            if block > 1:
                point[block - 2] = b[block - 2]
            out.append(point)
        return np.array(out)


def generator(seed: int, world: int) -> np.random.Generator:
    """The generator of one world."""
    return np.random.default_rng([seed, world])


def _sobol(dimension: int, seed: int, start: int, stop: int) -> np.ndarray:
    if not dimension or stop <= start:
        return np.empty((max(stop - start, 0), dimension))
    from scipy.stats import qmc

    sequence = qmc.Sobol(dimension, scramble=True, rng=np.random.default_rng(seed))
    if start:
        sequence.fast_forward(start)
    return np.concatenate([sequence.random(1) for _ in range(start, stop)])
