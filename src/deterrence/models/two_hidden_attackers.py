"""Two hidden attackers at once: one incident, and suspicion that is correlated (a game of our own).

Two attackers decide in the same hour, unseen by each other and by the defender, whether to attack.
If nobody does, all is quiet. Otherwise there is one incident, whoever caused it, and evidence that
points at one of them: at the guilty one with probability g (½ or more) if only one is, at either
with equal probability if both are. The defender strikes at one of them or at nobody.

With attack rates a1 and a2 the joint suspicion after an incident is no product of two: that both
are innocent is ruled out, though each may be. Without regard to what the evidence points at,
P = 1 − (1 − a1)(1 − a2), and

    cov(guilty 1, guilty 2 | incident) = −a1·a2·(1 − a1)·(1 − a2)/P² < 0

So a representation that carries one suspicion for each cannot hold this state; a tree can.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..trees.builder import Part, TreeBuilder
from ..trees.tree import GameTree, Number
from .checks import ROUNDING, Strategies, assess, claim, follow_path, regret, sequential_regret
from .model import Evidence, Model, Source, all_of, below, close, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

ATTACKERS, DEFENDER = ("Attacker 1", "Attacker 2"), "Defender"
TYPES = ("eager", "wary")
RATES = ((0.3, 0.6), (0.15, 0.8), (0.5, 0.5), (0.05, 0.1))  # a1, a2
POINTS_AT_GUILTY = 0.8  # g


def build() -> GameTree:
    """Types, two hidden moves, evidence, the defender's strike."""
    g = TreeBuilder("Two hidden attackers", (*ATTACKERS, DEFENDER))
    q1, q2 = (
        g.parameter(f"q{i}", 0.4, f"probability that Attacker {i} is eager", low=0, high=1)
        for i in (1, 2)
    )
    worth = {
        "eager": g.parameter("B", 1.0, "worth of an attack to an eager attacker"),
        "wary": g.parameter("b", 0.1, "worth of an attack to a wary one"),
    }
    h = g.parameter("h", 0.8, "harm of being struck at", low=0)
    sharp = g.parameter(
        "g", POINTS_AT_GUILTY, "probability that evidence points at the one guilty", low=0.5, high=1
    )
    y = g.parameter("y", 1.0, "worth of striking at a guilty one", low=0)
    k = g.parameter("k", 0.6, "cost of striking at an innocent one", low=0)

    def strike(types: tuple[str, str], acted: tuple[bool, bool], seen: int) -> Part:
        """The defender has evidence ``seen`` and strikes at one of them or at nobody."""
        gains: list[Number] = [
            worth[own] if attacked else 0.0 for own, attacked in zip(types, acted, strict=True)
        ]
        ends = {"nobody": g.end(*gains, 0.0)}
        for target in (0, 1):
            payoffs = list(gains)
            payoffs[target] = gains[target] - h
            ends[str(target + 1)] = g.end(*payoffs, y if acted[target] else -k)
        return g.move(DEFENDER, f"evidence {seen}", ends)

    def after(types: tuple[str, str], acted: tuple[bool, bool]) -> Part:
        """Both have moved."""
        if not any(acted):
            return g.end(0.0, 0.0, 0.0)
        at_one: Number
        if all(acted):
            guilty, at_one = "both", 0.5
        elif acted[0]:
            guilty, at_one = "1", sharp
        else:
            guilty, at_one = "2", 1 - sharp
        evidence = {
            "at 1": (at_one, strike(types, acted, 1)),
            "at 2": (1 - at_one, strike(types, acted, 2)),
        }
        return g.chance(f"evidence {guilty}", evidence)

    def moves(types: tuple[str, str]) -> Part:
        """The hidden moves of a pair of types."""

        def second(first_attacked: bool) -> Part:
            """Attacker 2 moves, without seeing the first move."""
            choice = {
                "attack": after(types, (first_attacked, True)),
                "hold": after(types, (first_attacked, False)),
            }
            return g.move(ATTACKERS[1], types[1], choice)

        return g.move(ATTACKERS[0], types[0], {"attack": second(True), "hold": second(False)})

    chances_1 = {"eager": q1, "wary": 1 - q1}
    chances_2 = {"eager": q2, "wary": 1 - q2}
    drawn = {
        f"{one}, {two}": (chances_1[one] * chances_2[two], moves((one, two)))
        for one in TYPES
        for two in TYPES
    }
    return g.tree(g.chance("types", drawn))


def play(
    rates: tuple[float, float], hit: tuple[float, float] = (0.0, 0.0), **values: float
) -> TreeAssessment:
    """Both types of an attacker attack at the same rate.

    After evidence that points at an attacker the defender strikes at it with probability ``hit``.
    """
    strategies: Strategies = {}
    for attacker, rate in zip(ATTACKERS, rates, strict=True):
        for own in TYPES:
            strategies[attacker, own] = {"attack": rate, "hold": 1 - rate}
    for number, chance in enumerate(hit, 1):
        strategies[DEFENDER, f"evidence {number}"] = {str(number): chance, "nobody": 1 - chance}
    return assess(build(), strategies, values)


def suspicion(assessment: TreeAssessment, evidence: tuple[int, ...] = (1, 2)) -> np.ndarray:
    """What is believed where the defender moves on such evidence.

    Returns (2, 2), the probability of (1 innocent/guilty, 2 innocent/guilty).
    """
    tree = assessment.tree
    joint = np.zeros((2, 2))
    for seen in evidence:
        for node in tree.members[tree.find(DEFENDER, f"evidence {seen}")]:
            lottery = tree.parent[node]
            after_first = tree.parent[lottery]
            first_attacked = tree.slot[after_first] == 0
            second_attacked = tree.slot[lottery] == 0
            joint[int(first_attacked), int(second_attacked)] += assessment.reach[node]
    return joint / joint.sum()


def _of_first(rates: tuple[float, float], evidence: int) -> float:
    """Suspicion of Attacker 1 on evidence that points at one of them."""
    return suspicion(play(rates), (evidence,))[1].sum()


def _correlated() -> Evidence:
    """After an incident guilt is negatively correlated: the covariance is
    −a1·a2·(1−a1)·(1−a2)/P²; nobody's guilt is ruled out, though the product of the two
    suspicions would leave it possible."""
    evidence = []
    for a1, a2 in RATES:
        joint = suspicion(play((a1, a2)))
        of_first, of_second = joint[1].sum(), joint[:, 1].sum()
        covariance = joint[1, 1] - of_first * of_second
        incident = 1 - (1 - a1) * (1 - a2)
        claimed = -a1 * a2 * (1 - a1) * (1 - a2) / incident**2
        both_innocent = (1 - of_first) * (1 - of_second)
        evidence += [
            close(claimed, covariance, ROUNDING, f"rates {a1}, {a2}"),
            close(0.0, joint[0, 0], 1e-15, "nobody"),
            sign(1, both_innocent, "as a product it would be possible"),
        ]
    return all_of(*evidence)


def _guilt(a1: float, a2: float) -> float:
    """Suspicion of 1 on evidence that points at 1, by Bayes' rule."""
    g = POINTS_AT_GUILTY
    guilty = a1 * (g * (1 - a2) + a2 / 2)
    return guilty / (guilty + (1 - a1) * a2 * (1 - g))


def _other() -> Evidence:
    """The more likely the other attacks, the less one is suspected, on evidence that points at
    either of them."""
    evidence = []
    for a1, a2 in RATES:
        more = (a1, a2 + 0.05)
        at_first = _of_first((a1, a2), 1)
        at_second = _of_first((a1, a2), 2)
        evidence += [
            close(_guilt(a1, a2), at_first, ROUNDING, f"rates {a1}, {a2}"),
            sign(-1, _of_first(more, 1) - at_first, "the other attacks more"),
            sign(-1, _of_first(more, 2) - at_second, "evidence that points at the other"),
        ]
    return all_of(*evidence)


def _threshold() -> Evidence:
    """The defender strikes at the one pointed at if suspicion is above k/(y + k), and at nobody
    below."""
    evidence = []
    for rates in ((0.3, 0.3), (0.5, 0.5)):
        edge = _guilt(*rates)
        cost = edge / (1 - edge)  # k at which it is indifferent, with y = 1
        for factor, best in ((0.98, 1.0), (1.02, 0.0)):
            kept, left = (play(rates, (hit, hit), k=factor * cost) for hit in (best, 1 - best))
            evidence.append(below(regret(kept, DEFENDER), ROUNDING, f"k = {factor} of the edge"))
            evidence.append(sign(1, regret(left, DEFENDER), "the other way round"))
    return all_of(*evidence)


def _cover() -> Evidence:
    """At λ = 6 an attacker made eager by nature makes the other one attack more, for it draws
    suspicion."""
    from ..solvers.tree import derivatives, solve_tree

    rates = derivatives(solve_tree(build(), precision=6.0), "q2")
    slope = rates.probability(ATTACKERS[0], "eager", "attack")
    return sign(1, slope, "dσ(attack)/dq2 of the eager Attacker 1")


def _branch() -> Evidence:
    """At the default numbers the logit path ends where the eager attack, the wary hold, and whoever
    is pointed at is struck at."""
    selected = follow_path(build())
    evidence = [below(sequential_regret(selected), 1e-8)]
    for number, attacker in enumerate(ATTACKERS, 1):
        eager = selected.strategy(attacker, "eager")["attack"]
        wary = selected.strategy(attacker, "wary")["attack"]
        struck = selected.strategy(DEFENDER, f"evidence {number}")[str(number)]
        evidence += [
            close(1.0, eager, 1e-9, "eager"),
            close(0.0, wary, 1e-9, "wary"),
            close(1.0, struck, 1e-9, "struck"),
        ]
    return all_of(*evidence)


MODEL = Model(
    key="two_hidden_attackers",
    title="Two hidden attackers: suspicion that is correlated",
    source=Source(
        authors="Baliga, Sandeep; Bueno de Mesquita, Ethan; Wolitzky, Alexander",
        year=2020,
        title="Deterrence with Imperfect Attribution",
        venue="American Political Science Review 114(4), 1155-1178",
        where=(
            "the idea that attackers share suspicion; the game, its numbers and its claims are ours"
        ),
        opened="abstract page",
        doi="10.1017/S0003055420000362",
    ),
    story=(
        "Two who might have done it choose at the same hour, and neither sees the other. After the "
        "incident the defender knows that somebody did it. Each piece of suspicion of one is a "
        "piece less of the other, so one attacker's eagerness is the other's cover."
    ),
    build=build,
    propositions=(
        claim("Correlated suspicion", "closed form", "computed", _correlated),
        claim("Suspicion falls with the other's guilt", "closed form", "computed", _other),
        claim("Whom to strike", "threshold", "computed", _threshold),
        claim("Cover", "sign", "computed", _cover),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch=(
        "At the default numbers the logit path ends where the eager attack, the wary hold, and the "
        "one pointed at is struck at."
    ),
    uncertain=(
        "The game is ours, made to show what two hidden moves at once do to beliefs; it is not the "
        "paper's model, where at most one attacker has the opportunity."
    ),
)
