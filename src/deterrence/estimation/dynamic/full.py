"""Full maximum likelihood: a nested fixed point, with the equilibrium that makes what was done likeliest.

At coefficients each game may have several equilibria. Along a climb a game goes on from the equilibrium at the nearest
coefficients solved before, so that the likelihood is smooth; where there is none, from what the data show of choices.
Where that branch folds back the climb goes on along the surface of equilibria (:mod:`.surface`). At the end others are
looked for from many starts, and where one is likelier and leads to a maximum the climb goes on from there. Rust (1987),
Econometrica 55(5), nests the fixed point of one agent in this way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np

from ...errors import NotConverged
from ...files.messages import listed, shown
from ..estimable import Derivative
from ..maximise import FAR
from .constrained import constrained
from .equilibria import Equilibria, equilibria, random_values
from .model import Choice, GamesModel, derivative_of
from .pseudo import at_beliefs
from .replies import Replies
from .sensitivity import Sensitivity
from .solutions import Solutions
from .solving import solve, values_at, values_of
from .surface import Prior, climbed

Array = np.ndarray
LOOKS = 12  # draws of a look around for other equilibria, two starts each
FEW_LOOKS = 3  # where there is none yet
MANY_LOOKS = 48  # where a climb is to begin
NEARER_TO_ZERO = (0.5, 0.5, 0.5, 0.0)  # factors of coefficients, one after another
GAIN = 1e-6  # of log likelihood: less is rounding
FOLD = 1e-3  # smallest singular value of I − Φ_v: less is at a fold, or close to one
MOST_LISTED = 20  # games with several equilibria that are reported one by one


@dataclass(frozen=True, eq=False, kw_only=True)
class DynamicModel(GamesModel):
    """A dynamic game with data, at full maximum likelihood.

    Attributes:
        solutions: equilibria found so far.
        joint: whether a climb begins in coefficients and values together (:mod:`.constrained`).
    """

    solutions: Solutions = field(default_factory=Solutions)
    joint: bool = False

    def solved(self, theta: Array) -> Array:
        """(G, N, S, A), values at the equilibrium of each game; not numbers where none is found and one is needed."""
        known = self.solutions.at(theta)
        if known is not None:
            return known
        payoffs = self.payoffs(theta)
        best = Likeliest(self, payoffs)
        near = self.solutions.nearest(theta, self.scales)
        if near is not None:
            best.offer(self._ahead(*near, theta))
        if not best.whole:
            best.offer(values_at(self.game, payoffs, self.beliefs), only_missing=True)
            for start in self._looks(payoffs, FEW_LOOKS, 0):
                best.offer(start, only_missing=True)
        if best.whole:
            self.solutions.add(theta, best.values)
        return best.values

    def _ahead(self, before: Array, values: Array, theta: Array) -> Array:
        """Values that an equilibrium moves to with coefficients, to first order."""
        moves = Sensitivity(Replies(self.game, self.payoffs(before), values), self.columns).moves
        with np.errstate(all="ignore"):
            return values + np.einsum("gisak,gk->gisa", moves, (theta - before)[self.index], optimize=True)

    def at(self, theta: Array) -> Replies:
        """Best replies to one another."""
        return Replies(self.game, self.payoffs(theta), self.solved(theta))

    def logs(self, theta: Array) -> Array:
        """(G, N, S, A), log p in equilibrium."""
        logs = self.at(theta).logs
        return np.where(np.isfinite(logs), logs, -np.inf)

    def choice(self, theta: Array) -> Choice:
        """Choices in equilibrium with derivatives."""
        at = self.at(theta)
        return Choice(at.logs, Sensitivity(at, self.columns).log_moves)

    def derivative(self, theta: Array) -> Derivative:
        """The log likelihood, its gradient and its Hessian."""
        value = self.log_likelihood(theta)
        if not np.isfinite(value):
            return Derivative(-np.inf, np.full(self.size, np.nan), np.full((self.size, self.size), np.nan))
        moved = Sensitivity(self.at(theta), self.columns)
        return derivative_of(self, value, moved.gradient(self.tally), moved.hessian(self.tally))

    def information(self, theta: Array) -> Array:
        """(P, P), of best replies to the chances of the first step: they have the information that equilibrium has.

        Chances are known from enough data; given them, coefficients are identified where best replies to them are
        (Aguirregabiria and Mira 2007; Pesendorfer and Schmidt-Dengler 2008, Review of Economic Studies 75(3)).
        """
        return at_beliefs(self).information(theta)

    def every_equilibrium(self, theta: Array, looks: int = LOOKS, seed: int = 0) -> Equilibria:
        """Equilibria of every game found from many starts, the one that is taken among them."""
        payoffs = self.payoffs(theta)
        starts = [self.solved(theta), values_of(self.game, payoffs, self.beliefs)]
        return equilibria(self.game, payoffs, [*starts, *self._looks(payoffs, looks, seed)])

    def _looks(self, payoffs: Array, count: int, seed: int) -> Iterator[Array]:
        return random_values(self.game, payoffs, self.tally, self.beliefs, count, seed)

    def approached(self, theta: Array) -> Array:
        """(P,), where coefficients and values together lead to, if that is asked for and ends at an equilibrium.

        Else a climb begins at the likeliest equilibria that are found. Where some game has none yet, one is looked for
        longer, and if there is none still the climb begins nearer to coefficients of zero, where one is easily found.
        """
        if not self.joint:
            if not np.isfinite(self.solved(theta)).all():
                self._sought(theta)
            for part in NEARER_TO_ZERO:
                if np.isfinite(self.solved(theta)).all():
                    break
                theta = part * theta
            better = self.reconsidered(theta)
            return theta if better is None else better
        found = constrained(self, theta, values_of(self.game, self.payoffs(theta), self.beliefs))
        there = solve(self.game, self.payoffs(found.theta), found.values)
        if not there.found.all():
            return theta
        self.solutions.add(found.theta, there.values, end=True)
        return found.theta

    def _sought(self, theta: Array) -> None:
        payoffs = self.payoffs(theta)
        best = Likeliest(self, payoffs)
        for start in self._looks(payoffs, MANY_LOOKS, 1):
            best.offer(start, only_missing=True)
        if best.whole:
            self.solutions.add(theta, best.values)

    def reconsidered(self, theta: Array) -> Array | None:
        """(P,), the coefficients, where other equilibria than those of the climb make what was done likelier.

        They differ from those given in the last digit of one, so that the equilibria of both are remembered.
        """
        before = self.log_likelihood(theta)
        if not np.isfinite(before):
            return None
        self.solutions.add(theta, self.solved(theta), end=True)
        best = self.likeliest(theta)
        if not best.total > before + GAIN:
            return None
        beside = theta.copy()
        beside[0] = np.nextafter(beside[0], np.inf)
        self.solutions.add(beside, best.values, end=True)
        return beside

    def turned(self, theta: Array, prior: Prior) -> Array | None:
        """(P,), where a climb goes on to along the surface of equilibria; None where it goes nowhere."""
        values = self.solved(theta)
        if not np.isfinite(values).all() or np.abs(theta * self.scales).max() > FAR:
            return None
        end = climbed(self, theta, values, prior)
        if np.array_equal(end.theta, theta):
            return None
        self.solutions.add(end.theta, end.values, end=True)
        return end.theta

    def obstacle(self, theta: Array) -> str:
        """Which games have no equilibrium that is found, or are at a fold of their equilibria."""
        values = self.solved(theta)
        lost = np.flatnonzero(~np.isfinite(values).all((1, 2, 3)))
        if len(lost):
            return f"no equilibrium is found there of {len(lost)} games ({listed([self.games[g] for g in lost])})"
        slope = np.eye(values[0].size) - Replies(self.game, self.payoffs(theta), values).jacobian
        smallest = np.linalg.svd(slope, compute_uv=False)[:, -1]
        g = int(np.argmin(smallest))
        if smallest[g] > FOLD:
            return ""
        return (
            f"the equilibrium of the game {shown(self.games[g])} folds back there (I − Φ_v has the singular value "
            f"{smallest[g]:.1e}), so that beyond there is none nearby and the likelihood ends with an infinite slope"
        )

    def likeliest(self, theta: Array) -> Likeliest:
        """Of every game the equilibrium, of all that are found, that makes what was done likeliest."""
        best = Likeliest(self, self.payoffs(theta))
        for values in self.every_equilibrium(theta).each():
            best.offer(values)
        return best

    def details(self, theta: Array) -> dict[str, Any]:
        """Every equilibrium found at the estimates, and how one was selected."""
        found = self.every_equilibrium(theta)
        number = found.number
        best = Likeliest(self, found.payoffs)
        for values in found.each():
            best.offer(values)
        several = np.flatnonzero(number > 1)
        mine = (self.tally * np.where(self.tally > 0, self.logs(theta), 0.0)).sum((1, 2, 3))
        listed_games = [
            {"game": self.games[g], "loglik": float(mine[g]), "all": sorted(self._fits(found, g), reverse=True)}
            for g in several[:MOST_LISTED]
        ]
        return {
            "selection": "in each game the equilibrium that the climb led along; another where it was likelier and led "
            "to a maximum",
            "equilibria": {
                "games_by_number": {str(k): int((number == k).sum()) for k in np.unique(number)},
                "several": listed_games,
                "residual": float(self.at(theta).residual.max()),
                "likeliest": best.total,
            },
            **({"transition": self.first_step} if self.first_step else {}),
        }

    def _fits(self, found: Equilibria, game: int) -> list[float]:
        tally = self.tally[game]
        return [
            float((tally * Replies(self.game, found.payoffs[game : game + 1], values[None]).logs[0]).sum())
            for values in found.values[game]
        ]

    def taken(self, rows: Array) -> Self:
        """The same model at some of its rows; what is known of equilibria is handed on."""
        return replace(super().taken(rows), solutions=self._copied())

    def trained(self) -> Self:
        """The same model with a first step of its rows; nothing is known of equilibria."""
        return replace(super().trained(), solutions=Solutions())

    def simulated(self, theta: Array, draws: np.random.Generator) -> Self:
        """The same games played again; what is known of equilibria is handed on.

        Raises:
            NotConverged: a game has no equilibrium that is found, so that there is nothing to draw from.
        """
        if not np.isfinite(self.solved(theta)).all():
            raise NotConverged("no equilibrium of some games is found at the estimates: outcomes cannot be drawn there")
        return replace(super().simulated(theta, draws), solutions=self._copied())

    def _copied(self) -> Solutions:
        return Solutions(dict(self.solutions.found), set(self.solutions.ends))


class Likeliest:
    """The likeliest equilibrium of each game among those offered.

    Attributes:
        values: (G, N, S, A); not numbers where there is none yet.
        fits: (G,), the log likelihood of each game there.
    """

    def __init__(self, model: DynamicModel, payoffs: Array):
        self.model, self.payoffs = model, payoffs
        self.values = np.full(model.beliefs.shape, np.nan)
        self.fits = np.full(len(payoffs), -np.inf)

    def offer(self, start: Array, only_missing: bool = False) -> None:
        """Solve from values, and keep what is likelier."""
        games = np.flatnonzero(~np.isfinite(self.fits)) if only_missing else np.arange(len(self.fits))
        if not len(games):
            return
        model = self.model
        found = solve(model.game, self.payoffs[games], start[games])
        logs = Replies(model.game, self.payoffs[games], found.values).logs
        tally = model.tally[games]
        fits = np.where(found.found, np.where(tally > 0, tally * logs, 0.0).sum((1, 2, 3)), -np.inf)
        better = fits > self.fits[games]
        self.values[games[better]], self.fits[games[better]] = found.values[better], fits[better]

    @property
    def whole(self) -> bool:
        """Whether every game has one."""
        return bool(np.isfinite(self.fits).all())

    @property
    def total(self) -> float:
        """The log likelihood of all games."""
        return float(self.fits.sum())
