"""Chicken and assurance with private hostility (Baliga & Sjöström 2004, 2012): does fear breed war, or deter it?

Two states choose at once between hawk (H) and dove (D). A state's own hostility h is what being a hawk is worth to it:

              other H    other D
        H      h − c        h          hawk if h ≥ (c − d)·π, where π is the chance that the other is a hawk
        D       −d          0

If d > c this is assurance (stag hunt): being a dove against a hawk is worst, and fear makes hawks of both. If c > d it
is chicken: war between hawks is worst, and a likelier hawk makes the other a dove. Hostility is uniform on [low, high]
and private. Both play H from the hostility x on that solves x = (c − d)(high − x)/(high − low), so

        x = (c − d)·high/(high − low + c − d)   where that lies in [low, high].
The arms race of 2004 is assurance with c = μ and h = μ − (cost of arming): types with h > 0 arm in any case, and if
every type would rather arm than be a dove against a hawk, their fear infects all, however few they are.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from ..game.building import TreeBuilder
from ..game.tree import GameTree
from .checks import assess, claim, regret, sequential_regret
from .model import Evidence, Model, Source, all_of, below, sign

A, B = "State A", "State B"
FEAR = {"c": 0.5, "d": 1.4, "low": -1.0, "high": 0.15}
CHICKEN = {"c": 2.0, "d": 0.5, "low": -0.5, "high": 1.5}


def build(types: int = 8) -> GameTree:
    """The game with hostility at the middle of ``types`` equal parts of [low, high]; ``shift`` moves State B's."""
    g = TreeBuilder("Chicken and assurance", (A, B))
    c = g.parameter("c", FEAR["c"], "loss of a hawk that meets a hawk", low=0)
    d = g.parameter("d", FEAR["d"], "loss of a dove that meets a hawk", low=0)
    low = g.parameter("low", FEAR["low"], "least hostility")
    high = g.parameter("high", FEAR["high"], "greatest hostility")
    shift = g.parameter("shift", 0.0, "how much more hostile State B is, as all know")
    h = [low + (high - low) * ((j + 0.5) / types) for j in range(types)]

    def meet(i: int, j: int) -> Any:
        other = h[j] + shift
        hawk = {"H": g.end(h[i] - c, other - c), "D": g.end(h[i], -1.0 * d)}
        after = {"H": hawk, "D": {"H": g.end(-1.0 * d, other), "D": g.end(0, 0)}}
        return g.move(A, f"type {i}", {x: g.move(B, f"type {j}", after[x]) for x in "HD"})

    pairs = {f"{i}, {j}": (1 / types**2, meet(i, j)) for i in range(types) for j in range(types)}
    return g.tree(g.chance("hostility", pairs))


_built = cache(build)


def cutoff(c: float, d: float, low: float, high: float) -> float:
    """The closed form, kept within [low, high]."""
    return min(max((c - d) * high / (high - low + c - d), low), high)


def _hawks(types: int, hawks: float, hawks_b: float | None = None, **values: float) -> Any:
    """The most hostile ``hawks`` types are hawks, the one at the edge with what is left over; in B, ``hawks_b``."""
    strategies: dict[Any, Any] = {}
    for state, count in ((A, hawks), (B, hawks if hawks_b is None else hawks_b)):
        for j in range(types):
            share = min(1.0, max(0.0, count - (types - 1 - j)))
            strategies[state, f"type {j}"] = {"H": share, "D": 1 - share}
    return assess(_built(types), strategies, values)


def _balanced(types: int, c: float, d: float, low: float, high: float) -> float:
    """Chicken: how many types are hawks in the symmetric equilibrium; one type may mix."""
    for k in range(types):  # k types are hawks for certain; the next has hostility h
        h = low + (high - low) * (types - 1 - k + 0.5) / types
        if h <= (c - d) * k / types:
            return float(k)
        if h <= (c - d) * (k + 1) / types:
            return h / (c - d) * types
    return float(types)


def _steady(types: int, **values: float) -> list[int]:
    """Every number of hawkish types that is a symmetric equilibrium."""
    return [k for k in range(types + 1) if regret(_hawks(types, k, **values)) <= 1e-9]


def _chicken() -> Evidence:
    """Chicken: hawks are the types above (c − d)·high/(high − low + c − d); with n types the error is at most 1/n."""
    found = []
    for values in (CHICKEN, CHICKEN | {"c": 3.0}, CHICKEN | {"low": -0.2, "high": 1.0, "c": 1.0}):
        x, width = cutoff(**values), values["high"] - values["low"]
        for n in (4, 8, 16):
            hawks = _balanced(n, **values)
            found.append(below(sequential_regret(_hawks(n, hawks, **values)), 1e-9))
            found.append(below(abs(values["high"] - width * hawks / n - x), width / n / 2, f"{n} types, x = {x:.4f}"))
    return all_of(*found)


def _assurance() -> Evidence:
    """Assurance with some types that are doves in any case: hawks are the types above the same cutoff, now below 0."""
    found, width, values = [], 1.3, FEAR | {"d": 1.1, "high": 0.3}
    x = cutoff(**values)
    for n in (4, 8, 16):
        steady = _steady(n, **values)
        gaps = [abs(values["high"] - width * k / n - x) for k in steady]
        found.append(below(max(gaps, default=9.0), 2 * width / n, f"{n} types: {steady} hawkish, x = {x:.4f}"))
    return all_of(sign(-1, x), *found)


def _contagion() -> Evidence:
    """Few types that are hawks in any case make all types hawks, if all would rather be hawks against a hawk."""
    found = []
    for n in (8, 16):
        h = [-1 + 1.15 * (j + 0.5) / n for j in range(n)]
        sure = sum(x > 0 for x in h)
        spreads = max(
            -h[j] * n / (n - 1 - j) for j in range(n - sure)
        )  # the least d − c at which fear passes every type
        for d, claimed in ((0.5 + spreads + 0.01, [n]), (0.5 + spreads - 0.01, None)):
            steady = _steady(n, **FEAR | {"d": d})
            holds = steady == claimed if claimed else len(steady) > 0 and steady[0] < n
            found.append(Evidence(holds, f"{claimed or 'fewer too'}", str(steady), f"{sure} of {n} are sure hawks"))
        found.append(below(abs(spreads - 1), 1.0 / n, "least d − c tends to −low"))
        calm = _steady(n, **FEAR | {"d": 2.0, "high": -0.1})
        found.append(Evidence({0, n} <= set(calm), f"0 and {n} among them", str(calm), "no sure hawks: all or none"))
    return all_of(*found)


def _response() -> Evidence:
    """A more hostile opponent makes hawks in assurance and doves in chicken."""
    from ..solvers.tree import solve_tree

    found = []
    for name, claimed, values in (("assurance", 1, FEAR | {"d": 0.9}), ("chicken", -1, CHICKEN)):
        rates = []
        for shift in (0.0, 0.1):
            solved = solve_tree(_built(8), 10.0, values | {"shift": shift}).assessment
            rates.append(sum(solved.strategy(A, f"type {j}")["H"] for j in range(8)) / 8)
        found.append(sign(claimed, rates[1] - rates[0], f"{name}: change in State A's chance of H at λ = 10"))
    return all_of(*found)


def _flat() -> Evidence:
    """Chicken: if hostility is spread (density below 1/(c − d)) nobody can be the known hawk; if it is not, one can."""
    alike = CHICKEN | {"low": 0.2, "high": 1.0}
    return all_of(
        below(sequential_regret(_hawks(8, 8, 0, **alike)), 1e-9, "density 1.25: A always hawk, B always dove"),
        sign(1, regret(_hawks(8, 8, 0, **CHICKEN)), "density 0.5: not so"),
    )


def _branch() -> Evidence:
    """The logit path ends at the symmetric play in chicken, and in assurance at war or peace as is less risky."""
    from ..solvers.tree import solve_tree

    found, cases = [], [(CHICKEN, _balanced(8, **CHICKEN))]
    cases += [({"c": 0.5, "d": d, "low": -1.0, "high": -0.3}, hawks) for d, hawks in ((1.55, 0.0), (1.9, 8.0))]
    for values, hawks in cases:
        solved, claimed = solve_tree(_built(8), values=values).assessment, _hawks(8, hawks, **values)
        found.append(
            below(float(abs(solved.policy - claimed.policy).max()), 1e-6, f"{values}: {hawks:.4g} of 8 hawkish")
        )
    return all_of(*found)


MODEL = Model(
    key="chicken_assurance",
    title="Chicken and assurance with private hostility",
    source=Source(
        authors="Baliga, Sandeep; Sjöström, Tomas",
        year=2012,
        title="The Strategy of Manipulating Conflict",
        venue="American Economic Review 102(6), 2897-2922",
        where="the conflict game without the extremist; and Baliga and Sjöström (2004), Arms Races and Negotiations, "
        "Review of Economic Studies 71(2), 351-369, for contagion",
        opened="abstracts of both; opening of a draft of 2007 by the authors with the payoffs (Unique Equilibria in "
        "Conflict Games with Incomplete Information)",
        doi="10.1257/aer.102.6.2897",
    ),
    story="Two leaders, neither sure how hostile the other is, choose to be hawks or doves. Where the worst is to be a "
    "dove against a hawk, suspicion breeds hawks: a few who would arm in any case make others arm for fear, and these "
    "yet others, until peace is lost though almost all prefer it. Where the worst is war between hawks, the same "
    "suspicion makes doves. So the same news, that the other is more hostile, moves the two games in opposite ways.",
    build=build,
    propositions=(
        claim("Cutoff in chicken", "limit", "our reading", _chicken),
        claim("Cutoff in assurance", "limit", "our reading", _assurance),
        claim("Contagion of fear", "threshold", "our reading", _contagion),
        claim("Complements and substitutes", "sign", "our reading", _response),
        claim("Spread of hostility", "threshold", "our reading", _flat),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch="In chicken the path from λ = 0 keeps the symmetry and ends where one type mixes, also where one side as "
    "the known hawk is an equilibrium too. In assurance without sure hawks, peace and war being both equilibria, it "
    "ends at the one that is risk-dominant for the middle type: peace at d - c = 1.05 and war at d - c = 1.4 for "
    "hostility in [-1, -0.3]. No folds met.",
    uncertain="Hostility is uniform here, so that everything is in closed form; the papers allow any distribution, and "
    "their conditions (that types be spread, or that each type's cost be below the share of types below it times the "
    "loss) reduce to those tested. Messages, the subject of both papers, are left out. Papers recalled, not read.",
)
