"""Why rational states fight (Fearon 1995), second reason: a promise that nobody can be held to.

Two states divide a good of size 1 in every period. Now State A would win a war with probability p₁, from the next
period on with p₂ > p₁. A demands, B accepts or fights; a war settles everything for ever and costs c_A and c_B once. A
cannot promise not to use its strength, so tomorrow B gets what war would leave it. B attacks today, whatever it is
offered, exactly if

    δp₂ − p₁ > c_B(1 − δ)²

although a division for ever that both prefer to war is there. Otherwise A demands (p₁ − δp₂)/(1 − δ) + c_B(1 − δ) at
first and p₂ + c_B(1 − δ) from then on, and there is peace.
"""

from __future__ import annotations

from typing import Any

from ..game.building import Part, TreeBuilder
from ..game.expression import Expression
from ..game.tree import GameTree
from .checks import assess, claim, regret, sequential_regret
from .model import Evidence, Model, Source, all_of, below, close, sign

A, B = "State A", "State B"
PEACE, WAR = {"accept": 1.0, "fight": 0.0}, {"accept": 0.0, "fight": 1.0}
FIRST, LATER = ("nothing", "most", "all"), ("p2", "most", "all")
CASES = ((0.7, 0.2, 0.8), (0.75, 0.5, 0.6), (0.4, 0.5, 0.7), (0.45, 0.1, 0.7), (0.3, 1.2, 0.9))  # p2, c_B, δ


def build() -> GameTree:
    """A demands now and, stronger, once more for ever; "most" is the most that B grants rather than fight."""
    g = TreeBuilder("A declining state before a shift of power", (A, B))
    p1 = g.parameter("p1", 0.3, "probability that A wins a war now", low=0, high=1)
    p2 = g.parameter("p2", 0.7, "the same after the shift", low=0, high=1)
    c_a = g.parameter("c_A", 0.1, "cost of war to A", low=0)
    c_b = g.parameter("c_B", 0.2, "cost of war to B", low=0)
    d = g.parameter("delta", 0.8, "discount factor", low=0, high=0.999)
    all_but = (p1 - d * p2) / (1 - d) + c_b * (1 - d)
    now: dict[str, Expression | float] = {"nothing": 0.0, "most": ((all_but**2) ** 0.5 + all_but) * 0.5, "all": 1.0}
    then: dict[str, Expression | float] = {"p2": p2, "most": p2 + c_b * (1 - d), "all": 1.0}

    def later(x: Expression | float, name: str) -> Part:
        war = g.end(x + d * (p2 / (1 - d) - c_a), 1 - x + d * ((1 - p2) / (1 - d) - c_b))
        ends = {n: g.end(x + d * y / (1 - d), 1 - x + d * (1 - y) / (1 - d)) for n, y in then.items()}
        answers = {n: g.move(B, f"{name}, then {n}", {"accept": e, "fight": war}) for n, e in ends.items()}
        return g.move(A, f"later, {name}", answers)

    war = g.end(p1 / (1 - d) - c_a, (1 - p1) / (1 - d) - c_b)
    first = {n: g.move(B, n, {"accept": later(x, n), "fight": war}) for n, x in now.items()}
    return g.tree(g.move(A, "now", first))


def _play(demand: str, granted: tuple[str, ...], values: dict[str, float]) -> Any:
    """A's first demand, the first demands B grants, and afterwards what war would leave B."""
    strategies: dict[Any, Any] = {(A, "now"): {demand: 1.0}}
    for x in FIRST:
        strategies |= {(B, x): PEACE if x in granted else WAR, (A, f"later, {x}"): {"most": 1.0}}
        strategies |= {(B, f"{x}, then {y}"): WAR if y == "all" else PEACE for y in LATER}
    return assess(build(), strategies, values)


def _cases() -> list[tuple[dict[str, float], float]]:
    """Parameter values, and by how much the shift is too large for peace."""
    found = []
    for p2, c_b, d in CASES:
        found.append(({"p2": p2, "c_B": c_b, "delta": d}, d * p2 - 0.3 - c_b * (1 - d) ** 2))
    return found


def _preventive() -> Evidence:
    """B attacks before the shift exactly when δp₂ − p₁ > c_B(1 − δ)²."""
    found = []
    for values, gap in _cases():
        war, granted = _play("nothing", (), values), _play("nothing", ("nothing",), values)
        over = 1 / (1 - values["delta"])
        found += [
            close(max(0.0, -gap) * over, regret(war), 1e-9, f"δp₂ − p₁ − c_B(1 − δ)² = {gap:.3f}: B always fights"),
            close(gap * over, war.value(B) - granted.value(B), 1e-9, "what B gains by war over being given all"),
        ]
    return all_of(*found)


def _equilibrium() -> Evidence:
    """Beyond the threshold war is subgame perfect; short of it peace is, A demanding (p₁ − δp₂)/(1 − δ) + c_B(1 − δ)
    at first and p₂ + c_B(1 − δ) later."""
    found = []
    for values, gap in _cases():
        p2, c_b, d = values["p2"], values["c_B"], values["delta"]
        play = _play("nothing", (), values) if gap > 0 else _play("most", ("nothing", "most"), values)
        found.append(below(sequential_regret(play), 1e-9, f"gap {gap:.3f}"))
        if gap <= 0:
            most = (0.3 - d * p2) / (1 - d) + c_b * (1 - d)
            worth = most + d * (p2 / (1 - d) + c_b)
            found.append(close(worth, play.value(A), 1e-9, "A's value in peace"))
    return all_of(*found)


def _waste() -> Evidence:
    """A division for ever is there that both would prefer to the preventive war, could A be held to it."""
    found = []
    for values, gap in _cases():
        if gap > 0:
            d, war = values["delta"], _play("nothing", (), values)
            share = 0.3 + (values["c_B"] - 0.1) * (1 - d) / 2  # the middle of the bargaining range at p₁
            found += [
                sign(1, share / (1 - d) - war.value(A), "better for A"),
                sign(1, (1 - share) / (1 - d) - war.value(B), "better for B"),
            ]
    return all_of(*found)


def _statics() -> Evidence:
    """A larger shift tempts B to attack; a dearer war, or more strength of A today, holds it back."""

    def gain(**values: float) -> float:
        return _play("nothing", (), values).value(B) - _play("nothing", ("nothing",), values).value(B)

    base = gain()
    return all_of(
        sign(1, gain(p2=0.75) - base, "larger shift"),
        sign(-1, gain(c_B=0.3) - base, "dearer war"),
        sign(-1, gain(p1=0.35) - base, "A stronger today"),
    )


def _branch() -> Evidence:
    """The logit path ends in war beyond the threshold; short of it A demands the most B grants, and B, indifferent,
    grants it half the time."""
    from ..solvers.tree import solve_tree

    war = solve_tree(build(), precision=None).assessment
    peace = solve_tree(build(), precision=None, values=_cases()[-1][0]).assessment
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
    story="A state that will be stronger tomorrow cannot promise today that it will not use its strength. However much "
    "it gives now, the declining state will be left, later, with what a war fought in weakness would leave it. If "
    "the shift is large and sudden, there is not enough to give today to make up for that, and the declining state "
    "fights while it can, although both know a lasting division that they would prefer.",
    build=build,
    propositions=(
        claim("Preventive war", "threshold", "our reading", _preventive),
        claim("War or peace", "equilibrium", "our reading", _equilibrium),
        claim("Waste", "sign", "proved", _waste),
        claim("What tempts the declining state", "sign", "our reading", _statics),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch="Beyond the threshold (p1 = 0.3, p2 = 0.7, c_B = 0.2, δ = 0.8) the logit path ends in war, as in the "
    "paper. Short of it (p2 = 0.3, c_B = 1.2, δ = 0.9) A demands the most that B grants, but a logit choice between "
    "equals is even: B grants it half the time. On three demands that too is subgame perfect; were demands continuous, "
    "A would ask a trifle less and be granted it for sure, which is the paper's peace.",
    uncertain="The condition is recalled, and follows from our version: the paper's periods go on for ever, ours are "
    "two, and what is agreed after the shift stands for ever. That changes no value, for the play after the shift is "
    "the same in every period. Demands are three at each time, among them the ones of the equilibrium.",
)
