"""Quantal response in experiments: the precision of choice that makes observed counts likeliest.

On the principal branch of the logit correspondence of a game, which begins at even choice (λ = 0), choices have
probabilities σ(λ); with counts n_a of every action the log likelihood is Σ n_a log σ_a(λ) (McKelvey and Palfrey 1995,
Games and Economic Behavior 10(1); of agents at information sets, 1998, Experimental Economics 1(1); recalled, not
opened). Several games are pooled at one λ, or each has its own.

λ is in units of one over payoffs. Its interval is the profile likelihood's. Against λ = 0 and against λ = ∞ (Nash, at
the limit of the branch) the parameter is at an end of its range: the likelihood ratio is zero half of the time, and χ²
with one degree of freedom the other half (Chernoff 1954, Annals of Mathematical Statistics 25(4), 573–578, abstract
opened; Self and Liang 1987, Journal of the American Statistical Association 82(398), recalled, not opened).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import Field
from scipy.optimize import brentq
from scipy.special import erfc
from scipy.stats import chi2

from ..errors import ArgumentError, NotConverged
from ..files.messages import amount, did_you_mean, listed, shown
from ..files.reader import FileKind, Loaded
from ..files.record import Record, Text
from ..solvers.tree.solving import solve_tree
from ..solvers.tree.statics import derivatives
from ..trees.gambit import read_gambit
from ..trees.tree import GameTree
from .table import Table, read_table

Array = np.ndarray
SCHEMA = "deterrence-qre-1"
COLUMNS = ("game", "player", "set", "action", "count")
LADDER = np.geomspace(1e-2, 1e3, 26)  # λ times the range of payoffs, where maxima are looked for
RAREST, STEEP = 1e-290, -1e12  # probabilities counted as none, and how the likelihood falls where one was seen
DIGITS = 9  # of log likelihoods that are compared: of equals the highest λ is taken
EXACT = 1e-12  # of λ, in proportion
AT_AN_END = (
    "Even choice (λ = 0) and Nash (λ without bound) are ends of the range of λ: p is that of a ratio that is zero half "
    "of the time and χ² with one degree of freedom the other half (Self and Liang 1987)."
)


class Experiment(Record):
    """Games that were played."""

    format: Literal["deterrence-qre-1"] = Field("deterrence-qre-1", alias="schema")
    title: Text = "quantal response"
    text: Text | None = None
    games: dict[str, Text] = Field(min_length=1, description="Name -> file of Gambit's, beside this one.")


EXPERIMENT = FileKind("experiment", SCHEMA, Experiment)


@dataclass(frozen=True, eq=False)
class Played:
    """A game with counts.

    Attributes:
        name: of the game.
        tree: the game.
        counts: (A,), how often each action was chosen, actions in the tree's order.
    """

    name: str
    tree: GameTree
    counts: Array

    @cached_property
    def spread(self) -> float:
        """The range of payoffs: λ times it is without units."""
        payoff = self.tree.numbers().payoff
        return float(np.ptp(payoff, axis=0).max()) or 1.0

    def log_likelihood(self, precision: float | None) -> float:
        """Σ n log σ at λ on the principal branch; at its limit for None."""
        return self._at(solve_tree(self.tree, precision).assessment.policy)

    def slope(self, precision: float) -> float:
        """Derivative of the log likelihood in λ."""
        solution = solve_tree(self.tree, precision)
        policy = solution.assessment.policy
        if self._impossible(policy):
            return STEEP
        seen = self.counts > 0
        return float((self.counts[seen] * derivatives(solution, "λ").policy[seen] / policy[seen]).sum())

    @property
    def limit(self) -> float:
        """The log likelihood at the limit of the branch; minus infinity where it gives no chance to what was seen."""
        return self._at(solve_tree(self.tree).assessment.policy)

    @property
    def even(self) -> float:
        """The log likelihood at λ = 0: every move as its base weight has it."""
        return float(self.counts @ self.tree.log_weights)

    def _at(self, policy: Array) -> float:
        if self._impossible(policy):
            return -np.inf
        seen = self.counts > 0
        return float(self.counts[seen] @ np.log(policy[seen]))

    def _impossible(self, policy: Array) -> bool:
        return bool(((policy < RAREST) & (self.counts > 0)).any())


@dataclass(frozen=True)
class Precision:
    """An estimate of λ.

    Attributes:
        value: λ; infinite where the likelihood rises to its limit.
        error: standard error from the second derivative; None at an end of the range.
        low, high: the interval by profile likelihood.
        log_likelihood: there.
        even, nash: the log likelihood at λ = 0, and at the limit of the branch.
        maxima: (λ, log likelihood) of every local maximum found.
        n: choices seen.
    """

    value: float
    error: float | None
    low: float
    high: float
    log_likelihood: float
    even: float
    nash: float
    maxima: tuple[tuple[float, float], ...]
    n: int

    def against(self, other: float) -> tuple[float, float]:
        """Likelihood ratio statistic against an end of the range, and its p: half that of χ² with one degree of
        freedom; 1 where the ratio is zero."""
        ratio = max(2 * (self.log_likelihood - other), 0.0)
        return ratio, (0.5 * float(erfc(np.sqrt(ratio / 2))) if ratio > 0 else 1.0)

    def as_dict(self) -> dict[str, Any]:
        """For JSON; what is infinite is null."""
        (even, p_even), (nash, p_nash) = self.against(self.even), self.against(self.nash)
        return {
            "precision": _finite(self.value),
            "se": self.error,
            "low": self.low,
            "high": _finite(self.high),
            "loglik": self.log_likelihood,
            "n": self.n,
            "against_even_choice": {"loglik": self.even, "ratio": even, "p": p_even},
            "against_nash": {"loglik": _finite(self.nash), "ratio": _finite(nash), "p": p_nash},
            "maxima": [{"precision": at, "loglik": value} for at, value in self.maxima],
        }


def _finite(x: float) -> float | None:
    return x if np.isfinite(x) and abs(x) < 1e300 else None


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
    nash = sum(game.limit for game in games)
    ladder, slopes = _followed(slope, LADDER / max(game.spread for game in games))
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
    return Precision(value, error, low, high, top, even, nash, tuple(maxima), n)


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


@dataclass(frozen=True, eq=False)
class PrecisionFit:
    """Precisions of games, pooled and each by itself.

    Attributes:
        title: of the experiment.
        pooled: λ of all.
        games: name -> λ of each; none where there is one game.
    """

    title: str
    pooled: Precision
    games: dict[str, Precision]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        shown = {"title": self.title, **self.pooled.as_dict()}
        shown["estimates"] = {"precision": {"estimate": _finite(self.pooled.value), "se": self.pooled.error}}
        shown["tests"] = AT_AN_END
        shown["branch"] = "the principal branch of the logit correspondence, from even choice"
        return {**shown, "games": {name: found.as_dict() for name, found in self.games.items()}}

    def text(self) -> str:
        """For a terminal."""
        lines = [f"{self.title}: precision of logit quantal response, principal branch"]
        for name, found in {**({"pooled": self.pooled} if self.games else {"": self.pooled}), **self.games}.items():
            error = f" (std. error {found.error:.6g})" if found.error is not None else ""
            lines.append(
                f"{name + ': ' if name else ''}λ = {found.value:.9g}{error}, interval {found.low:.6g} to "
                f"{found.high:.6g}; log likelihood {found.log_likelihood:.6f}, {amount(found.n, 'choice')}"
            )
            for what, other in (("even choice", found.even), ("Nash", found.nash)):
                ratio, p = found.against(other)
                lines.append(f"  against {what}: log likelihood {other:.6f}, ratio {ratio:.3f}, p = {p:.3g}")
        lines.append(AT_AN_END)
        return "\n".join(lines)


def fit_games(games: dict[str, GameTree], title: str, table: Table, level: float = 0.95) -> PrecisionFit:
    """Precisions from a table of counts: columns ``player``, ``action``, ``count``, and ``set`` and ``game`` where a
    player has several information sets, or several games were played.

    Raises:
        InputError: a column, game, player, information set or action that there is none of; with the line.
        NotConverged: as :func:`estimate`.
    """
    played = [Played(name, tree, np.zeros(tree.layout.actions)) for name, tree in games.items()]
    for column in ("player", "action", "count"):
        table.require(column, "an experiment")
    if len(games) > 1:
        table.require("game", "an experiment with several games")
    counts = table.numbers("count", np.arange(len(table)))
    for row in range(len(table)):
        cells = {column: table.cells[column][row] for column in COLUMNS if column in table.cells}
        if counts[row] < 0 or counts[row] != round(counts[row]):
            raise table.refuse(f"the count is {counts[row]:g}", "write a whole number, none below 0", row)
        name = cells.get("game", next(iter(games)))
        if name not in games:
            raise table.refuse(f"there is no game {shown(name)}", did_you_mean(name, games) or listed(games), row)
        game = played[list(games).index(name)]
        game.counts[_action(game.tree, cells, table, row)] += counts[row]
    for game in played:
        if not game.counts.sum():
            raise table.refuse(f"the table has no choice in the game {shown(game.name)}", "leave the game out")
    alone = {game.name: estimate([game], level) for game in played} if len(played) > 1 else {}
    return PrecisionFit(title, estimate(played, level), alone)


def _action(tree: GameTree, cells: dict[str, str], table: Table, row: int) -> int:
    """Index of the action that a row is about."""
    try:
        player = tree.find_player(cells["player"])
        own = [h for h, each in enumerate(tree.sets) if each.player == player]
        if cells.get("set"):
            which = int(cells["set"]) if cells["set"].isdigit() else cells["set"]
            chosen = tree.find(player, which)
        elif len(own) == 1:
            chosen = own[0]
        else:
            raise ArgumentError(f"{cells['player']} has {len(own)} information sets")
        return int(tree.layout.first[chosen]) + tree.find_move(chosen, cells["action"])
    except ArgumentError as error:
        raise table.refuse(str(error), "name player, set and action as the game has them", row) from None


def fit_experiment(loaded: Loaded[Experiment], data: str | Path, level: float = 0.95) -> PrecisionFit:
    """Precisions from a file that names several games, and a table of counts. Raises as :func:`fit_games`."""
    folder = Path(loaded.file).parent
    games = {name: read_gambit(folder / file) for name, file in loaded.record.games.items()}
    return fit_games(games, loaded.record.title, read_table(data), level)


def fit_gambit(game: str | Path, data: str | Path, level: float = 0.95) -> PrecisionFit:
    """The precision of one game of Gambit's, from a table of counts. Raises as :func:`fit_games`."""
    path = Path(game)
    tree = read_gambit(path)
    name = tree.title or path.stem
    return fit_games({name: tree}, name, read_table(data), level)
