"""Why rational states fight (Fearon 1995): doubt about the other's costs, and promises that nobody can be held to.

Two states divide a good of size 1. State A demands x; State B accepts or fights; A wins a war with probability p, and
war costs c_A and c_B. Both prefer x in [p − c_A, p + c_B] to war. Yet war may come:

    private information  c_B uniform on [0, C] and known to B alone: A demands x* = p + (C − c_A)/2 if c_A < C,
                         and war has probability (C − c_A)/(2C); if c_A ≥ C, A demands p and there is none
    commitment           A's strength will rise from p₁ to p₂ for good: B attacks before if δp₂ − p₁ > c_B(1 − δ)²,
                         though a division for ever that both prefer to war is there

Costs are put at the middles of n cells, C(k + ½)/n, and demands at their edges, p + Cj/n: then B is never indifferent
and the probability that a demand is fought is exactly F(x − p).
"""

from __future__ import annotations

from typing import Any

from ..game.building import Part, TreeBuilder
from ..game.tree import GameTree
from .model import Evidence, Model, Proposition, Source, all_of, below, close, sign

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


def build_shift() -> GameTree:
    """Power shifts once: A demands, B accepts or fights; if it accepts, A, stronger, demands again, for ever."""
    g = TreeBuilder("A declining state before a shift of power", (A, B))
    p1 = g.parameter("p1", 0.3, "probability that A wins a war now", low=0, high=1)
    p2 = g.parameter("p2", 0.7, "the same after the shift", low=0, high=1)
    c_a = g.parameter("c_A", 0.2, "cost of war to A", low=0)
    c_b = g.parameter("c_B", 0.2, "cost of war to B", low=0)
    d = g.parameter("delta", 0.8, "discount factor", low=0, high=0.999)

    def later(x: Any, name: str) -> Part:
        most = p2 + c_b * (1 - d)  # leaves B what war would
        war = g.end(x + d * (p2 / (1 - d) - c_a), 1 - x + d * ((1 - p2) / (1 - d) - c_b))
        offers = {"most": most, "p2": p2, "all": 1.0}
        ends = {n: g.end(x + d * y / (1 - d), 1 - x + d * (1 - y) / (1 - d)) for n, y in offers.items()}
        answers = {n: g.move(B, f"{name}, then {n}", {"accept": e, "fight": war}) for n, e in ends.items()}
        return g.move(A, f"later, {name}", answers)

    war = g.end(p1 / (1 - d) - c_a, (1 - p1) / (1 - d) - c_b)
    first = {x: g.move(B, x, {"accept": later(float(x), x), "fight": war}) for x in ("0", "0.5", "1")}
    return g.tree(g.move(A, "now", first))


def _answers(types: int, heard: str = "") -> dict[Any, Any]:
    """B fights a demand of p + Cj/n exactly when its cost C(k + ½)/n is less than Cj/n."""
    every = ((k, j) for k in range(types) for j in range(types + 1))
    return {(B, f"cost {k}, {j}/{types}{heard}"): PEACE if k >= j else WAR for k, j in every}


def _demand(j: int, types: int = 8, **values: float) -> Any:
    from ..solvers.tree import TreeAssessment

    strategies = {(A, "demand"): {f"{j}/{types}": 1.0}} | _answers(types)
    return TreeAssessment.of(build(types), strategies, values=values)


def _regret(assessment: Any, everywhere: bool = False) -> float:
    from ..solvers.tree import certify_tree

    certificate = certify_tree(assessment)
    return float(certificate.sequential_regret if everywhere else certificate.regret)


def _range() -> Evidence:
    from ..solvers.tree import TreeAssessment

    answers = {(B, str(j)): PEACE if j <= 6 else WAR for j in range(8)}
    settle, greedy = (
        TreeAssessment.of(build_known(), {(A, "demand"): {j: 1.0}} | answers, values={"c_A": 0.07}) for j in ("6", "7")
    )
    return all_of(
        below(_regret(settle, everywhere=True), 1e-9, "A demands p + c_B, B accepts"),
        close(0.5 + 0.2, settle.value(A), 1e-12, "p + c_B to A"),
        close(0.07 + 0.2, _regret(greedy), 1e-9, "a demand that is fought costs A all of c_A + c_B"),
    )


def _risk_return() -> Evidence:
    found = []
    for c_a, c, p in ((0.1, 0.4, 0.5), (0.2, 0.4, 0.3), (0.05, 0.2, 0.7)):
        war = (c - c_a) / (2 * c)
        j = round(8 * war)
        found.append(close(p + (c - c_a) / 2, p + c * j / 8, 1e-12, "x* is on the grid"))
        best = _demand(j, c_A=c_a, C=c, p=p)
        fought = best.reach[[e for e in range(len(best.tree)) if best.tree.slot[e] == 1]]
        fights = [best.tree.information_set[best.tree.parent[e]] for e in range(len(best.tree)) if best.tree.slot[e] == 1]
        of_b = [r for r, h in zip(fought, fights, strict=True) if h >= 0 and best.tree.sets[h].player == 1]
        found += [
            below(_regret(best, everywhere=True), 1e-9, f"c_A={c_a}, C={c}, p={p}"),
            close(war, float(sum(of_b)), 1e-12, "probability of war"),
            *(close((c / 8) ** 2 / c, _regret(_demand(j + s, c_A=c_a, C=c, p=p)), 1e-9, "a step off") for s in (-1, 1)),
        ]
    return all_of(*found)


def _statics() -> Evidence:
    def war(**values: float) -> float:
        worth = [_demand(j, 10, **values).value(A) for j in range(11)]
        return worth.index(max(worth)) / 10

    base = war(C=0.43)
    return all_of(
        sign(-1, war(C=0.43, c_A=0.2) - base, "dearer war to A"),
        sign(1, war(C=0.43, c_A=0.01) - base, "cheaper war to A"),
        sign(1, war(C=0.43, c_A=0.2) - war(C=0.25, c_A=0.2), "more doubt"),
        sign(0, war(C=0.43, p=0.2) - base, "strength alone"),
    )


def _no_war() -> Evidence:
    """On the grid the threshold is C(1 − 1/n): it comes to C."""
    found = []
    for n in (4, 8, 16):
        edge = 0.4 * (1 - 1 / n)
        above, under = (_regret(_demand(0, n, c_A=f * edge, C=0.4)) for f in (1.001, 0.99))
        found += [below(above, 1e-9, f"n={n}, above"), close(0.01 * edge / n, under, 1e-9, f"n={n}, below")]
    return all_of(*found)


def _limit() -> Evidence:
    """A's gain over demanding p is (C − c_A)²/(4C) in the continuum; the grid loses at most C/(4n²)."""
    c, c_a, found = 0.42, 0.1, []
    for n in (6, 12, 24):
        error = (c - c_a) ** 2 / (4 * c) - _regret(_demand(0, n, c_A=c_a, C=c))
        off = n * (c - c_a) / (2 * c) % 1
        found += [close(c * (min(off, 1 - off) / n) ** 2, error, 1e-9, f"n={n}"), below(error, c / (4 * n * n))]
    return all_of(*found)


def _talk() -> Evidence:
    """Truth: A asks of the tough p + (C/2 − c_A)/2 and of the soft p + C/2, so that the soft would say 'tough'."""
    from ..solvers.tree import TreeAssessment

    n, tree = 8, build(talk=True)
    base = _answers(n, ", tough") | _answers(n, ", soft")
    say = {k: {"tough": 1.0} if k < n / 2 else {"soft": 1.0} for k in range(n)}
    truth = base | {(B, f"cost {k}, say"): word for k, word in say.items()}
    truth |= {(A, "demand, tough"): {"1/8": 1.0}, (A, "demand, soft"): {"4/8": 1.0}}
    deaf = base | {(B, f"cost {k}, say"): {"tough": 0.5, "soft": 0.5} for k in range(n)}
    deaf |= {(A, "demand, tough"): {"3/8": 1.0}, (A, "demand, soft"): {"3/8": 1.0}}
    ignored = TreeAssessment.of(tree, deaf)
    return all_of(
        close((0.2 - (0.2 - 0.1) / 2) / 2, _regret(TreeAssessment.of(tree, truth)), 1e-9, "gain of the soft by bluff"),
        below(_regret(ignored, everywhere=True), 1e-9, "talk that is ignored is an equilibrium"),
        close(_demand(3).value(B), ignored.value(B), 1e-12, "and changes nothing"),
    )


def _preventive() -> Evidence:
    from ..solvers.tree import TreeAssessment

    found = []
    for p2, c_b, d in ((0.7, 0.2, 0.8), (0.9, 0.5, 0.6), (0.4, 0.5, 0.7), (0.45, 0.1, 0.7)):
        gap = d * p2 - 0.3 - c_b * (1 - d) ** 2
        strategies: dict[Any, Any] = {(A, "now"): {"0": 1.0}} | {(B, x): WAR for x in ("0", "0.5", "1")}
        for x in ("0", "0.5", "1"):
            strategies[A, f"later, {x}"] = {"most": 1.0}
            strategies |= {(B, f"{x}, then {y}"): WAR if y == "all" else PEACE for y in ("most", "p2", "all")}
        values = {"p2": p2, "c_B": c_b, "delta": d}
        war = TreeAssessment.of(build_shift(), strategies, values=values)
        peace = TreeAssessment.of(build_shift(), strategies | {(B, "0"): PEACE}, values=values)
        share = 0.3 + (c_b - 0.2) * (1 - d) / 2  # middle of the range at p₁, were it a promise for ever
        found += [
            close(max(0.0, -gap) / (1 - d), _regret(war), 1e-9, f"war, gap {gap:.3f}"),
            close(max(0.0, gap) / (1 - d), max(0.0, peace.value(B) * -1 + war.value(B)), 1e-9, "B's gain by war"),
            sign(1, share / (1 - d) - war.value(A), "a promise kept is better for A"),
            sign(1, (1 - share) / (1 - d) - war.value(B), "and for B"),
        ]
    return all_of(*found)


def _branch() -> Evidence:
    from ..solvers.tree import solve_tree

    demand = solve_tree(build(), precision=None).assessment.strategy(A, "demand")
    return close(1.0, demand["3/8"], 1e-6, "limit of the logit path: p + (C − c_A)/2, war 0.375")


MODEL = Model(
    key="fearon1995",
    title="Rationalist explanations for war: private information and commitment",
    source=Source(
        authors="Fearon, James D.",
        year=1995,
        title="Rationalist Explanations for War",
        venue="International Organization 49(3), 379-414",
        where="the bargaining range; the demand under private information; cheap talk; preventive war",
        opened="abstract page, and a secondary: course notes on the bargaining range; the models are recalled",
        doi="10.1017/S0020818300033324",
    ),
    story="War wastes, so there are always divisions that both sides prefer to it. Two things can keep them from one. "
    "A state that does not know the other's costs asks for more than the most resolved type would grant: a better "
    "bargain is worth some risk of war, and saying that one is resolved does not help, for everyone would say so. And "
    "a state that will be stronger tomorrow cannot promise today not to use it: however much it gives now, the "
    "declining one may prefer to fight while it can.",
    build=build,
    propositions=(
        Proposition("Bargaining range", "With costs known, A demands p + c_B and B accepts; a demand that is fought "
                    "loses A the whole surplus c_A + c_B.", "equilibrium", "proved", _range),
        Proposition("Risk and return", "With c_B uniform on [0, C], A demands p + (C − c_A)/2 and is fought with "
                    "probability (C − c_A)/(2C).", "closed form", "our reading", _risk_return),
        Proposition("What moves the risk", "War is less likely the dearer it is to A, more likely the wider the doubt, "
                    "and no more or less likely for A's strength.", "sign", "our reading", _statics),
        Proposition("When A takes no risk", "No war if c_A ≥ C, some if c_A < C (on the grid, C(1 − 1/n)).",
                    "threshold", "our reading", _no_war),
        Proposition("Continuum", "A's value comes to p + (C − c_A)²/(4C), with an error of at most C/(4n²).",
                    "limit", "computed", _limit),
        Proposition("Talk is cheap", "Words that cost nothing are not believed: were they, types with high costs would "
                    "bluff; ignored, they leave everything as it was.", "equilibrium", "our reading", _talk),
        Proposition("Preventive war", "B attacks before the shift exactly when δp₂ − p₁ > c_B(1 − δ)², though a "
                    "promised division would be better for both.", "threshold", "our reading", _preventive),
        Proposition("Branch", "The logit path ends at the demand of the closed form.", "equilibrium", "computed", _branch),
    ),
    branch="Each type's answer to each demand is strict on our grid, so the subgame perfect equilibrium is unique up "
    "to A's own ties and the logit path ends there: at p = 0.5, c_A = 0.1, C = 0.4 A demands 0.65 and the risk of war "
    "is 0.375, the closed form.",
    uncertain="The paper's general distribution of costs is taken uniform, so the closed forms are ours, proved by "
    "hand and checked here. The condition for preventive war is recalled; it follows from our version, in which what "
    "is agreed after the shift stands for ever. The cheap talk tested has two words.",
)
