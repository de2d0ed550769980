"""Small games in which two actors of private types move at once."""

from __future__ import annotations

import itertools

import numpy as np

from deterrence.games.stochastic import Numbers, StochasticGame
from deterrence.games.structure import BranchRow, MoveRow, Standing, Structure, TypeLabel


def at_once(
    types: tuple[tuple[str, ...], ...] = (("soft", "tough"), ("weak", "firm")),
    commitments: tuple[str, ...] = (),
    moves: tuple[int, ...] = (2, 2),
    rounds: int = 2,
    errors: tuple[float, ...] = (0.0, 0.0),
    hidden: bool = False,
    precision: float = 1.5,
    discount: float = 0.9,
    prior: tuple[float, ...] = (0.6, 0.45),
    seed: int = 1,
) -> StochasticGame:
    """All actors choose at once, ``rounds`` times; where play goes next does not depend on what they do.

    Args:
        types, commitments: per actor; a commitment makes its first move nearly always.
        errors: chance that an actor's move is seen as the next one.
        hidden: what is seen is only whether everybody made the same move.
        prior: of the first type of each.
        seed: of payoffs, drawn for every round, joint move and strategic type.
    """
    rng = np.random.default_rng(seed)
    actors, joint = len(types), list(itertools.product(*map(range, moves)))
    labels = tuple(tuple(TypeLabel(t, t not in commitments) for t in kinds) for kinds in types)
    columns = sum(kind.strategic for kinds in labels for kind in kinds)
    rows, joint_state, joint_moves, o_state, o_next, signals, branches, chance = [], [], [], [], [], [], [], []
    for x in range(rounds):
        first, begin = len(o_state), {}
        for i, count in enumerate(moves):
            begin[i] = len(rows)
            rows += [MoveRow(x, i, f"move {a}", f"move {a}") for a in range(count)]
        seen = ["same", "different"] if hidden else joint
        for y in seen:
            o_state.append(x)
            o_next.append(x + 1)
            signals.append(str(y))
        for a in joint:
            joint_state.append(x)
            joint_moves.append([begin[i] + a[i] for i in range(actors)])
            for k, y in enumerate(seen):
                p = float((y == "same") == (len(set(a)) == 1)) if hidden else 1.0
                for i in range(actors if not hidden else 0):
                    p *= (1 - errors[i]) * (y[i] == a[i]) + errors[i] * (y[i] == (a[i] + 1) % moves[i])
                if p > 0:
                    branches.append(BranchRow(len(joint_state) - 1, first + k))
                    chance.append(p)
    structure = Structure(
        actors=tuple("abcd"[:actors]),
        types=labels,
        states=(*(f"round {x + 1}" for x in range(rounds)), "end"),
        standing=np.array([Standing.DECISION] * rounds + [Standing.TERMINAL]),
        endings=("",) * rounds + ("end",),
        moves=tuple(rows),
        joint_state=np.array(joint_state),
        joint_moves=np.array(joint_moves),
        outcome_state=np.array(o_state),
        outcome_next=np.array(o_next),
        outcome_signal=tuple(signals),
        branches=tuple(branches),
        horizon=rounds,
    )
    most = max(map(len, types))
    rule, table = np.zeros((len(rows), most)), np.zeros((actors, most))
    for i, kinds in enumerate(labels):
        rest = (1 - prior[i]) / max(len(kinds) - 1, 1)
        table[i, : len(kinds)] = [1.0] if len(kinds) == 1 else [prior[i]] + [rest] * (len(kinds) - 1)
        for m, row in enumerate(rows):
            for k, kind in enumerate(kinds):
                if row.actor == i and not kind.strategic:
                    rule[m, k] = 0.95 if row.label == "move 0" else 0.05 / (moves[i] - 1)
    numbers = Numbers(
        branch_probability=np.array(chance),
        payoff=rng.normal(size=(len(joint_state), columns)),
        ending=np.zeros((rounds + 1, columns)),
        base_weight=np.array([1 / moves[row.actor] for row in rows]),
        rule=rule,
        prior=table,
        discount=np.full(actors, discount),
        precision=np.full(actors, precision),
    )
    return StochasticGame(structure, numbers)
