"""Why rational states fight (Fearon 1995), second reason: a promise that cannot be enforced.

Two states divide a good of size 1 in every period. Now State A would win a war with probability p₁,
from the next period on with p₂ > p₁. A demands, B accepts or fights; a war settles everything for
ever and costs c_A and c_B once. A cannot promise not to use its strength, so tomorrow B gets what
war would leave it. B attacks today, whatever it is offered, exactly if

    δp₂ − p₁ > c_B(1 − δ)²

although there are divisions for ever that both prefer to war. Otherwise A demands
(p₁ − δp₂)/(1 − δ) + c_B(1 − δ) at first and p₂ + c_B(1 − δ) from then on, and there is peace.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..trees.builder import Part, TreeBuilder
from ..trees.tree import GameTree, Number
from .checks import EXACT, Strategies, assess, claim, follow_path, is_equilibrium, regret
from .model import Evidence, Model, Source, all_of, close, larger, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

A, B = "State A", "State B"
ACCEPT, FIGHT = {"accept": 1.0, "fight": 0.0}, {"accept": 0.0, "fight": 1.0}
FIRST, LATER = ("nothing", "most", "all"), ("p2", "most", "all")  # A's demands
P1, COST_A = 0.3, 0.1


def build() -> GameTree:
    """A demands now and, stronger, once more for ever.

    "most" is the most that B grants rather than fight.
    """
    g = TreeBuilder("A declining state before a shift of power", (A, B))
    p1 = g.parameter("p1", P1, "probability that A wins a war now", low=0, high=1)
    p2 = g.parameter("p2", 0.7, "the same after the shift", low=0, high=1)
    c_a = g.parameter("c_A", COST_A, "cost of war to A", low=0)
    c_b = g.parameter("c_B", 0.2, "cost of war to B", low=0)
    delta = g.parameter("delta", 0.8, "discount factor", low=0, high=0.999)
    granted_now = (p1 - delta * p2) / (1 - delta) + c_b * (1 - delta)
    now: dict[str, Number] = {"nothing": 0.0, "most": larger(0.0, granted_now), "all": 1.0}
    then: dict[str, Number] = {"p2": p2, "most": p2 + c_b * (1 - delta), "all": 1.0}

    def later(share: Number, first: str) -> Part:
        """A first demand of this share and name was accepted."""
        war_a, war_b = p2 / (1 - delta) - c_a, (1 - p2) / (1 - delta) - c_b
        war = g.end(share + delta * war_a, 1 - share + delta * war_b)
        answers = {}
        for name, y in then.items():
            peace = g.end(
                share + delta * y / (1 - delta), 1 - share + delta * (1 - y) / (1 - delta)
            )
            label = f"{first}, then {name}"
            answers[name] = g.move(B, label, {"accept": peace, "fight": war})
        return g.move(A, f"later, {first}", answers)

    war = g.end(p1 / (1 - delta) - c_a, (1 - p1) / (1 - delta) - c_b)
    answers = {
        name: g.move(B, name, {"accept": later(x, name), "fight": war}) for name, x in now.items()
    }
    return g.tree(g.move(A, "now", answers))


@dataclass(frozen=True)
class Case:
    """A size of the shift, B's cost and a discount factor."""

    p2: float
    c_b: float
    delta: float

    @property
    def values(self) -> dict[str, float]:
        """As parameters of the tree."""
        return {"p2": self.p2, "c_B": self.c_b, "delta": self.delta}

    @property
    def excess(self) -> float:
        """δp₂ − p₁ − c_B(1 − δ)²: by how much the shift is too large for peace."""
        return self.delta * self.p2 - P1 - self.c_b * (1 - self.delta) ** 2


CASES = (
    Case(p2=0.7, c_b=0.2, delta=0.8),
    Case(p2=0.75, c_b=0.5, delta=0.6),
    Case(p2=0.4, c_b=0.5, delta=0.7),
    Case(p2=0.45, c_b=0.1, delta=0.7),
    Case(p2=0.3, c_b=1.2, delta=0.9),
)
PEACEFUL = CASES[-1]


def _play(demand: str, granted: tuple[str, ...], values: dict[str, float]) -> TreeAssessment:
    """A's first demand, the first demands B grants, and afterwards what war would leave B."""
    strategies: Strategies = {(A, "now"): {demand: 1.0}}
    for first in FIRST:
        strategies[B, first] = ACCEPT if first in granted else FIGHT
        strategies[A, f"later, {first}"] = {"most": 1.0}
        for later in LATER:
            strategies[B, f"{first}, then {later}"] = FIGHT if later == "all" else ACCEPT
    return assess(build(), strategies, values)


def _war(**values: float) -> TreeAssessment:
    """A demands nothing and B fights nevertheless."""
    return _play("nothing", (), values)


def _bought_off(**values: float) -> TreeAssessment:
    """A demands nothing and B accepts that, but no other demand."""
    return _play("nothing", ("nothing",), values)


def _preventive() -> Evidence:
    """B attacks before the shift exactly when δp₂ − p₁ > c_B(1 − δ)²."""
    evidence = []
    for case in CASES:
        war, bought_off = _war(**case.values), _bought_off(**case.values)
        periods = 1 / (1 - case.delta)
        loss = max(0.0, -case.excess) * periods
        gain = war.value(B) - bought_off.value(B)
        fights = f"δp₂ − p₁ − c_B(1 − δ)² = {case.excess:.3f}: B always fights"
        evidence += [
            close(loss, regret(war), EXACT, fights),
            close(case.excess * periods, gain, EXACT, "what B gains by war over being given all"),
        ]
    return all_of(*evidence)


def _equilibrium() -> Evidence:
    """Beyond the threshold war is subgame perfect; short of it peace is, A demanding
    (p₁ − δp₂)/(1 − δ) + c_B(1 − δ) at first and p₂ + c_B(1 − δ) later."""
    evidence = []
    for case in CASES:
        detail = f"gap {case.excess:.3f}"
        if case.excess > 0:
            evidence.append(is_equilibrium(_war(**case.values), detail))
            continue
        peace = _play("most", ("nothing", "most"), case.values)
        c_b, delta = case.c_b, case.delta
        most = (P1 - delta * case.p2) / (1 - delta) + c_b * (1 - delta)
        claimed = most + delta * (case.p2 / (1 - delta) + c_b)
        evidence.append(is_equilibrium(peace, detail))
        evidence.append(close(claimed, peace.value(A), EXACT, "A's value in peace"))
    return all_of(*evidence)


def _waste() -> Evidence:
    """There is a division for ever that both would prefer to the preventive war, if A could be held
    to it."""
    evidence = []
    for case in CASES:
        if case.excess <= 0:
            continue
        war = _war(**case.values)
        rest = 1 - case.delta
        share = P1 + (case.c_b - COST_A) * rest / 2  # the middle of the bargaining range at p₁
        evidence += [
            sign(1, share / rest - war.value(A), "better for A"),
            sign(1, (1 - share) / rest - war.value(B), "better for B"),
        ]
    return all_of(*evidence)


def _statics() -> Evidence:
    """A larger shift tempts B to attack; a war that costs it more, or more strength of A today,
    holds it back."""

    def gain(**values: float) -> float:
        """What B gains by war over being given all."""
        return _war(**values).value(B) - _bought_off(**values).value(B)

    base = gain()
    return all_of(
        sign(1, gain(p2=0.75) - base, "larger shift"),
        sign(-1, gain(c_B=0.3) - base, "war costs B more"),
        sign(-1, gain(p1=0.35) - base, "A stronger today"),
    )


def _branch() -> Evidence:
    """The logit path ends in war beyond the threshold; short of it A demands the most B grants, and
    B, indifferent, grants it half the time."""
    war = follow_path(build())
    peace = follow_path(build(), PEACEFUL.values)
    return all_of(
        *(close(1.0, war.strategy(B, x)["fight"], 1e-6, f"B fights {x}") for x in FIRST),
        close(1.0, peace.strategy(A, "now")["most"], 1e-6, "A's demand"),
        close(0.5, peace.strategy(B, "most")["accept"], 1e-3, "B, indifferent"),
    )


MODEL = Model(
    key="fearon1995_commitment",
    title="Rationalist explanations for war: preventive war as a commitment problem",
    source=Source(
        authors="Fearon, James D.",
        year=1995,
        title="Rationalist Explanations for War",
        venue="International Organization 49(3), 379-414",
        where="preventive war as a commitment problem",
        opened="abstract page; the model and its condition are recalled",
        doi="10.1017/S0020818300033324",
    ),
    story=(
        "A state that will be stronger tomorrow cannot promise today that it will not use its "
        "strength. However much it gives now, the declining state will be left, later, with what a "
        "war fought in weakness would leave it. If the shift is large and sudden, there is not "
        "enough to give today to make up for that, and the declining state fights while it can, "
        "although both know a lasting division that they would prefer."
    ),
    build=build,
    propositions=(
        claim("Preventive war", "threshold", "our reading", _preventive),
        claim("War or peace", "equilibrium", "our reading", _equilibrium),
        claim("Waste", "sign", "our reading", _waste),
        claim("What tempts the declining state", "sign", "our reading", _statics),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch=(
        "Beyond the threshold (p1 = 0.3, p2 = 0.7, c_B = 0.2, δ = 0.8) the logit path ends in war, "
        "as in the paper. Short of it (p2 = 0.3, c_B = 1.2, δ = 0.9) A demands the most that B "
        "grants, but a logit choice between equals is even: B grants it half the time. On three "
        "demands that too is subgame perfect; were demands continuous, A would ask slightly less "
        "and be granted it for sure, which is the paper's peace."
    ),
    uncertain=(
        "The condition is recalled, and follows from our version: the paper's periods go on for "
        "ever, ours are two, and what is agreed after the shift stands for ever. That changes no "
        "value, for the play after the shift is the same in every period. Demands are three at "
        "each time, among them the ones of the equilibrium."
    ),
)
