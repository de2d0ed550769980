"""The crisis of Lewis and Schultz (2003): a challenge that is informative about what the challenger does if resisted.

A keeps the status quo (worth S_A) or challenges; B concedes (V_A to A, C_B to B) or resists; A stands firm (W_A + ε_A
to A, W_B + ε_B to B) or backs down (a + ε_a to A, V_B to B). ε_A and ε_a are known to A alone, ε_B to B alone, all
standard normal. With p_R the probability that B resists and c = (S_A − (1 − p_R) V_A)/p_R,

    p_C = 1 − Φ(c − W_A) Φ(c − a),   p_C p_F = Φ₂((W_A − a)/√2, W_A − c; 1/√2),
    p_R = Φ((p_F W_B + (1 − p_F) V_B − C_B)/p_F):

a fixed point, with several roots at some payoffs.

* Full maximum likelihood: at each payoff all roots are found, and each row of the data is played at the root that makes
  what was seen there likeliest. That is how the equilibrium is *selected*; it is one equilibrium a row, as Crisman-Cox
  and Gibilisco (2021) estimate it.
* Pseudo-likelihood: best responses to beliefs (p_R, p_F) estimated beforehand.
* Nested pseudo-likelihood: the same, beliefs replaced by the best responses until nothing moves.

References: Lewis, J. B. and Schultz, K. A. (2003), "Revealing preferences", Political Analysis 11(4); Crisman-Cox, C.
and Gibilisco, M. (2021), "Estimating signaling games in international relations", Political Science Research and
Methods 9(3) (both recalled, not opened).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from scipy.special import ndtr

from .algebra import Algebra, Quantity
from .bivariate import log_both
from .jets import Jet, variable
from .linear_model import JETS, PLAIN, DiscreteModel

Array = np.ndarray
ROOT_TWO = float(np.sqrt(2.0))
LOWEST, HIGHEST = -8.0, 8.0  # Φ⁻¹ of p_R, between which roots are looked for closely
FAR_BELOW, FAR_ABOVE = -np.geomspace(36.0, 8.5, 12), np.geomspace(8.5, 1e8, 12)  # and beyond, where answers hardly move
COARSE, FINE = 65, 2001  # points between which a change of sign is looked for: in a climb, and in a table of equilibria
HALVINGS, NEWTONS = 8, 6
STEP = 1e-5  # of a difference, in units of payoff
NEAR = 0.1  # of random starts, in units of payoff
MOST_TOLD = 50  # rows with several equilibria that are listed


@dataclass(frozen=True)
class Crisis:
    """Payoffs of a row, or of many: S_A, V_A, W_A, a, C_B, W_B, V_B."""

    s_a: Quantity
    v_a: Quantity
    w_a: Quantity
    back: Quantity
    c_b: Quantity
    w_b: Quantity
    v_b: Quantity

    def threshold(self, p: Quantity) -> Quantity:
        """c: a challenge pays where the better of A's ends is worth more."""
        return (self.s_a - (1.0 - p) * self.v_a) / p

    def ends(self, c: Quantity) -> tuple[Quantity, Quantity]:
        """log Pr(challenge, and stand firm) and log Pr(challenge, and back down)."""
        ahead = (self.w_a - self.back) / ROOT_TWO
        return log_both(ahead, self.w_a - c), log_both(-ahead, self.back - c)

    def quiet(self, c: Quantity, algebra: Algebra) -> Quantity:
        """log Pr(no challenge)."""
        return algebra.log_cdf("probit", c - self.w_a) + algebra.log_cdf("probit", c - self.back)

    def reply(self, odds: Quantity) -> Quantity:
        """What B's resistance hinges on, in standard deviations, from the odds that A backs down."""
        return self.w_b - self.c_b + (self.v_b - self.c_b) * odds

    def answer(self, z: Quantity, algebra: Algebra) -> Quantity:
        """Φ⁻¹ of B's best response where A thinks that B resists with Φ(z)."""
        firm, back = self.ends(self.threshold(algebra.exp(algebra.log_cdf("probit", z))))
        return self.reply(algebra.exp(back - firm))

    def taken(self, rows: Any) -> Crisis:
        """The payoffs of some rows."""
        return Crisis(*(part if np.ndim(part) == 0 else part[rows] for part in vars(self).values()))


def equilibria(crisis: Crisis, n: int, points: int = COARSE) -> tuple[Array, Array]:
    """Every root found: (rows, Φ⁻¹ of p_R), rows in order.

    Args:
        crisis: payoffs, plain numbers (n,).
        n: rows.
        points: between which a change of sign is looked for.
    """
    grid = np.concatenate([FAR_BELOW, np.linspace(LOWEST, HIGHEST, points), FAR_ABOVE])
    wide = Crisis(*(np.broadcast_to(part, n)[:, None] for part in vars(crisis).values()))
    with np.errstate(all="ignore"):
        excess = wide.answer(grid[None, :], PLAIN) - grid
        up = excess > 0
        rows, left = np.nonzero((up[:, 1:] != up[:, :-1]) & np.isfinite(excess[:, 1:] + excess[:, :-1]))
        here = crisis.taken(rows)
        low, high, rising = grid[left], grid[left + 1], ~up[rows, left]
        for _ in range(HALVINGS):
            middle = 0.5 * (low + high)
            over = (here.answer(middle, PLAIN) - middle > 0) == rising
            low, high = np.where(over, low, middle), np.where(over, middle, high)
        z = 0.5 * (low + high)
        for _ in range(NEWTONS):
            jet = here.answer(variable(z, 0, 1), JETS)
            step = (jet.value - z) / (1.0 - jet.slope[0])
            z = np.clip(z + np.where(np.isfinite(step), step, 0.0), low, high)
    return rows, z


@dataclass(frozen=True, eq=False, kw_only=True)
class SignallingModel(DiscreteModel):
    """The crisis with data, at full maximum likelihood.

    Attributes:
        places: which predictor each payoff of :class:`Crisis` is, in their order; None where it is zero.
        order: the class of each of: status quo, concession, standing firm, backing down.
    """

    places: tuple[int | None, ...]
    order: tuple[int, int, int, int]

    def crisis(self, values: Sequence[Quantity]) -> Crisis:
        """Payoffs from the values of the predictors."""
        return Crisis(*(0.0 if k is None else values[k] for k in self.places))

    def log_classes(self, algebra: Algebra, values: Sequence[Quantity]) -> list[Quantity]:
        """log probability of every class at the selected equilibrium of every row."""
        plain = [value.value if isinstance(value, Jet) else value for value in values]
        z: Quantity = self.selected(self.crisis(plain))
        crisis = self.crisis(values)
        if isinstance(values[0], Jet):
            z = _implicit(crisis, self.crisis(plain), z, values[0])
        return self._logs(crisis, z, algebra)

    def selected(self, crisis: Crisis) -> Array:
        """(n,), Φ⁻¹ of p_R at the equilibrium of every row that makes what was seen likeliest."""
        n = len(self.rows)
        rows, z = equilibria(crisis, n)
        logs = self._logs(crisis.taken(rows), z, PLAIN)
        fits = sum(seen[rows] * log for seen, log in zip(self.counts, logs, strict=True))
        chosen = np.full(n, np.nan)
        order = np.argsort(fits, kind="stable")
        chosen[rows[order]] = z[order]  # the last to be written is the likeliest
        return chosen

    def _logs(self, crisis: Crisis, z: Quantity, algebra: Algebra) -> list[Quantity]:
        resist = algebra.log_cdf("probit", z)
        c = crisis.threshold(algebra.exp(resist))
        firm, back = crisis.ends(c)
        challenge = algebra.log_sum([firm, back])
        seen = (crisis.quiet(c, algebra), challenge + algebra.log_cdf("probit", -z), resist + firm, resist + back)
        return [seen[self.order.index(k)] for k in range(4)]

    def held_out(self, trained: Self, theta: Array, rows: Array) -> Array:
        """(n,), log likelihood of rows left out, each equilibrium that is found there as probable as any other.

        Which one is played there cannot be known from the others, and the likeliest for what was seen would flatter.
        """
        there = self.taken(rows)
        crisis = there.crisis(there.values(theta))
        where, z = equilibria(crisis, len(rows), FINE)
        logs = self._logs(crisis.taken(where), z, PLAIN)
        fits = sum(seen[where] * log for seen, log in zip(there.counts, logs, strict=True))
        found = np.full(len(rows), -np.inf)
        np.logaddexp.at(found, where, fits)
        return found - np.log(np.maximum(np.bincount(where, minlength=len(rows)), 1))

    def units(self) -> list[float]:
        """Starts are drawn near the first guess: far from it there is often no equilibrium with resistance."""
        return [NEAR] * len(self.predictors)

    def details(self, theta: Array) -> dict[str, Any]:
        """Every equilibrium at the estimates, and how one was selected."""
        rows, z = equilibria(self.crisis(self.values(theta)), len(self.rows), FINE)
        number = np.bincount(rows, minlength=len(self.rows))
        several = np.flatnonzero(number > 1)
        return {
            "selection": "in each row the equilibrium at which what was seen there is likeliest",
            "equilibria": {
                "rows_by_number": {str(k): int((number == k).sum()) for k in np.unique(number)},
                "several": [
                    {"row": int(self.rows[k]) + 1, "resist": [round(p, 9) for p in ndtr(z[rows == k])]}
                    for k in several[:MOST_TOLD]
                ],
            },
        }

    def beliefs(self, theta: Array) -> tuple[Array, Array]:
        """(p_R, p_F) of every row at the selected equilibrium."""
        crisis = self.crisis(self.values(theta))
        z = self.selected(crisis)
        firm, back = crisis.ends(crisis.threshold(ndtr(z)))
        return ndtr(z), np.exp(-np.logaddexp(0.0, back - firm))


def _implicit(crisis: Crisis, plain: Crisis, z: Array, like: Jet) -> Jet:
    """z with its derivatives in the payoffs, from z = answer(z): two steps of Newton's method on jets are exact."""
    slope = plain.answer(variable(z, 0, 1), JETS).slope[0]
    found = 0.0 * like + z
    for _ in range(2):
        found = found + (crisis.answer(found, JETS) - found) / (1.0 - slope)
    return Jet(z, found.slope, found.bend)


@dataclass(frozen=True, eq=False, kw_only=True)
class PseudoModel(SignallingModel):
    """The pseudo-likelihood: best responses to beliefs.

    Attributes:
        resist, firm: (n,), beliefs p_R and p_F.
        nested: whether the beliefs answer the estimate, and move with it.
    """

    resist: Array
    firm: Array
    nested: bool = False

    def curvature(self, theta: Array) -> Array | None:
        """(P, P), derivative of the summed gradient through the beliefs, where they answer the estimate; else None.

        By central differences of the gradient at the beliefs of the equilibrium of each row (Aguirregabiria and Mira
        2007, Econometrica 75(1), proposition 2, in effect; recalled, not opened).
        """
        if not self.nested:
            return None
        step = STEP / self.scales
        full = SignallingModel(**{name: getattr(self, name) for name in SignallingModel.__dataclass_fields__})

        def gradient(at: Array) -> Array:
            resist, firm = full.beliefs(at)
            return replace(self, resist=resist, firm=firm).derivative(at).gradient

        columns = [
            (gradient(theta + move) - gradient(theta - move)) / (2 * size)
            for move, size in zip(np.diag(step), step, strict=True)
        ]
        return np.array(columns).T

    def log_classes(self, algebra: Algebra, values: Sequence[Quantity]) -> list[Quantity]:
        """log probability of every class, where all respond to the beliefs."""
        crisis = self.crisis(values)
        z = crisis.reply((1.0 - self.firm) / self.firm)
        c = crisis.threshold(self.resist)
        firm, back = crisis.ends(c)
        challenge = algebra.log_sum([firm, back])
        resist, concede = algebra.log_cdf("probit", z), algebra.log_cdf("probit", -z)
        seen = (crisis.quiet(c, algebra), challenge + concede, resist + firm, resist + back)
        return [seen[self.order.index(k)] for k in range(4)]

    def details(self, theta: Array) -> dict[str, Any]:
        """How far the beliefs are from best responses, and what standard errors make of them."""
        resist, firm = self.responses(theta)
        gap = max(float(np.abs(resist - self.resist).max()), float(np.abs(firm - self.firm).max()))
        return {"selection": f"best responses to beliefs, {self.held}", "belief_gap": gap}

    @property
    def held(self) -> str:
        """What standard errors make of the beliefs, in words."""
        return "which move with the estimate" if self.nested else "which standard errors take as given"

    def responses(self, theta: Array) -> tuple[Array, Array]:
        """(p_R, p_F) that answer the beliefs."""
        crisis = self.crisis(self.values(theta))
        firm, back = crisis.ends(crisis.threshold(self.resist))
        return ndtr(crisis.reply((1.0 - self.firm) / self.firm)), np.exp(-np.logaddexp(0.0, back - firm))

    def taken(self, rows: Array) -> Self:
        """The same model at some of its rows."""
        return replace(super().taken(rows), resist=self.resist[rows], firm=self.firm[rows])
