"""Small games on a clock, for tests: states by name, events at rates per day, moves in no time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from deterrence.games.state_space import Branch, MoveChoice, StateSpace
from deterrence.games.stochastic import StochasticGame
from deterrence.games.structure import Standing, TypeLabel
from deterrence.games.symbols import SymbolicNumbers
from deterrence.parameters.expression import ZERO, constant


@dataclass
class Waits:
    """A clock state: events (rate per day, next state) and a flow payoff per day for every column."""

    events: Sequence[tuple[float, str]]
    flow: Sequence[float] = ()


@dataclass
class Chooses:
    """A decision state: by move, payoffs of every column and branches (probability, next state)."""

    actor: int
    moves: Mapping[str, tuple[Sequence[float], Sequence[tuple[float, str]]]]
    weights: Sequence[float] = ()


@dataclass
class Lottery:
    """A chance state: branches (probability, next state); renewal shares by actor."""

    branches: Sequence[tuple[float, str]]
    renewal: Sequence[float] = ()


@dataclass
class Ends:
    """An ending and what it is worth to every column."""

    worth: Sequence[float] = ()


Node = Waits | Chooses | Lottery | Ends
STANDING = {Waits: Standing.CLOCK, Chooses: Standing.DECISION, Lottery: Standing.CHANCE, Ends: Standing.TERMINAL}


@dataclass
class ClockGame:
    """A game written down; the first state is where play begins.

    Attributes:
        types: per actor, names; those that start with "s" are strategic, others commit to the last move.
        prior: per actor, of its types.
        interest: per actor, per day.
    """

    states: Mapping[str, Node]
    types: Sequence[Sequence[str]] = (("s",), ("s",))
    prior: Sequence[Sequence[float]] = ((1.0,), (1.0,))
    precision: float = 2.0
    interest: Sequence[float] = (0.0, 0.0)
    tremble: float = 0.05
    labels: tuple[str, ...] = field(default=())

    def build(self) -> StochasticGame:
        """The game."""
        actors = self.labels or tuple(f"actor {i}" for i in range(len(self.types)))
        columns = [(i, k) for i, kinds in enumerate(self.types) for k, t in enumerate(kinds) if t.startswith("s")]
        space: StateSpace[str] = StateSpace(actors, str)

        def row(given: Sequence[float]) -> list:
            return [constant(v) for v in given] if given else [ZERO] * len(columns)

        def branches(given: Sequence[tuple[float, str]]) -> list[Branch[str]]:
            return [Branch(constant(p), y) for p, y in given]

        def expand(state: int, place: str) -> None:
            node = self.states[place]
            match node:
                case Waits():
                    space.add_clock(state, row(node.flow), branches(node.events))
                case Lottery():
                    space.add_chance(state, row(()), branches(node.branches))
                case Chooses():
                    space.add_choice(
                        state,
                        node.actor,
                        [
                            MoveChoice(label, label, frozenset(), -1, row(pay), [
                                Branch(constant(p), y, label) for p, y in leads
                            ])
                            for label, (pay, leads) in node.moves.items()
                        ],
                    )  # fmt: skip
                    for k, weight in enumerate(node.weights):
                        space.base_weight[len(space.moves) - len(node.moves) + k] = constant(weight)

        space.explore(next(iter(self.states)), expand)
        types = tuple(tuple(TypeLabel(t, t.startswith("s")) for t in kinds) for kinds in self.types)
        structure = space.structure(
            types,
            lambda place: STANDING[type(self.states[place])],
            lambda place: place if isinstance(self.states[place], Ends) else "",
            (),
            None,
        )
        width = max(map(len, self.types))
        committed = [
            (i, k, constant(self.tremble), lambda place: list(self.states[place].moves)[-1])
            for i, kinds in enumerate(self.types)
            for k, t in enumerate(kinds)
            if not t.startswith("s")
        ]
        renewal = None
        if any(isinstance(node, Lottery) and node.renewal for node in self.states.values()):
            shares = [getattr(self.states[place], "renewal", ()) for place in space.places]
            renewal = [row_ if row_ else [0.0] * len(actors) for row_ in shares]
            renewal = [[constant(v) for v in row_] for row_ in renewal]
        symbols = SymbolicNumbers(
            branch_probability=space.probability,
            payoff=space.payoff,
            ending=[row(getattr(self.states[place], "worth", ())) for place in space.places],
            base_weight=space.base_weight,
            rule=space.rules(committed, width)[0],
            prior=[[constant(p) for p in kinds] + [ZERO] * (width - len(kinds)) for kinds in self.prior],
            discount=[constant(1.0)] * len(actors),
            precision=[constant(self.precision)] * len(actors),
            renewal=renewal,
            pace=space.paces(),
            interest=[constant(r) for r in self.interest],
        )
        return StochasticGame(structure, symbols.at({}))


def with_null_events(game: ClockGame, rate: float) -> ClockGame:
    """The same game with an event that changes nothing at every clock."""
    states = {
        name: Waits([*node.events, (rate, name)], node.flow) if isinstance(node, Waits) else node
        for name, node in game.states.items()
    }
    return ClockGame(states, game.types, game.prior, game.precision, game.interest, game.tremble, game.labels)


def standoff(**changes) -> ClockGame:
    """Two sides who may act whenever their opportunity comes; a crisis that may fade, or slip into war.

    The first has a type that is bound to strike; what the other believes of it moves with every hold.
    """
    states: dict[str, Node] = {
        "tense": Waits([(0.3, "one"), (0.2, "other"), (0.05, "faded"), (0.01, "war")], [-0.02, -0.03, -0.02]),
        "one": Chooses(
            0,
            {
                "hold": ([0.0, 0.0, 0.0], [(1.0, "tense")]),
                "offer": ([0.0, 0.0, 0.0], [(1.0, "offered")]),
                "strike": ([-0.2, 0.1, -0.5], [(0.8, "tense"), (0.2, "war")]),
            },
        ),
        "other": Chooses(
            1,
            {
                "hold": ([0.0, 0.0, 0.0], [(1.0, "tense")]),
                "give in": ([0.0, 0.0, 0.0], [(1.0, "given")]),
                "strike": ([-0.5, -0.4, -0.2], [(0.9, "tense"), (0.1, "war")]),
            },
        ),
        "offered": Chooses(
            1, {"accept": ([0.0, 0.0, 0.0], [(1.0, "agreed")]), "refuse": ([0.0, 0.0, -0.1], [(1.0, "tense")])}
        ),
        "faded": Ends([0.0, 0.0, 0.0]),
        "given": Ends([1.0, 1.0, -0.6]),
        "agreed": Ends([0.4, 0.5, 0.3]),
        "war": Ends([-4.0, -2.0, -4.0]),
    }
    given = {
        "types": (("s calm", "s angry"), ("s",)),
        "prior": ((0.7, 0.3), (1.0,)),
        "interest": (0.002, 0.003),
        "precision": 3.0,
    }
    return ClockGame(states, **{**given, **changes})


def plain_values(game: StochasticGame) -> np.ndarray:
    """V of a game of one move everywhere, by solving (R + r) V = u + Σ rate V as one linear system, (X, C)."""
    s, n = game.structure, game.numbers
    rows = len(s.states)
    found = np.zeros((rows, len(s.columns)))
    for c, (i, _) in enumerate(s.columns):
        a, b = np.eye(rows), np.zeros(rows)
        for x in range(rows):
            if s.standing[x] == Standing.TERMINAL:
                b[x] = n.ending[x, c]
                continue
            joint = s.joints_at[x][0]
            rate = n.pace[x] if s.standing[x] == Standing.CLOCK else 1.0
            a[x, x] = rate + (n.interest[i] if s.standing[x] == Standing.CLOCK else 0.0)
            b[x] = n.payoff[joint, c]
            for k in s.branches_at[x]:
                a[x, s.branch_next[k]] -= rate * n.branch_probability[k]
        found[:, c] = np.linalg.solve(a, b)
    return found
