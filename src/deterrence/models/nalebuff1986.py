"""Brinkmanship in small steps or large (Nalebuff 1986): a risk that is the same in the end.

In every round of a crisis both sides stay or quit, at once. If both stay, disaster comes with
probability ε; otherwise the crisis goes on. Who stays while the other quits wins the prize, worth
1; quitting is worth nothing, alone or together, and so is a stand-off after the last round.
Disaster costs D. With probability ρ a side is resolute, which it alone knows, and never quits. The
irresolute quit so that the other quits with probability s = εD/(1 + εD) in every round, of any
type, which leaves the irresolute indifferent: of those that are left a share

    s/(1 − ρ(1 + εD)^m)    quits after m rounds, if that is less than one,

and the belief that the other is resolute grows to ρ(1 + εD)^m. The irresolute are gone after the
least number N of rounds such that ρ(1 + εD)^N ≥ 1. With steps that are just so many, by then

    the risk run by the last       R = 1 − (1 − ε)^(N − 1)
    disaster, all in all           ε(1 − x^N)/((1 + εD)²(1 − x)),  x = (1 − ε)/(1 + εD)²

As steps get small and many, R comes to 1 − ρ^(1/D) and disaster to (1 − ρ^(2 + 1/D))/(1 + 2D): the
size of the steps, or how fast the risk grows, has dropped out. Only resolve is left.
"""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from ..trees.builder import Part, TreeBuilder
from ..trees.tree import GameTree, Symbol
from .checks import (
    EXACT,
    Strategies,
    assess,
    claim,
    follow_path,
    is_equilibrium,
    is_not_equilibrium,
    policy_gap,
    regret,
)
from .model import Evidence, Model, Source, all_of, below, close, declare, defaults, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

ONE, TWO = "Side 1", "Side 2"
RESOLUTE, IRRESOLUTE = TYPES = ("resolute", "irresolute")
STAY, QUIT = "stay", "quit"
PARAMETERS = (
    Symbol("epsilon", 0.2, "risk of disaster of a round in which both stay", low=0, high=1),
    Symbol("D", 3.0, "disaster: a loss", low=0),
    Symbol("rho", 0.3, "a side is resolute, and never quits", low=0, high=1),
)
DEFAULT = defaults(PARAMETERS)
ROUNDS = 3  # by default just enough: ρ(1 + εD)³ ≥ 1
NEAR = 5e-3  # how far from a threshold is tested


def build(rounds: int = ROUNDS) -> GameTree:
    """``rounds`` rounds; nobody sees the other's type."""
    g = TreeBuilder("Brinkmanship in steps", (ONE, TWO))
    v = declare(g, PARAMETERS)
    disaster = g.end(-1 * v["D"], -1 * v["D"])

    def crisis(number: int, one: str, two: str) -> Part:
        """Two types from a round on."""
        if number > rounds:
            return g.end(0, 0)
        risk = {
            "disaster": (v["epsilon"], disaster),
            "on": (1 - v["epsilon"], crisis(number + 1, one, two)),
        }
        both_stay = g.chance(f"risk, {one}, {two}, round {number}", risk)

        def answer(if_stays: Part, if_quits: Part) -> Part:
            """Side 2 decides, not knowing what Side 1 has decided."""
            if two == RESOLUTE:
                return if_stays
            return g.move(TWO, f"round {number}", {STAY: if_stays, QUIT: if_quits})

        stays = answer(both_stay, g.end(1, 0))
        if one == RESOLUTE:
            return stays
        quits = answer(g.end(0, 1), g.end(0, 0))
        return g.move(ONE, f"round {number}", {STAY: stays, QUIT: quits})

    chances = {RESOLUTE: v["rho"], IRRESOLUTE: 1 - v["rho"]}
    pairs = {
        f"{one}, {two}": (chances[one] * chances[two], crisis(1, one, two))
        for one in TYPES
        for two in TYPES
    }
    return g.tree(g.chance("types", pairs))


_built = cache(build)


def quits_per_round(epsilon: float, loss: float) -> float:
    """s: the probability of the other's quitting that leaves a side indifferent."""
    return epsilon * loss / (1 + epsilon * loss)


def rounds_needed(**changes: float) -> int:
    """N: after how many rounds the irresolute are gone."""
    v = DEFAULT | changes
    growth = math.log(1 + v["epsilon"] * v["D"])
    return math.ceil(math.log(1 / v["rho"]) / growth - 1e-9)


def step_for(rounds: int, **changes: float) -> float:
    """ε such that exactly so many rounds are needed: ρ(1 + εD)^N = 1."""
    v = DEFAULT | changes
    return float((v["rho"] ** (-1 / rounds) - 1) / v["D"])


def _play(rounds: int, factor: float = 1.0, **changes: float) -> TreeAssessment:
    """The closed form, in as many rounds as are needed or more.

    In the first round the irresolute may quit ``factor`` times as often.
    """
    v = DEFAULT | changes
    s = quits_per_round(v["epsilon"], v["D"])
    strategies: Strategies = {}
    for number in range(rounds):
        resolute = min(1.0, v["rho"] * (1 + v["epsilon"] * v["D"]) ** number)
        left = 1 - resolute
        share = min(1.0, s / left) if left > 0 else 1.0
        if number == 0:
            share *= factor
        for side in (ONE, TWO):
            strategies[side, f"round {number + 1}"] = {QUIT: share, STAY: 1 - share}
    return assess(_built(rounds), strategies, changes)


def disaster(play: TreeAssessment) -> float:
    """Probability of disaster."""
    tree = play.tree
    return sum(
        float(play.reach[tree.children[node][0]])
        for node, index in enumerate(tree.chance_set)
        if index >= 0 and tree.chances[index].label.startswith("risk")
    )


def by_recursion(rounds: int, **changes: float) -> tuple[float, float]:
    """Probability of disaster, and what an irresolute side expects by staying to the end.

    By the two sides' chances of having quit, round by round; it knows nothing of the tree.
    """
    v = DEFAULT | changes
    s = quits_per_round(v["epsilon"], v["D"])
    resolute, going, risk, value, alive = v["rho"], 1.0, 0.0, 0.0, 1.0
    for _ in range(rounds):
        quits = min(s, 1 - resolute)
        risk += going * (1 - quits) ** 2 * v["epsilon"]
        going *= (1 - quits) ** 2 * (1 - v["epsilon"])
        value += alive * (quits - (1 - quits) * v["epsilon"] * v["D"])
        alive *= (1 - quits) * (1 - v["epsilon"])
        resolute = min(1.0, resolute / (1 - quits))
    return risk, value


CASES: tuple[tuple[int, dict[str, float]], ...] = (
    (3, {}),
    (2, {"D": 5.0, "rho": 0.35}),
    (4, {"epsilon": 0.1, "D": 4.0}),
)


def _equilibrium() -> Evidence:
    """The other quits with probability s = εD/(1 + εD) in every round but the last: then the
    irresolute are indifferent; if they quit more or less often at first, it is none."""
    evidence = []
    for rounds, changes in CASES:
        needed = rounds_needed(**changes)
        play = _play(rounds, 1.0, **changes)
        _, value = by_recursion(needed - 1, **changes)
        evidence += [
            close(float(rounds), float(needed), EXACT, "rounds needed"),
            below(regret(play), EXACT, f"{rounds} rounds"),
            close(0.0, value, EXACT, "staying to the last round but one, by recursion"),
        ]
        for factor in (0.8, 1.2):
            other = _play(rounds, factor, **changes)
            evidence.append(is_not_equilibrium(other, f"quitting times {factor}"))
    return all_of(*evidence)


def _last_round() -> Evidence:
    """The irresolute are gone after the least N with ρ(1 + εD)^N ≥ 1: with ρ just short of it a
    further round is needed."""
    evidence = []
    growth = 1 + DEFAULT["epsilon"] * DEFAULT["D"]
    for needed in (2, 3):
        edge = growth**-needed
        for step in (-NEAR, NEAR):
            rho = edge + step
            rounds = needed + (step < 0)
            play = _play(rounds, 1.0, rho=rho)
            left = play.strategy(ONE, f"round {needed}")[STAY]
            evidence += [
                sign(int(step < 0), left, f"who stay in round {needed}"),
                close(float(rounds), float(rounds_needed(rho=rho)), EXACT, "rounds needed"),
                below(regret(play), EXACT, f"ρ = {rho:.4f}"),
            ]
    return all_of(*evidence)


def _closed_form() -> Evidence:
    """If the rounds just suffice, ρ(1 + εD)^N = 1, disaster has probability
    ε(1 − x^N)/((1 + εD)²(1 − x)), x = (1 − ε)/(1 + εD)²; in the tree and by recursion alike."""
    evidence = []
    for rounds in (2, 3, 6):
        for changes in ({}, {"D": 6.0, "rho": 0.5}):
            v = DEFAULT | changes
            epsilon = step_for(rounds, **changes)
            stays = 1 / (1 + epsilon * v["D"]) ** 2
            x = (1 - epsilon) * stays
            claimed = epsilon * stays * (1 - x**rounds) / (1 - x)
            values = changes | {"epsilon": epsilon}
            found = disaster(_play(rounds, 1.0, **values))
            evidence.append(close(claimed, found, EXACT, f"{rounds} rounds, {changes}"))
            evidence.append(close(claimed, by_recursion(rounds, **values)[0], EXACT, "recursion"))
    return all_of(*evidence)


def _neutral() -> Evidence:
    """The size of the steps does not matter in the end: as the same crisis is run in 2, 4, 8 and 16
    steps, disaster comes to (1 − ρ^(2 + 1/D))/(1 + 2D) and the risk that is run to 1 − ρ^(1/D),
    with errors that halve."""
    evidence = []
    for changes in ({}, {"D": 5.0, "rho": 0.5}):
        v = DEFAULT | changes
        no_disaster = v["rho"] ** (1 / v["D"])
        limit = (1 - v["rho"] ** 2 * no_disaster) / (1 + 2 * v["D"])
        errors, run = [], []
        for rounds in (2, 4, 8, 16):
            epsilon = step_for(rounds, **changes)
            play = _play(rounds, 1.0, **changes | {"epsilon": epsilon})
            errors.append(abs(disaster(play) - limit))
            run.append(abs(no_disaster - (1 - epsilon) ** (rounds - 1)))
            evidence.append(below(regret(play), EXACT, f"{rounds} steps of {epsilon:.4f}"))
        for less in (errors, run):
            for coarse, fine in pairwise(less):
                evidence.append(below(fine, 0.62 * coarse, "error of half as large steps"))
    return all_of(*evidence)


def _statics() -> Evidence:
    """The more the irresolute would lose, the less risk is run; the more probably the sides are
    resolute, the sooner the others quit, and the less risk they run."""
    evidence = []

    def run(**changes: float) -> float:
        """Risk that the last irresolute have run, in the limit of small steps."""
        v = DEFAULT | changes
        return float(1 - v["rho"] ** (1 / v["D"]))

    for changes in ({"D": 4.0}, {"rho": 0.4}):
        evidence.append(sign(-1, run(**changes) - run(), f"{changes}, in the limit"))
        rounds = 8
        risks = []
        for values in (changes, {}):
            step = {"epsilon": step_for(rounds, **values)}
            risks.append(disaster(_play(rounds, 1.0, **values | step)))
        less = risks[0] - risks[1]
        evidence.append(sign(-1, less, f"{changes}, disaster in 8 steps"))
    return all_of(*evidence)


def _reputation() -> Evidence:
    """A side that has stayed through m rounds is taken to be resolute with probability
    ρ(1 + εD)^m. Two that are resolute run the whole risk, 1 − (1 − ε)^N."""
    play = _play(ROUNDS)
    tree = play.tree
    evidence = []
    for number in range(ROUNDS):
        beliefs = play.belief_at(ONE, f"round {number + 1}")
        claimed = DEFAULT["rho"] * (1 + DEFAULT["epsilon"] * DEFAULT["D"]) ** number
        # nodes are in the order of the other's types, the resolute first
        evidence.append(close(claimed, float(beliefs[0]), EXACT, f"before round {number + 1}"))
    unchanged: Strategies = {}
    for one in tree.sets:
        player = tree.players[one.player]
        unchanged[player, one.label] = play.strategy(player, one.label)
    both = assess(tree, unchanged, {"rho": 1.0})
    survives = (1 - DEFAULT["epsilon"]) ** ROUNDS
    return all_of(
        *evidence, close(1 - survives, disaster(both), EXACT, "two that are resolute")
    )


def _branch() -> Evidence:
    """The path from λ = 0 keeps the sides alike and ends at the closed form. That one side, if
    irresolute, quits at once, and the other in the next round, is an equilibrium too."""
    uneven: Strategies = {}
    for side, choices in ((ONE, (QUIT, STAY, QUIT)), (TWO, (STAY, QUIT, QUIT))):
        for number, choice in enumerate(choices):
            uneven[side, f"round {number + 1}"] = {choice: 1.0}
    return all_of(
        below(policy_gap(follow_path(_built(ROUNDS)), _play(ROUNDS)), 1e-6, "three rounds"),
        is_equilibrium(assess(_built(ROUNDS), uneven), "uneven"),
    )


MODEL = Model(
    key="nalebuff1986",
    title="Brinkmanship in steps: the neutrality of escalation",
    source=Source(
        authors="Nalebuff, Barry",
        year=1986,
        title="Brinkmanship and Nuclear Deterrence: The Neutrality of Escalation",
        venue="Conflict Management and Peace Science 9(2), 19-30",
        where="that how fast the risk of disaster grows does not matter for the risk run",
        opened="recalled, not opened; volume and pages recalled too",
    ),
    story=(
        "Two sides run a growing risk of a disaster that neither wants, each hoping that the other "
        "is the first to quit. Should it grow in large steps or small ones? Where steps are large, "
        "sides quit the sooner, in just the measure that leaves the risk that is run, and who "
        "wins, as they were. What matters is what the sides would lose by disaster, and what they "
        "believe of each other's resolve."
    ),
    build=build,
    propositions=(
        claim("Who quits when", "equilibrium", "our derivation", _equilibrium),
        claim("The last of the irresolute", "threshold", "our derivation", _last_round),
        claim("Disaster", "closed form", "our derivation", _closed_form),
        claim("Neutrality of escalation", "limit", "our derivation", _neutral),
        claim("What moves the risk", "sign", "our derivation", _statics),
        claim("Reputation", "closed form", "computed", _reputation),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch=(
        "Equilibria in which the sides act differently exist: one may quit at once, if irresolute, "
        "and the other a round later. The path from λ = 0 treats both alike, and ends at the "
        "closed form."
    ),
    uncertain=(
        "The paper was not available. Its result, that the rate of escalation is neutral, is "
        "recalled; two types, of which the resolute have no choice, rounds in which both decide at "
        "once, a prize of 1 and all formulas are ours. Neutrality holds in the limit of small "
        "steps here, and nearly in large ones. A stand-off of two that are resolute ends after the "
        "last round, with nothing for either, so that the tree is finite."
    ),
)
