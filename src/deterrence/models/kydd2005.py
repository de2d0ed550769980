"""Reassurance by costly signals (Kydd 2005, and 2000): trust built in a small matter.

Two states decide at once whether to cooperate (C) or not (D), first over a share α of what is at
stake, then over the rest. Over the whole, both cooperating is worth 1 to each, neither 0, being
exploited −b, and exploiting the other a to a trustworthy state, a < 1 (it would rather return
cooperation), and A to an untrustworthy one, A > 1. Each is trustworthy with probability t and knows
only its own type.

In one meeting a trustworthy state cooperates only if t ≥ m = b/(1 + b − a), the least trust. In
two, the trustworthy can separate themselves by cooperating in the first, if the share is large
enough that the others will not imitate it, α ≥ tA/(2tA − t + (1 − t)b), and small enough to be
risked, α ≤ t/(ta + (1 − t)b). Both hold for some share if

    t/(1 − t) ≥ b(A − 1)/(2A − 1 − aA),   which is less than   m/(1 − m) = b/(1 − a)   since a < A.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from ..trees.builder import Part, TreeBuilder
from ..trees.tree import GameTree, Number
from .checks import EXACT, Strategies, assess, claim, follow_path, is_equilibrium, regret
from .model import Evidence, Model, Source, all_of, close, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

ONE, TWO = "State 1", "State 2"
TRUSTWORTHY, UNTRUSTWORTHY = TYPES = ("trustworthy", "untrustworthy")
SMALL_A, BIG_A, B = 0.5, 1.25, 1.0  # a, A and b
EPS = 0.02  # how far from a threshold is tested
NEAR = 1e-6


def build() -> GameTree:
    """The game in two rounds."""
    g = TreeBuilder("Reassurance", (ONE, TWO))
    alpha = g.parameter("alpha", 0.5, "share of the first round", low=0, high=1)
    t = g.parameter("t", 0.5, "prior probability that a state is trustworthy", low=0, high=1)
    a = g.parameter("a", SMALL_A, "exploiting the other, to a trustworthy state", high=1)
    big_a = g.parameter("A", BIG_A, "exploiting the other, to an untrustworthy state", low=1)
    b = g.parameter("b", B, "loss from being exploited", low=0)

    def payoff(own: str, other: str, own_type: str) -> Number:
        """Of the whole, to a state that does ``own``."""
        exploits = a if own_type == TRUSTWORTHY else big_a
        payoffs: dict[str, Number] = {"CC": 1.0, "DD": 0.0, "CD": -1.0 * b, "DC": exploits}
        return payoffs[own + other]

    def end(one: str, two: str, first: str, second: str) -> Part:
        """``first`` and ``second`` hold what State 1 and State 2 did in a round."""
        rounds = ((alpha, *first), (1 - alpha, *second))
        return g.end(
            sum(share * payoff(x, y, one) for share, x, y in rounds),
            sum(share * payoff(y, x, two) for share, x, y in rounds),
        )

    def meet(one: str, two: str, first: str = "") -> Part:
        """A round between two types; the second one if ``first`` holds what both did before.

        Information sets are labelled by one's own type and what oneself and the other did.
        """
        label_one = f"{one} {first}".strip()
        label_two = f"{two} {first[::-1]}".strip()
        after_one = {}
        for x in "CD":
            after_two = {}
            for y in "CD":
                after_two[y] = end(one, two, first, x + y) if first else meet(one, two, x + y)
            after_one[x] = g.move(TWO, label_two, after_two)
        return g.move(ONE, label_one, after_one)

    chances = {TRUSTWORTHY: t, UNTRUSTWORTHY: 1 - t}
    pairs = {
        f"{one}, {two}": (chances[one] * chances[two], meet(one, two))
        for one, two in product(TYPES, TYPES)
    }
    return g.tree(g.chance("types", pairs))


_built = cache(build)


def _play(first: str, trusting: tuple[str, ...], **values: float) -> TreeAssessment:
    """Two rounds.

    Args:
        first: what the trustworthy and the untrustworthy do in the first, such as "CD".
        trusting: after which of its pairs (own, other) the trustworthy cooperate in the second.
        values: of parameters.
    """
    strategies: Strategies = {}
    for state in (ONE, TWO):
        for own_type, action in zip(TYPES, first, strict=True):
            strategies[state, own_type] = {action: 1.0}
            for own, other in product("CD", "CD"):
                cooperates = own_type == TRUSTWORTHY and own + other in trusting
                strategies[state, f"{own_type} {own}{other}"] = {"C" if cooperates else "D": 1.0}
    return assess(_built(), strategies, values)


def _reassurance(**values: float) -> TreeAssessment:
    """The types separate in the first round."""
    return _play("CD", ("CC",), **values)


def _pooling(**values: float) -> TreeAssessment:
    """All cooperate in the first round."""
    return _play("CC", ("CC",), **values)


class Window(NamedTuple):
    """Least and greatest share of the first round that separates the types."""

    low: float
    high: float


def window(t: float, a: float = SMALL_A, big_a: float = BIG_A, b: float = B) -> Window:
    """The closed form."""
    return Window(
        t * big_a / (2 * t * big_a - t + (1 - t) * b),
        t / (t * a + (1 - t) * b),
    )


def trust_for_reassurance(big_a: float = BIG_A, a: float = SMALL_A, b: float = B) -> float:
    """Least t for reassurance at some share."""
    odds = b * (big_a - 1) / (2 * big_a - 1 - a * big_a)
    return odds / (1 + odds)


def trust_at_once(a: float = SMALL_A, b: float = B) -> float:
    """m, the least t for cooperation in one meeting."""
    return b / (1 + b - a)


def _one_meeting() -> Evidence:
    """In one meeting the trustworthy cooperate exactly if t ≥ m = b/(1 + b − a); below it each
    would gain by D."""
    evidence = []
    for a, b in ((0.5, 1.0), (0.2, 0.4), (0.9, 2.0)):
        m = trust_at_once(a, b)
        for t in (m, m + EPS, m - EPS):
            # with α = 0 the first round does not count, so that all may cooperate in it
            gain = regret(_pooling(alpha=0.0, t=t, a=a, b=b))
            loss = max(0.0, t * a - (t - (1 - t) * b))
            evidence.append(close(t * loss, gain, EXACT, f"a={a}, b={b}, t={t:.4f}"))
    return all_of(*evidence)


def _window() -> Evidence:
    """The types separate exactly if tA/(2tA − t + (1 − t)b) ≤ α ≤ t/(ta + (1 − t)b); outside,
    one side gains."""
    evidence = []
    for t in (0.4, 0.5, 0.6):
        low, high = window(t)
        top = min(high, 1)
        for alpha in (low, (low + top) / 2, top):
            evidence.append(is_equilibrium(_reassurance(alpha=alpha, t=t), f"t={t}, {alpha:.3f}"))
        # what the untrustworthy gain by imitation
        claimed = (1 - t) * EPS * (2 * t * BIG_A - t + (1 - t) * B)
        gain = regret(_reassurance(alpha=low - EPS, t=t))
        evidence.append(close(claimed, gain, EXACT, "α too small"))
        if high + EPS <= 1:
            # what the trustworthy gain by not risking it
            claimed = t * EPS * (t * SMALL_A + (1 - t) * B)
            gain = regret(_reassurance(alpha=high + EPS, t=t))
            evidence.append(close(claimed, gain, EXACT, "α too large"))
    return all_of(*evidence)


def _mistrust_overcome() -> Evidence:
    """Reassurance works below the least trust m of one meeting, down to b(A − 1)/(2A − 1 − aA) in
    odds, not lower."""
    least, m = trust_for_reassurance(), trust_at_once()
    evidence = [sign(1, m - least, f"least trust {least:.4f} against {m:.4f}")]
    for t in (least + NEAR, (least + m) / 2):
        low, high = window(t)
        signalled = _reassurance(alpha=(low + high) / 2, t=t)
        once = _pooling(alpha=0.0, t=t)
        evidence.append(is_equilibrium(signalled, f"t={t:.4f}"))
        evidence.append(sign(1, regret(once), f"one meeting fails at t={t:.4f}"))
    shares = [step / 25 for step in range(26)]
    worst = min(regret(_reassurance(alpha=alpha, t=least - EPS)) for alpha in shares)
    evidence.append(sign(1, worst, f"no share will do at t={least - EPS:.4f}"))
    return all_of(*evidence)


def _trust() -> Evidence:
    """Restraint in the first round makes trust complete and its absence ends it; the large matter
    goes well with t²."""
    t, alpha = 0.4, 0.45
    play = _reassurance(alpha=alpha, t=t)
    first = t**2 - t * (1 - t) * B + (1 - t) * t * BIG_A
    claimed = alpha * first + (1 - alpha) * t**2
    after_c = play.belief_at(ONE, f"{TRUSTWORTHY} CC")[0]
    after_d = play.belief_at(ONE, f"{TRUSTWORTHY} CD")[0]
    return all_of(
        close(1.0, after_c, EXACT, "trust after C"),
        close(0.0, after_d, EXACT, "trust after D"),
        close(claimed, play.value(ONE), EXACT, "value of the game"),
    )


def _separation_over_time() -> Evidence:
    """Where t ≥ m and α(A − 1) ≤ (1 − α)tA all cooperate at first, and the untrustworthy exploit in
    the second round; else not."""
    t = 0.7
    edge = t * BIG_A / (BIG_A - 1 + t * BIG_A)
    claimed = (1 - t) * EPS * (BIG_A - 1 + t * BIG_A)
    gain = regret(_pooling(alpha=edge + EPS, t=t))
    return all_of(
        is_equilibrium(_pooling(alpha=edge, t=t), f"t={t}, α={edge:.4f}"),
        is_equilibrium(_pooling(alpha=0.1, t=t)),
        close(claimed, gain, EXACT, "the untrustworthy at larger α"),
    )


def _branch() -> Evidence:
    """The logit path ends at no cooperation where C is risky, and else at pooling or reassurance,
    as the share is."""
    evidence = []
    for t, alpha, b, cooperation in (
        (0.5, 0.6, 1.0, (0, 0)),
        (0.7, 0.5, 0.3, (1, 1)),
        (0.7, 0.9, 0.3, (1, 0)),
    ):
        selected = follow_path(_built(), {"t": t, "alpha": alpha, "b": b})
        for own_type, claimed in zip(TYPES, cooperation, strict=True):
            chance = selected.strategy(ONE, own_type)["C"]
            evidence.append(close(claimed, chance, 1e-6, f"t={t}, α={alpha}, b={b}"))
    return all_of(*evidence)


MODEL = Model(
    key="kydd2005",
    title="Reassurance by costly signals",
    source=Source(
        authors="Kydd, Andrew H.",
        year=2005,
        title="Trust and Mistrust in International Relations",
        venue="Princeton University Press",
        where=(
            "the reassurance game; earlier in Trust, Reassurance, and Cooperation, International "
            "Organization 54(2), 2000, 325-357"
        ),
        opened=(
            "publisher's page, the opening of chapter 1, and the abstract of the article; "
            "propositions recalled"
        ),
    ),
    story=(
        "Two states that would each return cooperation may still not dare to offer it, for either "
        "may face one that would exploit it. A first round over a smaller matter lets them show "
        "what they are: it must be large enough that an exploiter would rather take its gain at "
        "once, and small enough that a trustworthy state can afford to be wrong; that is possible "
        "where the trustworthy will risk more for cooperation than the others. Then even states "
        "that mistrust each other too much to cooperate outright can come to trust each other."
    ),
    build=build,
    propositions=(
        claim("Least trust", "threshold", "our reading", _one_meeting),
        claim("Reassurance", "threshold", "our reading", _window),
        claim("Mistrust overcome", "threshold", "our reading", _mistrust_overcome),
        claim("Trust", "closed form", "our reading", _trust),
        claim("Separation over time", "threshold", "our reading", _separation_over_time),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch=(
        "With a loss from being exploited as large as the gain from peace (b = 1, a = 1/2) the "
        "path ends where nobody cooperates, reassurance being an equilibrium too (t = 0.5, α = "
        "0.6). With a small loss (b = 0.3, t = 0.7) it ends where all cooperate at first (α = 0.5) "
        "or at reassurance (α = 0.9). The author's interest is in the most cooperative "
        "equilibrium; noise prefers the less risky one."
    ),
    uncertain=(
        "The two rounds with shares α and 1 − α, and the three equilibria, follow the author's "
        "reassurance game as we recall it; payoffs, symmetry between the states and every closed "
        "form are ours, and are proved by the one-deviation conditions written in the docstring. "
        "The share is given here, not chosen by a state."
    ),
)
