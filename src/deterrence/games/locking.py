"""Moves closed to an actor: a game in which everybody knows, and how moves that are left are made.

A lock fixes what an actor does at some states: it closes moves there, to all of its types alike. *Announced*, it is
another game (:func:`closing`), in which a state that play no longer reaches is left out; every label stays.
*Unannounced*, the game stays as it is, and so do everybody's beliefs and the others' conduct; mass is pushed with the
actor's moves made as :func:`reweighted` says.

The moves that are left share the base weight as a file's moves do: by kind, then within a kind. So closing one of two
variants of an act gives its weight to the other, and a game with moves closed is that of a file without them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..parameters.expression import Expression, total
from .crisis_game import CrisisGame
from .state_space import played


@dataclass(frozen=True, eq=False)
class Reweighted:
    """How moves are made where some are closed. M moves, K types.

    Attributes:
        base_weight: (M,), as expressions; that of a closed move is as it was.
        rule: (M, K), of the committed types.
        prescribed: (M, K), as of :class:`.crisis_game.Enumerated`; -1 where what a doctrine prescribes is closed.
    """

    base_weight: list[Expression]
    rule: list[list[Expression]]
    prescribed: np.ndarray


def reweighted(game: CrisisGame, closed: Collection[int]) -> Reweighted:
    """How the moves that are left are made.

    Args:
        game: the crisis.
        closed: indices of the moves that are not made; at every state an actor keeps one at least.
    """
    s, symbols = game.structure, game.symbols
    weight, rule = list(symbols.base_weight), [list(row) for row in symbols.rule]
    prescribed = np.array(game.prescribed)
    for x, i in sorted({(s.moves[m].state, s.moves[m].actor) for m in closed}):
        left = [m for m in s.moves_at[x][i] if m not in closed]
        shares = _shared(game, s.moves_at[x][i], left)
        for m, share in zip(left, shares, strict=True):
            weight[m] = share
        for k, label in enumerate(s.types[i]):
            if label.strategic:
                continue
            if not (prescribed[left, k] == 1).any():
                prescribed[left, k] = -1
            for m in left:
                rule[m][k] = played(int(prescribed[m, k]), game.tremble[i][k], weight[m])
    return Reweighted(weight, rule, prescribed)


def _shared(game: CrisisGame, rows: Sequence[int], left: Sequence[int]) -> list[Expression]:
    """Base weights of the moves that are left: by kind as the kinds had it, then within a kind."""
    moves, weight = game.structure.moves, game.symbols.base_weight
    kinds = {moves[m].kind for m in left}
    of_kind = {kind: total(weight[m] for m in rows if moves[m].kind == kind) for kind in kinds}
    kept = {kind: total(weight[m] for m in left if moves[m].kind == kind) for kind in kinds}
    every = total(of_kind[kind] for kind in sorted(kinds))
    return [of_kind[moves[m].kind] / every * (weight[m] / kept[moves[m].kind]) for m in left]


def closing(game: CrisisGame, closed: Collection[int]) -> CrisisGame:
    """The same crisis without some moves, as everybody knows.

    Args:
        game: the crisis.
        closed: indices of the moves that are closed; at every state an actor keeps one at least.
    """
    s, symbols, left = game.structure, game.symbols, reweighted(game, closed)
    shut = set(closed)
    open_joints = [j for j, row in enumerate(s.joint_moves.tolist()) if not shut.intersection(row)]
    states = _reached(game, set(open_joints))
    known = np.full(len(s.states), -1)
    known[states] = np.arange(len(states))
    joints = [j for j in open_joints if known[s.joint_state[j]] >= 0]
    new_joint = {j: n for n, j in enumerate(joints)}
    branches = [b for b, row in enumerate(s.branches) if row.joint in new_joint]
    outcomes = sorted({s.branches[b].outcome for b in branches})
    new_outcome = {o: n for n, o in enumerate(outcomes)}
    moves = [m for m, row in enumerate(s.moves) if m not in shut and known[row.state] >= 0]
    new_move = np.full(len(s.moves) + 1, -1)  # the last stands for no move
    new_move[moves] = np.arange(len(moves))
    structure = replace(
        s,
        states=tuple(s.states[x] for x in states),
        standing=s.standing[states],
        endings=tuple(s.endings[x] for x in states),
        moves=tuple(replace(s.moves[m], state=int(known[s.moves[m].state])) for m in moves),
        joint_state=known[s.joint_state[joints]],
        joint_moves=new_move[s.joint_moves[joints]],
        outcome_state=known[s.outcome_state[outcomes]],
        outcome_next=known[s.outcome_next[outcomes]],
        outcome_signal=tuple(s.outcome_signal[o] for o in outcomes),
        branches=tuple(
            replace(s.branches[b], joint=new_joint[s.branches[b].joint], outcome=new_outcome[s.branches[b].outcome])
            for b in branches
        ),
        initial=int(known[s.initial]),
    )
    return replace(
        game,
        structure=structure,
        symbols=replace(
            symbols,
            branch_probability=[symbols.branch_probability[b] for b in branches],
            payoff=[symbols.payoff[j] for j in joints],
            ending=[symbols.ending[x] for x in states],
            base_weight=[left.base_weight[m] for m in moves],
            rule=[left.rule[m] for m in moves],
            renewal=None if symbols.renewal is None else [symbols.renewal[x] for x in states],
            pace=None if symbols.pace is None else [symbols.pace[x] for x in states],
        ),
        prescribed=left.prescribed[moves],
        places=tuple(game.places[x] for x in states),
        public=tuple(game.public[x] for x in states),
        nodes=tuple(game.nodes[x] for x in states),
        days=tuple(game.days[x] for x in states),
        terms_of=game.terms_of[states],
        losses=tuple(game.losses[b] for b in branches),
        stated=game.as_stated,
    )


def _reached(game: CrisisGame, joints: Collection[int]) -> list[int]:
    """States that play reaches by some joint moves, in order."""
    s = game.structure
    following: list[set[int]] = [set() for _ in s.states]
    for row in s.branches:
        if row.joint in joints:
            following[int(s.joint_state[row.joint])].add(int(s.outcome_next[row.outcome]))
    found, queue = {s.initial}, [s.initial]
    while queue:
        fresh = following[queue.pop()] - found
        found |= fresh
        queue += fresh
    return sorted(found)
