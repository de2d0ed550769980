"""The smallest deterrence game with doubt: A may upset the status quo, B may answer, and only B knows whether it would.

A chooses C (status quo, SQ) or D; after D player B gives way (DC) or responds (DD). A Hard B would rather respond than
give way, a Soft one would not; B is Hard with probability pB, its credibility:

    A:  aDC > aSQ > aDD        B:  bSQ > bDD+ > bDC > bDD-

Play is written [x; y_H, y_S]: Pr(A chooses D) and Pr(B responds) by type; DD+ and DD- are ``DDh`` and ``DDs``. With
a* = (aDC - aSQ) / (aDC - aDD) it is [0; 1, 0] above a*, [1; 1, 0] below, and A may do anything at a*.
"""

from __future__ import annotations

from typing import Any

from ..game.building import Part, TreeBuilder
from ..game.tree import GameTree
from .checks import assess, claim, equilibrium
from .model import Evidence, Model, Source, all_of, close, sign

EXACT, STEP = 1e-9, 0.02  # tolerance of closed forms; how far from the threshold is tested


def build() -> GameTree:
    """The game; at the defaults B's credibility is just too low."""
    g = TreeBuilder("Rudimentary asymmetric deterrence game", ("A", "B"), "One-sided doubt about B's will to respond.")
    p_b = g.parameter("pB", 0.45, "credibility of B: Pr(Hard)", low=0, high=1)
    sq = g.end(g.parameter("aSQ", 0.5, "status quo"), g.parameter("bSQ", 1.0, "status quo"))
    dc = g.end(g.parameter("aDC", 1.0, "B gives way"), g.parameter("bDC", 0.3, "B gives way"))
    a_dd = g.parameter("aDD", 0.0, "conflict")
    b_dd = {"Hard": g.parameter("bDDh", 0.6, "conflict, Hard"), "Soft": g.parameter("bDDs", 0.0, "conflict, Soft")}

    def against(b: str) -> Part:
        reply = g.move("B", f"respond? {b}", {"C": dc, "D": g.end(a_dd, b_dd[b])})
        return g.move("A", "challenge?", {"C": sq, "D": reply})

    return g.tree(g.chance("B's type", {"Hard": (p_b, against("Hard")), "Soft": (1 - p_b, against("Soft"))}))


def threshold(**values: float) -> float:
    """a*, by the closed form."""
    v = build().values(values)
    return float((v["aDC"] - v["aSQ"]) / (v["aDC"] - v["aDD"]))


def _play(x: float, y_h: float = 1.0, y_s: float = 0.0, **values: float) -> Any:
    strategies = {("A", "challenge?"): {"C": 1 - x, "D": x}}
    strategies |= {("B", f"respond? {b}"): {"C": 1 - y, "D": y} for b, y in (("Hard", y_h), ("Soft", y_s))}
    return assess(build(), strategies, values)


def _is(held: bool, detail: str, *play: float, **values: float) -> Evidence:
    return equilibrium(held, _play(*play, **values), detail)


def _replies() -> Evidence:
    """At any equilibrium y_H = 1 and y_S = 0: a Hard B responds to a challenge, a Soft one does not."""
    return all_of(
        _is(True, "y_H = 1, y_S = 0", 1, 1, 0),
        *(_is(False, f"[{x}; {h}, {s}]", x, h, s) for x in (0, 1) for h, s in ((0.9, 0), (1, 0.1), (0, 0), (1, 1))),
    )


def _threshold() -> Evidence:
    """A's gain from a challenge changes sign at pB = a* = (aDC - aSQ) / (aDC - aDD)."""
    found = []
    for values in ({}, {"aSQ": 0.8}, {"aDD": -3.0}, {"aDC": 2.0, "aSQ": 0.1, "aDD": -0.5}):
        none, full = (_play(1, pB=p, **values).value("A") - _play(0, pB=p, **values).value("A") for p in (0.0, 1.0))
        found.append(close(threshold(**values), none / (none - full), EXACT, "root of the gain, linear in pB"))
    return all_of(*found)


def _deterrence() -> Evidence:
    """[0; 1, 0] is an equilibrium if and only if pB is at least a*: a threat must be credible, not sure."""
    a = threshold()
    return all_of(_is(True, "pB above a*", 0, pB=a + STEP), _is(False, "pB below a*", 0, pB=a - STEP))


def _attack() -> Evidence:
    """[1; 1, 0] is an equilibrium if and only if pB is at most a*."""
    a = threshold()
    return all_of(_is(True, "pB below a*", 1, pB=a - STEP), _is(False, "pB above a*", 1, pB=a + STEP))


def _edge() -> Evidence:
    """At pB = a*, and there only, A may challenge with any probability."""
    a = threshold()
    kept = [_is(True, f"x {x}, pB = a*", x, pB=a) for x in (0, 0.3, 1)]
    return all_of(*kept, *(_is(False, f"x .5, pB {p:.2f}", 0.5, pB=p) for p in (a - STEP, a + STEP)))


def _statics() -> Evidence:
    """The credibility needed falls in A's value for the status quo and in the cost of conflict, rises in the prize."""

    def flips(low: float, high: float, **values: float) -> int:  # -1: deterred at high only, by the solver's choice
        from ..solvers.tree import solve_tree

        odds = [
            solve_tree(build(), 200.0, {"pB": p, **values}).assessment.strategy("A", "challenge?")["D"]
            for p in (low, high)
        ]
        return round(odds[1]) - round(odds[0])

    base = threshold()
    parts = []
    for name, step, way in (("aSQ", 0.1, -1), ("aDD", -0.5, -1), ("aDC", 0.5, 1)):
        values = {name: build().values()[name] + step}
        moved = threshold(**values)
        parts.append(sign(way, moved - base, f"a* when {name} changes by {step}"))
        parts.append(close(-1.0, flips(moved - STEP, moved + STEP, **values), EXACT, "solved on both sides of it"))
    return all_of(*parts)


def _branch() -> Evidence:
    """The path ends at the only equilibrium on either side of a*; at a* it ends at x = 1/2."""
    from ..solvers.tree import solve_tree

    a = threshold()
    cases = ((a + STEP, 0.0), (a - STEP, 1.0), (a, 0.5))
    ends = [solve_tree(build(), 1000.0, {"pB": p}).assessment.strategy("A", "challenge?")["D"] for p, _ in cases]
    return all_of(*(close(x, found, 1e-6, f"pB {p:.2f}, λ = 1000") for (p, x), found in zip(cases, ends, strict=True)))


MODEL = Model(
    key="zagare_kilgour2000_rudimentary",
    title="Perfect deterrence: the rudimentary asymmetric deterrence game",
    source=Source(
        authors="Zagare, Frank C.; Kilgour, D. Marc",
        year=2000,
        title="Perfect Deterrence",
        venue="Cambridge University Press (Cambridge Studies in International Relations 72)",
        where="section 3.4 and appendix 3",
        opened="secondary: the publisher's page of appendix 3, with the opening of the analysis (orders of payoffs, "
        "strategic variables, the first step); not the rest",
        doi="10.1017/CBO9780511491788",
    ),
    story="One side may upset the status quo; the other may answer or give way, and only it knows whether it is Hard "
    "enough to answer. Credibility is the probability that it is. Nothing is learnt on the way, so that one number "
    "decides: with credibility above a threshold there is no challenge, below it there is one. The threshold is lower "
    "the more the first side likes the status quo and the worse a conflict would be for it: capability and the worth "
    "of peace can stand in for credibility.",
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
    branch="The path from λ = 0 ends at the only equilibrium: no challenge at pB = .52, a challenge at .48 (a* = .5), "
    "without folds. At pB = a*, where A may do anything, it ends at Pr(challenge) = 1/2, for B's mistakes vanish "
    "faster than A's precision grows.",
    uncertain="The publisher's page gives game, payoff orders, notation and the first step (B's replies); what follows "
    "from them is elementary and is derived and tested here. The numbers are ours.",
)
