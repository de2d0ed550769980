"""Unilateral deterrence: one side is content with the status quo, the other may challenge it; both are unsure.

Challenger chooses C (status quo, SQ) or D; Defender concedes (DC) or resists; Challenger backs down (CD) or fights
(DD). A Hard player would rather fight than give way, a Soft one would not; each knows only its own type.

    Challenger:  cDC > cSQ > cDD+ > cCD > cDD-        Defender:  dSQ > dCD > dDD+ > dDC > dDD-

Hard Challengers fight, Soft ones back down, Hard Defenders resist. What is left are x_H, x_S (Pr(challenge) by type)
and y_S (Pr(a Soft Defender resists)). Three thresholds matter (in the code DD+ and DD- are ``DDh`` and ``DDs``):
    c_t = (cDC - cSQ) / (cDC - cDD+)     resistance that deters a Hard Challenger
    c_s = (cDC - cSQ) / (cDC - cCD)      resistance that deters a Soft one; c_s < c_t
    d*  = (dCD - dDC) / (dCD - dDD-)     belief in a Hard Challenger at which a Soft Defender is indifferent
"""

from __future__ import annotations

from typing import Any

from ..game.building import Part, TreeBuilder
from ..game.tree import GameTree
from .checks import assess, chance_of, claim, equilibrium
from .model import Evidence, Model, Source, all_of, below, close, sign

CH, DEF = "Challenger", "Defender"
EXACT, STEP = 1e-9, 0.02  # tolerance of closed forms; how far from a threshold is tested


def build() -> GameTree:
    """The game with both credibilities as parameters. The defaults lie in the region of the Bluff Equilibrium."""
    g = TreeBuilder("Unilateral deterrence game", (CH, DEF), "Both sides Hard or Soft, each knowing only its own type.")
    p_ch = g.parameter("pCh", 0.4, "credibility of the Challenger: Pr(Hard)", low=0, high=1)
    p_def = g.parameter("pDef", 0.3, "credibility of the Defender: Pr(Hard)", low=0, high=1)
    sq = g.end(g.parameter("cSQ", 0.6, "status quo"), g.parameter("dSQ", 1.0, "status quo"))
    dc = g.end(g.parameter("cDC", 1.0, "Defender concedes"), g.parameter("dDC", 0.3, "Defender concedes"))
    cd = g.end(g.parameter("cCD", 0.2, "Challenger backs down"), g.parameter("dCD", 0.8, "Challenger backs down"))
    c_dd = {"Hard": g.parameter("cDDh", 0.4, "conflict, Hard"), "Soft": g.parameter("cDDs", 0.0, "conflict, Soft")}
    d_dd = {"Hard": g.parameter("dDDh", 0.5, "conflict, Hard"), "Soft": g.parameter("dDDs", 0.0, "conflict, Soft")}

    def pair(c: str, d: str) -> Part:
        last = g.move(CH, f"fight? {c}", {"back down": cd, "fight": g.end(c_dd[c], d_dd[d])})
        reply = g.move(DEF, f"resist? {d}", {"concede": dc, "resist": last})
        return g.move(CH, f"challenge? {c}", {"C": sq, "D": reply})

    odds_c, odds_d = {"Hard": p_ch, "Soft": 1 - p_ch}, {"Hard": p_def, "Soft": 1 - p_def}
    types = {f"{c}, {d}": (odds_c[c] * odds_d[d], pair(c, d)) for c in odds_c for d in odds_d}
    return g.tree(g.chance("types of Challenger and Defender", types))


def thresholds() -> tuple[float, float, float]:
    """c_t, c_s and d*, by the closed forms."""
    v = build().values()
    c = v["cDC"] - v["cSQ"]
    return c / (v["cDC"] - v["cDDh"]), c / (v["cDC"] - v["cCD"]), (v["dCD"] - v["dDC"]) / (v["dCD"] - v["dDDs"])


def _play(x_h: float, x_s: float, y_s: float, belief: float | None = None, **values: float) -> Any:
    """[x_H, x_S; y_S], and the Defender's belief in a Hard Challenger where nobody challenges."""
    strategies = {
        (CH, "challenge? Hard"): {"C": 1 - x_h, "D": x_h},
        (CH, "challenge? Soft"): {"C": 1 - x_s, "D": x_s},
        (CH, "fight? Hard"): {"fight": 1.0},
        (CH, "fight? Soft"): {"back down": 1.0},
        (DEF, "resist? Hard"): {"resist": 1.0},
        (DEF, "resist? Soft"): {"concede": 1 - y_s, "resist": y_s},
    }
    seen = None if belief is None else {(DEF, f"resist? {d}"): [belief, 1 - belief] for d in ("Hard", "Soft")}
    return assess(build(), strategies, values, seen)


def _is(held: bool, detail: str, *play: float, **values: float) -> Evidence:
    return equilibrium(held, _play(*play, **values), detail)


def _thresholds() -> Evidence:
    """c_t, c_s and d* are where a Hard Challenger, a Soft Challenger and a Soft Defender are indifferent."""
    c_t, c_s, d = thresholds()  # all Defenders Soft, so that y_S alone is Pr(resistance)
    gains = [
        _play(1, 0, c_t, pDef=0.0).value(CH) - _play(0, 0, c_t, pDef=0.0).value(CH),
        _play(0, 1, c_s, pDef=0.0).value(CH) - _play(0, 0, c_s, pDef=0.0).value(CH),
        _play(1, 1, 1, pCh=d, pDef=0.0).value(DEF) - _play(1, 1, 0, pCh=d, pDef=0.0).value(DEF),
    ]
    return below(max(map(abs, gains)), EXACT, "gain of each at its threshold")


def _certain() -> Evidence:
    """If pDef exceeds c_t nobody challenges, whatever a Soft Defender would believe and do."""
    c_t, *_ = thresholds()
    return all_of(
        _is(True, "pDef above c_t, a challenge read as Hard", 0, 0, 0, 1.0, pDef=c_t + STEP),
        _is(True, "pDef above c_t, a challenge read as Soft", 0, 0, 1, 0.0, pDef=c_t + STEP),
        _is(False, "pDef below c_t: a Hard Challenger challenges", 0, 0, 0, 1.0, pDef=c_t - STEP),
    )


def _steadfast() -> Evidence:
    """At any credibilities deterrence holds if a challenge is read as Soft (belief at most d*), not if read as Hard."""
    *_, d = thresholds()
    return all_of(
        *(_is(True, f"pCh {p}", 0, 0, 1, d - STEP, pCh=p, pDef=q) for p in (0.1, 0.9) for q in (0.05, 0.55)),
        _is(False, "belief above d*: a Soft Defender would concede", 0, 0, 1, d + STEP),
        _is(False, "belief Hard, as D1 asks since c_s < c_t: deterrence fails", 0, 0, 0, 1.0),
    )


def _separating() -> Evidence:
    """For pDef between c_s and c_t Hard Challengers challenge, Soft ones do not, and Soft Defenders concede."""
    c_t, c_s, _ = thresholds()
    return all_of(
        *(_is(True, f"pDef {p:.2f}", 1, 0, 0, pDef=p) for p in (c_s + STEP, c_t - STEP)),
        _is(False, "below c_s a Soft Challenger joins in", 1, 0, 0, pDef=c_s - STEP),
        _is(False, "above c_t a Hard Challenger stays out", 1, 0, 0, pDef=c_t + STEP),
    )


def bluff(p_ch: float, p_def: float) -> tuple[float, float]:
    """x_S and y_S of the Bluff Equilibrium."""
    _, c_s, d = thresholds()
    return p_ch * (1 - d) / (d * (1 - p_ch)), (c_s - p_def) / (1 - p_def)


def _bluff() -> Evidence:
    """Below c_s, d* Soft types mix: bluff x_S = pCh(1-d*)/(d*(1-pCh)), resistance y_S = (c_s-pDef)/(1-pDef)."""
    x, y = bluff(0.4, 0.3)
    return all_of(
        *(close(a, b, EXACT, "x_S and y_S at pCh .4, pDef .3") for a, b in ((0.4, x), (2 / 7, y))),
        close(thresholds()[2], _play(1, x, y).belief_at(DEF, "resist? Soft")[0], EXACT, "belief in a Hard one is d*"),
        _is(True, "certified", 1, x, y),
        *(_is(False, f"x_S + {a}, y_S + {b}", 1, x + a, y + b) for a, b in ((STEP, 0), (0, STEP), (0, -STEP))),
    )


def _attack() -> Evidence:
    """For pDef below c_s and pCh above d* every Challenger challenges and Soft Defenders concede."""
    _, c_s, d = thresholds()
    return all_of(
        _is(True, "pCh > d*, pDef < c_s", 1, 1, 0, pCh=d + STEP, pDef=c_s - STEP),
        _is(False, "pCh < d*: a Soft Defender resists", 1, 1, 0, pCh=d - STEP, pDef=c_s - STEP),
        _is(False, "pDef > c_s: a Soft Challenger stays out", 1, 1, 0, pCh=d + STEP, pDef=c_s + STEP),
    )


def _statics() -> Evidence:
    """In Bluff Pr(challenge) = pCh/d* rises in the Challenger's credibility; the Defender's does not matter to it."""
    at = [(0.4, 0.3), (0.45, 0.3), (0.4, 0.4)]
    odds = [chance_of(_play(1, *bluff(*p), pCh=p[0], pDef=p[1]), CH, "D") for p in at]
    claimed = close(0.4 / thresholds()[2], odds[0], EXACT, "at pCh .4, pDef .3")
    return all_of(claimed, sign(1, odds[1] - odds[0], "pCh up to .45"), sign(0, odds[2] - odds[0], "pDef up to .4"))


def _branch() -> Evidence:
    """Followed to λ = 2000 the branch from λ = 0 comes to Bluff, Separating, Certain or Attack, never to Steadfast."""
    from ..solvers.tree import solve_tree

    gap, pure = 0.0, {(0.4, 0.58): (1, 0, 0), (0.4, 0.72): (0, 0, 0), (0.8, 0.1): (1, 1, 0)}
    for (p, q), expected in {(0.4, 0.3): (1, *bluff(0.4, 0.3)), **pure}.items():
        found = solve_tree(build(), precision=2000.0, values={"pCh": p, "pDef": q}).assessment
        asked = ((CH, "challenge? Hard", "D"), (CH, "challenge? Soft", "D"), (DEF, "resist? Soft", "resist"))
        chosen = [found.strategy(player, label)[action] for player, label, action in asked]
        gap = max(gap, *(abs(a - b) for a, b in zip(chosen, expected, strict=True)))
    return below(gap, 2e-3, "largest gap of x_H, x_S, y_S at (.4, .3), (.4, .58), (.4, .72), (.8, .1)")


MODEL = Model(
    key="zagare_kilgour2000_unilateral",
    title="Perfect deterrence: the unilateral deterrence game",
    source=Source(
        authors="Zagare, Frank C.; Kilgour, D. Marc",
        year=2000,
        title="Perfect Deterrence",
        venue="Cambridge University Press (Cambridge Studies in International Relations 72)",
        where="chapter 5 and appendix 5",
        opened="recalled, not opened; secondary: contents and the publisher's summaries of appendices 1, 3 and 8",
        doi="10.1017/CBO9780511491788",
    ),
    story="A Challenger may upset a status quo that a Defender would keep. Credibility is the probability of being "
    "Hard: of preferring a fight to giving way. A very credible Defender deters for sure. A less credible one is "
    "challenged by Hard Challengers, a weak one also bluffed by Soft ones or, if the Challenger is credible, attacked. "
    "Deterrence can also rest on the mere belief that a challenger must be Soft.",
    build=build,
    propositions=(
        claim("thresholds", "closed form", "our reading", _thresholds),
        claim("Certain Deterrence Equilibrium", "threshold", "our reading", _certain),
        claim("Steadfast Deterrence Equilibrium", "equilibrium", "our reading", _steadfast),
        claim("Separating Equilibrium", "threshold", "our reading", _separating),
        claim("Bluff Equilibrium", "equilibrium", "our reading", _bluff),
        claim("Attack Equilibrium", "threshold", "our reading", _attack),
        claim("what moves the odds of a challenge", "sign", "our reading", _statics),
        claim("the logit path", "limit", "computed", _branch),
    ),
    branch="Without folds the path from λ = 0 selects Bluff (pCh .4, pDef .3), Separating (.4, .58), Certain "
    "Deterrence (.4, .72), Attack (.8, .1); never Steadfast, which exists at all of these. Hard types gain more by a "
    "challenge, so small mistakes make it a sign of hardness, as D1 does.",
    uncertain="Game and names of equilibria are recalled; the orders of payoffs follow the appendices whose summaries "
    "were read. Every condition was derived again and is tested, so 'our reading' is about the book's names. The "
    "numbers are ours.",
)
