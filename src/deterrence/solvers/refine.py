"""Solve, refine the grid until its own error estimate is met, search for other equilibria, certify."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..errors import ArgumentError, NotConverged
from ..games.stochastic import StochasticGame
from ..games.structure import Standing, Structure
from .certify.record import GridError
from .certify.refining import parts
from .registry import solver_for
from .solution import Seconds, Solution
from .solver import Solver, StrategyProfile
from .spacing import order_of

SLACK = 10  # how much larger than the solver's own the certificate's residual may be
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
# Values of an endless game add up over all the time that it lasts, and their errors with them.
ENDLESS = {
    **RESOLUTIONS,
    "report": Resolution(points=13, most=97, value_error=5e-2, probability_error=2e-3, reply=2, starts=3),
}
LARGE = 60_000  # belief nodes of all states together, above which a game without a horizon begins with fewer
FEWER = 9  # nodes a side


def resolution_named(name: str, structure: Structure) -> Resolution:
    """The resolution of that name for games of a structure.

    On a clock, without a horizon, the errors of values are stated, and the grid is as fine as the probabilities of
    the endings ask: values there are sums over years.

    Raises:
        ArgumentError: another name.
    """
    if name not in RESOLUTIONS:
        raise ArgumentError(f"resolution '{name}' is not one of {', '.join(RESOLUTIONS)}")
    axes, endless = sum(len(kinds) - 1 for kinds in structure.types), structure.horizon is None
    named = OF_THREE_AXES if axes > 2 else ENDLESS if endless else RESOLUTIONS
    found = replace(named[name], value_error=np.inf) if endless and structure.clocks else named[name]
    if not endless or len(structure.states) * found.points**axes <= LARGE:
        return found
    points = min(found.points, FEWER)
    return replace(found, points=points, most=found.most if found.most > found.points else points)


def solve(
    game: StochasticGame,
    method: Solver[Any] | None = None,
    *,
    precision: float | Sequence[float] | None = None,
    resolution: str | Resolution = "report",
    enough: Enough | None = None,
) -> Solution:
    """Solve a game and certify the solution.

    Without a method the first that suits the game is taken (:mod:`.registry`): for games without private types the
    Markov solver when actors move at once or there is no horizon, and the belief grid otherwise (where beliefs are a
    single node); for games with private types the belief grid. Its settings are those of the resolution, refined until
    the errors of values and of every ending's probability are as small as the resolution asks.

    Args:
        game: the game.
        method: settings to solve with as they are, such as ``Grid(points=21)`` or ``Markov()``. Nothing is refined, and
            the error is stated, however large.
        precision: λ, one number or one per actor, in place of the game's own.
        resolution: ``interactive``, ``report``, or your own. With a method it says only how much to certify: how fine
            the best reply's grid is, and how many other starts are tried.
        enough: says of strategies on the finest grid, and on the one before it, whether that will do. It is asked once
            the resolution is met, without a method, and the grid is refined until it says so or the resolution's
            ``most`` is reached; the best reply is then on the grid itself.

    Raises:
        ArgumentError: a number of the game that is not finite, with its place; an unknown resolution.
        UnsupportedGame, GridTooLarge: the game is outside what the method takes.
        NotConverged: a tolerance was not met.
    """
    game = game.with_precision(precision)
    require_finite(game)
    if isinstance(resolution, str):
        resolution = resolution_named(resolution, game.structure)
    if method is None:
        return _Refiner(game, solver_for(game).beginning(resolution.points), resolution, enough).run()
    fixed = replace(resolution, most=0, value_error=np.inf, probability_error=np.inf)
    return _Refiner(game, method, fixed).run()


Figures = tuple[dict[str, float], dict[str, float]]
Enough = Callable[[StrategyProfile, StrategyProfile], bool]


class _Refiner:
    """Values and probabilities (``Figures``) of the same method, finer and finer."""

    def __init__(
        self, game: StochasticGame, solver: Solver[Any], asked: Resolution, enough: Enough | None = None
    ):
        self.game, self.solver, self.asked, self.enough = game, solver, asked, enough
        self.compiling = self.solving = 0.0
        self._solved: dict[Solver[Any], StrategyProfile] = {}

    def run(self) -> Solution:
        solver = self.solver
        solver.require(self.game)
        rough = solver.coarser(self.game)
        if rough is None:
            return self._without_error(solver)
        if solver.finer(self.asked.most) is not None:  # the coarse grid is where the fine one starts
            coarse = self._solve(rough, self._coarsest(solver))
            fine = self._solve(solver, coarse)
            began = time.perf_counter()
        else:
            fine = self._solve(solver)
            began = time.perf_counter()
            coarse = self._beside(rough)
        wide, ratio = solver, solver.ratio(rough)  # the former's pair of grids gives the edge part
        known, edge = (_figures(fine), _figures(coarse)), self._edge(wide)
        met = False
        while True:
            met = self._met(error := self._error(*known, edge, ratio)) or met
            if met and (self.enough is None or self.enough(fine, coarse)):
                break
            beyond = not met and self._mostly_edge(error)
            finer = (wide if beyond else solver).finer(self.asked.most)
            if finer is None and met:
                break
            if finer is None:
                raise NotConverged(self._failure(error))
            if beyond or met:
                wide, edge = finer, self._edge(finer)
            if met:  # the best reply's grid is then as fine as it would have been
                self.asked = replace(self.asked, reply=1)
            if not beyond:
                finer.require(self.game)
                ratio = finer.ratio(solver)
                solver, self.solver, coarse = finer, finer, fine
                fine = self._solve(solver, coarse)
                known = _figures(fine), known[0]
        pair = wide.edge()
        beside = {} if pair is None else dict(zip(("narrow", "wide"), map(self._solved.__getitem__, pair), strict=True))
        return self._certified(fine, {"coarse": coarse, **beside}, error, began)

    def _without_error(self, solver: Solver[Any]) -> Solution:
        found = self._solve(solver)
        began = time.perf_counter()
        return self._certified(found, {}, GridError.exact(*_figures(found)), began)

    def _coarsest(self, solver: Solver[Any]) -> StrategyProfile | None:
        """The narrower of the two grids that show what lies beyond the edge: where endless games start from."""
        pair = solver.edge()
        return None if pair is None or self.game.structure.horizon is not None else self._solve(pair[0])

    def _solve(self, solver: Solver[Any], near: StrategyProfile | None = None) -> StrategyProfile:
        """Strategies at some settings, worked out once: in the same game equal settings give equal results."""
        if solver in self._solved:
            return self._solved[solver]
        began = time.perf_counter()
        solver.warm_up(self.game)
        compiled = time.perf_counter()
        found: StrategyProfile = solver.solve(self.game, near)
        self._solved[solver] = found
        self.compiling += compiled - began
        self.solving += time.perf_counter() - compiled
        return found

    def _beside(self, solver: Solver[Any], near: StrategyProfile | None = None) -> StrategyProfile:
        """Solved for comparison, which is no part of solving."""
        kept = self.compiling, self.solving
        found = self._solve(solver, near)
        self.compiling, self.solving = kept
        return found

    def _edge(self, solver: Solver[Any]) -> Figures:
        """Edge part of every value and probability: the change with the cut half as far again, at one spacing.

        Where the spacing is wide it measures less of the cut than of the spacing: it is taken again on a finer pair
        where it is what keeps the error too large.
        """
        pair = solver.edge()
        if pair is None:
            return {}, {}
        near = self._beside(pair[0])
        endless = self.game.structure.horizon is None
        narrow, wide = _figures(near), _figures(self._beside(pair[1], near if endless else None))
        values, probabilities = (
            {name: abs(a[name] - b[name]) for name in a} for a, b in zip(narrow, wide, strict=True)
        )
        return values, probabilities

    def _error(self, fine: Figures, coarse: Figures, edge: Figures, ratio: float) -> GridError:
        """Spacing part from the two finest grids, edge part from a pair of one spacing."""
        order = order_of(self.game.structure)
        values, probabilities = (
            {name: (spacing, beyond.get(name, 0.0)) for name, (spacing, _) in parts([a, b], ratio, order).items()}
            for a, b, beyond in zip(fine, coarse, edge, strict=True)
        )
        return GridError(values, probabilities, bool(edge[0]))

    def _met(self, error: GridError) -> bool:
        return error.value <= self.asked.value_error and _worst(error) <= self.asked.probability_error

    def _mostly_edge(self, error: GridError) -> bool:
        """Is the edge part the larger, of the figure whose error is the most against what is asked?"""
        asked = [(p, self.asked.value_error) for p in error.values.values()]
        asked += [(p, self.asked.probability_error) for p in error.probabilities.values()]
        (spacing, edge), _ = max(asked, key=lambda item: sum(item[0]) / item[1])
        return edge > spacing

    def _failure(self, error: GridError) -> str:
        return (
            f"by {self.solver} the grid error is {error.value:.2g} of the stake (wanted {self.asked.value_error:.2g}) "
            f"and {_worst(error):.2g} in an ending's probability (wanted {self.asked.probability_error:.2g}): lower "
            "the precision, or use --resolution interactive and read the stated error"
        )

    def _search(self) -> tuple[int | None, int | None]:
        """Distinct equilibria found from nearly pure starting points, the base one included; and how many starts."""
        starts = self.solver.other_starts(self.game, self.asked.starts) if self.asked.starts else ()
        found: list[np.ndarray] = []
        for settings in starts:
            values = np.array(list(_values(self._beside(settings)).values()))
            if not any(np.abs(values - other).max() <= SAME * max(np.ptp(values), 1.0) for other in found):
                found.append(values)
        return (len(found), len(starts)) if starts else (None, None)

    def _certified(
        self, fine: StrategyProfile, others: dict[str, StrategyProfile], error: GridError, began: float
    ) -> Solution:
        found, starts = self._search()
        certificate = fine.certify(error=error, found=found, starts=starts, factor=self.asked.reply)
        certificate.require(SLACK * max(self.solver.tolerance, fine.residual))
        certificate = replace(certificate, grid_error=_in_stakes(error, fine, certificate.stake))
        seconds = Seconds(self.compiling, self.solving, time.perf_counter() - began)
        return Solution(self.game, fine, certificate, self.solver, seconds, others)


def require_finite(game: StochasticGame) -> None:
    """Refuse numbers that are not finite. Raises ``ArgumentError`` with the place of the first."""
    for name, array in vars(game.numbers).items():
        if array is None:
            continue
        for place in np.argwhere(~np.isfinite(np.asarray(array, float))).tolist():
            value = np.asarray(array, float)[tuple(place)]
            raise ArgumentError(f"the game's {name.replace('_', ' ')}{place} is {value:g}: it must be finite")


def _figures(profile: StrategyProfile) -> Figures:
    """Values at the prior, in units of rough stake, and the probabilities of the endings."""
    stake = _rough_stake(profile)
    return {name: v / stake[name] for name, v in _values(profile).items()}, profile.ending_probabilities()


def _worst(error: GridError) -> float:
    return max((error.probability(name) for name in error.probabilities), default=0.0)


def _names(game: StochasticGame) -> list[str]:
    s = game.structure
    return [f"{s.actors[i]}, {s.types[i][k].id}" for i, k in s.columns]


def _values(profile: StrategyProfile) -> dict[str, float]:
    game = profile.game
    return dict(zip(_names(game), map(float, profile.values_at_prior[game.structure.initial]), strict=True))


def _rough_stake(profile: StrategyProfile) -> dict[str, float]:
    """Range of values over decision states at the prior: what refinement scales errors by."""
    s = profile.game.structure
    reached = range(len(s.states)) if s.horizon is None else {x for stage in s.reachable[:-1] for x in stage}
    values = profile.values_at_prior[[x for x in sorted(reached) if s.standing[x] == Standing.DECISION]]
    ranges = np.ptp(values, axis=0) if len(values) else np.zeros(values.shape[1])
    return {name: float(span) or 1.0 for name, span in zip(_names(profile.game), ranges, strict=True)}


def _in_stakes(error: GridError, profile: StrategyProfile, stake: Mapping[str, float]) -> GridError:
    """The error in units of the certificate's stakes, as regret is; refinement was steered by rougher ones."""
    s, rough = profile.game.structure, _rough_stake(profile)
    values = {}
    for name, (i, _) in zip(_names(profile.game), s.columns, strict=True):
        unit = rough[name] / stake[s.actors[i]]
        spacing, edge = error.values[name]
        values[name] = (spacing * unit, edge * unit)
    return replace(error, values=values)
