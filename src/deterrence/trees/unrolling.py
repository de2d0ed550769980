"""A short stochastic game, written out as a tree.

Types are drawn first, one lottery an actor, seen by that actor alone. At a decision state the movers choose one after
another without seeing each other's choice; a commitment's rule is a lottery. Then chance picks the public outcome, all
see it, and play goes on. What an actor knows at a move is its type, its own moves and all public outcomes. Payoffs are
collected on the way, discounted by δ_i^t after t moves, and an actor's precision there is λ_i / δ_i^t, so that a
choice answers to what is at stake on its own day.

Where types may be redrawn, every leader of an actor is a player of its own: it knows its own type and its own moves,
and counts what that type is paid from the day it came, also after it has gone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..errors import ArgumentError
from ..games.stochastic import StochasticGame
from ..games.structure import Standing
from .builder import Part, TreeBuilder
from .tree import GameTree

MOST = 200_000  # nodes beyond which the belief grid is the representation to use


def unroll(game: StochasticGame, moves: int | None = None, *, title: str = "", most: int = MOST) -> GameTree:
    """The extensive form of a game's first moves.

    Args:
        game: the game.
        moves: T, how many moves; the game's own horizon when None. A game cut short pays ``ending`` where it stops.
        title: of the tree.
        most: nodes it may have.

    Raises:
        ArgumentError: no horizon, a discount of zero over several moves, or a tree larger than ``most``.
    """
    horizon = game.structure.horizon if moves is None else moves
    if horizon is None:
        raise ArgumentError("a game without a horizon has no tree: say how many moves to unroll")
    if horizon < 0:
        raise ArgumentError("the number of moves must not be negative")
    if horizon > 1 and (np.asarray(game.numbers.discount) <= 0).any():
        raise ArgumentError("with a discount of zero later moves count for nothing in a tree: unroll one move only")
    return _Unrolling(game, horizon, title, most).tree()


@dataclass(frozen=True)
class _Here:
    """Where play stands: state, moves made, public outcomes so far; by actor, the types of its leaders so far, and the
    present one's own moves."""

    state: int
    time: int
    leaders: tuple[tuple[int, ...], ...]
    seen: tuple[int, ...]
    done: tuple[tuple[int, ...], ...]

    @property
    def types(self) -> tuple[int, ...]:
        """The present leaders' types."""
        return tuple(led[-1] for led in self.leaders)


class _Unrolling:
    def __init__(self, game: StochasticGame, horizon: int, title: str, most: int):
        self.s, self.n = game.structure, game.numbers
        self.horizon, self.most, self.count = horizon, most, 0
        self.renewal = game.renewal
        most_leaders = [1 + self._changes(i) for i in range(len(self.s.actors))]
        self.player = {
            (i, g): k for k, (i, g) in enumerate((i, g) for i, m in enumerate(most_leaders) for g in range(m))
        }
        self.builder = TreeBuilder(title or f"{horizon} moves", [self._name(i, g) for i, g in self.player])
        self.column = {pair: c for c, pair in enumerate(self.s.columns)}
        self.joint = {tuple(row): j for j, row in enumerate(np.asarray(self.s.joint_moves).tolist())}

    def tree(self) -> GameTree:
        root = self.types(())
        precision = np.asarray(self.n.precision)
        return self.builder.tree(root, precision=[float(precision[i]) for i, _ in self.player])

    def _name(self, i: int, leader: int) -> str:
        """A player's name: the actor's, with a number from its second leader on."""
        return f"{self.s.actors[i]}, leader {leader + 1}" if leader else self.s.actors[i]

    def _changes(self, i: int) -> int:
        """The most often that an actor's leader can change on the way."""
        if self.renewal is None:
            return 0
        change = (self.renewal[:, i] > 0).astype(int)
        following = [sorted({int(self.s.outcome_next[o]) for o in row}) for row in self.s.outcomes_at]
        decides, chance = self.s.standing == Standing.DECISION, self.s.standing == Standing.CHANCE
        count = np.zeros(len(self.s.states), int)
        for _ in range(self.horizon + 1):
            before = np.array([max((count[y] for y in after), default=0) for after in following]) * decides
            count = np.where(chance, change, before)
            for _ in self.s.states:  # chance may lead to chance
                passed = np.array([max((count[y] for y in after), default=0) for after in following])
                through = np.where(chance, change + passed, before)
                if (through == count).all():
                    break
                count = through
        return int(count[self.s.initial])

    def types(self, drawn: tuple[int, ...]) -> Part:
        """Nature draws the actors' types, one after another."""
        i = len(drawn)
        if i == len(self.s.actors):
            return self.state(_Here(self.s.initial, 0, tuple((k,) for k in drawn), (), ((),) * i))
        labels = self.s.types[i]
        if len(labels) == 1:
            return self.types((*drawn, 0))
        prior = np.asarray(self.n.prior, float)[i]
        branches = {t.id: (float(prior[k]), self.types((*drawn, k))) for k, t in enumerate(labels)}
        return self.builder.chance(f"type of {self.s.actors[i]}", branches)

    def state(self, here: _Here) -> Part:
        self.count += 1
        if self.count > self.most:
            raise ArgumentError(
                f"unrolling {self.horizon} moves makes more than {self.most} nodes: use fewer moves, or the belief grid"
            )
        standing = self.s.standing[here.state]
        if standing == Standing.TERMINAL or (standing == Standing.DECISION and here.time >= self.horizon):
            return self.builder.end(*self.worth(np.asarray(self.n.ending)[here.state], here))
        if standing == Standing.CHANCE and self.renewal is not None:
            return self.renew(here, tuple(np.flatnonzero(self.renewal[here.state]).tolist()))
        return self.mover(here, self.s.movers[here.state], ())

    def renew(self, here: _Here, waiting: tuple[int, ...]) -> Part:
        """Leaders stay or go, one actor after another; nobody else sees it."""
        if not waiting:
            return self.mover(here, (), ())
        assert self.renewal is not None
        i, rest = waiting[0], waiting[1:]
        share = float(self.renewal[here.state, i])
        branches = {"stays": (1 - share, self.renew(here, rest))} if share < 1 else {}
        for k, kind in enumerate(self.s.types[i]):
            leaders = tuple((*led, k) if j == i else led for j, led in enumerate(here.leaders))
            done = tuple(() if j == i else own for j, own in enumerate(here.done))
            chance = share * float(np.asarray(self.n.prior)[i, k])
            branches[f"new: {kind.id}"] = chance, self.renew(replace(here, leaders=leaders, done=done), rest)
        return self.builder.chance(f"leader of {self.s.actors[i]}", branches)

    def mover(self, here: _Here, waiting: tuple[int, ...], chosen: tuple[int, ...]) -> Part:
        """The next of the movers at a state chooses, or all have and chance goes on."""
        if not waiting:
            return self.outcome(here, chosen)
        i, rest = waiting[0], waiting[1:]
        k = here.types[i]
        rows = self.s.moves_at[here.state][i]
        parts = {self.s.moves[m].label: (m, self.mover(here, rest, (*chosen, m))) for m in rows}
        if self.s.types[i][k].strategic:
            weights = np.asarray(self.n.base_weight, float)[list(rows)]
            what = self.label(i, here)
            branches = {name: part for name, (_, part) in parts.items()}
            now = float(np.asarray(self.n.discount)[i]) ** -here.time  # λ is per unit of payoff of the day
            who = self._name(i, len(here.leaders[i]) - 1)
            return self.builder.move(who, what, branches, weights=weights / weights.sum(), sharpness=now)
        rule = np.asarray(self.n.rule, float)[:, k]
        lottery = {name: (float(rule[m]), part) for name, (m, part) in parts.items()}
        return self.builder.chance(f"{self.s.types[i][k].id} of {self.s.actors[i]}", lottery)

    def outcome(self, here: _Here, chosen: tuple[int, ...]) -> Part:
        """Chance picks what all see, and the move is paid."""
        row = [-1] * len(self.s.actors)
        for m in chosen:
            row[self.s.moves[m].actor] = m
        j = next(j for j in self.s.joints_at[here.state] if list(self.s.joint_moves[j]) == row)
        odds: dict[int, float] = {}
        for b in self.s.branches_at[here.state]:
            if self.s.branch_joint[b] == j:
                o = int(self.s.branch_outcome[b])
                odds[o] = odds.get(o, 0.0) + float(self.n.branch_probability[b])
        odds = {o: p for o, p in odds.items() if p > 0}
        takes_time = self.s.standing[here.state] == Standing.DECISION
        pay = self.worth(np.asarray(self.n.payoff)[j], here)
        branches: dict[str, tuple[float, Part]] = {}
        for o, p in odds.items():
            name = f"{self.s.outcome_signal[o]} → {self.s.states[self.s.outcome_next[o]]}"
            name = f"{name} ({o})" if name in branches else name
            branches[name] = p, self.state(self.after(here, o, row, takes_time))
        return self.builder.chance(f"after {self.s.states[here.state]}", branches, pay=pay)

    def after(self, here: _Here, outcome: int, row: list[int], takes_time: bool) -> _Here:
        done = tuple((*own, m) if m >= 0 else own for own, m in zip(here.done, row, strict=True))
        following = int(self.s.outcome_next[outcome])
        return _Here(following, here.time + takes_time, here.leaders, (*here.seen, outcome), done)

    def worth(self, columns: Any, here: _Here) -> list[float]:
        """Every player's payoff at its own type, discounted; commitments have none, nor leaders yet to come."""
        discount = np.asarray(self.n.discount, float) ** here.time
        out = [0.0] * len(self.player)
        for i, led in enumerate(here.leaders):
            for leader, k in enumerate(led):
                if (i, k) in self.column:
                    out[self.player[i, leader]] = float(discount[i] * columns[self.column[i, k]])
        return out

    def label(self, i: int, here: _Here) -> str:
        """What the actor knows: its type, where it is, the public outcomes and its own moves."""
        kind = self.s.types[i][here.types[i]].id
        seen = " ".join(str(o) for o in here.seen)
        own = " ".join(self.s.moves[m].label for m in here.done[i])
        return f"{kind} | {self.s.states[here.state]} | {seen} | {own}"
