"""Power against risk in brinkmanship (Powell 2015): how much power to bring, when power brings risk.

The Challenger brings power p, its chance to win the prize (worth 1) if it comes to a fight. The Defender concedes,
fights a limited war, whose risk of disaster is m·p, or escalates to the risk that so much power makes possible, σ·p:
σ is how sharp the trade-off between power and risk is. Then the Challenger backs down or stands firm, and if it
stands the Defender backs down or goes through. Disaster costs the Challenger d, a resolute Defender dr, and an
irresolute one di, who never goes through. The Defender is resolute with probability q. With

    F(p) = (1 − mp)p − mpd      u(p) = (1 − σp)p − σpd      (limited war; standing firm against the resolute)

the Challenger cannot be outbid while u(p) ≥ 0, that is p ≤ 1/σ − d. With more power, the resolute escalate, the
irresolute bluff with probability −q·u/(1 − q) and else fight, the Challenger backs down with the probability that a
limited war is worth to the irresolute, and expects (1 − q + q·u(p))·F(p); nothing if that is negative.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import Any

from ..game.building import Part, TreeBuilder
from ..game.tree import GameTree
from .checks import assess, chance_of, claim, regret, sequential_regret
from .model import Evidence, Model, Source, all_of, below, close

C, D = "Challenger", "Defender"
KINDS = ("resolute", "irresolute")
BASE = {"top": 0.6, "sigma": 0.8, "m": 0.05, "d": 0.97, "dr": 0.1, "di": 3.0, "q": 0.5}


def build(powers: int = 12) -> GameTree:
    """The game with ``powers`` amounts of power, equally spaced up to the most there is."""
    g = TreeBuilder("Power and risk", (C, D))
    top = g.parameter("top", BASE["top"], "most power the Challenger can bring", low=0, high=1)
    sigma = g.parameter("sigma", BASE["sigma"], "greatest risk of disaster, per power", low=0, high=1)
    m = g.parameter("m", BASE["m"], "risk of disaster in a limited war, per power", low=0, high=1)
    d = g.parameter("d", BASE["d"], "disaster, to the Challenger", low=0)
    cost_r = g.parameter("dr", BASE["dr"], "disaster, to a resolute Defender", low=0)
    cost_i = g.parameter("di", BASE["di"], "disaster, to an irresolute Defender", low=0)
    q = g.parameter("q", BASE["q"], "probability that the Defender is resolute", low=0, high=1)

    def crisis(kind: int, j: int) -> Part:
        p = top * (j / powers)

        def war(risk: Any) -> Part:
            return g.end((1 - risk) * p - risk * d, (1 - risk) * (1 - p) - risk * (cost_i if kind else cost_r))

        called = g.move(D, f"{KINDS[kind]}, called at {j}", {"back down": g.end(1, 0), "go through": war(sigma * p)})
        escalated = g.move(C, f"escalation at {j}", {"back down": g.end(0, 1), "stand firm": called})
        actions = {"concede": g.end(1, 0), "fight": war(m * p), "escalate": escalated}
        return g.move(D, f"{KINDS[kind]}, power {j}", actions)

    def start(kind: int) -> Part:
        return g.move(C, "power", {"0": g.end(0, 1)} | {str(j): crisis(kind, j) for j in range(1, powers + 1)})

    return g.tree(g.chance("resolve", {KINDS[0]: (q, start(0)), KINDS[1]: (1 - q, start(1))}))


_built = cache(build)


class Theory:
    """The closed form at given numbers: powers p, F, u, what each is worth to the Challenger, and the best."""

    def __init__(self, powers: int = 12, **values: float):
        v = self.values = BASE | values
        self.n, self.p = powers, [v["top"] * j / powers for j in range(powers + 1)]
        self.fight, self.stand = ([(1 - r * p) * p - r * p * v["d"] for p in self.p] for r in (v["m"], v["sigma"]))
        odds = [1.0 if u >= 0 else max(0.0, 1 - v["q"] + v["q"] * u) for u in self.stand]
        self.worth = [x * f for x, f in zip(odds, self.fight, strict=True)]
        self.best = self.worth.index(max(self.worth))

    def assessment(self, choice: int | None = None, called: bool = False) -> Any:
        """The equilibrium, the first move being another ``choice``; or, ``called``, the one without escalation."""
        v, q = self.values, self.values["q"]
        strategies: dict[Any, Any] = {(C, "power"): {str(self.best if choice is None else choice): 1.0}}
        beliefs = {(C, f"escalation at {j}"): [0.0, 1.0] for j in range(1, self.n + 1)} if called else None
        for j in range(1, self.n + 1):
            p, u, risk, bluff, back = self.p[j], self.stand[j], v["sigma"] * self.p[j], 0.0, 0.0
            if u < 0 and not called:
                bluff = min(1.0, -q * u / (1 - q)) if q < 1 else 1.0
                back = 1.0 if bluff == 1.0 else (1 - v["m"] * p) * (1 - p) - v["m"] * p * v["di"]
            strategies[C, f"escalation at {j}"] = {"back down": back, "stand firm": 1 - back}
            for kind, cost, odds in zip(KINDS, (v["dr"], v["di"]), (float(u < 0 and not called), bluff), strict=True):
                strategies[D, f"{kind}, power {j}"] = {"escalate": odds, "fight": 1 - odds}
                through = (1 - risk) * (1 - p) >= risk * cost
                strategies[D, f"{kind}, called at {j}"] = {"go through" if through else "back down": 1.0}
        return assess(_built(self.n), strategies, v, beliefs)


def _equilibrium() -> Evidence:
    """The closed form is a sequential equilibrium, and any other power loses the Challenger exactly the difference."""
    found = []
    for sigma, q in ((0.8, 0.1), (0.8, 0.4), (0.8, 0.7), (0.8, 1.0), (0.7, 0.5), (0.85, 0.3), (0.6, 0.9)):
        theory = Theory(sigma=sigma, q=q)
        found.append(below(sequential_regret(theory.assessment()), 1e-9, f"σ={sigma}, q={q}"))
        for j in (2, 5, 9, 12):
            found.append(close(max(theory.worth) - theory.worth[j], regret(theory.assessment(j)), 1e-9))
    return all_of(*found)


def _resolute_challenger() -> Evidence:
    """A Challenger that cannot be outbid brings power until odds gained equal risk added, at (1 − md)/2m."""
    found = []
    for m, d in ((0.5, 0.5), (0.6, 0.4)):
        theory = Theory(40, top=1.0, sigma=0.61, m=m, d=d, dr=0.0, di=0.0, q=1.0)
        found.append(below(sequential_regret(theory.assessment()), 1e-9, f"m={m}, d={d}"))
        found.append(close((1 - m * d) / (2 * m), theory.p[theory.best], 0.5 / 40 + 1e-9))
    return all_of(*found)


def _outbid() -> Evidence:
    """Against a resolute Defender power is held down to 1/σ − d, the most at which the Challenger stands firm."""
    found = []
    for powers, sigma in product((6, 12, 24, 48), (0.72, 0.8, 0.9)):
        theory = Theory(powers, sigma=sigma, q=1.0)
        short = 1 / sigma - theory.values["d"] - theory.p[theory.best]  # from nought to one step
        found.append(below(abs(short - 0.3 / powers), 0.3 / powers + 1e-9, f"{powers} powers, σ={sigma}"))
        found.append(below(sequential_regret(theory.assessment()), 1e-9))
    return all_of(*found)


def _balance_of_resolve() -> Evidence:
    """The likelier the Defender is resolute, the less power is brought; it falls at a q in closed form."""
    theory = Theory()
    safe = max(j for j in range(13) if theory.stand[j] >= 0)
    falls = max((1 - theory.fight[safe] / theory.fight[j]) / (1 - theory.stand[j]) for j in range(safe + 1, 13))
    theories = [Theory(q=q) for q in (0.05, 0.2, 0.35, falls - 0.001, falls + 0.001, 0.6, 0.8, 0.95)]
    worst, chosen = max(sequential_regret(t.assessment()) for t in theories), [t.best for t in theories]
    ordered = chosen == sorted(chosen, reverse=True) and chosen[3] > safe == chosen[4]
    return all_of(
        below(worst, 1e-9, "each an equilibrium"),
        Evidence(ordered, f"falls to {safe} at q = {falls:.4f}", str(chosen), "power (of 12), q from 0.05 to 0.95"),
    )


def _stability_instability() -> Evidence:
    """The sharper the trade-off σ, the rarer is war at more than half the power and the likelier war at less."""
    rows = []
    for sigma in (0.62, 0.7, 0.78, 0.85):
        theory = Theory(sigma=sigma, q=0.9)
        play = theory.assessment()
        war, much = chance_of(play, D, "fight") + chance_of(play, D, "go through"), 2 * theory.best > theory.n
        rows.append((war * much, war * (not much), sequential_regret(play)))
    high, low, worst = zip(*rows, strict=True)
    holds = list(high) == sorted(high, reverse=True) and list(low) == sorted(low) and high[0] > high[-1]
    shown = f"high {', '.join(f'{x:.3g}' for x in high)}; low {', '.join(f'{x:.3g}' for x in low)}"
    return all_of(
        below(max(worst), 1e-9), Evidence(holds, "high falls, low rises", shown, "σ from 0.62 to 0.85; q = 0.9")
    )


def _branch() -> Evidence:
    """The logit path ends at the closed form, not where nobody escalates for fear of being called, also sequential."""
    from ..solvers.tree import solve_tree

    solved, claimed = solve_tree(_built(12), values={"q": 0.3}).assessment, Theory(q=0.3).assessment()
    found = []
    for who, where in ((C, "power"), (C, "escalation at 12"), (D, "resolute, power 12"), (D, "irresolute, power 12")):
        one, other = claimed.strategy(who, where), solved.strategy(who, where)
        found.append(below(max(abs(one[x] - other[x]) for x in one), 1e-6, where))
    return all_of(*found, below(sequential_regret(Theory(q=0.3).assessment(12, called=True)), 1e-9, "nobody escalates"))


MODEL = Model(
    key="powell2015",
    title="Power against risk in brinkmanship",
    source=Source(
        authors="Powell, Robert",
        year=2015,
        title="Nuclear Brinkmanship, Limited War, and Military Power",
        venue="International Organization 69(3), 589-626",
        where="the trade-off between power and risk; its main results as the abstract states them",
        opened="abstract, and the abstract of the author's lecture of 2012 on the same model; the game rebuilt here",
        doi="10.1017/S0020818315000028",
    ),
    story="A challenger may bring more or less force to a dispute. More force wins more often, but also gives the "
    "defender the means to raise the risk that things go out of control, and so to outbid a challenger with less "
    "resolve. A challenger that expects a resolute defender therefore limits the force it brings, until no escalation "
    "is worth the defender's while; one that thinks the defender irresolute brings much, and crises at the brink "
    "follow when it is wrong, or when the irresolute bluff.",
    build=build,
    propositions=(
        claim("Sequential equilibrium", "equilibrium", "computed", _equilibrium),
        claim("Resolve with the challenger", "closed form", "our reading", _resolute_challenger),
        claim("Not to be outbid", "limit", "our reading", _outbid),
        claim("Balance of resolve", "threshold", "our reading", _balance_of_resolve),
        claim("Stability and instability", "sign", "our reading", _stability_instability),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch="The path from λ = 0 ends at the closed form (12 powers, q = 0.3: most power, and bluffs; no fold). There "
    "is a second sequential equilibrium, in which escalation is taken for a bluff and called, so that nobody escalates "
    "and the Challenger brings most power. D1 rejects it (the resolute gain from escalating at more responses than the "
    "irresolute), and so does the path.",
    uncertain="We had the abstracts only. The moves, the linear risks m·p and σ·p, the irresolute type and all closed "
    "forms are our reconstruction; each result named in the abstract is then verified on it. The closed form needs "
    "that above 1/σ − d the irresolute never go through and the resolute would rather escalate than fight, which holds "
    "at the numbers used (each is certified).",
)
