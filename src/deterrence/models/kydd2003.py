"""Mediators with a bias (Kydd 2003): only who is on your side is believed.

Side 2 is tough with probability p: it fights a high demand, where a soft one gives in. A Mediator
that has looked into it is right with probability η, and tells Side 1 alone, at no cost, that Side 2
is tough or that it is soft. Side 1 then demands the share x, which all accept, or y > x. A war is
worth w to it. The Mediator weighs Side 1's share by β, its bias, and loses κ by a war. Let

    t = pη/(pη + (1 − p)(1 − η)),   s = p(1 − η)/(p(1 − η) + (1 − p)η)

be the chances that Side 2 is tough where the Mediator found so and where it found it soft. Side 1
demands y if it thinks Side 2 tough with a probability below p* = (y − x)/(y − w). What the Mediator
says is true, and followed, exactly if

    s ≤ p* ≤ t                          its findings make a difference to Side 1
    β ≥ β* = κs/((1 − s)y + sw − x)     it would have Side 1 demand y where it found Side 2 soft

A mediator that wants nothing but peace (β = 0) always counsels restraint, and is not believed. One
that is believed brings the risk of war from p, where p < p*, to p(1 − η). Too little knowledge asks
for more bias: β* falls with η, and is nothing if η = 1.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ..trees.builder import Part, TreeBuilder
from ..trees.tree import GameTree, Symbol
from .checks import (
    EXACT,
    Strategies,
    assess,
    chance_of,
    claim,
    follow_path,
    is_equilibrium,
    regret,
)
from .model import Evidence, Model, Source, all_of, close, declare, defaults, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

MEDIATOR, ONE, TWO = "Mediator", "Side 1", "Side 2"
TOUGH, SOFT = TYPES = ("tough", "soft")
HIGH, LOW = "demand y", "demand x"
FIGHT, GIVE_IN = "fight", "give in"
PARAMETERS = (
    Symbol("p", 0.3, "Side 2 is tough", low=0, high=1),
    Symbol("eta", 0.8, "the Mediator finds out rightly", low=0.5, high=1),
    Symbol("x", 0.5, "the low demand", low=0, high=1),
    Symbol("y", 0.8, "the high demand", low=0, high=1),
    Symbol("w", 0.2, "war, to Side 1"),
    Symbol("c_tough", 0.5, "war, to a tough Side 2: a loss from 1 − w", low=0),
    Symbol("c_soft", 0.9, "war, to a soft Side 2: a loss from 1 − w", low=0),
    Symbol("beta", 1.0, "weight of Side 1's share to the Mediator: its bias"),
    Symbol("kappa", 0.5, "a war, to the Mediator: a loss", low=0),
)
DEFAULT = defaults(PARAMETERS)
PARTISAN = 1e3  # a bias that is enough wherever any is: β* grows without bound as s comes to p*
NEAR = 5e-3  # how far from a threshold is tested


def build() -> GameTree:
    """The game."""
    g = TreeBuilder("Mediation", (MEDIATOR, ONE, TWO))
    v = declare(g, PARAMETERS)
    cost = {TOUGH: v["c_tough"], SOFT: v["c_soft"]}

    def settled(share: str) -> Part:
        """A demand is accepted."""
        return g.end(v["beta"] * v[share], v[share], 1 - v[share])

    def bargaining(own: str, said: str) -> Part:
        """Side 1's demand of a type of Side 2, after what the Mediator said."""
        war = g.end(v["beta"] * v["w"] - v["kappa"], v["w"], 1 - v["w"] - cost[own])
        demands = {
            demand: g.move(TWO, f"{own}, {demand}", {FIGHT: war, GIVE_IN: settled(share)})
            for demand, share in ((HIGH, "y"), (LOW, "x"))
        }
        return g.move(ONE, f"told {said}", demands)

    def found(own: str) -> Part:
        """What the Mediator finds out about a type, and what it says."""
        right = own, v["eta"]
        wrong = (SOFT if own == TOUGH else TOUGH), 1 - v["eta"]
        findings = {
            finding: (
                chance,
                g.move(
                    MEDIATOR, f"found {finding}", {said: bargaining(own, said) for said in TYPES}
                ),
            )
            for finding, chance in (right, wrong)
        }
        return g.chance(f"finding, {own}", findings)

    types = {TOUGH: (v["p"], found(TOUGH)), SOFT: (1 - v["p"], found(SOFT))}
    return g.tree(g.chance("Side 2", types))


_built = cache(build)


def _play(
    says: tuple[str, str], demands: tuple[str, str], **values: float
) -> TreeAssessment:
    """Pure strategies; the tough fight a high demand, and nothing else is fought.

    Args:
        says: what the Mediator says where it found Side 2 tough and where it found it soft.
        demands: Side 1's, told that Side 2 is tough and that it is soft.
        values: of parameters.
    """
    strategies: Strategies = {}
    for finding, said in zip(TYPES, says, strict=True):
        strategies[MEDIATOR, f"found {finding}"] = {said: 1.0}
    for told, demand in zip(TYPES, demands, strict=True):
        strategies[ONE, f"told {told}"] = {demand: 1.0}
    for own in TYPES:
        for made in (HIGH, LOW):
            fights = own == TOUGH and made == HIGH
            strategies[TWO, f"{own}, {made}"] = {FIGHT if fights else GIVE_IN: 1.0}
    return assess(_built(), strategies, values)


def _honest(**values: float) -> TreeAssessment:
    """The Mediator tells the truth and is believed."""
    return _play((TOUGH, SOFT), (LOW, HIGH), **values)


def _ignored(**values: float) -> TreeAssessment:
    """The Mediator counsels restraint whatever it found, and Side 1 does what it would without."""
    v = DEFAULT | values
    alone = HIGH if v["p"] < caution(**values) else LOW
    return _play((TOUGH, TOUGH), (alone, alone), **values)


def posteriors(**changes: float) -> tuple[float, float]:
    """t and s: chances that Side 2 is tough, where it was found tough and where soft."""
    v = DEFAULT | changes
    p, eta = v["p"], v["eta"]
    return (
        p * eta / (p * eta + (1 - p) * (1 - eta)),
        p * (1 - eta) / (p * (1 - eta) + (1 - p) * eta),
    )


def caution(**changes: float) -> float:
    """p*: the belief in a tough Side 2 at which Side 1 is indifferent."""
    v = DEFAULT | changes
    return (v["y"] - v["x"]) / (v["y"] - v["w"])


def bias_needed(**changes: float) -> float:
    """β*."""
    v = DEFAULT | changes
    _, s = posteriors(**changes)
    return v["kappa"] * s / ((1 - s) * v["y"] + s * v["w"] - v["x"])


def prior_for(belief: float, eta: float, finding: str) -> float:
    """The prior p that leaves this belief after a finding."""
    weight = (1 - eta) / eta if finding == TOUGH else eta / (1 - eta)
    odds = belief / (1 - belief) * weight
    return odds / (1 + odds)


def _bias() -> Evidence:
    """What the Mediator says is true exactly if its bias is at least
    β* = κs/((1 − s)y + sw − x): with less it would say that Side 2 is tough where it found it soft,
    and gain (1 − p)η + p(1 − η) times the shortfall."""
    evidence = []
    for changes in ({}, {"eta": 0.7, "kappa": 0.3}, {"p": 0.35, "w": 0.1, "x": 0.55}):
        v = DEFAULT | changes
        edge = bias_needed(**changes)
        _, s = posteriors(**changes)
        soft_found = (1 - v["p"]) * v["eta"] + v["p"] * (1 - v["eta"])
        for step in (-NEAR, NEAR):
            values = changes | {"beta": edge + step}
            play = _honest(**values)
            slope = (1 - s) * v["y"] + s * v["w"] - v["x"]
            gain = soft_found * max(0.0, -step) * slope
            evidence.append(close(gain, regret(play), EXACT, f"β = {edge + step:.4f}"))
            evidence.append(sign(int(step < 0), gain, "what the Mediator would gain by a lie"))
    return all_of(*evidence)


def _unbiased() -> Evidence:
    """A mediator that wants nothing but peace is not believed, and neither is one on the other
    side; to say 'tough' whatever it found, and not to be heeded, is an equilibrium for either."""
    evidence = []
    for bias in (0.0, -0.5):
        told = _honest(beta=bias)
        evidence += [
            sign(1, regret(told, MEDIATOR), f"β = {bias}: it would lie"),
            is_equilibrium(_ignored(beta=bias), "not heeded"),
        ]
        for says in ((TOUGH, SOFT), (SOFT, TOUGH)):
            for demands in ((LOW, HIGH), (HIGH, LOW)):
                # every play in which what is said makes a difference
                gain = regret(_play(says, demands, beta=bias))
                evidence.append(sign(1, gain, f"says {says}, {demands}"))
    return all_of(*evidence)


def _difference() -> Evidence:
    """Side 1 heeds a Mediator of any bias exactly if s ≤ p* ≤ t: otherwise it demands the same
    whatever was found."""
    evidence = []
    enough = caution()
    eta = DEFAULT["eta"]
    for finding in TYPES:
        edge = prior_for(enough, eta, finding)
        for step in (-NEAR, NEAR):
            p = edge + step
            heeds = (step > 0) == (finding == TOUGH)
            play = _honest(p=p, beta=PARTISAN)
            t, s = posteriors(p=p)
            between = Evidence((s <= enough <= t) == heeds, f"{heeds}", f"{s:.4f}, {t:.4f}", "s, t")
            gain = regret(play, ONE)
            evidence += [between, sign(0 if heeds else 1, gain, f"p = {p:.4f}, {finding}")]
            if heeds:
                evidence.append(is_equilibrium(play, "an honest mediator"))
    return all_of(*evidence)


def _peace() -> Evidence:
    """Where Side 1 alone would demand much, p < p*, a mediator that is believed brings the risk of
    war from p down to p(1 − η), and is worth pηw̃ to Side 1, with w̃ = x − w, less what it costs to
    demand little of the soft, (1 − p)(1 − η)(y − x)."""
    evidence = []
    for p, eta in ((0.4, 0.8), (0.45, 0.9)):
        v = DEFAULT
        mediated, alone = _honest(p=p, eta=eta), _ignored(p=p, eta=eta)
        worth = p * eta * (v["x"] - v["w"]) - (1 - p) * (1 - eta) * (v["y"] - v["x"])
        gain = mediated.value(ONE) - alone.value(ONE)
        evidence += [
            is_equilibrium(mediated, f"p = {p}, η = {eta}"),
            is_equilibrium(alone, "not heeded"),
            close(p, chance_of(alone, TWO, FIGHT), EXACT, "war without mediation"),
            close(p * (1 - eta), chance_of(mediated, TWO, FIGHT), EXACT, "war with it"),
            close(worth, gain, EXACT, "its worth to Side 1"),
            sign(1, gain, "and it is worth something"),
        ]
    return all_of(*evidence)


def _statics() -> Evidence:
    """The less the Mediator knows, the more it dislikes war, and the likelier Side 2 is tough, the
    more bias it takes; with full knowledge any bias above zero will do."""
    base = bias_needed()
    return all_of(
        sign(1, bias_needed(eta=0.7) - base, "less knowledge"),
        sign(1, bias_needed(kappa=0.6) - base, "more dislike of war"),
        sign(1, bias_needed(p=0.45) - base, "likelier tough"),
        close(0.0, bias_needed(eta=1.0), EXACT, "full knowledge"),
        is_equilibrium(_honest(eta=1.0, beta=NEAR), "full knowledge, hardly any bias"),
        sign(1, regret(_honest(eta=1.0, beta=-NEAR), MEDIATOR), "and a bias for the other side"),
    )


def _branch() -> Evidence:
    """The path from λ = 0 ends where nobody heeds the Mediator: what it says costs nothing, and at
    first says nothing. Being heeded is an equilibrium beside it, and better for Side 1."""
    solved = follow_path(_built())
    demands = [solved.strategy(ONE, f"told {told}")[HIGH] for told in TYPES]
    better = _honest().value(ONE) - solved.value(ONE)
    return all_of(
        *(close(1.0, high, 1e-6, "y, whatever is said") for high in demands),
        is_equilibrium(_honest(), "heeded"),
        sign(1, better, "to Side 1"),
    )


MODEL = Model(
    key="kydd2003",
    title="Mediators with a bias",
    source=Source(
        authors="Kydd, Andrew",
        year=2003,
        title="Which Side Are You On? Bias, Credibility, and Mediation",
        venue="American Journal of Political Science 47(4), 597-611",
        where="when a mediator's word is believed",
        opened="abstract, and the opening of the article; not the model nor its proofs",
        doi="10.1111/1540-5907.00042",
    ),
    story=(
        "A mediator knows something of how resolved one side is, and counsels the other. If it "
        "wants nothing but peace it will always counsel restraint, true or not, and the one it "
        "counsels knows that. A mediator that is on its side wants it to get much where much can "
        "be had; so when that one counsels restraint, it is believed, and war avoided."
    ),
    build=build,
    propositions=(
        claim("Bias that makes honest", "threshold", "our derivation", _bias),
        claim("Wanting nothing but peace", "equilibrium", "our derivation", _unbiased),
        claim("Findings that matter", "threshold", "our derivation", _difference),
        claim("What mediation does", "closed form", "our derivation", _peace),
        claim("How much bias", "sign", "our derivation", _statics),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch=(
        "Words that cost nothing are not heeded on the path from λ = 0: it ends at the equilibrium "
        "without mediation, which always exists. That in which a biased mediator is believed is "
        "certified beside it."
    ),
    uncertain=(
        "The abstract and the opening were open. Two demands, two types and all formulas are ours. "
        "With a mediator that knows Side 2's type for certain, as the abstract may be read, any "
        "bias to Side 1's side would do; that it may be wrong is our way of saying how much bias "
        "it takes."
    ),
)
