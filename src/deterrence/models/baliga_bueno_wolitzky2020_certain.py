"""Deterrence with imperfect attribution when types are certain, and what commitment would add (Baliga et al. 2020).

The model of :mod:`.baliga_bueno_wolitzky2020`, with two attackers alike and everybody's type known: x to an attacker, y
to the defender. Each has the opportunity with probability γ; a signal points at the guilty with probability π, at the
other with probability μ, and at each of them with probability φ if nobody attacked. If x < π − φ both mix:

    attack        a = (1 − y)φ / (γ(yπ − (1 − y)(μ − 2φ))): suspicion after one's own signal is 1 − y
    retaliation   r = x/(π − φ) against the one pointed at, never against the other
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..game.tree import GameTree
from . import baliga_bueno_wolitzky2020 as general
from .checks import assess, claim, regret, sequential_regret
from .model import Evidence, Model, all_of, below, close, sign

DEFENDER = general.DEFENDER
CERTAIN = ((0.4, 0.6, 0.4, 0.6, 0.15, 0.05), (0.2, 0.3, 0.5, 0.7, 0.1, 0.02), (0.5, 0.8, 0.3, 0.6, 0.3, 0.03))


def build() -> GameTree:
    """Two attackers, two signals and the null signal."""
    return general.build()


def _play(values: Mapping[str, float], a: float, r: float) -> Any:
    hit: dict[Any, Any] = {(DEFENDER, f"signal {s}"): {str(s): r, "nobody": 1 - r} for s in (1, 2)}
    return assess(
        build(), hit | {(f"Attacker {i}", "opportunity"): {"attack": a, "hold": 1 - a} for i in (1, 2)}, values
    )


def _closed(case: tuple[float, ...]) -> tuple[float, float, dict[str, float]]:
    """a and r that leave each indifferent, when both attackers are alike and types are certain."""
    x, y, gamma, pi, mu, phi = case
    a = (1 - y) * phi / (gamma * (y * pi - (1 - y) * (mu - 2 * phi)))
    values = {"y": y, "x1": x, "x2": x, "gamma1": gamma, "gamma2": gamma, "pi01": phi, "pi02": phi}
    return a, x / (pi - phi), values | {"pi11": pi, "pi22": pi, "pi12": mu, "pi21": mu}


def _certain() -> Evidence:
    """With types certain and attackers alike, each attacks with probability (1 − y)φ/(γ(yπ − (1 − y)(μ − 2φ))) and is
    hit after its own signal with probability x/(π − φ)."""
    found = []
    for case in CERTAIN:
        a, r, values = _closed(case)
        found.append(below(sequential_regret(_play(values, a, r)), 1e-9, f"a={a:.3f}, r={r:.3f}"))
        off = min(regret(_play(values, f * a, h * r)) for f, h in ((1.01, 1), (0.99, 1), (1, 1.01), (1, 0.99)))
        found.append(sign(1, off, "a hundredth off, somebody gains"))
    return all_of(*found)


def _commitment() -> Evidence:
    """Bound to retaliate after its signals, the defender deters all attacks and does better, for K large enough; free
    to choose, it would then not retaliate, for all alarms would be false."""
    found = []
    for case in CERTAIN:
        a, r, values = _closed(case)
        _, y, gamma, _, _, phi = case
        edge = phi * (1 - y) / (gamma * a)  # K from which it pays
        bound = _play(values, 0.0, 1.0)
        found.append(close(2 * phi * (1 - y), regret(bound), 1e-9, "why it must be bound"))
        for f in (0.99, 1.01):
            free = _play(values | {"K": f * edge}, a, r)
            found.append(sign(1 if f > 1 else -1, bound.value(DEFENDER) - free.value(DEFENDER), f"K = {f} of the edge"))
    return all_of(*found)


def _deterrable() -> Evidence:
    """Attacks worth more than π − φ are not deterred by retaliation for sure: both attack whenever they can."""
    found = []
    for f in (1.05, 0.95):
        _, y, gamma, pi, mu, phi = CERTAIN[0]
        _, _, values = _closed((f * (pi - phi), y, gamma, pi, mu, phi))
        gain = regret(_play(values, 1.0, 1.0))
        found.append(close(gamma * max(0.0, 1 - f) * (pi - phi), gain, 1e-9, f"x = {f}(π − φ)"))
    return all_of(*found)


def _branch() -> Evidence:
    """The logit path ends at the mixed equilibrium of certain types."""
    from ..solvers.tree import solve_tree

    a, r, values = _closed(CERTAIN[0])
    solved = solve_tree(build(), precision=None, values=values).assessment
    return all_of(
        close(a, solved.strategy("Attacker 1", "opportunity")["attack"], 1e-5, "attack"),
        close(r, solved.strategy(DEFENDER, "signal 1")["1"], 1e-5, "retaliation"),
    )


MODEL = Model(
    key="baliga_bueno_wolitzky2020_certain",
    title="Deterrence with imperfect attribution: certain types, and commitment",
    source=general.MODEL.source,
    story="Two suspects alike, one defender. Attacks are just so likely that the one pointed at is guilty enough to be "
    "worth hitting, and retaliation just so likely that attacking is worth nothing. More false alarms or more signals "
    "at the wrong door mean more attacks. Could the defender bind itself to hit whom the signal points at, nobody "
    "would attack; but then every alarm would be false, and unbound it would not hit.",
    build=build,
    propositions=(
        claim("Mixed equilibrium", "closed form", "computed", _certain),
        claim("What can be deterred", "threshold", "computed", _deterrable),
        claim("Commitment", "threshold", "our reading", _commitment),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch="At x = 0.4, y = 0.6, γ = 0.4, π = 0.6, μ = 0.15, φ = 0.05 the logit path ends at the mixed equilibrium of "
    "the closed form: attacks with probability 0.147, retaliation with 0.727.",
    uncertain="The paper's types have distributions without atoms; certain types are their limit, and the closed form "
    "is ours. Of the paper's results on commitment only the first is tested: that it deters more.",
)
