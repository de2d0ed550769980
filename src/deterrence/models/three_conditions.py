"""The three conditions of deterrence, as the smallest game in which all of them matter.

The Challenger may challenge and gain b. A challenge is seen and attributed to it with probability m
(communication); a challenge that is seen is answered by a Defender that is committed to answering,
which it is with probability p (credibility); an answer costs the Challenger h (capability). A
commitment weighs nothing, so in the tree it is chance. A challenge is worth b − m·p·h and no
challenge is worth 0; at precision λ it is made with probability

    Λ(λ(b − m·p·h)),   Λ(x) = 1/(1 + exp(−x)),

which is Λ(λb), no deterrence at all, as soon as one of the three is zero. ``build(strategic=True)``
lets a Defender that is not committed choose: it answers, at a cost c, if that spares it a loss s.
"""

from __future__ import annotations

from itertools import permutations, product
from math import exp, log
from typing import TYPE_CHECKING

from ..stress.shapley import coalitions, shapley
from ..trees.builder import TreeBuilder
from ..trees.tree import GameTree
from .checks import EXACT, ROUNDING, Values, chance_of, claim, follow_path
from .model import Evidence, Model, Source, all_of, below, close, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

CHALLENGER, DEFENDER = "Challenger", "Defender"
CONDITIONS = ("h", "p", "m")  # capability, credibility, communication
PRECISION = 5.0
IDEAL = {"h": 1.8, "p": 0.9, "m": 1.0}
B = 0.3  # what a challenge gains


def build(strategic: bool = False) -> GameTree:
    """One challenge.

    With ``strategic``, a Defender that is not committed decides whether to answer.
    """
    g = TreeBuilder("The three conditions of deterrence", (CHALLENGER, DEFENDER))
    b = g.parameter("b", B, "gain of the Challenger from a challenge", low=0)
    h = g.parameter("h", 1.0, "capability: harm that an answer does to the Challenger", low=0)
    p = g.parameter(
        "p",
        0.4,
        "credibility: probability that the Defender is committed to answering",
        low=0,
        high=1,
    )
    m = g.parameter(
        "m",
        0.7,
        "communication: probability that a challenge is seen and attributed",
        low=0,
        high=1,
    )
    c = g.parameter("c", 0.5, "cost of an answer to the Defender", low=0)
    s = g.parameter("s", 0.2, "loss to the Defender from a challenge that is not answered", low=0)
    peace = g.end(0, 0)
    unanswered = g.end(b, -s)
    answered = g.end(b - h, -c)

    uncommitted = unanswered
    if strategic:
        choice = {"answer": answered, "let pass": unanswered}
        uncommitted = g.move(DEFENDER, "answer?", choice)
    types = {"committed": (p, answered), "not committed": (1 - p, uncommitted)}
    attributed = g.chance("the Defender is", types)
    seen = {"seen": (m, attributed), "not seen": (1 - m, unanswered)}
    challenge = g.chance("the challenge is", seen)
    return g.tree(g.move(CHALLENGER, "challenge?", {"challenge": challenge, "refrain": peace}))


def logistic(x: float) -> float:
    """Λ."""
    return 1 / (1 + exp(-x))


def solved(strategic: bool, values: Values) -> TreeAssessment:
    """The equilibrium at precision λ = 5."""
    return follow_path(build(strategic), values, PRECISION)


def challenged(**values: float) -> float:
    """Pr(challenge) where only a commitment answers."""
    return chance_of(solved(False, values), CHALLENGER, "challenge")


def contributions(start: dict[str, float]) -> dict[str, float]:
    """Shapley contributions to the change of Pr(challenge) from ``start`` to the ideal.

    All eight games are solved.
    """
    solutions = {}
    for raised in coalitions(CONDITIONS):
        values = {name: (IDEAL if name in raised else start)[name] for name in CONDITIONS}
        solutions[raised] = challenged(**values)
    return shapley(solutions, CONDITIONS)


def by_formula(start: dict[str, float], b: float = B) -> dict[str, float]:
    """The same in closed form.

    A third of the first step and of the last, a sixth of each of the two between.
    """

    def chance(*raised: str) -> float:
        """Pr(challenge) with these conditions raised to the ideal."""
        h, p, m = ((IDEAL if name in raised else start)[name] for name in CONDITIONS)
        return logistic(PRECISION * (b - m * p * h))

    formula = {}
    for name in CONDITIONS:
        one, two = (other for other in CONDITIONS if other != name)
        ends = chance(name) - chance() + chance(one, two, name) - chance(one, two)
        between = chance(one, name) - chance(one) + chance(two, name) - chance(two)
        formula[name] = ends / 3 + between / 6
    return formula


def _product() -> Evidence:
    """A challenge is made with probability Λ(λ(b − m·p·h)): the three conditions count through
    their product alone."""
    evidence = []
    for b, h, p, m in product((0.1, 0.6), (0.5, 2.0), (0.2, 0.8), (0.3, 1.0)):
        claimed = logistic(PRECISION * (b - m * p * h))
        evidence.append(close(claimed, challenged(b=b, h=h, p=p, m=m), EXACT, "λ = 5"))
    same_product = challenged(h=0.7, p=1.0, m=0.4)
    return all_of(*evidence, close(challenged(), same_product, EXACT, "equal products"))


def _each() -> Evidence:
    """With any one at zero, Pr(challenge) is exactly what it is without deterrence, Λ(λb), whatever
    the other two."""
    undeterred = logistic(PRECISION * B)
    others: tuple[dict[str, float], ...] = ({}, IDEAL, {"h": 0.2, "p": 0.1, "m": 0.2})
    evidence = []
    for name in CONDITIONS:
        for rest in others:
            chance = challenged(**rest | {name: 0.0})
            evidence.append(close(undeterred, chance, ROUNDING, f"{name} = 0"))
    change = challenged() - undeterred
    return all_of(*evidence, sign(-1, change, "with none at zero there is some deterrence"))


def _alone() -> Evidence:
    """Raising one condition where another is at zero changes nothing; where none is it lowers
    Pr(challenge)."""
    evidence = []
    for name, zero in permutations(CONDITIONS, 2):
        change = challenged(**{zero: 0.0, name: IDEAL[name]}) - challenged(**{zero: 0.0})
        evidence.append(sign(0, change, f"{name} raised, {zero} = 0", floor=ROUNDING))
    for name in CONDITIONS:
        change = challenged(**{name: IDEAL[name]}) - challenged()
        evidence.append(sign(-1, change, f"{name} raised"))
    return all_of(*evidence)


def _complements() -> Evidence:
    """What raising one takes off the worth of a challenge grows with each of the other two: they
    are complements."""

    def worth(**values: float) -> float:
        """Log odds of a challenge, in payoff."""
        chance = challenged(**values)
        return log(chance / (1 - chance)) / PRECISION

    evidence = []
    for name, other in permutations(CONDITIONS, 2):
        one = {name: IDEAL[name]}
        raised = {other: IDEAL[other]}
        here = worth(**one) - worth()
        there = worth(**one, **raised) - worth(**raised)
        evidence.append(sign(-1, there - here, f"{name} with {other} raised"))
    return all_of(*evidence)


def _shapley() -> Evidence:
    """Contributions to the change of Pr(challenge), averaged over the orders of raising the three
    to their ideal, are the closed form, and add up to the whole change."""
    evidence = []
    for start in (
        {"h": 1.0, "p": 0.4, "m": 0.7},
        {"h": 0.2, "p": 0.8, "m": 0.5},
        {"h": 1.5, "p": 0.0, "m": 0.9},
    ):
        computed, formula = contributions(start), by_formula(start)
        for name in CONDITIONS:
            detail = f"of {name} from {start}"
            evidence.append(close(formula[name], computed[name], EXACT, detail))
        change = challenged(**IDEAL) - challenged(**start)
        evidence.append(close(change, sum(computed.values()), EXACT, "they add up"))
    return all_of(*evidence)


def _zero() -> Evidence:
    """Contributions from zero: of the whole fall each has a third where all three start there, a
    half where two do, and all of it where one does and the other two are ideal already; then that
    one binds."""
    fall = logistic(PRECISION * (B - 1.8 * 0.9)) - logistic(PRECISION * B)
    evidence = []
    for zero in coalitions(CONDITIONS)[1:]:
        start = {name: 0.0 if name in zero else IDEAL[name] for name in CONDITIONS}
        computed = contributions(start)
        for name in CONDITIONS:
            claimed = fall / len(zero) if name in zero else 0.0
            evidence.append(close(claimed, computed[name], EXACT, f"{len(zero)} at zero"))
    return all_of(*evidence)


def _limit() -> Evidence:
    """With precise choice the threshold is m·p·h = b: a challenge is sure below it and never comes
    above."""
    under, over = (
        chance_of(follow_path(build(), {"b": b}), CHALLENGER, "challenge") for b in (0.27, 0.29)
    )
    return all_of(
        close(0.0, under, 1e-6, "b = 0.27, m·p·h = 0.28"),
        close(1.0, over, 1e-6, "b = 0.29"),
    )


def _own_account() -> Evidence:
    """A Defender that is not committed answers with probability r = Λ(λ(s − c)), and then
    Pr(challenge) is Λ(λ(b − m·(p + (1 − p)·r)·h)): within λ·m·h·r/4 of the game without that
    choice, at p = 0 too. Harm or communication at zero still leaves no deterrence."""
    m, s = 0.7, 0.2
    undeterred = logistic(PRECISION * B)
    evidence = []
    for c, p in product((0.3, 0.5, 1.0, 2.0), (0.0, 0.4)):
        play = solved(True, {"c": c, "p": p})
        answers = play.strategy(DEFENDER, "answer?")["answer"]
        challenge = chance_of(play, CHALLENGER, "challenge")
        claimed = logistic(PRECISION * (B - m * (p + (1 - p) * answers)))
        gap = abs(challenge - challenged(p=p))
        evidence += [
            close(logistic(PRECISION * (s - c)), answers, EXACT, f"r at c = {c}"),
            close(claimed, challenge, EXACT, f"c = {c}, p = {p}"),
            below(gap, PRECISION * m * answers / 4, f"r = {answers:.3g} at p = {p}"),
        ]

    def change(name: str) -> float:
        """From no deterrence, where that condition is at zero."""
        return chance_of(solved(True, {name: 0.0}), CHALLENGER, "challenge") - undeterred

    evidence += [sign(0, change(name), f"{name} = 0", floor=ROUNDING) for name in ("h", "m")]
    return all_of(*evidence, sign(-1, change("p"), "p = 0 still deters"))


MODEL = Model(
    key="three_conditions",
    title="The three conditions of deterrence: capability, credibility, communication",
    source=Source(
        authors="None (our own game)",
        year=2026,
        title="The three conditions of deterrence as a product",
        venue="This gallery; no paper's game",
        where=(
            "the idea that all three are needed is old: Kaufmann, The Requirements of Deterrence "
            "(1954)"
        ),
        opened="ours, nothing to open; Kaufmann 1954 recalled, not opened",
    ),
    story=(
        "A challenger weighs what it gains against what an answer would cost it, times the chance "
        "that the answer comes: that the challenge is seen and attributed to it, and that the "
        "defender is one that answers. The three multiply, so none makes up for another that is "
        "missing, and an improvement is worth most where the other two are strong. A defender that "
        "may answer on its own account, because it suits it, deters a little without any "
        "commitment: then credibility in the narrow sense is not strictly needed."
    ),
    build=build,
    propositions=(
        claim("Product", "closed form", "computed", _product),
        claim("Each is needed", "closed form", "computed", _each),
        claim("None makes up for another", "sign", "computed", _alone),
        claim("Complements", "sign", "computed", _complements),
        claim("Contributions", "closed form", "computed", _shapley),
        claim("Contributions from zero", "closed form", "computed", _zero),
        claim("Precise choice", "threshold", "computed", _limit),
        claim("Answers on its own account", "closed form", "computed", _own_account),
    ),
    branch=(
        "There is one equilibrium at every precision, in closed form; with precise choice the "
        "challenger refrains where m·p·h > b. At b = 0.3, h = 1, p = 0.4, m = 0.7 it challenges, "
        "for the product is 0.28."
    ),
    uncertain=(
        "It is our game and no paper's. That the three multiply follows from one challenge, one "
        "answer and independent chances; with several moves, with types that can be distinguished "
        "by what they do, or with a challenger who is provoked by strength, they need not."
    ),
)
