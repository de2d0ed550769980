"""Unilateral deterrence: one side is content with the status quo, the other may challenge it; both are unsure.

Challenger chooses C (status quo, SQ) or D; Defender then concedes (DC) or resists; Challenger then backs down (CD)
or fights (DD). A Hard player would rather fight than give way, a Soft one would not; each knows only its own type.

    Challenger:  cDC > cSQ > cDD+ > cCD > cDD-        Defender:  dSQ > dCD > dDD+ > dDC > dDD-

At its last move a Hard Challenger fights and a Soft one backs down, and a Hard Defender always resists. What is left
are x_H, x_S (Pr(challenge) by type) and y_S (Pr(a Soft Defender resists)). Three thresholds divide the square of
credibilities; in the code DD+ and DD- are ``DDh`` and ``DDs``:

    c_t = (cDC - cSQ) / (cDC - cDD+)     resistance that deters a Hard Challenger
    c_s = (cDC - cSQ) / (cDC - cCD)      resistance that deters a Soft one; c_s < c_t
    d*  = (dCD - dDC) / (dCD - dDD-)     belief in a Hard Challenger at which a Soft Defender is indifferent
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..game.building import TreeBuilder
from ..game.tree import GameTree
from .model import Evidence, Model, Proposition, Source, all_of, below, close, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

CH, DEF = "Challenger", "Defender"
EXACT = 1e-9
FAILS = 1e-3  # regret above this: clearly no equilibrium


def build() -> GameTree:
    """The game with both credibilities as parameters. The defaults lie in the region of the Bluff Equilibrium."""
    g = TreeBuilder("Unilateral deterrence game", (CH, DEF), "Both sides Hard or Soft, each knowing only its own type.")
    p_ch = g.parameter("pCh", 0.4, "credibility of the Challenger: Pr(Hard)", low=0, high=1)
    p_def = g.parameter("pDef", 0.3, "credibility of the Defender: Pr(Hard)", low=0, high=1)
    c_sq, d_sq = g.parameter("cSQ", 0.6, "status quo"), g.parameter("dSQ", 1.0, "status quo")
    c_dc, d_dc = g.parameter("cDC", 1.0, "Defender concedes"), g.parameter("dDC", 0.3, "Defender concedes")
    c_cd, d_cd = g.parameter("cCD", 0.2, "Challenger backs down"), g.parameter("dCD", 0.8, "Challenger backs down")
    c_dd = {"Hard": g.parameter("cDDh", 0.4, "conflict, Hard"), "Soft": g.parameter("cDDs", 0.0, "conflict, Soft")}
    d_dd = {"Hard": g.parameter("dDDh", 0.5, "conflict, Hard"), "Soft": g.parameter("dDDs", 0.0, "conflict, Soft")}

    def after_types(c: str, d: str):  # type: ignore[no-untyped-def]
        last = g.move(CH, f"fight? {c}", {"back down": g.end(c_cd, d_cd), "fight": g.end(c_dd[c], d_dd[d])})
        reply = g.move(DEF, f"resist? {d}", {"concede": g.end(c_dc, d_dc), "resist": last})
        return g.move(CH, f"challenge? {c}", {"C": g.end(c_sq, d_sq), "D": reply})

    def defender(c: str):  # type: ignore[no-untyped-def]
        return g.chance(f"Defender, {c}", {d: (p, after_types(c, d)) for d, p in _types(p_def)})

    return g.tree(g.chance("Challenger's type", {c: (p, defender(c)) for c, p in _types(p_ch)}))


def _types(p):  # type: ignore[no-untyped-def]
    return (("Hard", p), ("Soft", 1 - p))


def thresholds(tree: GameTree) -> tuple[float, float, float]:
    """c_t, c_s and d*, by the closed forms."""
    v = tree.values()
    return (
        (v["cDC"] - v["cSQ"]) / (v["cDC"] - v["cDDh"]),
        (v["cDC"] - v["cSQ"]) / (v["cDC"] - v["cCD"]),
        (v["dCD"] - v["dDC"]) / (v["dCD"] - v["dDDs"]),
    )


def _play(x_h: float, x_s: float, y_s: float, belief: float | None = None, **values: float) -> TreeAssessment:
    """[x_H, x_S; y_S], and the Defender's belief in a Hard Challenger where nobody challenges."""
    from ..solvers.tree import TreeAssessment

    strategies = {
        (CH, "challenge? Hard"): {"C": 1 - x_h, "D": x_h},
        (CH, "challenge? Soft"): {"C": 1 - x_s, "D": x_s},
        (CH, "fight? Hard"): {"back down": 0.0, "fight": 1.0},
        (CH, "fight? Soft"): {"back down": 1.0, "fight": 0.0},
        (DEF, "resist? Hard"): {"concede": 0.0, "resist": 1.0},
        (DEF, "resist? Soft"): {"concede": 1 - y_s, "resist": y_s},
    }
    tree = build()
    p = tree.values(values)["pDef"]  # a Challenger that deviates still weighs Defenders by Bayes' rule
    resisted = p + (1 - p) * y_s
    hard = p / resisted if resisted > 0 else 1.0
    beliefs: dict[tuple[str, str], list[float]] = {(CH, f"fight? {c}"): [hard, 1 - hard] for c in ("Hard", "Soft")}
    beliefs |= {(CH, f"challenge? {c}"): [p, 1 - p] for c in ("Hard", "Soft")}
    if belief is not None:
        beliefs |= {(DEF, f"resist? {d}"): [belief, 1 - belief] for d in ("Hard", "Soft")}
    return TreeAssessment.of(tree, strategies, beliefs, values)


def _regret(x_h: float, x_s: float, y_s: float, belief: float | None = None, **values: float) -> float:
    from ..solvers.tree import certify_tree

    return float(certify_tree(_play(x_h, x_s, y_s, belief, **values)).sequential_regret)


def _fails(regret: float, detail: str) -> Evidence:
    return Evidence(regret > FAILS, f"> {FAILS:g}", f"{regret:.3g}", detail)


def _thresholds_from_tree() -> Evidence:
    c_t, c_s, d = thresholds(build())

    def root(gain_at_0: float, gain_at_1: float) -> float:  # the gains are linear
        return gain_at_0 / (gain_at_0 - gain_at_1)

    def challenge(c: int, y: float) -> float:  # gain of type c's challenge when every Defender resists with Pr y
        x = (1.0, 0.0) if c == 0 else (0.0, 1.0)
        return float(_play(*x, y, 0.5, pDef=0.0).value(CH) - _play(0, 0, y, 0.5, pDef=0.0).value(CH))

    def resist(p: float) -> float:
        return float(_play(1, 1, 1, pCh=p, pDef=0.0).value(DEF) - _play(1, 1, 0, pCh=p, pDef=0.0).value(DEF))

    return all_of(
        close(c_t, root(challenge(0, 0.0), challenge(0, 1.0)), EXACT, "where a Hard Challenger's gain is nought"),
        close(c_s, root(challenge(1, 0.0), challenge(1, 1.0)), EXACT, "where a Soft Challenger's gain is nought"),
        close(d, root(resist(0.0), resist(1.0)), EXACT, "where a Soft Defender's gain from resisting is nought"),
    )


def _certain() -> Evidence:
    c_t, *_ = thresholds(build())
    above, under = c_t + 0.02, c_t - 0.02
    return all_of(
        below(_regret(0, 0, 0, 1.0, pDef=above), EXACT, "pDef above c_t, challenge read as Hard"),
        below(_regret(0, 0, 1, 0.0, pDef=above), EXACT, "pDef above c_t, challenge read as Soft"),
        _fails(_regret(0, 0, 0, 1.0, pDef=under), "pDef below c_t: a Hard Challenger challenges"),
    )


def _steadfast() -> Evidence:
    _, _, d = thresholds(build())
    held = [_regret(0, 0, 1, d - 0.02, pCh=p, pDef=q) for p in (0.1, 0.9) for q in (0.05, 0.55)]
    return all_of(
        below(max(held), EXACT, "four pairs of credibilities below c_t, challenge read as Soft enough"),
        _fails(_regret(0, 0, 1, d + 0.02), "belief above d*: a Soft Defender would concede"),
        _fails(_regret(0, 0, 0, 1.0), "belief Hard, as D1 asks since c_s < c_t: deterrence fails"),
    )


def _separating() -> Evidence:
    c_t, c_s, _ = thresholds(build())
    return all_of(
        below(max(_regret(1, 0, 0, pDef=p) for p in (c_s + 0.01, c_t - 0.01)), EXACT, "c_s < pDef < c_t"),
        _fails(_regret(1, 0, 0, pDef=c_s - 0.02), "below c_s a Soft Challenger joins in"),
        _fails(_regret(1, 0, 0, pDef=c_t + 0.02), "above c_t a Hard Challenger stays out"),
    )


def bluff(p_ch: float, p_def: float, c_s: float, d: float) -> tuple[float, float]:
    """x_S and y_S of the Bluff Equilibrium."""
    return p_ch * (1 - d) / (d * (1 - p_ch)), (c_s - p_def) / (1 - p_def)


def _bluff() -> Evidence:
    _, c_s, d = thresholds(build())
    x, y = bluff(0.4, 0.3, c_s, d)
    play = _play(1, x, y)
    belief = play.belief(DEF, "resist? Soft")
    return all_of(
        close(0.4, x, EXACT, "x_S at pCh .4, pDef .3"),
        close(2 / 7, y, EXACT, "y_S there"),
        below(_regret(1, x, y), EXACT, "certified"),
        close(d, float(belief[0]), EXACT, "posterior on a Hard Challenger is d*"),
        _fails(_regret(1, x + 0.05, y), "more bluff: a Soft Defender would resist for sure"),
        _fails(_regret(1, x, y + 0.05), "more resistance: a Soft Challenger would stay out"),
    )


def _attack() -> Evidence:
    _, c_s, d = thresholds(build())
    return all_of(
        below(_regret(1, 1, 0, pCh=d + 0.01, pDef=c_s - 0.01), EXACT, "pCh > d*, pDef < c_s"),
        _fails(_regret(1, 1, 0, pCh=d - 0.02, pDef=c_s - 0.02), "pCh < d*: a Soft Defender resists"),
        _fails(_regret(1, 1, 0, pCh=d + 0.02, pDef=c_s + 0.02), "pDef > c_s: a Soft Challenger stays out"),
    )


def _statics() -> Evidence:
    _, c_s, d = thresholds(build())

    def odds(p_ch: float, p_def: float) -> tuple[float, float]:
        x, y = bluff(p_ch, p_def, c_s, d)
        reach = _play(1, x, y, pCh=p_ch, pDef=p_def).reach
        tree = build()
        met = {label: [n for n in tree.members[tree.find(DEF, f"resist? {label}")]] for label in ("Hard", "Soft")}
        challenged = float(sum(reach[n] for nodes in met.values() for n in nodes))
        resisted = float(sum(reach[tree.children[n][1]] for nodes in met.values() for n in nodes))
        return challenged, resisted / challenged

    base, harder, firmer = odds(0.4, 0.3), odds(0.45, 0.3), odds(0.4, 0.4)
    return all_of(
        close(0.4 / d, base[0], EXACT, "Pr(challenge) = pCh / d*"),
        close(c_s, base[1], EXACT, "Pr(resistance | challenge) = c_s"),
        sign(1, harder[0] - base[0], "a harder Challenger challenges more"),
        sign(0, firmer[0] - base[0], "the Defender's credibility leaves Pr(challenge) as it is"),
        sign(0, firmer[1] - base[1], "and Pr(resistance)"),
    )


MODEL = Model(
    key="zagare_kilgour2000_unilateral",
    title="Perfect deterrence: the unilateral deterrence game",
    source=Source(
        authors="Zagare, Frank C.; Kilgour, D. Marc",
        year=2000,
        title="Perfect Deterrence",
        venue="Cambridge University Press (Cambridge Studies in International Relations 72)",
        where="chapter 5 and appendix 5",
        opened="recalled, not opened; table of contents and the publisher's summaries of other appendices read",
        doi="10.1017/CBO9780511491788",
    ),
    story="A Challenger decides whether to upset a status quo that a Defender would keep. Each side is Hard (would rather "
    "fight than give way) or Soft, and knows only its own type; credibility is the probability of being Hard. A very "
    "credible Defender deters for sure. A less credible one is challenged by Hard Challengers only; a weak one is "
    "bluffed by Soft Challengers while the Challenger's own credibility is low, and simply attacked when it is high. "
    "Deterrence can also rest on the mere belief that whoever challenges must be Soft.",
    build=build,
    propositions=(
        Proposition("thresholds", "c_t, c_s and d* as given above are where Hard and Soft Challengers and the Soft "
                    "Defender are indifferent.", "closed form", "our reading", _thresholds_from_tree),
        Proposition("Certain Deterrence Equilibrium", "If pDef exceeds c_t nobody challenges, whatever a Soft Defender "
                    "would believe and do.", "threshold", "our reading", _certain),
        Proposition("Steadfast Deterrence Equilibrium", "At any credibilities deterrence holds if the Defender would "
                    "take a challenge as a sign of softness, belief at most d*; not if it would take it as Hard.",
                    "equilibrium", "our reading", _steadfast),
        Proposition("Separating Equilibrium", "For pDef between c_s and c_t a Hard Challenger challenges, a Soft one "
                    "does not, and a Soft Defender concedes.", "threshold", "our reading", _separating),
        Proposition("Bluff Equilibrium", "For pDef below c_s and pCh below d* Soft Challengers bluff with "
                    "x_S = pCh (1 - d*) / (d* (1 - pCh)), Soft Defenders resist with y_S = (c_s - pDef) / (1 - pDef).",
                    "equilibrium", "our reading", _bluff),
        Proposition("Attack Equilibrium", "For pDef below c_s and pCh above d* every Challenger challenges and Soft "
                    "Defenders concede.", "threshold", "our reading", _attack),
        Proposition("what moves the odds of a bluff", "In the Bluff Equilibrium Pr(challenge) = pCh / d*, which rises in "
                    "the Challenger's credibility and does not depend on the Defender's.", "sign", "our reading", _statics),
    ),
    branch="to fill",
    uncertain="",
)
