"""Why rational states fight (Fearon 1995), first reason: doubt about the other's costs.

Two states divide a good of size 1. State A demands x; State B accepts or fights; A wins a war with probability p, and
war costs c_A and c_B. Both prefer x in [p − c_A, p + c_B] to war. Yet if c_B is uniform on [0, C] and known to B alone,
A demands x* = p + (C − c_A)/2 when c_A < C, and war has probability (C − c_A)/(2C). If c_A ≥ C, A demands p and there
is no war. The second reason, a promise that nobody can be held to, is in :mod:`.fearon1995_commitment`.

Costs are put at the middles of n cells, C(k + ½)/n, and demands at their edges, p + Cj/n: then B is never indifferent
and the probability that a demand is fought is exactly F(x − p).
"""

from __future__ import annotations

from typing import Any

from ..game.building import Part, TreeBuilder
from ..game.tree import GameTree
from .checks import assess, chance_of, claim, regret, sequential_regret
from .model import Evidence, Model, Source, all_of, below, close, sign

A, B = "State A", "State B"
PEACE, WAR = {"accept": 1.0, "fight": 0.0}, {"accept": 0.0, "fight": 1.0}


def build(types: int = 8, talk: bool = False) -> GameTree:
    """Private information: ``types`` costs of B. With ``talk``, B may first say something that costs nothing."""
    g = TreeBuilder("A demand under doubt about the other's costs", (A, B))
    p = g.parameter("p", 0.5, "probability that A wins a war", low=0, high=1)
    c_a = g.parameter("c_A", 0.1, "cost of war to A", low=0)
    c = g.parameter("C", 0.4, "largest cost of war to B; uniform from nought", low=0)

    def demand(k: int, heard: str) -> Part:
        war = g.end(p - c_a, 1 - p - c * ((k + 0.5) / types))
        offers = [p + c * (j / types) for j in range(types + 1)]
        ends = {f"{j}/{types}": {"accept": g.end(x, 1 - x), "fight": war} for j, x in enumerate(offers)}
        return g.move(A, f"demand{heard}", {j: g.move(B, f"cost {k}, {j}{heard}", end) for j, end in ends.items()})

    def cost(k: int) -> Part:
        if not talk:
            return demand(k, "")
        return g.move(B, f"cost {k}, say", {word: demand(k, f", {word}") for word in ("tough", "soft")})

    return g.tree(g.chance("cost of B", {str(k): (1 / types, cost(k)) for k in range(types)}))


def build_known(demands: int = 6) -> GameTree:
    """B's cost is known: demands from p − c_A by steps of (c_A + c_B)/``demands``, one of them beyond p + c_B."""
    g = TreeBuilder("A demand without doubt", (A, B))
    p = g.parameter("p", 0.5, "probability that A wins a war", low=0, high=1)
    c_a = g.parameter("c_A", 0.1, "cost of war to A", low=0)
    c_b = g.parameter("c_B", 0.2, "cost of war to B", low=0)
    offers = [p - c_a + (c_a + c_b) * (j / demands) for j in range(demands + 2)]
    war = g.end(p - c_a, 1 - p - c_b)
    answers = {str(j): g.move(B, str(j), {"accept": g.end(x, 1 - x), "fight": war}) for j, x in enumerate(offers)}
    return g.tree(g.move(A, "demand", answers))


def _answers(types: int, heard: str = "") -> dict[Any, Any]:
    """B fights a demand of p + Cj/n exactly when its cost C(k + ½)/n is less than Cj/n."""
    every = ((k, j) for k in range(types) for j in range(types + 1))
    return {(B, f"cost {k}, {j}/{types}{heard}"): PEACE if k >= j else WAR for k, j in every}


def _demand(j: int, types: int = 8, **values: float) -> Any:
    return assess(build(types), {(A, "demand"): {f"{j}/{types}": 1.0}} | _answers(types), values)


def _range() -> Evidence:
    """With costs known, A demands p + c_B and B accepts; a demand that is fought loses A the surplus c_A + c_B."""
    answers: dict[Any, Any] = {(B, str(j)): PEACE if j <= 6 else WAR for j in range(8)}
    settle, greedy = (assess(build_known(), {(A, "demand"): {j: 1.0}} | answers, {"c_A": 0.07}) for j in ("6", "7"))
    return all_of(
        below(sequential_regret(settle), 1e-9, "A demands p + c_B, B accepts"),
        close(0.5 + 0.2, settle.value(A), 1e-12, "p + c_B to A"),
        close(0.07 + 0.2, regret(greedy), 1e-9, "a demand that is fought"),
    )


def _risk_return() -> Evidence:
    """With c_B uniform on [0, C], A demands p + (C − c_A)/2 and is fought with probability (C − c_A)/(2C)."""
    found = []
    for c_a, c, p in ((0.1, 0.4, 0.5), (0.2, 0.4, 0.3), (0.05, 0.2, 0.7)):
        war = (c - c_a) / (2 * c)
        j, values = round(8 * war), {"c_A": c_a, "C": c, "p": p}
        best = _demand(j, 8, **values)
        found += [
            close(p + (c - c_a) / 2, p + c * j / 8, 1e-12, "x* is on the grid"),
            below(sequential_regret(best), 1e-9, f"c_A={c_a}, C={c}, p={p}"),
            close(war, chance_of(best, B, "fight"), 1e-12, "probability of war"),
            *(close((c / 8) ** 2 / c, regret(_demand(j + s, 8, **values)), 1e-9, "a step off") for s in (-1, 1)),
        ]
    return all_of(*found)


def _statics() -> Evidence:
    """War is less likely the dearer it is to A, likelier the wider the doubt, and as likely whatever A's strength."""

    def war(**values: float) -> float:
        worth = [_demand(j, 8, **values).value(A) for j in range(6)]
        return worth.index(max(worth)) / 8

    base = war(C=0.43)
    return all_of(
        sign(-1, war(C=0.43, c_A=0.25) - base, "dearer war to A"),
        sign(1, war(C=0.8, c_A=0.25) - war(C=0.43, c_A=0.25), "more doubt"),
        sign(0, war(C=0.43, p=0.2) - base, "strength alone"),
    )


def _no_war() -> Evidence:
    """There is no war if c_A ≥ C, and some if c_A < C (on the grid, C(1 − 1/n))."""
    found = []
    for n in (4, 8, 16):
        edge = 0.4 * (1 - 1 / n)
        above, under = (regret(_demand(0, n, c_A=f * edge, C=0.4)) for f in (1.001, 0.99))
        found += [below(above, 1e-9, f"n={n}, above"), close(0.01 * edge / n, under, 1e-9, f"n={n}, below")]
    return all_of(*found)


def _limit() -> Evidence:
    """A's value comes to p + (C − c_A)²/(4C) as the grid is refined, with an error of at most C/(4n²)."""
    c, c_a, found = 0.42, 0.1, []
    for n in (6, 12, 24):  # what A gains over demanding p, which nobody fights
        error = (c - c_a) ** 2 / (4 * c) - regret(_demand(0, n, c_A=c_a, C=c))
        off = n * (c - c_a) / (2 * c) % 1
        found += [close(c * (min(off, 1 - off) / n) ** 2, error, 1e-9, f"n={n}"), below(error, c / (4 * n * n))]
    return all_of(*found)


def _talk() -> Evidence:
    """Words that cost nothing are not believed: were they, types with high costs would bluff; ignored, they change
    nothing. (Believed, A asks p + (C/2 − c_A)/2 of the tough half and p + C/2 of the soft.)"""
    n, tree = 8, build(talk=True)
    base = _answers(n, ", tough") | _answers(n, ", soft")
    say = {(B, f"cost {k}, say"): {"tough": 1.0} if k < n / 2 else {"soft": 1.0} for k in range(n)}
    deaf = {(B, f"cost {k}, say"): {"tough": 0.5, "soft": 0.5} for k in range(n)}
    truth = assess(tree, base | say | {(A, "demand, tough"): {"1/8": 1.0}, (A, "demand, soft"): {"4/8": 1.0}})
    ignored = assess(tree, base | deaf | {(A, f"demand, {word}"): {"3/8": 1.0} for word in ("tough", "soft")})
    return all_of(
        close((0.2 - (0.2 - 0.1) / 2) / 2, regret(truth), 1e-9, "gain of the soft by bluff"),
        below(sequential_regret(ignored), 1e-9, "talk that is ignored is an equilibrium"),
        close(_demand(3).value(B), ignored.value(B), 1e-12, "and changes nothing"),
    )


def _branch() -> Evidence:
    """The logit path ends at the demand of the closed form."""
    from ..solvers.tree import solve_tree

    demand = solve_tree(build(), precision=None).assessment.strategy(A, "demand")
    return close(1.0, demand["3/8"], 1e-6, "p + (C − c_A)/2, war 0.375")


MODEL = Model(
    key="fearon1995",
    title="Rationalist explanations for war: private information",
    source=Source(
        authors="Fearon, James D.",
        year=1995,
        title="Rationalist Explanations for War",
        venue="International Organization 49(3), 379-414",
        where="the bargaining range; the demand under private information; cheap talk",
        opened="abstract page, and a secondary: course notes on the bargaining range; the models are recalled",
        doi="10.1017/S0020818300033324",
    ),
    story="War wastes, so there are always divisions that both sides prefer to it. A state that does not know the "
    "other's costs may all the same ask for more than the most resolved type would grant: a better bargain is worth "
    "some risk of war. Saying that one is resolved does not help, for everyone would say so.",
    build=build,
    propositions=(
        claim("Bargaining range", "equilibrium", "proved", _range),
        claim("Risk and return", "closed form", "our reading", _risk_return),
        claim("What moves the risk", "sign", "our reading", _statics),
        claim("When A takes no risk", "threshold", "our reading", _no_war),
        claim("Continuum", "limit", "computed", _limit),
        claim("Talk is cheap", "equilibrium", "our reading", _talk),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch="Each type's answer to each demand is strict on our grid, so the subgame perfect equilibrium is unique up "
    "to A's own ties and the logit path ends there: at p = 0.5, c_A = 0.1, C = 0.4 A demands 0.65 and the risk of war "
    "is 0.375, the closed form.",
    uncertain="The paper's general distribution of costs is taken uniform, so the closed forms are ours, proved by "
    "hand and checked here. The cheap talk tested has two words.",
)
