"""Quantal response in experiments: the precision of choice that makes observed counts likeliest.

On the principal branch of the logit correspondence of a game, which begins at even choice (λ = 0), choices have
probabilities σ(λ); with counts n_a of every action the log likelihood is Σ n_a log σ_a(λ) (McKelvey and Palfrey 1995,
Games and Economic Behavior 10(1); of agents at information sets, 1998, Experimental Economics 1(1); recalled, not
opened). Several games are pooled at one λ, or each has its own.

λ is in units of one over payoffs. Its interval is the profile likelihood's. λ = 0 and λ = ∞ (Nash, at the limit of the
branch) are ends of its range, and tested as such (:mod:`.precision`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from scipy.optimize import brentq
from scipy.stats import chi2

from ..errors import NotConverged
from ..solvers.tree.solving import TreeSolution, solve_tree
from ..solvers.tree.statics import derivatives
from ..trees.tree import GameTree
from .precision import EVEN, NASH, Precision, at_an_end

Array = np.ndarray
LADDER = np.geomspace(1e-2, 1e3, 26)  # λ times the range of payoffs, where maxima are looked for
RAREST, STEEP = 1e-290, -1e12  # probabilities counted as none, and how the likelihood falls where one was seen
DIGITS = 9  # of log likelihoods that are compared: of equals the highest λ is taken
EXACT = 1e-12  # of λ, in proportion


@dataclass(frozen=True, eq=False)
class Branch:
    """The principal branch of a game's logit correspondence; what was solved on it is kept, for counts do not move it.

    Attributes:
        tree: the game.
    """

    tree: GameTree
    _policies: dict[float | None, Array | NotConverged] = field(default_factory=dict, repr=False)
    _slopes: dict[float, Array] = field(default_factory=dict, repr=False)
    _last: dict[float | None, TreeSolution] = field(default_factory=dict, repr=False)  # one alone: they are large

    @cached_property
    def spread(self) -> float:
        """The range of payoffs: λ times it is without units."""
        payoff = self.tree.numbers().payoff
        return float(np.ptp(payoff, axis=0).max()) or 1.0

    def policy(self, precision: float | None) -> Array:
        """(A,), σ at λ; at the limit of the branch for None. Raises ``NotConverged`` where it cannot be followed."""
        if precision not in self._policies:
            self._solved(precision)
        found = self._policies[precision]
        if isinstance(found, NotConverged):
            raise found
        return found

    def slope(self, precision: float) -> Array:
        """(A,), dσ/dλ. Raises as :meth:`policy`."""
        if precision not in self._slopes:
            solution = self._last.get(precision) or self._solved(precision)
            self._slopes[precision] = derivatives(solution, "λ").policy
        return self._slopes[precision]

    def _solved(self, precision: float | None) -> TreeSolution:
        try:
            solution = solve_tree(self.tree, precision)
        except NotConverged as error:
            self._policies[precision] = error
            raise
        self._policies[precision] = solution.assessment.policy
        self._last.clear()
        self._last[precision] = solution
        return solution


@dataclass(frozen=True, eq=False)
class Played:
    """A game with counts.

    Attributes:
        name: of the game.
        branch: of the game.
        counts: (A,), how often each action was chosen, actions in the tree's order.
    """

    name: str
    branch: Branch
    counts: Array

    @property
    def tree(self) -> GameTree:
        """The game."""
        return self.branch.tree

    def log_likelihood(self, precision: float | None) -> float:
        """Σ n log σ at λ on the principal branch; at its limit for None. Minus infinity where σ gives no chance to what
        was seen."""
        policy = self.branch.policy(precision)
        if self._impossible(policy):
            return -np.inf
        seen = self.counts > 0
        return float(self.counts[seen] @ np.log(policy[seen]))

    def slope(self, precision: float) -> float:
        """Derivative of the log likelihood in λ."""
        policy = self.branch.policy(precision)
        if self._impossible(policy):
            return STEEP
        seen = self.counts > 0
        return float((self.counts[seen] * self.branch.slope(precision)[seen] / policy[seen]).sum())

    def simulated(self, precision: float, draws: np.random.Generator) -> Played:
        """As many choices at every information set as there were, drawn at λ."""
        policy, first = self.branch.policy(precision), self.tree.layout.first
        counts = np.zeros_like(self.counts)
        for low, high in pairwise(first.tolist()):
            chances = policy[low:high] / policy[low:high].sum()
            counts[low:high] = draws.multinomial(round(float(self.counts[low:high].sum())), chances)
        return replace(self, counts=counts)

    @property
    def even(self) -> float:
        """The log likelihood at λ = 0: every move as its base weight has it."""
        return float(self.counts @ self.tree.log_weights)

    def _impossible(self, policy: Array) -> bool:
        return bool(((policy < RAREST) & (self.counts > 0)).any())


def estimate(games: Sequence[Played], level: float = 0.95) -> Precision:
    """λ of games, pooled.

    Args:
        games: with their counts.
        level: of the interval.

    Raises:
        NotConverged: the branch cannot be followed to where it is needed.
    """

    def log_likelihood(precision: float) -> float:
        return sum(game.log_likelihood(precision) for game in games)

    def slope(precision: float) -> float:
        return sum(game.slope(precision) for game in games)

    even = sum(game.even for game in games)
    nash = sum(game.log_likelihood(None) for game in games)
    ladder, slopes = _followed(slope, LADDER / max(game.branch.spread for game in games))
    maxima = []
    for k in range(len(ladder) - 1):
        if slopes[k] > 0 >= slopes[k + 1]:
            at = float(brentq(slope, ladder[k], ladder[k + 1], rtol=EXACT, xtol=EXACT * ladder[k]))
            maxima.append((at, log_likelihood(at)))
    last = [(np.inf, max(nash, log_likelihood(ladder[-1])))] if slopes[-1] > 0 else [(np.inf, nash)]
    value, top = max([(0.0, even), *maxima, *last], key=lambda found: (round(found[1], DIGITS), found[0]))
    drop = float(chi2.ppf(level, 1)) / 2

    def short(precision: float) -> float:
        return log_likelihood(precision) - top + drop

    low, high = _interval(short, value, even - top + drop, ladder)
    error = None
    if 0 < value < np.inf:
        step = 1e-4 * value
        bend = (slope(value + step) - slope(value - step)) / (2 * step)
        error = float(np.sqrt(-1 / bend)) if bend < 0 else None
    n = int(sum(game.counts.sum() for game in games))
    against = {EVEN: at_an_end(top, even), NASH: at_an_end(top, nash)}
    return Precision(value, error, low, high, top, n, against, maxima=tuple(maxima))


def _followed(slope: Callable[[float], float], ladder: Array) -> tuple[Array, list[float]]:
    """Slopes up the ladder, as far as the branch can be followed."""
    slopes: list[float] = []
    for precision in ladder:
        try:
            slopes.append(slope(float(precision)))
        except NotConverged:
            if not slopes:
                raise
            break
    return ladder[: len(slopes)], slopes


def _interval(short: Callable[[float], float], value: float, at_zero: float, ladder: Array) -> tuple[float, float]:
    """Where the log likelihood has fallen by the drop, on either side."""
    low, high = 0.0, np.inf
    if value > 0 and at_zero < 0:
        below = [x for x in ladder if x < value and short(x) < 0]
        start, end = (max(below), min(value, ladder[-1])) if below else (ladder[0] * 1e-6, min(value, ladder[-1]))
        low = float(brentq(short, start, end, rtol=1e-9))
    above = [x for x in ladder if x > value and short(x) < 0]
    if above:
        start = max([x for x in ladder if x < min(above) and x >= value], default=max(value, ladder[0] * 1e-6))
        high = float(brentq(short, start, min(above), rtol=1e-9))
    return low, high
