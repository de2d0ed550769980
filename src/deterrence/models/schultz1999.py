"""Do democratic institutions constrain or inform? Two views of one crisis game (Schultz 1999).

A challenges or not; B resists or gives the prize (worth 1) away; A, resisted, fights or backs down, which costs it a.
Worths of war are private: A's uniform on [h - k, h], B's uniform on [-W, 0]. A is *genuine* if it would fight rather
than back down, with probability f = (h + a)/k. Institutions may

    constrain: war costs A more (h lower), or
    inform:    with probability i B learns what war is worth to A, from A's opposition.

Closed forms, where some but not all who would back down bluff:

    resistance where B learnt nothing    s = (1 - i*a/(1 - i))/(1 + a)
    genuine among challenges             q = 1/(1 + W*s),   Pr(challenge) = f/q
    resistance to a challenge            (1 - i)*s + i*(1 - q) = 1/(1 + a) - i*q

If f(1 + W*s) >= 1 everybody challenges and s = (1 - f)/(f*W); if i >= 1/(1 + a) nobody bluffs and nobody resists.
In the tree worths of war are in the middles of equal cells, and one of B's types mixes.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from ..game.building import Part, TreeBuilder
from ..game.tree import GameTree
from .checks import assess, chance_of, claim, sequential_regret
from .model import Evidence, Model, Source, all_of, below, close, sign

A, B, EXACT = "State A", "State B", 1e-9
BASE = {"a": 0.3, "h": 0.1, "k": 1.0, "W": 0.9, "i": 0.0}


def build(types_a: int = 5, types_b: int = 4) -> GameTree:
    """``types_a`` and ``types_b`` worths of war. What B learns it learns after the challenge."""
    g = TreeBuilder("A crisis with institutions that constrain or inform", (A, B))
    a = g.parameter("a", BASE["a"], "cost to A of backing down", low=0)
    h = g.parameter("h", BASE["h"], "best worth of war to A; lower where institutions constrain")
    k = g.parameter("k", BASE["k"], "width of the worths of war to A", low=0)
    w = g.parameter("W", BASE["W"], "the worst war to B: a loss", low=0)
    i = g.parameter("i", BASE["i"], "probability that B learns what war is worth to A", low=0, high=1)

    def crisis(j: int, m: int) -> Part:
        ends = {"fight": g.end(h - k * ((j + 0.5) / types_a), -w * ((m + 0.5) / types_b)), "back down": g.end(-a, 1)}

        def answer(heard: str) -> Part:
            last = g.move(A, f"w {j}, resisted, {heard}", ends)
            return g.move(B, f"w {m}, {heard}", {"resist": last, "concede": g.end(1, 0)})

        opposition = {"speaks": (i, answer(f"told {j}")), "is silent": (1 - i, answer("told nothing"))}
        return g.move(A, f"w {j}", {"challenge": g.chance(f"opposition {j}", opposition), "status quo": g.end(0, 1)})

    pairs = [(j, m) for j in range(types_a) for m in range(types_b)]
    types: dict[str, Any] = {f"{j}, {m}": (1 / (types_a * types_b), crisis(j, m)) for j, m in pairs}
    return g.tree(g.chance("worths of war", types))


_built = cache(build)


class Theory:
    """The closed form on types in cells; ``s``, ``q`` and ``f`` as in the heading, ``b`` the probability of a bluff."""

    def __init__(self, types_a: int = 5, types_b: int = 4, **values: float):
        v = self.values = BASE | values
        self.na, self.nb = types_a, types_b
        self.genuine = sum(v["h"] - v["k"] * (j + 0.5) / types_a > -v["a"] for j in range(types_a))
        f = self.f = self.genuine / types_a
        self.s = max(0.0, 1 - v["i"] * v["a"] / (1 - v["i"])) / (1 + v["a"])
        self.pivot = min(int(self.s * types_b), types_b - 1)  # the type of B that mixes
        self.b = f * v["W"] * (self.pivot + 0.5) / types_b if self.s > 0 else 0.0
        if self.b >= 1 - f:  # everybody challenges
            self.b, self.pivot = 1 - f, types_b
            self.s = sum(v["W"] * (m + 0.5) / types_b < (1 - f) / f for m in range(types_b)) / types_b
        self.q = f / (f + self.b)

    def assessment(self, bluff: float = 0.0, resist: float = 0.0) -> Any:
        """The equilibrium, or play with other odds of a bluff, and of resistance by the type of B that mixes."""
        strategies: dict[Any, Any] = {}
        for j in range(self.na):
            odds = 1.0 if j < self.genuine else min(1.0, self.b / (1 - self.f) + bluff)
            strategies[A, f"w {j}"] = {"challenge": odds, "status quo": 1 - odds}
            for m in range(self.nb):
                strategies[B, f"w {m}, told {j}"] = {"concede" if j < self.genuine else "resist": 1.0}
            for heard in ("nothing", str(j)):
                strategies[A, f"w {j}, resisted, told {heard}"] = {"fight" if j < self.genuine else "back down": 1.0}
        for m in range(self.nb):
            odds = min(1.0, max(0.0, self.s * self.nb - m)) + (resist if m == self.pivot else 0)
            strategies[B, f"w {m}, told nothing"] = {"resist": odds, "concede": 1 - odds}
        return assess(_built(self.na, self.nb), strategies, self.values)


def _resisted(theories: list[Theory]) -> tuple[list[float], Evidence]:
    """Probabilities that a challenge is resisted, and that each play is an equilibrium."""
    plays = [theory.assessment() for theory in theories]
    rates = [chance_of(play, B, "resist") / chance_of(play, A, "challenge") for play in plays]
    return rates, below(max(map(sequential_regret, plays)), EXACT, "each an equilibrium")


def _equilibrium() -> Evidence:
    """Genuine challengers, bluffs and resistance as in the closed form; with more or fewer of either somebody gains."""
    cases: list[dict[str, Any]] = [{}, {"h": 0.0, "a": 0.45}, {"h": 0.5}, {"i": 0.3}, {"i": 0.6, "W": 0.6}, {"i": 0.8}]
    found = [below(sequential_regret(Theory(**values).assessment()), EXACT, str(values)) for values in cases]
    off = [Theory().assessment(*x) for x in ((0.02, 0), (-0.02, 0), (0, 0.02), (0, -0.02))]
    return all_of(*found, sign(1, min(map(sequential_regret, off)), "2 points off"))


def _constrain() -> Evidence:
    """Where institutions constrain, threats are doubted: resistance rises to 1/(1 + a) and stays there, as challenges
    get rarer."""
    theories = [Theory(10, 12, h=h) for h in (0.6, 0.5, 0.4, 0.3, 0.2, 0.1, -0.1)]
    rates, held = _resisted(theories)
    bold = [theory.f + theory.b for theory in theories]
    return all_of(
        held,
        *(sign(1, rates[k + 1] - rates[k], "resistance, while everybody challenges") for k in range(4)),
        *(close(1 / 1.3, rate, EXACT, "resistance, where some bluff") for rate in rates[4:]),
        *(sign(-1 if k > 2 else 0, bold[k + 1] - bold[k], "challenges") for k in range(6)),
    )


def _inform() -> Evidence:
    """Where institutions inform, threats are believed: resistance is 1/(1 + a) − i·q, so falls in i, and nobody resists
    from i = 1/(1 + a) on."""
    theories = [Theory(10, 12, i=i) for i in (0.0, 0.2, 0.4, 0.6, 0.75, 0.78, 0.9)]
    rates, held = _resisted(theories)
    closed = [1 / 1.3 - t.values["i"] * t.q if t.s > 0 else 0.0 for t in theories]
    return all_of(
        held,
        *(close(x, y, EXACT, f"i = {t.values['i']}") for x, y, t in zip(closed, rates, theories, strict=True)),
        *(sign(-1, rates[k + 1] - rates[k]) for k in range(5)),
    )


def _peace() -> Evidence:
    """Either way there is less war between the same states, where some bluff: only resistance tells the views apart."""

    def war(**values: float) -> float:
        return chance_of(Theory(10, 12, **values).assessment(), A, "fight")

    base = war(h=0.2)
    return all_of(
        close(0.5 / 1.3, base, EXACT, "f·s"),
        sign(-1, war(h=0.0) - base, "constrained"),
        sign(-1, war(h=0.2, i=0.3) - base, "informed"),
    )


def _limit() -> Evidence:
    """With ever more types of B, the share of genuine challenges comes to 1/(1 + W·s), with errors below W/(2n)."""
    theories = [Theory(5, n) for n in (4, 8, 16, 32)]
    odds = [sum(t.assessment().belief_at(B, "w 0, told nothing")[: t.genuine]) for t in theories]
    errors = [abs(q - 1 / (1 + 0.9 / 1.3)) for q in odds]
    return all_of(*(below(x, 0.9 / (2 * t.nb), f"n = {t.nb}") for x, t in zip(errors, theories, strict=True)))


def _branch() -> Evidence:
    """The logit path ends at the closed form, with and without information."""
    from ..solvers.tree import solve_tree

    found = []
    for theory in (Theory(), Theory(i=0.3)):
        solved, closed = solve_tree(_built(5, 4), values=theory.values).assessment, theory.assessment()
        for at in ((A, "w 4"), (B, f"w {theory.pivot}, told nothing")):
            odds = [next(iter(play.strategy(*at).values())) for play in (closed, solved)]
            found.append(close(odds[0], odds[1], 1e-5, f"i = {theory.values['i']}: {', '.join(at)}"))
    return all_of(*found)


MODEL = Model(
    key="schultz1999",
    title="Institutions that constrain, institutions that inform",
    source=Source(
        authors="Schultz, Kenneth A.",
        year=1999,
        title="Do Democratic Institutions Constrain or Inform? Contrasting Two Institutional Perspectives on Democracy "
        "and War",
        venue="International Organization 53(2), 233-266",
        where="the two views and their contrary predictions about resistance to a challenge",
        opened="secondary: two summaries by others; the game is rebuilt, the doi recalled",
        doi="10.1162/002081899550878",
    ),
    story="Two views say why democracies fight less. In one their leaders pay more for war: a rival who knows that "
    "doubts their threats and resists more. In the other their politics is open: rivals learn which threats are meant, "
    "bluffs do not pay, and the threatened resist less. Only the answer to threats can tell the two apart.",
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
    uncertain="We did not have the paper's own game: payoffs, uniform worths of war and all closed forms are our "
    "reconstruction of the argument. The paper's opposition is here a chance that the truth comes out, not a player. "
    "Where everybody challenges anyway (weak constraints), constraining A makes war likelier, not rarer, for B then "
    "resists more: that war gets rarer is claimed only where some bluff.",
)
