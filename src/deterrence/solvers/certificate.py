"""The certificate that every solution carries, by code that shares nothing with the solvers but the game.

Strategies are taken from the assessment and nothing else: values are evaluated afresh, beliefs are moved and
looked up by the certificate's own interpolation, best replies are its own.

* residual: max over stages, decision states and belief nodes of max |σ − logit(Q)|, Q being that of σ on
  the same lattice.
* residual_fine: the same between the nodes, at the middle of their cells, σ interpolated in its logarithm:
  the mean, weighted by reach. An error of discretisation.
* regret: max over actors and strategic types of the best reply's value less σ's at the prior, in stakes;
  regret_anywhere: from every place (stage, state, node) reached with probability 1e-6 or more. While i
  deviates, b_i moves by the σ_i that the others expect. Both values are of one grid, twice as fine as the
  solution's about everybody.
* logit_bound: what choosing by the logit rule can cost at most (:mod:`.certify.bound`), in stakes. regret is
  at most logit_bound + grid error.
* consistency, of the distribution pushed forward (:mod:`.certify.reach`): the larger of max |E[b_t] − b_0|
  and max |mass of types − belief in them · mass|.
* grid_error: see :func:`grid_error`.
* stake, by actor: the range, over stages and states reached with probability 1e-6 or more and endings so
  reached, of the mean of V over beliefs as they are distributed there; the largest over its strategic types.
  Catastrophe as an ending never enters. Where the range is nought 1 stands for it, and is said to.
* branch: how the solution was reached, folds met, whether others were found.

Without a horizon there is one stage, and what counts as reached is the expected number of visits, over as
many moves as are followed (``unfinished`` says what was still in play).

    >>> from deterrence.game.stochastic import StochasticGame
    >>> from deterrence.solvers.markov import solve_markov
    >>> import numpy as np
    >>> pennies = np.array([[[1.0, -1.0], [-1.0, 1.0]], [[-1.0, 1.0], [1.0, -1.0]]])
    >>> game = StochasticGame.from_arrays([pennies], [np.ones((2, 2, 1))], 0.9, precision=3.0)
    >>> certificate = certify(solve_markov(game))
    >>> certificate.residual < 1e-9 and certificate.regret < 1e-9
    True
    >>> round(certificate.logit_bound, 3)  # log 2 / 3, for ever at 0.9
    2.31

References: McKelvey & Palfrey (1998), "Quantal Response Equilibria for Extensive Form Games", Experimental
Economics 1(1), for the logit rule; the other sources are named where they are used.
"""

from __future__ import annotations

from collections import Counter

from ..errors import ArgumentError
from .certify.gridwise import certify_grid
from .certify.plainwise import certify_plain
from .certify.record import ActorFigures, Certificate, GridError
from .certify.refining import grid_error
from .grid import Assessment
from .markov import MarkovAssessment

__all__ = ["ActorFigures", "Certificate", "GridError", "certify", "grid_error"]

REACHED = 1e-6
FOLDS_NAMED = 3


def certify(
    assessment: Assessment | MarkovAssessment,
    *,
    error: GridError | None = None,
    found: int | None = None,
    starts: int | None = None,
    factor: int = 2,
    floor: float = REACHED,
) -> Certificate:
    """Certify a solution.

    Args:
        assessment: what a solver found, on a belief grid or without private types.
        error: the grid error, where it was estimated; of no use without a grid.
        found: distinct equilibria found by a search, this one included; None if there was none.
        starts: how many starts the search had.
        factor: how many times finer the grid of the best reply is; 1 is four times as quick and tells less.
        floor: probability from which a place counts as reached.

    Raises:
        ArgumentError: a factor below one, or ``found`` below one.
        NotConverged: values of a game without a horizon that do not settle.
    """
    if factor < 1 or (found is not None and found < 1):
        raise ArgumentError("a certificate needs factor >= 1 and found >= 1")
    branch = f"{_reached(assessment)}; {_others(found, starts)}"
    if isinstance(assessment, MarkovAssessment):
        return certify_plain(assessment, branch, floor)
    return certify_grid(assessment, branch, error, factor, floor)


def _reached(assessment: Assessment | MarkovAssessment) -> str:
    if isinstance(assessment, MarkovAssessment):
        return assessment.message
    if assessment.game.structure.horizon is None:
        way = "fixed point from the long finite horizon"
    else:
        way = "backward induction from the last move, node by node"
    if not assessment.folds:
        return f"{way}; no folds met"
    count = len(assessment.folds)
    ways = Counter((fold.state, fold.how) for fold in assessment.folds)
    named = [f"'{state}' {how} ({times})" for (state, how), times in ways.most_common(FOLDS_NAMED)]
    more = f" and {len(ways) - FOLDS_NAMED} more" if len(ways) > FOLDS_NAMED else ""
    return f"{way}; off the plain continuation from λ = 0 at {count} node{'s' * (count > 1)}: {', '.join(named)}{more}"


def _others(found: int | None, starts: int | None) -> str:
    if found is None:
        return "others were not searched for"
    searched = f" from {starts} starts" if starts is not None else ""
    return f"unique as far as searched{searched}" if found == 1 else f"{found} found{searched}"
