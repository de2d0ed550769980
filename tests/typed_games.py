"""Small sequential games with private types, for solvers that carry beliefs: actors move in turn, in public."""

from __future__ import annotations

import numpy as np

from deterrence.games.stochastic import Numbers, StochasticGame
from deterrence.games.structure import BranchRow, MoveRow, Standing, Structure, TypeLabel


def in_turn(
    types: tuple[tuple[str, ...], ...],
    seed: int = 0,
    rounds: int = 1,
    moves: int = 2,
    precision: float = 2.0,
    discount: float = 0.9,
    tremble: float = 0.05,
    noise: float = 0.0,
) -> StochasticGame:
    """Actors move one after another, ``rounds`` times each, then the game ends; every history is a public state.

    Args:
        types: per actor its types: names that start with "s" are strategic, others commitments to the last move.
        seed: of payoffs, drawn uniformly on [0, 1] for every strategic type at every end.
        noise: probability that a move is seen as the next one; the state follows what is seen.
    """
    rng = np.random.default_rng(seed)
    actors = len(types)
    depth = actors * rounds
    histories = [()]
    for _ in range(depth):
        histories += [(*h, a) for h in histories if len(h) == len(histories[-1]) for a in range(moves)]
    histories = sorted(set(histories), key=lambda h: (len(h), h))
    index = {h: x for x, h in enumerate(histories)}
    columns = [(i, k) for i, kinds in enumerate(types) for k, t in enumerate(kinds) if t.startswith("s")]
    rows, joint_state, joint_moves, o_state, o_next, signals, branches, chance = [], [], [], [], [], [], [], []
    for h in histories:
        if len(h) == depth:
            continue
        mover = len(h) % actors
        first_outcome = len(o_state)
        for a in range(moves):
            o_state.append(index[h])
            o_next.append(index[(*h, a)])
            signals.append(f"seen {a}")
        for a in range(moves):
            joint = [-1] * actors
            joint[mover] = len(rows)
            rows.append(MoveRow(index[h], mover, f"move {a}", f"move {a}"))
            joint_state.append(index[h])
            joint_moves.append(joint)
            for seen, p in ((a, 1 - noise), ((a + 1) % moves, noise)):
                if p > 0:
                    branches.append(BranchRow(len(joint_state) - 1, first_outcome + seen))
                    chance.append(p)
    most = max(len(kinds) for kinds in types)
    structure = Structure(
        actors=tuple(f"actor {i}" for i in range(actors)),
        types=tuple(tuple(TypeLabel(t, t.startswith("s")) for t in kinds) for kinds in types),
        states=tuple("".join(map(str, h)) or "start" for h in histories),
        standing=np.array([Standing.TERMINAL if len(h) == depth else Standing.DECISION for h in histories]),
        endings=tuple("end" if len(h) == depth else "" for h in histories),
        moves=tuple(rows),
        joint_state=np.array(joint_state),
        joint_moves=np.array(joint_moves),
        outcome_state=np.array(o_state),
        outcome_next=np.array(o_next),
        outcome_signal=tuple(signals),
        branches=tuple(branches),
        horizon=depth,
    )
    rule = np.zeros((len(rows), most))
    for m, row in enumerate(rows):
        for k, t in enumerate(types[row.actor]):
            if not t.startswith("s"):
                rule[m, k] = 1 - tremble if m % moves == moves - 1 else tremble / (moves - 1)
    prior = np.zeros((actors, most))
    for i, kinds in enumerate(types):
        weights = rng.uniform(0.5, 1.5, len(kinds))
        prior[i, : len(kinds)] = weights / weights.sum()
    ending = np.zeros((len(histories), len(columns)))
    ends = [x for x, h in enumerate(histories) if len(h) == depth]
    ending[ends] = rng.random((len(ends), len(columns)))
    numbers = Numbers(
        branch_probability=np.array(chance),
        payoff=0.1 * rng.random((len(joint_state), len(columns))),
        ending=ending,
        base_weight=np.full(len(rows), 1 / moves),
        rule=rule,
        prior=prior,
        discount=np.full(actors, discount),
        precision=np.full(actors, precision),
    )
    return StochasticGame(structure, numbers)
