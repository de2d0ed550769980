"""Chicken and assurance with private hostility (Baliga & Sjöström 2004, 2012).

Does fear breed war, or deter it?

Two states choose at once between hawk (H) and dove (D). A state's own hostility h is what being a
hawk is worth to it:

              other H    other D
        H      h − c        h          hawk if h ≥ (c − d)·π, π the chance that the other is a hawk
        D       −d          0

If d > c this is assurance (stag hunt): being a dove against a hawk is worst, and fear makes hawks
of both. If c > d it is chicken: war between hawks is worst, and a hawk that is more likely makes
the other a dove. Hostility is uniform on [low, high] and private. Both play H if their hostility is
at least the x that solves x = (c − d)(high − x)/(high − low), so

        x = (c − d)·high/(high − low + c − d)   where that lies in [low, high].

The arms race of 2004 is assurance with c = μ and h = μ − (cost of arming): types with h > 0 arm in
any case, and if every type would rather arm than be a dove against a hawk, their fear infects all,
however few they are.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ..trees.builder import Part, TreeBuilder
from ..trees.tree import GameTree
from .checks import (
    EXACT,
    Strategies,
    as_probability,
    assess,
    claim,
    follow_path,
    is_equilibrium,
    policy_gap,
    regret,
)
from .model import Evidence, Model, Source, all_of, below, cell_middle, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

A, B = "State A", "State B"
FEAR = {"c": 0.5, "d": 1.4, "low": -1.0, "high": 0.15}
CHICKEN = {"c": 2.0, "d": 0.5, "low": -0.5, "high": 1.5}
STEP = 0.01  # how far from a threshold is tested


def build(types: int = 8) -> GameTree:
    """Hostility is at the middle of ``types`` equal parts of [low, high]; ``shift`` moves B's."""
    g = TreeBuilder("Chicken and assurance", (A, B))
    c = g.parameter("c", FEAR["c"], "loss of a hawk that meets a hawk", low=0)
    d = g.parameter("d", FEAR["d"], "loss of a dove that meets a hawk", low=0)
    low = g.parameter("low", FEAR["low"], "least hostility")
    high = g.parameter("high", FEAR["high"], "greatest hostility")
    shift = g.parameter("shift", 0.0, "how much more hostile State B is, as all know")
    hostility = [low + (high - low) * cell_middle(index, types) for index in range(types)]

    def meet(type_a: int, type_b: int) -> Part:
        """A type of State A and one of State B."""
        own, other = hostility[type_a], hostility[type_b] + shift
        a_hawk = {"H": g.end(own - c, other - c), "D": g.end(own, -1.0 * d)}
        a_dove = {"H": g.end(-1.0 * d, other), "D": g.end(0, 0)}
        after = {
            "H": g.move(B, f"type {type_b}", a_hawk),
            "D": g.move(B, f"type {type_b}", a_dove),
        }
        return g.move(A, f"type {type_a}", after)

    pairs = {
        f"{type_a}, {type_b}": (1 / types**2, meet(type_a, type_b))
        for type_a in range(types)
        for type_b in range(types)
    }
    return g.tree(g.chance("hostility", pairs))


_built = cache(build)


def cutoff(c: float, d: float, low: float, high: float) -> float:
    """The closed form, kept within [low, high]."""
    return min(max((c - d) * high / (high - low + c - d), low), high)


def _hawks(
    types: int, hawks: float, hawks_b: float | None = None, **values: float
) -> TreeAssessment:
    """The most hostile ``hawks`` types are hawks; in State B ``hawks_b``, if that is given.

    The type at the edge is one with what is left over as its probability.
    """
    strategies: Strategies = {}
    for state, count in ((A, hawks), (B, hawks if hawks_b is None else hawks_b)):
        for index in range(types):
            hawk = as_probability(count - (types - 1 - index))
            strategies[state, f"type {index}"] = {"H": hawk, "D": 1 - hawk}
    return assess(_built(types), strategies, values)


def _balanced(types: int, c: float, d: float, low: float, high: float) -> float:
    """Chicken: how many types are hawks in the symmetric equilibrium; one type may mix."""
    for sure in range(types):  # this many are hawks for certain; the next has this hostility:
        hostility = low + (high - low) * (types - 1 - sure + 0.5) / types
        if hostility <= (c - d) * sure / types:
            return float(sure)
        if hostility <= (c - d) * (sure + 1) / types:
            return hostility / (c - d) * types
    return float(types)


def _steady(types: int, **values: float) -> list[int]:
    """Every number of hawkish types that is a symmetric equilibrium."""
    return [hawks for hawks in range(types + 1) if regret(_hawks(types, hawks, **values)) <= EXACT]


def _chicken() -> Evidence:
    """Chicken: hawks are the types above (c − d)·high/(high − low + c − d); with n types the error
    is at most 1/n."""
    cases = (CHICKEN, CHICKEN | {"c": 3.0}, CHICKEN | {"low": -0.2, "high": 1.0, "c": 1.0})
    evidence = []
    for values in cases:
        claimed = cutoff(**values)
        width = values["high"] - values["low"]
        for types in (4, 8, 16):
            hawks = _balanced(types, **values)
            evidence.append(is_equilibrium(_hawks(types, hawks, **values)))
            gap = abs(values["high"] - width * hawks / types - claimed)
            evidence.append(below(gap, width / types / 2, f"{types} types, x = {claimed:.4f}"))
    return all_of(*evidence)


def _assurance() -> Evidence:
    """Assurance with some types that are doves in any case: hawks are the types above the same
    cutoff, now below 0."""
    values = FEAR | {"d": 1.1, "high": 0.3}
    width = values["high"] - values["low"]
    claimed = cutoff(**values)
    evidence = []
    for types in (4, 8, 16):
        steady = _steady(types, **values)
        gaps = [abs(values["high"] - width * hawks / types - claimed) for hawks in steady]
        detail = f"{types} types: {steady} hawkish, x = {claimed:.4f}"
        evidence.append(below(max(gaps, default=float("inf")), 2 * width / types, detail))
    return all_of(sign(-1, claimed), *evidence)


def _contagion() -> Evidence:
    """Few types that are hawks in any case make all types hawks, if all would rather be hawks
    against a hawk."""
    low, width = FEAR["low"], FEAR["high"] - FEAR["low"]
    evidence = []
    for types in (8, 16):
        hostility = [low + width * (index + 0.5) / types for index in range(types)]
        sure = sum(own > 0 for own in hostility)
        # the least d − c at which fear passes every type that is not a hawk in any case
        spreads = max(
            -hostility[index] * types / (types - 1 - index) for index in range(types - sure)
        )
        detail = f"{sure} of {types} are sure hawks"

        steady = _steady(types, **FEAR | {"d": FEAR["c"] + spreads + STEP})
        evidence.append(Evidence(steady == [types], str([types]), str(steady), detail))

        steady = _steady(types, **FEAR | {"d": FEAR["c"] + spreads - STEP})
        fewer = len(steady) > 0 and steady[0] < types
        evidence.append(Evidence(fewer, "fewer too", str(steady), detail))

        evidence.append(below(abs(spreads - 1), 1.0 / types, "least d − c tends to −low"))

        calm = _steady(types, **FEAR | {"d": 2.0, "high": -0.1})
        both = {0, types} <= set(calm)
        claimed = f"0 and {types} among them"
        evidence.append(Evidence(both, claimed, str(calm), "no sure hawks: all or none"))
    return all_of(*evidence)


def _response() -> Evidence:
    """A more hostile opponent makes hawks in assurance and doves in chicken."""
    types = 8

    def hawkish(values: dict[str, float]) -> float:
        """State A's chance of H at λ = 10."""
        play = follow_path(_built(types), values, precision=10.0)
        return sum(play.strategy(A, f"type {index}")["H"] for index in range(types)) / types

    evidence = []
    for name, claimed, values in (
        ("assurance", 1, FEAR | {"d": 0.9}),
        ("chicken", -1, CHICKEN),
    ):
        change = hawkish(values | {"shift": 0.1}) - hawkish(values | {"shift": 0.0})
        detail = f"{name}: change in State A's chance of H at λ = 10"
        evidence.append(sign(claimed, change, detail))
    return all_of(*evidence)


def _flat() -> Evidence:
    """Chicken: if hostility is spread (density below 1/(c − d)) nobody can be the known hawk; if it
    is not, one can."""
    alike = CHICKEN | {"low": 0.2, "high": 1.0}
    dense = _hawks(8, 8, 0, **alike)
    spread = _hawks(8, 8, 0, **CHICKEN)
    return all_of(
        is_equilibrium(dense, "density 1.25: A always hawk, B always dove"),
        sign(1, regret(spread), "density 0.5: not so"),
    )


def _branch() -> Evidence:
    """The logit path ends at the symmetric play in chicken, and in assurance at war or peace as is
    less risky."""
    types = 8

    def calm(d: float) -> dict[str, float]:
        """Assurance without sure hawks."""
        return {"c": 0.5, "d": d, "low": -1.0, "high": -0.3}

    cases = (
        (CHICKEN, _balanced(types, **CHICKEN)),
        (calm(1.55), 0.0),
        (calm(1.9), 8.0),
    )
    evidence = []
    for values, hawks in cases:
        selected = follow_path(_built(types), values)
        gap = policy_gap(selected, _hawks(types, hawks, **values))
        evidence.append(below(gap, 1e-6, f"{values}: {hawks:.4g} of 8 hawkish"))
    return all_of(*evidence)


MODEL = Model(
    key="chicken_assurance",
    title="Chicken and assurance with private hostility",
    source=Source(
        authors="Baliga, Sandeep; Sjöström, Tomas",
        year=2012,
        title="The Strategy of Manipulating Conflict",
        venue="American Economic Review 102(6), 2897-2922",
        where=(
            "the conflict game without the extremist; and Baliga and Sjöström (2004), Arms Races "
            "and Negotiations, Review of Economic Studies 71(2), 351-369, for contagion"
        ),
        opened=(
            "abstracts of both; opening of a draft of 2007 by the authors with the payoffs (Unique "
            "Equilibria in Conflict Games with Incomplete Information)"
        ),
        doi="10.1257/aer.102.6.2897",
    ),
    story=(
        "Two leaders, neither sure how hostile the other is, choose to be hawks or doves. Where "
        "the worst is to be a dove against a hawk, suspicion breeds hawks: a few who would arm in "
        "any case make others arm for fear, and these yet others, until peace is lost though "
        "almost all prefer it. Where the worst is war between hawks, the same suspicion makes "
        "doves. So the same news, that the other is more hostile, moves the two games in opposite "
        "ways."
    ),
    build=build,
    propositions=(
        claim("Cutoff in chicken", "limit", "our reading", _chicken),
        claim("Cutoff in assurance", "limit", "our reading", _assurance),
        claim("Contagion of fear", "threshold", "our reading", _contagion),
        claim("Complements and substitutes", "sign", "our reading", _response),
        claim("Spread of hostility", "threshold", "our reading", _flat),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch=(
        "In chicken the path from λ = 0 keeps the symmetry and ends where one type mixes, also "
        "where one side as the known hawk is an equilibrium too. In assurance without sure hawks, "
        "peace and war being both equilibria, it ends at the one that is risk-dominant for the "
        "middle type: peace at d - c = 1.05 and war at d - c = 1.4 for hostility in [-1, -0.3]. No "
        "folds met."
    ),
    uncertain=(
        "Hostility is uniform here, so that everything is in closed form; the papers allow any "
        "distribution, and their conditions (that types be spread, or that each type's cost be "
        "below the share of types below it times the loss) reduce to those tested. Messages, the "
        "subject of both papers, are left out. Papers recalled, not read."
    ),
)
