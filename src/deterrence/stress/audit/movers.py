"""The same crisis with its opportunities to act in another order: on a clock, in strict turn where they race.

On a clock who acts first is nobody's rule: opportunities race. What may be asked is whether the race matters. Those
who have opportunities equally often take them in strict turn, as often together as before, once the race has decided
which of them is first; public states then remember whose turn is next.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ...games.crisis_game import CrisisGame
from ...games.structure import BranchRow, MoveRow, Standing
from ...parameters.expression import Expression, total

Rates = dict[int, dict[int, Expression]]
"""By actor, the rates of the branches of a clock that are its opportunities."""


def opportunities(game: CrisisGame, clock: int) -> Rates:
    """Whose opportunities race at a clock: by actor, by branch, the rate; those that never come left out."""
    s, symbols = game.structure, game.symbols
    assert symbols.pace is not None  # it has a clock
    found: Rates = {}
    for b in s.branches_at[clock]:
        y = int(s.branch_next[b])
        rate = symbols.branch_probability[b] * symbols.pace[clock]
        if s.standing[y] == Standing.DECISION and len(s.movers[y]) == 1 and float(game.evaluate(rate)) > 0:
            found.setdefault(s.movers[y][0], {})[b] = rate
    return found


def at_equal_tempo(game: CrisisGame) -> tuple[tuple[int, ...], ...]:
    """Groups of two actors or more that have opportunities equally often wherever all of the group have any."""
    s = game.structure
    tempo = [
        {i: sum(float(game.evaluate(r)) for r in rates.values()) for i, rates in opportunities(game, x).items()}
        for x in s.clocks
    ]
    groups: list[list[int]] = []
    for i in range(len(s.actors)):
        for group in groups:
            met = [(at[i], at[j]) for j in group for at in tempo if i in at and j in at]
            if met and all(np.isclose(a, b, rtol=1e-9, atol=0) for a, b in met):
                group.append(i)
                break
        else:
            groups.append([i])
    return tuple(tuple(group) for group in groups if len(group) > 1)


def in_turn(game: CrisisGame, order: tuple[int, ...]) -> CrisisGame:
    """Opportunities of some actors come in strict turn, as often together as they come when they race.

    The first comes to the winner of the race. At a clock where one of them has none, the others' race as before.

    Args:
        game: on a clock.
        order: indices of the actors; after the last the first has its turn.
    """
    return _InTurn(game, order).run()


_NOBODY = -1
"""Whose turn is next while nobody has had one."""


class _InTurn:
    """States with whose turn is next: (state, place in the order)."""

    def __init__(self, game: CrisisGame, order: tuple[int, ...]):
        self.game, self.order = game, order
        s = game.structure
        self.racing = {x: found for x in s.clocks if set(order) <= set(found := opportunities(game, x))}
        self.place = {actor: k for k, actor in enumerate(order)}
        self.states = [(s.initial, _NOBODY)]
        self.index = {self.states[0]: 0}

    def _after(self, branch: int, turn: int) -> int | None:
        """Whose turn is next after a branch; None where the branch cannot come, for it is not its actor's turn."""
        s = self.game.structure
        at = int(s.joint_state[s.branches[branch].joint])
        taken = next((i for i, rates in self.racing.get(at, {}).items() if branch in rates), None)
        if taken is None or taken not in self.place:
            return turn
        return (self.place[taken] + 1) % len(self.order) if turn in (self.place[taken], _NOBODY) else None

    def _explore(self) -> None:
        s = self.game.structure
        for x, turn in self.states:
            for b in s.branches_at[x]:
                after = self._after(b, turn)
                there = None if after is None else (int(s.branch_next[b]), after)
                if there is not None and there not in self.index:
                    self.index[there] = len(self.states)
                    self.states.append(there)

    def run(self) -> CrisisGame:
        self._explore()
        game = self.game
        s, symbols = game.structure, game.symbols
        assert symbols.pace is not None  # it has a clock
        moves: list[int] = []  # of each new row, the old one
        rows: list[MoveRow] = []
        joints: list[int] = []
        joint_state: list[int] = []
        joint_moves: list[list[int]] = []
        outcomes: list[tuple[int, int, str]] = []  # state, next state, signal
        branches: list[BranchRow] = []
        sources: list[int] = []
        probability: list[Expression] = []
        for at, (x, turn) in enumerate(self.states):
            new = {}
            for m in (m for by_actor in s.moves_at[x] for m in by_actor):
                new[m] = len(moves)
                moves.append(m)
                rows.append(replace(s.moves[m], state=at))
            made = {}
            for j in s.joints_at[x]:
                made[j] = len(joints)
                joints.append(j)
                joint_state.append(at)
                joint_moves.append([new[m] if m >= 0 else -1 for m in s.joint_moves[j].tolist()])
            shown: dict[tuple[int, int], int] = {}
            for b, after, p in self._branches(x, turn):
                row = s.branches[b]
                key = row.outcome, after
                if key not in shown:
                    shown[key] = len(outcomes)
                    there = self.index[int(s.outcome_next[row.outcome]), after]
                    outcomes.append((at, there, s.outcome_signal[row.outcome]))
                branches.append(replace(row, joint=made[row.joint], outcome=shown[key]))
                sources.append(b)
                probability.append(p)
        old = [x for x, _ in self.states]
        structure = replace(
            s,
            states=tuple(f"{s.states[x]}/{self._next(turn)}" for x, turn in self.states),
            standing=s.standing[old],
            endings=tuple(s.endings[x] for x in old),
            moves=tuple(rows),
            joint_state=np.array(joint_state),
            joint_moves=np.array(joint_moves),
            outcome_state=np.array([x for x, _, _ in outcomes]),
            outcome_next=np.array([y for _, y, _ in outcomes]),
            outcome_signal=tuple(signal for _, _, signal in outcomes),
            branches=tuple(branches),
            initial=0,
        )
        return replace(
            game,
            structure=structure,
            symbols=replace(
                symbols,
                branch_probability=probability,
                payoff=[symbols.payoff[j] for j in joints],
                ending=[symbols.ending[x] for x in old],
                base_weight=[symbols.base_weight[m] for m in moves],
                rule=[symbols.rule[m] for m in moves],
                renewal=None if symbols.renewal is None else [symbols.renewal[x] for x in old],
                pace=[symbols.pace[x] for x in old],
            ),
            prescribed=game.prescribed[moves],
            places=tuple(game.places[x] for x in old),
            public=tuple(game.public[x] for x in old),
            nodes=tuple(game.nodes[x] for x in old),
            losses=tuple(game.losses[b] for b in sources),
            days=tuple(game.days[x] for x in old),
            terms_of=game.terms_of[old],
        )

    def _next(self, turn: int) -> str:
        """Whose turn is next, as part of a state's label."""
        return "nobody-yet" if turn == _NOBODY else f"{self.game.structure.actors[self.order[turn]]}-next"

    def _branches(self, state: int, turn: int) -> Iterator[tuple[int, int, Expression]]:
        """Branches that can come at a state, whose turn is next after each, and their probabilities.

        The actor whose turn it is has the opportunities of all who take turns: the pace of the clock is as it was.
        """
        s, probability = self.game.structure, self.game.symbols.branch_probability
        racing = self.racing.get(state)
        share: dict[int, Expression] = {}
        if racing is not None and turn != _NOBODY:
            own = total(racing[self.order[turn]].values())
            every = total(rate for i in self.order for rate in racing[i].values())
            share = dict.fromkeys(racing[self.order[turn]], every / own)
        for b in s.branches_at[state]:
            after = self._after(b, turn)
            if after is not None:
                yield b, after, probability[b] * share[b] if b in share else probability[b]
