"""Unilateral deterrence: one side is content with the status quo, the other may challenge it.

Both are unsure of each other.

Challenger chooses C (status quo, SQ) or D; Defender concedes (DC) or resists; Challenger backs down
(CD) or fights (DD). A Hard player would rather fight than give way, a Soft one would not; each
knows only its own type.

    Challenger:  cDC > cSQ > cDD+ > cCD > cDD-
    Defender:    dSQ > dCD > dDD+ > dDC > dDD-

Hard Challengers fight, Soft ones back down, Hard Defenders resist. What is left is x_H, x_S
(Pr(challenge) by type) and y_S (Pr(a Soft Defender resists)). Three thresholds matter (in the code
DD+ and DD- are ``DDh`` and ``DDs``):

    c_t = (cDC - cSQ) / (cDC - cDD+)     resistance that deters a Hard Challenger
    c_s = (cDC - cSQ) / (cDC - cCD)      resistance that deters a Soft one; c_s < c_t
    d*  = (dCD - dDC) / (dCD - dDD-)     belief in a Hard Challenger that leaves a Soft
                                         Defender indifferent
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..trees.builder import Part, TreeBuilder
from ..trees.tree import GameTree
from .checks import (
    EXACT,
    Beliefs,
    Strategies,
    assess,
    chance_of,
    claim,
    follow_path,
    is_equilibrium,
    is_not_equilibrium,
)
from .model import Evidence, Model, Source, all_of, below, close, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

CHALLENGER, DEFENDER = "Challenger", "Defender"
TYPES = ("Hard", "Soft")
STEP = 0.02  # how far from a threshold is tested
READ_AS_HARD, READ_AS_SOFT = 1.0, 0.0  # belief in a Hard Challenger after a challenge


def build() -> GameTree:
    """The game with both credibilities as parameters.

    The defaults lie in the region of the Bluff Equilibrium.
    """
    g = TreeBuilder(
        "Unilateral deterrence game",
        (CHALLENGER, DEFENDER),
        "Both sides Hard or Soft, each knowing only its own type.",
    )
    p_ch = g.parameter("pCh", 0.4, "credibility of the Challenger: Pr(Hard)", low=0, high=1)
    p_def = g.parameter("pDef", 0.3, "credibility of the Defender: Pr(Hard)", low=0, high=1)
    c_sq = g.parameter("cSQ", 0.6, "status quo")
    d_sq = g.parameter("dSQ", 1.0, "status quo")
    c_dc = g.parameter("cDC", 1.0, "Defender concedes")
    d_dc = g.parameter("dDC", 0.3, "Defender concedes")
    c_cd = g.parameter("cCD", 0.2, "Challenger backs down")
    d_cd = g.parameter("dCD", 0.8, "Challenger backs down")
    c_dd = {
        "Hard": g.parameter("cDDh", 0.4, "conflict, Hard"),
        "Soft": g.parameter("cDDs", 0.0, "conflict, Soft"),
    }
    d_dd = {
        "Hard": g.parameter("dDDh", 0.5, "conflict, Hard"),
        "Soft": g.parameter("dDDs", 0.0, "conflict, Soft"),
    }
    status_quo = g.end(c_sq, d_sq)
    concession = g.end(c_dc, d_dc)
    retreat = g.end(c_cd, d_cd)

    def meet(own: str, other: str) -> Part:
        """A Challenger of type ``own`` and a Defender of type ``other``."""
        conflict = g.end(c_dd[own], d_dd[other])
        last = g.move(CHALLENGER, f"fight? {own}", {"back down": retreat, "fight": conflict})
        reply = g.move(DEFENDER, f"resist? {other}", {"concede": concession, "resist": last})
        return g.move(CHALLENGER, f"challenge? {own}", {"C": status_quo, "D": reply})

    chance_ch = {"Hard": p_ch, "Soft": 1 - p_ch}
    chance_def = {"Hard": p_def, "Soft": 1 - p_def}
    types = {
        f"{own}, {other}": (chance_ch[own] * chance_def[other], meet(own, other))
        for own in TYPES
        for other in TYPES
    }
    return g.tree(g.chance("types of Challenger and Defender", types))


def thresholds() -> tuple[float, float, float]:
    """c_t, c_s and d*, by the closed forms."""
    v = build().values()
    gain = v["cDC"] - v["cSQ"]
    c_t = gain / (v["cDC"] - v["cDDh"])
    c_s = gain / (v["cDC"] - v["cCD"])
    d_star = (v["dCD"] - v["dDC"]) / (v["dCD"] - v["dDDs"])
    return c_t, c_s, d_star


def _play(
    x_h: float, x_s: float, y_s: float, belief: float | None = None, **values: float
) -> TreeAssessment:
    """[x_H, x_S; y_S], and the Defender's belief in a Hard Challenger where nobody challenges."""
    strategies: Strategies = {
        (CHALLENGER, "challenge? Hard"): {"C": 1 - x_h, "D": x_h},
        (CHALLENGER, "challenge? Soft"): {"C": 1 - x_s, "D": x_s},
        (CHALLENGER, "fight? Hard"): {"fight": 1.0},
        (CHALLENGER, "fight? Soft"): {"back down": 1.0},
        (DEFENDER, "resist? Hard"): {"resist": 1.0},
        (DEFENDER, "resist? Soft"): {"concede": 1 - y_s, "resist": y_s},
    }
    beliefs: Beliefs | None = None
    if belief is not None:
        beliefs = {(DEFENDER, f"resist? {own}"): [belief, 1 - belief] for own in TYPES}
    return assess(build(), strategies, values, beliefs)


def _thresholds() -> Evidence:
    """c_t, c_s and d* are where a Hard Challenger, a Soft Challenger and a Soft Defender are
    indifferent."""
    c_t, c_s, d_star = thresholds()  # all Defenders Soft, so that y_S alone is Pr(resistance)

    def challenger_gain(x_h: float, x_s: float, resistance: float) -> float:
        """What a play adds to the Challenger's payoff, against Soft Defenders."""
        challenge = _play(x_h, x_s, resistance, pDef=0.0)
        nothing = _play(0, 0, resistance, pDef=0.0)
        return challenge.value(CHALLENGER) - nothing.value(CHALLENGER)

    resists = _play(1, 1, 1, pCh=d_star, pDef=0.0)
    concedes = _play(1, 1, 0, pCh=d_star, pDef=0.0)
    gains = (
        challenger_gain(1, 0, c_t),
        challenger_gain(0, 1, c_s),
        resists.value(DEFENDER) - concedes.value(DEFENDER),
    )
    return below(max(map(abs, gains)), EXACT, "gain of each at its threshold")


def _certain() -> Evidence:
    """If pDef exceeds c_t nobody challenges, whatever a Soft Defender would believe and do."""
    c_t, _, _ = thresholds()
    read_as_hard = _play(0, 0, 0, READ_AS_HARD, pDef=c_t + STEP)
    read_as_soft = _play(0, 0, 1, READ_AS_SOFT, pDef=c_t + STEP)
    too_weak = _play(0, 0, 0, READ_AS_HARD, pDef=c_t - STEP)
    return all_of(
        is_equilibrium(read_as_hard, "pDef above c_t, a challenge read as Hard"),
        is_equilibrium(read_as_soft, "pDef above c_t, a challenge read as Soft"),
        is_not_equilibrium(too_weak, "pDef below c_t: a Hard Challenger challenges"),
    )


def _steadfast() -> Evidence:
    """At any credibilities deterrence holds if a challenge is read as Soft (belief at most d*), not
    if read as Hard."""
    _, _, d_star = thresholds()
    anywhere = [
        is_equilibrium(_play(0, 0, 1, d_star - STEP, pCh=p_ch, pDef=p_def), f"pCh {p_ch}")
        for p_ch in (0.1, 0.9)
        for p_def in (0.05, 0.55)
    ]
    doubtful = _play(0, 0, 1, d_star + STEP)
    refined = _play(0, 0, 0, READ_AS_HARD)
    return all_of(
        *anywhere,
        is_not_equilibrium(doubtful, "belief above d*: a Soft Defender would concede"),
        is_not_equilibrium(refined, "belief Hard, as D1 asks since c_s < c_t: deterrence fails"),
    )


def _separating() -> Evidence:
    """For pDef between c_s and c_t Hard Challengers challenge, Soft ones do not, and Soft Defenders
    concede."""
    c_t, c_s, _ = thresholds()
    between = [
        is_equilibrium(_play(1, 0, 0, pDef=p_def), f"pDef {p_def:.2f}")
        for p_def in (c_s + STEP, c_t - STEP)
    ]
    weak, strong = (_play(1, 0, 0, pDef=p_def) for p_def in (c_s - STEP, c_t + STEP))
    return all_of(
        *between,
        is_not_equilibrium(weak, "below c_s a Soft Challenger joins in"),
        is_not_equilibrium(strong, "above c_t a Hard Challenger stays out"),
    )


def bluff(p_ch: float, p_def: float) -> tuple[float, float]:
    """x_S and y_S of the Bluff Equilibrium."""
    _, c_s, d_star = thresholds()
    x_s = p_ch * (1 - d_star) / (d_star * (1 - p_ch))
    y_s = (c_s - p_def) / (1 - p_def)
    return x_s, y_s


def _bluff() -> Evidence:
    """Below c_s, d* Soft types mix: bluff x_S = pCh(1-d*)/(d*(1-pCh)), resistance
    y_S = (c_s-pDef)/(1-pDef)."""
    _, _, d_star = thresholds()
    x_s, y_s = bluff(0.4, 0.3)
    where = "x_S and y_S at pCh .4, pDef .3"
    belief = _play(1, x_s, y_s).belief_at(DEFENDER, "resist? Soft")[0]
    others = [
        is_not_equilibrium(_play(1, x_s + more_x, y_s + more_y), f"x_S + {more_x}, y_S + {more_y}")
        for more_x, more_y in ((STEP, 0), (0, STEP), (0, -STEP))
    ]
    return all_of(
        close(0.4, x_s, EXACT, where),
        close(2 / 7, y_s, EXACT, where),
        close(d_star, belief, EXACT, "belief in a Hard one is d*"),
        is_equilibrium(_play(1, x_s, y_s), "certified"),
        *others,
    )


def _attack() -> Evidence:
    """For pDef below c_s and pCh above d* every Challenger challenges and Soft Defenders
    concede."""
    _, c_s, d_star = thresholds()
    attack = _play(1, 1, 0, pCh=d_star + STEP, pDef=c_s - STEP)
    soft_resists = _play(1, 1, 0, pCh=d_star - STEP, pDef=c_s - STEP)
    soft_stays_out = _play(1, 1, 0, pCh=d_star + STEP, pDef=c_s + STEP)
    return all_of(
        is_equilibrium(attack, "pCh > d*, pDef < c_s"),
        is_not_equilibrium(soft_resists, "pCh < d*: a Soft Defender resists"),
        is_not_equilibrium(soft_stays_out, "pDef > c_s: a Soft Challenger stays out"),
    )


def _statics() -> Evidence:
    """In Bluff Pr(challenge) = pCh/d* rises in the Challenger's credibility; the Defender's does
    not matter to it."""
    _, _, d_star = thresholds()

    def challenge(p_ch: float, p_def: float) -> float:
        """Pr(challenge) in Bluff."""
        play = _play(1, *bluff(p_ch, p_def), pCh=p_ch, pDef=p_def)
        return chance_of(play, CHALLENGER, "D")

    base = challenge(0.4, 0.3)
    return all_of(
        close(0.4 / d_star, base, EXACT, "at pCh .4, pDef .3"),
        sign(1, challenge(0.45, 0.3) - base, "pCh up to .45"),
        sign(0, challenge(0.4, 0.4) - base, "pDef up to .4"),
    )


def _branch() -> Evidence:
    """Followed to λ = 2000 the branch from λ = 0 comes to Bluff, Separating, Certain or Attack,
    never to Steadfast."""
    expected = {  # (pCh, pDef) -> x_H, x_S, y_S
        (0.4, 0.3): (1, *bluff(0.4, 0.3)),
        (0.4, 0.58): (1, 0, 0),
        (0.4, 0.72): (0, 0, 0),
        (0.8, 0.1): (1, 1, 0),
    }
    gaps = []
    for (p_ch, p_def), (x_h, x_s, y_s) in expected.items():
        selected = follow_path(build(), {"pCh": p_ch, "pDef": p_def}, precision=2000.0)
        gaps += [
            abs(selected.strategy(CHALLENGER, "challenge? Hard")["D"] - x_h),
            abs(selected.strategy(CHALLENGER, "challenge? Soft")["D"] - x_s),
            abs(selected.strategy(DEFENDER, "resist? Soft")["resist"] - y_s),
        ]
    places = ", ".join(f"({p_ch:g}, {p_def:g})".replace("0.", ".") for p_ch, p_def in expected)
    return below(max(gaps), 2e-3, f"largest gap of x_H, x_S, y_S at {places}")


MODEL = Model(
    key="zagare_kilgour2000_unilateral",
    title="Perfect deterrence: the unilateral deterrence game",
    source=Source(
        authors="Zagare, Frank C.; Kilgour, D. Marc",
        year=2000,
        title="Perfect Deterrence",
        venue="Cambridge University Press (Cambridge Studies in International Relations 72)",
        where="chapter 5 and appendix 5",
        opened=(
            "recalled, not opened; secondary: contents and the publisher's summaries of appendices "
            "1, 3 and 8"
        ),
        doi="10.1017/CBO9780511491788",
    ),
    story=(
        "A Challenger may upset a status quo that a Defender would keep. Credibility is the "
        "probability of being Hard: of preferring a fight to giving way. A very credible Defender "
        "deters for sure. A less credible one is challenged by Hard Challengers, a weak one also "
        "bluffed by Soft ones or, if the Challenger is credible, attacked. Deterrence can also "
        "rest on the mere belief that a challenger must be Soft."
    ),
    build=build,
    propositions=(
        claim("thresholds", "closed form", "our reading", _thresholds),
        claim("Certain Deterrence Equilibrium", "threshold", "our reading", _certain),
        claim("Steadfast Deterrence Equilibrium", "equilibrium", "our reading", _steadfast),
        claim("Separating Equilibrium", "threshold", "our reading", _separating),
        claim("Bluff Equilibrium", "equilibrium", "our reading", _bluff),
        claim("Attack Equilibrium", "threshold", "our reading", _attack),
        claim("what moves the probability of a challenge", "sign", "our reading", _statics),
        claim("the logit path", "limit", "computed", _branch),
    ),
    branch=(
        "Without folds the path from λ = 0 selects Bluff (pCh .4, pDef .3), Separating (.4, .58), "
        "Certain Deterrence (.4, .72), Attack (.8, .1); never Steadfast, which exists at all of "
        "these. Hard types gain more by a challenge, so small mistakes make it a sign of hardness, "
        "as D1 does."
    ),
    uncertain=(
        "Game and names of equilibria are recalled; the orders of payoffs follow the appendices "
        "whose summaries were read. Every condition was derived again and is tested, so 'our "
        "reading' is about the book's names. The numbers are ours."
    ),
)
