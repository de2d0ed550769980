"""Reassurance by costly signals (Kydd 2005, and 2000): trust built in a small matter for a large one.

Two states decide at once whether to cooperate (C) or not (D), first over a share α of what is at stake, then over the
rest. Over the whole, both cooperating is worth 1 to each, neither 0, being exploited −b, and exploiting a to a
trustworthy state, a < 1 (it would rather return cooperation), and A to an untrustworthy one, A > 1. Each is
trustworthy with probability t and knows only its own type.

In one meeting a trustworthy state cooperates only if t ≥ m = b/(1 + b − a), the least trust. In two, the trustworthy
can tell themselves apart by cooperating in the first, if the share is large enough that the others will not imitate
it, α ≥ tA/(2tA − t + (1 − t)b), and small enough to be risked, α ≤ t/(ta + (1 − t)b). Both hold for some share if

    t/(1 − t) ≥ b(A − 1)/(2A − 1 − aA),   which is less than   m/(1 − m) = b/(1 − a)   since a < A.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import Any

from ..game.building import Part, TreeBuilder
from ..game.tree import GameTree
from .checks import claim, regret, sequential_regret
from .model import Evidence, Model, Source, all_of, below, close, sign

ONE, TWO = "State 1", "State 2"
KINDS = ("trustworthy", "untrustworthy")
SMALL_A, BIG_A, B = 0.5, 1.25, 1.0
EPS = 0.02


def build() -> GameTree:
    """The game in two rounds."""
    g = TreeBuilder("Reassurance", (ONE, TWO))
    alpha = g.parameter("alpha", 0.5, "share of the first round", low=0, high=1)
    t = g.parameter("t", 0.5, "prior probability that a state is trustworthy", low=0, high=1)
    a = g.parameter("a", SMALL_A, "exploiting the other, to a trustworthy state", high=1)
    big_a = g.parameter("A", BIG_A, "exploiting the other, to an untrustworthy state", low=1)
    b = g.parameter("b", B, "loss from being exploited", low=0)

    def worth(own: str, other: str, kind: str) -> Any:
        return {"CC": 1.0, "DD": 0.0, "CD": -1.0 * b, "DC": a if kind == KINDS[0] else big_a}[own + other]

    def meet(kinds: tuple[str, str], before: str) -> Part:
        """One round; ``before`` holds what State 1 and State 2 did in the first, or nothing."""

        def after(x: str, y: str) -> Part:
            if not before:
                return meet(kinds, x + y)
            rounds = ((alpha, *before), (1 - alpha, x, y))
            return g.end(
                sum(share * worth(p, q, kinds[0]) for share, p, q in rounds),
                sum(share * worth(q, p, kinds[1]) for share, p, q in rounds),
            )

        second = {x: g.move(TWO, f"{kinds[1]} {before[::-1]}".strip(), {y: after(x, y) for y in "CD"}) for x in "CD"}
        return g.move(ONE, f"{kinds[0]} {before}".strip(), second)

    chances = {KINDS[0]: t, KINDS[1]: 1 - t}
    pairs = {f"{x}, {y}": (chances[x] * chances[y], meet((x, y), "")) for x, y in product(KINDS, KINDS)}
    return g.tree(g.chance("types", pairs))


_built = cache(build)


def _play(first: str, trusting: tuple[str, ...], **values: float) -> Any:
    """Round one by kind (``first``, such as "CD"); then the trustworthy cooperate after ``trusting`` (own, other)."""
    from ..solvers.tree import TreeAssessment

    strategies: dict[Any, Any] = {}
    for state, kind in product((ONE, TWO), KINDS):
        strategies[state, kind] = {first[KINDS.index(kind)]: 1.0}
        for own, other in product("CD", "CD"):
            cooperates = kind == KINDS[0] and own + other in trusting
            strategies[state, f"{kind} {own}{other}"] = {"C" if cooperates else "D": 1.0}
    return TreeAssessment.of(_built(), strategies, values=values)


def window(t: float, a: float = SMALL_A, big_a: float = BIG_A, b: float = B) -> tuple[float, float]:
    """Least and greatest share of the first round that tells the types apart."""
    return t * big_a / (2 * t * big_a - t + (1 - t) * b), t / (t * a + (1 - t) * b)


def least_trust(big_a: float = BIG_A, a: float = SMALL_A, b: float = B) -> tuple[float, float]:
    """Least t for reassurance at some share, and m, least t for cooperation at once."""
    odds = b * (big_a - 1) / (2 * big_a - 1 - a * big_a)
    return odds / (1 + odds), b / (1 + b - a)


def _one_meeting() -> Evidence:
    """In one meeting the trustworthy cooperate exactly if t ≥ m = b/(1 + b − a); below it each would gain by D."""
    found = []
    for a, b in ((0.5, 1.0), (0.2, 0.4), (0.9, 2.0)):
        m = least_trust(a=a, b=b)[1]
        for t in (m, m + EPS, m - EPS):
            # with α = 0 the first round does not count, so that all may cooperate in it
            loss = max(0.0, t * a - (t - (1 - t) * b))
            gain = regret(_play("CC", ("CC",), alpha=0.0, t=t, a=a, b=b))
            found.append(close(t * loss, gain, 1e-9, f"a={a}, b={b}, t={t:.4f}"))
    return all_of(*found)


def _window() -> Evidence:
    """The types are told apart exactly if tA/(2tA − t + (1 − t)b) ≤ α ≤ t/(ta + (1 − t)b); outside, one side gains."""
    found = []
    for t in (0.4, 0.5, 0.6):
        low, high = window(t)
        for alpha in (low, (low + min(high, 1)) / 2, min(high, 1)):
            found.append(below(sequential_regret(_play("CD", ("CC",), alpha=alpha, t=t)), 1e-9, f"t={t}, {alpha:.3f}"))
        claimed = (1 - t) * EPS * (2 * t * BIG_A - t + (1 - t) * B)  # the untrustworthy gain by imitation
        found.append(close(claimed, regret(_play("CD", ("CC",), alpha=low - EPS, t=t)), 1e-9, "α too small"))
        if high + EPS <= 1:
            claimed = t * EPS * (t * SMALL_A + (1 - t) * B)  # the trustworthy gain by not risking it
            found.append(close(claimed, regret(_play("CD", ("CC",), alpha=high + EPS, t=t)), 1e-9, "α too large"))
    return all_of(*found)


def _mistrust_overcome() -> Evidence:
    """Reassurance works below the least trust m of one meeting, down to b(A − 1)/(2A − 1 − aA) in odds, not lower."""
    least, m = least_trust()
    found = [sign(1, m - least, f"least trust {least:.4f} against {m:.4f}")]
    for t in (least + 1e-6, (least + m) / 2):
        low, high = window(t)
        found.append(below(sequential_regret(_play("CD", ("CC",), alpha=(low + high) / 2, t=t)), 1e-9, f"t={t:.4f}"))
        found.append(sign(1, regret(_play("CC", ("CC",), alpha=0.0, t=t)), f"one meeting fails at t={t:.4f}"))
    worst = min(regret(_play("CD", ("CC",), alpha=x / 25, t=least - EPS)) for x in range(26))
    found.append(sign(1, worst, f"no share will do at t={least - EPS:.4f}"))
    return all_of(*found)


def _trust() -> Evidence:
    """Restraint in the first round makes trust complete and its absence ends it; the large matter goes well with t²."""
    t, alpha = 0.4, 0.45
    play = _play("CD", ("CC",), alpha=alpha, t=t)
    first = t**2 - t * (1 - t) * B + (1 - t) * t * BIG_A
    return all_of(
        close(1.0, play.belief_at(ONE, f"{KINDS[0]} CC")[0], 1e-9, "trust after C"),
        close(0.0, play.belief_at(ONE, f"{KINDS[0]} CD")[0], 1e-9, "trust after D"),
        close(alpha * first + (1 - alpha) * t**2, play.value(ONE), 1e-9, "value of the game"),
    )


def _time_will_tell() -> Evidence:
    """Where t ≥ m and α(A − 1) ≤ (1 − α)tA all cooperate at first, and the untrustworthy exploit at last; else not."""
    t, edge = 0.7, 0.7 * BIG_A / (BIG_A - 1 + 0.7 * BIG_A)
    gain = (1 - t) * EPS * (BIG_A - 1 + t * BIG_A)
    return all_of(
        below(sequential_regret(_play("CC", ("CC",), alpha=edge, t=t)), 1e-9, f"t={t}, α={edge:.4f}"),
        below(sequential_regret(_play("CC", ("CC",), alpha=0.1, t=t)), 1e-9),
        close(gain, regret(_play("CC", ("CC",), alpha=edge + EPS, t=t)), 1e-9, "the untrustworthy at larger α"),
    )


def _branch() -> Evidence:
    """The logit path ends at no cooperation where C is risky, and else at pooling or reassurance, as the share is."""
    from ..solvers.tree import solve_tree

    found = []
    for t, alpha, b, kinds in ((0.5, 0.6, 1.0, (0, 0)), (0.7, 0.5, 0.3, (1, 1)), (0.7, 0.9, 0.3, (1, 0))):
        solved = solve_tree(_built(), values={"t": t, "alpha": alpha, "b": b}).assessment
        for kind, claimed in zip(KINDS, kinds, strict=True):
            found.append(close(claimed, solved.strategy(ONE, kind)["C"], 1e-6, f"t={t}, α={alpha}, b={b}"))
    return all_of(*found)


MODEL = Model(
    key="kydd2005",
    title="Reassurance by costly signals",
    source=Source(
        authors="Kydd, Andrew H.",
        year=2005,
        title="Trust and Mistrust in International Relations",
        venue="Princeton University Press",
        where="the reassurance game; earlier in Trust, Reassurance, and Cooperation, International Organization 54(2), "
        "2000, 325-357",
        opened="publisher's page, the opening of chapter 1, and the abstract of the article; propositions recalled",
    ),
    story="Two states that would each return cooperation may still not dare to offer it, for either may face one that "
    "would exploit it. A first round over a smaller matter lets them show what they are: it must be large enough that "
    "an exploiter would rather take its gain at once, and small enough that a trustworthy state can afford to be "
    "wrong; that is possible where the trustworthy will risk more for cooperation than the others. Then even states "
    "that mistrust each other too much to cooperate outright can come to trust each other.",
    build=build,
    propositions=(
        claim("Least trust", "threshold", "our reading", _one_meeting),
        claim("Reassurance", "threshold", "our reading", _window),
        claim("Mistrust overcome", "threshold", "our reading", _mistrust_overcome),
        claim("Trust", "closed form", "our reading", _trust),
        claim("Time will tell", "threshold", "our reading", _time_will_tell),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch="With a loss from being exploited as large as the gain from peace (b = 1, a = 1/2) the path ends where "
    "nobody cooperates, reassurance being an equilibrium too (t = 0.5, α = 0.6). With a small loss (b = 0.3, t = 0.7) "
    "it ends where all cooperate at first (α = 0.5) or at reassurance (α = 0.9). The author's interest is in the most "
    "cooperative equilibrium; noise prefers the less risky one.",
    uncertain="The two rounds with shares α and 1 − α, and the three equilibria, follow the author's reassurance game "
    "as we recall it; payoffs, symmetry between the states and every closed form are ours, and are proved by the "
    "one-deviation conditions written in the docstring. The share is given here, not chosen by a state.",
)
