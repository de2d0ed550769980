"""The smallest deterrence game with doubt about the will to answer.

A may upset the status quo, B may answer, and only B knows whether it would.

A chooses C (status quo, SQ) or D; after D player B gives way (DC) or responds (DD). A Hard B would
rather respond than give way, a Soft one would not; B is Hard with probability pB, its credibility:

    A:  aDC > aSQ > aDD        B:  bSQ > bDD+ > bDC > bDD-

Play is written [x; y_H, y_S]: Pr(A chooses D) and Pr(B responds) by type; DD+ and DD- are ``DDh``
and ``DDs``. With a* = (aDC - aSQ) / (aDC - aDD) it is [0; 1, 0] above a*, [1; 1, 0] below, and A
may do anything at a*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..trees.builder import Part, TreeBuilder
from ..trees.tree import GameTree
from .checks import (
    EXACT,
    Strategies,
    assess,
    claim,
    follow_path,
    is_equilibrium,
    is_not_equilibrium,
)
from .model import Evidence, Model, Source, all_of, close, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

STEP = 0.02  # how far from the threshold is tested


def build() -> GameTree:
    """The game; at the defaults B's credibility is just too low."""
    g = TreeBuilder(
        "Rudimentary asymmetric deterrence game",
        ("A", "B"),
        "One-sided doubt about B's will to respond.",
    )
    p_b = g.parameter("pB", 0.45, "credibility of B: Pr(Hard)", low=0, high=1)
    a_sq = g.parameter("aSQ", 0.5, "status quo")
    b_sq = g.parameter("bSQ", 1.0, "status quo")
    a_dc = g.parameter("aDC", 1.0, "B gives way")
    b_dc = g.parameter("bDC", 0.3, "B gives way")
    a_dd = g.parameter("aDD", 0.0, "conflict")
    b_dd = {
        "Hard": g.parameter("bDDh", 0.6, "conflict, Hard"),
        "Soft": g.parameter("bDDs", 0.0, "conflict, Soft"),
    }
    status_quo = g.end(a_sq, b_sq)
    gives_way = g.end(a_dc, b_dc)

    def against(b_type: str) -> Part:
        """A faces a B of one type, without knowing which."""
        conflict = g.end(a_dd, b_dd[b_type])
        reply = g.move("B", f"respond? {b_type}", {"C": gives_way, "D": conflict})
        return g.move("A", "challenge?", {"C": status_quo, "D": reply})

    types = {"Hard": (p_b, against("Hard")), "Soft": (1 - p_b, against("Soft"))}
    return g.tree(g.chance("B's type", types))


def threshold(**values: float) -> float:
    """a*, by the closed form."""
    v = build().values(values)
    return float((v["aDC"] - v["aSQ"]) / (v["aDC"] - v["aDD"]))


def _play(x: float, y_h: float = 1.0, y_s: float = 0.0, **values: float) -> TreeAssessment:
    """[x; y_H, y_S], by default with B's best replies."""
    strategies: Strategies = {
        ("A", "challenge?"): {"C": 1 - x, "D": x},
        ("B", "respond? Hard"): {"C": 1 - y_h, "D": y_h},
        ("B", "respond? Soft"): {"C": 1 - y_s, "D": y_s},
    }
    return assess(build(), strategies, values)


def _selected(precision: float, **values: float) -> float:
    """Pr(A chooses D) where the logit path comes to."""
    return follow_path(build(), values, precision).strategy("A", "challenge?")["D"]


def _replies() -> Evidence:
    """At any equilibrium y_H = 1 and y_S = 0: a Hard B responds to a challenge, a Soft one does
    not."""
    evidence = [is_equilibrium(_play(1, 1, 0), "y_H = 1, y_S = 0")]
    for x in (0, 1):
        for y_h, y_s in ((0.9, 0), (1, 0.1), (0, 0), (1, 1)):
            evidence.append(is_not_equilibrium(_play(x, y_h, y_s), f"[{x}; {y_h}, {y_s}]"))
    return all_of(*evidence)


def _threshold() -> Evidence:
    """A's gain from a challenge changes sign at pB = a* = (aDC - aSQ) / (aDC - aDD)."""

    def gain(p_b: float, **values: float) -> float:
        """A's gain from D over C, linear in pB."""
        return _play(1, pB=p_b, **values).value("A") - _play(0, pB=p_b, **values).value("A")

    evidence = []
    for values in ({}, {"aSQ": 0.8}, {"aDD": -3.0}, {"aDC": 2.0, "aSQ": 0.1, "aDD": -0.5}):
        at_zero, at_one = gain(0.0, **values), gain(1.0, **values)
        root = at_zero / (at_zero - at_one)
        detail = "root of the gain, linear in pB"
        evidence.append(close(threshold(**values), root, EXACT, detail))
    return all_of(*evidence)


def _deterrence() -> Evidence:
    """[0; 1, 0] is an equilibrium if and only if pB is at least a*: a threat must be credible, not
    sure."""
    edge = threshold()
    return all_of(
        is_equilibrium(_play(0, pB=edge + STEP), "pB above a*"),
        is_not_equilibrium(_play(0, pB=edge - STEP), "pB below a*"),
    )


def _attack() -> Evidence:
    """[1; 1, 0] is an equilibrium if and only if pB is at most a*."""
    edge = threshold()
    return all_of(
        is_equilibrium(_play(1, pB=edge - STEP), "pB below a*"),
        is_not_equilibrium(_play(1, pB=edge + STEP), "pB above a*"),
    )


def _edge() -> Evidence:
    """At pB = a*, and there only, A may challenge with any probability."""
    edge = threshold()
    at_edge = [is_equilibrium(_play(x, pB=edge), f"x {x}, pB = a*") for x in (0, 0.3, 1)]
    beside = [
        is_not_equilibrium(_play(0.5, pB=p_b), f"x .5, pB {p_b:.2f}")
        for p_b in (edge - STEP, edge + STEP)
    ]
    return all_of(*at_edge, *beside)


def _statics() -> Evidence:
    """The credibility needed falls in A's value for the status quo and in the cost of conflict,
    rises in the prize."""

    def flips(low: float, high: float, **values: float) -> int:
        """-1 where the solver finds A deterred at the high credibility only."""
        at_low, at_high = (_selected(200.0, pB=p_b, **values) for p_b in (low, high))
        return round(at_high) - round(at_low)

    base = threshold()
    default = build().values()
    evidence = []
    for name, step, direction in (("aSQ", 0.1, -1), ("aDD", -0.5, -1), ("aDC", 0.5, 1)):
        values = {name: default[name] + step}
        moved = threshold(**values)
        solved = flips(moved - STEP, moved + STEP, **values)
        evidence.append(sign(direction, moved - base, f"a* when {name} changes by {step}"))
        evidence.append(close(-1.0, solved, EXACT, "solved on both sides of it"))
    return all_of(*evidence)


def _branch() -> Evidence:
    """The path ends at the only equilibrium on either side of a*; at a* it ends at x = 1/2."""
    edge = threshold()
    evidence = []
    for p_b, expected in ((edge + STEP, 0.0), (edge - STEP, 1.0), (edge, 0.5)):
        chance = _selected(1000.0, pB=p_b)
        evidence.append(close(expected, chance, 1e-6, f"pB {p_b:.2f}, λ = 1000"))
    return all_of(*evidence)


MODEL = Model(
    key="zagare_kilgour2000_rudimentary",
    title="Perfect deterrence: the rudimentary asymmetric deterrence game",
    source=Source(
        authors="Zagare, Frank C.; Kilgour, D. Marc",
        year=2000,
        title="Perfect Deterrence",
        venue="Cambridge University Press (Cambridge Studies in International Relations 72)",
        where="section 3.4 and appendix 3",
        opened=(
            "secondary: the publisher's page of appendix 3, with the opening of the analysis "
            "(orders of payoffs, strategic variables, the first step); not the rest"
        ),
        doi="10.1017/CBO9780511491788",
    ),
    story=(
        "One side may upset the status quo; the other may answer or give way, and only it knows "
        "whether it is Hard enough to answer. Credibility is the probability that it is. Nothing "
        "is learnt on the way, so that one number decides: with credibility above a threshold "
        "there is no challenge, below it there is one. The threshold is lower the more the first "
        "side likes the status quo and the worse a conflict would be for it: capability and the "
        "worth of peace can stand in for credibility."
    ),
    build=build,
    propositions=(
        claim("B's replies", "equilibrium", "proved", _replies),
        claim("the threshold", "closed form", "our reading", _threshold),
        claim("deterrence", "threshold", "our reading", _deterrence),
        claim("challenge", "threshold", "our reading", _attack),
        claim("at the threshold", "equilibrium", "our reading", _edge),
        claim("what lowers the threshold", "sign", "our reading", _statics),
        claim("the logit path", "limit", "computed", _branch),
    ),
    branch=(
        "The path from λ = 0 ends at the only equilibrium: no challenge at pB = .52, a challenge "
        "at .48 (a* = .5), without folds. At pB = a*, where A may do anything, it ends at "
        "Pr(challenge) = 1/2, for B's mistakes vanish faster than A's precision grows."
    ),
    uncertain=(
        "The publisher's page gives game, payoff orders, notation and the first step (B's "
        "replies); what follows from them is elementary and is derived and tested here. The "
        "numbers are ours."
    ),
)
