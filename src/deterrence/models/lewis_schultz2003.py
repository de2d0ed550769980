"""A crisis signalling game whose payoffs can be estimated (Lewis & Schultz 2003).

A challenges or leaves the status quo (SA, 0); B resists or concedes (VA, CB); A fights (wA, wB) or backs down (ba, VB).
Private: A's wA ~ N(WA, 1) and ba ~ N(a, 1), B's wB ~ N(WB, 1), all independent. A challenges if max(wA, ba) exceeds
c = (SA - (1 - pR)VA)/pR and fights if wA > ba; B resists if pF*wB + (1 - pF)VB > CB. So

    pC = 1 - Phi(c - WA)Phi(c - a)
    pF = Pr(wA > ba, wA > c)/pC = (1/pC) * integral over w > c of phi(w - WA)Phi(w - a)
    pR = Phi((pF*WB + (1 - pF)VB - CB)/pF)

one equation in pR, which may have several solutions. In the tree each normal is n equally likely values, the quantiles
at (k + 1/2)/n; the same conditions on them make a step function of pR, and one type of each side may have to mix.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from itertools import pairwise, product
from statistics import NormalDist
from typing import Any

import numpy as np

from ..game.building import Part, TreeBuilder
from ..game.tree import GameTree
from .checks import assess, chance_of, claim, sequential_regret
from .model import Evidence, Model, Source, all_of, below, close, sign

A, B, EXACT = "State A", "State B", 1e-9
BASE = {"SA": 0.0, "VA": 1.0, "CB": 0.0, "WA": -0.5, "WB": -0.3, "a": -1.5, "VB": 1.0, "scale": 1.0}
WORDS = "status quo, to A; prize, to A; conceding, to B; war, to A (mean); war, to B (mean); backing down, to A (mean)"
MEANING = dict(zip(BASE, (*WORDS.split("; "), "A backs down, to B", "spread of what is private"), strict=True))
MANY = {"WA": -1.9, "WB": -2.85, "a": -1.2}  # payoffs with three equilibria
Values = Mapping[str, float]


def shocks(n: int) -> list[float]:
    """n equally likely values that stand for a standard normal."""
    return [NormalDist().inv_cdf((k + 0.5) / n) for k in range(n)]


def build(types: int = 4) -> GameTree:
    """``types`` values of each of the three private payoffs."""
    g = TreeBuilder("A crisis signalling game", (A, B))
    v = {name: g.parameter(name, value, MEANING[name]) for name, value in BASE.items()}
    z = [v["scale"] * x for x in shocks(types)]

    def crisis(i: int, j: int, k: int) -> Part:
        ends = {"fight": g.end(v["WA"] + z[i], v["WB"] + z[k]), "back down": g.end(v["a"] + z[j], v["VB"])}
        last = g.move(A, f"{i}, {j}, resisted", ends)
        reply = g.move(B, f"{k}", {"resist": last, "concede": g.end(v["VA"], v["CB"])})
        return g.move(A, f"{i}, {j}", {"challenge": reply, "status quo": g.end(v["SA"], 0)})

    draws = {str(at): (1 / types**3, crisis(*at)) for at in product(range(types), repeat=3)}
    return g.tree(g.chance("private payoffs", draws))


_built = cache(build)


def closed(p: float, values: Values) -> tuple[float, float, float]:
    """The pR that answers pR = p, with pC and pF, for normal shocks."""
    v, cdf = BASE | dict(values), np.vectorize(NormalDist().cdf)
    c = (v["SA"] - (1 - p) * v["VA"]) / p
    p_c = 1 - float(cdf(c - v["WA"]) * cdf(c - v["a"]))
    w = np.linspace(c, max(c, v["WA"]) + 8, 401)
    p_f = float(np.trapezoid(np.exp(-((w - v["WA"]) ** 2) / 2) * cdf(w - v["a"]), w)) / np.sqrt(2 * np.pi) / p_c
    return float(cdf((v["VB"] - v["CB"]) / p_f - v["VB"] + v["WB"])), p_c, p_f


def crossings(excess: Callable[[float], float], points: int) -> list[float]:
    """Where a function on (0, 1) changes sign."""
    found = []
    for low, high in pairwise(np.linspace(0.003, 0.997, points).tolist()):
        start = excess(low)
        if start * excess(high) < 0:
            for _ in range(50):
                mid = (low + high) / 2
                low, high = (mid, high) if excess(mid) * start > 0 else (low, mid)
            found.append(low)
    return found


def normal_roots(values: Values) -> list[tuple[float, float, float]]:
    """Every (pR, pC, pF) of the closed form."""
    return [closed(p, values) for p in crossings(lambda p: closed(p, values)[0] - p, 50)]


class Cells:
    """The same conditions on n values of each shock: a step function of pR, of which the roots are found."""

    def __init__(self, n: int, **values: float):
        self.n, self.values = n, BASE | values
        v, z = self.values, np.array(shocks(n)) * self.values["scale"]
        war, back, self.war_b = v["WA"] + z, v["a"] + z, v["WB"] + z
        self.cut = lambda p: (v["SA"] - (1 - p) * v["VA"]) / p
        self.best, self.fights = np.maximum(war[:, None], back[None, :]), war[:, None] > back[None, :]

    def excess(self, p: float) -> float:
        """The share of B that resists when A expects p, less p."""
        goes = self.best > self.cut(p)
        p_f = float((goes & self.fights).sum()) / max(int(goes.sum()), 1)
        return float((p_f * self.war_b + (1 - p_f) * self.values["VB"] > self.values["CB"]).mean()) - p

    def near(self, p: float) -> Any:
        """The equilibrium with pR nearest to p."""
        return self.assessment(min(crossings(self.excess, 500), key=lambda root: abs(root - p)))

    def assessment(self, p: float, values: Values | None = None) -> Any:
        """Play at pR = p, an equilibrium at a root of the excess: A's types at the cut mix so that B's next type is
        indifferent, and it mixes too."""
        v, n, c = self.values, self.n, self.cut(p)
        edge = np.abs(self.best - c) < 1e-6
        go = 1.0 * ((self.best > c) & ~edge)
        if edge.any():
            p_f = (v["VB"] - v["CB"]) / (v["VB"] - self.war_b[n - 1 - min(int(p * n + 1e-6), n - 1)])
            go[edge] = (go * (p_f - self.fights)).sum() / (edge * (self.fights - p_f)).sum()
        strategies: dict[Any, Any] = {}
        for i, j in np.ndindex(n, n):
            strategies[A, f"{i}, {j}"] = {"challenge": go[i, j], "status quo": 1 - go[i, j]}
            strategies[A, f"{i}, {j}, resisted"] = {"fight" if self.fights[i, j] else "back down": 1.0}
        for k, odds in enumerate(np.clip(p * n - np.arange(n), 0.0, 1.0).tolist()):
            strategies[B, f"{n - 1 - k}"] = {"resist": odds, "concede": 1 - odds}
        return assess(_built(n), strategies, values or v)


def outcome(play: Any) -> tuple[float, float, float]:
    """pR, pC and pF."""
    goes, resisted = chance_of(play, A, "challenge"), chance_of(play, B, "resist")
    return resisted / goes, goes, chance_of(play, A, "fight") / resisted


def _near(root: tuple[float, float, float], n: int, values: Values) -> Evidence:
    """An equilibrium on n values within 1/n of a root of the closed form in pR, pC and pF."""
    play = Cells(n, **values).near(root[0])
    gap = max(abs(x - y) for x, y in zip(outcome(play), root, strict=True))
    detail = f"n = {n}, pR = {root[0]:.3f}"
    return all_of(below(sequential_regret(play), EXACT, detail), below(gap, 1 / n, detail))


def _closed() -> Evidence:
    """The equilibrium on n values comes to the closed form of normal shocks, within 1/n in pR, pC and pF."""
    cases: tuple[Values, ...] = ({}, {"WB": -1.2, "a": -0.8}, {"WA": 0.3, "a": -0.8})
    return all_of(*(_near(normal_roots(v)[0], n, v) for v in cases for n in (4, 8)))


def _several() -> Evidence:
    """The same payoffs can have three equilibria, so that data on outcomes need not tell payoffs."""
    roots = normal_roots(MANY)
    return all_of(close(3, len(roots), 0, "roots of the closed form"), *(_near(root, 12, MANY) for root in roots))


def _identified() -> Evidence:
    """A constant added to all payoffs of one side, or a common factor of all with the spread of what is private, leaves
    every equilibrium as it is: two payoffs and the spread have to be fixed. One payoff alone matters."""
    cells, v = Cells(4), BASE
    p = crossings(cells.excess, 500)[0]
    same = [{name: v[name] + 0.7 for name in ("SA", "VA", "WA", "a")}, {n: v[n] - 1.3 for n in ("CB", "WB", "VB")}]
    same.append({name: 2.5 * value for name, value in v.items()})
    kept = [below(sequential_regret(cells.assessment(p, v | change)), EXACT, "unchanged") for change in same]
    return all_of(*kept, sign(1, sequential_regret(cells.assessment(p, v | {"SA": 0.7})), "SA alone"))


def _branch() -> Evidence:
    """The logit path ends at the equilibrium on four values."""
    from ..solvers.tree import solve_tree

    found, exact = outcome(solve_tree(_built(4)).assessment), outcome(Cells(4).near(0.5))
    return all_of(*(close(x, y, 1e-5, "pR, pC, pF") for x, y in zip(exact, found, strict=True)))


MODEL = Model(
    key="lewis_schultz2003",
    title="A crisis signalling game to be estimated",
    source=Source(
        authors="Lewis, Jeffrey B.; Schultz, Kenneth A.",
        year=2003,
        title="Revealing Preferences: Empirical Estimation of a Crisis Bargaining Game with Incomplete Information",
        venue="Political Analysis 11(4), 345-367",
        where="the game; choice probabilities in equilibrium; identification",
        opened="abstract; secondary: source of the R package sigInt (Crisman-Cox & Gibilisco), which has the equations",
        doi="10.1093/pan/mpg021",
    ),
    story="One state may challenge, the other resist, and the first then fights or backs down. Each knows what war is "
    "worth to it, and the challenger also backing down. What a challenge tells depends on how likely resistance is, "
    "and the other way round. Solved, the game gives odds of every outcome, which can be fitted to records of crises.",
    build=build,
    propositions=(
        claim("Choice probabilities", "limit", "proved", _closed),
        claim("Several equilibria", "equilibrium", "our reading", _several),
        claim("What cannot be identified", "closed form", "proved", _identified),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch="With four values of each shock the path ends at pR = .5, pC = .81, pF = .85 (normal: .49, .80, .79). "
    "At the payoffs with three equilibria it ends where nobody challenges, which normal, unbounded shocks rule out.",
    uncertain="Equations as in the package's source; its names are ours. On few values there are more equilibria than "
    "the closed form has roots: the nearest is compared. Volume, pages and doi are recalled.",
)
