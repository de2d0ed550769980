"""Mutual deterrence: two sides may each upset the status quo, and each is unsure whether the other would retaliate.

A and B choose C or D at once. Both C: status quo (SQ). Both D: conflict (DD). If one alone chose D, the other either
gives way or retaliates, which is conflict. A Hard player prefers conflict to giving way, a Soft one does not:

    A:  aDC > aSQ > aDD+ > aCD > aDD-        B:  bCD > bSQ > bDD+ > bDC > bDD-

Hard players retaliate, Soft ones give way. What is left is Pr(D) at the first move by type: x_H, x_S of A and y_H, y_S
of B. Two thresholds on B's credibility matter to A (B's thresholds on pA are alike); DD+, DD- are ``DDh``, ``DDs``:

    t_A = (aDC - aSQ) / (aDC - aDD+)                retaliation that deters a Hard A, if B chooses C
    s_A = (aDC - aSQ) / (aDC - aSQ + aCD - aDD-)    Pr(B chooses D) at which a Soft A is indifferent, if Hard Bs do
"""

from __future__ import annotations

from typing import Any

from ..game.building import Part, TreeBuilder
from ..game.tree import GameTree
from .checks import assess, claim, equilibrium
from .model import Evidence, Model, Source, all_of, below, close, sign

EXACT, STEP = 1e-9, 0.02  # tolerance of closed forms; how far from a threshold is tested


def build() -> GameTree:
    """The game with both credibilities as parameters. At the defaults Deterrence and Separating both exist."""
    g = TreeBuilder("Generalized mutual deterrence game", ("A", "B"), "Both sides may challenge; both are unsure.")
    p_a = g.parameter("pA", 0.75, "credibility of A: Pr(Hard)", low=0, high=1)
    p_b = g.parameter("pB", 0.75, "credibility of B: Pr(Hard)", low=0, high=1)
    sq = g.end(g.parameter("aSQ", 0.6, "status quo"), g.parameter("bSQ", 0.7, "status quo"))
    a_wins = g.end(g.parameter("aDC", 1.0, "B gives way"), g.parameter("bDC", 0.25, "B gives way"))
    b_wins = g.end(g.parameter("aCD", 0.3, "A gives way"), g.parameter("bCD", 1.0, "A gives way"))
    a_dd = {"Hard": g.parameter("aDDh", 0.4, "conflict, Hard"), "Soft": g.parameter("aDDs", 0.0, "conflict, Soft")}
    b_dd = {"Hard": g.parameter("bDDh", 0.4, "conflict, Hard"), "Soft": g.parameter("bDDs", 0.0, "conflict, Soft")}

    def pair(a: str, b: str) -> Part:
        war = g.end(a_dd[a], b_dd[b])
        meet_b = g.move("A", f"retaliate? {a}", {"give way": b_wins, "retaliate": war})
        meet_a = g.move("B", f"retaliate? {b}", {"give way": a_wins, "retaliate": war})
        after_c = g.move("B", f"first? {b}", {"C": sq, "D": meet_b})
        return g.move("A", f"first? {a}", {"C": after_c, "D": g.move("B", f"first? {b}", {"C": meet_a, "D": war})})

    odds_a, odds_b = {"Hard": p_a, "Soft": 1 - p_a}, {"Hard": p_b, "Soft": 1 - p_b}
    types = {f"{a}, {b}": (odds_a[a] * odds_b[b], pair(a, b)) for a in odds_a for b in odds_b}
    return g.tree(g.chance("types of A and B", types))


def thresholds() -> tuple[float, float, float, float]:
    """t_A, s_A, t_B, s_B, by the closed forms."""
    v = build().values()
    a, b = v["aDC"] - v["aSQ"], v["bCD"] - v["bSQ"]
    t_a, t_b = a / (v["aDC"] - v["aDDh"]), b / (v["bCD"] - v["bDDh"])
    return t_a, a / (a + v["aCD"] - v["aDDs"]), t_b, b / (b + v["bDC"] - v["bDDs"])


def profile(x_h: float, x_s: float, y_h: float, y_s: float, **values: float) -> Any:
    """[x_H, x_S; y_H, y_S]. The last movers have a dominant choice, so beliefs off the path change nothing."""
    first = {("A", "Hard"): x_h, ("A", "Soft"): x_s, ("B", "Hard"): y_h, ("B", "Soft"): y_s}
    strategies = {(player, f"first? {kind}"): {"C": 1 - d, "D": d} for (player, kind), d in first.items()}
    strategies |= {(player, "retaliate? Hard"): {"retaliate": 1.0} for player in "AB"}
    strategies |= {(player, "retaliate? Soft"): {"give way": 1.0} for player in "AB"}
    return assess(build(), strategies, values)


def _is(held: bool, detail: str, *play: float, **values: float) -> Evidence:
    return equilibrium(held, profile(*play, **values), detail)


def _deterrence() -> Evidence:
    """Nobody challenges if and only if pB is at least t_A and pA at least t_B: Hard types must be deterred."""
    t_a, _, t_b, _ = thresholds()
    return all_of(
        _is(True, "pB above t_A, pA above t_B", 0, 0, 0, 0, pB=t_a + STEP, pA=t_b + STEP),
        _is(False, "pB below t_A: a Hard A chooses D", 0, 0, 0, 0, pB=t_a - STEP, pA=t_b + STEP),
        _is(False, "pA below t_B: a Hard B chooses D", 0, 0, 0, 0, pB=t_a + STEP, pA=t_b - STEP),
    )


def _separating() -> Evidence:
    """Hard players challenge and Soft ones do not, if and only if pB is at least s_A and pA at least s_B."""
    _, s_a, _, s_b = thresholds()
    return all_of(
        _is(True, "pB above s_A, pA above s_B", 1, 0, 1, 0, pB=s_a + STEP, pA=s_b + STEP),
        _is(False, "pB below s_A: a Soft A joins in", 1, 0, 1, 0, pB=s_a - STEP, pA=s_b + STEP),
        _is(False, "pA below s_B: a Soft B joins in", 1, 0, 1, 0, pB=s_a + STEP, pA=s_b - STEP),
    )


def hybrid(p_a: float, p_b: float) -> tuple[float, float]:
    """x_H and y_H at which the other side's Hard type is indifferent."""
    v = build().values()
    x = 1 - (1 - p_a) * (v["bCD"] - v["bSQ"]) / (p_a * (v["bSQ"] - v["bDDh"]))
    return x, 1 - (1 - p_b) * (v["aDC"] - v["aSQ"]) / (p_b * (v["aSQ"] - v["aDDh"]))


def _hybrid() -> Evidence:
    """Wherever Deterrence exists strictly, so does a play in which Hard players mix and Soft ones do not challenge."""
    (t_a, _, t_b, _), (x, y) = thresholds(), hybrid(0.75, 0.75)
    at_edge = hybrid(t_b, t_a)
    return all_of(
        close(2 / 3, x, EXACT, "x_H at pA = pB = .75"),
        close(1 / 3, y, EXACT, "y_H there"),
        _is(True, "certified", x, 0, y, 0),
        _is(False, "the more Hard Bs choose D, the more a Hard A wants to", x, 0, y + 5 * STEP, 0),
        close(0.0, max(map(abs, at_edge)), EXACT, "both mixtures vanish at pA = t_B, pB = t_A"),
    )


def _bluff() -> Evidence:
    """With pB below s_A and pA below s_B Soft players mix so that A challenges with Pr s_B in all and B with Pr s_A."""
    _, s_a, _, s_b = thresholds()
    p = {"pA": 0.3, "pB": 0.4}
    x, y = (s_b - p["pA"]) / (1 - p["pA"]), (s_a - p["pB"]) / (1 - p["pB"])
    return all_of(
        _is(True, "pA .3, pB .4", 1, x, 1, y, **p),
        _is(False, "more bluff by B: a Soft A strictly prefers C", 1, x, 1, y + 2 * STEP, **p),
        _is(False, "less bluff by B: a Soft A strictly prefers D", 1, x, 1, y - 2 * STEP, **p),
    )


def _attack() -> Evidence:
    """With pB at most s_A, A challenges for sure and a Soft B gives way, whatever A's credibility; likewise for B."""
    _, s_a, _, s_b = thresholds()
    return all_of(
        *(_is(True, f"A attacks, pA {p}", 1, 1, 1, 0, pB=s_a - STEP, pA=p) for p in (0.1, 0.9)),
        _is(False, "pB above s_A: a Soft A stays at C", 1, 1, 1, 0, pB=s_a + STEP, pA=0.5),
        *(_is(True, f"B attacks, pB {p}", 1, 0, 1, 1, pA=s_b - STEP, pB=p) for p in (0.1, 0.9)),
        _is(False, "pA above s_B: a Soft B stays at C", 1, 0, 1, 1, pA=s_b + STEP, pB=0.5),
    )


def _pareto() -> Evidence:
    """Where both exist, both sides prefer Deterrence; in Separating the status quo holds with Pr (1 - pA)(1 - pB)."""
    peace, clash, firmer = profile(0, 0, 0, 0), profile(1, 0, 1, 0), profile(1, 0, 1, 0, pA=0.8, pB=0.8)

    def kept(play: Any) -> float:
        quiet = (play.numbers.payoff == [play.values["aSQ"], play.values["bSQ"]]).all(axis=1)
        return float(play.reach[quiet].sum())

    return all_of(
        sign(1, min(peace.value(i) - clash.value(i) for i in "AB"), "gain of each side from Deterrence"),
        close(1.0, kept(peace), EXACT, "Deterrence"),
        close(0.25**2, kept(clash), EXACT, "Separating"),
        sign(-1, kept(firmer) - kept(clash), "both more credible, .75 to .8: the status quo is less likely"),
    )


def _branch() -> Evidence:
    """The branch from λ = 0 goes to Separating at credibilities of .7 and .75, to Deterrence at .8 and .9 (λ = 300)."""
    from ..solvers.tree import solve_tree

    gap = 0.0
    for p, expected in ((0.7, 1.0), (0.75, 1.0), (0.8, 0.0), (0.9, 0.0)):
        found = solve_tree(build(), precision=300.0, values={"pA": p, "pB": p}).assessment
        hard = (abs(found.strategy(i, "first? Hard")["D"] - expected) for i in "AB")
        gap = max(gap, *hard, *(found.strategy(i, "first? Soft")["D"] for i in "AB"))
    return below(gap, 1e-6, "largest gap to the pure equilibrium")


MODEL = Model(
    key="zagare_kilgour2000_mutual",
    title="Perfect deterrence: the generalized mutual deterrence game",
    source=Source(
        authors="Zagare, Frank C.; Kilgour, D. Marc",
        year=2000,
        title="Perfect Deterrence",
        venue="Cambridge University Press (Cambridge Studies in International Relations 72)",
        where="chapter 4 and appendix 4",
        opened="recalled, not opened; secondary: contents and the publisher's summaries of appendices 1, 3 and 8",
        doi="10.1017/CBO9780511491788",
    ),
    story="Two sides decide at once whether to upset the status quo; one surprised by the other gives way or "
    "retaliates. Credibility is the probability of being Hard, of preferring conflict to giving way. If both are "
    "credible enough nobody moves; yet it may be as stable that Hard players strike because the other's Hard type "
    "will. With little credibility Soft players bluff, or one side attacks and the other gives way. Kilgour and Zagare "
    "first put a bilateral game of this kind in American Journal of Political Science 35(2), 1991, 305-334.",
    build=build,
    propositions=(
        claim("Deterrence Equilibrium", "threshold", "our reading", _deterrence),
        claim("Separating Equilibrium", "threshold", "our reading", _separating),
        claim("Hybrid Equilibrium", "equilibrium", "our reading", _hybrid),
        claim("Bluff Equilibrium", "equilibrium", "our reading", _bluff),
        claim("Attack Equilibria", "threshold", "our reading", _attack),
        claim("credibility is not enough", "sign", "our reading", _pareto),
        claim("the logit path", "limit", "computed", _branch),
    ),
    branch="At pA = pB = .7 and .75 the path from λ = 0 comes to Separating, although Deterrence exists and is better "
    "for both; at .8 and .9 to Deterrence. Between .76 and .77 it turns over through a pair of folds: near where risk "
    "dominance between the two turns over (Hybrid's x_H + y_H = 1, at .75), not where Deterrence begins (.667).",
    uncertain="Game and names of equilibria are recalled; of the 1991 article only the abstract was read. Every "
    "condition was derived again and is tested, so 'our reading' is about the book's names. Other orders of payoffs "
    "are left out. The numbers are ours, with t_A > s_A and t_B < s_B.",
)
