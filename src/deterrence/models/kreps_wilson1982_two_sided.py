"""A contest in which both sides may be strong (Kreps & Wilson 1982): who yields first.

One entrant and one incumbent meet in N contests of length 1/N; m of them are left. While neither
has yielded the entrant enters or gives up for good, then the incumbent fights or gives way for
good. With probability p the incumbent is strong and always fights, with probability q the entrant
is strong and always enters. All contests without entry are worth a to the incumbent, all entered
and not fought b to the entrant. Write

    y(m) = (1 − b)/(bm + 1 − b)     the chance of giving way that leaves the entrant indifferent
    x(m) = 1/(am)                   the chance of giving up that leaves the incumbent indifferent
    P(k) = Π (1 − y(m)) for m = k+1..N,     R(k) = Π (1 − x(m)) for m = k..N−1, R(0) = 0.

Where p ≤ P(k) and R(k) ≤ q < R(k+1), the entrant enters and the incumbent gives way at once with
probability 1 − p/Π(1 − y(m)), m = k+1..N−1; where P(k) < p ≤ P(k+1) and q ≤ R(k+1), the entrant
gives up at once with probability 1 − q/R(k+1). Then both yield at rates x and y until nobody
doubts. As N grows, P(k) → (k/N)^((1−b)/b) and R(k) → (k/N)^(1/a): the sides are even on the curve
q = p^c with c = b/(a(1 − b)), the paper's.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from ..trees.builder import Part, TreeBuilder
from ..trees.tree import GameTree, Number
from .checks import EXACT, Beliefs, Strategies, assess, claim, follow_path, sequential_regret
from .model import Evidence, Model, Source, all_of, below, close, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

INCUMBENT, ENTRANT = "Incumbent", "Entrant"
A, B = 2.0, 0.5
ALL_LEAVE = 1e-12  # a weak side that stays with less than this probability leaves
CASES = (  # N, p, q
    (6, 0.1, 0.1),
    (6, 0.1, 0.5),
    (6, 0.6, 0.2),
    (6, 0.95, 0.3),
    (6, 0.3, 0.99),
    (12, 0.05, 0.2),
    (12, 0.3, 0.3),
)


def build(rounds: int = 12) -> GameTree:
    """The contest in ``rounds`` rounds. A strong side has no choice and no payoff."""
    g = TreeBuilder("Contest, both sides in doubt", (INCUMBENT, ENTRANT))
    a = g.parameter("a", A, "all contests without entry, to the incumbent", low=1)
    b = g.parameter("b", B, "all contests entered and not fought, to the entrant", low=0, high=1)
    p = g.parameter("p", 0.2, "prior probability that the incumbent is strong", low=0, high=1)
    q = g.parameter("q", 0.2, "prior probability that the entrant is strong", low=0, high=1)

    def play(left: int, incumbent_weak: bool, entrant_weak: bool) -> Part:
        """What follows with ``left`` rounds to come, all so far having been fought."""

        def end(to_incumbent: Number, to_entrant: Number) -> Part:
            """Payoffs of the weak; the strong have none."""
            return g.end(
                to_incumbent / rounds if incumbent_weak else 0.0,
                to_entrant / rounds if entrant_weak else 0.0,
            )

        fights = rounds - left
        fought = (b - 1) * fights  # what the entrant has from them; the incumbent has -fights
        if left == 0:
            return end(-1.0 * fights, fought)
        entered = play(left - 1, incumbent_weak, entrant_weak)
        if incumbent_weak:
            yields = end(-1.0 * fights, fought + b * left)
            entered = g.move(INCUMBENT, f"{left} left", {"fight": entered, "give way": yields})
        if entrant_weak:
            quits = end(a * left - fights, fought)
            entered = g.move(ENTRANT, f"{left} left", {"enter": entered, "give up": quits})
        return entered

    def entrant(incumbent_weak: bool) -> Part:
        """The lottery over the entrant's types."""
        types = {
            "weak": (1 - q, play(rounds, incumbent_weak, True)),
            "strong": (q, play(rounds, incumbent_weak, False)),
        }
        return g.chance("entrant", types)

    types = {"weak": (1 - p, entrant(True)), "strong": (p, entrant(False))}
    return g.tree(g.chance("incumbent", types))


class Contest:
    """The closed form at N, p, q, a, b.

    Attributes:
        n, p, q, a, b: as in the docstring above.
        k: contests left when doubt ends.
        first: the side that yields at once, if any does.
    """

    def __init__(self, n: int, p: float, q: float, a: float = A, b: float = B):
        self.n, self.p, self.q, self.a, self.b = n, p, q, a, b
        self.k = max((m for m in range(1, n + 1) if q >= self.even_q(m)), default=0)
        self.first = INCUMBENT
        if p > self.even_p(self.k):
            self.first = ENTRANT
            self.k = max(m for m in range(n) if p > self.even_p(m))

    def even_p(self, k: int, last: int | None = None) -> float:
        """P(k), or the product up to ``last`` only."""
        final = last or self.n
        return prod(1 - self._gives_way(m) for m in range(k + 1, final + 1))

    def even_q(self, k: int) -> float:
        """R(k)."""
        return prod(1 - self._gives_up(m) for m in range(k, self.n))

    def _gives_way(self, left: int) -> float:
        """y(m)."""
        return (1 - self.b) / (self.b * left + 1 - self.b)

    def _gives_up(self, left: int) -> float:
        """x(m)."""
        return 1 / (self.a * left)

    def yields_at_once(self) -> float:
        """Probability that the side that is ``first`` yields in the first round."""
        if self.first == ENTRANT:
            return 1 - self.q / self.even_q(self.k + 1)
        return 1 - self.p / (self.even_p(self.k, self.n - 1) if self.k < self.n - 1 else 1.0)

    def _entrant_leaves(self, left: int, q: float) -> float:
        """Probability that the entrant, of reputation q, gives up with ``left`` contests left."""
        doubt_ended = left <= self.k + (self.first == ENTRANT)
        if doubt_ended:
            return 1 - q
        if left < self.n:
            leaves = self._gives_up(left)
        else:
            leaves = self.yields_at_once() if self.first == ENTRANT else 0.0
        return min(leaves, 1 - q)

    def _incumbent_leaves(self, left: int, p: float) -> float:
        """Probability that the incumbent, of reputation p, gives way with ``left`` left."""
        doubt_ended = left <= self.k + 1
        if doubt_ended:
            return 1 - p
        at_once = left == self.n and self.first == INCUMBENT
        return min(self.yields_at_once() if at_once else self._gives_way(left), 1 - p)

    def assessment(self) -> TreeAssessment:
        """The equilibrium, round by round; beyond the end of doubt both weak sides yield."""
        strategies: Strategies = {}
        beliefs: Beliefs = {}
        p, q = self.p, self.q
        for left in range(self.n, 0, -1):
            label = f"{left} left"
            leaves = self._entrant_leaves(left, q)
            strategies[ENTRANT, label] = _mixture("enter", "give up", leaves, q)
            beliefs[ENTRANT, label] = [1 - p, p]
            q = q / (1 - leaves)
            leaves = self._incumbent_leaves(left, p)
            strategies[INCUMBENT, label] = _mixture("fight", "give way", leaves, p)
            beliefs[INCUMBENT, label] = [1 - q, q]
            p = p / (1 - leaves)
        values = {"a": self.a, "b": self.b, "p": self.p, "q": self.q}
        return assess(build(self.n), strategies, values, beliefs)


def _mixture(stay: str, leave: str, leaves: float, strong: float) -> dict[str, float]:
    """The weak side's mixture when the side as a whole leaves with probability ``leaves``."""
    weak = 1.0 if 1 - strong - leaves <= ALL_LEAVE else leaves / (1 - strong)
    return {stay: 1 - weak, leave: weak}


def _equilibrium() -> Evidence:
    """The closed form of the finite contest is a sequential equilibrium (each case certified)."""
    contests = [Contest(n, p, q) for n, p, q in CASES]
    contests.append(Contest(8, 0.3, 0.2, a=3.0, b=0.7))
    regrets = [sequential_regret(contest.assessment()) for contest in contests]
    detail = f"worst of {len(regrets)} contests, at every set, reached or not"
    return below(max(regrets), EXACT, detail)


def _values() -> Evidence:
    """Who may yield at once expects nothing; the other a or b times that probability, less the
    price of a fight."""
    evidence = []
    for n, p, q in CASES:
        contest = Contest(n, p, q)
        at_once = contest.yields_at_once()
        play = contest.assessment()
        if contest.first == ENTRANT:
            to_incumbent, to_entrant = contest.a * at_once, 0.0
        else:
            fight = (1 - contest.b) * (1 - at_once) / n
            to_incumbent, to_entrant = 0.0, contest.b * at_once - fight
        detail = f"N, p, q = {(n, p, q)}"
        evidence.append(close((1 - p) * to_incumbent, play.value(INCUMBENT), EXACT, detail))
        evidence.append(close((1 - q) * to_entrant, play.value(ENTRANT), EXACT))
    return all_of(*evidence)


def _curve() -> Evidence:
    """As contests become short, a weak incumbent's value tends to a(1 − q/p^c), c = b/(a(1 − b));
    error O(1/N)."""
    a, b, p, q = 2.0, 0.6, 0.4, 0.1
    sizes = (8, 16, 32, 64)
    claimed = a * (1 - q / p ** (b / (a * (1 - b))))
    errors = []
    for n in sizes:
        weak_value = Contest(n, p, q, a, b).assessment().value(INCUMBENT) / (1 - p)
        errors.append(weak_value - claimed)
    scaled = max(abs(error) * n for error, n in zip(errors, sizes, strict=True))
    shown = ", ".join(f"{error:.2g}" for error in errors)
    return all_of(
        below(scaled, 1.0, f"N·error; limit {claimed:.6g}, errors {shown}"),
        below(abs(errors[-1]), abs(errors[0]) / 4, "N = 64 against 8"),
    )


def _weaker_yields() -> Evidence:
    """A weak incumbent expects something exactly if the entrant's reputation is below the curve,
    q < p^c."""
    a, b, n = 2.0, 0.5, 32
    evidence = []
    for p in (0.1, 0.3, 0.6):
        even = p ** (b / (a * (1 - b)))
        weaker, stronger = (
            Contest(n, p, q, a, b).assessment().value(INCUMBENT)
            for q in (0.8 * even, 0.5 + 0.5 * even)
        )
        evidence.append(sign(1, weaker, f"q below the curve at p={p}"))
        evidence.append(sign(0, stronger, f"q above it at p={p}"))
    return all_of(*evidence)


def _branch() -> Evidence:
    """The logit path ends at the closed form, at sets reached and not."""
    rounds = 6
    gaps = []
    for p, q in ((0.1, 0.1), (0.6, 0.2), (0.1, 0.5)):
        selected = follow_path(build(rounds), {"p": p, "q": q})
        claimed = Contest(rounds, p, q).assessment()
        for side in (INCUMBENT, ENTRANT):
            for left in range(1, rounds + 1):
                one = claimed.strategy(side, f"{left} left")
                other = selected.strategy(side, f"{left} left")
                gaps.append(max(abs(one[action] - other[action]) for action in one))
    detail = f"largest gap over {len(gaps)} sets; N = 6, three pairs of reputations"
    return below(max(gaps), 1e-6, detail)


MODEL = Model(
    key="kreps_wilson1982_two_sided",
    title="Reputation with both sides in doubt",
    source=Source(
        authors="Kreps, David M.; Wilson, Robert",
        year=1982,
        title="Reputation and Imperfect Information",
        venue="Journal of Economic Theory 27(2), 253-279",
        where="the game with two-sided uncertainty, in continuous time",
        opened="abstract; the curve recalled, the finite game solved here",
        doi="10.1016/0022-0531(82)90030-8",
    ),
    story=(
        "Two sides meet again and again, each may be one that never yields. Fighting costs both, "
        "and pays only by making the other yield. Each weak side must yield at just the rate that "
        "keeps the other willing to go on, so both reputations climb along one curve and are "
        "complete at one moment. Whoever's reputation lies below the curve yields at once with "
        "enough probability to come up to it: the outcome turns on the first instant."
    ),
    build=build,
    propositions=(
        claim("Sequential equilibrium", "equilibrium", "computed", _equilibrium),
        claim("Values", "closed form", "computed", _values),
        claim("The curve", "limit", "our reading", _curve),
        claim("The weaker yields", "threshold", "our reading", _weaker_yields),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch=(
        "The path from λ = 0 ends at the closed form (N = 6, a = 2, b = 1/2, three pairs of "
        "reputations; no fold), which is the generic equilibrium. Exactly on an edge, such as p = "
        "P(k), a continuum of equilibria exists, and the path takes one with mixing on both sides."
    ),
    uncertain=(
        "The paper works in continuous time; we solved the finite contest ourselves and let it "
        "tend there. Yielding is for good: in the paper the weak side could come back, but does "
        "not, since it would be known to be weak. Strong sides are commitments without payoffs. "
        "Source recalled, not read."
    ),
)
