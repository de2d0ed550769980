"""The numbers of each state where one actor moves, and of each clock or chance state."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import UnsupportedGame
from ..games.stochastic import StochasticGame
from ..games.structure import Standing, Structure


@dataclass(frozen=True, eq=False)
class DecisionTables:
    """The numbers of one decision state: A moves, O outcomes, C types in all, K types of the mover.

    Attributes:
        state: index of the state.
        mover: index of the actor who moves.
        moves: indices of its moves, (A,).
        show: (A, O), Pr(outcome | move).
        following: (O,), next state by outcome.
        payoff: (A, C).
        weight: (A,), μ.
        rule: (A, K), commitments' move probabilities.
    """

    state: int
    mover: int
    moves: tuple[int, ...]
    show: np.ndarray
    following: np.ndarray
    payoff: np.ndarray
    weight: np.ndarray
    rule: np.ndarray


@dataclass(frozen=True, eq=False)
class ChanceTables:
    """A chance or clock state: where it leads, with what probability, any flow paid on the way, (C,), and what each
    column discounts what follows by, (C,)."""

    state: int
    following: np.ndarray
    probability: np.ndarray
    payoff: np.ndarray
    discount: np.ndarray


def require_choice(game: StochasticGame) -> None:
    """Refuse, by name, an actor that moves and has nothing but commitments.

    Raises:
        UnsupportedGame: with the first such actor.
    """
    s = game.structure
    moving = {i for movers in s.movers for i in movers}
    for i, (actor, kinds) in enumerate(zip(s.actors, s.types, strict=True)):
        if i in moving and not any(label.strategic for label in kinds):
            raise UnsupportedGame(
                f"actor '{actor}' moves, and no type of it weighs costs: give a strategic type a prior above zero"
            )


@dataclass(frozen=True, eq=False)
class _Places:
    """Where the numbers of decision states with one mover are; worked out once for a structure.

    Attributes:
        rows: of each state, what of :class:`DecisionTables` no number has a part in, the shape of ``show``, and where
            it lies among those of all.
        branch, slot: branches of all, and places of theirs in ``show``.
        size: of all.
    """

    rows: tuple[tuple[int, int, tuple[int, ...], np.ndarray, tuple[int, int], slice, list[int]], ...]
    branch: np.ndarray
    slot: np.ndarray
    size: int

    @classmethod
    def of(cls, s: Structure) -> _Places:
        if _Places not in s.kept:
            s.kept[_Places] = cls._made(s)
        found = s.kept[_Places]
        assert isinstance(found, _Places)
        return found

    @classmethod
    def _made(cls, s: Structure) -> _Places:
        rows, branch, slot, size = [], [], [], 0
        for x in range(len(s.states)):
            if s.standing[x] != Standing.DECISION or len(s.movers[x]) > 1:
                continue
            mover = s.movers[x][0]
            joints, outcomes = s.joints_at[x], s.outcomes_at[x]
            for b in s.branches_at[x]:
                row = s.branches[b]
                branch.append(b)
                slot.append(size + joints.index(row.joint) * len(outcomes) + outcomes.index(row.outcome))
            shape = len(joints), len(outcomes)
            part = slice(size, size + shape[0] * shape[1])
            moves = tuple(int(s.joint_moves[j, mover]) for j in joints)
            rows.append((x, mover, moves, s.outcome_next[list(outcomes)], shape, part, list(joints)))
            size = part.stop
        return cls(tuple(rows), np.array(branch, np.int64), np.array(slot, np.int64), size)


def decision_tables(game: StochasticGame) -> dict[int, DecisionTables]:
    """Tables of every decision state where one actor moves, by state."""
    s, n, places = game.structure, game.numbers, _Places.of(game.structure)
    show = np.bincount(places.slot, np.asarray(n.branch_probability, float)[places.branch], places.size)
    payoff, weight, rule = np.asarray(n.payoff), np.asarray(n.base_weight, float), np.asarray(n.rule)
    return {
        x: DecisionTables(
            state=x,
            mover=mover,
            moves=moves,
            show=show[part].reshape(shape),
            following=following,
            payoff=payoff[joints],
            weight=weight[list(moves)],
            rule=rule[list(moves), : len(s.types[mover])],
        )
        for x, mover, moves, following, shape, part, joints in places.rows
    }


def chance_tables(game: StochasticGame) -> dict[int, ChanceTables]:
    """Tables of every clock state and then of every chance state, by state: each after those it may lead to.

    Clock states may lead to one another, and to chance.
    """
    s, n = game.structure, game.numbers
    owner = [i for i, _ in s.columns]
    tables = {}
    for x in (*s.clocks, *np.flatnonzero(s.standing == Standing.CHANCE).tolist()):
        branches = list(s.branches_at[x])
        following = s.outcome_next[s.branch_outcome[branches]]
        payoff, discount = np.asarray(n.payoff)[s.joints_at[x][0]], np.ones(len(owner))
        if s.standing[x] == Standing.CLOCK:
            assert game.clock is not None
            payoff, discount = payoff * game.clock.wait[x, owner], game.clock.patience[x, owner]
        elif (s.standing[following] == Standing.CHANCE).any():
            raise UnsupportedGame(f"state '{s.states[x]}': chance leads to chance; merge the two")
        tables[x] = ChanceTables(x, following, np.asarray(n.branch_probability)[branches], payoff, discount)
    return tables
