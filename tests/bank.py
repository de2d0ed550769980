"""A bank of games that every solver of games without private types must pass.

Each is small, known or drawn with a fixed seed, and named. ``random_game`` draws more of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from deterrence.games.from_arrays import from_arrays
from deterrence.games.stochastic import Numbers, StochasticGame
from deterrence.games.structure import BranchRow, MoveRow, Standing, Structure, TypeLabel

ONLY = (TypeLabel("only", True),)


def one_shot(row: Sequence, column: Sequence, precision: float) -> StochasticGame:
    """A bimatrix game, played once: one state that returns to itself and a future that counts for nothing."""
    payoff = np.array([row, column], float)
    return from_arrays([payoff], [np.ones((*payoff.shape[1:], 1))], 0.0, precision=precision)


def random_game(
    seed: int,
    actors: int = 2,
    states: int = 3,
    moves: tuple[int, int] = (2, 3),
    discount: float | Sequence[float] = 0.9,
    precision: float | Sequence[float] = 2.0,
    horizon: int | None = None,
) -> StochasticGame:
    """Payoffs uniform on [0, 1], every transition possible, numbers of moves drawn from ``moves``."""
    payoffs, transitions = random_arrays(seed, actors, states, moves)
    return from_arrays(payoffs, transitions, discount, precision=precision, horizon=horizon)


def random_arrays(
    seed: int, actors: int, states: int, moves: tuple[int, int]
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Payoffs and transitions of :func:`random_game`, per state."""
    rng = np.random.default_rng(seed)
    sizes = [tuple(rng.integers(moves[0], moves[1] + 1, actors)) for _ in range(states)]
    payoffs = [rng.random((actors, *size)) for size in sizes]
    weights = [rng.exponential(size=(*size, states)) for size in sizes]
    return payoffs, [w / w.sum(-1, keepdims=True) for w in weights]


@dataclass(frozen=True)
class Step:
    """A move of one actor, with what it pays everybody and where it leads.

    Attributes:
        label: the move's id.
        payoff: one number per actor.
        following: next state -> probability.
    """

    label: str
    payoff: tuple[float, ...]
    following: dict[str, float]


def turn_taking(
    actors: Sequence[str],
    turns: dict[str, tuple[str, Sequence[Step]]],
    chances: dict[str, Step],
    endings: dict[str, Sequence[float]],
    discount: float,
    precision: float,
    horizon: int | None = None,
    unresolved: Sequence[float] | None = None,
) -> StochasticGame:
    """A game where at most one actor moves in a state.

    Args:
        actors: labels.
        turns: decision state -> (who moves, its moves).
        chances: chance state -> what it pays and where it leads.
        endings: terminal state -> worth to each actor.
        discount, precision: of every actor.
        horizon: T, or None.
        unresolved: worth of stopping at a decision state at the horizon; zero if absent.
    """
    states = [*turns, *chances, *endings]
    index = {x: k for k, x in enumerate(states)}
    rows: list[MoveRow] = []
    joint_state, joint_moves, payoff = [], [], []
    outcome_state, outcome_next, signals, branches, probability = [], [], [], [], []

    def add(x: str, step: Step, made: list[int]) -> None:
        joint_state.append(index[x])
        joint_moves.append(made)
        payoff.append(step.payoff)
        for y, chance in step.following.items():
            branches.append(BranchRow(len(joint_state) - 1, len(outcome_state)))
            outcome_state.append(index[x])
            outcome_next.append(index[y])
            signals.append(f"{step.label}:{y}")
            probability.append(chance)

    for x, (mover, steps) in turns.items():
        for step in steps:
            made = [-1] * len(actors)
            made[actors.index(mover)] = len(rows)
            rows.append(MoveRow(index[x], actors.index(mover), step.label, step.label))
            add(x, step, made)
    for x, step in chances.items():
        add(x, step, [-1] * len(actors))

    standing = [Standing.DECISION] * len(turns) + [Standing.CHANCE] * len(chances)
    ending = [list(unresolved or [0.0] * len(actors))] * len(turns)
    ending += [[0.0] * len(actors)] * len(chances) + [list(w) for w in endings.values()]
    structure = Structure(
        actors=tuple(actors),
        types=(ONLY,) * len(actors),
        states=tuple(states),
        standing=np.array(standing + [Standing.TERMINAL] * len(endings)),
        endings=tuple(x if x in endings else "" for x in states),
        moves=tuple(rows),
        joint_state=np.array(joint_state),
        joint_moves=np.array(joint_moves),
        outcome_state=np.array(outcome_state),
        outcome_next=np.array(outcome_next),
        outcome_signal=tuple(signals),
        branches=tuple(branches),
        horizon=horizon,
    )
    numbers = Numbers(
        branch_probability=np.array(probability),
        payoff=np.array(payoff, float),
        ending=np.array(ending, float),
        base_weight=np.array([1.0 / len(turns[states[row.state]][1]) for row in rows]),
        rule=np.zeros((len(rows), 1)),
        prior=np.ones((len(actors), 1)),
        discount=np.full(len(actors), discount),
        precision=np.full(len(actors), precision),
    )
    return StochasticGame(structure, numbers)


def brinkmanship(
    horizon: int | None = None, precision: float = 1.5, discount: float = 0.95
) -> StochasticGame:
    """Two actors in turn concede, wait or escalate; escalation may slip, through chance, into disaster."""

    def turn(other: str, own: int) -> tuple[Step, ...]:
        loss = (-1.0, 1.0) if own == 0 else (1.0, -1.0)
        return (
            Step("concede", (0.0, 0.0), {"settled-" + ("b" if loss[0] < 0 else "a"): 1.0}),
            Step("wait", (-0.1, -0.1), {other: 0.8, "lapsed": 0.2}),
            Step("escalate", (-0.2 * (own == 0), -0.2 * (own == 1)), {"brink-" + other: 1.0}),
        )

    return turn_taking(
        ("a", "b"),
        {"turn-a": ("a", turn("turn-b", 0)), "turn-b": ("b", turn("turn-a", 1))},
        {
            "brink-turn-a": Step("fate", (0.0, -0.1), {"turn-a": 0.9, "disaster": 0.1}),
            "brink-turn-b": Step("fate", (-0.1, 0.0), {"turn-b": 0.9, "disaster": 0.1}),
        },
        {
            "settled-a": (1.0, -1.0),
            "settled-b": (-1.0, 1.0),
            "lapsed": (0.0, 0.0),
            "disaster": (-8.0, -8.0),
        },
        discount,
        precision,
        horizon,
        unresolved=(-0.5, -0.5),
    )


def decision_problem(horizon: int | None = None) -> StochasticGame:
    """One actor, four states, random payoffs and transitions."""
    return random_game(11, actors=1, states=4, moves=(1, 4), discount=0.9, precision=4.0, horizon=horizon)


BANK: dict[str, Callable[[], StochasticGame]] = {
    "prisoners' dilemma": lambda: one_shot([[3, 0], [5, 1]], [[3, 5], [0, 1]], 1.0),
    "stag hunt": lambda: one_shot([[9, 1], [8, 7]], [[9, 8], [1, 7]], 1.0),
    "pure coordination": lambda: one_shot([[1, 0], [0, 1]], [[1, 0], [0, 1]], 5.0),
    "chicken": lambda: one_shot([[0, -1], [1, -5]], [[0, 1], [-1, -5]], 5.0),
    "unequal pennies": lambda: one_shot([[1, -1], [-1, 1]], [[-2, 1], [1, -1]], 3.0),
    "rock, paper, scissors": lambda: one_shot(
        [[0, -1, 1], [1, 0, -1], [-1, 1, 0]], [[0, 1, -1], [-1, 0, 1], [1, -1, 0]], 5.0
    ),
    "decision problem": decision_problem,
    "brinkmanship": brinkmanship,
    "brinkmanship, 12 moves": lambda: brinkmanship(12),
    "random, 2 actors": lambda: random_game(1),
    "random, 3 actors": lambda: random_game(2, actors=3, states=3),
    "random, single moves": lambda: random_game(3, actors=3, states=4, moves=(1, 2)),
    "random, unequal": lambda: random_game(4, actors=2, discount=[0.9, 0.5], precision=[6.0, 0.5]),
    "random, indifferent": lambda: random_game(5, actors=2, precision=[3.0, 0.0]),
    "random, 15 moves": lambda: random_game(6, horizon=15, precision=4.0),
    "random, folds": lambda: random_game(5, actors=3, states=2, precision=15.0),
}
