"""Mutual deterrence: either side may upset the status quo, neither is sure of the other.

A and B choose C or D at once. Both C: status quo (SQ). Both D: conflict (DD). If one alone chose D,
the other either gives way or retaliates, which is conflict. A Hard player prefers conflict to
giving way, a Soft one does not:

    A:  aDC > aSQ > aDD+ > aCD > aDD-        B:  bCD > bSQ > bDD+ > bDC > bDD-

Hard players retaliate, Soft ones give way. What is left is Pr(D) at the first move by type: x_H,
x_S of A and y_H, y_S of B. Two thresholds on B's credibility matter to A, the second where Hard Bs
choose D (B's thresholds on pA are alike); DD+, DD- are ``DDh``, ``DDs``:

    t_A = (aDC - aSQ) / (aDC - aDD+)                retaliation that deters a Hard A, if B chooses C
    s_A = (aDC - aSQ) / (aDC - aSQ + aCD - aDD-)    Pr(B chooses D) that leaves a Soft A indifferent
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..trees.builder import Part, TreeBuilder
from ..trees.tree import GameTree
from .checks import (
    EXACT,
    Strategies,
    assess,
    chance_of_payoffs,
    claim,
    follow_path,
    is_equilibrium,
    is_not_equilibrium,
)
from .model import Evidence, Model, Source, all_of, below, close, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

STEP = 0.02  # how far from a threshold is tested
TYPES = ("Hard", "Soft")
DETERRENCE = (0, 0, 0, 0)  # plays are [x_H, x_S; y_H, y_S]
SEPARATING = (1, 0, 1, 0)
A_ATTACKS = (1, 1, 1, 0)
B_ATTACKS = (1, 0, 1, 1)


def build() -> GameTree:
    """The game with both credibilities as parameters.

    At the defaults Deterrence and Separating both exist.
    """
    g = TreeBuilder(
        "Generalized mutual deterrence game",
        ("A", "B"),
        "Both sides may challenge; both are unsure.",
    )
    p_a = g.parameter("pA", 0.75, "credibility of A: Pr(Hard)", low=0, high=1)
    p_b = g.parameter("pB", 0.75, "credibility of B: Pr(Hard)", low=0, high=1)
    a_sq = g.parameter("aSQ", 0.6, "status quo")
    b_sq = g.parameter("bSQ", 0.7, "status quo")
    a_dc = g.parameter("aDC", 1.0, "B gives way")
    b_dc = g.parameter("bDC", 0.25, "B gives way")
    a_cd = g.parameter("aCD", 0.3, "A gives way")
    b_cd = g.parameter("bCD", 1.0, "A gives way")
    a_dd = {
        "Hard": g.parameter("aDDh", 0.4, "conflict, Hard"),
        "Soft": g.parameter("aDDs", 0.0, "conflict, Soft"),
    }
    b_dd = {
        "Hard": g.parameter("bDDh", 0.4, "conflict, Hard"),
        "Soft": g.parameter("bDDs", 0.0, "conflict, Soft"),
    }
    status_quo = g.end(a_sq, b_sq)
    a_wins = g.end(a_dc, b_dc)
    b_wins = g.end(a_cd, b_cd)

    def meet(a_type: str, b_type: str) -> Part:
        """Both choose at once: B's information set does not depend on what A chose."""
        conflict = g.end(a_dd[a_type], b_dd[b_type])
        a_surprised = g.move(
            "A", f"retaliate? {a_type}", {"give way": b_wins, "retaliate": conflict}
        )
        b_surprised = g.move(
            "B", f"retaliate? {b_type}", {"give way": a_wins, "retaliate": conflict}
        )
        after_c = g.move("B", f"first? {b_type}", {"C": status_quo, "D": a_surprised})
        after_d = g.move("B", f"first? {b_type}", {"C": b_surprised, "D": conflict})
        return g.move("A", f"first? {a_type}", {"C": after_c, "D": after_d})

    chance_a = {"Hard": p_a, "Soft": 1 - p_a}
    chance_b = {"Hard": p_b, "Soft": 1 - p_b}
    types = {
        f"{a_type}, {b_type}": (chance_a[a_type] * chance_b[b_type], meet(a_type, b_type))
        for a_type in TYPES
        for b_type in TYPES
    }
    return g.tree(g.chance("types of A and B", types))


def thresholds() -> tuple[float, float, float, float]:
    """t_A, s_A, t_B, s_B, by the closed forms."""
    v = build().values()
    a_gain = v["aDC"] - v["aSQ"]
    b_gain = v["bCD"] - v["bSQ"]
    t_a = a_gain / (v["aDC"] - v["aDDh"])
    t_b = b_gain / (v["bCD"] - v["bDDh"])
    s_a = a_gain / (a_gain + v["aCD"] - v["aDDs"])
    s_b = b_gain / (b_gain + v["bDC"] - v["bDDs"])
    return t_a, s_a, t_b, s_b


def profile(x_h: float, x_s: float, y_h: float, y_s: float, **values: float) -> TreeAssessment:
    """[x_H, x_S; y_H, y_S].

    The last movers have a dominant choice, so beliefs off the path change nothing.
    """
    attacks = {("A", "Hard"): x_h, ("A", "Soft"): x_s, ("B", "Hard"): y_h, ("B", "Soft"): y_s}
    strategies: Strategies = {}
    for (player, own_type), chance in attacks.items():
        strategies[player, f"first? {own_type}"] = {"C": 1 - chance, "D": chance}
    for player in "AB":
        strategies[player, "retaliate? Hard"] = {"retaliate": 1.0}
        strategies[player, "retaliate? Soft"] = {"give way": 1.0}
    return assess(build(), strategies, values)


def _deterrence() -> Evidence:
    """Nobody challenges if and only if pB is at least t_A and pA at least t_B: Hard types must be
    deterred."""
    t_a, _, t_b, _ = thresholds()
    both = profile(*DETERRENCE, pB=t_a + STEP, pA=t_b + STEP)
    weak_b = profile(*DETERRENCE, pB=t_a - STEP, pA=t_b + STEP)
    weak_a = profile(*DETERRENCE, pB=t_a + STEP, pA=t_b - STEP)
    return all_of(
        is_equilibrium(both, "pB above t_A, pA above t_B"),
        is_not_equilibrium(weak_b, "pB below t_A: a Hard A chooses D"),
        is_not_equilibrium(weak_a, "pA below t_B: a Hard B chooses D"),
    )


def _separating() -> Evidence:
    """Hard players challenge and Soft ones do not, if and only if pB is at least s_A and pA at
    least s_B."""
    _, s_a, _, s_b = thresholds()
    both = profile(*SEPARATING, pB=s_a + STEP, pA=s_b + STEP)
    weak_b = profile(*SEPARATING, pB=s_a - STEP, pA=s_b + STEP)
    weak_a = profile(*SEPARATING, pB=s_a + STEP, pA=s_b - STEP)
    return all_of(
        is_equilibrium(both, "pB above s_A, pA above s_B"),
        is_not_equilibrium(weak_b, "pB below s_A: a Soft A joins in"),
        is_not_equilibrium(weak_a, "pA below s_B: a Soft B joins in"),
    )


def hybrid(p_a: float, p_b: float) -> tuple[float, float]:
    """x_H and y_H at which the other side's Hard type is indifferent."""
    v = build().values()
    x_h = 1 - (1 - p_a) * (v["bCD"] - v["bSQ"]) / (p_a * (v["bSQ"] - v["bDDh"]))
    y_h = 1 - (1 - p_b) * (v["aDC"] - v["aSQ"]) / (p_b * (v["aSQ"] - v["aDDh"]))
    return x_h, y_h


def _hybrid() -> Evidence:
    """Wherever Deterrence exists strictly, so does a play in which Hard players mix and Soft ones
    do not challenge."""
    t_a, _, t_b, _ = thresholds()
    x_h, y_h = hybrid(0.75, 0.75)
    at_edge = hybrid(t_b, t_a)
    more_by_b = profile(x_h, 0, y_h + 5 * STEP, 0)
    return all_of(
        close(2 / 3, x_h, EXACT, "x_H at pA = pB = .75"),
        close(1 / 3, y_h, EXACT, "y_H there"),
        is_equilibrium(profile(x_h, 0, y_h, 0), "certified"),
        is_not_equilibrium(more_by_b, "the more Hard Bs choose D, the more a Hard A wants to"),
        close(0.0, max(map(abs, at_edge)), EXACT, "both mixtures vanish at pA = t_B, pB = t_A"),
    )


def _bluff() -> Evidence:
    """With pB below s_A and pA below s_B Soft players mix so that A challenges with Pr s_B in all
    and B with Pr s_A."""
    _, s_a, _, s_b = thresholds()
    p_a, p_b = 0.3, 0.4
    x_s = (s_b - p_a) / (1 - p_a)
    y_s = (s_a - p_b) / (1 - p_b)

    def play(more_by_b: float) -> TreeAssessment:
        """The Bluff Equilibrium, or one with more bluff by B."""
        return profile(1, x_s, 1, y_s + more_by_b, pA=p_a, pB=p_b)

    return all_of(
        is_equilibrium(play(0.0), "pA .3, pB .4"),
        is_not_equilibrium(play(2 * STEP), "more bluff by B: a Soft A strictly prefers C"),
        is_not_equilibrium(play(-2 * STEP), "less bluff by B: a Soft A strictly prefers D"),
    )


def _attack() -> Evidence:
    """With pB at most s_A, A challenges for sure and a Soft B gives way, whatever A's credibility;
    likewise for B."""
    _, s_a, _, s_b = thresholds()
    by_a = [
        is_equilibrium(profile(*A_ATTACKS, pB=s_a - STEP, pA=p_a), f"A attacks, pA {p_a}")
        for p_a in (0.1, 0.9)
    ]
    by_b = [
        is_equilibrium(profile(*B_ATTACKS, pA=s_b - STEP, pB=p_b), f"B attacks, pB {p_b}")
        for p_b in (0.1, 0.9)
    ]
    credible_b = profile(*A_ATTACKS, pB=s_a + STEP, pA=0.5)
    credible_a = profile(*B_ATTACKS, pA=s_b + STEP, pB=0.5)
    return all_of(
        *by_a,
        is_not_equilibrium(credible_b, "pB above s_A: a Soft A stays at C"),
        *by_b,
        is_not_equilibrium(credible_a, "pA above s_B: a Soft B stays at C"),
    )


def _pareto() -> Evidence:
    """Where both exist, both sides prefer Deterrence; in Separating the status quo holds with Pr
    (1 - pA)(1 - pB)."""
    peace = profile(*DETERRENCE)
    clash = profile(*SEPARATING)
    firmer = profile(*SEPARATING, pA=0.8, pB=0.8)

    def status_quo(play: TreeAssessment) -> float:
        """Probability that the status quo holds."""
        return chance_of_payoffs(play, (play.values["aSQ"], play.values["bSQ"]))

    gain = min(peace.value(player) - clash.value(player) for player in "AB")
    less_likely = "both more credible, .75 to .8: the status quo is less likely"
    return all_of(
        sign(1, gain, "gain of each side from Deterrence"),
        close(1.0, status_quo(peace), EXACT, "Deterrence"),
        close(0.25**2, status_quo(clash), EXACT, "Separating"),
        sign(-1, status_quo(firmer) - status_quo(clash), less_likely),
    )


def _branch() -> Evidence:
    """The branch from λ = 0 goes to Separating at credibilities of .7 and .75, to Deterrence at .8
    and .9 (λ = 300)."""
    gaps = []
    for credibility, hard in ((0.7, 1.0), (0.75, 1.0), (0.8, 0.0), (0.9, 0.0)):
        selected = follow_path(build(), {"pA": credibility, "pB": credibility}, precision=300.0)
        for player in "AB":
            gaps.append(abs(selected.strategy(player, "first? Hard")["D"] - hard))
            gaps.append(selected.strategy(player, "first? Soft")["D"])
    return below(max(gaps), 1e-6, "largest gap to the pure equilibrium")


MODEL = Model(
    key="zagare_kilgour2000_mutual",
    title="Perfect deterrence: the generalized mutual deterrence game",
    source=Source(
        authors="Zagare, Frank C.; Kilgour, D. Marc",
        year=2000,
        title="Perfect Deterrence",
        venue="Cambridge University Press (Cambridge Studies in International Relations 72)",
        where="chapter 4 and appendix 4",
        opened=(
            "recalled, not opened; secondary: contents and the publisher's summaries of appendices "
            "1, 3 and 8"
        ),
        doi="10.1017/CBO9780511491788",
    ),
    story=(
        "Two sides decide at once whether to upset the status quo; one surprised by the other "
        "gives way or retaliates. Credibility is the probability of being Hard, of preferring "
        "conflict to giving way. If both are credible enough nobody moves; yet it may be as stable "
        "that Hard players strike because the other's Hard type will. With little credibility Soft "
        "players bluff, or one side attacks and the other gives way. Kilgour and Zagare first put "
        "a bilateral game of this kind in American Journal of Political Science 35(2), 1991, "
        "305-334."
    ),
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
    branch=(
        "At pA = pB = .7 and .75 the path from λ = 0 comes to Separating, although Deterrence "
        "exists and is better for both; at .8 and .9 to Deterrence. Between .76 and .77 it turns "
        "over through a pair of folds: near where risk dominance between the two turns over "
        "(Hybrid's x_H + y_H = 1, at .75), not where Deterrence begins (.667)."
    ),
    uncertain=(
        "Game and names of equilibria are recalled; of the 1991 article only the abstract was "
        "read. Every condition was derived again and is tested, so 'our reading' is about the "
        "book's names. Other orders of payoffs are left out. The numbers are ours, with t_A > s_A "
        "and t_B < s_B."
    ),
)
