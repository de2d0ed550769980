"""A crisis signalling game whose payoffs can be estimated (Lewis & Schultz 2003).

A challenges or leaves the status quo (SA, 0); B resists or concedes (VA, CB); A fights (wA, wB) or
backs down (ba, VB). Private: A's wA ~ N(WA, 1) and ba ~ N(a, 1), B's wB ~ N(WB, 1), all
independent. A challenges if max(wA, ba) exceeds c = (SA - (1 - pR)VA)/pR and fights if wA > ba; B
resists if pF*wB + (1 - pF)VB > CB. So

    pC = 1 - Phi(c - WA)Phi(c - a)
    pF = Pr(wA > ba, wA > c)/pC = (1/pC) * integral over w > c of phi(w - WA)Phi(w - a)
    pR = Phi((pF*WB + (1 - pF)VB - CB)/pF)

one equation in pR, which may have several solutions. In the tree each normal is n equally likely
values, the quantiles at (k + 1/2)/n; the same conditions on them make a step function of pR, and
one type of each side may have to mix.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise, product
from statistics import NormalDist
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..trees.builder import Part, TreeBuilder
from ..trees.tree import GameTree, Symbol
from .checks import (
    Strategies,
    Values,
    assess,
    chance_of,
    claim,
    follow_path,
    is_equilibrium,
    sequential_regret,
)
from .model import (
    Evidence,
    Model,
    Source,
    all_of,
    below,
    cell_middle,
    close,
    declare,
    defaults,
    sign,
)

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

A, B = "State A", "State B"
PARAMETERS = (
    Symbol("SA", 0.0, "status quo, to A"),
    Symbol("VA", 1.0, "prize, to A"),
    Symbol("CB", 0.0, "conceding, to B"),
    Symbol("WA", -0.5, "war, to A (mean)"),
    Symbol("WB", -0.3, "war, to B (mean)"),
    Symbol("a", -1.5, "backing down, to A (mean)"),
    Symbol("VB", 1.0, "A backs down, to B"),
    Symbol("scale", 1.0, "spread of what is private"),
)
BASE = defaults(PARAMETERS)
MANY = {"WA": -1.9, "WB": -2.85, "a": -1.2}  # payoffs with three equilibria
AT_CUT = 1e-6  # payoffs this near to c equal it
BISECTIONS = 50
NORMAL_POINTS = 50  # of a grid on which the closed form changes sign
CELL_POINTS = 500  # the same for the step function


def shocks(count: int) -> list[float]:
    """Equally likely values that stand for a standard normal."""
    return [NormalDist().inv_cdf(cell_middle(index, count)) for index in range(count)]


def build(types: int = 4) -> GameTree:
    """``types`` values of each of the three private payoffs."""
    g = TreeBuilder("A crisis signalling game", (A, B))
    v = declare(g, PARAMETERS)
    shift = [v["scale"] * shock for shock in shocks(types)]

    def crisis(war_a: int, back_down: int, war_b: int) -> Part:
        """The private payoffs are counted from the lowest."""
        fight = g.end(v["WA"] + shift[war_a], v["WB"] + shift[war_b])
        backs_down = g.end(v["a"] + shift[back_down], v["VB"])
        last = {"fight": fight, "back down": backs_down}
        resisted = g.move(A, f"{war_a}, {back_down}, resisted", last)
        reply = g.move(B, f"{war_b}", {"resist": resisted, "concede": g.end(v["VA"], v["CB"])})
        first = {"challenge": reply, "status quo": g.end(v["SA"], 0)}
        return g.move(A, f"{war_a}, {back_down}", first)

    draws = {str(at): (1 / types**3, crisis(*at)) for at in product(range(types), repeat=3)}
    return g.tree(g.chance("private payoffs", draws))


_built = cache(build)


class Rates(NamedTuple):
    """pR, pC and pF: resistance to a challenge, a challenge, and a fight if resisted."""

    resist: float
    challenge: float
    fight: float


def _cut(values: Values, resist: float) -> float:
    """c: A challenges if fighting or backing down is worth more."""
    return (values["SA"] - (1 - resist) * values["VA"]) / resist


def closed(resist: float, changes: Values) -> Rates:
    """The pR that answers when A expects ``resist``, with pC and pF, for normal shocks."""
    v = BASE | dict(changes)
    cdf = np.vectorize(NormalDist().cdf)
    c = _cut(v, resist)
    challenge = 1 - float(cdf(c - v["WA"]) * cdf(c - v["a"]))
    w = np.linspace(c, max(c, v["WA"]) + 8, 401)
    density = np.exp(-((w - v["WA"]) ** 2) / 2) * cdf(w - v["a"])
    fight = float(np.trapezoid(density, w)) / np.sqrt(2 * np.pi) / challenge
    answer = float(cdf((v["VB"] - v["CB"]) / fight - v["VB"] + v["WB"]))
    return Rates(answer, challenge, fight)


def crossings(excess: Callable[[float], float], points: int) -> list[float]:
    """Where a function on (0, 1) changes sign, found on a grid and by bisection."""
    roots = []
    for low, high in pairwise(np.linspace(0.003, 0.997, points).tolist()):
        start = excess(low)
        if start * excess(high) >= 0:
            continue
        for _ in range(BISECTIONS):
            middle = (low + high) / 2
            if excess(middle) * start > 0:
                low = middle
            else:
                high = middle
        roots.append(low)
    return roots


def normal_roots(values: Values) -> list[Rates]:
    """Every solution of the closed form."""
    roots = crossings(lambda p: closed(p, values).resist - p, NORMAL_POINTS)
    return [closed(root, values) for root in roots]


class Cells:
    """The same conditions on n values of each shock: a step function of pR.

    Attributes:
        n: number of values.
        values: all parameters.
        war_b: (n,), war to B by its type.
        best: (n, n), the better of fighting and backing down to A, by its type.
        fights: (n, n), whether that is fighting.
    """

    def __init__(self, n: int, **changes: float):
        self.n = n
        self.values = BASE | changes
        shift = np.array(shocks(n)) * self.values["scale"]
        war = self.values["WA"] + shift
        back_down = self.values["a"] + shift
        self.war_b = self.values["WB"] + shift
        self.best = np.maximum(war[:, None], back_down[None, :])
        self.fights = war[:, None] > back_down[None, :]

    def cut(self, resist: float) -> float:
        """c at this pR."""
        return _cut(self.values, resist)

    def excess(self, resist: float) -> float:
        """The share of B that resists when A expects ``resist``, less that."""
        goes = self.best > self.cut(resist)
        fight = float((goes & self.fights).sum()) / max(int(goes.sum()), 1)
        resists = fight * self.war_b + (1 - fight) * self.values["VB"] > self.values["CB"]
        return float(resists.mean()) - resist

    def roots(self) -> list[float]:
        """Every pR of an equilibrium that the grid shows."""
        return crossings(self.excess, CELL_POINTS)

    def near(self, resist: float) -> TreeAssessment:
        """The equilibrium with the nearest pR."""
        return self.assessment(min(self.roots(), key=lambda root: abs(root - resist)))

    def assessment(self, resist: float, values: Values | None = None) -> TreeAssessment:
        """Play at this pR, an equilibrium at a root of the excess.

        A's types at the cut mix so that B's next type is indifferent, and it mixes too. The tree is
        evaluated at ``values`` if they are given, with unchanged strategies.
        """
        strategies: Strategies = {}
        challenges = self._challenges(resist)
        for i, j in np.ndindex(self.n, self.n):
            goes = float(challenges[i, j])
            strategies[A, f"{i}, {j}"] = {"challenge": goes, "status quo": 1 - goes}
            last = "fight" if self.fights[i, j] else "back down"
            strategies[A, f"{i}, {j}, resisted"] = {last: 1.0}
        resists = np.clip(resist * self.n - np.arange(self.n), 0.0, 1.0).tolist()
        for rank, chance in enumerate(resists):  # from the type that loses least by war
            strategies[B, f"{self.n - 1 - rank}"] = {"resist": chance, "concede": 1 - chance}
        return assess(_built(self.n), strategies, values or self.values)

    def _challenges(self, resist: float) -> np.ndarray:
        """(n, n), probability of a challenge by A's type."""
        v, n, c = self.values, self.n, self.cut(resist)
        edge = np.abs(self.best - c) < AT_CUT
        challenges = 1.0 * ((self.best > c) & ~edge)
        if edge.any():
            next_type = n - 1 - min(int(resist * n + AT_CUT), n - 1)
            fight = (v["VB"] - v["CB"]) / (v["VB"] - self.war_b[next_type])
            surplus = (challenges * (fight - self.fights)).sum()
            challenges[edge] = surplus / (edge * (self.fights - fight)).sum()
        return challenges


def outcome(play: TreeAssessment) -> Rates:
    """pR, pC and pF of a play."""
    challenge = chance_of(play, A, "challenge")
    resisted = chance_of(play, B, "resist")
    return Rates(resisted / challenge, challenge, chance_of(play, A, "fight") / resisted)


def _near(root: Rates, n: int, values: Values) -> Evidence:
    """An equilibrium on n values within 1/n of a root of the closed form in pR, pC and pF."""
    play = Cells(n, **values).near(root.resist)
    gap = max(abs(x - y) for x, y in zip(outcome(play), root, strict=True))
    detail = f"n = {n}, pR = {root.resist:.3f}"
    return all_of(is_equilibrium(play, detail), below(gap, 1 / n, detail))


def _closed() -> Evidence:
    """The equilibrium on n values comes to the closed form of normal shocks, within 1/n in pR, pC
    and pF."""
    cases: tuple[Values, ...] = ({}, {"WB": -1.2, "a": -0.8}, {"WA": 0.3, "a": -0.8})
    evidence = []
    for values in cases:
        root = normal_roots(values)[0]
        evidence += [_near(root, n, values) for n in (4, 8)]
    return all_of(*evidence)


def _several() -> Evidence:
    """The same payoffs can have three equilibria, so that data on outcomes need not reveal
    payoffs."""
    roots = normal_roots(MANY)
    return all_of(
        close(3, len(roots), 0, "roots of the closed form"),
        *(_near(root, 12, MANY) for root in roots),
    )


def _identified() -> Evidence:
    """A constant added to all payoffs of one side, or a common factor of all with the spread of
    what is private, leaves every equilibrium as it is: two payoffs and the spread have to be fixed.
    One payoff alone matters."""
    cells = Cells(4)
    root = cells.roots()[0]
    equivalent: tuple[dict[str, float], ...] = (
        {name: BASE[name] + 0.7 for name in ("SA", "VA", "WA", "a")},
        {name: BASE[name] - 1.3 for name in ("CB", "WB", "VB")},
        {name: 2.5 * value for name, value in BASE.items()},
    )
    kept = [
        is_equilibrium(cells.assessment(root, BASE | change), "unchanged") for change in equivalent
    ]
    changed = cells.assessment(root, BASE | {"SA": 0.7})
    return all_of(*kept, sign(1, sequential_regret(changed), "SA alone"))


def _branch() -> Evidence:
    """The logit path ends at the equilibrium on four values."""
    claimed = outcome(Cells(4).near(0.5))
    selected = outcome(follow_path(_built(4)))
    return all_of(
        *(close(x, y, 1e-5, "pR, pC, pF") for x, y in zip(claimed, selected, strict=True))
    )


MODEL = Model(
    key="lewis_schultz2003",
    title="A crisis signalling game to be estimated",
    source=Source(
        authors="Lewis, Jeffrey B.; Schultz, Kenneth A.",
        year=2003,
        title=(
            "Revealing Preferences: Empirical Estimation of a Crisis Bargaining Game with "
            "Incomplete Information"
        ),
        venue="Political Analysis 11(4), 345-367",
        where="the game; choice probabilities in equilibrium; identification",
        opened=(
            "abstract; secondary: source of the R package sigInt (Crisman-Cox & Gibilisco), which "
            "has the equations"
        ),
        doi="10.1093/pan/mpg021",
    ),
    story=(
        "One state may challenge, the other resist, and the first then fights or backs down. Each "
        "knows what war is worth to it, and the challenger also backing down. What a challenge "
        "reveals depends on how likely resistance is, and the other way round. Solved, the game "
        "gives the probability of every outcome, which can be fitted to records of crises."
    ),
    build=build,
    propositions=(
        claim("Choice probabilities", "limit", "our reading", _closed),
        claim("Several equilibria", "equilibrium", "our reading", _several),
        claim("What cannot be identified", "closed form", "our reading", _identified),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch=(
        "With four values of each shock the path ends at pR = .5, pC = .81, pF = .85 (normal: .49, "
        ".80, .79). At the payoffs with three equilibria it ends where nobody challenges, which "
        "normal, unbounded shocks rule out."
    ),
    uncertain=(
        "Equations as in the package's source; its names are ours. On few values there are more "
        "equilibria than the closed form has roots: the nearest is compared. Volume, pages and doi "
        "are recalled."
    ),
)
