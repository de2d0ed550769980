"""The enforcement problem in coercive bargaining (Schultz 2010): a promise about a secret policy.

In every period the Supporter sets a policy x, such as help to rebels, worth bx to it and costing
the Target x; the Target, not seeing x, attacks or refrains. An attack costs c_A and c_B and with
probability p ends the matter: x = 0 for ever. A deal is x = α, with a concession k paid by the
Target while it lasts. The threat that keeps it is conflict for good, x = 1 and attacks in every
period, after an attack or a breach found out (probability m in its period). With the values of
conflict

    V_A = ((1 − p)b − c_A)/(1 − δ(1 − p))
    V_B = (p/(1 − δ) − c_B)/(1 − δ(1 − p))

    the Supporter keeps the deal   α ≥ α_min = ((1 − δ)(b + k + δmV_A)/(1 − δ + δm) − k)/b
    the Target keeps the deal      α ≤ α_max = 1 − ((1 − δ)V_B + k)/(1 − (1 − p)(1 − δ))

Deals that both prefer to conflict always exist; deals that both keep need α_min ≤ α_max. The tree
is one period in either phase; its ends pay what the strategies bring from then on. By the principle
of one-shot deviations, strategies of this form that are an equilibrium of it are an equilibrium of
the infinite game.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..parameters.expression import Expression
from ..trees.builder import Part, TreeBuilder
from ..trees.tree import GameTree, Number
from .checks import EXACT, Strategies, assess, claim, is_equilibrium, regret, sequential_regret
from .model import Evidence, Model, Source, all_of, close, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

SUPPORTER, TARGET = "Supporter", "Target"
DEAL, CONFLICT = "deal", "conflict"
DEFAULT = {
    "b": 0.5,
    "p": 0.3,
    "c_A": 0.3,
    "c_B": 0.5,
    "delta": 0.8,
    "m": 0.8,
    "k": 0.0,
    "alpha": 0.37,
}
NEAR = 1e-6  # just inside a threshold
STEP = 0.02  # how far outside a threshold is tested
HALF_A_STEP = 0.01  # what it counts for, as a period is one of the deal half the time


def build() -> GameTree:
    """One period, in the phase of the deal or of conflict."""
    g = TreeBuilder("A covert policy and the threat of force", (SUPPORTER, TARGET))
    b = g.parameter(
        "b",
        DEFAULT["b"],
        "the policy at its highest, to the Supporter, in units of its harm",
        low=0,
    )
    p = g.parameter("p", DEFAULT["p"], "an attack ends the policy for good", low=0, high=1)
    c_a = g.parameter("c_A", DEFAULT["c_A"], "cost of an attack to the Supporter", low=0)
    c_b = g.parameter("c_B", DEFAULT["c_B"], "cost of an attack to the Target", low=0)
    delta = g.parameter("delta", DEFAULT["delta"], "discount factor", low=0, high=0.999)
    m = g.parameter("m", DEFAULT["m"], "monitoring: a breach is found out", low=0, high=1)
    k = g.parameter("k", DEFAULT["k"], "concession paid while the deal lasts", low=0)
    alpha = g.parameter("alpha", DEFAULT["alpha"], "policy that the deal allows", low=0, high=1)

    # What it is worth to the Supporter and to the Target to start a period in either phase.
    ends_by_war = 1 - delta * (1 - p)
    conflict = ((1 - p) * b - c_a) / ends_by_war, (p / (1 - delta) - c_b) / ends_by_war
    deal = (b * alpha + k) / (1 - delta), (1 - alpha - k) / (1 - delta)

    def then(own: Number, harm: Number, after: tuple[Expression, Expression]) -> Part:
        """The period pays this, and the next one starts in a phase of that value."""
        return g.end(own + delta * after[0], harm + delta * after[1])

    def period(phase: str, x: Number, breach: bool) -> Part:
        """The Supporter has chosen the policy x."""
        paid = k if phase == DEAL else 0.0
        fails = then(b * x - c_a, 1 - x - c_b, conflict)
        succeeds = g.end(-c_a, 1 / (1 - delta) - c_b)
        fortune = {"ends": (p, succeeds), "fails": (1 - p, fails)}
        attack = g.chance("fortune of war", fortune)

        to_conflict = then(b * x + paid, 1 - x - paid, conflict)
        to_deal = then(b * x + paid, 1 - x - paid, deal)
        if phase == CONFLICT:
            refrain = to_conflict
        elif breach:
            monitoring = {"found": (m, to_conflict), "missed": (1 - m, to_deal)}
            refrain = g.chance("monitoring", monitoring)
        else:
            refrain = to_deal
        return g.move(TARGET, phase, {"attack": attack, "refrain": refrain})

    def start(phase: str) -> Part:
        """The Supporter's choice of policy in a phase."""
        policies = {
            "restrained": period(phase, alpha, breach=False),
            "full": period(phase, 1.0, breach=True),
        }
        return g.move(SUPPORTER, phase, policies)

    return g.tree(g.chance("phase", {phase: (0.5, start(phase)) for phase in (DEAL, CONFLICT)}))


class Bounds(NamedTuple):
    """The closed forms.

    Attributes:
        least, most: α_min and α_max.
        supporter, target: V_A and V_B, the values of conflict.
    """

    least: float
    most: float
    supporter: float
    target: float


def bounds(**changes: float) -> Bounds:
    """At DEFAULT and these changes."""
    v = DEFAULT | changes
    b, p, delta, m, k = v["b"], v["p"], v["delta"], v["m"], v["k"]
    ends_by_war = 1 - delta * (1 - p)
    v_a = ((1 - p) * b - v["c_A"]) / ends_by_war
    v_b = (p / (1 - delta) - v["c_B"]) / ends_by_war
    least = ((1 - delta) * (b + k + delta * m * v_a) / (1 - delta + delta * m) - k) / b
    most = 1 - ((1 - delta) * v_b + k) / (1 - (1 - p) * (1 - delta))
    return Bounds(least, most, v_a, v_b)


def _kept(**values: float) -> TreeAssessment:
    """The deal kept in its phase, and conflict in the other."""
    strategies: Strategies = {
        (SUPPORTER, DEAL): {"restrained": 1.0},
        (TARGET, DEAL): {"refrain": 1.0},
        (SUPPORTER, CONFLICT): {"full": 1.0},
        (TARGET, CONFLICT): {"attack": 1.0},
    }
    return assess(build(), strategies, values)


def _deal() -> Evidence:
    """The deal is kept exactly if α_min ≤ α ≤ α_max."""
    evidence = []
    for changes in ({}, {"m": 0.6, "p": 0.2}, {"b": 0.45, "k": 0.05, "m": 0.5}):
        v = DEFAULT | changes
        b, p, delta, m = v["b"], v["p"], v["delta"], v["m"]
        least, most, _, _ = bounds(**changes)
        evidence.append(sign(1, most - least, "there are deals that are kept"))
        for alpha in (least + NEAR, (least + most) / 2, most - NEAR):
            evidence.append(is_equilibrium(_kept(alpha=alpha, **changes), f"α={alpha:.3f}"))
        under = regret(_kept(alpha=least - STEP, **changes))
        over = regret(_kept(alpha=most + STEP, **changes))
        supporter_gain = HALF_A_STEP * b * (1 - delta + delta * m) / (1 - delta)
        target_gain = HALF_A_STEP * (1 / (1 - delta) - (1 - p))
        evidence.append(close(supporter_gain, under, EXACT, "α_min − 0.02, half the time"))
        evidence.append(close(target_gain, over, EXACT, "α_max + 0.02, half the time"))
    return all_of(*evidence)


def _conflict() -> Evidence:
    """The threat of conflict is credible exactly if an attack is worth its cost, p ≥ c_B(1 − δ)."""
    evidence = []
    for p, delta in ((0.3, 0.8), (0.1, 0.9)):
        credible, empty = (
            _kept(p=p, delta=delta, c_B=factor * p / (1 - delta), alpha=0.6)
            for factor in (0.99, 1.01)
        )
        evidence.append(is_equilibrium(credible, f"p={p}, δ={delta}"))
        evidence.append(sign(1, sequential_regret(empty), "c_B a hundredth more"))
    return all_of(*evidence)


def _problem() -> Evidence:
    """Deals that both prefer to conflict always exist, and yet, with monitoring bad enough, none of
    them is kept."""
    bad = 0.1  # monitoring
    least, most, v_a, v_b = bounds(m=bad)
    rest = 1 - DEFAULT["delta"]
    # deals that both prefer to conflict for good
    low, high = rest * v_a / DEFAULT["b"], 1 - rest * v_b
    evidence = [
        sign(1, high - low, "deals better than conflict"),
        sign(-1, most - least, "deals that are kept"),
    ]
    for part in (0.01, 0.25, 0.5, 0.75, 0.99):
        alpha = low + (high - low) * part
        gain = regret(_kept(alpha=alpha, m=bad))
        evidence.append(sign(1, gain, f"α={alpha:.3f} is broken"))
    return all_of(*evidence)


def _monitoring_needed() -> float:
    """The m at which α_min = α_max, by bisection."""
    most = bounds().most
    low, high = 0.0, 1.0
    while high - low > 1e-10:
        middle = (low + high) / 2
        if bounds(m=middle).least <= most:
            high = middle
        else:
            low = middle
    return low


def _monitoring() -> Evidence:
    """Better monitoring makes deals that can be kept: the most that the Target grants is enough
    from some m on."""
    most = bounds().most
    edge = _monitoring_needed()
    better = _kept(m=edge + 0.01, alpha=most)
    worse = _kept(m=edge - 0.01, alpha=most)
    return all_of(
        is_equilibrium(better, f"m = {edge:.4f} + 0.01"),
        sign(1, regret(worse), f"m = {edge:.4f} − 0.01"),
        sign(-1, bounds(m=0.9).least - bounds(m=0.8).least, "α_min falls"),
    )


def _concession() -> Evidence:
    """A concession by the Target makes room for deals if the policy is worth little to the
    Supporter, b less than (1 − (1 − p)(1 − δ))δm/(1 − δ + δm); otherwise allowing more of the
    policy is the cheaper way."""
    p, delta = DEFAULT["p"], DEFAULT["delta"]

    def room(k: float, b: float, m: float) -> float:
        """α_max − α_min."""
        least, most, _, _ = bounds(k=k, b=b, m=m)
        return most - least

    evidence = []
    for m in (0.2, 0.6):
        for factor in (0.95, 1.05):
            b = factor * (1 - (1 - p) * (1 - delta)) * delta * m / (1 - delta + delta * m)
            gain = room(0.1, b, m) - room(0.0, b, m)
            evidence.append(sign(1 if factor < 1 else -1, gain, f"m={m}, b={b:.3f}"))

    poor = {"b": 0.2, "m": 0.2, "c_A": 0.1}
    # α midway between the two bounds, without and with a concession
    without, with_one = (sum(bounds(k=k, **poor)[:2]) / 2 for k in (0.0, 0.15))
    broken = _kept(alpha=without, **poor)
    kept = _kept(alpha=with_one, k=0.15, **poor)
    return all_of(
        *evidence,
        sign(1, regret(broken), "no deal without a concession"),
        is_equilibrium(kept, "a deal with k = 0.15"),
    )


def _branch() -> Evidence:
    """The logit path keeps the deal and, in the other phase, fights; a second equilibrium of the
    period is conflict in both."""
    from ..solvers.tree import find_equilibria

    solutions = find_equilibria(build(), precision=None, starts=2)
    plays = [solution.assessment for solution in solutions]
    selected = plays[0]
    attacks = [play.strategy(TARGET, DEAL)["attack"] for play in plays]
    restrained = selected.strategy(SUPPORTER, DEAL)["restrained"]
    conflict = selected.strategy(TARGET, CONFLICT)["attack"]
    return all_of(
        close(1.0, restrained, 1e-6, "the deal is kept"),
        close(0.0, attacks[0], 1e-6, "nor is there an attack"),
        close(1.0, conflict, 1e-6, "conflict"),
        close(1.0, max(attacks), 1e-6, "another: an attack on the deal"),
    )


MODEL = Model(
    key="schultz2010",
    title="The enforcement problem: covert support and the threat of force",
    source=Source(
        authors="Schultz, Kenneth A.",
        year=2010,
        title=(
            "The Enforcement Problem in Coercive Bargaining: Interstate Conflict over Rebel "
            "Support in Civil Wars"
        ),
        venue="International Organization 64(2), 281-312",
        where="the model of bargaining over a policy that can be changed unilaterally and covertly",
        opened=(
            "abstract page; secondary: the author's slides, War as an Enforcement Problem (game "
            "and strategies; the formulas are garbled there). Volume and pages recalled"
        ),
    ),
    story=(
        "A state helps rebels against its neighbour, who can use force but cannot see at once what "
        "the other does. Both would rather agree on less help than fight. But a promise is worth "
        "what its breach would cost: if a breach pays today and is found out late or never, no "
        "deal that the target would honour is one that the supporter would keep. Monitoring makes "
        "the breach costlier; a concession paid while the deal lasts gives the supporter something "
        "to lose."
    ),
    build=build,
    propositions=(
        claim("What is kept", "closed form", "our reading", _deal),
        claim("The threat", "threshold", "our reading", _conflict),
        claim("The enforcement problem", "threshold", "our reading", _problem),
        claim("Monitoring", "threshold", "our reading", _monitoring),
        claim("Concessions", "threshold", "our reading", _concession),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch=(
        "With the deal's continuation (b = 0.5, p = 0.3, c = 0.3 and 0.5, δ = 0.8, m = 0.8, α = "
        "0.37) the logit path keeps the deal and fights in the phase of conflict: the paper's "
        "cooperative equilibrium. The period has two more, conflict in both phases and a mixed "
        "one; neither is an equilibrium of the infinite game at these continuation values. Where "
        "monitoring is bad (m = 0.1) the path ends in a breach: there the deal's values are not "
        "what its play brings."
    ),
    uncertain=(
        "Deal and conflict for good are those of the slides; the formulas are ours, proved by the "
        "principle of one-shot deviations and checked. That an attack, when it succeeds, brings x "
        "= 0 for ever, that a breach is found out with a probability m after its period, the "
        "weight b and the form of the concession are our reading. Other equilibria, with shorter "
        "conflict, are not looked at, so that 'no deal is kept' means by this threat."
    ),
)
