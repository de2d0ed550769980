"""A contest in which both sides may be strong (Kreps & Wilson 1982, both sides uncertain): who yields first.

One entrant and one incumbent meet in N contests of length 1/N; m of them are left. While neither has yielded the
entrant enters or gives up for good, then the incumbent fights or gives way for good. With probability p the incumbent
is strong and always fights, with probability q the entrant is strong and always enters. Write

    y(m) = (1 − b)/(bm + 1 − b)     the chance of giving way that leaves the entrant indifferent with m left
    x(m) = 1/(am)                   the chance of giving up that leaves the incumbent indifferent with m left
    P(k) = Π (1 − y(m)) for m = k+1..N,     R(k) = Π (1 − x(m)) for m = k..N−1, R(0) = 0.

Where p ≤ P(k) and R(k) ≤ q < R(k+1), the entrant enters and the incumbent gives way at once with probability
1 − p/Π(1 − y(m)), m = k+1..N−1; where P(k) < p ≤ P(k+1) and q ≤ R(k+1), the entrant gives up at once with
probability 1 − q/R(k+1). Then both yield at rates x and y until nobody doubts. As N grows, P(k) → (k/N)^((1−b)/b)
and R(k) → (k/N)^(1/a): the sides are even on the curve q = p^c with c = b/(a(1 − b)), the paper's.
"""

from __future__ import annotations

from math import prod
from typing import Any

from ..game.building import Part, TreeBuilder
from ..game.tree import GameTree
from .checks import claim, sequential_regret
from .model import Evidence, Model, Source, all_of, below, close, sign

INC, ENT = "Incumbent", "Entrant"
CASES = ((6, 0.1, 0.1), (6, 0.1, 0.5), (6, 0.6, 0.2), (6, 0.95, 0.3), (6, 0.3, 0.99), (12, 0.05, 0.2), (12, 0.3, 0.3))


def build(rounds: int = 12) -> GameTree:
    """The contest in ``rounds`` rounds. A strong side has no choice and no payoff."""
    g = TreeBuilder("Contest, both sides in doubt", (INC, ENT))
    a = g.parameter("a", 2.0, "all contests without entry, to the incumbent", low=1)
    b = g.parameter("b", 0.5, "all contests entered and not fought, to the entrant", low=0, high=1)
    p = g.parameter("p", 0.2, "prior probability that the incumbent is strong", low=0, high=1)
    q = g.parameter("q", 0.2, "prior probability that the entrant is strong", low=0, high=1)

    def play(m: int, weak_i: bool, weak_e: bool) -> Part:
        def pay(to_i: Any, to_e: Any) -> tuple[Any, Any]:
            return to_i / rounds if weak_i else 0.0, to_e / rounds if weak_e else 0.0

        fights = rounds - m
        if m == 0:
            return g.end(*pay(-1.0 * fights, (b - 1) * fights))
        entered = play(m - 1, weak_i, weak_e)
        if weak_i:
            yields = g.end(*pay(-1.0 * fights, (b - 1) * fights + b * m))
            entered = g.move(INC, f"{m} left", {"fight": entered, "give way": yields})
        if not weak_e:
            return entered
        return g.move(ENT, f"{m} left", {"enter": entered, "give up": g.end(*pay(a * m - fights, (b - 1) * fights))})

    def entrant(weak_i: bool) -> Part:
        sides = {"weak": (1 - q, play(rounds, weak_i, True)), "strong": (q, play(rounds, weak_i, False))}
        return g.chance("entrant", sides)

    return g.tree(g.chance("incumbent", {"weak": (1 - p, entrant(True)), "strong": (p, entrant(False))}))


class Contest:
    """The closed form at N, a, b, p, q: ``first`` and ``k`` say who yields at once and when doubt ends."""

    def __init__(self, n: int, p: float, q: float, a: float = 2.0, b: float = 0.5):
        self.n, self.p, self.q, self.a, self.b = n, p, q, a, b
        self.k = max((m for m in range(1, n + 1) if q >= self.even_q(m)), default=0)
        self.first = INC
        if p > self.even_p(self.k):
            self.first, self.k = ENT, max(m for m in range(n) if p > self.even_p(m))

    def even_p(self, k: int, last: int | None = None) -> float:
        """P(k), or the product up to ``last`` only."""
        return prod(1 - (1 - self.b) / (self.b * m + 1 - self.b) for m in range(k + 1, (last or self.n) + 1))

    def even_q(self, k: int) -> float:
        """R(k)."""
        return prod(1 - 1 / (self.a * m) for m in range(k, self.n))

    def yields_at_once(self) -> float:
        """Probability that the side that is ``first`` yields in the first round (as far as it does so beyond y)."""
        if self.first == ENT:
            return 1 - self.q / self.even_q(self.k + 1)
        return 1 - self.p / (self.even_p(self.k, self.n - 1) if self.k < self.n - 1 else 1.0)

    def assessment(self) -> Any:
        """The equilibrium, round by round; beyond the end of doubt both weak sides yield."""
        from ..solvers.tree import TreeAssessment

        strategies: dict[Any, Any] = {}
        beliefs: dict[Any, Any] = {}
        p, q = self.p, self.q
        for m in range(self.n, 0, -1):
            quits = 1 / (self.a * m) if m < self.n else self.yields_at_once() if self.first == ENT else 0.0
            quits = 1 - q if m <= self.k + (self.first == ENT) else min(quits, 1 - q)
            strategies[ENT, f"{m} left"], beliefs[ENT, f"{m} left"] = _mix("enter", "give up", quits, q), [1 - p, p]
            q = q / (1 - quits)
            yields = (1 - self.b) / (self.b * m + 1 - self.b)
            yields = self.yields_at_once() if m == self.n and self.first == INC else yields
            yields = 1 - p if m <= self.k + 1 else min(yields, 1 - p)
            strategies[INC, f"{m} left"], beliefs[INC, f"{m} left"] = _mix("fight", "give way", yields, p), [1 - q, q]
            p = p / (1 - yields)
        values = {"a": self.a, "b": self.b, "p": self.p, "q": self.q}
        return TreeAssessment.of(build(self.n), strategies, beliefs, values=values)


def _mix(stay: str, leave: str, leaves: float, strong: float) -> dict[str, float]:
    """The weak side's mixture when the side as a whole leaves with probability ``leaves``."""
    weak = 1.0 if 1 - strong - leaves <= 1e-12 else leaves / (1 - strong)
    return {stay: 1 - weak, leave: weak}


def _equilibrium() -> Evidence:
    """The closed form of the finite contest is a sequential equilibrium (each case certified)."""
    regrets = [sequential_regret(Contest(*case).assessment()) for case in CASES]
    regrets.append(sequential_regret(Contest(8, 0.3, 0.2, a=3.0, b=0.7).assessment()))
    return below(max(regrets), 1e-9, f"worst of {len(regrets)} contests, at every set, reached or not")


def _values() -> Evidence:
    """Who may yield at once expects nothing; the other a or b times that probability, less the price of a fight."""
    found = []
    for case in CASES:
        contest = Contest(*case)
        now, b, play = contest.yields_at_once(), contest.b, contest.assessment()
        to_i = contest.a * now if contest.first == ENT else 0.0
        to_e = 0.0 if contest.first == ENT else b * now - (1 - b) * (1 - now) / contest.n
        found.append(close((1 - contest.p) * to_i, play.value(INC), 1e-9, f"N, p, q = {case}"))
        found.append(close((1 - contest.q) * to_e, play.value(ENT), 1e-9))
    return all_of(*found)


def _curve() -> Evidence:
    """As contests become short, a weak incumbent's value tends to a(1 − q/p^c), c = b/(a(1 − b)); error O(1/N)."""
    a, b, p, q = 2.0, 0.6, 0.4, 0.1
    claimed = a * (1 - q / p ** (b / (a * (1 - b))))
    errors = [Contest(n, p, q, a, b).assessment().value(INC) / (1 - p) - claimed for n in (8, 16, 32, 64)]
    scaled = max(abs(e) * n for e, n in zip(errors, (8, 16, 32, 64), strict=True))
    return all_of(
        below(scaled, 1.0, f"N·error; limit {claimed:.6g}, errors {', '.join(f'{e:.2g}' for e in errors)}"),
        below(abs(errors[-1]), abs(errors[0]) / 4, "N = 64 against 8"),
    )


def _weaker_yields() -> Evidence:
    """A weak incumbent expects something exactly if the entrant's reputation is below the curve, q < p^c."""
    a, b, n, found = 2.0, 0.5, 32, []
    for p in (0.1, 0.3, 0.6):
        even = p ** (b / (a * (1 - b)))
        found.append(sign(1, Contest(n, p, 0.8 * even, a, b).assessment().value(INC), f"q below the curve at p={p}"))
        found.append(sign(0, Contest(n, p, 0.5 + 0.5 * even, a, b).assessment().value(INC), f"q above it at p={p}"))
    return all_of(*found)


def _branch() -> Evidence:
    """The logit path ends at the closed form, at sets reached and not."""
    from ..solvers.tree import solve_tree

    gaps = []
    for p, q in ((0.1, 0.1), (0.6, 0.2), (0.1, 0.5)):
        solved = solve_tree(build(6), values={"p": p, "q": q}).assessment
        claimed = Contest(6, p, q).assessment()
        for side in (INC, ENT):
            for m in range(1, 7):
                one, other = claimed.strategy(side, f"{m} left"), solved.strategy(side, f"{m} left")
                gaps.append(max(abs(one[x] - other[x]) for x in one))
    return below(max(gaps), 1e-6, f"largest gap over {len(gaps)} sets; N = 6, three pairs of reputations")


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
    story="Two sides meet again and again, each may be one that never yields. Fighting costs both, and pays only by "
    "making the other yield. Each weak side must yield at just the rate that keeps the other willing to go on, so "
    "both reputations climb along one curve and are complete at one moment. Whoever's reputation lies below the curve "
    "yields at once with enough probability to come up to it: the outcome turns on the first instant.",
    build=build,
    propositions=(
        claim("Sequential equilibrium", "equilibrium", "computed", _equilibrium),
        claim("Values", "closed form", "computed", _values),
        claim("The curve", "limit", "our reading", _curve),
        claim("The weaker yields", "threshold", "our reading", _weaker_yields),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch="The path from λ = 0 ends at the closed form (N = 6, a = 2, b = 1/2, three pairs of reputations; no fold), "
    "which is the generic equilibrium. Exactly on an edge, such as p = P(k), a continuum of equilibria exists, and the "
    "path takes one with mixing on both sides.",
    uncertain="The paper works in continuous time; we solved the finite contest ourselves and let it tend there. "
    "Yielding is for good: in the paper the weak side could come back, but does not, since it would be known to be "
    "weak. Strong sides are commitments without payoffs. Source recalled, not read.",
)
