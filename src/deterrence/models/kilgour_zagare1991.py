"""Bilateral deterrence over the whole square of credibilities: where it is stable, and what is stable beside it.

The game is that of ``zagare_kilgour2000_mutual``: A and B choose C or D at once, and one that is surprised gives way or
retaliates. Credibility is Pr(Hard): the probability that a player prefers retaliation to giving way, which is at once
how far its threat is believed and how often carrying it out is rational. Play is [x_H, x_S; y_H, y_S], Pr(D) at the
first move by type, and t_A, s_A, t_B, s_B are the thresholds there. Six kinds of equilibria cover the square (pA, pB):

    Deterrence [0, 0; 0, 0] and Hybrid (Hard types mix)    pB >= t_A and pA >= t_B
    Separating [1, 0; 1, 0]                                pB >= s_A and pA >= s_B
    Bluff [1, x_S; 1, y_S]                                 pB <= s_A and pA <= s_B
    A attacks [1, 1; 1, 0]; B attacks [1, 0; 1, 1]         pB <= s_A; pA <= s_B
"""

from __future__ import annotations

from itertools import product

from ..game.tree import GameTree
from . import zagare_kilgour2000_mutual as mutual
from .checks import claim, equilibrium
from .model import Evidence, Model, Source, all_of, below, close, sign

PLACES = list(product((0.2, 0.52, 0.8), (0.2, 0.6, 0.8)))  # (pA, pB), in every cell that the thresholds make
STRATEGY = [(i, f"first? {kind}") for i in "AB" for kind in ("Hard", "Soft")]


def build() -> GameTree:
    """The bilateral game with both credibilities as parameters."""
    return mutual.build()


def named(p_a: float, p_b: float) -> dict[str, tuple[bool, tuple[float, ...]]]:
    """Kind -> whether it should exist at these credibilities, and its play, cut to probabilities."""
    t_a, s_a, t_b, s_b = mutual.thresholds()
    firm, apart, weak = p_b >= t_a and p_a >= t_b, p_b >= s_a and p_a >= s_b, p_b <= s_a and p_a <= s_b
    x, y = (min(1.0, max(0.0, z)) for z in mutual.hybrid(p_a, p_b))
    x_s, y_s = (min(1.0, max(0.0, z)) for z in ((s_b - p_a) / (1 - p_a), (s_a - p_b) / (1 - p_b)))
    return {
        "Deterrence": (firm, (0, 0, 0, 0)),
        "Hybrid": (firm, (x, 0, y, 0)),
        "Separating": (apart, (1, 0, 1, 0)),
        "Bluff": (weak, (1, x_s, 1, y_s)),
        "A attacks": (p_b <= s_a, (1, 1, 1, 0)),
        "B attacks": (p_a <= s_b, (1, 0, 1, 1)),
    }


def _map() -> Evidence:
    """Each of the six kinds is an equilibrium just where its inequalities say, in all cells of the square."""
    found = []
    for p_a, p_b in PLACES:
        for kind, (held, play) in named(p_a, p_b).items():
            if held or kind not in ("Hybrid", "Bluff"):  # a mixture outside its region is no probability
                found.append(equilibrium(held, mutual.profile(*play, pA=p_a, pB=p_b), f"{kind} at {p_a}, {p_b}"))
    failed = [f for f in found if not f.holds]
    return failed[0] if failed else Evidence(True, f"{len(found)} plays", f"{len(found)} as claimed", "nine cells")


def _alone() -> Evidence:
    """Deterrence is never the only equilibrium: wherever it exists Hard types, or one whole side, may also attack."""
    stable = [(p, named(*p)) for p in PLACES if named(*p)["Deterrence"][0]]
    others = [
        equilibrium(True, mutual.profile(*play, pA=p[0], pB=p[1]), f"{kind} beside Deterrence at {p}")
        for p, kinds in stable
        for kind, (held, play) in kinds.items()
        if held and kind in ("Separating", "A attacks", "B attacks")
    ]
    counted = sign(1, len(stable), "cells with Deterrence"), sign(0, len(others) - len(stable), "one rival each")
    return all_of(*counted, *others)


def _robust() -> Evidence:
    """The credibility of B that deters A, t_A, falls as A likes the status quo more or conflict less: Deterrence then
    survives more doubt. It rises with what A could win."""

    def needed(**values: float) -> float:  # root of a Hard A's gain from D, which is linear in pB
        worth = [[mutual.profile(x, 0, 0, 0, pB=p, **values).value("A") for x in (0, 1)] for p in (0.0, 1.0)]
        none, full = (d - c for c, d in worth)
        return float(none / (none - full))

    base = needed()
    return all_of(
        close(mutual.thresholds()[0], base, 1e-9, "t_A"),
        sign(-1, needed(aSQ=0.7) - base, "aSQ .6 to .7"),
        sign(-1, needed(aDDh=0.35) - base, "aDD+ .4 to .35"),
        sign(1, needed(aDC=1.2) - base, "aDC 1 to 1.2"),
    )


def _war() -> Evidence:
    """Pr(conflict) is pA pB in Separating and pA where B attacks: there more credible threats bring more conflict."""

    def war(play: tuple[float, ...], p_a: float, p_b: float) -> float:
        found = mutual.profile(*play, pA=p_a, pB=p_b)
        fought = [p in (found.values["aDDh"], found.values["aDDs"]) for p in found.numbers.payoff[:, 0]]
        ends = [n for n, f in enumerate(fought) if f and not found.tree.has_children[n]]
        return float(found.reach[ends].sum())

    return all_of(
        close(0.8 * 0.6, war((1, 0, 1, 0), 0.8, 0.6), 1e-9, "Separating at .8, .6"),
        close(0.52, war((1, 0, 1, 1), 0.52, 0.8), 1e-9, "B attacks at .52, .8"),
        close(0.2, war((1, 0, 1, 1), 0.2, 0.8), 1e-9, "B attacks at .2, .8"),
    )


def _search() -> Evidence:
    """A search from 8 starts (λ = 100) at pA = pB = .8 finds nothing but Deterrence, Separating and Hybrid."""
    from ..solvers.tree import find_equilibria

    found = find_equilibria(build(), 100.0, starts=8, values={"pA": 0.8, "pB": 0.8})
    plays = [[s.assessment.strategy(*at)["D"] for at in STRATEGY] for s in found]
    kinds = [play for held, play in named(0.8, 0.8).values() if held]
    gaps = [min(max(abs(a - b) for a, b in zip(k, p, strict=True)) for k in kinds) for p in plays]
    return all_of(below(max(gaps), 0.1, f"{len(found)} found, each to the nearest named"), sign(1, len(found) - 1))


def _branch() -> Evidence:
    """The branch from λ = 0 goes to Deterrence at (.8, .8), to Separating at (.8, .6), and else to an attack by the
    side that faces less credibility than s, also at (.52, .8) where Deterrence exists."""
    from ..solvers.tree import solve_tree

    gaps = []
    for p_a, p_b in PLACES:
        found = solve_tree(build(), 3000.0, {"pA": p_a, "pB": p_b}).assessment
        play = [found.strategy(*at)["D"] for at in STRATEGY]
        kind = "A attacks" if p_b == 0.2 else "B attacks" if p_a < 0.8 else "Separating" if p_b == 0.6 else "Deterrence"
        expected = named(p_a, p_b)[kind][1]
        # the Hard type of a side that is attacked does not care: conflict comes either way
        free = {"A attacks": 2, "B attacks": 0}.get(kind, -1)
        gaps += [abs(a - b) for n, (a, b) in enumerate(zip(play, expected, strict=True)) if n != free]
    return below(max(gaps), 0.02, "largest gap at nine places, λ = 3000")


MODEL = Model(
    key="kilgour_zagare1991",
    title="Credibility and the stability of bilateral deterrence",
    source=Source(
        authors="Kilgour, D. Marc; Zagare, Frank C.",
        year=1991,
        title="Credibility, Uncertainty, and Deterrence",
        venue="American Journal of Political Science 35(2), 305-334",
        where="the argument as a whole",
        opened="abstract; volume and pages from secondary: a bibliography",
    ),
    story="Each of two sides could gain by upsetting the status quo, and each is unsure whether the other would rather "
    "retaliate than give way. Calling the probability of that its credibility makes one number of two notions: how far "
    "a threat is believed, and whether carrying it out is rational. Drawn over both credibilities, deterrence is "
    "stable in the corner where both are high. It is never the only stable outcome there, and where it fails more "
    "credibility can bring more conflict.",
    build=build,
    propositions=(
        claim("the square of credibilities", "equilibrium", "our reading", _map),
        claim("deterrence is never alone", "equilibrium", "our reading", _alone),
        claim("what makes deterrence robust", "sign", "our reading", _robust),
        claim("credibility and war", "closed form", "our reading", _war),
        claim("nothing else was found", "equilibrium", "computed", _search),
        claim("the logit path", "limit", "computed", _branch),
    ),
    branch="Deterrence at (.8, .8), Separating at (.8, .6); A attacks where pB is .2, B attacks where pA is .2 or .52 "
    "and pB .6 or more, at (.52, .8) although Deterrence exists: there it is only just stable. The attacked side's "
    "Hard type, which fights either way, ends at 1/2 or above.",
    uncertain="Only the abstract was read. That players move at once and that the surprised one answers is our "
    "reading, as in the later book; the numbers are those of zagare_kilgour2000_mutual. Mixed plays where an "
    "indifferent Hard type does otherwise are left out.",
)
