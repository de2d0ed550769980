"""The chain store with one-sided doubt (Kreps & Wilson 1982): a reputation kept by fighting.

An incumbent meets N entrants one after another, n counting those still to come. Entrant n enters or
stays out; upon entry the incumbent fights or acquiesces; everybody sees it. With probability δ the
incumbent is strong and likes to fight. Let p be the probability that it is strong, given what was
seen. The published equilibrium is in closed form; a is what a round without entry is worth to the
incumbent, b what entry that is not fought is worth to an entrant:

    entrant n        enters if p < bⁿ, stays out if p > bⁿ, stays out with probability 1/a if p = bⁿ
    weak incumbent   fights if n > 1 and p ≥ bⁿ⁻¹;
                     with probability p(1 − bⁿ⁻¹)/((1 − p)bⁿ⁻¹) if p is less
    reputation       unchanged when nobody enters; 0 once it acquiesced;
                     max(bⁿ⁻¹, p) once it fought, from p > 0
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..trees.builder import Part, TreeBuilder
from ..trees.tree import GameTree, Number
from .checks import (
    EXACT,
    Beliefs,
    Strategies,
    assess,
    claim,
    follow_path,
    is_equilibrium,
    regret,
    sequential_regret,
)
from .model import Evidence, Model, Source, all_of, below, close

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

INCUMBENT = "Incumbent"
TYPES = ("weak", "strong")
A, B, DELTA = 2.0, 0.5, 0.2  # a, b and δ
START = "first"  # label of the first entrant, who has seen nothing
ON_THE_EDGE = 1e-12  # reputations this near to bⁿ equal it
CASES = ((1, 0.3), (2, 0.1), (2, 0.3), (3, 0.05), (3, 0.2), (3, 0.6), (4, 0.1))  # rounds, δ

# A history has a letter per round: o for staying out, f for entry that was fought, a for entry
# that was acquiesced in.


def build(rounds: int = 3) -> GameTree:
    """The game against ``rounds`` entrants, of whom the last is Entrant 1."""
    entrants = [f"Entrant {n}" for n in range(rounds, 0, -1)]
    g = TreeBuilder("Chain store, one-sided doubt", (INCUMBENT, *entrants))
    a = g.parameter("a", A, "a round without entry, to the incumbent", low=1)
    b = g.parameter(
        "b", B, "entry that is not fought, to an entrant (fought: b - 1)", low=0, high=1
    )
    delta = g.parameter(
        "delta", DELTA, "prior probability that the incumbent is strong", low=0, high=1
    )
    entrant_gain: dict[str, Number] = {"o": 0.0, "f": b - 1, "a": b}

    def play(own: str, history: str) -> Part:
        """What follows a history, against an incumbent of a type."""
        left = rounds - len(history)
        if left == 0:
            # the weak lose 1 by every fight, the strong by every entry they do not fight
            lost = history.count("f" if own == "weak" else "a")
            return g.end(history.count("o") * a - lost, *(entrant_gain[x] for x in history))
        answers = {"fight": play(own, history + "f"), "acquiesce": play(own, history + "a")}
        entered = g.move(INCUMBENT, f"{own}, {history}{left}", answers)
        choice = {"stay out": play(own, history + "o"), "enter": entered}
        return g.move(f"Entrant {left}", history or START, choice)

    types = {"weak": (1 - delta, play("weak", "")), "strong": (delta, play("strong", ""))}
    return g.tree(g.chance("type", types))


def published(rounds: int, a: float, b: float, delta: float) -> tuple[Strategies, Beliefs]:
    """The paper's strategies and beliefs, at every history."""
    strategies: Strategies = {}
    beliefs: Beliefs = {}

    def stays_out(n: int, p: float) -> float:
        """Probability that entrant n stays out, at reputation p."""
        edge = b**n
        return 1 / a if abs(p - edge) < ON_THE_EDGE else float(p > edge)

    def weak_fights(n: int, p: float) -> float:
        """Probability that a weak incumbent fights entrant n, at reputation p."""
        next_edge = b ** (n - 1)
        if n == 1:
            return 0.0
        if p >= next_edge - ON_THE_EDGE:
            return 1.0
        return p * (1 - next_edge) / ((1 - p) * next_edge)

    def visit(history: str, p: float) -> None:
        """Enter the strategies from a history on, at reputation p."""
        n = rounds - len(history)
        if n == 0:
            return
        entrant = (f"Entrant {n}", history or START)
        out, fights = stays_out(n, p), weak_fights(n, p)
        strategies[entrant] = {"stay out": out, "enter": 1 - out}
        beliefs[entrant] = [1 - p, p]
        strategies[INCUMBENT, f"weak, {history}{n}"] = {"fight": fights, "acquiesce": 1 - fights}
        strategies[INCUMBENT, f"strong, {history}{n}"] = {"fight": 1.0, "acquiesce": 0.0}
        visit(history + "o", p)
        visit(history + "f", max(b ** (n - 1), p) if p > 0 else 0.0)
        visit(history + "a", 0.0)

    visit("", delta)
    return strategies, beliefs


def _assess(
    rounds: int,
    a: float = A,
    b: float = B,
    delta: float = DELTA,
    first: dict[str, float] | None = None,
) -> TreeAssessment:
    """The published equilibrium; the first entrant may do something else."""
    strategies, beliefs = published(rounds, a, b, delta)
    if first is not None:
        strategies[f"Entrant {rounds}", START] = first
    return assess(build(rounds), strategies, {"a": a, "b": b, "delta": delta}, beliefs)


def _equilibrium() -> Evidence:
    """The closed-form strategies and beliefs are a sequential equilibrium (verified here for each
    case)."""
    plays = [_assess(rounds, delta=delta) for rounds, delta in CASES]
    plays += [_assess(3, a=3.5, b=0.7, delta=delta) for delta in (0.2, 0.7**3, 0.45)]
    regrets = [sequential_regret(play) for play in plays]
    detail = f"worst of {len(regrets)} games, at every history, reached or not"
    return below(max(regrets), EXACT, detail)


def _entry_gain() -> Evidence:
    """Entrant N gains b − min(1, δ/bᴺ⁻¹) by entering, for it is fought with that probability;
    nothing at δ = bᴺ."""
    b = 0.6
    enters = {"stay out": 0.0, "enter": 1.0}
    evidence = []
    for rounds in (1, 2, 3):
        for delta in (0.5 * b**rounds, b**rounds, 1.2 * b**rounds):
            play = _assess(rounds, b=b, delta=delta, first=enters)
            fought = delta if rounds == 1 else min(1.0, delta / b ** (rounds - 1))
            gain = play.value(f"Entrant {rounds}")
            evidence.append(close(b - fought, gain, EXACT, f"N={rounds}, δ={delta:.4g}"))
    return all_of(*evidence)


def _threshold() -> Evidence:
    """The first entrant stays out if δ > bᴺ and not if δ < bᴺ: the doubt that deters falls
    geometrically with N."""
    b, rounds = 0.6, 3
    stays_out = {"stay out": 1.0, "enter": 0.0}
    above, under = (
        regret(_assess(rounds, b=b, delta=factor * b**rounds, first=stays_out), f"Entrant {rounds}")
        for factor in (1.01, 0.9)
    )
    return all_of(
        below(above, EXACT, "δ = 1.01 b³"),
        close(b - 0.9 * b, under, EXACT, "δ = 0.9 b³"),
    )


def _strong_on_edge(a: float, rounds: int) -> list[float]:
    """What a strong incumbent expects where p = bⁿ, for n = 0 .. ``rounds``.

    That is 1/a·(a + value two rounds on) + (1 − 1/a)·(value one round on).
    """
    values = [0.0, 1.0]
    while len(values) <= rounds:
        values.append(1 + values[-2] / a + (1 - 1 / a) * values[-1])
    return values


def _value() -> Evidence:
    """With k the least n such that bⁿ < δ, a weak incumbent expects a(N − k + 1), and 1 more if
    δ = bᵏ⁻¹."""
    a, b = 2.5, 0.5
    evidence = []
    for rounds, delta, k in (
        (3, 0.3, 2),
        (4, 0.3, 2),
        (4, 0.15, 3),
        (3, 0.25, 3),
        (3, 0.05, 5),
    ):
        edge = _strong_on_edge(a, rounds)
        left = min(rounds, k - 1)  # rounds left when entrants begin to come
        on_edge = left > 0 and abs(delta - b**left) < ON_THE_EDGE
        quiet = a * (rounds - left)
        weak = quiet + float(on_edge)
        strong = quiet + (edge[left] if on_edge else edge[max(left - 1, 0)])
        claimed = (1 - delta) * weak + delta * strong
        computed = _assess(rounds, a=a, b=b, delta=delta).value(INCUMBENT)
        evidence.append(close(claimed, computed, EXACT, f"N={rounds}, δ={delta}"))
    return all_of(*evidence)


def _fight_means_weakness(delta: float) -> TreeAssessment:
    """Two rounds: nobody fights first, as that would be taken for weakness.

    Having given way keeps Entrant 1 out.
    """
    strategies, beliefs = published(2, A, B, delta)
    strategies["Entrant 2", START] = {"enter": 1.0}
    strategies["Entrant 1", "f"] = {"enter": 1.0}
    strategies["Entrant 1", "a"] = {"stay out": 1.0}
    beliefs["Entrant 1", "f"] = [1.0, 0.0]
    beliefs["Entrant 1", "a"] = [0.4, 0.6]
    for own in TYPES:
        strategies[INCUMBENT, f"{own}, 2"] = {"acquiesce": 1.0}
    return assess(build(2), strategies, {"delta": delta}, beliefs)


def _branch() -> Evidence:
    """The logit path ends at the published equilibrium, not where a fight is taken for weakness,
    also sequential."""
    gaps = []
    for delta in (0.05, 0.2, 0.3):
        selected = follow_path(build(), {"delta": delta})
        strategies, _ = published(3, A, B, delta)
        for where, mixture in strategies.items():
            for action, chance in mixture.items():
                gaps.append(abs(selected.strategy(*where)[action] - chance))
    near = f"largest gap of {len(gaps)} probabilities, at δ = 0.05, 0.2, 0.3"

    other = _fight_means_weakness(0.6)
    two_rounds = follow_path(build(2), {"delta": 0.6})
    kept_out = two_rounds.strategy("Entrant 2", START)["stay out"]
    return all_of(
        below(max(gaps), 1e-6, near),
        is_equilibrium(other, "the other equilibrium, N = 2, δ = 0.6"),
        close(1.0, kept_out, 1e-6),
    )


MODEL = Model(
    key="kreps_wilson1982",
    title="Reputation in the chain store, one side in doubt",
    source=Source(
        authors="Kreps, David M.; Wilson, Robert",
        year=1982,
        title="Reputation and Imperfect Information",
        venue="Journal of Economic Theory 27(2), 253-279",
        where="the equilibrium of the game with one-sided uncertainty",
        opened=(
            "abstract; secondary: footnotes of Melles & Nitsche (2016), Theory and Decision 81(4), "
            "571-579; the equilibrium recalled and then verified here"
        ),
        doi="10.1016/0022-0531(82)90030-8",
    ),
    story=(
        "A challenged power that would rather give way in any single contest meets several "
        "challengers in turn. A small chance that it likes to fight is enough: giving way would "
        "end the doubt for good, so it fights while many challengers are left, and they, knowing "
        "this, stay away. Near the end doubt must be earned: it fights only sometimes, so that "
        "having fought lifts the doubt to just what makes the next challenger indifferent."
    ),
    build=build,
    propositions=(
        claim("Sequential equilibrium", "equilibrium", "our reading", _equilibrium),
        claim("Entry gain", "closed form", "our reading", _entry_gain),
        claim("Threshold of deterrence", "threshold", "our reading", _threshold),
        claim("Value of reputation", "closed form", "our reading", _value),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch=(
        "The path from λ = 0 ends at the published equilibrium, mixtures and play off the path "
        "included (N = 3, a = 2, b = 1/2, δ = 0.05, 0.2 and 0.3; no fold). Other sequential "
        "equilibria exist, in which a fight is taken for weakness, so that even the strong give "
        "way at first (certified for N = 2, δ = 0.6). The paper sets such beliefs aside as "
        "implausible; the path does not lead there either."
    ),
    uncertain=(
        "The paper's equilibrium is recalled, not read; that it is one is checked here at every "
        "history. The value of the strong incumbent follows from the strategies by a recursion of "
        "ours. Entrants are different players, each with one contest."
    ),
)
