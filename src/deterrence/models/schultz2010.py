"""The enforcement problem in coercive bargaining (Schultz 2010): a promise about what can be done in secret.

In every period the Supporter sets a policy x, such as help to rebels, worth bx to it and costing the Target x; the
Target, not seeing x, attacks or refrains. An attack costs c_A and c_B and with probability p ends the matter: x = 0
for ever. A deal is x = α, with a concession k paid by the Target while it lasts. The threat that keeps it is conflict
for good, x = 1 and attacks in every period, after an attack or a breach found out (probability m in its period). With

    V_A = ((1 − p)b − c_A)/(1 − δ(1 − p)),   V_B = (p/(1 − δ) − c_B)/(1 − δ(1 − p))    the values of conflict

    the Supporter keeps the deal   α ≥ α_min = ((1 − δ)(b + k + δmV_A)/(1 − δ + δm) − k)/b
    the Target keeps the deal      α ≤ α_max = 1 − ((1 − δ)V_B + k)/(1 − (1 − p)(1 − δ))

Deals that both prefer to conflict always exist; deals that both keep need α_min ≤ α_max. The tree is one period in
either phase; its ends pay what the strategies bring from then on. By the principle of one-shot deviations, such
strategies that are an equilibrium of it are one of the game without end.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..game.building import Part, TreeBuilder
from ..game.expression import Expression
from ..game.tree import GameTree, Number
from .checks import assess, claim, regret, sequential_regret
from .model import Evidence, Model, Source, all_of, below, close, sign

A, B = "Supporter", "Target"
DEFAULT = {"b": 0.5, "p": 0.3, "c_A": 0.3, "c_B": 0.5, "delta": 0.8, "m": 0.8, "k": 0.0, "alpha": 0.37}


def build() -> GameTree:
    """One period, in the phase of the deal or of conflict."""
    g = TreeBuilder("A covert policy and the threat of force", (A, B))
    b = g.parameter("b", DEFAULT["b"], "the policy at its highest, to the Supporter, in units of its harm", low=0)
    p = g.parameter("p", DEFAULT["p"], "an attack ends the policy for good", low=0, high=1)
    c_a = g.parameter("c_A", DEFAULT["c_A"], "cost of an attack to the Supporter", low=0)
    c_b = g.parameter("c_B", DEFAULT["c_B"], "cost of an attack to the Target", low=0)
    d = g.parameter("delta", DEFAULT["delta"], "discount factor", low=0, high=0.999)
    m = g.parameter("m", DEFAULT["m"], "monitoring: a breach is found out", low=0, high=1)
    k = g.parameter("k", DEFAULT["k"], "concession paid while the deal lasts", low=0)
    alpha = g.parameter("alpha", DEFAULT["alpha"], "policy that the deal allows", low=0, high=1)
    conflict = ((1 - p) * b - c_a) / (1 - d * (1 - p)), (p / (1 - d) - c_b) / (1 - d * (1 - p))
    deal = (b * alpha + k) / (1 - d), (1 - alpha - k) / (1 - d)

    def period(phase: str, x: Number, breach: bool) -> Part:
        def then(own: Number, harm: Number, after: tuple[Expression, Expression]) -> Part:
            return g.end(own + d * after[0], harm + d * after[1])

        paid = k if phase == "deal" else 0.0
        fail = then(b * x - c_a, 1 - x - c_b, conflict)
        attack = g.chance("fortune of war", {"ends": (p, g.end(-c_a, 1 / (1 - d) - c_b)), "fails": (1 - p, fail)})
        worse, as_ever = (then(b * x + paid, 1 - x - paid, after) for after in (conflict, deal))
        found = g.chance("monitoring", {"found": (m, worse), "missed": (1 - m, as_ever)})
        refrain = worse if phase == "conflict" else found if breach else as_ever
        return g.move(B, phase, {"attack": attack, "refrain": refrain})

    def start(phase: str) -> Part:
        return g.move(A, phase, {"restrained": period(phase, alpha, False), "full": period(phase, 1.0, True)})

    return g.tree(g.chance("phase", {phase: (0.5, start(phase)) for phase in ("deal", "conflict")}))


def bounds(**values: float) -> tuple[float, float, float, float]:
    """α_min, α_max, V_A, V_B."""
    b, p, c_a, c_b, d, m, k, _ = (DEFAULT | values).values()
    v_a, v_b = ((1 - p) * b - c_a) / (1 - d * (1 - p)), (p / (1 - d) - c_b) / (1 - d * (1 - p))
    least = ((1 - d) * (b + k + d * m * v_a) / (1 - d + d * m) - k) / b
    return least, 1 - ((1 - d) * v_b + k) / (1 - (1 - p) * (1 - d)), v_a, v_b


def _kept(**values: float) -> Any:
    """The deal kept in its phase, and conflict in the other."""
    play: Mapping[Any, Any] = {
        (A, "deal"): {"restrained": 1.0},
        (B, "deal"): {"refrain": 1.0},
        (A, "conflict"): {"full": 1.0},
        (B, "conflict"): {"attack": 1.0},
    }
    return assess(build(), play, values)


def _deal() -> Evidence:
    """The deal is kept exactly if α_min ≤ α ≤ α_max."""
    found = []
    for values in ({}, {"m": 0.6, "p": 0.2}, {"b": 0.45, "k": 0.05, "m": 0.5}):
        least, most, _, _ = bounds(**values)
        b, p, _, _, d, m, _, _ = (DEFAULT | values).values()
        found.append(sign(1, most - least, "there are deals that are kept"))
        for alpha in (least + 1e-6, (least + most) / 2, most - 1e-6):
            found.append(below(sequential_regret(_kept(alpha=alpha, **values)), 1e-9, f"α={alpha:.3f}"))
        under, over = regret(_kept(alpha=least - 0.02, **values)), regret(_kept(alpha=most + 0.02, **values))
        found.append(close(0.01 * b * (1 - d + d * m) / (1 - d), under, 1e-9, "α_min − 0.02, half the time"))
        found.append(close(0.01 * (1 / (1 - d) - (1 - p)), over, 1e-9, "α_max + 0.02, half the time"))
    return all_of(*found)


def _conflict() -> Evidence:
    """The threat of conflict is credible exactly if an attack is worth its cost, p ≥ c_B(1 − δ)."""
    found = []
    for p, d in ((0.3, 0.8), (0.1, 0.9)):
        credible, empty = (_kept(p=p, delta=d, c_B=f * p / (1 - d), alpha=0.6) for f in (0.99, 1.01))
        found.append(below(sequential_regret(credible), 1e-9, f"p={p}, δ={d}"))
        found.append(sign(1, sequential_regret(empty), "c_B a hundredth more"))
    return all_of(*found)


def _problem() -> Evidence:
    """Deals that both prefer to conflict always exist, and yet, with monitoring bad enough, none of them is kept."""
    least, most, v_a, v_b = bounds(m=0.1)
    d = DEFAULT["delta"]
    low, high = (1 - d) * v_a / DEFAULT["b"], 1 - (1 - d) * v_b  # deals that both prefer to conflict for good
    inside = [low + (high - low) * f for f in (0.01, 0.25, 0.5, 0.75, 0.99)]
    return all_of(
        sign(1, high - low, "deals better than conflict"),
        sign(-1, most - least, "deals that are kept"),
        *(sign(1, regret(_kept(alpha=alpha, m=0.1)), f"α={alpha:.3f} is broken") for alpha in inside),
    )


def _monitoring() -> Evidence:
    """Better monitoring makes deals that can be kept: the most that the Target grants is enough from some m on."""
    low, high, most = 0.0, 1.0, bounds()[1]
    while high - low > 1e-10:  # where α_min = α_max
        middle = (low + high) / 2
        low, high = (low, middle) if bounds(m=middle)[0] <= most else (middle, high)
    return all_of(
        below(sequential_regret(_kept(m=low + 0.01, alpha=most)), 1e-9, f"m = {low:.4f} + 0.01"),
        sign(1, regret(_kept(m=low - 0.01, alpha=most)), f"m = {low:.4f} − 0.01"),
        sign(-1, bounds(m=0.9)[0] - bounds(m=0.8)[0], "α_min falls"),
    )


def _concession() -> Evidence:
    """A concession by the Target makes room for deals if the policy is worth little to the Supporter, b less than
    (1 − (1 − p)(1 − δ))δm/(1 − δ + δm); otherwise to allow more of the policy is the cheaper way."""
    found, p, d = [], DEFAULT["p"], DEFAULT["delta"]
    for m, f in ((0.2, 0.95), (0.2, 1.05), (0.6, 0.95), (0.6, 1.05)):
        b = f * (1 - (1 - p) * (1 - d)) * d * m / (1 - d + d * m)
        room = [most - least for least, most, _, _ in (bounds(k=k, b=b, m=m) for k in (0.0, 0.1))]
        found.append(sign(1 if f < 1 else -1, room[1] - room[0], f"m={m}, b={b:.3f}"))
    poor = {"b": 0.2, "m": 0.2, "c_A": 0.1}
    before, after = (sum(bounds(k=k, **poor)[:2]) / 2 for k in (0.0, 0.15))
    found.append(sign(1, regret(_kept(alpha=before, **poor)), "no deal without a concession"))
    found.append(below(sequential_regret(_kept(alpha=after, k=0.15, **poor)), 1e-9, "a deal with k = 0.15"))
    return all_of(*found)


def _branch() -> Evidence:
    """The logit path keeps the deal and, in the other phase, fights; a second equilibrium of the period is conflict in
    both."""
    from ..solvers.tree import find_equilibria

    found = [e.assessment for e in find_equilibria(build(), precision=None, starts=2)]
    attacks = [e.strategy(B, "deal")["attack"] for e in found]
    return all_of(
        close(1.0, found[0].strategy(A, "deal")["restrained"], 1e-6, "the deal is kept"),
        close(0.0, attacks[0], 1e-6, "nor is there an attack"),
        close(1.0, found[0].strategy(B, "conflict")["attack"], 1e-6, "conflict"),
        close(1.0, max(attacks), 1e-6, "another: an attack on the deal"),
    )


MODEL = Model(
    key="schultz2010",
    title="The enforcement problem: covert support and the threat of force",
    source=Source(
        authors="Schultz, Kenneth A.",
        year=2010,
        title="The Enforcement Problem in Coercive Bargaining: Interstate Conflict over Rebel Support in Civil Wars",
        venue="International Organization 64(2), 281-312",
        where="the model of bargaining over a policy that can be changed unilaterally and covertly",
        opened="abstract page; secondary: the author's slides, War as an Enforcement Problem (game and strategies; the "
        "formulas are garbled there). Volume and pages recalled",
    ),
    story="A state helps rebels against its neighbour, who can use force but cannot see at once what the other does. "
    "Both would rather agree on less help than fight. But a promise is worth what its breach would cost: if a breach "
    "pays today and is found out late or never, no deal that the target would honour is one that the supporter would "
    "keep. Monitoring makes the breach dearer; a concession paid while the deal lasts gives the supporter something to "
    "lose.",
    build=build,
    propositions=(
        claim("What is kept", "closed form", "our reading", _deal),
        claim("The threat", "threshold", "our reading", _conflict),
        claim("The enforcement problem", "threshold", "our reading", _problem),
        claim("Monitoring", "threshold", "our reading", _monitoring),
        claim("Concessions", "threshold", "our reading", _concession),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch="With the deal's continuation (b = 0.5, p = 0.3, c = 0.3 and 0.5, δ = 0.8, m = 0.8, α = 0.37) the logit "
    "path keeps the deal and fights in the phase of conflict: the paper's cooperative equilibrium. The period has two "
    "more, conflict in both phases and a mixed one; neither is one of the game without end at these continuation "
    "values. Where monitoring is bad (m = 0.1) the path ends in a breach: there the deal's values are not what its "
    "play brings.",
    uncertain="Deal and conflict for good are those of the slides; the formulas are ours, proved by the principle of "
    "one-shot deviations and checked. That an attack, when it succeeds, brings x = 0 for ever, that a breach is found "
    "out with a probability m after its period, the weight b and the form of the concession are our reading. Other "
    "equilibria, with shorter conflict, are not looked at, so that 'no deal is kept' means by this threat.",
)
