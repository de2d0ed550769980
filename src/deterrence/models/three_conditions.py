"""The three conditions of deterrence, as the smallest game in which all of them matter.

The Challenger may challenge and gain b. A challenge is seen, and laid at its door, with probability m (communication);
a challenge that is seen is answered by a Defender that is committed to answering, which it is with probability p
(credibility); an answer costs the Challenger h (capability). A commitment weighs nothing, so in the tree it is chance.
A challenge is worth b − m·p·h and none is worth 0; at precision λ it is made with probability

    Λ(λ(b − m·p·h)),   Λ(x) = 1/(1 + exp(−x)),

which is Λ(λb), no deterrence at all, as soon as one of the three is nought. ``build(strategic=True)`` lets a Defender
that is not committed choose: it answers, at a cost c, if that spares it a loss s.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations, product
from math import exp, log
from typing import Any

from ..game.building import TreeBuilder
from ..game.tree import GameTree
from ..stress.shapley import coalitions, shapley
from .checks import chance_of, claim
from .model import Evidence, Model, Source, all_of, below, close, sign

A, D = "Challenger", "Defender"
NAMES = ("h", "p", "m")  # capability, credibility, communication
PRECISION = 5.0
IDEAL = {"h": 1.8, "p": 0.9, "m": 1.0}
WITHIN = 1e-9


def build(strategic: bool = False) -> GameTree:
    """One challenge; with ``strategic``, a Defender that is not committed decides whether to answer."""
    g = TreeBuilder("The three conditions of deterrence", (A, D))
    b = g.parameter("b", 0.3, "gain of the Challenger from a challenge", low=0)
    h = g.parameter("h", 1.0, "capability: harm that an answer does to the Challenger", low=0)
    p = g.parameter("p", 0.4, "credibility: probability that the Defender is committed to answering", low=0, high=1)
    m = g.parameter("m", 0.7, "communication: probability that a challenge is seen and attributed", low=0, high=1)
    c = g.parameter("c", 0.5, "cost of an answer to the Defender", low=0)
    s = g.parameter("s", 0.2, "loss to the Defender from a challenge that is not answered", low=0)
    kept, unanswered, answered = g.end(0, 0), g.end(b, -s), g.end(b - h, -c)
    free = g.move(D, "answer?", {"answer": answered, "let pass": unanswered}) if strategic else unanswered
    kind = g.chance("the Defender is", {"committed": (p, answered), "not committed": (1 - p, free)})
    challenge = g.chance("the challenge is", {"seen": (m, kind), "not seen": (1 - m, unanswered)})
    return g.tree(g.move(A, "challenge?", {"challenge": challenge, "refrain": kept}))


def share(x: float) -> float:
    """Λ."""
    return 1 / (1 + exp(-x))


def solved(strategic: bool, values: Mapping[str, float]) -> Any:
    """The equilibrium at precision λ = 5."""
    from ..solvers.tree import solve_tree

    return solve_tree(build(strategic), PRECISION, values).assessment


def challenged(**values: float) -> float:
    """Pr(challenge) where only a commitment answers."""
    return chance_of(solved(False, values), A, "challenge")


def contributions(start: dict[str, float]) -> dict[str, float]:
    """Shapley contributions to the change of Pr(challenge) from ``start`` to the ideal: all eight games solved."""
    worth = {s: challenged(**{k: (IDEAL if k in s else start)[k] for k in NAMES}) for s in coalitions(NAMES)}
    return shapley(worth, NAMES)


def by_formula(start: dict[str, float], b: float = 0.3) -> dict[str, float]:
    """The same in closed form: a third of the first step and of the last, a sixth of each of the two between."""

    def f(*raised: str) -> float:
        h, p, m = ((IDEAL if k in raised else start)[k] for k in NAMES)
        return share(PRECISION * (b - m * p * h))

    found = {}
    for k in NAMES:
        i, j = (n for n in NAMES if n != k)
        ends = f(k) - f() + f(i, j, k) - f(i, j)
        found[k] = ends / 3 + (f(i, k) - f(i) + f(j, k) - f(j)) / 6
    return found


def _product() -> Evidence:
    """A challenge is made with probability Λ(λ(b − m·p·h)): the three conditions count through their product alone."""
    found = []
    for b, h, p, m in product((0.1, 0.6), (0.5, 2.0), (0.2, 0.8), (0.3, 1.0)):
        found.append(close(share(PRECISION * (b - m * p * h)), challenged(b=b, h=h, p=p, m=m), WITHIN, "λ = 5"))
    return all_of(*found, close(challenged(), challenged(h=0.7, p=1.0, m=0.4), WITHIN, "equal products"))


def _each() -> Evidence:
    """With any one at nil, Pr(challenge) is exactly what it is without deterrence, Λ(λb), whatever the other two."""
    free = share(PRECISION * 0.3)
    others: tuple[dict[str, float], ...] = ({}, {k: IDEAL[k] for k in NAMES}, {"h": 0.2, "p": 0.1, "m": 0.2})
    found = [close(free, challenged(**{**rest, k: 0.0}), 1e-12, f"{k} = 0") for k in NAMES for rest in others]
    return all_of(*found, sign(-1, challenged() - free, "with none at nil there is some deterrence"))


def _alone() -> Evidence:
    """Raising one condition where another is nil changes nothing; where none is nil it lowers Pr(challenge)."""
    found = []
    for k, nil in permutations(NAMES, 2):
        change = challenged(**{nil: 0.0, k: IDEAL[k]}) - challenged(**{nil: 0.0})
        found.append(sign(0, change, f"{k} raised, {nil} = 0", floor=1e-12))
    return all_of(*found, *(sign(-1, challenged(**{k: IDEAL[k]}) - challenged(), f"{k} raised") for k in NAMES))


def _complements() -> Evidence:
    """What raising one takes off the worth of a challenge grows with each of the other two: they are complements."""

    def worth(**values: float) -> float:  # log odds of a challenge, in payoff
        q = challenged(**values)
        return log(q / (1 - q)) / PRECISION

    found = []
    for k, other in permutations(NAMES, 2):
        here = worth(**{k: IDEAL[k]}) - worth()
        there = worth(**{k: IDEAL[k], other: IDEAL[other]}) - worth(**{other: IDEAL[other]})
        found.append(sign(-1, there - here, f"{k} with {other} raised"))
    return all_of(*found)


def _shapley() -> Evidence:
    """Contributions to the change of Pr(challenge), averaged over the orders of raising the three to their ideal, are
    the closed form, and add up to the whole change."""
    found = []
    for start in ({"h": 1.0, "p": 0.4, "m": 0.7}, {"h": 0.2, "p": 0.8, "m": 0.5}, {"h": 1.5, "p": 0.0, "m": 0.9}):
        got, formula = contributions(start), by_formula(start)
        found += [close(formula[k], got[k], WITHIN, f"of {k} from {start}") for k in NAMES]
        found.append(close(challenged(**IDEAL) - challenged(**start), sum(got.values()), WITHIN, "they add up"))
    return all_of(*found)


def _nil() -> Evidence:
    """Contributions from nil: of the whole fall each has a third where all three start there, a half where two do, and
    all of it where one does and the other two are ideal already; then that one binds."""
    fall = share(PRECISION * (0.3 - 1.8 * 0.9)) - share(PRECISION * 0.3)
    found = []
    for nil in coalitions(NAMES)[1:]:
        got = contributions({k: 0.0 if k in nil else IDEAL[k] for k in NAMES})
        found += [close(fall / len(nil) if k in nil else 0.0, got[k], WITHIN, f"{len(nil)} at nil") for k in NAMES]
    return all_of(*found)


def _limit() -> Evidence:
    """With precise choice the threshold is m·p·h = b: a challenge is sure below it and never comes above."""
    from ..solvers.tree import solve_tree

    under, over = (chance_of(solve_tree(build(), None, {"b": b}).assessment, A, "challenge") for b in (0.27, 0.29))
    return all_of(close(0.0, under, 1e-6, "b = 0.27, m·p·h = 0.28"), close(1.0, over, 1e-6, "b = 0.29"))


def _own_account() -> Evidence:
    """A Defender that is not committed answers with probability r = Λ(λ(s − c)), and then Pr(challenge) is
    Λ(λ(b − m·(p + (1 − p)·r)·h)): within λ·m·h·r/4 of the game without that choice, at p = 0 too. Harm or
    communication at nil leaves no deterrence all the same."""
    found, free = [], share(PRECISION * 0.3)
    for c, p in product((0.3, 0.5, 1.0, 2.0), (0.0, 0.4)):
        found_at = solved(True, {"c": c, "p": p})
        r, q = found_at.strategy(D, "answer?")["answer"], chance_of(found_at, A, "challenge")
        gap = abs(q - challenged(p=p))
        found += [
            close(share(PRECISION * (0.2 - c)), r, WITHIN, f"r at c = {c}"),
            close(share(PRECISION * (0.3 - 0.7 * (p + (1 - p) * r))), q, WITHIN, f"c = {c}, p = {p}"),
            below(gap, PRECISION * 0.7 * r / 4, f"r = {r:.3g} at p = {p}"),
        ]
    nil = {k: chance_of(solved(True, {k: 0.0}), A, "challenge") - free for k in NAMES}
    found += [sign(0, nil[k], f"{k} = 0", floor=1e-12) for k in ("h", "m")]
    return all_of(*found, sign(-1, nil["p"], "p = 0 is no longer nil"))


MODEL = Model(
    key="three_conditions",
    title="The three conditions of deterrence: capability, credibility, communication",
    source=Source(
        authors="None (our own game)",
        year=2026,
        title="The three conditions of deterrence as a product",
        venue="This gallery; no paper's game",
        where="the idea that all three are needed is old: Kaufmann, The Requirements of Deterrence (1954)",
        opened="ours, nothing to open; Kaufmann 1954 recalled, not opened",
    ),
    story="A challenger weighs what it gains against what an answer would cost it, times the chance that the answer "
    "comes: that the challenge is seen and laid at its door, and that the defender is one that answers. The three "
    "multiply, so none makes up for another that is missing, and an improvement is worth most where the other two are "
    "strong. A defender that may answer on its own account, because it suits it, deters a little without any "
    "commitment: then credibility in the narrow sense is not strictly needed.",
    build=build,
    propositions=(
        claim("Product", "closed form", "computed", _product),
        claim("Each is needed", "closed form", "computed", _each),
        claim("None makes up for another", "sign", "computed", _alone),
        claim("Complements", "sign", "computed", _complements),
        claim("Contributions", "closed form", "computed", _shapley),
        claim("Contributions from nil", "closed form", "computed", _nil),
        claim("Precise choice", "threshold", "computed", _limit),
        claim("Answers on its own account", "closed form", "computed", _own_account),
    ),
    branch="There is one equilibrium at every precision, in closed form; with precise choice the challenger refrains "
    "where m·p·h > b. At b = 0.3, h = 1, p = 0.4, m = 0.7 it challenges, for the product is 0.28.",
    uncertain="It is our game and no paper's. That the three multiply follows from one challenge, one answer and "
    "independent chances; with several moves, with types that can be told apart by what they do, or with a challenger "
    "who is provoked by strength, they need not.",
)
