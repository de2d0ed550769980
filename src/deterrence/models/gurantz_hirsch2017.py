"""Fear and deterrence (Gurantz & Hirsch 2017): a minor transgression that is a test.

A Challenger transgresses or not; a Defender that sees it fights or lets it pass; if there was no
war, the Challenger may start one later. It is belligerent with probability p, which it alone knows:
war is worth b > 0 to it then, and −c otherwise. A transgression is worth v to the Challenger and
costs the Defender ℓ, but has military value too: it makes a later war worth m more to the
Challenger, m < c, and cost the Defender m more. A war costs the Defender W > ℓ. What comes later
counts δ.

Were every Challenger to transgress, the Defender would fight if p ≥ μ* = (W − ℓ)/(δ(W + m)). But
only a belligerent one transgresses if it is going to be fought for it. So a transgression shows the
Defender what is to come, and it fights, whatever p > 0 is, if

    m ≥ m* = (W − ℓ)/δ − W.

    m ≥ m*            deterrence: only the belligerent transgress, and are fought
    p ≤ μ*            appeasement: all transgress, and none is fought
    both              either, and one in which the Defender fights with probability v/(v + c), and
                      others than the belligerent transgress with probability
                      p(1 − μ*)/((1 − p)μ*)

A Defender without fear (p = 0) loses ℓ; one that deters loses pW. Fear is good for it if p < ℓ/W.
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
    claim,
    equilibrium_if,
    follow_path,
    is_equilibrium,
    regret,
)
from .model import Evidence, Model, Source, all_of, close, declare, defaults, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

CHALLENGER, DEFENDER = "Challenger", "Defender"
BELLIGERENT, OTHER = TYPES = ("belligerent", "not belligerent")
TRANSGRESS, REFRAIN = "transgress", "refrain"
FIGHT, LET_PASS = "fight", "let pass"
WAR, PEACE = "war", "peace"
SEEN = "after a transgression"
PARAMETERS = (
    Symbol("p", 0.08, "the Challenger is belligerent", low=0, high=1),
    Symbol("b", 0.6, "war, to a belligerent Challenger", low=0),
    Symbol("c", 0.8, "war, to another Challenger: a loss", low=0),
    Symbol("v", 0.2, "the transgression, to the Challenger", low=0),
    Symbol("ell", 0.1, "the transgression, to the Defender: a loss", low=0),
    Symbol("m", 0.5, "its military value: a later war is worse for the Defender by it", low=0),
    Symbol("W", 1.0, "war, to the Defender: a loss", low=0),
    Symbol("delta", 0.7, "weight of what comes later", low=0, high=1),
)
DEFAULT = defaults(PARAMETERS)
NEAR = 5e-3  # how far from a threshold is tested


def build() -> GameTree:
    """The game."""
    g = TreeBuilder("Fear and deterrence", (CHALLENGER, DEFENDER))
    v = declare(g, PARAMETERS)
    worth = {BELLIGERENT: v["b"], OTHER: -1 * v["c"]}

    def later(own: str, transgressed: bool) -> Part:
        """The Challenger starts a war later, or keeps the peace."""
        gain = v["v"] if transgressed else 0.0
        loss = v["ell"] if transgressed else 0.0
        edge = v["m"] if transgressed else 0.0
        choices = {
            WAR: g.end(
                gain + v["delta"] * (worth[own] + edge), -1 * loss - v["delta"] * (v["W"] + edge)
            ),
            PEACE: g.end(gain, -1 * loss),
        }
        return g.move(CHALLENGER, f"{own}, later, {SEEN if transgressed else REFRAIN}", choices)

    def start(own: str) -> Part:
        """A Challenger of a type."""
        answers = {
            FIGHT: g.end(worth[own], -1 * v["W"]),
            LET_PASS: later(own, True),
        }
        choices = {
            TRANSGRESS: g.move(DEFENDER, SEEN, answers),
            REFRAIN: later(own, False),
        }
        return g.move(CHALLENGER, own, choices)

    types = {BELLIGERENT: (v["p"], start(BELLIGERENT)), OTHER: (1 - v["p"], start(OTHER))}
    return g.tree(g.chance("Challenger", types))


_built = cache(build)


def fear_needed(**changes: float) -> float:
    """μ*: the belief in a belligerent Challenger at which the Defender is indifferent."""
    v = DEFAULT | changes
    return (v["W"] - v["ell"]) / (v["delta"] * (v["W"] + v["m"]))


def military_value(**changes: float) -> float:
    """m*: the least military value that makes a belligerent Challenger worth fighting at once."""
    v = DEFAULT | changes
    return (v["W"] - v["ell"]) / v["delta"] - v["W"]


def _play(others: float, fights: float, **values: float) -> TreeAssessment:
    """Probabilities that others than the belligerent transgress, and that the Defender fights."""
    strategies: Strategies = {
        (CHALLENGER, BELLIGERENT): {TRANSGRESS: 1.0},
        (CHALLENGER, OTHER): {TRANSGRESS: others, REFRAIN: 1 - others},
        (DEFENDER, SEEN): {FIGHT: fights, LET_PASS: 1 - fights},
    }
    for done in (SEEN, REFRAIN):
        strategies[CHALLENGER, f"{BELLIGERENT}, later, {done}"] = {WAR: 1.0}
        strategies[CHALLENGER, f"{OTHER}, later, {done}"] = {PEACE: 1.0}
    return assess(_built(), strategies, values)


def _deterrence(**values: float) -> TreeAssessment:
    """Only the belligerent transgress, and are fought."""
    return _play(0.0, 1.0, **values)


def _appeasement(**values: float) -> TreeAssessment:
    """All transgress, and none is fought."""
    return _play(1.0, 0.0, **values)


def _deters() -> Evidence:
    """Deterrence is an equilibrium exactly if the transgression has military value
    m ≥ m* = (W − ℓ)/δ − W, however unlikely a belligerent Challenger is, and however minor what is
    lost by the transgression itself."""
    evidence = []
    for changes in ({}, {"p": 1e-4}, {"ell": 0.0, "delta": 0.8}, {"W": 0.7, "ell": 0.05}):
        v = DEFAULT | changes
        edge = military_value(**changes)
        for step in (-NEAR, NEAR):
            play = _deterrence(**changes | {"m": edge + step})
            gain = v["p"] * max(0.0, -step) * v["delta"]  # by letting it pass
            detail = f"m = {edge + step:.4f}, p = {v['p']:g}"
            evidence += [
                close(gain, regret(play, DEFENDER), EXACT, detail),
                equilibrium_if(step > 0, play, detail),
            ]
    return all_of(*evidence)


def _appeases() -> Evidence:
    """Appeasement is an equilibrium exactly if p ≤ μ* = (W − ℓ)/(δ(W + m)): above it the Defender
    fights though all transgress, so that they do not, and deterrence is the only equilibrium."""
    evidence = []
    for changes in ({}, {"m": 0.7, "ell": 0.3}):
        edge = fear_needed(**changes)
        for step in (-NEAR, NEAR):
            values = changes | {"p": edge + step}
            detail = f"p = {edge + step:.4f}"
            evidence.append(equilibrium_if(step < 0, _appeasement(**values), detail))
            evidence.append(is_equilibrium(_deterrence(**values), f"deterrence, {detail}"))
        solved = follow_path(_built(), changes | {"p": edge + 0.02}, PRECISE)
        transgress = solved.strategy(CHALLENGER, OTHER)[TRANSGRESS]
        fights = solved.strategy(DEFENDER, SEEN)[FIGHT]
        evidence.append(close(0.0, transgress, 1e-6, "others refrain, above μ*"))
        evidence.append(close(1.0, fights, 1e-6, "the Defender fights, above μ*"))
    return all_of(*evidence)


def _mixed() -> Evidence:
    """Where both are, there is a third: the Defender fights with probability v/(v + c), which
    leaves others indifferent, and they transgress with probability p(1 − μ*)/((1 − p)μ*), which
    leaves it in doubt."""
    evidence = []
    for changes in ({}, {"p": 0.2, "v": 0.3}):
        v = DEFAULT | changes
        doubt = fear_needed(**changes)
        others = v["p"] * (1 - doubt) / ((1 - v["p"]) * doubt)
        fights = v["v"] / (v["v"] + v["c"])
        play = _play(others, fights, **changes)
        belief = float(play.belief_at(DEFENDER, SEEN)[0])
        evidence += [
            close(0.0, regret(play), EXACT, f"{others:.4f}, {fights:.4f}"),
            close(doubt, belief, EXACT, "belief after a transgression"),
            sign(1, regret(_play(others * 0.9, fights, **changes)), "fewer transgress"),
            sign(1, regret(_play(others, fights * 0.9, **changes)), "fewer are fought"),
        ]
    return all_of(*evidence)


def _tested() -> Evidence:
    """A transgression is a test: under deterrence it raises the belief in a belligerent Challenger
    from p to 1, under appeasement it says nothing."""
    evidence = []
    for p in (0.01, 0.3):
        deterred, appeased = (
            float(play.belief_at(DEFENDER, SEEN)[0])
            for play in (_deterrence(p=p), _appeasement(p=p))
        )
        evidence.append(close(1.0, deterred, EXACT, f"deterrence, p = {p}"))
        evidence.append(close(p, appeased, EXACT, f"appeasement, p = {p}"))
    return all_of(*evidence)


def _incredible() -> Evidence:
    """Without fear the threat is not credible: known not to be belligerent, every Challenger
    transgresses, and none is fought."""
    evidence = []
    for harm in (0.2, 0.9):
        solved = follow_path(_built(), {"p": 0.0, "ell": harm}, PRECISE)
        transgress = solved.strategy(CHALLENGER, OTHER)[TRANSGRESS]
        evidence.append(close(1.0, transgress, 1e-6, f"ℓ = {harm}"))
        evidence.append(close(-harm, solved.value(DEFENDER), 1e-6, "the Defender loses ℓ"))
    return all_of(*evidence)


def _benefits() -> Evidence:
    """Fear is good for the Defender exactly if p < ℓ/W: with it, it loses pW, without it ℓ."""
    edge = DEFAULT["ell"] / DEFAULT["W"]
    evidence = []
    for step in (-NEAR, NEAR):
        fearful = _deterrence(p=edge + step)
        without = _appeasement(p=0.0)
        gain = fearful.value(DEFENDER) - without.value(DEFENDER)
        claimed = DEFAULT["ell"] - (edge + step) * DEFAULT["W"]
        evidence += [
            is_equilibrium(fearful, f"p = {edge + step:.3f}"),
            close(claimed, gain, EXACT, "gain by fear"),
            sign(-1 if step > 0 else 1, gain, "its sign"),
        ]
    return all_of(*evidence)


def _statics() -> Evidence:
    """Deterrence needs less military value the more a transgression itself harms, the cheaper war
    is and the more the future counts; appeasement is possible up to a higher p the costlier war is,
    and the less military value there is."""
    base, doubt = military_value(), fear_needed()
    return all_of(
        sign(-1, military_value(ell=0.3) - base, "ℓ on m*"),
        sign(-1, military_value(delta=0.75) - base, "δ on m*"),
        sign(-1, military_value(W=0.9) - base, "cheaper war on m*"),
        sign(1, fear_needed(W=1.1) - doubt, "W on μ*"),
        sign(-1, fear_needed(m=0.6) - doubt, "m on μ*"),
    )


def _branch() -> Evidence:
    """Where both equilibria exist the path from λ = 0 ends at appeasement if p is small, 0.1 or
    0.4, and at deterrence from 0.5 on, well below μ*."""
    evidence = [sign(1, fear_needed() - 0.5, "μ* is above 0.5")]
    for p, deterred in ((0.1, False), (0.4, False), (0.5, True), (0.8, True)):
        solved = follow_path(_built(), {"p": p})
        claimed = _deterrence(p=p) if deterred else _appeasement(p=p)
        for where in ((CHALLENGER, OTHER), (DEFENDER, SEEN)):
            for action, chance in claimed.strategy(*where).items():
                evidence.append(close(chance, solved.strategy(*where)[action], 1e-6, f"p = {p}"))
    return all_of(*evidence)


MODEL = Model(
    key="gurantz_hirsch2017",
    title="Fear and deterrence: a minor transgression that is a test",
    source=Source(
        authors="Gurantz, Ron; Hirsch, Alexander V.",
        year=2017,
        title="Fear, Appeasement, and the Effectiveness of Deterrence",
        venue="Journal of Politics 79(3), 1041-1056",
        where="a transgression of military value as a test of intentions; that fear helps",
        opened=(
            "abstract, and the openings of the drafts of April and June 2015; not the model nor "
            "its proofs"
        ),
        doi="10.1086/691054",
    ),
    story=(
        "Why should anybody believe that a state would go to war over something minor? Because it "
        "fears what comes next. If it is known to fight, only a challenger bent on war will "
        "transgress; so who transgresses has shown what is to come, and is better fought now than "
        "later, when it is stronger. The same fear, were all to transgress, would be too slight to "
        "fight for."
    ),
    build=build,
    propositions=(
        claim("Deterrence by fear", "threshold", "our derivation", _deters),
        claim("Appeasement", "threshold", "our derivation", _appeases),
        claim("Between the two", "closed form", "computed", _mixed),
        claim("The test", "closed form", "our derivation", _tested),
        claim("Without fear", "equilibrium", "our derivation", _incredible),
        claim("Fear is good", "threshold", "our derivation", _benefits),
        claim("What moves the thresholds", "sign", "our derivation", _statics),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch=(
        "The path from λ = 0 starts where all types transgress equally often, which says nothing, "
        "and ends at appeasement for p up to 0.4, at deterrence from 0.5 on; appeasement exists up "
        "to μ* = 0.857. For small p deterrence, which works by the test alone, is certified by "
        "hand."
    ),
    uncertain=(
        "The abstract and openings of drafts were open. Two types, one transgression of a fixed "
        "size and all formulas are ours. A belligerent Challenger gains from a war at once, by b, "
        "and by δb from a later one, so that it transgresses though it will be fought; the "
        "conditions of the paper are more general. In our version appeasement is an equilibrium "
        "beside deterrence for small p; whether it is in the paper we do not know."
    ),
)
