"""Logit quantal response equilibrium in Markov strategies, for games without private types.

Every actor has one strategic type, so beliefs are trivial and the equilibrium of a state is

    σ_i(a | x) ∝ μ_i(a) exp(λ_i Q_i(x, a)),   Q_i(x, a) = E[ u_i + δ_i V_i(x') ],   V_i = E Q_i,

each choice taken by an agent of its own (agent quantal response). Several may move at once, at chance
states nobody does and no time passes, and terminal states are worth their ending.

* Infinite horizon: stationary strategies. The *principal branch* is followed by arc length from s = 0,
  where everybody plays μ, to s = 1, the precisions λ all growing in proportion s (Turocy 2010; Eibelshäuser
  and Poensgen 2019 for stochastic games). It always begins, and it is one selection among the equilibria.
* Finite horizon T: backward induction, strategies by stage. What follows a node is fixed at the full λ, and
  each node is solved on the principal branch *of that node's own game*; this is not the principal branch
  of the whole game. A node where one actor has a choice needs no search.

    >>> from deterrence.games.from_arrays import from_arrays
    >>> import numpy as np
    >>> pennies = np.array([[[1.0, -1.0], [-1.0, 1.0]], [[-1.0, 1.0], [1.0, -1.0]]])
    >>> game = from_arrays([pennies], [np.ones((2, 2, 1))], 0.9, precision=3.0)
    >>> solve_markov(game).probability.round(6).tolist()
    [0.5, 0.5, 0.5, 0.5]

References: McKelvey & Palfrey (1998), "Quantal Response Equilibria for Extensive Form Games", Experimental
Economics 1(1), 9-41. Turocy (2010), "Computing sequential equilibria using agent quantal response
equilibria", Economic Theory 42(1), 255-269. Eibelshäuser & Poensgen (2019), working paper on logit Markov
equilibrium and its homotopy, doi:10.2139/ssrn.3314404.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..errors import NotConverged, UnsupportedGame
from ..files.messages import amount
from ..games.stochastic import StochasticGame
from ..games.structure import Standing
from .arc import ArcResult, ArcSettings, trace
from .certify.markov_certificate import certify_plain, stopped
from .certify.record import Certificate, GridError
from .markov_equations import Array, Equations
from .markov_stages import backward
from .markov_system import equations, payoff_scale
from .solver import Solver, StrategyProfile

if TYPE_CHECKING:
    import xarray as xr

ROUNDING = 64 * float(np.finfo(float).eps)  # of a residual, relative to the largest of its terms
COARSEST = 1e-5  # a log strategy that rounding leaves less exact than this is none
REMEDY = "lower the precision, or raise 'max_steps' if steps ran out"


@dataclass(frozen=True)
class Markov(Solver["MarkovAssessment"]):
    """The Markov solver's settings.

    Attributes:
        tolerance: largest error of log σ, and of V in units of 1/λ_i (of i's payoff range, if that is less).
        max_steps: arc steps tried for the game, or for one node of it, before giving up.
        dense: number of unknowns up to which matrices are dense (on two cores the two tie at about 100).
    """

    tolerance: float = 1e-10
    max_steps: int = 10_000
    dense: int = 100

    @classmethod
    def suits(cls, game: StochasticGame) -> bool:
        """Nobody has private types, and several move at once or there is no horizon; without a clock."""
        s = game.structure
        plain = all(len(kinds) == 1 and kinds[0].strategic for kinds in s.types)
        return plain and not s.clocks and (s.horizon is None or any(len(movers) > 1 for movers in s.movers))

    def require(self, game: StochasticGame) -> None:
        """See :meth:`Solver.require`."""
        _require_plain(game)

    def solve(self, game: StochasticGame, near: MarkovAssessment | None = None) -> MarkovAssessment:
        """See :meth:`Solver.solve`; the branch is followed from its beginning, whatever is known."""
        return solve_markov(game, self)


@dataclass(frozen=True, eq=False)
class MarkovAssessment(StrategyProfile):
    """Strategies and values.

    Attributes:
        game: the game solved.
        probability: σ of every move, (M,); by stage, (T, M), with a horizon.
        value: V, (X, C); (T + 1, X, C) with a horizon. Column i is actor i's.
        residual: largest error of log σ, and of V in the units of :class:`Markov`.
        folds: folds met on the way.
        branchings: crossings with another branch, passed straight on (symmetric games have them).
        message: which branch this is, and how it was reached.
    """

    game: StochasticGame
    probability: Array
    value: Array
    residual: float
    folds: int
    branchings: int
    message: str

    @property
    def reached(self) -> str:
        """See :attr:`StrategyProfile.reached`."""
        return self.message

    @property
    def values_at_prior(self) -> Array:
        """See :attr:`StrategyProfile.values_at_prior`."""
        return self.value if self.game.structure.horizon is None else self.value[0]

    def stopped(self) -> dict[int, float]:
        """See :meth:`StrategyProfile.stopped`."""
        return stopped(self)

    def to_xarray(self) -> xr.DataArray:
        """Dims (state, actor, move), after ``stage`` where there is a horizon."""
        from .strategies import by_state

        return by_state(self.game.structure, self.probability)

    def figures(self, branch: str, error: GridError | None, factor: int, floor: float) -> Certificate:
        """See :meth:`StrategyProfile.figures`; there is no grid, so no error and no factor."""
        return certify_plain(self, branch, error or GridError({}), floor)


def solve_markov(game: StochasticGame, settings: Markov | None = None) -> MarkovAssessment:
    """Solve a game in which every actor has one type, which is strategic.

    Raises:
        UnsupportedGame: an actor with several types or a commitment, or a move of no base weight.
        NotConverged: with the state and the size of the error there.
    """
    settings = settings or Markov()
    _require_plain(game)
    return (_stationary if game.structure.horizon is None else _by_stage)(game, settings)


def _require_plain(game: StochasticGame) -> None:
    s = game.structure
    if s.clocks:
        raise UnsupportedGame("this solver counts moves and takes no clock in days; use the belief grid")
    for actor, kinds in zip(s.actors, s.types, strict=True):
        if len(kinds) != 1 or not kinds[0].strategic:
            names = ", ".join(k.id for k in kinds)
            raise UnsupportedGame(
                f"actor '{actor}' has the types {names}: this solver takes one strategic type per actor; "
                "use the belief grid or the tree"
            )
    for row, weight in zip(s.moves, np.asarray(game.numbers.base_weight), strict=True):
        if not weight > 0:
            where = f"state '{s.states[row.state]}': move '{row.label}'"
            raise UnsupportedGame(f"{where} has no base weight: leave it out of the game")


def _follow(game: StochasticGame, system: Equations, settings: Markov, where: str) -> tuple[ArcResult, float]:
    """Trace a system from s = 0 to 1: the end, and its residual. Raises ``NotConverged``."""
    size = system.size()
    tolerance = max(settings.tolerance, ROUNDING * size)
    if not tolerance <= COARSEST:
        raise UnsupportedGame(
            f"{where}payoffs to come add up to {size:.1e} units of 1/λ, and log odds of that size are lost in rounding "
            f"(this solver takes {COARSEST / ROUNDING:.0e}): lower the precision, the payoffs or the discount factor"
        )
    start = system.start()
    if start is None or not np.abs(system.residual(start, 0.0)).max(initial=0.0) <= tolerance:
        raise NotConverged(
            f"{where}no values solve the game under μ to {settings.tolerance:.2g}: "
            "without discounting, play must be sure to end"
        )
    arc = trace(
        system.residual, system.jacobian, start, 0.0, 1.0,
        ArcSettings(tol=tolerance, max_steps=settings.max_steps), system.bordered,
    )  # fmt: skip
    error = np.abs(system.residual(arc.z, 1.0))
    if not arc.converged:
        worst = int(np.argmax(error))
        state = game.structure.states[system.state[worst]]
        what = "log σ" if worst < len(system.member) else "λV"
        raise NotConverged(
            f"{where}state '{state}': {what} is off by {error[worst]:.2g} at the full precision, s = 1; "
            f"{arc.message}: {REMEDY}"
        )
    return arc, float(error.max(initial=0.0))


def _stationary(game: StochasticGame, settings: Markov) -> MarkovAssessment:
    s = game.structure
    scale = payoff_scale(game)
    unknown = np.flatnonzero(s.standing != Standing.TERMINAL)
    size = len(s.moves) + len(unknown) * len(s.actors)
    system = equations(game, scale, np.arange(len(s.joint_state)), unknown, size > settings.dense)
    arc, residual = _follow(game, system, settings, "")
    log_strategy, value = system.split(arc.z)
    values = np.array(np.asarray(game.numbers.ending), float)
    values[unknown] = value / scale
    met = ", ".join((_met(len(arc.folds), arc.branchings), amount(arc.steps, "step")))
    return MarkovAssessment(
        game, np.exp(log_strategy), values, residual, len(arc.folds), arc.branchings,
        f"principal branch from λ = 0 ({met})",
    )  # fmt: skip


def _met(folds: int, branchings: int) -> str:
    return f"{amount(folds, 'fold')}, {amount(branchings, 'branching')}"


def _by_stage(game: StochasticGame, settings: Markov) -> MarkovAssessment:
    ends: list[tuple[ArcResult, float]] = []

    def solve_node(node: Equations, stage: int) -> Array:
        ends.append(_follow(game, node, settings, f"stage {stage}: "))
        return node.split(ends[-1][0].z)[0]

    probability, value = backward(game, payoff_scale(game), solve_node)
    folds = sum(len(arc.folds) for arc, _ in ends)
    branchings = sum(arc.branchings for arc, _ in ends)
    met = f"{_met(folds, branchings)} at {amount(len(ends), 'node')} with several choices"
    return MarkovAssessment(
        game, probability, value, max((r for _, r in ends), default=0.0), folds, branchings,
        f"backward induction, principal branch of every node's own game ({met})",
    )  # fmt: skip
