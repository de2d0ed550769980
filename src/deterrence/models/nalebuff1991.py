"""Reputation for strength: an incident that is not worth it, and a later challenge.

Defender's cost of fighting c is private, uniform on [c0, 1]. In an incident it may intervene (I),
which pays x - c, or not (N), which pays zero. Challenger sees this and may challenge; Defender then
fights (-c) or concedes (-R), so that it fights when c <= R. Challenger gets t from a concession,
t - 1 from a fight; t is private, uniform on [0, 1]. With f = Pr(fight | what was seen) it
challenges when t > f, so that f is also the probability of deterrence.

Intervening gains type c the sum x - c + (f_I - f_N) min(c, R), which falls in c. Write
F = (R - c0) / (1 - c0):

    cutoff      c <= ĉ intervene, ĉ = (x + c0 + √((x - c0)² + 4 R (R - c0))) / 2;
                f_I = (R - c0) / (ĉ - c0), f_N = 0
    nobody      f_N = F; needs x <= c0 (1 + F - f_I) for the f_I that an intervention would bring
    everybody   f_I = F; needs x >= 1 - R (F - f_N)
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
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
    equilibrium_if,
    follow_path,
    is_equilibrium,
    is_not_equilibrium,
)
from .model import Evidence, Model, Source, all_of, below, cell_middle, close, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

DEFENDER, CHALLENGER = "Defender", "Challenger"
SEEN = ("I", "N")  # what Challenger sees: an intervention, or none
TYPES = 6
# x, R and c0 such that ĉ = .8 and R lie between types: the finite game then has the same equilibria
X, R, C0 = 0.275, 0.7, 0.4
F = (R - C0) / (1 - C0)
LEAST_COST, GREATEST_COST = 0.45, 0.95  # in the finite game, in place of c0 and 1
SIDES = (-0.02, 0.02)  # of a threshold


def build(types: int = TYPES, challengers: int = 4) -> GameTree:
    """Both uniform distributions cut into cells, each type at the middle of its cell."""
    g = TreeBuilder(
        "Reputation for strength",
        (DEFENDER, CHALLENGER),
        "An incident, and then perhaps a challenge.",
    )
    x = g.parameter("x", X, "what intervening in the incident is worth", low=0)
    r = g.parameter("R", R, "what conceding to a challenge costs", low=0, high=1)
    c0 = g.parameter("c0", C0, "least cost of fighting", low=0, high=1)

    def cost(index: int) -> Part:
        """The game with a Defender of one type."""
        c = c0 + (1 - c0) * cell_middle(index, types)

        def after(seen: str) -> Part:
            """The Defender has intervened or not."""

            def met_by(challenger: int) -> Part:
                """One type of Challenger has seen it."""
                t = cell_middle(challenger, challengers)
                answers = {"fight": g.end(-c, t - 1), "concede": g.end(-r, t)}
                answer = g.move(DEFENDER, f"fight? {index} {seen}", answers)
                choice = {"challenge": answer, "refrain": g.end(0, 0)}
                return g.move(CHALLENGER, f"challenge? {challenger} {seen}", choice)

            types_met = {
                f"t {challenger}": (1 / challengers, met_by(challenger))
                for challenger in range(challengers)
            }
            pay = (x - c if seen == "I" else 0, 0)
            return g.chance(f"Challenger {index} {seen}", types_met, pay=pay)

        return g.move(DEFENDER, f"incident? {index}", {seen: after(seen) for seen in SEEN})

    costs = {f"c {index}": (1 / types, cost(index)) for index in range(types)}
    return g.tree(g.chance("cost of fighting", costs))


def cutoff(x: float = X) -> float:
    """ĉ, by the closed form."""
    return (x + C0 + sqrt((x - C0) ** 2 + 4 * R * (R - C0))) / 2


F_I = (R - C0) / (cutoff() - C0)  # Pr(fight | intervention) in the cutoff equilibrium
EVERY_COST = 2.0  # a cutoff above every cost of fighting
NO_COST = 0.0  # a cutoff below every cost of fighting


@dataclass(frozen=True)
class Play:
    """Types with a cost up to a cutoff intervene, and fight a challenge if they would.

    Attributes:
        keen: that cutoff.
        f_i: Challenger acts after an intervention as if Pr(fight) were this.
        f_n: the same where there was no intervention.
        x: what intervening is worth.
        types: number of types of Defender; Challenger has two thirds as many.
        read_as_strong: off the path Challenger believes in the strongest type, not the weakest.
        lone: one type that intervenes whatever its cost.
    """

    keen: float
    f_i: float
    f_n: float
    x: float = X
    types: int = TYPES
    read_as_strong: bool = False
    lone: int | None = None

    @property
    def challengers(self) -> int:
        """Number of types of Challenger."""
        return 2 * self.types // 3

    def assessment(self) -> TreeAssessment:
        """As strategies and beliefs of the tree."""
        strategies = self._defender() | self._challenger()
        tree = build(self.types, self.challengers)
        return assess(tree, strategies, {"x": self.x}, self._beliefs())

    def _defender(self) -> Strategies:
        """Who intervenes, and who fights a challenge."""
        strategies: Strategies = {}
        for index in range(self.types):
            c = C0 + (1 - C0) * (index + 0.5) / self.types
            intervenes = c <= self.keen or index == self.lone
            strategies[DEFENDER, f"incident? {index}"] = {"I" if intervenes else "N": 1.0}
            for seen in SEEN:
                answer = "fight" if c <= R else "concede"
                strategies[DEFENDER, f"fight? {index} {seen}"] = {answer: 1.0}
        return strategies

    def _challenger(self) -> Strategies:
        """Who challenges after an intervention and after none."""
        strategies: Strategies = {}
        for seen, fight in zip(SEEN, (self.f_i, self.f_n), strict=True):
            for challenger in range(self.challengers):
                t = cell_middle(challenger, self.challengers)
                action = "challenge" if t > fight else "refrain"
                strategies[CHALLENGER, f"challenge? {challenger} {seen}"] = {action: 1.0}
        return strategies

    def _beliefs(self) -> Beliefs | None:
        """Beliefs off the path: None where everything is on it."""
        if C0 < self.keen < 1 or self.lone is not None:
            return None
        surprise = "I" if self.keen < C0 else "N"
        believed = 0 if self.read_as_strong else self.types - 1
        one_type = [float(index == believed) for index in range(self.types)]
        return {
            (CHALLENGER, f"challenge? {challenger} {surprise}"): one_type
            for challenger in range(self.challengers)
        }


def _cutoff_play(types: int = TYPES) -> TreeAssessment:
    """The cutoff equilibrium."""
    return Play(cutoff(), F_I, 0.0, types=types).assessment()


def _cutoff() -> Evidence:
    """Types up to ĉ intervene although ĉ > c0 > x, for the sake of reputation alone."""
    other_cutoffs = []
    # one type fewer, one more, and Challenger knows it
    for keen in (cutoff() - 0.1, cutoff() + 0.1):
        play = Play(keen, min(1.0, (R - C0) / (keen - C0)), 0.0)
        other_cutoffs.append(is_not_equilibrium(play.assessment(), f"cutoff {keen:.1f}"))
    return all_of(
        sign(1, min(cutoff() - C0, C0 - X), "ĉ > c0 > x"),
        *(is_equilibrium(_cutoff_play(types), f"{types} types") for types in (6, 12, 24)),
        *other_cutoffs,
    )


def _misleading() -> Evidence:
    """The act informs though all know why it is done, f_I > F > f_N; and it misleads: a share
    (ĉ - R) / (ĉ - c0) of those who intervene would not fight when challenged."""
    play = _cutoff_play()
    acted, stayed = (play.belief_at(CHALLENGER, f"challenge? 0 {seen}") for seen in SEEN)
    soft = sum(acted[-2:]) + acted[3]  # costs .75, .85 and .95 are above R
    claimed = (cutoff() - R) / (cutoff() - C0)
    return all_of(
        close(claimed, soft, EXACT, "share"),
        close(0.0, sum(stayed[:3]), EXACT, "f_N"),
        sign(1, min(1 - soft - F, F), "f_I > F > 0"),
    )


def _nobody() -> Evidence:
    """Nobody intervenes if it would be read as weakness (f_I = 0) and x <= c0 (1 + F); if read as
    strength (f_I = 1), only for x <= c0 F. In the finite game the least cost is not c0 but .45."""
    weak = LEAST_COST * (1 + F)
    strong = LEAST_COST * F
    evidence = []
    for side in SIDES:
        x = weak + side
        play = Play(NO_COST, 0.0, F, x).assessment()
        evidence.append(equilibrium_if(side < 0, play, f"weakness, x {x:.3f}"))
    for side in SIDES:
        x = strong + side
        play = Play(NO_COST, 1.0, F, x, read_as_strong=True).assessment()
        evidence.append(equilibrium_if(side < 0, play, f"strength, x {x:.3f}"))
    return all_of(*evidence)


def _d1() -> Evidence:
    """Where nobody intervenes, the f_I that makes it worth while, F + (c - x) / min(c, R), rises in
    c: by D1 an intervention must come from the strongest type."""

    def gain(index: int, f_i: float) -> float:
        """What one type adds to Defender's expectation by intervening alone; linear in f_I."""
        alone = Play(NO_COST, f_i, F, lone=index).assessment()
        nobody = Play(NO_COST, f_i, F).assessment()
        return alone.value(DEFENDER) - nobody.value(DEFENDER)

    needed, gaps = [], []
    for index, c in enumerate((0.45, 0.55, 0.65, 0.75, 0.85, 0.95)):
        at_zero, at_one = gain(index, 0.0), gain(index, 1.0)
        needed.append(at_zero / (at_zero - at_one))
        gaps.append(abs(needed[-1] - (F + (c - X) / min(c, R))))
    rise = min(after - before for before, after in pairwise(needed))
    return all_of(
        below(max(gaps), EXACT, "f_I needed by each type"),
        sign(1, rise, "least rise from a type to the next"),
    )


def _everybody() -> Evidence:
    """Everybody intervenes if x >= 1 - R F, staying out being read as weakness; in the finite game
    .95 stands for 1."""
    edge = GREATEST_COST - R * F
    evidence = []
    for side in SIDES:
        x = edge + side
        play = Play(EVERY_COST, F, 0.0, x).assessment()
        evidence.append(equilibrium_if(side > 0, play, f"x {x:.3f}"))
    return all_of(*evidence)


def _average() -> Evidence:
    """Reputation changes who is challenged, not how often: Pr(challenge) = 1 - F in the cutoff
    equilibrium as where nobody intervenes; the interventions are so much loss to Defender on
    average."""
    sought = _cutoff_play()
    nobody = Play(NO_COST, 0.0, F).assessment()
    loss = sought.value(DEFENDER) - nobody.value(DEFENDER)
    return all_of(
        *(
            close(1 - F, chance_of(play, CHALLENGER, "challenge"), EXACT, "Pr(challenge)")
            for play in (sought, nobody)
        ),
        sign(-1, loss, "Defender's expectation, cutoff less nobody"),
    )


def _limit() -> Evidence:
    """Solved with n = 3, 6, 12 costs, Pr(intervention) is within half a cell, 1 / 2n, of
    (ĉ - c0) / (1 - c0)."""
    evidence = []
    for types in (3, 6, 12):
        gaps = []
        for x in (0.3, 0.35):
            solved = follow_path(build(types, 2 * types // 3), {"x": x}, precision=1000.0)
            claimed = (cutoff(x) - C0) / (1 - C0)
            gaps.append(abs(chance_of(solved, DEFENDER, "I") - claimed))
        evidence.append(below(max(gaps), 0.5 / types, f"{types} types, x .3 and .35"))
    return all_of(*evidence)


def _branch() -> Evidence:
    """At λ = 400 the branch from λ = 0 is at nobody for x = .1 and .2, the cutoff for .275,
    everybody for .7."""
    gaps = []
    for x, intervening in ((0.1, 0), (0.2, 0), (X, 4), (0.7, 6)):
        selected = follow_path(build(), {"x": x}, precision=400.0)
        for index in range(TYPES):
            chance = selected.strategy(DEFENDER, f"incident? {index}")["I"]
            gaps.append(abs(chance - float(index < intervening)))
    return below(max(gaps), 1e-3, "largest gap of Pr(intervention) by type")


MODEL = Model(
    key="nalebuff1991",
    title="Reputation for strength in a continuum of types",
    source=Source(
        authors="Nalebuff, Barry",
        year=1991,
        title="Rational Deterrence in an Imperfect World",
        venue="World Politics 43(3), 313-335",
        where="the argument as a whole",
        opened="abstract and first notes; volume and pages recalled",
    ),
    story=(
        "A Defender whose cost of fighting only it knows may intervene in an incident that is not "
        "worth fighting over. A Challenger then judges from this whether a real challenge would be "
        "resisted. There is no single meaning of the act: if it would be taken for weakness nobody "
        "intervenes, if for strength all but the weakest do, partly by bluff. Asking what kind of "
        "Defender would gain most from the surprise settles the meaning: strength. Reputation then "
        "informs and misleads at once, and on average it deters nobody more."
    ),
    build=build,
    propositions=(
        claim("the cutoff equilibrium", "equilibrium", "our reading", _cutoff),
        claim("reputations mislead", "closed form", "our reading", _misleading),
        claim("nobody intervenes", "threshold", "our reading", _nobody),
        claim("who gains most from a surprise", "sign", "our reading", _d1),
        claim("everybody intervenes", "threshold", "our reading", _everybody),
        claim("reputation on average", "sign", "our reading", _average),
        claim("the continuum", "limit", "our reading", _limit),
        claim("the logit path", "limit", "computed", _branch),
    ),
    branch=(
        "The path from λ = 0 takes the side of the refinement: at x = .1 and .2 nobody intervenes, "
        "at .275 types up to the cutoff do, although nobody is an equilibrium there too, and at .7 "
        "everybody; the change comes between .2 and .23 (c0 F is .2, and .225 with six types)."
    ),
    uncertain=(
        "The paper's idea (reputation for strength among many types, beliefs off the path, "
        "refinement, Jervis's paradox) is in its abstract; its payoffs were not read. The two "
        "stages, the uniform distributions, the private t of Challenger and all thresholds are our "
        "construction, solved and tested here; no proposition is claimed to be printed in the "
        "paper."
    ),
)
