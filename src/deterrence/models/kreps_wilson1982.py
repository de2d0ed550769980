"""The chain store with one-sided doubt (Kreps & Wilson 1982): a reputation kept by fighting.

An incumbent meets N entrants one after another, n counting those still to come. Entrant n enters or stays out; upon
entry the incumbent fights or acquiesces; everybody sees it. With probability δ the incumbent is strong and likes to
fight. Let p be the probability that it is strong, given what was seen. The published equilibrium is in closed form:

    entrant n          enters if p < bⁿ, stays out if p > bⁿ, stays out with probability 1/a if p = bⁿ
    weak incumbent     fights if n > 1 and p ≥ bⁿ⁻¹; with probability p(1 − bⁿ⁻¹)/((1 − p)bⁿ⁻¹) if p is less
    reputation         unchanged when nobody enters; 0 once it acquiesced; max(bⁿ⁻¹, p) once it fought, from p > 0
"""

from __future__ import annotations

from typing import Any

from ..game.building import Part, TreeBuilder
from ..game.tree import GameTree, Number
from .checks import assess, claim, sequential_regret
from .model import Evidence, Model, Source, all_of, below, close

INCUMBENT = "Incumbent"
START = "first"
ON_THE_EDGE = 1e-12
CASES = ((1, 0.3), (2, 0.1), (2, 0.3), (3, 0.05), (3, 0.2), (3, 0.6), (4, 0.1))  # rounds, δ


def build(rounds: int = 3) -> GameTree:
    """The game against ``rounds`` entrants, of whom the last is Entrant 1."""
    entrants = [f"Entrant {n}" for n in range(rounds, 0, -1)]
    g = TreeBuilder("Chain store, one-sided doubt", (INCUMBENT, *entrants))
    a = g.parameter("a", 2.0, "a round without entry, to the incumbent", low=1)
    b = g.parameter("b", 0.5, "entry that is not fought, to an entrant (fought: b - 1)", low=0, high=1)
    gain: dict[str, Number] = {"o": 0.0, "f": b - 1, "a": b}
    delta = g.parameter("delta", 0.2, "prior probability that the incumbent is strong", low=0, high=1)

    def play(kind: str, past: str) -> Part:
        n = rounds - len(past)
        if n == 0:
            fought = -past.count("f") if kind == "weak" else -past.count("a")
            return g.end(past.count("o") * a + fought, *(gain[x] for x in past))
        fight = {"fight": play(kind, past + "f"), "acquiesce": play(kind, past + "a")}
        enter = g.move(INCUMBENT, f"{kind}, {past}{n}", fight)
        return g.move(f"Entrant {n}", past or START, {"stay out": play(kind, past + "o"), "enter": enter})

    return g.tree(g.chance("type", {"weak": (1 - delta, play("weak", "")), "strong": (delta, play("strong", ""))}))


def published(rounds: int, a: float, b: float, delta: float) -> tuple[dict[Any, Any], dict[Any, Any]]:
    """The paper's strategies and beliefs, at every history."""
    strategies: dict[Any, Any] = {}
    beliefs: dict[Any, Any] = {}

    def visit(past: str, p: float) -> None:
        n = rounds - len(past)
        if n == 0:
            return
        edge, after = b**n, b ** (n - 1)
        out = 1 / a if abs(p - edge) < ON_THE_EDGE else float(p > edge)
        strategies[f"Entrant {n}", past or START] = {"stay out": out, "enter": 1 - out}
        beliefs[f"Entrant {n}", past or START] = [1 - p, p]
        fight = 0.0 if n == 1 else 1.0 if p >= after - ON_THE_EDGE else p * (1 - after) / ((1 - p) * after)
        strategies[INCUMBENT, f"weak, {past}{n}"] = {"fight": fight, "acquiesce": 1 - fight}
        strategies[INCUMBENT, f"strong, {past}{n}"] = {"fight": 1.0, "acquiesce": 0.0}
        visit(past + "o", p)
        visit(past + "f", max(after, p) if p > 0 else 0.0)
        visit(past + "a", 0.0)

    visit("", delta)
    return strategies, beliefs


def _assess(rounds: int, a: float = 2.0, b: float = 0.5, delta: float = 0.2, **changes: Any) -> Any:
    strategies, beliefs = published(rounds, a, b, delta)
    if changes:
        strategies[f"Entrant {rounds}", START] = changes["first"]
    return assess(build(rounds), strategies, {"a": a, "b": b, "delta": delta}, beliefs)


def _equilibrium() -> Evidence:
    """The closed-form strategies and beliefs are a sequential equilibrium (verified here for each case)."""
    regrets = [sequential_regret(_assess(n, delta=d)) for n, d in CASES]
    regrets += [sequential_regret(_assess(3, a=3.5, b=0.7, delta=d)) for d in (0.2, 0.7**3, 0.45)]
    return below(max(regrets), 1e-9, f"worst of {len(regrets)} games, at every history, reached or not")


def _entry_gain() -> Evidence:
    """Entrant N gains b − min(1, δ/bᴺ⁻¹) by entering, for it is fought with that probability; nothing at δ = bᴺ."""
    b, found = 0.6, []
    for n in (1, 2, 3):
        for delta in (0.5 * b**n, b**n, 1.2 * b**n):
            value = _assess(n, b=b, delta=delta, first={"stay out": 0.0, "enter": 1.0}).value(f"Entrant {n}")
            chance = delta if n == 1 else min(1.0, delta / b ** (n - 1))
            found.append(close(b - chance, value, 1e-9, f"N={n}, δ={delta:.4g}"))
    return all_of(*found)


def _threshold() -> Evidence:
    """The first entrant stays out if δ > bᴺ and not if δ < bᴺ: the doubt that deters falls geometrically with N."""
    from ..solvers.tree import certify_tree

    b, n, out = 0.6, 3, {"stay out": 1.0, "enter": 0.0}
    plays = (_assess(n, b=b, delta=f * b**n, first=out) for f in (1.01, 0.9))
    above, under = (certify_tree(play).regret[f"Entrant {n}"] for play in plays)
    return all_of(below(above, 1e-9, "δ = 1.01 b³"), close(b - 0.9 * b, under, 1e-9, "δ = 0.9 b³"))


def _value() -> Evidence:
    """With k the least n such that bⁿ < δ, a weak incumbent expects a(N − k + 1), and 1 more if δ = bᵏ⁻¹."""
    a, b, found = 2.5, 0.5, []
    for n, delta, k in ((3, 0.3, 2), (4, 0.3, 2), (4, 0.15, 3), (3, 0.25, 3), (3, 0.05, 5)):
        edge = [0.0, 1.0]  # strong, when p = bⁿ: 1/a·(a + value two on) + (1 − 1/a)·(value one on)
        while len(edge) <= n:
            edge.append(1 + edge[-2] / a + (1 - 1 / a) * edge[-1])
        left = min(n, k - 1)  # rounds left when entrants begin to come
        on_edge = left > 0 and abs(delta - b**left) < ON_THE_EDGE
        weak = a * (n - left) + float(on_edge)
        strong = a * (n - left) + (edge[left] if on_edge else edge[max(left - 1, 0)])
        claimed = (1 - delta) * weak + delta * strong
        found.append(close(claimed, _assess(n, a=a, b=b, delta=delta).value(INCUMBENT), 1e-9, f"N={n}, δ={delta}"))
    return all_of(*found)


def _branch() -> Evidence:
    """The logit path ends at the published equilibrium, not where a fight is taken for weakness, also sequential."""
    from ..solvers.tree import solve_tree

    gaps = []
    for delta in (0.05, 0.2, 0.3):
        solved = solve_tree(build(), values={"delta": delta}).assessment
        strategies, _ = published(3, 2.0, 0.5, delta)
        gaps += [abs(solved.strategy(*at)[x] - p) for at, mixed in strategies.items() for x, p in mixed.items()]
    near = below(max(gaps), 1e-6, f"largest gap of {len(gaps)} probabilities, at δ = 0.05, 0.2, 0.3")
    # two rounds, δ > b: nobody fights first, for that would be taken for weakness; having given way keeps Entrant 1 out
    strategies, beliefs = published(2, 2.0, 0.5, 0.6)
    strategies["Entrant 2", START] = {"enter": 1.0}
    strategies["Entrant 1", "f"], strategies["Entrant 1", "a"] = {"enter": 1.0}, {"stay out": 1.0}
    beliefs["Entrant 1", "f"], beliefs["Entrant 1", "a"] = [1.0, 0.0], [0.4, 0.6]
    strategies |= {(INCUMBENT, f"{kind}, 2"): {"acquiesce": 1.0} for kind in ("weak", "strong")}
    other = sequential_regret(assess(build(2), strategies, {"delta": 0.6}, beliefs))
    kept_out = solve_tree(build(2), values={"delta": 0.6}).assessment.strategy("Entrant 2", START)["stay out"]
    return all_of(near, below(other, 1e-9, "the other equilibrium, N = 2, δ = 0.6"), close(1.0, kept_out, 1e-6))


MODEL = Model(
    key="kreps_wilson1982",
    title="Reputation in the chain store, one side in doubt",
    source=Source(
        authors="Kreps, David M.; Wilson, Robert",
        year=1982,
        title="Reputation and Imperfect Information",
        venue="Journal of Economic Theory 27(2), 253-279",
        where="the equilibrium of the game with one-sided uncertainty",
        opened="abstract; secondary: footnotes of Melles & Nitsche (2016), Theory and Decision 81(4), 571-579; "
        "the equilibrium recalled and then verified here",
        doi="10.1016/0022-0531(82)90030-8",
    ),
    story="A challenged power that would rather give way in any single contest meets several challengers in turn. A "
    "small chance that it likes to fight is enough: giving way would end the doubt for good, so it fights while many "
    "challengers are left, and they, knowing this, stay away. Near the end doubt must be earned: it fights only "
    "sometimes, so that having fought lifts the doubt to just what makes the next challenger indifferent.",
    build=build,
    propositions=(
        claim("Sequential equilibrium", "equilibrium", "our reading", _equilibrium),
        claim("Entry gain", "closed form", "our reading", _entry_gain),
        claim("Threshold of deterrence", "threshold", "our reading", _threshold),
        claim("Value of reputation", "closed form", "our reading", _value),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch="The path from λ = 0 ends at the published equilibrium, mixtures and play off the path included (N = 3, "
    "a = 2, b = 1/2, δ = 0.05, 0.2 and 0.3; no fold). Other sequential equilibria exist, in which a fight is taken for "
    "weakness, so that even the strong give way at first (certified for N = 2, δ = 0.6). The paper sets such beliefs "
    "aside as implausible; the path does not lead there either.",
    uncertain="The paper's equilibrium is recalled, not read; that it is one is checked here at every history. The "
    "value of the strong incumbent follows from the strategies by a recursion of ours. Entrants are different "
    "players, each with one contest.",
)
