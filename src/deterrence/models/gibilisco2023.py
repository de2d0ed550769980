"""Cycles of capacity (Gibilisco 2023): why a group builds what is going to be destroyed.

In every period a Group has high capacity or low. With high capacity it strikes, which is worth g to
it and costs the Government v. Then both move at once: the Group, if its capacity is low, builds at
a cost c or does not, and the Government attacks at a cost k or waits. Capacity is low after an
attack, high after building that was not attacked, and otherwise what it was; δ is the discount
factor. Stationary equilibria:

    k < δv, c < δg    one: on low capacity the Group builds with probability β = k/(δv) and the
                      Government attacks with probability α = 1 − c/(δg); it attacks high capacity
                      for certain
    k < δv, c > δg    one: nothing is built, and high capacity would be attacked
    k > δv, c < δg    one: the Government never attacks, and capacity is built and stays high
    otherwise         if k < δv/(1 − δ) and c < δg/(1 − δ) both of the last two, and one in which
                      the Group builds with probability β and high capacity is attacked with
                      probability ω, ρ = 1 − k(1 − δ)/(δv), β = ρ(1 − δ)/(δ(1 − ρ)) and
                      ω = 1 − (1 − δg/c)/δ

So there are cycles without punishment, revenge or private information: quiet and building, strikes,
an attack, quiet again. If it were sure to be attacked the Group would not build; if it were not
building no attack would be worth it; each must be left uncertain. With H = β(1 − α) = kc/(δ²vg),

    a period is one of high capacity with probability H/(1 + H),
    and has an attack with probability (α + H)/(1 + H).

The Government's numbers k and v move β alone, the Group's c and g move α. A higher cost of building
makes attacks rarer, and high capacity more frequent.

The tree is one period in either phase; its ends pay what the strategies that are expected, α, β and
the chance ω of an attack on high capacity, bring from then on. By the principle of one-shot
deviations, strategies that are an equilibrium of it are one of the endless game.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ..trees.builder import Part, TreeBuilder
from ..trees.tree import GameTree, Number, Symbol
from .checks import (
    EXACT,
    PRECISE,
    Strategies,
    assess,
    claim,
    follow_path,
    regret,
)
from .model import Evidence, Model, Source, all_of, below, close, declare, defaults, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

GROUP, GOVERNMENT = "Group", "Government"
LOW, HIGH = "low capacity", "high capacity"
BUILD, REST = "build", "do not build"
ATTACK, WAIT = "attack", "wait"
PARAMETERS = (
    Symbol("g", 1.0, "a strike, to the Group", low=0),
    Symbol("v", 1.0, "a strike, to the Government: a loss", low=0),
    Symbol("c", 0.25, "cost of building capacity", low=0),
    Symbol("k", 0.4, "cost of an attack on the Group", low=0),
    Symbol("delta", 0.8, "discount factor", low=0, high=0.999),
    Symbol("alpha", 0.6875, "expected later: attack on low capacity", low=0, high=1),
    Symbol("beta", 0.5, "expected later: building", low=0, high=1),
    Symbol("omega", 1.0, "expected later: attack on high capacity", low=0, high=1),
)
DEFAULT = defaults(PARAMETERS)
NEAR = 5e-3  # how far from a threshold is tested
SWEEPS = 400  # of value iteration; δ to this power is nothing


def build() -> GameTree:
    """One period, of low or of high capacity."""
    g = TreeBuilder("Mowing the grass", (GROUP, GOVERNMENT))
    v = declare(g, PARAMETERS)
    delta, alpha, beta, omega = v["delta"], v["alpha"], v["beta"], v["omega"]

    # What it is worth to start a period of low and of high capacity: two linear equations,
    #   low  = own + δ(up·high + (1 − up)·low),   high = strike + δ(ω·low + (1 − ω)·high)
    up = beta * (1 - alpha)

    def worth(own: Number, strike: Number) -> dict[str, Number]:
        """Phase -> value, if a period of low capacity pays ``own`` and one of high ``strike``."""
        stays_high = 1 - delta * (1 - omega)
        stays_low = 1 - delta * (1 - up)
        determinant = stays_low * stays_high - delta**2 * up * omega
        return {
            LOW: (own * stays_high + delta * up * strike) / determinant,
            HIGH: (strike * stays_low + delta * omega * own) / determinant,
        }

    group = worth(-1 * beta * v["c"], v["g"])
    government = worth(-1 * alpha * v["k"], -1 * v["v"] - omega * v["k"])

    def then(phase: str, to_group: Number, to_government: Number) -> Part:
        """The period has paid this, and the next one is of that phase."""
        return g.end(to_group + delta * group[phase], to_government + delta * government[phase])

    def response(label: str, phase: str, to_group: Number, to_government: Number) -> Part:
        """The Government's move; without an attack the next period is of that phase."""
        choices = {
            ATTACK: then(LOW, to_group, to_government - v["k"]),
            WAIT: then(phase, to_group, to_government),
        }
        return g.move(GOVERNMENT, label, choices)

    building = {
        BUILD: response(LOW, HIGH, -1 * v["c"], 0.0),
        REST: response(LOW, LOW, 0.0, 0.0),
    }
    phases = {
        LOW: (0.5, g.move(GROUP, LOW, building)),
        HIGH: (0.5, response(HIGH, HIGH, v["g"], -1 * v["v"])),
    }
    return g.tree(g.chance("phase", phases))


_built = cache(build)

Play = tuple[float, float, float]
"""Probabilities: building, an attack on low and one on high capacity."""


QUIET: Play = (0.0, 0.0, 1.0)
UNOPPOSED: Play = (1.0, 0.0, 0.0)


def stationary(**changes: float) -> Play:
    """The equilibrium where there is one, at DEFAULT and these changes; else the mixed one."""
    v = DEFAULT | changes
    delta, rest = v["delta"], 1 - v["delta"]
    harm, gain = delta * v["v"], delta * v["g"]
    if v["k"] < harm and v["c"] < gain:
        return v["k"] / harm, 1 - v["c"] / gain, 1.0
    if v["k"] < harm:
        return QUIET
    if v["c"] < gain:
        return UNOPPOSED
    if v["k"] > harm / rest:  # high capacity is never worth an attack
        return float(v["c"] < gain / rest), 0.0, 0.0
    if v["c"] > gain / rest:  # building is never worth its cost
        return QUIET
    share = 1 - v["k"] * rest / harm
    return share * rest / (delta * (1 - share)), 0.0, 1 - (1 - gain / v["c"]) / delta


def _play(strategy: Play, **changes: float) -> TreeAssessment:
    """A stationary strategy for both, which is also what everybody expects."""
    beta, alpha, omega = strategy
    strategies: Strategies = {
        (GROUP, LOW): {BUILD: beta, REST: 1 - beta},
        (GOVERNMENT, LOW): {ATTACK: alpha, WAIT: 1 - alpha},
        (GOVERNMENT, HIGH): {ATTACK: omega, WAIT: 1 - omega},
    }
    expected = {"beta": beta, "alpha": alpha, "omega": omega}
    return assess(_built(), strategies, changes | expected)


def _holds(play: TreeAssessment, detail: str = "") -> Evidence:
    """Nobody gains by a best reply in the period. Every information set is reached.

    Gains are in payoffs, not in units of what is at stake, which is nothing where all are
    indifferent.
    """
    return below(regret(play), EXACT, detail)


def _fails(play: TreeAssessment, detail: str = "") -> Evidence:
    """Somebody gains by a best reply in the period."""
    return sign(1, regret(play), detail)


def best_reply_gain(strategy: Play, **changes: float) -> tuple[float, float]:
    """What each gains at most by any strategy of the endless game against the other's.

    By value iteration, of which the tree and its ends know nothing: the larger of the gains at the
    start of a period of low and of high capacity, to the Group and to the Government.
    """
    v = DEFAULT | changes
    beta, alpha, omega = strategy
    delta = v["delta"]

    def sweeps(best: bool) -> list[tuple[float, float]]:
        """Values (low, high) of both, playing best or as expected."""
        group = government = (0.0, 0.0)
        for _ in range(SWEEPS):
            low, high = group
            choices = (
                -v["c"] + delta * (alpha * low + (1 - alpha) * high),
                delta * low,
            )
            own = max(choices) if best else beta * choices[0] + (1 - beta) * choices[1]
            group = own, v["g"] + delta * (omega * low + (1 - omega) * high)
            low, high = government
            after = beta * high + (1 - beta) * low
            at_low = (-v["k"] + delta * low, delta * after)
            at_high = (-v["k"] + delta * low, delta * high)
            if best:
                government = max(at_low), -v["v"] + max(at_high)
            else:
                government = (
                    alpha * at_low[0] + (1 - alpha) * at_low[1],
                    -v["v"] + omega * at_high[0] + (1 - omega) * at_high[1],
                )
        return [group, government]

    gains = [
        max(more - less for more, less in zip(best, played, strict=True))
        for best, played in zip(sweeps(True), sweeps(False), strict=True)
    ]
    return gains[0], gains[1]


CASES: tuple[dict[str, float], ...] = ({}, {"v": 2.0, "c": 0.5}, {"delta": 0.95, "g": 0.6})


def _cycles() -> Evidence:
    """If k < δv and c < δg the Group builds with probability k/(δv) and the Government attacks low
    capacity with probability 1 − c/(δg), high capacity for certain; other mixtures are no
    equilibrium. Neither gains by any strategy of the endless game."""
    evidence = []
    for changes in CASES:
        beta, alpha, omega = stationary(**changes)
        detail = f"β = {beta:.4f}, α = {alpha:.4f}"
        evidence.append(_holds(_play((beta, alpha, omega), **changes), detail))
        gains = best_reply_gain((beta, alpha, omega), **changes)
        evidence.append(below(max(gains), EXACT, "by value iteration"))
        for other in ((beta + 0.05, alpha, omega), (beta, alpha - 0.05, omega)):
            evidence.append(_fails(_play(other, **changes), "another mixture"))
            gains = best_reply_gain(other, **changes)
            evidence.append(sign(1, max(gains), "another mixture, by value iteration"))
    return all_of(*evidence)


def _pure() -> Evidence:
    """There it must be left uncertain: none of the eight pure stationary strategies is an
    equilibrium."""
    evidence = []
    for number in range(8):
        strategy = (float(number & 1), float(number >> 1 & 1), float(number >> 2 & 1))
        evidence.append(_fails(_play(strategy), f"β, α, ω = {strategy}"))
        evidence.append(sign(1, max(best_reply_gain(strategy)), "by value iteration"))
    return all_of(*evidence)


def _beside(
    parameter: str, edge: float, under: Play, over: Play, **changes: float
) -> list[Evidence]:
    """One strategy is an equilibrium just below an edge of a parameter, another just above.

    Neither is one on the other side, by the tree and by value iteration.
    """
    evidence = []
    for step, right, wrong in ((-NEAR, under, over), (NEAR, over, under)):
        values = changes | {parameter: edge + step}
        detail = f"{parameter} = {edge + step:.3f}"
        for found, claimed in zip(stationary(**values), right, strict=True):
            evidence.append(close(claimed, found, 2 * NEAR, f"closed form, {detail}"))
        evidence += [
            _holds(_play(stationary(**values), **values), detail),
            below(max(best_reply_gain(stationary(**values), **values)), EXACT, "value iteration"),
            sign(1, regret(_play(wrong, **values)), "the play of the other side"),
        ]
    return evidence


def _government_edge() -> Evidence:
    """The Group is mown exactly if k < δv, given c < δg: just above, the Government lets high
    capacity be, for ever, and the Group builds at once. At the edge it builds for certain, from
    either side."""
    edge = DEFAULT["delta"] * DEFAULT["v"]
    mown = (1.0, 1 - DEFAULT["c"] / (DEFAULT["delta"] * DEFAULT["g"]), 1.0)
    return all_of(*_beside("k", edge, mown, UNOPPOSED))


def _group_edge() -> Evidence:
    """Given k < δv, the Group builds exactly if c < δg: just above it never does, and the threat to
    attack high capacity keeps the quiet without an attack. One that is never attacked, for
    k > δv/(1 − δ), builds exactly if c < δg/(1 − δ)."""
    delta = DEFAULT["delta"]
    edge = delta * DEFAULT["g"]
    beta = DEFAULT["k"] / (delta * DEFAULT["v"])
    unopposed = edge / (1 - delta)
    dear = 1.1 * delta * DEFAULT["v"] / (1 - delta)  # too dear an attack
    return all_of(
        *_quiet_beside(edge, beta),
        *_beside("c", unopposed, UNOPPOSED, (0.0, 0.0, 0.0), k=dear),
    )


def _quiet_beside(edge: float, beta: float) -> list[Evidence]:
    """Just below the edge the Group builds and is hardly attacked on low capacity; above, quiet."""
    evidence = []
    for step in (-NEAR, NEAR):
        values = {"c": edge + step}
        found = stationary(**values)
        detail = f"c = {edge + step:.3f}"
        evidence += [
            close(beta if step < 0 else 0.0, found[0], EXACT, f"building, {detail}"),
            _holds(_play(found, **values), detail),
            below(max(best_reply_gain(found, **values)), EXACT, "value iteration"),
        ]
        gain = regret(_play(QUIET, **values), GROUP)
        evidence.append(sign(int(step < 0), gain, "what the Group would gain by ending a quiet"))
    return evidence


def _several() -> Evidence:
    """If δv < k < δv/(1 − δ) and δg < c < δg/(1 − δ) there are three: quiet by the threat of an
    attack, capacity that is never attacked, and a mixture of both."""
    evidence = []
    for changes in ({"c": 1.5, "k": 1.5}, {"c": 1.0, "k": 3.0, "v": 1.2}):
        mixed = stationary(**changes)
        for name, strategy in (("quiet", QUIET), ("unopposed", UNOPPOSED), ("mixed", mixed)):
            play = _play(strategy, **changes)
            evidence.append(_holds(play, name))
            gain = max(best_reply_gain(strategy, **changes))
            evidence.append(below(gain, EXACT, "value iteration"))
        other = (mixed[0], mixed[1], mixed[2] - 0.05)
        evidence.append(_fails(_play(other, **changes), "another mixture"))
    inside = {"c": 1.5, "k": 1.5}
    outside = {"c": 1.5, "k": 0.7}  # k < δv
    return all_of(
        *evidence,
        _holds(_play(UNOPPOSED, **inside), "k > δv"),
        _fails(_play(UNOPPOSED, **outside), "k < δv"),
    )


def shares(strategy: Play) -> tuple[float, float]:
    """In the long run: share of periods of high capacity, and of periods with an attack.

    From the chain of phases, by its stationary distribution.
    """
    beta, alpha, omega = strategy
    up = beta * (1 - alpha)
    high = 0.0
    for _ in range(SWEEPS * 10):
        high = (1 - high) * up + high * (1 - omega)
    return high, (1 - high) * alpha + high * omega


def _long_run() -> Evidence:
    """In the long run a period is of high capacity with probability H/(1 + H), H = kc/(δ²vg), and
    has an attack with probability (α + H)/(1 + H)."""
    evidence = []
    for changes in CASES:
        v = DEFAULT | changes
        odds = v["k"] * v["c"] / (v["delta"] ** 2 * v["v"] * v["g"])
        alpha = 1 - v["c"] / (v["delta"] * v["g"])
        high, attacks = shares(stationary(**changes))
        evidence.append(close(odds / (1 + odds), high, EXACT, "high capacity"))
        evidence.append(close((alpha + odds) / (1 + odds), attacks, EXACT, "attacks"))
    return all_of(*evidence)


def _dilemma() -> Evidence:
    """The dilemma of peacemaking: building made costlier brings fewer attacks and more high
    capacity, building made cheaper the reverse; the Government's cost of an attack and its loss
    from strikes do not move attacks on low capacity at all."""
    base = shares(stationary())
    costlier, cheaper = shares(stationary(c=0.4)), shares(stationary(c=0.2))
    evidence = [
        sign(1, costlier[0] - base[0], "costlier: high capacity"),
        sign(-1, costlier[1] - base[1], "costlier: attacks"),
        sign(-1, cheaper[0] - base[0], "cheaper: high capacity"),
        sign(1, cheaper[1] - base[1], "cheaper: attacks"),
    ]
    for changes in ({"k": 0.5}, {"v": 1.3}):
        _, alpha, _ = stationary(**changes)
        play = _play(stationary(**changes), **changes)
        evidence.append(_holds(play, f"{changes}"))
        evidence.append(sign(0, alpha - stationary()[1], "attacks on low capacity"))
    return all_of(*evidence)


def _dissipated() -> Evidence:
    """The Group gains nothing by its capacity: a period of low capacity is worth nothing to it, and
    one of high capacity its strike; the Government pays as if it attacked in every period."""
    evidence = []
    for changes in CASES:
        v = DEFAULT | changes
        play = _play(stationary(**changes), **changes)
        # either phase with probability one half
        cost = v["k"] / (1 - v["delta"])
        evidence.append(close(v["g"] / 2, play.value(GROUP), EXACT, "to the Group"))
        evidence.append(close(-cost - v["v"] / 2, play.value(GOVERNMENT), EXACT, "Government"))
    return all_of(*evidence)


def _branch() -> Evidence:
    """Given what is expected, the logit path ends at the same mixtures."""
    solved = follow_path(_built())
    beta, alpha, omega = stationary()
    near = follow_path(_built(), None, PRECISE)
    return all_of(
        close(beta, solved.strategy(GROUP, LOW)[BUILD], 1e-6, "β"),
        close(alpha, solved.strategy(GOVERNMENT, LOW)[ATTACK], 1e-6, "α"),
        close(omega, solved.strategy(GOVERNMENT, HIGH)[ATTACK], 1e-6, "ω"),
        close(beta, near.strategy(GROUP, LOW)[BUILD], 1e-2, "β at a high precision"),
    )


MODEL = Model(
    key="gibilisco2023",
    title="Cycles of capacity: building what is going to be destroyed",
    source=Source(
        authors="Gibilisco, Michael",
        year=2023,
        title="Mowing the Grass",
        venue="Journal of Theoretical Politics 35(3), 204-231",
        where="why there are cycles of building and attack; what the sides' incentives do to them",
        opened=(
            "abstract, and the opening of the article; not the model nor its proofs. The issue is "
            "that of July 2023"
        ),
        doi="10.1177/09516298231185113",
    ),
    story=(
        "A group builds capacity, a government destroys it, and it is built again. Were the attack "
        "certain to come in time, nobody would build; were nobody building, no attack would pay. "
        "So both keep the other uncertain, and now and then capacity gets through, is used, and is "
        "destroyed. Peacemakers face a dilemma: what makes building costlier makes attacks rarer, "
        "but high capacity more frequent."
    ),
    build=build,
    propositions=(
        claim("Cycles", "closed form", "our derivation", _cycles),
        claim("Uncertainty is needed", "equilibrium", "our derivation", _pure),
        claim("When the Government attacks", "threshold", "our derivation", _government_edge),
        claim("When the Group builds", "threshold", "our derivation", _group_edge),
        claim("Several equilibria", "equilibrium", "our derivation", _several),
        claim("In the long run", "closed form", "our derivation", _long_run),
        claim("The dilemma of peacemaking", "sign", "our derivation", _dilemma),
        claim("What it is worth", "closed form", "computed", _dissipated),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch=(
        "The tree is one period, and what is expected of later ones is a parameter; at the "
        "equilibrium's own values the logit path ends at the same mixtures, β = 0.5 and α = 0.6875 "
        "by default. At other expectations its play would not bring them about."
    ),
    uncertain=(
        "The abstract and the opening were open. In the paper capacity has many levels and a "
        "calibration to data; two levels, strikes that high capacity makes for certain, an attack "
        "that never fails and all formulas are ours. Capacity lasts until it is destroyed. That "
        "the government's numbers hardly matter is stronger here than the paper's 'comparatively "
        "minimal': they move β, and through it how often capacity is high. That there is one "
        "stationary equilibrium where k < δv is shown by hand: high capacity is attacked, for were "
        "waiting as good, low capacity would be worth less than attacking in every period. "
        "Equilibria that are not stationary were not looked for."
    ),
)
