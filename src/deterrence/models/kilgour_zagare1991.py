"""Bilateral deterrence over the whole square of credibilities: where it is stable, and what else.

The game is that of ``zagare_kilgour2000_mutual``: A and B choose C or D at once, and one that is
surprised gives way or retaliates. Credibility is Pr(Hard): the probability that a player prefers
retaliation to giving way, which is at once how far its threat is believed and how often carrying it
out is rational. Play is [x_H, x_S; y_H, y_S], Pr(D) at the first move by type, and t_A, s_A, t_B,
s_B are the thresholds there. Six equilibria cover the square (pA, pB):

    Deterrence [0, 0; 0, 0] and Hybrid (Hard types mix)    pB >= t_A and pA >= t_B
    Separating [1, 0; 1, 0]                                pB >= s_A and pA >= s_B
    Bluff [1, x_S; 1, y_S]                                 pB <= s_A and pA <= s_B
    A attacks [1, 1; 1, 0]; B attacks [1, 0; 1, 1]         pB <= s_A; pA <= s_B
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from ..trees.tree import GameTree
from . import zagare_kilgour2000_mutual as mutual
from .checks import EXACT, as_probability, claim, equilibrium_if, follow_path, is_equilibrium
from .model import Evidence, Model, Source, all_of, below, close, sign

# (pA, pB), in every cell that the thresholds make
PLACES = tuple(product((0.2, 0.52, 0.8), (0.2, 0.6, 0.8)))
FIRST_MOVES = tuple((player, f"first? {own}") for player in "AB" for own in mutual.TYPES)
MIXED = ("Hybrid", "Bluff")
RIVALS = ("Separating", "A attacks", "B attacks")  # what may be stable beside Deterrence

SELECTED = {  # by (pA, pB): where the logit path ends
    (0.2, 0.2): "A attacks",
    (0.2, 0.6): "B attacks",
    (0.2, 0.8): "B attacks",
    (0.52, 0.2): "A attacks",
    (0.52, 0.6): "B attacks",
    (0.52, 0.8): "B attacks",
    (0.8, 0.2): "A attacks",
    (0.8, 0.6): "Separating",
    (0.8, 0.8): "Deterrence",
}
# The Hard type of the side that is attacked does not care: conflict comes either way.
INDIFFERENT = {"A attacks": ("B", "first? Hard"), "B attacks": ("A", "first? Hard")}


@dataclass(frozen=True)
class Candidate:
    """A play that may be an equilibrium.

    Attributes:
        exists: whether its inequalities hold.
        play: x_H, x_S, y_H, y_S; mixtures cut to [0, 1] where they do not.
    """

    exists: bool
    play: tuple[float, float, float, float]


def build() -> GameTree:
    """The bilateral game with both credibilities as parameters."""
    return mutual.build()


def candidates(p_a: float, p_b: float) -> dict[str, Candidate]:
    """The six equilibria of the table above, at these credibilities."""
    t_a, s_a, t_b, s_b = mutual.thresholds()
    both_firm = p_b >= t_a and p_a >= t_b
    both_believed = p_b >= s_a and p_a >= s_b
    both_weak = p_b <= s_a and p_a <= s_b
    x_h, y_h = map(as_probability, mutual.hybrid(p_a, p_b))
    x_s = as_probability((s_b - p_a) / (1 - p_a))
    y_s = as_probability((s_a - p_b) / (1 - p_b))
    return {
        "Deterrence": Candidate(both_firm, mutual.DETERRENCE),
        "Hybrid": Candidate(both_firm, (x_h, 0, y_h, 0)),
        "Separating": Candidate(both_believed, mutual.SEPARATING),
        "Bluff": Candidate(both_weak, (1, x_s, 1, y_s)),
        "A attacks": Candidate(p_b <= s_a, mutual.A_ATTACKS),
        "B attacks": Candidate(p_a <= s_b, mutual.B_ATTACKS),
    }


def _map() -> Evidence:
    """Each of the six is an equilibrium just where its inequalities say, in all cells of the
    square."""
    evidence = []
    for p_a, p_b in PLACES:
        for name, candidate in candidates(p_a, p_b).items():
            if name in MIXED and not candidate.exists:
                continue  # outside its region the mixture would need probabilities beyond [0, 1]
            play = mutual.profile(*candidate.play, pA=p_a, pB=p_b)
            evidence.append(equilibrium_if(candidate.exists, play, f"{name} at {p_a}, {p_b}"))
    count = len(evidence)
    failed = [one for one in evidence if not one.holds]
    if failed:
        return failed[0]
    return Evidence(True, f"{count} plays", f"{count} as claimed", "nine cells")


def _alone() -> Evidence:
    """Deterrence is never the only equilibrium: wherever it exists Hard types, or one whole side,
    may also attack."""
    stable = [place for place in PLACES if candidates(*place)["Deterrence"].exists]
    rivals = []
    for place in stable:
        p_a, p_b = place
        for name in RIVALS:
            candidate = candidates(p_a, p_b)[name]
            if candidate.exists:
                play = mutual.profile(*candidate.play, pA=p_a, pB=p_b)
                rivals.append(is_equilibrium(play, f"{name} beside Deterrence at {place}"))
    return all_of(
        sign(1, len(stable), "cells with Deterrence"),
        sign(0, len(rivals) - len(stable), "one rival each"),
        *rivals,
    )


def _robust() -> Evidence:
    """The credibility of B that deters A, t_A, falls as A likes the status quo more or conflict
    less: Deterrence then survives more doubt. It rises with what A could win."""

    def gain(p_b: float, **values: float) -> float:
        """A's gain from D by its Hard type, linear in pB."""
        stays, moves = (mutual.profile(x_h, 0, 0, 0, pB=p_b, **values) for x_h in (0, 1))
        return moves.value("A") - stays.value("A")

    def needed(**values: float) -> float:
        """The pB at which that gain is zero."""
        at_zero, at_one = gain(0.0, **values), gain(1.0, **values)
        return float(at_zero / (at_zero - at_one))

    base = needed()
    return all_of(
        close(mutual.thresholds()[0], base, EXACT, "t_A"),
        sign(-1, needed(aSQ=0.7) - base, "aSQ .6 to .7"),
        sign(-1, needed(aDDh=0.35) - base, "aDD+ .4 to .35"),
        sign(1, needed(aDC=1.2) - base, "aDC 1 to 1.2"),
    )


def _war() -> Evidence:
    """Pr(conflict) is pA pB in Separating and pA where B attacks: there more credible threats bring
    more conflict."""

    def war(play: tuple[float, float, float, float], p_a: float, p_b: float) -> float:
        """Probability of the ends that pay A one of its two payoffs of conflict."""
        assessment = mutual.profile(*play, pA=p_a, pB=p_b)
        conflict = [assessment.values["aDDh"], assessment.values["aDDs"]]
        ends = [
            node
            for node, payoff in enumerate(assessment.numbers.payoff[:, 0])
            if payoff in conflict and not assessment.tree.has_children[node]
        ]
        return float(assessment.reach[ends].sum())

    return all_of(
        close(0.8 * 0.6, war(mutual.SEPARATING, 0.8, 0.6), EXACT, "Separating at .8, .6"),
        close(0.52, war(mutual.B_ATTACKS, 0.52, 0.8), EXACT, "B attacks at .52, .8"),
        close(0.2, war(mutual.B_ATTACKS, 0.2, 0.8), EXACT, "B attacks at .2, .8"),
    )


def _search() -> Evidence:
    """A search from 8 starts (λ = 100) at pA = pB = .8 finds nothing but Deterrence, Separating and
    Hybrid."""
    from ..solvers.tree import find_equilibria

    solutions = find_equilibria(build(), 100.0, starts=8, values={"pA": 0.8, "pB": 0.8})
    named = [one.play for one in candidates(0.8, 0.8).values() if one.exists]

    def gap_to_nearest(play: list[float]) -> float:
        """Largest gap in a probability to the nearest of the named plays."""
        return min(max(abs(a - b) for a, b in zip(known, play, strict=True)) for known in named)

    plays = [
        [solution.assessment.strategy(*move)["D"] for move in FIRST_MOVES] for solution in solutions
    ]
    return all_of(
        below(
            max(map(gap_to_nearest, plays)), 0.1, f"{len(plays)} found, each to the nearest named"
        ),
        sign(1, len(plays) - 1),
    )


def _branch() -> Evidence:
    """The branch from λ = 0 goes to Deterrence at (.8, .8), to Separating at (.8, .6), and else to
    an attack by the side that faces less credibility than s, also at (.52, .8) where Deterrence
    exists."""
    gaps = []
    for (p_a, p_b), name in SELECTED.items():
        selected = follow_path(build(), {"pA": p_a, "pB": p_b}, precision=3000.0)
        expected = candidates(p_a, p_b)[name].play
        for move, chance in zip(FIRST_MOVES, expected, strict=True):
            if move != INDIFFERENT.get(name):
                gaps.append(abs(selected.strategy(*move)["D"] - chance))
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
    story=(
        "Each of two sides could gain by upsetting the status quo, and each is unsure whether the "
        "other would rather retaliate than give way. Calling the probability of that its "
        "credibility makes one number of two notions: how far a threat is believed, and whether "
        "carrying it out is rational. Drawn over both credibilities, deterrence is stable in the "
        "corner where both are high. It is never the only stable outcome there, and where it fails "
        "more credibility can bring more conflict."
    ),
    build=build,
    propositions=(
        claim("the square of credibilities", "equilibrium", "our reading", _map),
        claim("deterrence is never alone", "equilibrium", "our reading", _alone),
        claim("what makes deterrence robust", "sign", "our reading", _robust),
        claim("credibility and war", "closed form", "our reading", _war),
        claim("nothing else was found", "equilibrium", "computed", _search),
        claim("the logit path", "limit", "computed", _branch),
    ),
    branch=(
        "Deterrence at (.8, .8), Separating at (.8, .6); A attacks where pB is .2, B attacks where "
        "pA is .2 or .52 and pB .6 or more, at (.52, .8) although Deterrence exists: there it is "
        "only just stable. The attacked side's Hard type, which fights either way, ends at 1/2 or "
        "above."
    ),
    uncertain=(
        "Only the abstract was read. That players move at once and that the surprised one answers "
        "is our reading, as in the later book; the numbers are those of zagare_kilgour2000_mutual. "
        "Mixed plays where an indifferent Hard type does otherwise are left out."
    ),
)
