"""Solve, refine the grid until its own error estimate is met, search for other equilibria, certify."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..errors import ArgumentError, NotConverged
from ..game.stochastic import StochasticGame
from .certificate import Certificate, certify
from .certify.record import GridError
from .certify.refining import EDGE, parts
from .grid import Assessment, Grid, check_size, solve_grid
from .lattice import lattices_for
from .markov import Markov, solve_markov
from .solution import Seconds, Solution
from .sweep import Sweeper

Probabilities = Callable[[Assessment], Mapping[str, float]]

SAME = 1e-6  # values at the prior that differ by more, in units of stake, are different equilibria


@dataclass(frozen=True)
class Resolution:
    """How fine a grid to use and how much to certify.

    Attributes:
        points: nodes a side to begin with; the comparison grid has half as many intervals.
        most: nodes a side beyond which refinement stops with an error.
        value_error: largest grid error of values at the prior, in units of stake; inf to take what comes.
        probability_error: largest grid error of a reported probability.
        reply: how many times finer the best reply's grid is.
        starts: other starting points tried in the search for further equilibria.
    """

    points: int
    most: int
    value_error: float = np.inf
    probability_error: float = np.inf
    reply: int = 2
    starts: int = 3


RESOLUTIONS = {
    "interactive": Resolution(points=21, most=21, reply=1, starts=0),
    "report": Resolution(points=49, most=193, value_error=1e-3, probability_error=2e-3, reply=2, starts=3),
}
# With three log-odds axes nodes multiply: 13 a side are as many as 47 with two.
OF_THREE_AXES = {
    "interactive": Resolution(points=9, most=9, reply=1, starts=0),
    "report": Resolution(points=13, most=25, value_error=1e-2, probability_error=5e-3, reply=1, starts=0),
}
SEARCH_POINTS = 13


def resolution_named(name: str, axes: int = 0) -> Resolution:
    """The resolution of that name, for a number of log-odds axes. Raises ``ArgumentError`` for another name."""
    if name not in RESOLUTIONS:
        raise ArgumentError(f"resolution '{name}' is not one of {', '.join(RESOLUTIONS)}")
    return OF_THREE_AXES[name] if axes > 2 else RESOLUTIONS[name]


def solve(
    game: StochasticGame,
    *,
    precision: float | Sequence[float] | None = None,
    method: Grid | Markov | None = None,
    resolution: str | Resolution = "report",
    probabilities: Probabilities | None = None,
) -> Solution:
    """Solve a game and certify the solution.

    Games without private types go to the Markov solver when actors move at once or there is no horizon, and to
    the grid otherwise (where beliefs are a single node). Games with private types go to the belief grid.

    Args:
        game: the game.
        precision: λ, one number or one per actor, in place of the game's own.
        method: a fixed grid (no refinement), or the Markov solver's settings.
        resolution: ``interactive``, ``report``, or your own.
        probabilities: reported probabilities of an assessment, by name, whose grid error is to be met as well.

    Raises:
        UnsupportedGame, GridTooLarge: the game is outside what the method takes.
        NotConverged: a tolerance was not met.
    """
    game = game.with_precision(precision)
    s = game.structure
    no_types = all(len(kinds) == 1 and kinds[0].strategic for kinds in s.types)
    simultaneous = any(len(movers) > 1 for movers in s.movers)
    if isinstance(method, Markov) or (method is None and no_types and (simultaneous or s.horizon is None)):
        began = time.perf_counter()
        plain = solve_markov(game, method if isinstance(method, Markov) else Markov())
        solved = time.perf_counter()
        certificate = certify(plain)
        return Solution(game, plain, certificate, Seconds(0.0, solved - began, time.perf_counter() - solved))
    axes = sum(len(kinds) - 1 for kinds in s.types)
    settings = resolution if isinstance(resolution, Resolution) else resolution_named(resolution, axes)
    if isinstance(method, Grid):
        settings = replace(settings, points=method.points, most=method.points)
    return _Refiner(game, settings, method if isinstance(method, Grid) else Grid(), probabilities).run()


class _Refiner:
    def __init__(self, game: StochasticGame, settings: Resolution, grid: Grid, probabilities: Probabilities | None):
        self.game, self.settings, self.grid = game, settings, grid
        self.probabilities = probabilities or (lambda assessment: {})
        self.believing = any(len(kinds) > 1 for kinds in game.structure.types)
        self.compiling = self.solving = 0.0
        self._told: dict[int, tuple[dict[str, float], dict[str, float]]] = {}
        self._kept: list[Assessment] = []  # so that an id is not used again

    def run(self) -> Solution:
        points = self.settings.points
        check_size(self.game, points)
        if not self.believing:
            return self._certified(self._solve(points), {}, GridError({}, {}), time.perf_counter(), None)
        if self.settings.most > points:  # the coarse grid is where the fine one starts
            coarse = self._solve(points // 2 + 1)
            fine = self._solve(points, start=prolonged(coarse))
            began = time.perf_counter()
        else:
            fine = self._solve(points)
            began = time.perf_counter()
            kept = self.compiling, self.solving
            coarse = self._solve(points // 2 + 1)
            self.compiling, self.solving = kept
        edge = self._edge(points // 4 + 1)
        while True:
            error = self._error(fine, coarse, edge)
            if self._met(error):
                break
            finer = 2 * points - 1
            if finer > self.settings.most:
                raise NotConverged(self._failure(points, error))
            check_size(self.game, finer)
            points, coarse = finer, fine
            fine = self._solve(finer, start=prolonged(coarse))
        found = self._search() if self.settings.starts else None
        return self._certified(fine, {"coarse": coarse}, error, began, found)

    def _solve(
        self,
        points: int,
        *,
        cut: float | None = None,
        start: list[dict[int, np.ndarray]] | None = None,
    ) -> Assessment:
        settings = replace(self.grid, points=points, cut=cut or self.grid.cut)
        began = time.perf_counter()
        types = tuple(len(kinds) for kinds in self.game.structure.types)
        Sweeper(self.game, lattices_for(types, points, settings.cut), settings.tolerance).warm_up()
        compiled = time.perf_counter()
        assessment = solve_grid(self.game, settings, start)
        self._kept.append(assessment)
        self.compiling += compiled - began
        self.solving += time.perf_counter() - compiled
        return assessment

    def _edge(self, points: int) -> tuple[dict[str, float], dict[str, float]]:
        """Edge part of every value and probability: the change with the cut half as far again, at one spacing."""
        extent = max(points // 2, 2)
        extent += extent % 2  # so that half as far again is a whole number of steps
        kept = self.compiling, self.solving
        narrow = self._solve(2 * extent + 1)
        wide = self._solve(round(2 * EDGE * extent) + 1, cut=EDGE * self.grid.cut)
        self.compiling, self.solving = kept
        values, probabilities = (
            {name: abs(a[name] - b[name]) for name in a}
            for a, b in zip(self._figures(narrow), self._figures(wide), strict=True)
        )
        return values, probabilities

    def _figures(self, assessment: Assessment) -> tuple[dict[str, float], dict[str, float]]:
        """Values at the prior, in units of stake, and the reported probabilities."""
        known = self._told.get(id(assessment))
        if known is None:
            known = self._told[id(assessment)] = self._tell(assessment)
        return known

    def _tell(self, assessment: Assessment) -> tuple[dict[str, float], dict[str, float]]:
        stake = _rough_stake(assessment)
        values = {name: v / stake[name] for name, v in _values(assessment).items()}
        return values, dict(self.probabilities(assessment))

    def _error(
        self, fine: Assessment, coarse: Assessment, edge: tuple[dict[str, float], dict[str, float]]
    ) -> GridError:
        """Spacing part from the two finest grids, edge part from the first comparison."""
        values, probabilities = (
            {name: (spacing, beyond[name]) for name, (spacing, _) in parts([one, two]).items()}
            for one, two, beyond in zip(self._figures(fine), self._figures(coarse), edge, strict=True)
        )
        return GridError(values, probabilities)

    def _met(self, error: GridError) -> bool:
        worst = max((error.probability(name) for name in error.probabilities), default=0.0)
        return error.value <= self.settings.value_error and worst <= self.settings.probability_error

    def _failure(self, points: int, error: GridError) -> str:
        worst = max((error.probability(name) for name in error.probabilities), default=0.0)
        return (
            f"at {points} points a side the grid error is {error.value:.2g} of the stake (wanted "
            f"{self.settings.value_error:.2g}) and {worst:.2g} in a reported probability (wanted "
            f"{self.settings.probability_error:.2g}): lower the precision, or use --resolution interactive and "
            "read the stated error"
        )

    def _search(self) -> int:
        """Distinct equilibria found on a small grid from nearly pure starting points, the base one included."""
        most = max(len(moves) for row in self.game.structure.moves_at for moves in row)
        starts = ["base", *(f"pure:{k}" for k in range(min(self.settings.starts, most)))]
        found: list[np.ndarray] = []
        for start in starts:
            assessment = solve_grid(self.game, replace(self.grid, points=SEARCH_POINTS, start=start))
            values = np.array(list(_values(assessment).values()))
            if not any(np.abs(values - other).max() <= SAME * max(np.ptp(values), 1.0) for other in found):
                found.append(values)
        return len(found)

    def _certified(
        self, fine: Assessment, others: dict[str, Assessment], error: GridError, began: float, found: int | None
    ) -> Solution:
        certificate: Certificate = certify(
            fine,
            error=error,
            found=found,
            starts=None if found is None else self.settings.starts + 1,
            factor=self.settings.reply,
        )
        certificate.require(10 * self.grid.tolerance)
        certificate = replace(certificate, grid_error=_in_stakes(error, fine, certificate.stake))
        seconds = Seconds(self.compiling, self.solving, time.perf_counter() - began)
        return Solution(self.game, fine, certificate, seconds, others)


def prolonged(coarse: Assessment) -> list[dict[int, np.ndarray]] | None:
    """Log strategies on the lattice of half the spacing by linear interpolation: where the finer grid starts.

    None where an actor has more than two types.
    """
    if any(lattice.types > 2 for lattice in coarse.lattices):
        return None
    sizes = [len(lattice) for lattice in coarse.lattices]
    movers = coarse.game.structure.movers

    def finer(x: int, z: np.ndarray) -> np.ndarray:
        if len(movers[x]) > 1:
            for axis in range(2, z.ndim):
                z = _halved(z, axis)
            return z
        rest = [size for i, size in enumerate(sizes) if i != movers[x][0]]
        shaped = z.reshape(*z.shape[:3], *rest)
        for axis in range(2, shaped.ndim):
            shaped = _halved(shaped, axis)
        return shaped.reshape(*shaped.shape[:3], -1)

    return [{x: finer(x, z) for x, z in stage.items()} for stage in coarse.strategies]


def _halved(values: np.ndarray, axis: int) -> np.ndarray:
    count = values.shape[axis]
    if count == 1:
        return values
    moved = np.moveaxis(values, axis, 0)
    out = np.empty((2 * count - 1, *moved.shape[1:]))
    out[::2] = moved
    out[1::2] = 0.5 * (moved[1:] + moved[:-1])
    return np.moveaxis(out, 0, axis)


def _values(assessment: Assessment) -> dict[str, float]:
    s = assessment.game.structure
    names = [f"{s.actors[i]}, {s.types[i][k].id}" for i, k in s.columns]
    return dict(zip(names, map(float, _at_prior(assessment)[s.initial]), strict=True))


def _in_stakes(error: GridError, assessment: Assessment, stake: Mapping[str, float]) -> GridError:
    """The error in units of the certificate's stakes, as regret is; refinement was steered by rougher ones."""
    rough = _rough_stake(assessment)
    values = {}
    for name, sizes in error.values.items():
        unit = rough[name] / stake[name.split(", ")[0]]
        values[name] = (sizes[0] * unit, sizes[1] * unit)
    return replace(error, values=values)


def _at_prior(assessment: Assessment) -> np.ndarray:
    """Values before the first move at the prior, (X, C)."""
    values = assessment.values[0]
    for lattice in assessment.lattices:
        values = values[:, :, lattice.origin]
    return values


def _rough_stake(assessment: Assessment) -> dict[str, float]:
    """Range of values over decision states at the prior: what refinement scales errors by."""
    s = assessment.game.structure
    values = _at_prior(assessment)[sorted({x for stage in assessment.strategies for x in stage})]
    return {
        f"{s.actors[i]}, {s.types[i][k].id}": float(np.ptp(values[:, c])) or 1.0 for c, (i, k) in enumerate(s.columns)
    }
