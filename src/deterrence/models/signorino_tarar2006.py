"""Deterrence to be estimated (Signorino & Tarar 2006): a crisis whose solution is a likelihood.

An Attacker that has threatened a protégé attacks or does not; the Defender fights or capitulates.
The protégé is worth v to both; the Attacker wins a war with probability π; war costs c_A and c_D.
Each has private reasons that others, and the analyst, do not see: choices are logit, of precision
λ_A and λ_D. With Λ(z) = 1/(1 + exp(−z))

    the Defender fights       F = Λ(λ_D((1 − π)v − c_D))
    the Attacker attacks      P = Λ(λ_A(v − F((1 − π)v + c_A)))
    war                       P·F;  success of deterrence: 1 − P

so that the game is the statistical model: the data say P and F, and a likelihood of outcomes is
highest at the true numbers. What is at stake works twice, on the Attacker and, through F, against
it: an attack gets likelier with v, then less likely, then likelier again. It turns where

    1 − F(1 − π) = λ_D(1 − π)·F(1 − F)·((1 − π)v + c_A).

As choice gets precise, deterrence succeeds exactly if c_D/(1 − π) < v < c_A/π: the stake is large
enough to be fought for, and not so large that the Attacker would fight for it too.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from ..trees.builder import TreeBuilder
from ..trees.tree import GameTree, Symbol
from .checks import EXACT, PRECISE, chance_of, claim, follow_path
from .model import Evidence, Model, Source, all_of, close, declare, defaults, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

ATTACKER, DEFENDER = "Attacker", "Defender"
ATTACK, REFRAIN = "attack", "do not attack"
FIGHT, CAPITULATE = "fight", "capitulate"
PARAMETERS = (
    Symbol("v", 1.0, "the protégé, to either side", low=0),
    Symbol("pi", 0.4, "the Attacker wins a war", low=0, high=1),
    Symbol("c_A", 0.9, "cost of war to the Attacker", low=0),
    Symbol("c_D", 0.4, "cost of war to the Defender", low=0),
)
DEFAULT = defaults(PARAMETERS)
PRECISION = (3.0, 5.0)  # λ_A and λ_D
STAKES = (0.4, 0.7, 1.0, 1.6)  # values of v in a sample of crises
SOLVED = 1e-8  # how nearly the solver's play and the closed form agree
NEAR = 5e-3  # how far from a threshold is tested


def build() -> GameTree:
    """The game."""
    g = TreeBuilder("Extended immediate deterrence, to be estimated", (ATTACKER, DEFENDER))
    v = declare(g, PARAMETERS)
    war = g.end(v["pi"] * v["v"] - v["c_A"], (1 - v["pi"]) * v["v"] - v["c_D"])
    reply = g.move(DEFENDER, "fight?", {FIGHT: war, CAPITULATE: g.end(v["v"], 0)})
    return g.tree(g.move(ATTACKER, "attack?", {REFRAIN: g.end(0, v["v"]), ATTACK: reply}))


_built = cache(build)


def _solved(**values: float) -> TreeAssessment:
    """The logit equilibrium at ``PRECISION``."""
    return follow_path(_built(), values, PRECISION)


def logistic(argument: float) -> float:
    """Λ."""
    return 1 / (1 + math.exp(-argument))


def log_odds(probability: float) -> float:
    """The inverse of Λ."""
    return math.log(probability / (1 - probability))


def choices(**changes: float) -> tuple[float, float]:
    """P and F by the closed form, at DEFAULT and these changes."""
    v = DEFAULT | changes
    holds = (1 - v["pi"]) * v["v"]
    fights = logistic(PRECISION[1] * (holds - v["c_D"]))
    return logistic(PRECISION[0] * (v["v"] - fights * (holds + v["c_A"]))), fights


def _rise(stake: float) -> float:
    """Slope of the Attacker's gain from an attack, v − F((1 − π)v + c_A), in v."""
    share = 1 - DEFAULT["pi"]
    _, fights = choices(v=stake)
    steeper = PRECISION[1] * share * fights * (1 - fights)
    return 1 - fights * share - steeper * (share * stake + DEFAULT["c_A"])


def _root(before: float, after: float) -> float:
    """Where ``_rise`` changes its sign between two stakes, by bisection."""
    rising = _rise(before) > 0
    while after - before > 1e-12:
        middle = (before + after) / 2
        before, after = (middle, after) if (_rise(middle) > 0) == rising else (before, middle)
    return before


def _probabilities() -> Evidence:
    """The Attacker attacks with probability P and the Defender fights with probability F; every
    action has a probability above zero, so that no outcome in the data is impossible."""
    evidence = []
    for changes in ({}, {"v": 0.5, "c_D": 0.1}, {"v": 2.0, "pi": 0.7}):
        solved = _solved(**changes)
        attacks, fights = choices(**changes)
        found = solved.strategy(ATTACKER, "attack?")[ATTACK]
        resists = solved.strategy(DEFENDER, "fight?")[FIGHT]
        evidence += [
            close(attacks, found, SOLVED, "attack"),
            close(fights, resists, SOLVED, "fight"),
            close(attacks * fights, chance_of(solved, DEFENDER, FIGHT), SOLVED, "war"),
            sign(1, min(found, 1 - found, resists, 1 - resists), "all are possible"),
        ]
    return all_of(*evidence)


def _hump() -> Evidence:
    """An attack gets likelier with the stake up to v₁, less likely from there to v₂, and likelier
    again; at both 1 − F(1 − π) = λ_D(1 − π)F(1 − F)((1 − π)v + c_A). A regression that is linear in
    v would find one sign or none."""
    top, bottom = _root(0.0, 1.0), _root(1.0, 3.0)
    step = 1e-3
    evidence = []
    for stake, direction in (
        (0.5 * top, 1),
        (top - NEAR, 1),
        (top + NEAR, -1),
        (bottom - NEAR, -1),
        (bottom + NEAR, 1),
        (1.5 * bottom, 1),
    ):
        before, after = (
            _solved(v=stake + half).strategy(ATTACKER, "attack?")[ATTACK]
            for half in (-step, step)
        )
        detail = f"v = {stake:.4f}; v₁ = {top:.4f}, v₂ = {bottom:.4f}"
        evidence.append(sign(direction, after - before, detail))
    return all_of(*evidence)


def _war() -> Evidence:
    """The Defender's cost of war works on war and on deterrence differently. The cheaper war is to
    it, the more deterrence succeeds, always; but war gets likelier first and then less likely, and
    turns where λ_A(1 − P)F((1 − π)v + c_A) = 1."""

    def turn(cost: float) -> float:
        """Positive where a cheaper war is still a likelier one."""
        attacks, fights = choices(c_D=cost)
        holds = (1 - DEFAULT["pi"]) * DEFAULT["v"]
        return 1 - PRECISION[0] * (1 - attacks) * fights * (holds + DEFAULT["c_A"])

    low, high = 0.0, 2.0
    while high - low > 1e-12:
        middle = (low + high) / 2
        low, high = (middle, high) if turn(middle) < 0 else (low, middle)
    step = 1e-3
    evidence = []
    for cost, direction in ((low + 0.2, 1), (low + NEAR, 1), (low - NEAR, -1), (low - 0.2, -1)):
        cheaper, costlier = (_solved(c_D=cost + half) for half in (-step, step))
        wars = chance_of(cheaper, DEFENDER, FIGHT) - chance_of(costlier, DEFENDER, FIGHT)
        succeeds = (
            cheaper.strategy(ATTACKER, "attack?")[REFRAIN]
            - costlier.strategy(ATTACKER, "attack?")[REFRAIN]
        )
        evidence.append(sign(direction, wars, f"war, c_D = {cost:.4f}, turn at {low:.4f}"))
        evidence.append(sign(1, succeeds, "success of deterrence"))
    return all_of(*evidence)


def _identified() -> Evidence:
    """From the probabilities at three stakes, in known units, the analyst gets back all numbers:
    log odds of an attack are λ_A·v − λ_A(1 − π)·Fv − λ_A c_A·F, and those of a fight are
    λ_D(1 − π)·v − λ_D c_D."""
    stakes = (0.6, 0.9, 1.4)
    rows, attack_odds, fight_odds = [], [], []
    for stake in stakes:
        solved = _solved(v=stake)
        fights = solved.strategy(DEFENDER, "fight?")[FIGHT]
        rows.append([stake, -fights * stake, -fights])
        attack_odds.append(log_odds(solved.strategy(ATTACKER, "attack?")[ATTACK]))
        fight_odds.append(log_odds(fights))
    precise, held, costly = (float(x) for x in np.linalg.solve(rows, attack_odds))
    slope = (fight_odds[2] - fight_odds[0]) / (stakes[2] - stakes[0])
    level = slope * stakes[0] - fight_odds[0]
    defender = slope * precise / held
    return all_of(
        close(PRECISION[0], precise, 1e-6, "λ_A"),
        close(DEFAULT["pi"], 1 - held / precise, 1e-6, "π"),
        close(DEFAULT["c_A"], costly / precise, 1e-6, "c_A"),
        close(PRECISION[1], defender, 1e-6, "λ_D"),
        close(DEFAULT["c_D"], level / defender, 1e-6, "c_D"),
    )


def _likelihood() -> Evidence:
    """Expected log-likelihood of outcomes in crises of different stakes is highest at the true
    numbers: less at any other ten per cent off, and flat there to first order."""

    def expected(**guess: float) -> float:
        """Expected log-likelihood of a guess, if the game at DEFAULT made the data."""
        total = 0.0
        for stake in STAKES:
            truth = _solved(v=stake)
            war = chance_of(truth, DEFENDER, FIGHT)
            gives_way = chance_of(truth, DEFENDER, CAPITULATE)
            attacks, fights = choices(v=stake, **guess)
            total += (
                war * math.log(attacks * fights)
                + gives_way * math.log(attacks * (1 - fights))
                + (1 - war - gives_way) * math.log(1 - attacks)
            )
        return total

    best = expected()
    evidence = []
    tiny = 1e-5
    for name in ("pi", "c_A", "c_D"):
        true = DEFAULT[name]
        for factor in (0.9, 1.1):
            loss = expected(**{name: true * factor}) - best
            evidence.append(sign(-1, loss, f"{name} times {factor}"))
        up, down = (expected(**{name: true + change}) for change in (tiny, -tiny))
        evidence.append(close(0.0, (up - down) / (2 * tiny), 1e-6, f"slope in {name}"))
    return all_of(*evidence)


def _precise() -> Evidence:
    """As choice gets precise, deterrence succeeds exactly if c_D/(1 − π) < v < c_A/π."""
    low = DEFAULT["c_D"] / (1 - DEFAULT["pi"])
    high = DEFAULT["c_A"] / DEFAULT["pi"]
    evidence = []
    for stake, held in ((low - NEAR, 0), (low + NEAR, 1), (high - NEAR, 1), (high + NEAR, 0)):
        solved = follow_path(_built(), {"v": stake}, PRECISE)
        refrains = solved.strategy(ATTACKER, "attack?")[REFRAIN]
        evidence.append(close(float(held), refrains, 1e-6, f"v = {stake:.4f}"))
    return all_of(*evidence)


def _branch() -> Evidence:
    """There is one logit equilibrium at every precision: the Defender's choice is fixed by its own
    payoffs and the Attacker's by it. The path has no fold."""
    from ..solvers.tree import find_equilibria

    solutions = find_equilibria(_built(), PRECISION, starts=3)
    return all_of(
        close(1, len(solutions), 0, "equilibria"),
        close(0, len(solutions[0].folds), EXACT, "folds"),
    )


MODEL = Model(
    key="signorino_tarar2006",
    title="Extended immediate deterrence, to be estimated",
    source=Source(
        authors="Signorino, Curtis S.; Tarar, Ahmer",
        year=2006,
        title="A Unified Theory and Test of Extended Immediate Deterrence",
        venue="American Journal of Political Science 50(3), 586-605",
        where="the game as a statistical model; variables that work non-monotonically",
        opened=(
            "abstract, and the opening of the article; not its equations. Volume and pages recalled"
        ),
        doi="10.1111/j.1540-5907.2006.00203.x",
    ),
    story=(
        "A theory of deterrence is about two sides that expect something of each other; a "
        "regression of outcomes on variables is not. If choices are random to the analyst, since "
        "reasons are private, the game itself gives a probability to every outcome and can be "
        "estimated. Then a variable may work both ways: a greater stake draws the attacker, and "
        "makes the defender fight."
    ),
    build=build,
    propositions=(
        claim("Choice probabilities", "closed form", "our derivation", _probabilities),
        claim("A stake that works both ways", "threshold", "our derivation", _hump),
        claim("War against deterrence", "threshold", "our derivation", _war),
        claim("What data identify", "closed form", "our derivation", _identified),
        claim("Likelihood", "equilibrium", "computed", _likelihood),
        claim("Precise choice", "limit", "our derivation", _precise),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch=(
        "One equilibrium at every precision, in closed form: the Defender's probability comes from "
        "its own payoffs alone. By default (λ = 3 and 5) the Attacker attacks with probability "
        "0.43 and is fought with 0.73; with precise choice it is deterred."
    ),
    uncertain=(
        "The abstract and the opening were open: the game is the statistical model, utilities are "
        "private in part, and many variables work non-monotonically. The paper's private parts are "
        "normal and belong to outcomes (strategic probit); ours are logistic and belong to "
        "actions, which changes the variance of the Attacker's choice with F but not its sign. "
        "The paper lets utilities depend on data by coefficients; here stakes vary. All numbers "
        "are ours. fearon2002 is about which crises come to be observed at all."
    ),
)
