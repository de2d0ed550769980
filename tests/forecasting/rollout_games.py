"""Small games with private types, for testing rollouts."""

from dataclasses import replace

import numpy as np

from bank import Step, turn_taking
from deterrence.games.stochastic import StochasticGame
from deterrence.games.structure import BranchRow, TypeLabel


def with_types(
    game: StochasticGame,
    types: list[list[tuple[str, float]]],
    rules: dict[tuple[int, int], dict[str, float]] | None = None,
    stakes: dict[tuple[int, int], float] | None = None,
) -> StochasticGame:
    """A game of single types, given several.

    Args:
        types: per actor, (id, prior).
        rules: (actor, type) -> move label -> probability, for commitments; all others are strategic.
        stakes: (actor, type) -> factor on the actor's payoffs.
    """
    rules, stakes = rules or {}, stakes or {}
    labels = tuple(
        tuple(TypeLabel(name, (i, k) not in rules) for k, (name, _) in enumerate(row)) for i, row in enumerate(types)
    )
    structure = replace(game.structure, types=labels)
    most = max(len(row) for row in types)
    prior = np.array([[p for _, p in row] + [0.0] * (most - len(row)) for row in types])
    rule = np.zeros((len(structure.moves), most))
    for (i, k), chances in rules.items():
        for m, row in enumerate(structure.moves):
            rule[m, k] = chances[row.label] if row.actor == i else 0.0
    owner = [i for i, _ in structure.columns]
    factor = np.array([stakes.get(column, 1.0) for column in structure.columns])
    numbers = replace(
        game.numbers,
        prior=prior,
        rule=rule,
        payoff=game.numbers.payoff[:, owner] * factor,
        ending=game.numbers.ending[:, owner] * factor,
    )
    return StochasticGame(structure, numbers)


def blurred(game: StochasticGame) -> StochasticGame:
    """The same game seen less well: outcomes of a state that lead to one state look alike."""
    s = game.structure
    pairs = list(dict.fromkeys(zip(s.outcome_state, s.outcome_next, strict=True)))
    new = [pairs.index(pair) for pair in zip(s.outcome_state, s.outcome_next, strict=True)]
    structure = replace(
        s,
        outcome_state=np.array([x for x, _ in pairs]),
        outcome_next=np.array([y for _, y in pairs]),
        outcome_signal=tuple(s.states[y] for _, y in pairs),
        branches=tuple(BranchRow(b.joint, new[b.outcome], b.cause, b.realised) for b in s.branches),
    )
    return replace(game, structure=structure)


def strike_once(precision: float = 1.5) -> StochasticGame:
    """One move: strike or hold; either may be seen as an incident. A strategic and a committed type."""
    game = turn_taking(
        ["a"],
        {
            "start": (
                "a",
                [
                    Step("strike", (0.5,), {"incident": 0.9, "calm": 0.1}),
                    Step("hold", (0.0,), {"incident": 0.2, "calm": 0.8}),
                ],
            )
        },
        {},
        {"incident": (0.3,), "calm": (-0.2,)},
        discount=0.9,
        precision=precision,
        horizon=1,
    )
    return with_types(
        blurred(game), [[("strategic", 0.7), ("committed", 0.3)]], {(0, 1): {"strike": 0.05, "hold": 0.95}}
    )


def standoff(horizon: int | None = 6, precision: float = 3.0) -> StochasticGame:
    """Two actors in turn press, wait or yield; a has three types, b two. Pressing may be seen as waiting."""

    def turn(me: int, other: str) -> tuple[str, list[Step]]:
        cost = (-0.1, -0.3) if me == 0 else (-0.3, -0.1)
        return "ab"[me], [
            Step("press", cost, {f"{other}-pressed": 0.7, other: 0.2, "war": 0.1}),
            Step("wait", (0.0, 0.0), {other: 0.9, "lapse": 0.1}),
            Step("yield", (0.0, 0.0), {"b-wins" if me == 0 else "a-wins": 1.0}),
        ]

    game = turn_taking(
        ["a", "b"],
        {"a": turn(0, "b"), "b": turn(1, "a"), "b-pressed": turn(1, "a"), "a-pressed": turn(0, "b")},
        {},
        {"war": (-2.0, -2.0), "lapse": (0.0, 0.0), "a-wins": (1.0, -0.5), "b-wins": (-0.5, 1.0)},
        discount=0.9,
        precision=precision,
        horizon=horizon,
    )
    types = [[("weak", 0.5), ("strong", 0.3), ("zealot", 0.2)], [("strategic", 0.6), ("meek", 0.4)]]
    rules = {
        (0, 2): {"press": 0.9, "wait": 0.1, "yield": 0.0},
        (1, 1): {"press": 0.02, "wait": 0.28, "yield": 0.7},
    }
    return with_types(blurred(game), types, rules, {(0, 1): 2.0})
