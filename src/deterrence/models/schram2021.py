"""Hassling (Schram 2021): holding a rising power down by small blows instead of a preventive war.

State R will win a war with probability p₁ now and p₂ > p₁ from the next period on, and cannot promise not to use it.
In the first period it offers State D the share x of a good of size 1. D accepts; or fights; or hassles, that is, keeps
y for the period and lowers p₂ by sh at a cost of κh² to itself and rh² to R. From then on R demands all that a war
would not give D. Against an offer of everything D gains, over accepting,

    by war        g = (δp₂ − p₁)/(1 − δ) − c_D(1 − δ)
    by hassling   H − (1 − y), H = δ²s²/(4κ(1 − δ)²), at its best intensity ĥ = δs/(2κ(1 − δ))

so there is peace if both are negative, and otherwise what brings more. Where the rise rules peace out (g > 0), hassling
prevents the war exactly if κ ≤ δ²s²/(4(1 − δ)²(1 − y + g)), and saves the two together c_D + c_R − (κ + r)ĥ².
"""

from __future__ import annotations

from typing import Any

from ..game.building import TreeBuilder
from ..game.tree import GameTree, Number
from .checks import assess, chance_of, claim, regret, sequential_regret
from .model import Evidence, Model, Source, all_of, below, close, sign

R, D = "State R", "State D"
PARAMETERS = (
    ("p1", 0.3, "R wins a war now", 1),
    ("p2", 0.5, "R wins a war later, unless it is hassled", 1),
    ("c_R", 0.8, "cost of war to R", 99),
    ("c_D", 0.8, "cost of war to D", 99),
    ("y", 0.7, "what D keeps in the first period if it hassles", 1),
    ("s", 0.5, "how much hassling of intensity one lowers p2", 1),
    ("kappa", 1.25, "cost of hassling of intensity one to D", 99),
    ("r", 0.5, "the same to R", 99),
    ("delta", 0.8, "discount factor", 0.999),
)
DEFAULT = {name: value for name, value, _, _ in PARAMETERS}
OFFERS = ("nothing", "enough", "all")


def build(levels: int = 10) -> GameTree:
    """Intensities h = 1/``levels``, 2/``levels``, ..., 1; the offer "enough" makes D accept if anything does."""
    g = TreeBuilder("Hassling a rising power", (R, D))
    v = {n: g.parameter(n, x, told, low=0, high=top) for n, x, told, top in PARAMETERS}
    d, p1, p2, y = v["delta"], v["p1"], v["p2"], v["y"]

    def later(h: float) -> tuple[Number, Number]:
        strength = p2 - v["s"] * h
        return strength / (1 - d) + v["c_D"], (1 - strength) / (1 - d) - v["c_D"]

    def larger(a: Number, b: Number) -> Any:
        return (a + b + ((a - b) ** 2) ** 0.5) * 0.5

    war = g.end(p1 / (1 - d) - v["c_R"], (1 - p1) / (1 - d) - v["c_D"])
    answers = {"war": war}
    for h in (j / levels for j in range(1, levels + 1)):
        up, down = later(h)
        answers[f"hassle {h:g}"] = g.end(1 - y - v["r"] * h**2 + d * up, y - v["kappa"] * h**2 + d * down)
    by_war = (d * p2 - p1) / (1 - d) - v["c_D"] * (1 - d)
    by_hassling = d**2 * v["s"] ** 2 / (v["kappa"] * (1 - d) ** 2) * 0.25 - (1 - y)
    enough = 1 - larger(0.0, 1 - larger(0.0, 1 + larger(by_war, by_hassling)))  # cut to [0, 1]
    offers: dict[str, Number] = {"nothing": 0.0, "enough": enough, "all": 1.0}
    up, down = later(0.0)
    taken = {name: g.end(1 - x + d * up, x + d * down) for name, x in offers.items()}
    return g.tree(g.move(R, "offer", {x: g.move(D, x, {"accept": taken[x]} | answers) for x in OFFERS}))


def gains(v: dict[str, float]) -> tuple[float, float, float]:
    """g, H − (1 − y) and ĥ."""
    d = v["delta"]
    reach = d * v["s"] / (1 - d)
    by_war = (d * v["p2"] - v["p1"]) / (1 - d) - v["c_D"] * (1 - d)
    return by_war, reach**2 / (4 * v["kappa"]) - (1 - v["y"]), reach / (2 * v["kappa"])


def _play(values: dict[str, float], levels: int = 25, step: int = 0) -> tuple[str, Any]:
    """What D does against an offer of everything by the closed form, and the play with it. R offers enough if there is
    enough, and nothing otherwise; hassling is at the level next to ĥ, or ``step`` levels off."""
    v = DEFAULT | values
    by_war, by_hassling, best = gains(v)
    other = "war" if by_war > by_hassling else f"hassle {(round(best * levels) + step) / levels:g}"
    most = max(by_war, by_hassling)
    accepts = [x for x, share in zip(OFFERS, (0.0, 1 + most, 1.0), strict=True) if most <= 0 and share >= 1 + most]
    strategies: dict[Any, Any] = {(D, x): {"accept" if x in accepts else other: 1.0} for x in OFFERS}
    strategies[R, "offer"] = {"enough" if accepts else "nothing": 1.0}
    return "accept" if accepts else other, assess(build(levels), strategies, v)


CASES = {
    "war": ({"kappa": 1.7}, {"s": 0.1}),
    "hassle": ({}, {"kappa": 1.0, "y": 0.6}, {"p2": 0.4, "s": 0.4, "kappa": 2.0}),
    "accept": ({"p2": 0.4, "s": 0.4, "kappa": 2.5}, {"p2": 0.35, "s": 0.1}),
}


def _regimes() -> Evidence:
    """D fights, hassles or accepts as g, H − (1 − y) or nought is the largest; R offers just enough where D accepts."""
    found = []
    for kind, cases in CASES.items():
        for values in cases:
            does, played = _play(values)
            found.append(below(sequential_regret(played), 1e-9, f"{kind}: {does}"))
            total = sum(chance_of(played, D, a) for a in played.tree.sets[1].actions if a.startswith(kind))
            found.append(close(1.0, total, 1e-12, kind))
    return all_of(*found)


def _prevents() -> Evidence:
    """Where no peace is to be had, hassling prevents the war exactly if κ ≤ δ²s²/(4(1 − δ)²(1 − y + g))."""
    found = []
    for values in ({}, {"p2": 0.6, "s": 0.6}, {"y": 0.5, "c_D": 0.5}):
        v = DEFAULT | values
        d, (g, _, _) = v["delta"], gains(v)
        edge = (d * v["s"] / (1 - d)) ** 2 / (4 * (1 - v["y"] + g))
        for f in (0.98, 1.02):
            does, played = _play(values | {"kappa": f * edge}, 100)
            found.append(below(sequential_regret(played), 1e-9, f"κ = {f * edge:.4f}: {does}"))
            found.append(close(float(f > 1), chance_of(played, D, "war"), 1e-12, "war"))
    return all_of(sign(1, gains(DEFAULT)[0], "no peace"), *found)


def _efficient() -> Evidence:
    """Hassling instead of war is better for both, and saves them c_D + c_R − (κ + r)ĥ² together."""
    (_, war), (does, hassling) = _play({"s": 0.0}), _play({})
    saved = DEFAULT["c_D"] + DEFAULT["c_R"] - (DEFAULT["kappa"] + DEFAULT["r"]) * gains(DEFAULT)[2] ** 2
    own = {who: hassling.value(who) - war.value(who) for who in (R, D)}
    both = close(saved, sum(own.values()), 1e-9, "together")
    return all_of(*(sign(1, gain, f"{who}, {does}") for who, gain in own.items()), both)


def _intensity() -> Evidence:
    """D hassles at ĥ = δs/(2κ(1 − δ)): a step of 1/n off costs it κ/n². Dearer hassling is milder."""
    steps = [regret(_play({}, step=step)[1], D) for step in (-1, 1)]
    milder = gains(DEFAULT | {"kappa": 1.5})[2] - gains(DEFAULT)[2]
    exact = below(sequential_regret(_play({})[1]), 1e-9, "ĥ = 0.8")
    return all_of(exact, *(close(1.25 / 25**2, x, 1e-9, "a step off") for x in steps), sign(-1, milder, "dearer"))


def _displaces() -> Evidence:
    """Where peace could be had, hassling takes its place if H > 1 − y, however the offer."""
    found = []
    for f in (0.98, 1.02):
        v = {"p2": 0.4, "s": 0.4, "kappa": f * (0.8 * 0.4 / 0.2) ** 2 / (4 * 0.3)}
        does, played = _play(v, 100)
        found.append(below(sequential_regret(played), 1e-9, does))
        found.append(close(float(f > 1), chance_of(played, D, "accept"), 1e-12, f"peace, κ = {v['kappa']:.3f}"))
    return all_of(sign(-1, gains(DEFAULT | {"p2": 0.4})[0], "no reason for war"), *found)


def _branch() -> Evidence:
    """The logit path ends at hassling by default, and where D accepts an offer, at one that is just enough."""
    from ..solvers.tree import solve_tree

    hassled = solve_tree(build(), precision=None).assessment
    peace = solve_tree(build(), precision=None, values=CASES["accept"][0]).assessment
    return all_of(
        *(close(1.0, hassled.strategy(D, x)["hassle 0.8"], 1e-6, f"against {x}") for x in OFFERS),
        close(1.0, peace.strategy(R, "offer")["enough"], 1e-6, "offer"),
        close(1.0, peace.strategy(D, "enough")["accept"], 1e-6, "accepted"),
    )


MODEL = Model(
    key="schram2021",
    title="Hassling a rising power instead of a preventive war",
    source=Source(
        authors="Schram, Peter",
        year=2021,
        title="Hassling: How States Prevent a Preventive War",
        venue="American Journal of Political Science 65(2), 294-308",
        where="hassling a rising power under complete information",
        opened="secondary: title page and abstract of the draft of May 2020; volume and pages recalled",
    ),
    story="A state that fears its rival's rise, and cannot be promised enough, need not choose between a great war now "
    "and weakness later: it can keep the rival from rising by small, costly blows. That destroys something, but less "
    "than the war it takes the place of, so both may be better off. The same means, cheap enough, also tempts a state "
    "that could have been bought off in peace.",
    build=build,
    propositions=(
        claim("War, hassling or peace", "equilibrium", "our reading", _regimes),
        claim("Preventing a preventive war", "threshold", "our reading", _prevents),
        claim("Efficiency", "closed form", "our reading", _efficient),
        claim("Intensity", "closed form", "computed", _intensity),
        claim("Hassling instead of peace", "threshold", "computed", _displaces),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch="D's answers are strict except at ties, and R's offers are equal where all are refused, so what happens is "
    "the same in every subgame perfect equilibrium: by default hassling at 0.8, where the logit path ends too, R's "
    "three offers being equally likely.",
    uncertain="Only the abstract was open: that hassling weakens a rising power, can prevent a preventive war where "
    "peaceful bargains are ruled out, and is then more efficient. The two periods, the quadratic costs, the linear "
    "effect and that D keeps y while it hassles are ours, and so are the closed forms. That both gain is shown at the "
    "default numbers; it needs hassling not to cost R too much. That hassling displaces peace is a result of our "
    "version.",
)
