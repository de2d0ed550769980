"""The belief-grid solver: agent quantal response with public beliefs on a log-odds lattice.

At each stage, from the last to the first (or round and round for a game without a horizon), every
decision state is solved at every belief node for the within-node fixed point of strategies and
posteriors; values go back one stage by interpolation. The grid is refined until its own error estimate
is met (:mod:`.refine`).

References: McKelvey & Palfrey (1998), "Quantal Response Equilibria for Extensive Form Games",
Experimental Economics 1(1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ..errors import ArgumentError, GridTooLarge, NotConverged
from ..game.stochastic import StochasticGame
from ..game.structure import Standing
from .joint_tables import require_factors
from .lattice import Lattice, lattices_for
from .nodes import Fold
from .sweep import Sweeper

MOST_AXES = 3
MOST_NODES = 400_000


@dataclass(frozen=True)
class Grid:
    """Settings of the belief-grid solver.

    Attributes:
        points: nodes a side on each log-odds axis (made odd).
        cut: L, how far a type's log-likelihood may fall behind before it is held.
        tolerance: on max |σ − logit(Q)| at every node.
        sweeps: most rounds for a game without a horizon.
        start: where each node's iteration starts: ``base`` (the base weights, that is λ = 0), or
            ``pure:k``, nearly all weight on move k; another start may find another equilibrium.
    """

    points: int = 49
    cut: float = 12.0
    tolerance: float = 1e-10
    sweeps: int = 2000
    start: str = "base"

    def __post_init__(self) -> None:
        if self.points < 5 or self.cut <= 0 or self.tolerance <= 0 or self.sweeps < 1:
            raise ArgumentError("a grid needs points >= 5 and positive cut, tolerance and sweeps")


@dataclass(frozen=True, eq=False)
class Assessment:
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

    def joint_strategy(self, stage: int, state: int) -> list[np.ndarray]:
        """Log strategies of every mover at a state where several move, (S_i, A_i, P_1, …, P_N) each."""
        s = self.game.structure
        movers, table = s.movers[state], self.strategy(stage, state)
        ends = np.cumsum([sum(label.strategic for label in s.types[i]) for i in movers])[:-1]
        return [part[:, : len(s.moves_at[state][i])] for i, part in zip(movers, np.split(table, ends), strict=True)]


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
        warm: strategies of an earlier solution of the same structure on the same lattice.

    Raises:
        UnsupportedGame: several movers at a state whose outcomes do not tell of each apart.
        GridTooLarge: too many beliefs.
        NotConverged: a node that no method solved, or values that did not settle.
    """
    require_factors(game)
    check_size(game, settings.points)
    types = tuple(len(kinds) for kinds in game.structure.types)
    sweeper = Sweeper(game, lattices_for(types, settings.points, settings.cut), settings.tolerance)
    finite = game.structure.horizon is not None
    strategies, values, residual = (_finite if finite else _stationary)(sweeper, settings, warm)
    own = tuple(table[:, : len(game.structure.columns)] for table in values)
    return Assessment(game, sweeper.lattices, tuple(strategies), own, residual, tuple(sweeper.folds))


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
            return last.get(x) if x in last else sweeper.pure_start(x, settings.start)

        before, chosen, residuals = sweeper.stage(values[0], structure.reachable[t], start)
        values.insert(0, before)
        strategies.insert(0, chosen)
        last.update(chosen)
        worst = max(worst, *residuals.values()) if residuals else worst
    return strategies, values, worst


def _stationary(sweeper: Sweeper, settings: Grid, warm: Sequence[dict[int, np.ndarray]] | None) -> Stages:
    """The fixed point reached from the long finite horizon; existence is that of the discretised game."""
    structure, numbers = sweeper.game.structure, sweeper.game.numbers
    states = [x for x in range(len(structure.states)) if structure.standing[x] != Standing.TERMINAL]
    values, last = sweeper.ending(), dict(warm[0]) if warm else {}
    precision = float(np.asarray(numbers.precision).max())
    change = np.inf
    for _ in range(settings.sweeps):
        known = last

        def start(x: int, known: dict[int, np.ndarray] = known) -> np.ndarray | None:
            return known[x] if x in known else sweeper.pure_start(x, settings.start)

        before, last, residuals = sweeper.stage(values, states, start)
        change = float(np.abs(before - values).max())
        values = before
        # A change of Δ in values moves a logit probability by at most λΔ/2.
        if change * max(precision, 1.0) <= settings.tolerance:
            return [last], [values], max(residuals.values())
    raise NotConverged(
        f"values still move by {change:.2g} after {settings.sweeps} sweeps: raise 'sweeps', lower the discount "
        "factor, or give the game a horizon"
    )
