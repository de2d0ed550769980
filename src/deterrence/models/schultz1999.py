"""Do democratic institutions constrain or inform? Two views of one crisis game (Schultz 1999).

A challenges or not; B resists or gives the prize (worth 1) away; A, resisted, fights or backs down,
which costs it a. Worths of war are private: A's uniform on [h - k, h], B's uniform on [-W, 0]. A is
*genuine* if it would fight rather than back down, with probability f = (h + a)/k. Institutions may

    constrain: war costs A more (h lower), or
    inform:    with probability i B learns what war is worth to A, from A's opposition.

Closed forms, where some but not all who would back down bluff:

    resistance where B learnt nothing    s = (1 - i*a/(1 - i))/(1 + a)
    genuine among challenges             q = 1/(1 + W*s),   Pr(challenge) = f/q
    resistance to a challenge            (1 - i)*s + i*(1 - q) = 1/(1 + a) - i*q

If f(1 + W*s) >= 1 everybody challenges and s = (1 - f)/(f*W); if i >= 1/(1 + a) nobody bluffs and
nobody resists. In the tree worths of war are in the middles of equal cells, and one of B's types
mixes.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from ..trees.builder import Part, TreeBuilder
from ..trees.tree import GameTree
from .checks import (
    EXACT,
    Strategies,
    as_probability,
    assess,
    chance_of,
    claim,
    follow_path,
    is_equilibrium,
    sequential_regret,
)
from .model import Evidence, Model, Source, all_of, below, cell_middle, close, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

A, B = "State A", "State B"
BASE = {"a": 0.3, "h": 0.1, "k": 1.0, "W": 0.9, "i": 0.0}
TYPES_A, TYPES_B = 5, 4
MANY_A, MANY_B = 10, 12  # where probabilities have to come near those of a continuum
NOTHING = "nothing"  # what B is told where the opposition is silent


def build(types_a: int = TYPES_A, types_b: int = TYPES_B) -> GameTree:
    """``types_a`` and ``types_b`` worths of war. What B learns it learns after the challenge."""
    g = TreeBuilder("A crisis with institutions that constrain or inform", (A, B))
    a = g.parameter("a", BASE["a"], "cost to A of backing down", low=0)
    h = g.parameter("h", BASE["h"], "best worth of war to A; lower where institutions constrain")
    k = g.parameter("k", BASE["k"], "width of the worths of war to A", low=0)
    w = g.parameter("W", BASE["W"], "the worst war to B: a loss", low=0)
    i = g.parameter(
        "i", BASE["i"], "probability that B learns what war is worth to A", low=0, high=1
    )

    def crisis(type_a: int, type_b: int) -> Part:
        """A type of A and one of B."""
        war = g.end(h - k * cell_middle(type_a, types_a), -w * cell_middle(type_b, types_b))
        last = {"fight": war, "back down": g.end(-a, 1)}

        def answer(told: str) -> Part:
            """B's answer to a challenge, knowing what the opposition told it."""
            resisted = g.move(A, f"w {type_a}, resisted, told {told}", last)
            reply = {"resist": resisted, "concede": g.end(1, 0)}
            return g.move(B, f"w {type_b}, told {told}", reply)

        opposition = {
            "speaks": (i, answer(f"{type_a}")),
            "is silent": (1 - i, answer(NOTHING)),
        }
        challenge = g.chance(f"opposition {type_a}", opposition)
        return g.move(A, f"w {type_a}", {"challenge": challenge, "status quo": g.end(0, 1)})

    types = {
        f"{type_a}, {type_b}": (1 / (types_a * types_b), crisis(type_a, type_b))
        for type_a in range(types_a)
        for type_b in range(types_b)
    }
    return g.tree(g.chance("worths of war", types))


_built = cache(build)


class ClosedForm:
    """The closed form on types in cells, at BASE or at other ``changes``.

    Attributes:
        values: all parameters.
        types_a, types_b: numbers of types.
        genuine: how many of A's types are genuine; they are the first.
        f, s, q: as in the docstring above.
        bluff: probability that A is not genuine and challenges.
        pivot: the type of B that mixes; ``types_b`` where none does.
    """

    def __init__(self, types_a: int = TYPES_A, types_b: int = TYPES_B, **changes: float):
        v = self.values = BASE | changes
        self.types_a, self.types_b = types_a, types_b
        self.genuine = sum(v["h"] - v["k"] * (j + 0.5) / types_a > -v["a"] for j in range(types_a))
        f = self.f = self.genuine / types_a
        self.s = max(0.0, 1 - v["i"] * v["a"] / (1 - v["i"])) / (1 + v["a"])
        self.pivot = min(int(self.s * types_b), types_b - 1)
        self.bluff = f * v["W"] * (self.pivot + 0.5) / types_b if self.s > 0 else 0.0
        if self.bluff >= 1 - f:  # everybody challenges
            self.bluff = 1 - f
            self.pivot = types_b
            resisting = sum(v["W"] * (m + 0.5) / types_b < (1 - f) / f for m in range(types_b))
            self.s = resisting / types_b
        self.q = f / (f + self.bluff)

    @property
    def challenge(self) -> float:
        """Pr(challenge)."""
        return self.f + self.bluff

    def assessment(self, more_bluffs: float = 0.0, more_resistance: float = 0.0) -> TreeAssessment:
        """The equilibrium, or play in which two probabilities are higher.

        Args:
            more_bluffs: added for those of A who are not genuine.
            more_resistance: added for the type of B that mixes.
        """
        bluffs = min(1.0, self.bluff / (1 - self.f) + more_bluffs)
        strategies: Strategies = {}
        for j in range(self.types_a):
            genuine = j < self.genuine
            challenges = 1.0 if genuine else bluffs
            strategies[A, f"w {j}"] = {"challenge": challenges, "status quo": 1 - challenges}
            for told in (NOTHING, str(j)):
                last = "fight" if genuine else "back down"
                strategies[A, f"w {j}, resisted, told {told}"] = {last: 1.0}
            for m in range(self.types_b):
                strategies[B, f"w {m}, told {j}"] = {"concede" if genuine else "resist": 1.0}
        for m in range(self.types_b):
            resists = as_probability(self.s * self.types_b - m)
            if m == self.pivot:
                resists += more_resistance
            strategies[B, f"w {m}, told {NOTHING}"] = {"resist": resists, "concede": 1 - resists}
        return assess(_built(self.types_a, self.types_b), strategies, self.values)


def _resistance(closed: list[ClosedForm]) -> tuple[list[float], Evidence]:
    """Probabilities that a challenge is resisted, and that each play is an equilibrium."""
    plays = [one.assessment() for one in closed]
    rates = [chance_of(play, B, "resist") / chance_of(play, A, "challenge") for play in plays]
    return rates, below(max(map(sequential_regret, plays)), EXACT, "each an equilibrium")


def _equilibrium() -> Evidence:
    """Genuine challengers, bluffs and resistance as in the closed form; with more or fewer of
    either somebody gains."""
    cases: tuple[dict[str, Any], ...] = (
        {},
        {"h": 0.0, "a": 0.45},
        {"h": 0.5},
        {"i": 0.3},
        {"i": 0.6, "W": 0.6},
        {"i": 0.8},
    )
    evidence = [is_equilibrium(ClosedForm(**case).assessment(), str(case)) for case in cases]
    off = min(
        sequential_regret(ClosedForm().assessment(*more))
        for more in ((0.02, 0), (-0.02, 0), (0, 0.02), (0, -0.02))
    )
    return all_of(*evidence, sign(1, off, "2 points off"))


def _constrain() -> Evidence:
    """Where institutions constrain, threats are doubted: resistance rises to 1/(1 + a) and stays
    there, as challenges get rarer."""
    closed = [ClosedForm(MANY_A, MANY_B, h=h) for h in (0.6, 0.5, 0.4, 0.3, 0.2, 0.1, -0.1)]
    some_bluff = 4  # from this one on; before it everybody challenges
    rates, held = _resistance(closed)
    evidence = [held]
    for index in range(some_bluff):
        rise = rates[index + 1] - rates[index]
        evidence.append(sign(1, rise, "resistance, while everybody challenges"))
    for rate in rates[some_bluff:]:
        evidence.append(close(1 / 1.3, rate, EXACT, "resistance, where some bluff"))
    for index in range(len(closed) - 1):
        change = closed[index + 1].challenge - closed[index].challenge
        evidence.append(sign(0 if index + 1 < some_bluff else -1, change, "challenges"))
    return all_of(*evidence)


def _inform() -> Evidence:
    """Where institutions inform, threats are believed: resistance is 1/(1 + a) − i·q, so falls in
    i, and nobody resists from i = 1/(1 + a) on."""
    closed = [ClosedForm(MANY_A, MANY_B, i=i) for i in (0.0, 0.2, 0.4, 0.6, 0.75, 0.78, 0.9)]
    rates, held = _resistance(closed)
    evidence = [held]
    for one, rate in zip(closed, rates, strict=True):
        i = one.values["i"]
        claimed = 1 / 1.3 - i * one.q if one.s > 0 else 0.0
        evidence.append(close(claimed, rate, EXACT, f"i = {i}"))
    # the last two resist no challenge
    evidence += [sign(-1, rates[index + 1] - rates[index]) for index in range(5)]
    return all_of(*evidence)


def _peace() -> Evidence:
    """Either way there is less war between the same states, where some bluff: only resistance
    distinguishes the views."""

    def war(**changes: float) -> float:
        """Probability of war."""
        return chance_of(ClosedForm(MANY_A, MANY_B, **changes).assessment(), A, "fight")

    base = war(h=0.2)
    return all_of(
        close(0.5 / 1.3, base, EXACT, "f·s"),
        sign(-1, war(h=0.0) - base, "constrained"),
        sign(-1, war(h=0.2, i=0.3) - base, "informed"),
    )


def _limit() -> Evidence:
    """With ever more types of B, the share of genuine challenges comes to 1/(1 + W·s), with errors
    below W/(2n)."""
    claimed = 1 / (1 + 0.9 / 1.3)
    evidence = []
    for types_b in (4, 8, 16, 32):
        closed = ClosedForm(TYPES_A, types_b)
        beliefs = closed.assessment().belief_at(B, f"w 0, told {NOTHING}")
        error = abs(sum(beliefs[: closed.genuine]) - claimed)
        evidence.append(below(error, 0.9 / (2 * types_b), f"n = {types_b}"))
    return all_of(*evidence)


def _branch() -> Evidence:
    """The logit path ends at the closed form, with and without information."""
    evidence = []
    for closed in (ClosedForm(), ClosedForm(i=0.3)):
        claimed = closed.assessment()
        selected = follow_path(_built(TYPES_A, TYPES_B), closed.values)
        for player, label, action in (
            (A, "w 4", "challenge"),
            (B, f"w {closed.pivot}, told {NOTHING}", "resist"),
        ):
            one = claimed.strategy(player, label)[action]
            other = selected.strategy(player, label)[action]
            detail = f"i = {closed.values['i']}: {player}, {label}"
            evidence.append(close(one, other, 1e-5, detail))
    return all_of(*evidence)


MODEL = Model(
    key="schultz1999",
    title="Institutions that constrain, institutions that inform",
    source=Source(
        authors="Schultz, Kenneth A.",
        year=1999,
        title=(
            "Do Democratic Institutions Constrain or Inform? Contrasting Two Institutional "
            "Perspectives on Democracy and War"
        ),
        venue="International Organization 53(2), 233-266",
        where="the two views and their contrary predictions about resistance to a challenge",
        opened="secondary: two summaries by others; the game is rebuilt, the doi recalled",
        doi="10.1162/002081899550878",
    ),
    story=(
        "Two views say why democracies fight less. In one their leaders pay more for war: a rival "
        "who knows that doubts their threats and resists more. In the other their politics is "
        "open: rivals learn which threats are meant, bluffs do not pay, and the threatened resist "
        "less. Only the answer to threats distinguishes the two."
    ),
    build=build,
    propositions=(
        claim("Equilibrium", "equilibrium", "our reading", _equilibrium),
        claim("Institutions that constrain", "threshold", "our reading", _constrain),
        claim("Institutions that inform", "closed form", "our reading", _inform),
        claim("Both make war rarer", "sign", "our reading", _peace),
        claim("Continuum of types", "limit", "computed", _limit),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch="At a = .3, h = .1, k = 1, W = .9 and i = 0 or .3 the path ends at the closed form.",
    uncertain=(
        "We did not have the paper's own game: payoffs, uniform worths of war and all closed forms "
        "are our reconstruction of the argument. The paper's opposition is here a chance that the "
        "truth comes out, not a player. Where everybody challenges anyway (weak constraints), "
        "constraining A makes war more likely, not rarer, for B then resists more: that war gets "
        "rarer is claimed only where some bluff."
    ),
)
