"""Imperfect attribution with certain types, and commitment (Baliga et al. 2020).

The model of :mod:`.baliga_bueno_wolitzky2020`, with two attackers alike and everybody's type known:
x to an attacker, y to the defender. Each has the opportunity with probability γ; a signal points at
the guilty with probability π, at the other with probability μ, and at each of them with probability
φ if nobody attacked. If x < π − φ both mix:

    attack       a = (1 − y)φ / (γ(yπ − (1 − y)(μ − 2φ))): suspicion after one's own signal is 1 − y
    retaliation  r = x/(π − φ) against the one pointed at, never against the other
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..trees.tree import GameTree
from . import baliga_bueno_wolitzky2020 as general
from .checks import EXACT, Strategies, Values, assess, claim, follow_path, is_equilibrium, regret
from .model import Evidence, Model, all_of, close, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

DEFENDER = general.DEFENDER


def build() -> GameTree:
    """Two attackers, two signals and the null signal."""
    return general.build()


@dataclass(frozen=True)
class Symmetric:
    """Both attackers alike, all types certain; the symbols are those of the docstring above."""

    x: float
    y: float
    gamma: float
    pi: float
    mu: float
    phi: float

    @property
    def attack(self) -> float:
        """The a that leaves the defender indifferent."""
        guilty_pays = self.y * self.pi - (1 - self.y) * (self.mu - 2 * self.phi)
        return (1 - self.y) * self.phi / (self.gamma * guilty_pays)

    @property
    def retaliation(self) -> float:
        """The r that leaves an attacker indifferent."""
        return self.x / (self.pi - self.phi)

    @property
    def values(self) -> dict[str, float]:
        """As parameters of the tree."""
        return {
            "y": self.y,
            "x1": self.x,
            "x2": self.x,
            "gamma1": self.gamma,
            "gamma2": self.gamma,
            "pi01": self.phi,
            "pi02": self.phi,
            "pi11": self.pi,
            "pi22": self.pi,
            "pi12": self.mu,
            "pi21": self.mu,
        }


CASES = (
    Symmetric(x=0.4, y=0.6, gamma=0.4, pi=0.6, mu=0.15, phi=0.05),
    Symmetric(x=0.2, y=0.3, gamma=0.5, pi=0.7, mu=0.1, phi=0.02),
    Symmetric(x=0.5, y=0.8, gamma=0.3, pi=0.6, mu=0.3, phi=0.03),
)


def _play(values: Values, attack: float, retaliation: float) -> TreeAssessment:
    """Both attack with one probability; whom a signal points at is hit with another."""
    strategies: Strategies = {}
    for i in (1, 2):
        strategies[f"Attacker {i}", "opportunity"] = {"attack": attack, "hold": 1 - attack}
        strategies[DEFENDER, f"signal {i}"] = {str(i): retaliation, "nobody": 1 - retaliation}
    return assess(build(), strategies, values)


def _certain() -> Evidence:
    """With types certain and attackers alike, each attacks with probability
    (1 − y)φ/(γ(yπ − (1 − y)(μ − 2φ))) and is hit after its own signal with probability
    x/(π − φ)."""
    evidence = []
    for case in CASES:
        a, r = case.attack, case.retaliation
        play = _play(case.values, a, r)
        evidence.append(is_equilibrium(play, f"a={a:.3f}, r={r:.3f}"))
        off = min(
            regret(_play(case.values, more_a * a, more_r * r))
            for more_a, more_r in ((1.01, 1), (0.99, 1), (1, 1.01), (1, 0.99))
        )
        evidence.append(sign(1, off, "a hundredth off, somebody gains"))
    return all_of(*evidence)


def _commitment() -> Evidence:
    """Bound to retaliate after its signals, the defender deters all attacks and does better, for K
    large enough; free to choose, it would then not retaliate, for all alarms would be false."""
    evidence = []
    for case in CASES:
        bound = _play(case.values, attack=0.0, retaliation=1.0)
        false_alarms = 2 * case.phi * (1 - case.y)
        evidence.append(close(false_alarms, regret(bound), EXACT, "why it must be bound"))
        edge = case.phi * (1 - case.y) / (case.gamma * case.attack)  # K from which it pays
        for factor in (0.99, 1.01):
            values = case.values | {"K": factor * edge}
            free = _play(values, case.attack, case.retaliation)
            gain = bound.value(DEFENDER) - free.value(DEFENDER)
            evidence.append(sign(1 if factor > 1 else -1, gain, f"K = {factor} of the edge"))
    return all_of(*evidence)


def _deterrable() -> Evidence:
    """Attacks worth more than π − φ are not deterred by retaliation for sure: both attack whenever
    they can."""
    case = CASES[0]
    edge = case.pi - case.phi
    evidence = []
    for factor in (1.05, 0.95):
        values = case.values | {"x1": factor * edge, "x2": factor * edge}
        gain = regret(_play(values, attack=1.0, retaliation=1.0))
        claimed = case.gamma * max(0.0, 1 - factor) * edge
        evidence.append(close(claimed, gain, EXACT, f"x = {factor}(π − φ)"))
    return all_of(*evidence)


def _branch() -> Evidence:
    """The logit path ends at the mixed equilibrium of certain types."""
    case = CASES[0]
    selected = follow_path(build(), case.values)
    attack = selected.strategy("Attacker 1", "opportunity")["attack"]
    retaliation = selected.strategy(DEFENDER, "signal 1")["1"]
    return all_of(
        close(case.attack, attack, 1e-5, "attack"),
        close(case.retaliation, retaliation, 1e-5, "retaliation"),
    )


MODEL = Model(
    key="baliga_bueno_wolitzky2020_certain",
    title="Deterrence with imperfect attribution: certain types, and commitment",
    source=general.MODEL.source,
    story=(
        "Two suspects alike, one defender. Attacks are just so likely that the one pointed at is "
        "guilty enough to be worth hitting, and retaliation just so likely that attacking is worth "
        "nothing. More false alarms or more signals at the wrong door mean more attacks. Could the "
        "defender bind itself to hit whom the signal points at, nobody would attack; but then "
        "every alarm would be false, and unbound it would not hit."
    ),
    build=build,
    propositions=(
        claim("Mixed equilibrium", "closed form", "computed", _certain),
        claim("What can be deterred", "threshold", "computed", _deterrable),
        claim("Commitment", "threshold", "our reading", _commitment),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch=(
        "At x = 0.4, y = 0.6, γ = 0.4, π = 0.6, μ = 0.15, φ = 0.05 the logit path ends at the "
        "mixed equilibrium of the closed form: attacks with probability 0.147, retaliation with "
        "0.727."
    ),
    uncertain=(
        "The paper's types have distributions without atoms; certain types are their limit, and "
        "the closed form is ours. Of the paper's results on commitment only the first is tested: "
        "that it deters more."
    ),
)
