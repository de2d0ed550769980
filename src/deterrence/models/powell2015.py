"""Power against risk in brinkmanship (Powell 2015): how much power to bring when it brings risk.

The Challenger brings power p, its chance to win the prize (worth 1) if it comes to a fight. The
Defender concedes, fights a limited war, whose risk of disaster is m·p, or escalates to the risk
that so much power makes possible, σ·p: σ is how sharp the trade-off between power and risk is. Then
the Challenger backs down or stands firm, and if it stands the Defender backs down or goes through.
Disaster costs the Challenger d, a resolute Defender dr, and an irresolute one di, who never goes
through. The Defender is resolute with probability q. With

    F(p) = (1 − mp)p − mpd      what a limited war is worth to the Challenger
    u(p) = (1 − σp)p − σpd      what standing firm against the resolute is worth to it

the Challenger cannot be outbid while u(p) ≥ 0, that is p ≤ 1/σ − d. With more power, the resolute
escalate, the irresolute bluff with probability −q·u/(1 − q) and else fight, the Challenger backs
down with the probability that a limited war is worth to the irresolute, and expects
(1 − q + q·u(p))·F(p); nothing if that is negative.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import TYPE_CHECKING

from ..trees.builder import Part, TreeBuilder
from ..trees.tree import GameTree, Number
from .checks import (
    EXACT,
    Beliefs,
    Strategies,
    assess,
    chance_of,
    claim,
    follow_path,
    is_equilibrium,
    regret,
    sequential_regret,
)
from .model import Evidence, Model, Source, all_of, below, close

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

CHALLENGER, DEFENDER = "Challenger", "Defender"
RESOLUTE, IRRESOLUTE = TYPES = ("resolute", "irresolute")
POWERS = 12
BASE = {"top": 0.6, "sigma": 0.8, "m": 0.05, "d": 0.97, "dr": 0.1, "di": 3.0, "q": 0.5}


def build(powers: int = POWERS) -> GameTree:
    """The game with ``powers`` amounts of power, equally spaced up to the most there is."""
    g = TreeBuilder("Power and risk", (CHALLENGER, DEFENDER))
    top = g.parameter("top", BASE["top"], "most power the Challenger can bring", low=0, high=1)
    sigma = g.parameter(
        "sigma", BASE["sigma"], "greatest risk of disaster, per power", low=0, high=1
    )
    m = g.parameter("m", BASE["m"], "risk of disaster in a limited war, per power", low=0, high=1)
    d = g.parameter("d", BASE["d"], "disaster, to the Challenger", low=0)
    costs = {
        RESOLUTE: g.parameter("dr", BASE["dr"], "disaster, to a resolute Defender", low=0),
        IRRESOLUTE: g.parameter("di", BASE["di"], "disaster, to an irresolute Defender", low=0),
    }
    q = g.parameter("q", BASE["q"], "probability that the Defender is resolute", low=0, high=1)

    def crisis(own: str, amount: int) -> Part:
        """A Defender of a type faces this amount of power."""
        p = top * (amount / powers)

        def war(risk: Number) -> Part:
            """Either side wins by its power, unless there is a disaster."""
            to_challenger = (1 - risk) * p - risk * d
            to_defender = (1 - risk) * (1 - p) - risk * costs[own]
            return g.end(to_challenger, to_defender)

        last = {"back down": g.end(1, 0), "go through": war(sigma * p)}
        called = g.move(DEFENDER, f"{own}, called at {amount}", last)
        answer = {"back down": g.end(0, 1), "stand firm": called}
        escalated = g.move(CHALLENGER, f"escalation at {amount}", answer)
        actions = {"concede": g.end(1, 0), "fight": war(m * p), "escalate": escalated}
        return g.move(DEFENDER, f"{own}, power {amount}", actions)

    def start(own: str) -> Part:
        """The Challenger's choice of power, facing a type of Defender it does not know."""
        choice = {"0": g.end(0, 1)}
        choice |= {str(amount): crisis(own, amount) for amount in range(1, powers + 1)}
        return g.move(CHALLENGER, "power", choice)

    types = {RESOLUTE: (q, start(RESOLUTE)), IRRESOLUTE: (1 - q, start(IRRESOLUTE))}
    return g.tree(g.chance("resolve", types))


_built = cache(build)


class ClosedForm:
    """The equilibrium with ``powers`` amounts of power, at BASE or at other ``changes``.

    Attributes:
        values: all parameters.
        n: number of amounts.
        p: every amount of power.
        fight, stand: F(p) and u(p) of each.
        payoff: what each is worth to the Challenger.
        best: the number of the best.
    """

    def __init__(self, powers: int = POWERS, **changes: float):
        v = self.values = BASE | changes
        self.n = powers
        self.p = [v["top"] * amount / powers for amount in range(powers + 1)]
        self.fight = [self._war(p, v["m"]) for p in self.p]
        self.stand = [self._war(p, v["sigma"]) for p in self.p]
        self.payoff = [
            (1.0 if u >= 0 else max(0.0, 1 - v["q"] + v["q"] * u)) * f
            for u, f in zip(self.stand, self.fight, strict=True)
        ]
        self.best = self.payoff.index(max(self.payoff))

    def _war(self, p: float, risk: float) -> float:
        """What a war at this risk of disaster per power is worth to the Challenger."""
        return (1 - risk * p) * p - risk * p * self.values["d"]

    def _bluff(self, amount: int) -> float:
        """Probability that the irresolute escalate where the resolute do."""
        q = self.values["q"]
        return min(1.0, -q * self.stand[amount] / (1 - q)) if q < 1 else 1.0

    def _backs_down(self, amount: int, bluff: float) -> float:
        """Probability that the Challenger backs down from an escalation."""
        if bluff == 1.0:
            return 1.0
        p, m = self.p[amount], self.values["m"]
        return (1 - m * p) * (1 - p) - m * p * self.values["di"]

    def assessment(self, choice: int | None = None, escalation: bool = True) -> TreeAssessment:
        """The equilibrium.

        Args:
            choice: another first move than the best.
            escalation: False for the equilibrium in which escalation is taken for a bluff, so that
                nobody escalates.
        """
        v = self.values
        power = self.best if choice is None else choice
        strategies: Strategies = {(CHALLENGER, "power"): {str(power): 1.0}}
        beliefs: Beliefs | None = None if escalation else {}
        for amount in range(1, self.n + 1):
            escalated = (CHALLENGER, f"escalation at {amount}")
            resolute, bluff, back = 0.0, 0.0, 0.0
            if self.stand[amount] < 0 and escalation:
                resolute = 1.0
                bluff = self._bluff(amount)
                back = self._backs_down(amount, bluff)
            strategies[escalated] = {"back down": back, "stand firm": 1 - back}
            if beliefs is not None:
                beliefs[escalated] = [0.0, 1.0]
            risk = v["sigma"] * self.p[amount]
            for own, cost, escalates in (
                (RESOLUTE, v["dr"], resolute),
                (IRRESOLUTE, v["di"], bluff),
            ):
                strategies[DEFENDER, f"{own}, power {amount}"] = {
                    "escalate": escalates,
                    "fight": 1 - escalates,
                }
                through = (1 - risk) * (1 - self.p[amount]) >= risk * cost
                last = "go through" if through else "back down"
                strategies[DEFENDER, f"{own}, called at {amount}"] = {last: 1.0}
        return assess(_built(self.n), strategies, v, beliefs)


def _equilibrium() -> Evidence:
    """The closed form is a sequential equilibrium, and any other power loses the Challenger exactly
    the difference."""
    evidence = []
    for sigma, q in (
        (0.8, 0.1),
        (0.8, 0.4),
        (0.8, 0.7),
        (0.8, 1.0),
        (0.7, 0.5),
        (0.85, 0.3),
        (0.6, 0.9),
    ):
        closed = ClosedForm(sigma=sigma, q=q)
        evidence.append(is_equilibrium(closed.assessment(), f"σ={sigma}, q={q}"))
        for amount in (2, 5, 9, 12):
            claimed = max(closed.payoff) - closed.payoff[amount]
            evidence.append(close(claimed, regret(closed.assessment(amount)), EXACT))
    return all_of(*evidence)


def _resolute_challenger() -> Evidence:
    """A Challenger that cannot be outbid brings power until the chance gained equals the risk
    added, at (1 − md)/2m."""
    powers = 40
    evidence = []
    for m, d in ((0.5, 0.5), (0.6, 0.4)):
        closed = ClosedForm(powers, top=1.0, sigma=0.61, m=m, d=d, dr=0.0, di=0.0, q=1.0)
        claimed = (1 - m * d) / (2 * m)
        half_a_step = 0.5 / powers + EXACT
        evidence.append(is_equilibrium(closed.assessment(), f"m={m}, d={d}"))
        evidence.append(close(claimed, closed.p[closed.best], half_a_step))
    return all_of(*evidence)


def _outbid() -> Evidence:
    """Against a resolute Defender power is held down to 1/σ − d, the most at which the Challenger
    stands firm."""
    evidence = []
    for powers, sigma in product((6, 12, 24, 48), (0.72, 0.8, 0.9)):
        closed = ClosedForm(powers, sigma=sigma, q=1.0)
        short = 1 / sigma - closed.values["d"] - closed.p[closed.best]  # from zero to one step
        half_a_step = 0.3 / powers
        detail = f"{powers} powers, σ={sigma}"
        evidence.append(below(abs(short - half_a_step), half_a_step + EXACT, detail))
        evidence.append(is_equilibrium(closed.assessment()))
    return all_of(*evidence)


def _balance_of_resolve() -> Evidence:
    """The more likely the Defender is resolute, the less power is brought; it falls at a q in
    closed form."""
    base = ClosedForm()
    every = range(POWERS + 1)
    safe = max(amount for amount in every if base.stand[amount] >= 0)
    # the q at which the best amount falls to that at which the Challenger cannot be outbid
    falls = max(
        (1 - base.fight[safe] / base.fight[amount]) / (1 - base.stand[amount])
        for amount in every
        if amount > safe
    )
    just_less, just_more = falls - 0.001, falls + 0.001
    resolve = (0.05, 0.2, 0.35, just_less, just_more, 0.6, 0.8, 0.95)
    closed = {q: ClosedForm(q=q) for q in resolve}
    worst = max(sequential_regret(one.assessment()) for one in closed.values())
    chosen = [one.best for one in closed.values()]
    never_rises = chosen == sorted(chosen, reverse=True)
    falls_there = closed[just_less].best > safe == closed[just_more].best
    return all_of(
        below(worst, EXACT, "each an equilibrium"),
        Evidence(
            never_rises and falls_there,
            f"falls to {safe} at q = {falls:.4f}",
            str(chosen),
            "power (of 12), q from 0.05 to 0.95",
        ),
    )


def _stability_instability() -> Evidence:
    """The sharper the trade-off σ, the rarer is war at more than half the power and the more likely
    is war at less."""
    high, low, regrets = [], [], []  # probability of war at much power and at little, by σ
    for sigma in (0.62, 0.7, 0.78, 0.85):
        closed = ClosedForm(sigma=sigma, q=0.9)
        play = closed.assessment()
        war = chance_of(play, DEFENDER, "fight") + chance_of(play, DEFENDER, "go through")
        much = 2 * closed.best > closed.n
        high.append(war if much else 0.0)
        low.append(0.0 if much else war)
        regrets.append(sequential_regret(play))
    high_falls = high == sorted(high, reverse=True) and high[0] > high[-1]
    low_rises = low == sorted(low)
    shown = "high {}; low {}".format(
        *(", ".join(f"{war:.3g}" for war in column) for column in (high, low))
    )
    return all_of(
        below(max(regrets), EXACT),
        Evidence(
            high_falls and low_rises,
            "high falls, low rises",
            shown,
            "σ from 0.62 to 0.85; q = 0.9",
        ),
    )


def _branch() -> Evidence:
    """The logit path ends at the closed form, not where nobody escalates for fear of being called,
    also sequential."""
    closed = ClosedForm(q=0.3)
    claimed = closed.assessment()
    selected = follow_path(_built(POWERS), {"q": 0.3})
    evidence = []
    for player, label in (
        (CHALLENGER, "power"),
        (CHALLENGER, "escalation at 12"),
        (DEFENDER, "resolute, power 12"),
        (DEFENDER, "irresolute, power 12"),
    ):
        one, other = claimed.strategy(player, label), selected.strategy(player, label)
        gap = max(abs(one[action] - other[action]) for action in one)
        evidence.append(below(gap, 1e-6, label))
    quiet = closed.assessment(POWERS, escalation=False)
    return all_of(*evidence, is_equilibrium(quiet, "nobody escalates"))


MODEL = Model(
    key="powell2015",
    title="Power against risk in brinkmanship",
    source=Source(
        authors="Powell, Robert",
        year=2015,
        title="Nuclear Brinkmanship, Limited War, and Military Power",
        venue="International Organization 69(3), 589-626",
        where="the trade-off between power and risk; its main results as the abstract states them",
        opened=(
            "abstract, and the abstract of the author's lecture of 2012 on the same model; the "
            "game rebuilt here"
        ),
        doi="10.1017/S0020818315000028",
    ),
    story=(
        "A challenger may bring more or less force to a dispute. More force wins more often, but "
        "also gives the defender the means to raise the risk that things go out of control, and so "
        "to outbid a challenger with less resolve. A challenger that expects a resolute defender "
        "therefore limits the force it brings, until no escalation is worth the defender's while; "
        "one that thinks the defender irresolute brings much, and crises at the brink follow when "
        "it is wrong, or when the irresolute bluff."
    ),
    build=build,
    propositions=(
        claim("Sequential equilibrium", "equilibrium", "computed", _equilibrium),
        claim("Resolve with the challenger", "closed form", "our reading", _resolute_challenger),
        claim("Not to be outbid", "limit", "our reading", _outbid),
        claim("Balance of resolve", "threshold", "our reading", _balance_of_resolve),
        claim("Stability and instability", "sign", "our reading", _stability_instability),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch=(
        "The path from λ = 0 ends at the closed form (12 powers, q = 0.3: most power, and bluffs; "
        "no fold). There is a second sequential equilibrium, in which escalation is taken for a "
        "bluff and called, so that nobody escalates and the Challenger brings most power. D1 "
        "rejects it (the resolute gain from escalating at more responses than the irresolute), and "
        "so does the path."
    ),
    uncertain=(
        "We had the abstracts only. The moves, the linear risks m·p and σ·p, the irresolute type "
        "and all closed forms are our reconstruction; each result named in the abstract is then "
        "verified on it. The closed form needs that above 1/σ − d the irresolute never go through "
        "and the resolute would rather escalate than fight, which holds at the numbers used (each "
        "is certified)."
    ),
)
