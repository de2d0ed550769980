"""The certificate that every solution carries, by code that shares nothing with the solvers but the game.

Strategies are taken from the assessment and nothing else: values are evaluated again, beliefs are moved and
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
  Catastrophe as an ending never enters. Where the range is zero 1 stands for it, and is said to.
* branch: how the solution was reached, folds met, whether others were found.

Without a horizon there is one stage, and what counts as reached is the expected number of visits, over as
many moves as are followed (``unfinished`` says what was still in play).

    >>> from deterrence.games.from_arrays import from_arrays
    >>> from deterrence.solvers.markov import solve_markov
    >>> import numpy as np
    >>> pennies = np.array([[[1.0, -1.0], [-1.0, 1.0]], [[-1.0, 1.0], [1.0, -1.0]]])
    >>> game = from_arrays([pennies], [np.ones((2, 2, 1))], 0.9, precision=3.0)
    >>> certificate = solve_markov(game).certify()
    >>> certificate.residual < 1e-9 and certificate.regret < 1e-9
    True
    >>> round(certificate.logit_bound, 3)  # log 2 / 3, for ever at 0.9
    2.31

References: McKelvey & Palfrey (1998), "Quantal Response Equilibria for Extensive Form Games", Experimental
Economics 1(1), for the logit rule; the other sources are named where they are used.
"""

from __future__ import annotations

from .certify.record import ActorFigures, Certificate, GridError
from .certify.refining import grid_error

__all__ = ["ActorFigures", "Certificate", "GridError", "grid_error"]
