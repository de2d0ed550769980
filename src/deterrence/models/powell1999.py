"""Bargaining in the shadow of power (Powell 1999): what a satisfied state offers a dissatisfied one.

The status quo gives State D the share q of a good and State S the rest. D would win a war with probability p; war costs
d and s. D is dissatisfied if war promises it more than the status quo, p − d > q; both never are. S offers x ≥ q; D
takes it or fights. When d is known, S offers what war would bring D, if D is dissatisfied, and otherwise nothing: no
war. When only D knows d, uniform on [d₀, d₁], a smaller offer is a better bargain and a larger risk. S falls short of
p by z = p − x:

    z = min(p − q, max(d₀, (d₁ − s)/2)),   probability of war = (z − d₀)/(d₁ − d₀), and nought if z < d₀

So the risk depends on the disparity p − q between power and benefits: none while it is small, rising with it, then
flat where S accepts no more risk. Costs are put at the middles of n cells and offers at their edges, so that D is
never indifferent.
"""

from __future__ import annotations

from typing import Any

from ..game.building import Part, TreeBuilder
from ..game.expression import Expression
from ..game.tree import GameTree
from .checks import assess, chance_of, claim, regret, sequential_regret
from .model import Evidence, Model, Source, all_of, below, close, sign

S, D = "State S", "State D"
SAME = "no change"
ACCEPT, FIGHT = {"accept": 1.0, "fight": 0.0}, {"accept": 0.0, "fight": 1.0}
DEFAULT = {"p": 0.6, "q": 0.2, "s": 0.04, "d0": 0.04, "d1": 0.36}


def build(types: int = 8) -> GameTree:
    """``types`` costs of D; offers p − d₀ − (d₁ − d₀)j/n, or q where that is more, and none at all."""
    g = TreeBuilder("An offer to a state that may be dissatisfied", (S, D))
    p = g.parameter("p", DEFAULT["p"], "probability that D wins a war", low=0, high=1)
    q = g.parameter("q", DEFAULT["q"], "D's share in the status quo", low=0, high=1)
    s = g.parameter("s", DEFAULT["s"], "cost of war to S", low=0)
    d0 = g.parameter("d0", DEFAULT["d0"], "least cost of war to D", low=0)
    d1 = g.parameter("d1", DEFAULT["d1"], "largest cost of war to D", low=0)

    def largest(a: Expression, b: Expression) -> Expression:
        return (a + b + ((a - b) ** 2) ** 0.5) * 0.5

    offers = {SAME: q} | {f"{j}/{types}": largest(q, p - d0 - (d1 - d0) * (j / types)) for j in range(types + 1)}

    def answers(k: int) -> dict[str, Part]:
        war = g.end(1 - p - s, p - d0 - (d1 - d0) * ((k + 0.5) / types))
        ends = {j: {"accept": g.end(1 - x, x), "fight": war} for j, x in offers.items()}
        return {j: g.move(D, f"cost {k}, {j}", end) for j, end in ends.items()}

    return g.tree(g.chance("cost of D", {str(k): (1 / types, g.move(S, "offer", answers(k))) for k in range(types)}))


def _offer(made: str, types: int = 8, **values: float) -> Any:
    """S makes one offer for sure; each type of D fights exactly if war promises it more."""
    v = DEFAULT | values
    cell = (v["d1"] - v["d0"]) / types
    offers = {SAME: v["q"]} | {f"{j}/{types}": max(v["q"], v["p"] - v["d0"] - cell * j) for j in range(types + 1)}
    strategies: dict[Any, Any] = {(S, "offer"): {made: 1.0}}
    for k in range(types):
        war = v["p"] - v["d0"] - cell * (k + 0.5)
        strategies |= {(D, f"cost {k}, {j}"): FIGHT if war > x + 1e-12 else ACCEPT for j, x in offers.items()}
    return assess(build(types), strategies, v)


def _known() -> Evidence:
    """With d known there is no war: a satisfied D is offered nothing, a dissatisfied one p − d."""
    found = []
    for q in (0.2, 0.39, 0.41, 0.55):  # p − d = 0.4
        known = {"d0": 0.2, "d1": 0.2, "q": q}
        same, enough = _offer(SAME, 1, **known), _offer("0/1", 1, **known)
        found += [
            close(0.24 if q < 0.4 else 0.0, regret(same), 1e-9, f"q={q}: no offer loses s + d if D is dissatisfied"),
            below(sequential_regret(enough), 1e-9, f"q={q}: the offer max(q, p − d)"),
            close(max(q, 0.4), enough.value(D), 1e-12, f"q={q}: what D gets"),
        ]
    return all_of(*found)


def _risk_return() -> Evidence:
    """With d uniform and D dissatisfied enough, S offers p − (d₁ − s)/2 and war has probability (d₁ − s − 2d₀)/(2(d₁ −
    d₀))."""
    found = []
    for values in ({}, {"p": 0.75, "q": 0.3}, {"s": 0.12}, {"d0": 0.0, "d1": 0.32, "s": 0.08}):
        v = DEFAULT | values
        wide = v["d1"] - v["d0"]
        war = (v["d1"] - v["s"] - 2 * v["d0"]) / (2 * wide)
        j = round(8 * war)
        best = _offer(f"{j}/8", 8, **values)
        found += [
            close(war, chance_of(best, D, "fight"), 1e-12, "probability of war"),
            close(v["p"] - (v["d1"] - v["s"]) / 2, v["p"] - v["d0"] - wide * j / 8, 1e-12, "the offer is on the grid"),
            below(sequential_regret(best), 1e-9, "equilibrium"),
        ]
        steps = [regret(_offer(f"{j + step}/8", 8, **values)) for step in (-1, 1)]
        found += [close(wide / 64, r, 1e-9, "a step off costs the step squared over the width") for r in steps]
    return all_of(*found)


def _disparity() -> Evidence:
    """No war while p − q ≤ d₀; then nothing is offered and it rises as (p − q − d₀)/(d₁ − d₀); it is flat from p − q =
    (d₁ − s)/2 on."""
    found = []
    for gap, war in (
        (-0.03, 0.0),
        (0.03, 0.0),
        (0.08, 0.125),
        (0.12, 0.25),
        (0.16, 0.375),
        (0.24, 0.375),
        (0.4, 0.375),
    ):
        made = SAME if gap <= 0.16 else "3/8"
        best = _offer(made, 8, q=0.6 - gap)
        found.append(below(sequential_regret(best), 1e-9, f"p − q = {gap}: {made}"))
        found.append(close(war, chance_of(best, D, "fight"), 1e-12, "probability of war"))
    return all_of(*found, sign(1, regret(_offer(SAME, 8, q=0.36)), "with p − q = 0.24 offering nothing is too little"))


def _war(p: float, q: float) -> float:
    """Probability of war at the best of S's offers, the least risky of equals."""
    made = [_offer(m, 8, p=p, q=q) for m in (SAME, "0/8", "1/8", "2/8", "3/8", "4/8")]
    best = max(a.value(S) for a in made)
    return min(chance_of(a, D, "fight") for a in made if a.value(S) > best - 1e-12)


def _balance() -> Evidence:
    """Neither parity nor preponderance is safer as such: what is safe is power that mirrors the status quo."""
    return all_of(
        sign(1, _war(0.8, 0.5) - _war(0.5, 0.5), "q = 0.5: parity is safer"),
        sign(-1, _war(0.8, 0.8) - _war(0.5, 0.2), "an uneven status quo: preponderance is safer"),
        sign(0, _war(0.5, 0.5) - _war(0.8, 0.8), "no risk where power mirrors benefits"),
        sign(0, _war(0.8, 0.5) - _war(0.5, 0.2), "the disparity alone counts"),
    )


def _limit() -> Evidence:
    """S's gain over a safe offer comes to ((d₁ − s)/2 − d₀)²/(d₁ − d₀), with an error of at most (d₁ − d₀)/(4n²)."""
    found, s = [], 0.07
    for n in (5, 10, 20):
        gain = regret(_offer(f"0/{n}", n, s=s))
        error = ((0.36 - s) / 2 - 0.04) ** 2 / 0.32 - gain
        off = n * ((0.36 - s) / 2 - 0.04) / 0.32 % 1
        found += [close(0.32 * (min(off, 1 - off) / n) ** 2, error, 1e-9, f"n={n}"), below(error, 0.32 / (4 * n * n))]
    return all_of(*found)


def _branch() -> Evidence:
    """The logit path ends at the offer of the closed form."""
    from ..solvers.tree import solve_tree

    offer = solve_tree(build(), precision=None).assessment.strategy(S, "offer")
    return close(1.0, offer["3/8"], 1e-6, "p − (d₁ − s)/2 = 0.44, war 0.375")


MODEL = Model(
    key="powell1999",
    title="Bargaining in the shadow of power: the risk-return trade-off",
    source=Source(
        authors="Powell, Robert",
        year=1999,
        title="In the Shadow of Power: States and Strategies in International Politics",
        venue="Princeton University Press",
        where="chapter 3, bargaining about the status quo",
        opened="recalled, not opened; secondary: publisher's summary; abstract of Powell (1996), Stability and the "
        "Distribution of Power, World Politics 48(2), with the same result",
    ),
    story="The distribution of benefits is one thing, the distribution of power another. A state is dissatisfied if "
    "war, costs and all, promises it more than it has. The other then buys it off, and if it knew the price there "
    "would be no war. Not knowing it, it offers less than the most resolved type wants and runs a risk. Where benefits "
    "mirror power nobody is dissatisfied and there is no risk, be power even or not; the risk grows with the "
    "disparity.",
    build=build,
    propositions=(
        claim("Known costs", "threshold", "our reading", _known),
        claim("Risk and return", "closed form", "our reading", _risk_return),
        claim("Disparity", "threshold", "our reading", _disparity),
        claim("Balance and preponderance", "sign", "proved", _balance),
        claim("Continuum", "limit", "computed", _limit),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch="Types of D answer every offer for strict reasons, so the equilibrium is unique up to S's ties, and the "
    "logit path ends there: at p = 0.6, q = 0.2, s = 0.04, d uniform on [0.04, 0.36], S offers 0.44 and the risk is "
    "0.375.",
    uncertain="The book's states make offers in turn without end, and either may fight in any round; there, as we "
    "recall, the satisfied state's first offer settles it. Ours is that one offer, by the satisfied state. The book "
    "leaves S's cost in doubt too; ours is known, which changes its offer only through its own value. If S is the "
    "dissatisfied one, exchange the names. Closed forms are for uniform costs, derived by us and checked.",
)
