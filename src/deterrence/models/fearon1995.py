"""Why rational states fight (Fearon 1995), first reason: doubt about the other's costs.

Two states divide a good of size 1. State A demands the share x; State B accepts or fights; A wins a
war with probability p, and war costs c_A and c_B. Both prefer x in [p − c_A, p + c_B] to war. Yet
if c_B is uniform on [0, C] and known to B alone, A demands x* = p + (C − c_A)/2 when c_A < C, and
war has probability (C − c_A)/(2C). If c_A ≥ C, A demands p and there is no war. The second reason,
a promise that cannot be enforced, is in :mod:`.fearon1995_commitment`.

Costs are put at the middles of n cells, C(k + ½)/n, and demands at their edges, p + Cj/n: then B is
never indifferent and the probability that a demand is fought is exactly F(x − p).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..trees.builder import Part, TreeBuilder
from ..trees.tree import GameTree
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
from .model import Evidence, Model, Source, all_of, below, cell_middle, close, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

A, B = "State A", "State B"
ACCEPT, FIGHT = {"accept": 1.0, "fight": 0.0}, {"accept": 0.0, "fight": 1.0}
WORDS = ("tough", "soft")


def build(types: int = 8, talk: bool = False) -> GameTree:
    """Private information: ``types`` costs of B.

    With ``talk``, B may first say something that costs nothing.
    """
    g = TreeBuilder("A demand under doubt about the other's costs", (A, B))
    p = g.parameter("p", 0.5, "probability that A wins a war", low=0, high=1)
    c_a = g.parameter("c_A", 0.1, "cost of war to A", low=0)
    c = g.parameter("C", 0.4, "largest cost of war to B; uniform from zero", low=0)
    demands = {f"{j}/{types}": p + c * (j / types) for j in range(types + 1)}

    def demand(cost: int, heard: str) -> Part:
        """A's demand; ``heard`` ends the labels of what follows B's word, if it said one."""
        war = g.end(p - c_a, 1 - p - c * cell_middle(cost, types))
        answers = {
            name: g.move(
                B, f"cost {cost}, {name}{heard}", {"accept": g.end(x, 1 - x), "fight": war}
            )
            for name, x in demands.items()
        }
        return g.move(A, f"demand{heard}", answers)

    def of_type(cost: int) -> Part:
        """The game of a B of one cost, which may say something first."""
        if not talk:
            return demand(cost, "")
        said = {word: demand(cost, f", {word}") for word in WORDS}
        return g.move(B, f"cost {cost}, say", said)

    costs = {str(cost): (1 / types, of_type(cost)) for cost in range(types)}
    return g.tree(g.chance("cost of B", costs))


def build_known(demands: int = 6) -> GameTree:
    """B's cost is known.

    Demands go from p − c_A by steps of (c_A + c_B)/``demands``, one of them beyond p + c_B.
    """
    g = TreeBuilder("A demand without doubt", (A, B))
    p = g.parameter("p", 0.5, "probability that A wins a war", low=0, high=1)
    c_a = g.parameter("c_A", 0.1, "cost of war to A", low=0)
    c_b = g.parameter("c_B", 0.2, "cost of war to B", low=0)
    war = g.end(p - c_a, 1 - p - c_b)
    answers = {}
    for j in range(demands + 2):
        x = p - c_a + (c_a + c_b) * (j / demands)
        answers[str(j)] = g.move(B, str(j), {"accept": g.end(x, 1 - x), "fight": war})
    return g.tree(g.move(A, "demand", answers))


def _answers(types: int, heard: str = "") -> Strategies:
    """B fights a demand of p + Cj/n exactly when its cost C(k + ½)/n is less than Cj/n."""
    return {
        (B, f"cost {k}, {j}/{types}{heard}"): ACCEPT if k >= j else FIGHT
        for k in range(types)
        for j in range(types + 1)
    }


def _demand(edge: int, types: int = 8, **values: float) -> TreeAssessment:
    """A demands p + C·edge/n, and B gives its best answers."""
    demand: Strategies = {(A, "demand"): {f"{edge}/{types}": 1.0}}
    return assess(build(types), demand | _answers(types), values)


def _range() -> Evidence:
    """With costs known, A demands p + c_B and B accepts; a demand that is fought loses A the
    surplus c_A + c_B."""
    most = 6  # the demand p + c_B
    answers: Strategies = {(B, str(j)): ACCEPT if j <= most else FIGHT for j in range(most + 2)}

    def demand(number: int) -> TreeAssessment:
        """A makes one demand, to which B gives its best answer."""
        demands: Strategies = {(A, "demand"): {str(number): 1.0}}
        return assess(build_known(), demands | answers, {"c_A": 0.07})

    settle, greedy = demand(most), demand(most + 1)
    return all_of(
        is_equilibrium(settle, "A demands p + c_B, B accepts"),
        close(0.5 + 0.2, settle.value(A), ROUNDING, "p + c_B to A"),
        close(0.07 + 0.2, regret(greedy), EXACT, "a demand that is fought"),
    )


def _risk_return() -> Evidence:
    """With c_B uniform on [0, C], A demands p + (C − c_A)/2 and is fought with probability
    (C − c_A)/(2C)."""
    types = 8
    evidence = []
    for c_a, c, p in ((0.1, 0.4, 0.5), (0.2, 0.4, 0.3), (0.05, 0.2, 0.7)):
        war = (c - c_a) / (2 * c)
        j = round(types * war)
        values = {"c_A": c_a, "C": c, "p": p}
        best = _demand(j, types, **values)
        beside = [_demand(j + step, types, **values) for step in (-1, 1)]
        evidence += [
            close(p + (c - c_a) / 2, p + c * j / types, ROUNDING, "x* is on the grid"),
            is_equilibrium(best, f"c_A={c_a}, C={c}, p={p}"),
            close(war, chance_of(best, B, "fight"), ROUNDING, "probability of war"),
            *(close((c / types) ** 2 / c, regret(play), EXACT, "a step off") for play in beside),
        ]
    return all_of(*evidence)


def _statics() -> Evidence:
    """War is less likely the more it costs A, more likely the wider the doubt, and as likely
    whatever A's strength."""
    types = 8

    def war(**values: float) -> float:
        """Probability of war at the best of A's first six demands."""
        payoffs = [_demand(j, types, **values).value(A) for j in range(6)]
        return payoffs.index(max(payoffs)) / types

    base = war(C=0.43)
    costly = war(C=0.43, c_A=0.25)
    return all_of(
        sign(-1, costly - base, "war costs A more"),
        sign(1, war(C=0.8, c_A=0.25) - costly, "more doubt"),
        sign(0, war(C=0.43, p=0.2) - base, "strength alone"),
    )


def _no_war() -> Evidence:
    """There is no war if c_A ≥ C, and some if c_A < C (on the grid, C(1 − 1/n))."""
    c = 0.4
    evidence = []
    for types in (4, 8, 16):
        edge = c * (1 - 1 / types)
        above = regret(_demand(0, types, c_A=1.001 * edge, C=c))
        under = regret(_demand(0, types, c_A=0.99 * edge, C=c))
        evidence.append(below(above, EXACT, f"n={types}, above"))
        evidence.append(close(0.01 * edge / types, under, EXACT, f"n={types}, below"))
    return all_of(*evidence)


def _limit() -> Evidence:
    """A's value comes to p + (C − c_A)²/(4C) as the grid is refined, with an error of at most
    C/(4n²)."""
    c, c_a = 0.42, 0.1
    evidence = []
    for types in (6, 12, 24):
        gain = regret(_demand(0, types, c_A=c_a, C=c))  # over demanding p, which nobody fights
        error = (c - c_a) ** 2 / (4 * c) - gain
        beside = types * (c - c_a) / (2 * c) % 1  # where between two demands x* lies
        nearest = min(beside, 1 - beside)
        evidence.append(close(c * (nearest / types) ** 2, error, EXACT, f"n={types}"))
        evidence.append(below(error, c / (4 * types * types)))
    return all_of(*evidence)


def _talk() -> Evidence:
    """Words that cost nothing are not believed: were they, types with high costs would bluff;
    ignored, they change nothing. (Believed, A asks p + (C/2 − c_A)/2 of the tough half and p + C/2
    of the soft.)"""
    types = 8
    tree = build(types, talk=True)
    tough, soft = WORDS
    answers = _answers(types, f", {tough}") | _answers(types, f", {soft}")
    speaks_true: Strategies = {
        (B, f"cost {k}, say"): {tough if k < types / 2 else soft: 1.0} for k in range(types)
    }
    says_anything: Strategies = {
        (B, f"cost {k}, say"): {tough: 0.5, soft: 0.5} for k in range(types)
    }
    believes: Strategies = {
        (A, f"demand, {tough}"): {"1/8": 1.0},
        (A, f"demand, {soft}"): {"4/8": 1.0},
    }
    ignores: Strategies = {(A, f"demand, {word}"): {"3/8": 1.0} for word in WORDS}
    truth = assess(tree, answers | speaks_true | believes)
    ignored = assess(tree, answers | says_anything | ignores)
    return all_of(
        close((0.2 - (0.2 - 0.1) / 2) / 2, regret(truth), EXACT, "gain of the soft by bluff"),
        is_equilibrium(ignored, "talk that is ignored is an equilibrium"),
        close(_demand(3).value(B), ignored.value(B), ROUNDING, "and changes nothing"),
    )


def _branch() -> Evidence:
    """The logit path ends at the demand of the closed form."""
    demand = follow_path(build()).strategy(A, "demand")
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
        opened=(
            "abstract page, and a secondary: course notes on the bargaining range; the models are "
            "recalled"
        ),
        doi="10.1017/S0020818300033324",
    ),
    story=(
        "War wastes, so there are always divisions that both sides prefer to it. A state that does "
        "not know the other's costs may nevertheless ask for more than the most resolved type "
        "would grant: a better bargain is worth some risk of war. Saying that one is resolved does "
        "not help, for everyone would say so."
    ),
    build=build,
    propositions=(
        claim("Bargaining range", "equilibrium", "our reading", _range),
        claim("Risk and return", "closed form", "our reading", _risk_return),
        claim("What moves the risk", "sign", "our reading", _statics),
        claim("When A takes no risk", "threshold", "our reading", _no_war),
        claim("Continuum", "limit", "computed", _limit),
        claim("Talk is cheap", "equilibrium", "our reading", _talk),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch=(
        "Each type's answer to each demand is strict on our grid, so the subgame perfect "
        "equilibrium is unique up to A's own ties and the logit path ends there: at p = 0.5, c_A = "
        "0.1, C = 0.4 A demands 0.65 and the risk of war is 0.375, the closed form."
    ),
    uncertain=(
        "The paper's general distribution of costs is taken uniform, so the closed forms are ours, "
        "proved by hand and checked here. The cheap talk tested has two words."
    ),
)
