"""Bargaining in the shadow of power (Powell 1999): what is offered to a dissatisfied state.

The status quo gives State D the share q of a good and State S the rest. D would win a war with
probability p; war costs d and s. D is dissatisfied if war promises it more than the status quo,
p − d > q; they are never both dissatisfied. S offers x ≥ q; D takes it or fights. When d is known,
S offers what war would bring D, if D is dissatisfied, and otherwise nothing: no war. When only D
knows d, uniform on [d₀, d₁], a smaller offer is a better bargain and a larger risk. S falls short
of p by z = p − x:

    z = min(p − q, max(d₀, (d₁ − s)/2))
    probability of war = (z − d₀)/(d₁ − d₀), or zero if z < d₀

So the risk depends on the disparity p − q between power and benefits: none while it is small,
rising with it, then flat where S accepts no more risk. Costs are put at the middles of n cells and
offers at their edges, so that D is never indifferent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..trees.builder import Part, TreeBuilder
from ..trees.tree import GameTree, Number
from .checks import (
    EXACT,
    ROUNDING,
    Strategies,
    assess,
    chance_of,
    claim,
    follow_path,
    is_equilibrium,
    regret,
)
from .model import Evidence, Model, Source, all_of, below, cell_middle, close, larger, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

S, D = "State S", "State D"
NO_CHANGE = "no change"  # the offer q
ACCEPT, FIGHT = {"accept": 1.0, "fight": 0.0}, {"accept": 0.0, "fight": 1.0}
DEFAULT = {"p": 0.6, "q": 0.2, "s": 0.04, "d0": 0.04, "d1": 0.36}
TYPES = 8


def build(types: int = TYPES) -> GameTree:
    """``types`` costs of D; offers p − d₀ − (d₁ − d₀)j/n, or q where that is more; and no offer."""
    g = TreeBuilder("An offer to a state that may be dissatisfied", (S, D))
    p = g.parameter("p", DEFAULT["p"], "probability that D wins a war", low=0, high=1)
    q = g.parameter("q", DEFAULT["q"], "D's share in the status quo", low=0, high=1)
    s = g.parameter("s", DEFAULT["s"], "cost of war to S", low=0)
    d0 = g.parameter("d0", DEFAULT["d0"], "least cost of war to D", low=0)
    d1 = g.parameter("d1", DEFAULT["d1"], "largest cost of war to D", low=0)
    offers: dict[str, Number] = {NO_CHANGE: q}
    for j in range(types + 1):
        offers[f"{j}/{types}"] = larger(q, p - d0 - (d1 - d0) * (j / types))

    def offer(cost: int) -> Part:
        """S's offer to a D of one cost, which S does not know."""
        war = g.end(1 - p - s, p - d0 - (d1 - d0) * cell_middle(cost, types))
        answers = {
            name: g.move(D, f"cost {cost}, {name}", {"accept": g.end(1 - x, x), "fight": war})
            for name, x in offers.items()
        }
        return g.move(S, "offer", answers)

    costs = {str(cost): (1 / types, offer(cost)) for cost in range(types)}
    return g.tree(g.chance("cost of D", costs))


def _offer(made: str, types: int = TYPES, **changes: float) -> TreeAssessment:
    """S makes one offer for sure; each type of D fights exactly if war promises it more."""
    v = DEFAULT | changes
    cell = (v["d1"] - v["d0"]) / types
    offers = {NO_CHANGE: v["q"]}
    for j in range(types + 1):
        offers[f"{j}/{types}"] = max(v["q"], v["p"] - v["d0"] - cell * j)
    strategies: Strategies = {(S, "offer"): {made: 1.0}}
    for cost in range(types):
        war = v["p"] - v["d0"] - cell * (cost + 0.5)
        for name, x in offers.items():
            fights = war > x + ROUNDING
            strategies[D, f"cost {cost}, {name}"] = FIGHT if fights else ACCEPT
    return assess(build(types), strategies, v)


def _known() -> Evidence:
    """With d known there is no war: a satisfied D is offered nothing, a dissatisfied one p − d."""
    war = 0.4  # p − d, what war promises D
    evidence = []
    for q in (0.2, 0.39, 0.41, 0.55):
        values = {"d0": 0.2, "d1": 0.2, "q": q}
        nothing = _offer(NO_CHANGE, 1, **values)
        enough = _offer("0/1", 1, **values)
        lost = 0.24 if q < war else 0.0
        evidence += [
            close(
                lost, regret(nothing), EXACT, f"q={q}: no offer loses s + d if D is dissatisfied"
            ),
            is_equilibrium(enough, f"q={q}: the offer max(q, p − d)"),
            close(max(q, war), enough.value(D), ROUNDING, f"q={q}: what D gets"),
        ]
    return all_of(*evidence)


def _risk_return() -> Evidence:
    """With d uniform and D dissatisfied enough, S offers p − (d₁ − s)/2 and war has probability
    (d₁ − s − 2d₀)/(2(d₁ − d₀))."""
    evidence = []
    for changes in (
        {},
        {"p": 0.75, "q": 0.3},
        {"s": 0.12},
        {"d0": 0.0, "d1": 0.32, "s": 0.08},
    ):
        v = DEFAULT | changes
        width = v["d1"] - v["d0"]
        war = (v["d1"] - v["s"] - 2 * v["d0"]) / (2 * width)
        j = round(TYPES * war)
        claimed_offer = v["p"] - (v["d1"] - v["s"]) / 2
        offer = v["p"] - v["d0"] - width * j / TYPES
        best = _offer(f"{j}/{TYPES}", TYPES, **changes)
        evidence += [
            close(war, chance_of(best, D, "fight"), ROUNDING, "probability of war"),
            close(claimed_offer, offer, ROUNDING, "the offer is on the grid"),
            is_equilibrium(best, "equilibrium"),
        ]
        for step in (-1, 1):
            loss = regret(_offer(f"{j + step}/{TYPES}", TYPES, **changes))
            detail = "a step off costs the step squared over the width"
            evidence.append(close(width / TYPES**2, loss, EXACT, detail))
    return all_of(*evidence)


def _disparity() -> Evidence:
    """No war while p − q ≤ d₀; then nothing is offered and it rises as (p − q − d₀)/(d₁ − d₀); it
    is flat from p − q = (d₁ − s)/2 on."""
    flat_from = 0.16  # (d₁ − s)/2
    claimed = {  # by p − q: probability of war
        -0.03: 0.0,
        0.03: 0.0,
        0.08: 0.125,
        0.12: 0.25,
        0.16: 0.375,
        0.24: 0.375,
        0.4: 0.375,
    }
    evidence = []
    for disparity, war in claimed.items():
        made = NO_CHANGE if disparity <= flat_from else "3/8"
        best = _offer(made, q=0.6 - disparity)
        evidence.append(is_equilibrium(best, f"p − q = {disparity}: {made}"))
        evidence.append(close(war, chance_of(best, D, "fight"), ROUNDING, "probability of war"))
    too_little = regret(_offer(NO_CHANGE, q=0.36))
    return all_of(
        *evidence, sign(1, too_little, "with p − q = 0.24 offering nothing is too little")
    )


def _war(p: float, q: float) -> float:
    """Probability of war at the best of S's offers, the least risky of equals."""
    offers = (NO_CHANGE, "0/8", "1/8", "2/8", "3/8", "4/8")
    plays = [_offer(made, p=p, q=q) for made in offers]
    best = max(play.value(S) for play in plays)
    return min(chance_of(play, D, "fight") for play in plays if play.value(S) > best - ROUNDING)


def _balance() -> Evidence:
    """Neither parity nor preponderance is safer as such: what is safe is power that mirrors the
    status quo."""
    return all_of(
        sign(1, _war(0.8, 0.5) - _war(0.5, 0.5), "q = 0.5: parity is safer"),
        sign(-1, _war(0.8, 0.8) - _war(0.5, 0.2), "an uneven status quo: preponderance is safer"),
        sign(0, _war(0.5, 0.5) - _war(0.8, 0.8), "no risk where power mirrors benefits"),
        sign(0, _war(0.8, 0.5) - _war(0.5, 0.2), "the disparity alone counts"),
    )


def _limit() -> Evidence:
    """S's gain over a safe offer comes to ((d₁ − s)/2 − d₀)²/(d₁ − d₀), with an error of at most
    (d₁ − d₀)/(4n²)."""
    s = 0.07
    d0, d1, width = 0.04, 0.36, 0.32
    evidence = []
    for types in (5, 10, 20):
        gain = regret(_offer(f"0/{types}", types, s=s))
        error = ((d1 - s) / 2 - d0) ** 2 / width - gain
        beside = types * ((d1 - s) / 2 - d0) / width % 1  # where between two offers the best lies
        nearest = min(beside, 1 - beside)
        evidence.append(close(width * (nearest / types) ** 2, error, EXACT, f"n={types}"))
        evidence.append(below(error, width / (4 * types * types)))
    return all_of(*evidence)


def _branch() -> Evidence:
    """The logit path ends at the offer of the closed form."""
    offer = follow_path(build()).strategy(S, "offer")
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
        opened=(
            "recalled, not opened; secondary: publisher's summary; abstract of Powell (1996), "
            "Stability and the Distribution of Power, World Politics 48(2), with the same result"
        ),
    ),
    story=(
        "The distribution of benefits is one thing, the distribution of power another. A state is "
        "dissatisfied if war, costs and all, promises it more than it has. The other then buys it "
        "off, and if it knew the price there would be no war. Not knowing it, it offers less than "
        "the most resolved type wants and runs a risk. Where benefits mirror power nobody is "
        "dissatisfied and there is no risk, be power even or not; the risk grows with the "
        "disparity."
    ),
    build=build,
    propositions=(
        claim("Known costs", "threshold", "our reading", _known),
        claim("Risk and return", "closed form", "our reading", _risk_return),
        claim("Disparity", "threshold", "our reading", _disparity),
        claim("Balance and preponderance", "sign", "our reading", _balance),
        claim("Continuum", "limit", "computed", _limit),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch=(
        "Types of D answer every offer for strict reasons, so the equilibrium is unique up to S's "
        "ties, and the logit path ends there: at p = 0.6, q = 0.2, s = 0.04, d uniform on [0.04, "
        "0.36], S offers 0.44 and the risk is 0.375."
    ),
    uncertain=(
        "The book's states make offers in turn without end, and either may fight in any round; "
        "there, as we recall, the satisfied state's first offer settles it. Ours is that one "
        "offer, by the satisfied state. The book leaves S's cost in doubt too; ours is known, "
        "which changes its offer only through its own value. If S is the dissatisfied one, "
        "exchange the names. Closed forms are for uniform costs, derived by us and checked."
    ),
)
