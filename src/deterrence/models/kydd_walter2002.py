"""Spoilers (Kydd & Walter 2002): violence against a peace between sides that do not trust.

A Government has made peace with moderates, who are trustworthy with probability t and know whether
they are. Extremists try to attack or do not; an attempt costs them e. The moderates can act against
an attempt at a cost c. It comes off with probability α, and α(1 − σ) if they act against it: σ is
their strength. The Government sees an attack or none, not what lay behind it, and keeps the peace
or leaves it. Peace kept is worth b to it with the trustworthy and −l with others; peace left is
worth nothing. Extremists gain g if it is left. Peace is worth m to trustworthy moderates and n to
others; an attack costs the trustworthy h. Let t* = l/(b + l), the least trust at which peace is
kept.

    trustworthy moderates act     if c ≤ ασ(h + m) where an attack would end the peace
    others do not                 if c > ασn
    belief after an attack        t(1 − σ)/(1 − tσ), less than t the stronger they are believed
    an attack ends the peace      if σ > σ₁ = (t − t*)/(t(1 − t*))
    extremists try                if, besides, σ < σ₂ = (1 − e/(αg))/t

So violence succeeds where moderates are thought strong, for then an attack is taken for a sign that
they did not try. Weak moderates are forgiven.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from ..trees.builder import Part, TreeBuilder
from ..trees.tree import GameTree, Number, Symbol
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
    policy_gap,
    regret,
)
from .model import Evidence, Model, Source, all_of, below, close, declare, defaults, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

EXTREMISTS, MODERATES, GOVERNMENT = "Extremists", "Moderates", "Government"
TRUSTWORTHY, OTHERS = TYPES = ("trustworthy", "not trustworthy")
TRY, LEAVE_ALONE = "try", "do not"
ACT, LOOK_ON = "act against it", "look on"
KEEP, LEAVE = "keep the peace", "leave it"
VIOLENCE, CALM = "attack", "none"
FIRST = "try?"
PARAMETERS = (
    Symbol("t", 0.7, "the moderates are trustworthy", low=0, high=1),
    Symbol("sigma", 0.7, "strength: share of attacks that they prevent by acting", low=0, high=1),
    Symbol("alpha", 0.9, "an attempt comes off if nobody acts against it", low=0, high=1),
    Symbol("b", 1.0, "peace with the trustworthy, to the Government", low=0),
    Symbol("l", 1.0, "peace with others, to the Government: a loss", low=0),
    Symbol("g", 1.0, "the end of the peace, to the extremists", low=0),
    Symbol("e", 0.3, "cost of an attempt", low=0),
    Symbol("c", 0.1, "cost of acting against it", low=0),
    Symbol("m", 1.0, "peace, to trustworthy moderates", low=0),
    Symbol("n", 0.1, "peace, to others", low=0),
    Symbol("h", 0.5, "an attack, to trustworthy moderates: a loss", low=0),
)
DEFAULT = defaults(PARAMETERS)
NEAR = 5e-3  # how far from a threshold is tested


def build() -> GameTree:
    """The game."""
    g = TreeBuilder("Sabotaging the peace", (EXTREMISTS, MODERATES, GOVERNMENT))
    v = declare(g, PARAMETERS)

    def verdict(own: str, seen: str, tried: bool, acted: bool) -> Part:
        """The Government keeps or leaves the peace, having seen an attack or none."""
        attempt = v["e"] if tried else 0.0
        lost: Number = v["c"] if acted else 0.0
        if own == TRUSTWORTHY and seen == VIOLENCE:
            lost = lost + v["h"]
        peace = v["m"] if own == TRUSTWORTHY else v["n"]
        kept = v["b"] if own == TRUSTWORTHY else -1 * v["l"]
        choices = {
            KEEP: g.end(-1 * attempt, peace - lost, kept),
            LEAVE: g.end(v["g"] - attempt, -1 * lost, 0.0),
        }
        return g.move(GOVERNMENT, seen, choices)

    def outcome(own: str, acted: bool) -> Part:
        """Whether an attempt comes off."""
        chance = v["alpha"] * (1 - v["sigma"]) if acted else v["alpha"]
        lottery = {
            VIOLENCE: (chance, verdict(own, VIOLENCE, True, acted)),
            CALM: (1 - chance, verdict(own, CALM, True, acted)),
        }
        return g.chance(f"attempt, {'acted' if acted else 'looked on'}, {own}", lottery)

    def start(own: str) -> Part:
        """The extremists' choice, who do not know what the moderates are."""
        answers = {ACT: outcome(own, True), LOOK_ON: outcome(own, False)}
        choices = {
            TRY: g.move(MODERATES, own, answers),
            LEAVE_ALONE: verdict(own, CALM, False, False),
        }
        return g.move(EXTREMISTS, FIRST, choices)

    types = {TRUSTWORTHY: (v["t"], start(TRUSTWORTHY)), OTHERS: (1 - v["t"], start(OTHERS))}
    return g.tree(g.chance("moderates", types))


_built = cache(build)


def _solved(**values: float) -> TreeAssessment:
    """Where the logit path comes to, at a high precision."""
    return follow_path(_built(), values, PRECISE)


def _play(attempt: bool, ends: bool, acts: bool = True, **values: float) -> TreeAssessment:
    """Pure strategies: whether extremists try, an attack ends the peace, the trustworthy act.

    Others look on, and the Government keeps a peace that it has seen no attack on.
    """
    strategies: Strategies = {
        (EXTREMISTS, FIRST): {TRY if attempt else LEAVE_ALONE: 1.0},
        (MODERATES, TRUSTWORTHY): {ACT if acts else LOOK_ON: 1.0},
        (MODERATES, OTHERS): {LOOK_ON: 1.0},
        (GOVERNMENT, VIOLENCE): {LEAVE if ends else KEEP: 1.0},
        (GOVERNMENT, CALM): {KEEP: 1.0},
    }
    return assess(_built(), strategies, values)


def least_trust(**changes: float) -> float:
    """t*: the trust at which the Government is indifferent."""
    v = DEFAULT | changes
    return v["l"] / (v["b"] + v["l"])


def strengths(**changes: float) -> tuple[float, float]:
    """σ₁ and σ₂: between which attempts are made, and an attack ends the peace."""
    v = DEFAULT | changes
    enough = least_trust(**changes)
    return (
        (v["t"] - enough) / (v["t"] * (1 - enough)),
        (1 - v["e"] / (v["alpha"] * v["g"])) / v["t"],
    )


CASES: tuple[dict[str, float], ...] = ({}, {"t": 0.6, "l": 0.9, "alpha": 0.8, "e": 0.4})


def _succeeds() -> Evidence:
    """An attack ends the peace exactly if the moderates are believed stronger than
    σ₁ = (t − t*)/(t(1 − t*)); weaker ones are forgiven, and then nobody attacks."""
    evidence = []
    for changes in CASES:
        edge, _ = strengths(**changes)
        for step in (-NEAR, NEAR):
            strong = step > 0
            values = changes | {"sigma": edge + step}
            detail = f"σ = {edge + step:.4f}"
            solved = _solved(**values)
            other = _play(not strong, not strong, True, **values)
            evidence += [
                close(float(strong), solved.strategy(GOVERNMENT, VIOLENCE)[LEAVE], 1e-6, detail),
                close(float(strong), solved.strategy(EXTREMISTS, FIRST)[TRY], 1e-6, "attempts"),
                is_equilibrium(_play(strong, strong, True, **values), "and by hand"),
                equilibrium_if(False, other, "not otherwise"),
            ]
    return all_of(*evidence)


def _deterred() -> Evidence:
    """Moderates may also be too strong: extremists try exactly if α(1 − tσ)g > e, that is
    σ < σ₂ = (1 − e/(αg))/t."""
    evidence = []
    for changes in CASES:
        v = DEFAULT | changes
        _, edge = strengths(**changes)
        for step in (-NEAR, NEAR):
            tries = step < 0
            values = changes | {"sigma": edge + step}
            solved = _solved(**values)
            detail = f"σ = {edge + step:.4f}"
            chance = solved.strategy(EXTREMISTS, FIRST)[TRY]
            comes_off = v["alpha"] * (1 - v["t"] * values["sigma"])
            gain = _play(True, True, True, **values).value(EXTREMISTS)
            evidence += [
                close(float(tries), chance, 1e-6, detail),
                close(comes_off * v["g"] - v["e"], gain, EXACT, "worth of an attempt"),
                is_equilibrium(_play(tries, True, True, **values), "and by hand"),
            ]
    return all_of(*evidence)


def _belief() -> Evidence:
    """After an attack the moderates are trusted t(1 − σ)/(1 − tσ), the less the stronger they are;
    after none, more than before."""
    beliefs = []
    evidence = []
    for sigma in (0.6, 0.75, 0.9):
        solved = _play(True, True, sigma=sigma)
        after = float(sum(_trust(solved, VIOLENCE)))
        calm = float(sum(_trust(solved, CALM)))
        t = DEFAULT["t"]
        claimed = t * (1 - sigma) / (1 - t * sigma)
        evidence.append(close(claimed, after, EXACT, f"σ = {sigma}"))
        evidence.append(sign(1, calm - t, "after none"))
        beliefs.append(after)
    return all_of(*evidence, *(sign(-1, less - more) for more, less in pairwise(beliefs)))


def _trust(play: TreeAssessment, seen: str) -> list[float]:
    """Beliefs at the nodes of trustworthy moderates, after an attack or none."""
    tree = play.tree
    nodes = tree.members[tree.find(GOVERNMENT, seen)]
    beliefs = play.belief_at(GOVERNMENT, seen)
    branch = tree.children[0][0]  # below which the moderates are trustworthy

    def under(node: int) -> bool:
        """Whether a node is below that branch."""
        while node > 0:
            if node == branch:
                return True
            node = int(tree.parent[node])
        return False

    return [float(b) for node, b in zip(nodes, beliefs, strict=True) if under(int(node))]


def _effort() -> Evidence:
    """Where an attack would end the peace, trustworthy moderates act against attempts exactly if
    c ≤ ασ(h + m), and others look on exactly if c ≥ ασn."""
    v = DEFAULT
    saved = v["alpha"] * v["sigma"]
    evidence = []
    for step in (-NEAR, NEAR):
        costly = saved * (v["h"] + v["m"]) + step
        play = _play(True, True, c=costly)
        evidence.append(_content(play, MODERATES, step < 0, f"c = {costly:.3f}"))
        cheap = saved * v["n"] + step
        play = _play(True, True, c=cheap)
        evidence.append(_content(play, MODERATES, step > 0, f"c = {cheap:.3f}"))
    return all_of(*evidence)


def _content(play: TreeAssessment, player: str, expected: bool, detail: str) -> Evidence:
    """Whether the player gains nothing by deviating, as expected this near to a threshold."""
    gain = regret(play, player)
    return below(gain, EXACT, detail) if expected else sign(1, gain, detail)


def _peace() -> Evidence:
    """Between σ₁ and σ₂ the peace ends with probability α(1 − tσ), for the trustworthy too:
    tα(1 − σ) of it is a mistake, which no knowledge of the moderates would have made."""
    evidence = []
    t, alpha = DEFAULT["t"], DEFAULT["alpha"]
    for sigma in (0.6, 0.7, 0.85):
        solved = _solved(sigma=sigma)
        known = _play(True, True, sigma=sigma, t=1.0)
        ended = chance_of(solved, GOVERNMENT, LEAVE)
        mistaken = t * chance_of(known, GOVERNMENT, LEAVE)
        evidence += [
            close(alpha * (1 - t * sigma), ended, 1e-6, f"peace ends, σ = {sigma}"),
            close(t * alpha * (1 - sigma), mistaken, EXACT, "with trustworthy moderates"),
        ]
    return all_of(*evidence)


def _trust_needed() -> Evidence:
    """The more the Government trusts, or the less it would lose, the stronger moderates must be for
    an attack to end the peace; below t* there is no peace to spoil."""
    base = strengths()[0]
    evidence = [
        sign(1, strengths(t=0.8)[0] - base, "σ₁ with more trust"),
        sign(1, strengths(l=0.8)[0] - base, "σ₁ with less to lose"),
        sign(-1, strengths(e=0.35)[1] - strengths()[1], "σ₂ with costlier attempts"),
    ]
    edge = least_trust()
    for step in (-NEAR, NEAR):
        kept = _solved(t=edge + step, e=1.0).strategy(GOVERNMENT, CALM)[KEEP]
        evidence.append(close(float(step > 0), kept, 1e-6, f"t = {edge + step:.3f}, no attempts"))
    return all_of(*evidence)


def _branch() -> Evidence:
    """The logit path ends at the equilibrium in which an attack ends the peace. That nobody acts,
    and attacks are forgiven, is none by default, and is one beside it if an attack is no loss to
    the trustworthy (h = 0)."""
    claimed = _play(True, True)
    forgiving = _play(False, False, acts=False)
    return all_of(
        below(policy_gap(follow_path(_built()), claimed), 1e-6, "at the default numbers"),
        equilibrium_if(False, forgiving, "nobody acts, attacks are forgiven"),
        is_equilibrium(_play(False, False, False, h=0.0), "the same, h = 0"),
        is_equilibrium(_play(True, True, True, h=0.0), "an attack ends the peace, h = 0"),
    )


MODEL = Model(
    key="kydd_walter2002",
    title="Spoilers: violence against a peace between sides that do not trust",
    source=Source(
        authors="Kydd, Andrew H.; Walter, Barbara F.",
        year=2002,
        title="Sabotaging the Peace: The Politics of Extremist Violence",
        venue="International Organization 56(2), 263-296",
        where="when violence ends a peace process, and its dependence on moderates' strength",
        opened=(
            "abstract, and the opening of the article; not the model nor its proofs. Volume and "
            "pages recalled"
        ),
    ),
    story=(
        "Extremists attack when peace is near, and the public must decide what an attack says "
        "about the other side's moderates: that they could not prevent it, or that they did not "
        "try. Of moderates who are thought strong it believes the worse, and leaves the peace; of "
        "weak ones it expects no better, and attacks are pointless. Very strong moderates leave "
        "extremists too little chance."
    ),
    build=build,
    propositions=(
        claim("Violence succeeds against the strong", "threshold", "our derivation", _succeeds),
        claim("Too strong to be tried", "threshold", "our derivation", _deterred),
        claim("What an attack says", "closed form", "our derivation", _belief),
        claim("Who acts against attempts", "threshold", "our derivation", _effort),
        claim("Peace lost by mistake", "closed form", "our derivation", _peace),
        claim("Trust", "sign", "our derivation", _trust_needed),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch=(
        "An attack is itself a loss to trustworthy moderates, enough by default to make them act "
        "whatever the Government does; the equilibrium is then unique but for ties, and the path "
        "from λ = 0 ends there on both sides of σ₁ and σ₂."
    ),
    uncertain=(
        "The abstract and the opening were open: extremists succeed where moderates are believed "
        "strong. One attempt, one effort, strength as a known number and all formulas are ours; in "
        "the paper it is the Government's belief about strength that counts, which comes to the "
        "same here, as σ enters linearly. Without the loss h, that others look on together with "
        "the trustworthy, and are forgiven, can be an equilibrium too."
    ),
)
