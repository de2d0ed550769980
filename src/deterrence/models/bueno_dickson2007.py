"""Provocation (Bueno de Mesquita & Dickson 2007): an attack meant to bring on a crackdown.

Extremists attack or stay quiet. A Government that is attacked cracks down or shows restraint. Then
the Population follows the extremists or the moderates. Only the Government knows whether it is
aligned with the Population, with probability p, or hostile to it. Following the extremists is worth
r to the Population against a hostile Government and nothing against an aligned one; following the
moderates is worth w, and D less after a crackdown, which damages the economy. A crackdown is worth
v to the Government, less ωD to an aligned one; an extremist following costs it m. Extremists gain M
from a following and pay e for an attack.

    the Government         hostile cracks down, aligned does not, if m < v < m + ωD: a crackdown
                           reveals to the Population what the Government is
                           both crack down if v > m + ωD, neither does if v < m
    extremists attack      where the two types differ, exactly if 1 − w/r < p < 1 − e/M,
                           and win a following with probability 1 − p
    by damage alone        where both crack down nothing is learnt, and the Population follows
                           the extremists exactly if D > w − (1 − p)r

Below 1 − w/r they have a following already, which an attack would put at risk.
"""

from __future__ import annotations

from functools import cache
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
    follow_path,
    is_equilibrium,
    policy_gap,
)
from .model import Evidence, Model, Source, all_of, below, close, declare, defaults, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

EXTREMISTS, GOVERNMENT, POPULATION = "Extremists", "Government", "Population"
ALIGNED, HOSTILE = TYPES = ("aligned", "hostile")
ATTACK, QUIET = "attack", "stay quiet"
CRACKDOWN, RESTRAINT = "crack down", "show restraint"
FOLLOW, MODERATES = "follow extremists", "follow moderates"
FIRST = "attack?"
PARAMETERS = (
    Symbol("p", 0.55, "the Government is aligned with the Population", low=0, high=1),
    Symbol("r", 1.0, "following extremists against a hostile Government", low=0),
    Symbol("w", 0.6, "following moderates, the economy being sound", low=0),
    Symbol("D", 0.3, "damage of a crackdown to the economy", low=0),
    Symbol("omega", 3.0, "weight of that damage to an aligned Government", low=0),
    Symbol("v", 0.5, "a crackdown, to the Government", low=0),
    Symbol("m", 0.2, "an extremist following, to the Government: a loss", low=0),
    Symbol("M", 1.0, "an extremist following, to the extremists", low=0),
    Symbol("e", 0.3, "cost of an attack to the extremists", low=0),
)
DEFAULT = defaults(PARAMETERS)
NEAR = 5e-3  # how far from a threshold is tested
POOLED = {"omega": 0.5}  # where an aligned Government cracks down too


def build() -> GameTree:
    """The game; the Population sees what was done, not who the Government is."""
    g = TreeBuilder("Provocation", (EXTREMISTS, GOVERNMENT, POPULATION))
    v = declare(g, PARAMETERS)

    def support(own: str, attacked: bool, cracked: bool) -> Part:
        """The Population chooses whom to follow."""
        seen = QUIET if not attacked else CRACKDOWN if cracked else RESTRAINT
        price = v["e"] if attacked else 0.0
        harm = v["omega"] * v["D"] if own == ALIGNED else 0.0
        gain = v["v"] - harm if cracked else 0.0
        outside = v["w"] - v["D"] if cracked else v["w"]
        choices = {
            FOLLOW: g.end(v["M"] - price, gain - v["m"], v["r"] if own == HOSTILE else 0.0),
            MODERATES: g.end(-1 * price, gain, outside),
        }
        return g.move(POPULATION, seen, choices)

    def start(own: str) -> Part:
        """The extremists' choice, who do not know the Government's type."""
        answers = {
            CRACKDOWN: support(own, attacked=True, cracked=True),
            RESTRAINT: support(own, attacked=True, cracked=False),
        }
        choices = {
            ATTACK: g.move(GOVERNMENT, own, answers),
            QUIET: support(own, attacked=False, cracked=False),
        }
        return g.move(EXTREMISTS, FIRST, choices)

    types = {ALIGNED: (v["p"], start(ALIGNED)), HOSTILE: (1 - v["p"], start(HOSTILE))}
    return g.tree(g.chance("Government", types))


_built = cache(build)


def _solved(**values: float) -> TreeAssessment:
    """Where the logit path comes to, at a high precision."""
    return follow_path(_built(), values, PRECISE)


def _play(
    attack: bool, crack: tuple[bool, bool], follow: tuple[bool, ...], **values: float
) -> TreeAssessment:
    """Pure strategies.

    Args:
        attack: whether the extremists attack.
        crack: whether an aligned and a hostile Government crack down.
        follow: whether the Population follows extremists in quiet, after a crackdown and after
            restraint.
        values: of parameters.
    """
    strategies: Strategies = {(EXTREMISTS, FIRST): {ATTACK if attack else QUIET: 1.0}}
    for own, cracks in zip(TYPES, crack, strict=True):
        strategies[GOVERNMENT, own] = {CRACKDOWN if cracks else RESTRAINT: 1.0}
    for seen, follows in zip((QUIET, CRACKDOWN, RESTRAINT), follow, strict=True):
        strategies[POPULATION, seen] = {FOLLOW if follows else MODERATES: 1.0}
    return assess(_built(), strategies, values)


def attack_range(**changes: float) -> tuple[float, float]:
    """Between which p the extremists attack, where only a hostile Government cracks down."""
    v = DEFAULT | changes
    return 1 - v["w"] / v["r"], 1 - v["e"] / v["M"]


def _reveals() -> Evidence:
    """Exactly if m < v < m + ωD does a hostile Government crack down and an aligned one not; then
    the Population is certain of what it is. Above, both crack down; below, neither does."""
    v = DEFAULT
    evidence = []
    for edge, types_below, types_above in (
        (v["m"], (False, False), (False, True)),
        (v["m"] + v["omega"] * v["D"], (False, True), (True, True)),
    ):
        for step, cracks in ((-NEAR, types_below), (NEAR, types_above)):
            solved = _solved(v=edge + step)
            for own, expected in zip(TYPES, cracks, strict=True):
                chance = solved.strategy(GOVERNMENT, own)[CRACKDOWN]
                detail = f"{own}, v = {edge + step:.3f}"
                evidence.append(close(float(expected), chance, 1e-6, detail))
    solved = _solved()
    for seen, hostile in ((CRACKDOWN, 1.0), (RESTRAINT, 0.0)):
        belief = float(solved.belief_at(POPULATION, seen)[1])
        evidence.append(close(hostile, belief, 1e-6, f"hostile, after {seen}"))
    return all_of(*evidence)


def _attack() -> Evidence:
    """Where a crackdown is informative, extremists attack exactly if 1 − w/r < p < 1 − e/M: if
    their following is not assured, and the Government is likely enough to be provoked."""
    evidence = []
    for changes in ({}, {"w": 0.75, "r": 1.5, "e": 0.2, "M": 0.8}):
        v = DEFAULT | changes
        low, high = attack_range(**changes)
        for p, attacks in ((low - NEAR, 0), (low + NEAR, 1), (high - NEAR, 1), (high + NEAR, 0)):
            chance = _solved(p=p, **changes).strategy(EXTREMISTS, FIRST)[ATTACK]
            evidence.append(close(float(attacks), chance, 1e-6, f"p = {p:.4f}"))
            following = p < low
            play = _play(bool(attacks), (False, True), (following, True, False), p=p, **changes)
            evidence.append(is_equilibrium(play, "and by hand"))
            other = _play(not attacks, (False, True), (following, True, False), p=p, **changes)
            gain = (1 - p) * v["M"] - v["e"] - (v["M"] if following else 0.0)
            more = play.value(EXTREMISTS) - other.value(EXTREMISTS)
            evidence.append(close(abs(gain), more, EXACT, "gain from the better of the two"))
    return all_of(*evidence)


def _may_fail() -> Evidence:
    """An attack wins a following with probability 1 − p, and with probability p it does not: a
    Government that shows restraint is known to be aligned. Where there was a following, an attack
    would lose it that often."""
    evidence = []
    for p in (0.45, 0.6, 0.65):
        solved = _solved(p=p)
        follows = chance_of(solved, POPULATION, FOLLOW)
        evidence.append(close(1 - p, follows, 1e-6, f"p = {p}"))
    p = 0.35
    quiet = _play(False, (False, True), (True, True, False), p=p)
    attack = _play(True, (False, True), (True, True, False), p=p)
    lost = quiet.value(EXTREMISTS) - attack.value(EXTREMISTS)
    return all_of(
        *evidence,
        close(p * DEFAULT["M"] + DEFAULT["e"], lost, EXACT, "what an attack loses, p = 0.35"),
        is_equilibrium(quiet, "they stay quiet"),
    )


def _damage() -> Evidence:
    """Where both types crack down nothing is learnt, and damage alone may radicalise: the
    Population follows the extremists, and they attack, exactly if D > w − (1 − p)r."""
    v = DEFAULT
    edge = v["w"] - (1 - v["p"]) * v["r"]
    evidence = []
    for step in (-NEAR, NEAR):
        damage = edge + step
        solved = _solved(D=damage, **POOLED)
        hurt = step > 0
        detail = f"D = {damage:.3f}"
        evidence += [
            close(1.0, solved.strategy(GOVERNMENT, ALIGNED)[CRACKDOWN], 1e-6, "both crack down"),
            close(float(hurt), solved.strategy(POPULATION, CRACKDOWN)[FOLLOW], 1e-6, detail),
            close(float(hurt), solved.strategy(EXTREMISTS, FIRST)[ATTACK], 1e-6, "attack"),
            is_equilibrium(
                _play(hurt, (True, True), (False, hurt, False), D=damage, **POOLED), detail
            ),
        ]
    # unmoved beliefs: once attacks come, the Population believes what it believed before
    attacked = _solved(D=0.3, **POOLED)
    belief = float(attacked.belief_at(POPULATION, CRACKDOWN)[1])
    return all_of(*evidence, close(1 - v["p"], belief, 1e-6, "belief after a crackdown"))


def _restraint() -> Evidence:
    """A Government that fears an extremist following more than it values a crackdown, m > v, is not
    to be provoked whatever its type, and is not attacked."""
    evidence = []
    for step in (-NEAR, NEAR):
        loss = DEFAULT["v"] + step
        solved = _solved(m=loss)
        feared = step > 0
        attack = solved.strategy(EXTREMISTS, FIRST)[ATTACK]
        crackdown = solved.strategy(GOVERNMENT, HOSTILE)[CRACKDOWN]
        detail = f"m = {loss:.3f}"
        evidence += [
            close(float(not feared), attack, 1e-6, f"attack, {detail}"),
            close(float(not feared), crackdown, 1e-6, f"hostile cracks down, {detail}"),
        ]
    return all_of(*evidence)


def _statics() -> Evidence:
    """Attacks come at more values of p the cheaper they are and the more a following is worth, and
    the better the economy and the less a hostile Government is resented, which both leave fewer
    followers to begin with. A better economy makes radicalisation by damage harder."""

    def width(**changes: float) -> float:
        """How many values of p."""
        low, high = attack_range(**changes)
        return high - low

    base = width()
    damaged = {"D": 0.2} | POOLED
    poor, rich = (
        _solved(w=w, **damaged).strategy(POPULATION, CRACKDOWN)[FOLLOW] for w in (0.6, 0.7)
    )
    return all_of(
        sign(1, width(e=0.2) - base, "cheaper attacks"),
        sign(1, width(M=1.2) - base, "a following worth more"),
        sign(1, width(w=0.7) - base, "a better economy"),
        sign(-1, width(r=1.2) - base, "a hostile Government resented more"),
        sign(-1, rich - poor, "radicalised by damage, in a better economy"),
    )


def _branch() -> Evidence:
    """The logit path ends at the equilibrium in which a crackdown reveals. Where it would also pay
    both types to crack down, if that did not radicalise, there are two."""
    claimed = _play(True, (False, True), (False, True, False))
    both = {"omega": 1.2, "p": 0.75}
    return all_of(
        below(policy_gap(follow_path(_built()), claimed), 1e-6, "at the default numbers"),
        is_equilibrium(_play(False, (False, True), (False, True, False), **both), "it reveals"),
        is_equilibrium(_play(False, (True, True), (False, False, False), **both), "both"),
    )


MODEL = Model(
    key="bueno_dickson2007",
    title="Provocation: an attack meant to bring on a crackdown",
    source=Source(
        authors="Bueno de Mesquita, Ethan; Dickson, Eric S.",
        year=2007,
        title="The Propaganda of the Deed: Terrorism, Counterterrorism, and Mobilization",
        venue="American Journal of Political Science 51(2), 364-381",
        where="both ways of radicalisation, by damage and by what a crackdown reveals",
        opened="abstract, and the opening of the article; not the model nor its proofs",
        doi="10.1111/j.1540-5907.2007.00256.x",
    ),
    story=(
        "Extremists compete with moderates for a population that does not know whether its "
        "government means it well. An attack puts the government to the test. A crackdown by a "
        "government that need not have cracked down shows the population what it is, and a damaged "
        "economy leaves it less to lose; either may send it to the extremists. But a government "
        "that shows restraint wins it over. So attacks come where support is neither assured nor "
        "out of reach, and may fail."
    ),
    build=build,
    propositions=(
        claim("What a crackdown reveals", "threshold", "our derivation", _reveals),
        claim("When extremists attack", "threshold", "our derivation", _attack),
        claim("It may fail", "closed form", "our derivation", _may_fail),
        claim("Radicalised by damage alone", "threshold", "our derivation", _damage),
        claim("Not to be provoked", "threshold", "our derivation", _restraint),
        claim("What makes attacks likely", "sign", "our derivation", _statics),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch=(
        "The path from λ = 0 ends at the equilibrium in which only a hostile Government cracks "
        "down (p = 0.55), without folds; it is on the expected side of every threshold tested. "
        "Where ωD < v < m + ωD and a crackdown by both types would not radicalise, that is a "
        "second equilibrium."
    ),
    uncertain=(
        "The abstract and the opening were open. Two types, the Population as one player, who "
        "chooses whom to follow, and all formulas and numbers are ours. Damage lowers what the "
        "moderates offer, as the abstract has it; that it weighs on an aligned Government is our "
        "way of making a crackdown informative. The attack itself harms nobody here."
    ),
)
