"""Two hidden attackers at once: one incident, and suspicion that is correlated (a game of our own).

Two attackers decide in the same hour, unseen by each other and by the defender, whether to attack. If nobody does, all
is quiet. Otherwise there is one incident, whoever caused it, and evidence that points at one of them: at the guilty one
with probability g if there is one, at either alike if both are. The defender strikes at one of them or at nobody.

With attack rates a1 and a2 the joint suspicion after an incident is no product of two: that both are innocent is ruled
out, though each may be. Without regard to what the evidence points at, P = 1 − (1 − a1)(1 − a2), and

    cov(guilty 1, guilty 2 | incident) = −a1·a2·(1 − a1)·(1 − a2)/P² < 0

So a representation that carries one suspicion for each cannot hold this state; a tree can.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..game.building import Part, TreeBuilder
from ..game.tree import GameTree
from .checks import assess, claim, regret, sequential_regret
from .model import Evidence, Model, Source, all_of, below, close, sign

ATTACKERS, DEFENDER = ("Attacker 1", "Attacker 2"), "Defender"
RATES = ((0.3, 0.6), (0.15, 0.8), (0.5, 0.5), (0.05, 0.1))


def build() -> GameTree:
    """Types, two hidden moves, evidence, the defender's strike."""
    g = TreeBuilder("Two hidden attackers", (*ATTACKERS, DEFENDER))
    q = [g.parameter(f"q{i}", 0.4, f"probability that Attacker {i} is eager", low=0, high=1) for i in (1, 2)]
    eager = g.parameter("B", 1.0, "worth of an attack to an eager attacker")
    wary = g.parameter("b", 0.1, "worth of an attack to a wary one")
    pain = g.parameter("h", 0.8, "harm of being struck at", low=0)
    sharp = g.parameter("g", 0.8, "probability that evidence points at the one guilty", low=0.5, high=1)
    just = g.parameter("y", 1.0, "worth of striking at a guilty one", low=0)
    wrong = g.parameter("k", 0.6, "cost of striking at an innocent one", low=0)

    def strike(worth: tuple[Any, Any], acted: tuple[bool, bool], seen: int) -> Part:
        gains = [w if done else 0.0 for w, done in zip(worth, acted, strict=True)]
        ends = {"nobody": g.end(*gains, 0.0)}
        for i in (0, 1):
            paid = [gain - pain if i == j else gain for j, gain in enumerate(gains)]
            ends[str(i + 1)] = g.end(*paid, just if acted[i] else -wrong)
        return g.move(DEFENDER, f"evidence {seen}", ends)

    def after(worth: tuple[Any, Any], acted: tuple[bool, bool]) -> Part:
        if not any(acted):
            return g.end(0.0, 0.0, 0.0)
        first = 0.5 if all(acted) else sharp if acted[0] else 1 - sharp
        points = {"at 1": (first, strike(worth, acted, 1)), "at 2": (1 - first, strike(worth, acted, 2))}
        return g.chance(f"evidence {'both' if all(acted) else 1 + acted.index(True)}", points)

    def moves(names: tuple[str, str], worth: tuple[Any, Any]) -> Part:
        def second(acted: bool) -> Part:
            ends = {"attack": after(worth, (acted, True)), "hold": after(worth, (acted, False))}
            return g.move(ATTACKERS[1], names[1], ends)

        return g.move(ATTACKERS[0], names[0], {"attack": second(True), "hold": second(False)})

    kinds = {"eager": eager, "wary": wary}
    drawn = {
        f"{one}, {two}": (
            (q[0] if one == "eager" else 1 - q[0]) * (q[1] if two == "eager" else 1 - q[1]),
            moves((one, two), (kinds[one], kinds[two])),
        )
        for one in kinds
        for two in kinds
    }
    return g.tree(g.chance("types", drawn))


def play(rates: tuple[float, float], hit: tuple[float, float] = (0.0, 0.0), **values: float) -> Any:
    """Types of an attacker attack alike; after evidence i the defender strikes at i with probability ``hit[i]``."""
    strategies: dict[Any, Any] = {
        (ATTACKERS[i], kind): {"attack": rates[i], "hold": 1 - rates[i]} for i in (0, 1) for kind in ("eager", "wary")
    }
    for i in (0, 1):
        strategies[DEFENDER, f"evidence {i + 1}"] = {str(i + 1): hit[i], "nobody": 1 - hit[i]}
    return assess(build(), strategies, values)


def suspicion(assessment: Any, evidence: tuple[int, ...] = (1, 2)) -> np.ndarray:
    """(2, 2), probability of (1 innocent/guilty, 2 innocent/guilty) where the defender moves on such evidence."""
    tree, joint = assessment.tree, np.zeros((2, 2))
    for seen in evidence:
        for node in tree.members[tree.find(DEFENDER, f"evidence {seen}")]:
            own = tree.parent[tree.parent[node]]
            acted = (tree.slot[own] == 0, tree.slot[tree.parent[node]] == 0)
            joint[int(acted[0]), int(acted[1])] += assessment.reach[node]
    return joint / joint.sum()


def _correlated() -> Evidence:
    """After an incident guilt is negatively correlated: the covariance is −a1·a2·(1−a1)·(1−a2)/P²; nobody's guilt is
    ruled out, though the product of the two suspicions would leave it possible."""
    found = []
    for a1, a2 in RATES:
        joint = suspicion(play((a1, a2)))
        covariance = joint[1, 1] - joint[1].sum() * joint[:, 1].sum()
        happens = 1 - (1 - a1) * (1 - a2)
        found.append(close(-a1 * a2 * (1 - a1) * (1 - a2) / happens**2, covariance, 1e-12, f"rates {a1}, {a2}"))
        found.append(close(0.0, joint[0, 0], 1e-15, "nobody"))
        found.append(sign(1, (1 - joint[1].sum()) * (1 - joint[:, 1].sum()), "as a product it would be possible"))
    return all_of(*found)


def _guilt(a1: float, a2: float, g: float) -> float:
    """Suspicion of 1 on evidence that points at 1, by Bayes' rule."""
    own = a1 * (g * (1 - a2) + a2 / 2)
    return own / (own + (1 - a1) * a2 * (1 - g))


def _other() -> Evidence:
    """The likelier the other attacks, the less one is suspected, on evidence that points at either of them."""
    found = []
    for a1, a2 in RATES:
        seen = suspicion(play((a1, a2)), (1,))[1].sum()
        found.append(close(_guilt(a1, a2, 0.8), seen, 1e-12, f"rates {a1}, {a2}"))
        more = suspicion(play((a1, a2 + 0.05)), (1,))[1].sum()
        found.append(sign(-1, more - seen, "the other attacks more"))
        away = [suspicion(play((a1, b)), (2,))[1].sum() for b in (a2, a2 + 0.05)]
        found.append(sign(-1, away[1] - away[0], "evidence that points at the other"))
    return all_of(*found)


def _threshold() -> Evidence:
    """The defender strikes at the one pointed at if suspicion is above k/(y + k), and at nobody below."""
    found = []
    for a1, a2 in ((0.3, 0.3), (0.5, 0.5)):
        edge = _guilt(a1, a2, 0.8)
        cost = edge / (1 - edge)  # k at which it is indifferent, with y = 1
        for factor, best in ((0.98, 1.0), (1.02, 0.0)):
            kept, left = (play((a1, a2), (s, s), k=factor * cost) for s in (best, 1 - best))
            found.append(below(regret(kept, DEFENDER), 1e-12, f"k = {factor} of the edge"))
            found.append(sign(1, regret(left, DEFENDER), "the other way round"))
    return all_of(*found)


def _cover() -> Evidence:
    """At λ = 6 an attacker made eager by nature makes the other one attack more, for it draws suspicion."""
    from ..solvers.tree import derivatives, solve_tree

    solved = solve_tree(build(), 6.0)
    rates = derivatives(solved, "q2")
    return sign(1, rates.probability(ATTACKERS[0], "eager", "attack"), "dσ(attack)/dq2 of the eager Attacker 1")


def _branch() -> Evidence:
    """At the default numbers the logit path ends where the eager attack, the wary hold, and whoever is pointed at is
    struck at."""
    from ..solvers.tree import solve_tree

    solved = solve_tree(build()).assessment
    found = [below(sequential_regret(solved), 1e-8)]
    for i in (0, 1):
        found.append(close(1.0, solved.strategy(ATTACKERS[i], "eager")["attack"], 1e-9, "eager"))
        found.append(close(0.0, solved.strategy(ATTACKERS[i], "wary")["attack"], 1e-9, "wary"))
        found.append(close(1.0, solved.strategy(DEFENDER, f"evidence {i + 1}")[str(i + 1)], 1e-9, "struck"))
    return all_of(*found)


MODEL = Model(
    key="two_hidden_attackers",
    title="Two hidden attackers: suspicion that is correlated",
    source=Source(
        authors="Baliga, Sandeep; Bueno de Mesquita, Ethan; Wolitzky, Alexander",
        year=2020,
        title="Deterrence with Imperfect Attribution",
        venue="American Political Science Review 114(4), 1155-1178",
        where="the idea that attackers share suspicion; the game, its numbers and its claims are ours",
        opened="abstract page",
        doi="10.1017/S0003055420000362",
    ),
    story="Two who might have done it choose at the same hour, and neither sees the other. After the incident the "
    "defender knows that somebody did it. Each piece of suspicion of one is a piece less of the other, so one "
    "attacker's eagerness is the other's cover.",
    build=build,
    propositions=(
        claim("Correlated suspicion", "closed form", "computed", _correlated),
        claim("Suspicion falls with the other's guilt", "closed form", "computed", _other),
        claim("Whom to strike", "threshold", "computed", _threshold),
        claim("Cover", "sign", "computed", _cover),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch="At the default numbers the logit path ends where the eager attack, the wary hold, and the one pointed at "
    "is struck at.",
    uncertain="The game is ours, made to show what two hidden moves at once do to beliefs; it is not the paper's "
    "model, where at most one attacker has the opportunity.",
)
