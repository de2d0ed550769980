"""The numbers of one public state, as a walk reads them.

Letters: R movers, A moves of one, J joint moves, O public outcomes, K types of a mover, C strategic types in all.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np

from ..games.stochastic import StochasticGame
from ..games.structure import Structure
from ..solvers.joint_tables import factors

UNFIT = re.compile(r"[^A-Za-z0-9_.=-]+")
AGAIN = "~"


@dataclass(frozen=True, eq=False)
class StateTables:
    """A state's moves and outcomes.

    Attributes:
        movers: actors, in order.
        moves: per mover, indices of its moves.
        joints: (J, R), each mover's move by position; (1, 0) where nobody moves.
        outcomes: indices of the public outcomes.
        names: of the outcomes.
        following: (O,), the state each leads to.
        shown: (J, O), Pr(outcome | joint move).
        kappa: per mover (A, O), its factor of the likelihood.
        payoff: (J, C).
        rule: per mover (K, A), what its commitments do.
        branches: per outcome, the branches that show as it.
    """

    movers: tuple[int, ...]
    moves: tuple[tuple[int, ...], ...]
    joints: np.ndarray
    outcomes: tuple[int, ...]
    names: tuple[str, ...]
    following: np.ndarray
    shown: np.ndarray
    kappa: tuple[np.ndarray, ...]
    payoff: np.ndarray
    rule: tuple[np.ndarray, ...]
    branches: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, game: StochasticGame, x: int) -> StateTables:
        """Of a state.

        Raises:
            UnsupportedGame: several movers whose moves the outcome does not distinguish.
        """
        s, n = game.structure, game.numbers
        movers, outcomes, joints = s.movers[x], s.outcomes_at[x], s.joints_at[x]
        moves = tuple(s.moves_at[x][i] for i in movers)
        shown = np.zeros((len(joints), len(outcomes)))
        branches: list[list[int]] = [[] for _ in outcomes]
        for b in s.branches_at[x]:
            o = outcomes.index(int(s.branch_outcome[b]))
            shown[joints.index(int(s.branch_joint[b])), o] += float(n.branch_probability[b])
            branches[o].append(b)
        if len(movers) > 1:
            kappa = tuple(factors(game, x)[0])
        else:
            rows = [moves[0].index(int(s.joint_moves[j, movers[0]])) for j in joints] if movers else []
            kappa = (shown[np.argsort(rows)],) if movers else ()
        return cls(
            movers=movers,
            moves=moves,
            joints=np.array(
                [[own.index(int(s.joint_moves[j, i])) for i, own in zip(movers, moves, strict=True)] for j in joints],
                int,
            ).reshape(len(joints), len(movers)),
            outcomes=outcomes,
            names=_names([_head(s, movers, s.outcome_signal[o], branches[k]) for k, o in enumerate(outcomes)]),
            following=s.outcome_next[list(outcomes)],
            shown=shown,
            kappa=kappa,
            payoff=np.asarray(n.payoff)[list(joints)],
            rule=tuple(
                np.asarray(n.rule)[list(own), : len(s.types[i])].T for i, own in zip(movers, moves, strict=True)
            ),
            branches=tuple(map(tuple, branches)),
        )


def _head(s: Structure, movers: tuple[int, ...], signal: str, branches: list[int]) -> str:
    """The moves that an outcome gives away; else how its signal begins."""
    joints = {int(s.branch_joint[b]) for b in branches}
    if len(joints) == 1 and movers:
        row = s.joint_moves[joints.pop()]
        return "-".join(s.moves[int(row[i])].label for i in movers)
    return signal.split("/")[0]


def _names(heads: list[str]) -> tuple[str, ...]:
    """Names without signs that a step's code has a use for, numbered from the second on where several are alike."""
    heads = [UNFIT.sub("-", head) or "-" for head in heads]
    met: Counter[str] = Counter()
    names = []
    for head in heads:
        met[head] += 1
        names.append(head if met[head] == 1 else f"{head}{AGAIN}{met[head]}")
    return tuple(names)
