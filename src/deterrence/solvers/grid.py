"""The belief-grid solver: agent quantal response with public beliefs on a log-odds lattice.

At each stage, from the last to the first (or round and round for a game without a horizon), every
decision state is solved at every belief node for the within-node fixed point of strategies and
posteriors; values go back one stage by interpolation. The grid is refined until its own error estimate
is met (:mod:`.refine`).

References: McKelvey & Palfrey (1998), "Quantal Response Equilibria for Extensive Form Games",
Experimental Economics 1(1).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np

from ..errors import ArgumentError, GridTooLarge
from ..games.stochastic import StochasticGame
from .backward_induction import Sweeper
from .certify.grid_certificate import certify_grid
from .certify.play import Play
from .certify.reach import Reach, push
from .certify.record import Certificate, GridError
from .certify.refining import EDGE
from .joint_tables import require_factors
from .lattice import Lattice, lattices_for
from .node_fallback import Fold
from .prolongation import prolonged
from .solver import Solver, StrategyProfile
from .spacing import spacing_ratio
from .stationary import stationary

if TYPE_CHECKING:
    import xarray as xr

MOST_AXES = 3
MOST_NODES = 400_000
LEAST_COMPARED = 8  # nodes a side, made odd, of which half as many are still a grid
LEAST_WARM = 13  # nodes a side, of a coarser grid from which a game without a horizon is worth starting
SEARCH_POINTS = 13  # nodes a side where other equilibria are looked for
FOLDS_NAMED = 3


@dataclass(frozen=True)
class Grid(Solver["Assessment"]):
    """The belief-grid solver's settings.

    Attributes:
        points: nodes a side on each log-odds axis (made odd).
        cut: L, how far a type's log-likelihood may fall behind before it is held.
        tolerance: on max |σ − logit(Q)| at every node.
        sweeps: most rounds for a game without a horizon.
        threads: that share the states of a stage; the result is the same to the bit, whatever their number.
        pure_move: each node's iteration starts with nearly all weight on the move of this number, and may find
            another equilibrium; None to start from the base weights, that is λ = 0.
    """

    points: int = 49
    cut: float = 12.0
    tolerance: float = 1e-10
    sweeps: int = 2000
    pure_move: int | None = None
    threads: int = 2

    def __post_init__(self) -> None:
        positive = self.cut > 0 and self.tolerance > 0 and self.sweeps >= 1 and self.threads >= 1
        if not (self.points >= 5 and positive and (self.pure_move is None or self.pure_move >= 0)):
            raise ArgumentError(
                "a grid needs points >= 5, positive cut, tolerance, sweeps and threads, and no negative pure_move"
            )

    @classmethod
    def suits(cls, game: StochasticGame) -> bool:
        """Every game: those it does not take are refused with the reason."""
        return True

    @classmethod
    def beginning(cls, points: int) -> Self:
        """See :meth:`Solver.beginning`."""
        return cls(points=points)

    def require(self, game: StochasticGame) -> None:
        """See :meth:`Solver.require`."""
        require_factors(game)
        check_size(game, self.points)

    def warm_up(self, game: StochasticGame) -> None:
        """Compile the kernels."""
        _sweeper(game, self).warm_up()

    def solve(self, game: StochasticGame, near: Assessment | None = None) -> Assessment:
        """See :meth:`Solver.solve`; ``near`` on any lattice."""
        if near is None:
            return solve_grid(game, self)
        return solve_grid(game, self, _started(near, _lattices(game, self)))

    def coarser(self, game: StochasticGame) -> Self | None:
        """Half as many intervals; None where nobody has private types, and beliefs are a single node."""
        if all(len(kinds) == 1 for kinds in game.structure.types):
            return None
        if self.points < LEAST_COMPARED:
            raise ArgumentError(
                f"{self.points} nodes a side are too few for an error estimate, which compares with half as many: "
                f"use {LEAST_COMPARED} or more, or solve_grid, which estimates none"
            )
        return replace(self, points=self.points // 2 + 1)

    def ratio(self, coarser: Self) -> float:
        """See :meth:`Solver.ratio`: an odd number of intervals has no half."""
        return spacing_ratio(self.points, coarser.points)

    def finer(self, most: int) -> Self | None:
        """Twice as many intervals."""
        points = 2 * self.points - 1
        return replace(self, points=points) if points <= most else None

    def edge(self) -> tuple[Self, Self]:
        """A coarse grid, and one with the cut half as far again and as many nodes for every unit of it."""
        extent = max((self.points // 4 + 1) // 2, 2)
        extent += extent % 2  # so that half as far again is a whole number of steps
        narrow, wide = 2 * extent + 1, round(2 * EDGE * extent) + 1
        return replace(self, points=narrow), replace(self, points=wide, cut=EDGE * self.cut)

    def other_starts(self, game: StochasticGame, count: int) -> Sequence[Self]:
        """The base weights, then nearly pure play of each of the first moves; on a small grid."""
        if all(len(kinds) == 1 for kinds in game.structure.types):
            return ()  # one choice at a time and nothing to believe: there is one equilibrium
        most = max(len(moves) for row in game.structure.moves_at for moves in row)
        starts = [None, *range(min(count, most))]
        return [replace(self, points=SEARCH_POINTS, pure_move=k) for k in starts]


@dataclass(frozen=True, eq=False)
class Assessment(StrategyProfile):
    """Strategies and values on the lattice, by stage.

    Attributes:
        game: the game solved, with the precision used.
        lattices: belief nodes per actor.
        strategies: per stage, {decision state: log σ of the mover's strategic types, (S, A, P_i, Q)};
            moves beyond the state's own are padding. Where several actors move: (types, A, P_1, …, P_N), the movers'
            strategic types in order (:meth:`joint_strategy`). One stage only for a game without a horizon.
        values: per stage, (X, C, P_1, …, P_N); one more than the stages where there is a horizon.
        residual: largest max |σ − logit(Q)| over nodes, as the solver saw it.
        folds: nodes off the plain continuation of λ = 0.
        seconds: wall time.
    """

    game: StochasticGame
    lattices: tuple[Lattice, ...]
    strategies: tuple[dict[int, np.ndarray], ...]
    values: tuple[np.ndarray, ...]
    residual: float
    folds: tuple[Fold, ...] = field(default=())
    seconds: float = 0.0

    @property
    def stages(self) -> int:
        """Number of stages strategies are kept for."""
        return len(self.strategies)

    def strategy(self, stage: int, state: int) -> np.ndarray:
        """Log strategies at a stage; a stationary assessment has one stage for all."""
        return self.strategies[min(stage, self.stages - 1)][state]

    @property
    def reached(self) -> str:
        """See :attr:`StrategyProfile.reached`."""
        if self.game.structure.horizon is None:
            way = "fixed point from the long finite horizon"
        else:
            way = "backward induction from the last move, node by node"
        if not self.folds:
            return f"{way}; no folds met"
        count = len(self.folds)
        ways = Counter((fold.state, fold.how) for fold in self.folds)
        named = ", ".join(f"'{state}' {how} ({times})" for (state, how), times in ways.most_common(FOLDS_NAMED))
        more = f" and {len(ways) - FOLDS_NAMED} more" if len(ways) > FOLDS_NAMED else ""
        return f"{way}; off the plain continuation from λ = 0 at {count} node{'s' * (count > 1)}: {named}{more}"

    @cached_property
    def values_at_prior(self) -> np.ndarray:
        """See :attr:`StrategyProfile.values_at_prior`."""
        values = self.values[0]
        for lattice in self.lattices:
            values = values[:, :, lattice.origin]
        return values

    def stopped(self) -> dict[int, float]:
        """See :meth:`StrategyProfile.stopped`."""
        return {**self.reach.endings, **self.reach.stopped}

    @cached_property
    def reach(self) -> Reach:
        """Where play goes, by the certificate's own push of the prior (:mod:`.certify.reach`)."""
        return push(Play(self))

    def to_xarray(self) -> xr.DataArray:
        """Dims (node, type, move, one belief axis per actor); see :attr:`~.solution.Solution.strategies`."""
        from .strategies import on_lattice

        return on_lattice(self.game.structure, self.lattices, self.strategies, self.joint_strategy)

    def figures(self, branch: str, error: GridError | None, factor: int, floor: float) -> Certificate:
        """See :meth:`StrategyProfile.figures`."""
        return certify_grid(self, self.reach, branch, error, factor, floor)

    def joint_strategy(self, stage: int, state: int) -> list[np.ndarray]:
        """Log strategies of every mover at a state where several move, (S_i, A_i, P_1, …, P_N) each."""
        s = self.game.structure
        movers, table = s.movers[state], self.strategy(stage, state)
        ends = np.cumsum([sum(label.strategic for label in s.types[i]) for i in movers])[:-1]
        return [part[:, : len(s.moves_at[state][i])] for i, part in zip(movers, np.split(table, ends), strict=True)]

    def mover_strategies(self, stage: int, state: int) -> list[np.ndarray]:
        """Log strategies of every mover at a state, one or several, (S_i, A_i, P_1, …, P_N) each."""
        movers = self.game.structure.movers[state]
        if len(movers) > 1:
            return self.joint_strategy(stage, state)
        log_sigma = self.strategy(stage, state)[:, : len(self.game.structure.moves_at[state][movers[0]])]
        rest = [len(lattice) for i, lattice in enumerate(self.lattices) if i != movers[0]]
        return [np.moveaxis(log_sigma.reshape(*log_sigma.shape[:3], *rest), 2, 2 + movers[0])]


def check_size(game: StochasticGame, points: int) -> None:
    """Refuse, with its size, a grid that will not fit.

    Raises:
        GridTooLarge: more than three log-odds axes, or too many nodes a state.
    """
    types = [len(kinds) for kinds in game.structure.types]
    axes = sum(k - 1 for k in types)
    nodes = float(points) ** axes
    if axes > MOST_AXES or nodes > MOST_NODES:
        described = ", ".join(f"{a} {k}" for a, k in zip(game.structure.actors, types, strict=True))
        raise GridTooLarge(
            f"types ({described}) make {axes} log-odds axes, about {nodes:,.0f} belief nodes for each of "
            f"{len(game.structure.states)} states at {points} a side; the grid takes {MOST_AXES} axes and "
            f"{MOST_NODES:,} nodes: use fewer types, fewer points, or compare doctrines one at a time"
        )


def solve_grid(game: StochasticGame, settings: Grid, warm: Sequence[dict[int, np.ndarray]] | None = None) -> Assessment:
    """Solve a game on a fixed lattice.

    Args:
        game: finite or infinite horizon.
        settings: the grid.
        warm: strategies of an earlier solution of the same structure on the same lattice. Without any, and without a
            pure move to start from, a game without a horizon starts from what coarser and coarser grids give.

    Raises:
        UnsupportedGame: several movers at a state whose outcomes do not inform about each separately.
        GridTooLarge: too many beliefs.
        NotConverged: a node that no method solved, or values that did not settle.
    """
    require_factors(game)
    check_size(game, settings.points)
    sweeper = _sweeper(game, settings)
    if game.structure.horizon is not None:
        strategies, values, residual = _finite(sweeper, settings, warm)
    else:
        if warm is None and settings.pure_move is None and settings.points >= 2 * LEAST_WARM - 1:
            coarse = solve_grid(game, replace(settings, points=settings.points // 2 + 1))
            warm = _started(coarse, sweeper.lattices)
        known = warm[0] if warm else {}
        last, worth, residual = stationary(sweeper, settings.sweeps, settings.pure_move, known)
        strategies, values = [last], [worth]
    own = tuple(table[:, : len(game.structure.columns)] for table in values)
    return Assessment(game, sweeper.lattices, tuple(strategies), own, residual, tuple(sweeper.folds))


def _started(near: Assessment, lattices: Sequence[Lattice]) -> Sequence[dict[int, np.ndarray]]:
    """An assessment's strategies on these lattices."""
    if tuple(lattices) == near.lattices:
        return near.strategies
    return prolonged(near.strategies, near.lattices, lattices, near.game.structure.movers)


def _lattices(game: StochasticGame, settings: Grid) -> tuple[Lattice, ...]:
    return lattices_for(tuple(len(kinds) for kinds in game.structure.types), settings.points, settings.cut)


def _sweeper(game: StochasticGame, settings: Grid) -> Sweeper:
    return Sweeper(game, _lattices(game, settings), settings.tolerance, settings.threads)


Stages = tuple[list[dict[int, np.ndarray]], list[np.ndarray], float]


def _finite(sweeper: Sweeper, settings: Grid, warm: Sequence[dict[int, np.ndarray]] | None) -> Stages:
    structure = sweeper.game.structure
    assert structure.horizon is not None
    values = [sweeper.ending()]
    strategies: list[dict[int, np.ndarray]] = []
    last: dict[int, np.ndarray] = {}
    worst = 0.0
    for t in reversed(range(structure.horizon)):

        def start(x: int, t: int = t) -> np.ndarray | None:
            if warm is not None and x in warm[t]:
                return warm[t][x]
            return last.get(x) if x in last else sweeper.pure_start(x, settings.pure_move)

        before, chosen, residuals = sweeper.stage(values[0], structure.reachable[t], start)
        values.insert(0, before)
        strategies.insert(0, chosen)
        last.update(chosen)
        worst = max(worst, *residuals.values()) if residuals else worst
    return strategies, values, worst
