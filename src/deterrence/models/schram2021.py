"""Hassling (Schram 2021): holding a rising power down by small blows instead of a preventive war.

State R will win a war with probability p₁ now and p₂ > p₁ from the next period on, and cannot
promise not to use it. In the first period it offers State D the share x of a good of size 1. D
accepts; or fights; or hassles, that is, keeps y for the period and lowers p₂ by sh at a cost of κh²
to itself and rh² to R. From then on R demands all that a war would not give D. Against an offer of
everything D gains, over accepting,

    by war        g = (δp₂ − p₁)/(1 − δ) − c_D(1 − δ)
    by hassling   H − (1 − y), H = δ²s²/(4κ(1 − δ)²), at its best intensity ĥ = δs/(2κ(1 − δ))

so there is peace if both are negative, and otherwise what brings more. Where the rise rules peace
out (g > 0), hassling prevents the war exactly if κ ≤ δ²s²/(4(1 − δ)²(1 − y + g)), and saves the two
together c_D + c_R − (κ + r)ĥ².
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..trees.builder import TreeBuilder
from ..trees.tree import GameTree, Number, Symbol
from .checks import (
    EXACT,
    ROUNDING,
    Strategies,
    assess,
    chance_of,
    claim,
    follow_path,
    is_equilibrium,
    regret,
)
from .model import Evidence, Model, Source, all_of, close, declare, defaults, larger, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

R, D = "State R", "State D"
NO_LIMIT = 99
PARAMETERS = (
    Symbol("p1", 0.3, "R wins a war now", low=0, high=1),
    Symbol("p2", 0.5, "R wins a war later, unless it is hassled", low=0, high=1),
    Symbol("c_R", 0.8, "cost of war to R", low=0, high=NO_LIMIT),
    Symbol("c_D", 0.8, "cost of war to D", low=0, high=NO_LIMIT),
    Symbol("y", 0.7, "what D keeps in the first period if it hassles", low=0, high=1),
    Symbol("s", 0.5, "how much hassling of intensity one lowers p2", low=0, high=1),
    Symbol("kappa", 1.25, "cost of hassling of intensity one to D", low=0, high=NO_LIMIT),
    Symbol("r", 0.5, "the same to R", low=0, high=NO_LIMIT),
    Symbol("delta", 0.8, "discount factor", low=0, high=0.999),
)
DEFAULT = defaults(PARAMETERS)
OFFERS = ("nothing", "enough", "all")
LEVELS = 25
FINE = 100  # levels where κ is just beside a threshold


def build(levels: int = 10) -> GameTree:
    """Intensities h = 1/``levels``, 2/``levels``, ..., 1.

    The offer "enough" makes D accept if anything does.
    """
    g = TreeBuilder("Hassling a rising power", (R, D))
    v = declare(g, PARAMETERS)
    delta, p1, p2, y = v["delta"], v["p1"], v["p2"], v["y"]

    def later(intensity: float) -> tuple[Number, Number]:
        """What R and D get from the next period on."""
        strength = p2 - v["s"] * intensity
        return strength / (1 - delta) + v["c_D"], (1 - strength) / (1 - delta) - v["c_D"]

    answers = {"war": g.end(p1 / (1 - delta) - v["c_R"], (1 - p1) / (1 - delta) - v["c_D"])}
    for level in range(1, levels + 1):
        h = level / levels
        to_r, to_d = later(h)
        answers[f"hassle {h:g}"] = g.end(
            1 - y - v["r"] * h**2 + delta * to_r, y - v["kappa"] * h**2 + delta * to_d
        )

    # "enough" is 1 + max(g, H − (1 − y)), cut to [0, 1]
    by_war = (delta * p2 - p1) / (1 - delta) - v["c_D"] * (1 - delta)
    reach = delta**2 * v["s"] ** 2 / (v["kappa"] * (1 - delta) ** 2) * 0.25
    share = 1 + larger(by_war, reach - (1 - y))
    enough = 1 - larger(0.0, 1 - larger(0.0, share))
    offers: dict[str, Number] = {"nothing": 0.0, "enough": enough, "all": 1.0}

    to_r, to_d = later(0.0)
    replies = {}
    for name, x in offers.items():
        accepted = g.end(1 - x + delta * to_r, x + delta * to_d)
        replies[name] = g.move(D, name, {"accept": accepted} | answers)
    return g.tree(g.move(R, "offer", replies))


class Gains(NamedTuple):
    """What D gains, over accepting an offer of everything, and its best intensity.

    Attributes:
        by_war: g.
        by_hassling: H − (1 − y).
        intensity: ĥ.
    """

    by_war: float
    by_hassling: float
    intensity: float


def gains(values: dict[str, float]) -> Gains:
    """The closed forms."""
    v = values
    delta = v["delta"]
    reach = delta * v["s"] / (1 - delta)
    return Gains(
        by_war=(delta * v["p2"] - v["p1"]) / (1 - delta) - v["c_D"] * (1 - delta),
        by_hassling=reach**2 / (4 * v["kappa"]) - (1 - v["y"]),
        intensity=reach / (2 * v["kappa"]),
    )


class Play(NamedTuple):
    """What D does against an offer of everything, and the play with it."""

    answer: str
    assessment: TreeAssessment


def _play(changes: dict[str, float], levels: int = LEVELS, step: int = 0) -> Play:
    """The closed form at DEFAULT and these changes.

    R offers enough if there is enough, and nothing otherwise. Hassling is at the level next to ĥ,
    or ``step`` levels off.
    """
    v = DEFAULT | changes
    gain = gains(v)
    hassle = f"hassle {(round(gain.intensity * levels) + step) / levels:g}"
    refusal = "war" if gain.by_war > gain.by_hassling else hassle
    most = max(gain.by_war, gain.by_hassling)
    shares = {"nothing": 0.0, "enough": 1 + most, "all": 1.0}
    accepted = [name for name in OFFERS if most <= 0 and shares[name] >= 1 + most]
    strategies: Strategies = {
        (D, name): {"accept" if name in accepted else refusal: 1.0} for name in OFFERS
    }
    strategies[R, "offer"] = {"enough" if accepted else "nothing": 1.0}
    answer = "accept" if accepted else refusal
    return Play(answer, assess(build(levels), strategies, v))


CASES: dict[str, tuple[dict[str, float], ...]] = {  # by what D does
    "war": ({"kappa": 1.7}, {"s": 0.1}),
    "hassle": ({}, {"kappa": 1.0, "y": 0.6}, {"p2": 0.4, "s": 0.4, "kappa": 2.0}),
    "accept": ({"p2": 0.4, "s": 0.4, "kappa": 2.5}, {"p2": 0.35, "s": 0.1}),
}


def _regimes() -> Evidence:
    """D fights, hassles or accepts as g, H − (1 − y) or zero is the largest; R offers just enough
    where D accepts."""
    evidence = []
    for claimed, cases in CASES.items():
        for changes in cases:
            answer, play = _play(changes)
            actions = play.tree.sets[1].actions
            total = sum(
                chance_of(play, D, action) for action in actions if action.startswith(claimed)
            )
            evidence.append(is_equilibrium(play, f"{claimed}: {answer}"))
            evidence.append(close(1.0, total, ROUNDING, claimed))
    return all_of(*evidence)


def _prevents() -> Evidence:
    """Where peace is impossible, hassling prevents the war exactly if
    κ ≤ δ²s²/(4(1 − δ)²(1 − y + g))."""
    evidence = [sign(1, gains(DEFAULT).by_war, "no peace")]
    for changes in ({}, {"p2": 0.6, "s": 0.6}, {"y": 0.5, "c_D": 0.5}):
        v = DEFAULT | changes
        reach = v["delta"] * v["s"] / (1 - v["delta"])
        edge = reach**2 / (4 * (1 - v["y"] + gains(v).by_war))
        for factor in (0.98, 1.02):
            answer, play = _play(changes | {"kappa": factor * edge}, FINE)
            war = chance_of(play, D, "war")
            evidence.append(is_equilibrium(play, f"κ = {factor * edge:.4f}: {answer}"))
            evidence.append(close(float(factor > 1), war, ROUNDING, "war"))
    return all_of(*evidence)


def _efficient() -> Evidence:
    """Hassling instead of war is better for both, and saves them c_D + c_R − (κ + r)ĥ² together."""
    _, war = _play({"s": 0.0})
    answer, hassling = _play({})
    destroyed = (DEFAULT["kappa"] + DEFAULT["r"]) * gains(DEFAULT).intensity ** 2
    saved = DEFAULT["c_D"] + DEFAULT["c_R"] - destroyed
    own = {state: hassling.value(state) - war.value(state) for state in (R, D)}
    return all_of(
        *(sign(1, gain, f"{state}, {answer}") for state, gain in own.items()),
        close(saved, sum(own.values()), EXACT, "together"),
    )


def _intensity() -> Evidence:
    """D hassles at ĥ = δs/(2κ(1 − δ)): a step of 1/n off costs it κ/n². Costlier hassling is
    milder."""
    beside = [regret(_play({}, step=step).assessment, D) for step in (-1, 1)]
    milder = gains(DEFAULT | {"kappa": 1.5}).intensity - gains(DEFAULT).intensity
    loss = DEFAULT["kappa"] / LEVELS**2
    return all_of(
        is_equilibrium(_play({}).assessment, "ĥ = 0.8"),
        *(close(loss, one, EXACT, "a step off") for one in beside),
        sign(-1, milder, "costlier"),
    )


def _displaces() -> Evidence:
    """Where peace is possible, hassling takes its place if H > 1 − y, however the offer."""
    edge = (0.8 * 0.4 / 0.2) ** 2 / (4 * 0.3)  # κ at which H = 1 − y
    evidence = [sign(-1, gains(DEFAULT | {"p2": 0.4}).by_war, "no reason for war")]
    for factor in (0.98, 1.02):
        kappa = factor * edge
        answer, play = _play({"p2": 0.4, "s": 0.4, "kappa": kappa}, FINE)
        accepts = chance_of(play, D, "accept")
        evidence.append(is_equilibrium(play, answer))
        evidence.append(close(float(factor > 1), accepts, ROUNDING, f"peace, κ = {kappa:.3f}"))
    return all_of(*evidence)


def _branch() -> Evidence:
    """The logit path ends at hassling by default, and where D accepts an offer, at one that is just
    enough."""
    hassled = follow_path(build())
    peace = follow_path(build(), CASES["accept"][0])
    return all_of(
        *(
            close(1.0, hassled.strategy(D, name)["hassle 0.8"], 1e-6, f"against {name}")
            for name in OFFERS
        ),
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
        opened=(
            "secondary: title page and abstract of the draft of May 2020; volume and pages recalled"
        ),
    ),
    story=(
        "A state that fears its rival's rise, and cannot be promised enough, need not choose "
        "between a great war now and weakness later: it can keep the rival from rising by small, "
        "costly blows. That destroys something, but less than the war it takes the place of, so "
        "both may be better off. The same means, cheap enough, also tempts a state that could have "
        "been bought off in peace."
    ),
    build=build,
    propositions=(
        claim("War, hassling or peace", "equilibrium", "our reading", _regimes),
        claim("Preventing a preventive war", "threshold", "our reading", _prevents),
        claim("Efficiency", "closed form", "our reading", _efficient),
        claim("Intensity", "closed form", "computed", _intensity),
        claim("Hassling instead of peace", "threshold", "computed", _displaces),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch=(
        "D's answers are strict except at ties, and R's offers are equal where all are refused, so "
        "what happens is the same in every subgame perfect equilibrium: by default hassling at "
        "0.8, where the logit path ends too, R's three offers being equally likely."
    ),
    uncertain=(
        "Only the abstract was open: that hassling weakens a rising power, can prevent a "
        "preventive war where peaceful bargains are ruled out, and is then more efficient. The two "
        "periods, the quadratic costs, the linear effect and that D keeps y while it hassles are "
        "ours, and so are the closed forms. That both gain is shown at the default numbers; it "
        "needs hassling not to cost R too much. That hassling displaces peace is a result of our "
        "version."
    ),
)
