"""Mutual deterrence: two sides may each upset the status quo, and each is unsure whether the other would retaliate.

A and B choose C or D at once. Both C: status quo (SQ). Both D: conflict (DD). If one alone chose D, the other either
gives way or retaliates, which is conflict. A Hard player prefers conflict to giving way, a Soft one does not:

    A:  aDC > aSQ > aDD+ > aCD > aDD-        B:  bCD > bSQ > bDD+ > bDC > bDD-

Hard players retaliate, Soft ones give way. What is left is Pr(D) at the first move by type: x_H, x_S of A and y_H, y_S
of B. Two thresholds on B's credibility matter to A (B's thresholds on pA are alike); DD+, DD- are ``DDh``, ``DDs``:

    t_A = (aDC - aSQ) / (aDC - aDD+)                    retaliation that deters a Hard A from a surprise D
    s_A = (aDC - aSQ) / (aDC - aSQ + aCD - aDD-)        Pr(B chooses D) at which a Soft A is indifferent, if Hard Bs do
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..game.building import Part, TreeBuilder
from ..game.tree import GameTree
from .model import Evidence, Model, Proposition, Source, all_of, below, close, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

EXACT = 1e-9
FAILS = 1e-3  # regret above this: clearly no equilibrium
STEP = 0.02  # how far beyond a threshold is tested


def build() -> GameTree:
    """The game with both credibilities as parameters. At the defaults Deterrence and Separating both exist."""
    g = TreeBuilder("Generalized mutual deterrence game", ("A", "B"), "Both sides may challenge; both are unsure.")
    p_a = g.parameter("pA", 0.75, "credibility of A: Pr(Hard)", low=0, high=1)
    p_b = g.parameter("pB", 0.75, "credibility of B: Pr(Hard)", low=0, high=1)
    sq = g.parameter("aSQ", 0.6, "status quo"), g.parameter("bSQ", 0.7, "status quo")
    a_wins = g.parameter("aDC", 1.0, "B gives way"), g.parameter("bDC", 0.25, "B gives way")
    b_wins = g.parameter("aCD", 0.3, "A gives way"), g.parameter("bCD", 1.0, "A gives way")
    a_dd = {"Hard": g.parameter("aDDh", 0.4, "conflict, Hard"), "Soft": g.parameter("aDDs", 0.0, "conflict, Soft")}
    b_dd = {"Hard": g.parameter("bDDh", 0.4, "conflict, Hard"), "Soft": g.parameter("bDDs", 0.0, "conflict, Soft")}

    def pair(a: str, b: str) -> Part:
        war = g.end(a_dd[a], b_dd[b])
        meet_b = g.move("A", f"retaliate? {a}", {"give way": g.end(*b_wins), "retaliate": war})
        meet_a = g.move("B", f"retaliate? {b}", {"give way": g.end(*a_wins), "retaliate": war})
        after_c = g.move("B", f"first? {b}", {"C": g.end(*sq), "D": meet_b})
        after_d = g.move("B", f"first? {b}", {"C": meet_a, "D": war})
        return g.move("A", f"first? {a}", {"C": after_c, "D": after_d})

    def opponent(a: str) -> Part:
        return g.chance(f"B's type, A {a}", {"Hard": (p_b, pair(a, "Hard")), "Soft": (1 - p_b, pair(a, "Soft"))})

    return g.tree(g.chance("A's type", {"Hard": (p_a, opponent("Hard")), "Soft": (1 - p_a, opponent("Soft"))}))


def thresholds(tree: GameTree) -> tuple[float, float, float, float]:
    """t_A, s_A, t_B, s_B, by the closed forms."""
    v = tree.values()
    gain_a, gain_b = v["aDC"] - v["aSQ"], v["bCD"] - v["bSQ"]
    return (
        gain_a / (v["aDC"] - v["aDDh"]),
        gain_a / (gain_a + v["aCD"] - v["aDDs"]),
        gain_b / (v["bCD"] - v["bDDh"]),
        gain_b / (gain_b + v["bDC"] - v["bDDs"]),
    )


def _play(x_h: float, x_s: float, y_h: float, y_s: float, **values: float) -> TreeAssessment:
    """[x_H, x_S; y_H, y_S]. The last movers have a dominant choice, so beliefs off the path change nothing."""
    from ..solvers.tree import TreeAssessment

    strategies = {}
    for player, hard, soft in (("A", x_h, x_s), ("B", y_h, y_s)):
        for kind, d in (("Hard", hard), ("Soft", soft)):
            fight = float(kind == "Hard")
            strategies[player, f"first? {kind}"] = {"C": 1 - d, "D": d}
            strategies[player, f"retaliate? {kind}"] = {"give way": 1 - fight, "retaliate": fight}
    tree = build()
    beliefs = {
        (s_player, f"retaliate? {kind}"): [0.5] * len(tree.members[tree.find(s_player, f"retaliate? {kind}")])
        for s_player in ("A", "B")
        for kind in ("Hard", "Soft")
    }
    return TreeAssessment.of(tree, strategies, beliefs, values)


def _regret(*play: float, **values: float) -> float:
    from ..solvers.tree import certify_tree

    return float(certify_tree(_play(*play, **values)).sequential_regret)


def _holds(regret: float, detail: str) -> Evidence:
    return below(regret, EXACT, detail)


def _fails(regret: float, detail: str) -> Evidence:
    return Evidence(regret > FAILS, f"> {FAILS:g}", f"{regret:.3g}", detail)


def _deterrence() -> Evidence:
    t_a, _, t_b, _ = thresholds(build())
    return all_of(
        _holds(_regret(0, 0, 0, 0, pB=t_a + STEP, pA=t_b + STEP), "pB above t_A, pA above t_B"),
        _fails(_regret(0, 0, 0, 0, pB=t_a - STEP, pA=t_b + STEP), "pB below t_A: a Hard A chooses D"),
        _fails(_regret(0, 0, 0, 0, pB=t_a + STEP, pA=t_b - STEP), "pA below t_B: a Hard B chooses D"),
    )


def _separating() -> Evidence:
    _, s_a, _, s_b = thresholds(build())
    return all_of(
        _holds(_regret(1, 0, 1, 0, pB=s_a + STEP, pA=s_b + STEP), "pB above s_A, pA above s_B"),
        _fails(_regret(1, 0, 1, 0, pB=s_a - STEP, pA=s_b + STEP), "pB below s_A: a Soft A joins in"),
        _fails(_regret(1, 0, 1, 0, pB=s_a + STEP, pA=s_b - STEP), "pA below s_B: a Soft B joins in"),
    )


def _hybrid() -> Evidence:
    v = build().values()
    p_a, p_b = v["pA"], v["pB"]
    x = 1 - (1 - p_a) * (v["bCD"] - v["bSQ"]) / (p_a * (v["bSQ"] - v["bDDh"]))
    y = 1 - (1 - p_b) * (v["aDC"] - v["aSQ"]) / (p_b * (v["aSQ"] - v["aDDh"]))
    return all_of(
        close(2 / 3, x, EXACT, "x_H at pA = pB = .75"),
        close(1 / 3, y, EXACT, "y_H there"),
        _holds(_regret(x, 0, y, 0), "Hard players mix, Soft ones stay at C"),
        _fails(_regret(x, 0, y + 0.1, 0), "the more Hard Bs choose D, the more a Hard A wants to"),
    )


def _bluff() -> Evidence:
    _, s_a, _, s_b = thresholds(build())
    p_a, p_b = 0.3, 0.4
    x, y = (s_b - p_a) / (1 - p_a), (s_a - p_b) / (1 - p_b)
    gap = [_play(1, x, 1, y, pA=p_a, pB=p_b).value("A") - _play(1, z, 1, y, pA=p_a, pB=p_b).value("A") for z in (0, 1)]
    return all_of(
        _holds(_regret(1, x, 1, y, pA=p_a, pB=p_b), "pA .3 below s_B, pB .4 below s_A"),
        close(0.0, max(map(abs, gap)), EXACT, "a Soft A is indifferent"),
        close(s_b, p_a + (1 - p_a) * x, EXACT, "Pr(A chooses D) is s_B, which A's credibility does not move"),
        _fails(_regret(1, x, 1, y + 0.05, pA=p_a, pB=p_b), "more bluff by B: a Soft A strictly prefers C"),
    )


def _attack() -> Evidence:
    _, s_a, _, s_b = thresholds(build())
    return all_of(
        _holds(_regret(1, 1, 1, 0, pB=s_a - STEP, pA=0.5), "A attacks: pB below s_A"),
        _fails(_regret(1, 1, 1, 0, pB=s_a + STEP, pA=0.5), "pB above s_A: a Soft A stays at C"),
        _holds(_regret(1, 0, 1, 1, pA=s_b - STEP, pB=0.5), "B attacks: pA below s_B"),
        _fails(_regret(1, 0, 1, 1, pA=s_b + STEP, pB=0.5), "pA above s_B: a Soft B stays at C"),
    )


def _pareto() -> Evidence:
    peace, clash = _play(0, 0, 0, 0), _play(1, 0, 1, 0)
    firmer = _play(1, 0, 1, 0, pA=0.8, pB=0.8)
    tree = build()
    quiet = [  # ends with the status quo: both first moves were C
        n for m in ("Hard", "Soft") for n in (tree.children[k][0] for k in tree.members[tree.find("B", f"first? {m}")])
        if not tree.has_children[n]
    ]  # fmt: skip
    kept = [float(sum(play.reach[n] for n in quiet)) for play in (peace, clash, firmer)]
    return all_of(
        sign(1, min(peace.value(i) - clash.value(i) for i in "AB"), "both sides do better in Deterrence"),
        close(1.0, kept[0], EXACT, "Pr(status quo) in Deterrence"),
        close(0.25**2, kept[1], EXACT, "Pr(status quo) in Separating is (1 - pA)(1 - pB)"),
        sign(-1, kept[2] - kept[1], "there it falls when both grow more credible"),
    )


MODEL = Model(
    key="zagare_kilgour2000_mutual",
    title="Perfect deterrence: the generalized mutual deterrence game",
    source=Source(
        authors="Zagare, Frank C.; Kilgour, D. Marc",
        year=2000,
        title="Perfect Deterrence",
        venue="Cambridge University Press (Cambridge Studies in International Relations 72)",
        where="chapter 4 and appendix 4",
        opened="recalled, not opened; table of contents and the publisher's summaries of other appendices read",
        doi="10.1017/CBO9780511491788",
    ),
    story="x",
    build=build,
    propositions=(
        Proposition("Deterrence Equilibrium", "Nobody challenges if and only if pB is at least t_A and pA at least t_B: "
                    "each side's credibility must deter the other's Hard type.", "threshold", "our reading", _deterrence),
        Proposition("Separating Equilibrium", "Hard players challenge and Soft ones do not, if and only if pB is at least "
                    "s_A and pA at least s_B.", "threshold", "our reading", _separating),
        Proposition("Hybrid Equilibrium", "Wherever Deterrence exists strictly, so does an equilibrium in which Hard "
                    "players mix and Soft ones do not challenge.", "equilibrium", "our reading", _hybrid),
        Proposition("Bluff Equilibrium", "With pB below s_A and pA below s_B Soft players mix so that A challenges with "
                    "Pr s_B in all and B with Pr s_A.", "equilibrium", "our reading", _bluff),
        Proposition("Attack Equilibria", "With pB at most s_A, A challenges for sure and a Soft B gives way, whatever A's "
                    "credibility; likewise for B.", "threshold", "our reading", _attack),
        Proposition("credibility is not enough", "Deterrence and Separating coexist; both sides prefer Deterrence, and in "
                    "Separating more credible threats make the status quo less likely to survive.", "sign",
                    "our reading", _pareto),
    ),
    branch="to fill",
    uncertain="",
)
