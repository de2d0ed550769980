"""Selection (Fearon 2002): threats fail in crises where they are the most credible.

A Challenger challenges or not; the Defender resists or concedes the prize; resisted, the Challenger
attacks or backs down. The prize is worth 1 to the Challenger and V to the Defender: V is its
interest as others see it before a crisis. Backing down costs the Challenger a. A war is worth p − c
to the Challenger, and loses the Defender pV + d; c and d are private, uniform on [0, 1]. General
deterrence works if there is no challenge; immediate deterrence if a challenge is resisted and taken
back. A Challenger is resolved if it would attack, c < p + a: with probability f. Let q be the
probability that a challenge is by one who will attack, and r that it is resisted:

    resistance    d < V(1/q − p), so r rises with V and falls with q
    challenge     resolved: c < p + (1 − r)/r;  others, who bluff: r < 1/(1 + a)

    V < V₁ = 1/((1 + a)(1/f − p))   everybody challenges, q = f, r rises with V
    V₁ < V < V₂ = 1/((1 + a)(1 − p))  r = 1/(1 + a); bluffs get rare, q = 1/(p + 1/(V(1 + a))),
                                    and Pr(challenge) = f/q
    V > V₂                          nobody bluffs, q = 1; r = V(1 − p) and challenges fall with it

The greater V, the more general deterrence works, and the less immediate deterrence does, 1 − q.

In the tree c and d are in the middles of n equal cells; r is a step function then, and in the
middle region one type of the Defender mixes: its d stands for 1/(1 + a) in V₁, V₂ and q.
"""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from ..trees.builder import Part, TreeBuilder
from ..trees.tree import GameTree, Symbol
from .checks import (
    EXACT,
    PRECISE,
    Strategies,
    assess,
    chance_of,
    claim,
    equilibrium_if,
    follow_path,
    is_equilibrium,
)
from .model import (
    Evidence,
    Model,
    Source,
    all_of,
    below,
    cell_middle,
    close,
    declare,
    defaults,
    sign,
)

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

CHALLENGER, DEFENDER = "Challenger", "Defender"
CHALLENGE, STATUS_QUO = "challenge", "status quo"
RESIST, CONCEDE = "resist", "concede"
ATTACK, BACK_DOWN = "attack", "back down"
PARAMETERS = (
    Symbol("V", 0.6, "the prize, to the Defender: its interest as others see it", low=0),
    Symbol("a", 0.4, "cost to the Challenger of backing down", low=0),
    Symbol("p", 0.2, "the Challenger wins a war", low=0, high=1),
)
DEFAULT = defaults(PARAMETERS)
TYPES = 5
MANY = 40  # where probabilities have to come near those of a continuum
NEAR = 5e-3  # how far from a threshold is tested


def build(types: int = TYPES) -> GameTree:
    """``types`` costs of war a side."""
    g = TreeBuilder("General and immediate deterrence", (CHALLENGER, DEFENDER))
    v = declare(g, PARAMETERS)

    def crisis(own: int, other: int) -> Part:
        """A Challenger and a Defender of these types."""
        war = g.end(v["p"] - cell_middle(own, types), -v["p"] * v["V"] - cell_middle(other, types))
        last = {ATTACK: war, BACK_DOWN: g.end(-1 * v["a"], 0)}
        resisted = g.move(CHALLENGER, f"c {own}, resisted", last)
        reply = {RESIST: resisted, CONCEDE: g.end(1, -1 * v["V"])}
        answer = g.move(DEFENDER, f"d {other}", reply)
        return g.move(CHALLENGER, f"c {own}", {CHALLENGE: answer, STATUS_QUO: g.end(0, 0)})

    pairs = {
        f"{own}, {other}": (1 / types**2, crisis(own, other))
        for own in range(types)
        for other in range(types)
    }
    return g.tree(g.chance("costs of war", pairs))


_built = cache(build)


class ClosedForm:
    """The equilibrium on types in cells, at DEFAULT or at other ``changes``.

    Attributes:
        values: all parameters.
        types: number of types a side.
        resolved: how many types of the Challenger would attack; they are the first.
        f: their share.
        mixing: number of the Defender's type that mixes in the middle region.
        edges: V₁ and V₂.
        q, r: as in the docstring above.
        challenges: probability that each type of the Challenger challenges.
    """

    def __init__(self, types: int = TYPES, **changes: float):
        v = self.values = DEFAULT | changes
        self.types = types
        costs = [cell_middle(cell, types) for cell in range(types)]
        self.resolved = sum(cost < v["p"] + v["a"] for cost in costs)
        self.f = self.resolved / types
        bluff_until = 1 / (1 + v["a"])  # the r at which others are indifferent
        self.mixing = math.floor(types * bluff_until)
        indifferent = cell_middle(self.mixing, types)
        self.edges = indifferent / (1 / self.f - v["p"]), indifferent / (1 - v["p"])
        bluff = 0.0
        if v["V"] < self.edges[0]:
            self.q, bluff = self.f, 1.0
            self.r = self._resistance()
        elif v["V"] < self.edges[1]:
            self.q = 1 / (v["p"] + indifferent / v["V"])
            self.r = bluff_until
            bluff = self.f * (1 - self.q) / ((1 - self.f) * self.q)
        else:
            self.q = 1.0
            self.r = self._resistance()
        comes = v["p"] + (1 - self.r) / self.r if self.r > 0 else math.inf
        self.challenges = [
            float(cost < comes) if own < self.resolved else bluff for own, cost in enumerate(costs)
        ]

    def _resistance(self) -> float:
        """Share of the Defender's types that resist, given q."""
        most = self.values["V"] * (1 / self.q - self.values["p"])
        return sum(cell_middle(cell, self.types) < most for cell in range(self.types)) / self.types

    @property
    def challenge(self) -> float:
        """Probability of a challenge."""
        return sum(self.challenges) / self.types

    def play(self, factor: float = 1.0) -> TreeAssessment:
        """The equilibrium, or play in which bluffs are multiplied by ``factor``."""
        strategies: Strategies = {}
        for own, challenges in enumerate(self.challenges):
            attacks = own < self.resolved
            comes = challenges if attacks else challenges * factor
            strategies[CHALLENGER, f"c {own}"] = {CHALLENGE: comes, STATUS_QUO: 1 - comes}
            strategies[CHALLENGER, f"c {own}, resisted"] = {
                ATTACK if attacks else BACK_DOWN: 1.0
            }
        for other in range(self.types):
            resists = min(1.0, max(0.0, self.r * self.types - other))
            strategies[DEFENDER, f"d {other}"] = {RESIST: resists, CONCEDE: 1 - resists}
        return assess(_built(self.types), strategies, self.values)


def _success(play: TreeAssessment) -> float:
    """Immediate deterrence: probability that a challenge that is resisted is taken back."""
    return chance_of(play, CHALLENGER, BACK_DOWN) / chance_of(play, DEFENDER, RESIST)


def _general(play: TreeAssessment) -> float:
    """General deterrence: probability that there is no challenge."""
    return chance_of(play, CHALLENGER, STATUS_QUO)


def _equilibria() -> Evidence:
    """The closed form is a sequential equilibrium in all three regions; with more or fewer bluffs
    it is not."""
    evidence = []
    for changes in ({}, {"a": 0.3, "p": 0.25}):
        low, high = ClosedForm(TYPES, **changes).edges
        for interest in (0.7 * low, (low + high) / 2, 1.2 * high):
            closed = ClosedForm(TYPES, V=interest, **changes)
            evidence.append(is_equilibrium(closed.play(), f"V = {interest:.3f}"))
        middle = ClosedForm(TYPES, V=(low + high) / 2, **changes)
        for factor in (0.9, 1.1):
            detail = f"bluffs times {factor}"
            evidence.append(equilibrium_if(False, middle.play(factor), detail))
    return all_of(*evidence)


def _edges() -> Evidence:
    """Just below V₁ every type challenges and just above not every bluffer does; just below V₂ some
    still bluff, and just above none does."""
    low, high = ClosedForm().edges
    evidence = []
    bluffers = TYPES - ClosedForm().resolved
    for interest, everybody, anybody in (
        (low - NEAR, True, True),
        (low + NEAR, False, True),
        (high - NEAR, False, True),
        (high + NEAR, False, False),
    ):
        solved = follow_path(_built(), {"V": interest}, PRECISE)
        bluffs = [
            solved.strategy(CHALLENGER, f"c {own}")[CHALLENGE]
            for own in range(TYPES - bluffers, TYPES)
        ]
        share = sum(bluffs) / bluffers
        closed = ClosedForm(V=interest)
        claimed = sum(closed.challenges[closed.resolved :]) / bluffers
        detail = f"V = {interest:.4f}"
        evidence += [
            close(claimed, share, 1e-3, f"share of bluffers, {detail}"),
            Evidence((share > 0.999) == everybody, f"all: {everybody}", f"{share:.4f}", detail),
            Evidence((share > 0.001) == anybody, f"any: {anybody}", f"{share:.4f}", detail),
            is_equilibrium(closed.play(), detail),
        ]
    return all_of(*evidence)


def _paradox() -> Evidence:
    """The greater the Defender's interest as others see it, the more often there is no challenge,
    and the less often is one taken back that is resisted: threats fail in the crises in which they
    are the most credible."""
    closed = [ClosedForm(V=interest) for interest in (0.3, 0.55, 0.65, 0.75, 1.2)]
    plays = [one.play() for one in closed]
    evidence = [is_equilibrium(play) for play in plays]
    general, success = [_general(play) for play in plays], [_success(play) for play in plays]
    for (less, more), (often, rarely) in zip(pairwise(general), pairwise(success), strict=True):
        evidence.append(sign(1, more - less, "general deterrence"))
        evidence.append(sign(-1, rarely - often, "immediate deterrence"))
    credible = closed[-1].r - closed[0].r
    return all_of(
        *evidence,
        sign(1, credible, "resistance to a challenge"),
        close(0.0, success[-1], EXACT, "above V₂ every threat fails"),
    )


def _selection() -> Evidence:
    """It is selection: were everybody to challenge, whatever V, a threat would be taken back with
    probability 1 − f, and what is seen differs by the challenges that are not made."""
    evidence = []
    for interest in (0.3, 0.55, 0.75):
        closed = ClosedForm(V=interest)
        seen = _success(closed.play())
        made = closed.challenge
        claimed = 1 - closed.f / made  # of challenges made, f are by the resolved
        evidence.append(close(claimed, seen, EXACT, f"seen at V = {interest}"))
        unselected = 1 - closed.f
        hidden = 1 - made  # challenges not made: all by those who would back down
        evidence.append(close(unselected, seen * made + hidden, EXACT, "with those not made"))
    return all_of(*evidence)


def _signal() -> Evidence:
    """Above V₁ a challenge is a signal: after it the Challenger is thought resolved with
    probability q > f."""
    low, high = ClosedForm().edges
    evidence = []
    for interest in ((low + high) / 2, 1.2 * high):
        closed = ClosedForm(V=interest)
        play = closed.play()
        beliefs = play.belief_at(DEFENDER, "d 0")
        believed = float(sum(beliefs[: closed.resolved]))
        evidence.append(close(closed.q, believed, EXACT, f"q at V = {interest:.3f}"))
        evidence.append(sign(1, believed - closed.f, "more than before"))
    return all_of(*evidence)


def _limit() -> Evidence:
    """As types get many, V₁, V₂ and the probability of a challenge come to those of the continuum,
    with an error of at most 1/n in 1/(1 + a)."""
    a, p = DEFAULT["a"], DEFAULT["p"]
    f, until = p + a, 1 / (1 + a)
    evidence = []
    for types in (10, MANY):
        closed = ClosedForm(types, V=0.75)
        for claimed, computed, slope in (
            (until / (1 / f - p), closed.edges[0], 1 / (1 / f - p)),
            (until / (1 - p), closed.edges[1], 1 / (1 - p)),
            (f * (p + until / 0.75), closed.challenge, f / 0.75),
        ):
            evidence.append(below(abs(computed - claimed), slope / types, f"n = {types}"))
    return all_of(*evidence, is_equilibrium(ClosedForm(10, V=0.75).play(), "n = 10"))


def _branch() -> Evidence:
    """The logit path ends at the closed form: the same resistance, and as many bluffs."""
    evidence = []
    for interest in (0.3, 0.6, 1.0):
        solved = follow_path(_built(), {"V": interest}, PRECISE)
        closed = ClosedForm(V=interest)
        challenge = 1 - _general(solved)
        resists = chance_of(solved, DEFENDER, RESIST) / challenge
        evidence.append(close(closed.challenge, challenge, 1e-3, f"challenge, V = {interest}"))
        evidence.append(close(closed.r, resists, 1e-3, "resistance"))
    return all_of(*evidence)


MODEL = Model(
    key="fearon2002",
    title="Selection effects: general against immediate deterrence",
    source=Source(
        authors="Fearon, James D.",
        year=2002,
        title="Selection Effects and Deterrence",
        venue="International Interactions 28(1), 5-29",
        where="self-selection into crises, and what it does to threats made in them",
        opened="abstract, and the opening of the article; not the model nor its proofs",
        doi="10.1080/03050620210390",
    ),
    story=(
        "If everybody can see that a defender cares, challengers who would back down do not come; "
        "those who do come mean it. So in a sample of crises threats by defenders of great "
        "interest fail, though, and because, they are the more credible ones. What deterrence "
        "achieves is mostly in crises that are not there to be counted."
    ),
    build=build,
    propositions=(
        claim("Three regions", "equilibrium", "our derivation", _equilibria),
        claim("Between the regions", "threshold", "our derivation", _edges),
        claim("The paradox", "sign", "our derivation", _paradox),
        claim("It is selection", "closed form", "our derivation", _selection),
        claim("A challenge is a signal", "closed form", "our derivation", _signal),
        claim("Continuum", "limit", "computed", _limit),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch=(
        "The path from λ = 0 ends at the closed form in all three regions (V = 0.3, 0.6 and 1): "
        "as many challenges and as much resistance. Which bluffers come is not settled, for all "
        "of them are alike; on the path they come equally often."
    ),
    uncertain=(
        "The abstract and the opening were open. Uniform costs, one good that is not divided, and "
        "all formulas are ours; they are proved by hand, on cells, and checked. A crisis "
        "with private worths of war on both sides is schultz1999 too; what is asked here differs. "
        "signorino_tarar2006 is a form of it that can be estimated."
    ),
)
