"""The same crisis written down another way: changes of a labelled game that should not matter.

Each works on the explicit-state game, whatever form the file had, and gives a game of the same crisis: every quantity
keeps its meaning and its key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ...games.crisis_game import CrisisGame
from ...games.state_space import played
from ...games.structure import BranchRow, MoveRow, Standing, Structure
from ...parameters.expression import ONE, constant, total


def acts_doubled(game: CrisisGame) -> CrisisGame:
    """Every act on the ladder split into two variants that are alike, and look alike; they share its base weight.

    At states where several actors move nothing is doubled.
    """
    s, symbols = game.structure, game.symbols
    twice = [row.rung >= 0 and len(s.movers[row.state]) == 1 for row in s.moves]
    moves: list[MoveRow] = []
    source: list[int] = []  # of each new move
    variants: list[list[int]] = []  # of each old move
    for m, row in enumerate(s.moves):
        variants.append([len(moves) + k for k in range(1 + twice[m])])
        moves += [row] * (1 + twice[m])
        source += [m] * (1 + twice[m])
    joint_state: list[int] = []
    joint_moves: list[list[int]] = []
    joints: list[int] = []  # of each new joint move
    branches: list[BranchRow] = []
    origin: list[int] = []  # of each new branch
    by_joint: dict[int, list[int]] = {}
    for b, branch in enumerate(s.branches):
        by_joint.setdefault(branch.joint, []).append(b)
    for j, row in enumerate(s.joint_moves.tolist()):
        made = [m for m in row if m >= 0]
        for k in range(len(variants[made[0]]) if len(made) == 1 else 1):
            joint_state.append(int(s.joint_state[j]))
            joint_moves.append([variants[m][k if twice[m] else 0] if m >= 0 else -1 for m in row])
            for b in by_joint.get(j, []):
                branches.append(replace(s.branches[b], joint=len(joints)))
                origin.append(b)
            joints.append(j)
    weight = [symbols.base_weight[m] * (0.5 if twice[m] else 1.0) for m in source]
    rule = [
        [x * (0.5 if twice[m] else 1.0) for x in symbols.rule[m]] for m in source
    ]  # both variants are what a doctrine prescribes, and it has no reason to prefer one
    return replace(
        game,
        structure=replace(
            s,
            moves=tuple(moves),
            joint_state=np.array(joint_state),
            joint_moves=np.array(joint_moves),
            branches=tuple(branches),
        ),
        symbols=replace(
            symbols,
            base_weight=weight,
            rule=rule,
            payoff=[symbols.payoff[j] for j in joints],
            branch_probability=[symbols.branch_probability[b] for b in origin],
        ),
        prescribed=game.prescribed[source],
        losses=tuple(game.losses[b] for b in origin),
    )


def reordered(game: CrisisGame) -> CrisisGame:
    """Everything listed the other way round: actors, their types, public states, moves, outcomes and branches."""
    s = game.structure
    actors = _backwards(s.actors)
    states = _backwards(s.states)
    types = [_backwards(labels) for labels in s.types]
    width = max(len(labels) for labels in s.types)
    padded = [[*labels, *range(len(labels), width)] for labels in types]
    columns = {column: c for c, column in enumerate(s.columns)}
    order = [columns[i, k] for i in actors for k in types[i] if (i, k) in columns]
    new_actor, new_state = np.argsort(actors), np.argsort(states)
    moves = sorted(range(len(s.moves)), key=lambda m: (new_state[s.moves[m].state], new_actor[s.moves[m].actor], -m))
    new_move = np.append(np.argsort(moves), -1)  # no move stays none
    joints = sorted(range(len(s.joint_state)), key=lambda j: (new_state[s.joint_state[j]], -j))
    outcomes = sorted(range(len(s.outcome_state)), key=lambda o: (new_state[s.outcome_state[o]], -o))
    branches = _backwards(s.branches)
    new_joint, new_outcome = np.argsort(joints), np.argsort(outcomes)
    symbols = game.symbols

    def by_type(rows: Sequence[Sequence[Any]], mover: Sequence[int]) -> list[list[Any]]:
        return [[row[k] for k in padded[i]] for row, i in zip(rows, mover, strict=True)]

    movers = [s.moves[m].actor for m in moves]
    structure = Structure(
        actors=_taken(s.actors, actors),
        types=tuple(_taken(s.types[i], types[i]) for i in actors),
        states=_taken(s.states, states),
        standing=s.standing[states],
        endings=_taken(s.endings, states),
        moves=tuple(
            replace(s.moves[m], state=int(new_state[s.moves[m].state]), actor=int(new_actor[s.moves[m].actor]))
            for m in moves
        ),
        joint_state=new_state[s.joint_state[joints]],
        joint_moves=new_move[s.joint_moves[joints]][:, actors],
        outcome_state=new_state[s.outcome_state[outcomes]],
        outcome_next=new_state[s.outcome_next[outcomes]],
        outcome_signal=_taken(s.outcome_signal, outcomes),
        branches=tuple(
            replace(s.branches[b], joint=int(new_joint[s.branches[b].joint]),
            outcome=int(new_outcome[s.branches[b].outcome])) for b in branches
        ),
        initial=int(new_state[s.initial]),
        horizon=s.horizon,
        rungs=s.rungs,
    )
    return replace(
        game,
        structure=structure,
        symbols=replace(
            symbols,
            branch_probability=list(_taken(symbols.branch_probability, branches)),
            payoff=[list(_taken(symbols.payoff[j], order)) for j in joints],
            ending=[list(_taken(symbols.ending[x], order)) for x in states],
            base_weight=list(_taken(symbols.base_weight, moves)),
            rule=by_type(_taken(symbols.rule, moves), movers),
            prior=by_type(_taken(symbols.prior, actors), actors),
            discount=list(_taken(symbols.discount, actors)),
            precision=list(_taken(symbols.precision, actors)),
            renewal=None if symbols.renewal is None else [list(_taken(symbols.renewal[x], actors)) for x in states],
            pace=None if symbols.pace is None else list(_taken(symbols.pace, states)),
            interest=None if symbols.interest is None else list(_taken(symbols.interest, actors)),
        ),
        prescribed=np.array(by_type(game.prescribed[moves].tolist(), movers), np.int8),
        tremble=[list(_taken(game.tremble[i], types[i])) for i in actors],
        stated_prior=[list(reversed(game.stated_prior[i])) for i in actors],
        places=_taken(game.places, states),
        public=_taken(game.public, states),
        nodes=_taken(game.nodes, states),
        days=_taken(game.days, states),
        losses=_taken(game.losses, branches),
        terms_of=np.array([new_actor[i] if i >= 0 else -1 for i in game.terms_of[states].tolist()]),
    )


def null_events(game: CrisisGame) -> CrisisGame:
    """At every clock an event that changes nothing, as often as all others together: the clock read twice as finely."""
    s, symbols = game.structure, game.symbols
    assert symbols.pace is not None  # only a game on a clock is asked for it
    clocks = list(s.clocks)
    probability = list(symbols.branch_probability)
    for x in clocks:
        for b in s.branches_at[x]:
            probability[b] = probability[b] * 0.5
    first = len(s.outcome_state)
    added = tuple(BranchRow(s.joints_at[x][0], first + k) for k, x in enumerate(clocks))
    pace = [p * 2.0 if s.standing[x] == Standing.CLOCK else p for x, p in enumerate(symbols.pace)]
    structure = replace(
        s,
        outcome_state=np.append(s.outcome_state, clocks),
        outcome_next=np.append(s.outcome_next, clocks),
        outcome_signal=(*s.outcome_signal, *("nothing",) * len(clocks)),
        branches=(*s.branches, *added),
    )
    half = [constant(0.5)] * len(clocks)
    return replace(
        game,
        structure=structure,
        symbols=replace(symbols, branch_probability=[*probability, *half], pace=pace),
        losses=(*game.losses, *({} for _ in clocks)),
    )


def tempo_doubled(game: CrisisGame) -> CrisisGame | None:
    """Opportunities to act twice as often, and the base weight of every move but holding halved: acts come at the same
    base rate per day, in twice as many choices. What nature does is as it was.

    None where somebody may act at a clock and cannot hold: make a move, no act, after which all that is public is as
    before.
    """
    s, symbols = game.structure, game.symbols
    assert symbols.pace is not None  # only a game on a clock is asked for it
    probability, pace = list(symbols.branch_probability), list(symbols.pace)
    weight, rule = list(symbols.base_weight), [list(row) for row in symbols.rule]
    begun: set[int] = set()
    for x in s.clocks:
        rates = {b: symbols.branch_probability[b] * symbols.pace[x] for b in s.branches_at[x]}
        for b in rates:
            y = int(s.branch_next[b])
            if s.standing[y] == Standing.DECISION:
                rates[b] = rates[b] * 2.0
                begun.add(y)
        pace[x] = total(rates.values())
        for b, rate in rates.items():
            probability[b] = rate / pace[x]
    for y in begun:
        for i in s.movers[y]:
            rows = s.moves_at[y][i]
            holds = [m for m in rows if _holds(game, m)]
            if not holds:
                return None
            freed = total(symbols.base_weight[m] for m in rows if m not in holds) * 0.5
            held = total(symbols.base_weight[m] for m in holds)
            for m in rows:
                old = symbols.base_weight[m]
                weight[m] = old * (ONE + freed / held) if m in holds else old * 0.5
                for k, label in enumerate(s.types[i]):
                    if not label.strategic:
                        rule[m][k] = played(int(game.prescribed[m, k]), game.tremble[i][k], weight[m])
    changed = replace(symbols, branch_probability=probability, pace=pace, base_weight=weight, rule=rule)
    return game.sharing(replace(game, symbols=changed))


def _holds(game: CrisisGame, move: int) -> bool:
    """Is a move no act, and does it lead to a clock and nothing else, with everything public as it was?

    An act that is made again may leave all as it was too, and is an act.
    """
    s = game.structure
    if s.moves[move].rung >= 0:
        return False
    state = s.moves[move].state
    after = [int(s.branch_next[b]) for b in np.flatnonzero(s.branch_move == move)]
    return all(s.standing[y] == Standing.CLOCK and game.public[y] == game.public[state] for y in after)


def _backwards(items: Sequence[Any]) -> list[int]:
    return list(range(len(items)))[::-1]


def _taken(items: Sequence[Any], order: Sequence[int]) -> tuple[Any, ...]:
    return tuple(items[k] for k in order)
