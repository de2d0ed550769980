"""Conduct that is locked and that nobody else knows of: mass goes as the actor moves, beliefs as it is believed to.

The solution is that of the game without the lock: the others play it, and read what they see by it. The locked actor
chooses among the moves that are left as it would among all, given that it is one of those; where its type's rule has
none of them, by base weight. Its true type does not change by what is imposed on it, so mass is carried by true type,
one push for each, as in :mod:`.intervention`; at the ends these are put together by the prior.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from ..games.crisis_game import CrisisGame
from ..games.locking import reweighted
from ..games.structure import Standing
from .keys import Key, Values
from .layout import PUSH
from .passage import Passage

if TYPE_CHECKING:
    from ..solvers.grid import Assessment
    from .automata import Stack


@dataclass(frozen=True, eq=False)
class Imposed:
    """What unannounced locks make of everybody's moves. M moves.

    Attributes:
        actors: whose conduct is locked; indices.
        weight: (M,), base weights of the moves that are left; zero for closed ones.
        tilt: (M,), how much more than before a move weighs; zero for closed ones.
    """

    actors: tuple[int, ...]
    weight: np.ndarray
    tilt: np.ndarray

    @classmethod
    def of(cls, game: CrisisGame) -> Imposed | None:
        """Of a crisis; None where nothing is locked that others do not know of."""
        if not game.unannounced:
            return None
        closed = sorted(game.unannounced)
        weight = np.array([float(game.evaluate(w)) for w in reweighted(game, closed).base_weight])
        weight[closed] = 0.0
        s = game.structure
        actors = tuple(sorted({s.moves[m].actor for m in closed}))
        return cls(actors, weight, weight / np.asarray(game.game.numbers.base_weight))

    def binding(self, movers: Sequence[int], moves: Sequence[Sequence[int]]) -> tuple[int, ...]:
        """Of the movers at a state, with their moves, those to whom one is closed.

        What all types of an actor do alike tells none of them apart, so a posterior that falls between two nodes is
        divided between them as for the public, whatever the true type.
        """
        return tuple(i for i, own in zip(movers, moves, strict=True) if (self.tilt[list(own)] == 0).any())

    def applied(self, moves: Sequence[int], strategy: np.ndarray) -> np.ndarray:
        """What every type in fact does, (K, A, L), of what it would do without the lock, at the moves of a mover."""
        tilt, weight = self.tilt[list(moves)], self.weight[list(moves)]
        if (tilt > 0).all():
            return strategy
        tilted = strategy * tilt[:, None]
        whole = tilted.sum(1, keepdims=True)
        left = np.broadcast_to(weight[:, None], strategy.shape)
        return np.divide(tilted, whole, out=left.copy(), where=whole > 0)

    def truths(self, game: CrisisGame) -> Iterator[tuple[float, dict[int, int]]]:
        """Every combination of the locked actors' true types that can be, with its probability."""
        prior = np.asarray(game.game.numbers.prior)
        for kinds in product(*(range(len(game.structure.types[i])) for i in self.actors)):
            chance = float(np.prod([prior[i, k] for i, k in zip(self.actors, kinds, strict=True)]))
            if chance > 0:
                yield chance, dict(zip(self.actors, kinds, strict=True))


def passage_under(
    game: CrisisGame, assessment: Assessment, imposed: Imposed, stack: Stack, days: float | None
) -> Passage:
    """One push for each true type of the locked actors, put together.

    Args:
        game: the crisis.
        assessment: its solution without the locks.
        imposed: from :meth:`Imposed.of`.
        stack: automata to carry along.
        days: the window of a crisis on a clock.

    Raises:
        UnsupportedGame: the type of a locked actor may be drawn anew on the way.
    """
    from .push import Pusher  # imports Numba, which listing the quantities does not take

    pusher = Pusher(assessment, imposed=imposed)
    parts = []
    for chance, truth in imposed.truths(game):
        parts.append(_weighted(pusher.passage(stack, days=days, truth=truth), chance, truth))
    return _together(parts)


def _weighted(found: Passage, chance: float, truth: Mapping[int, int]) -> Passage:
    """Its part of the whole; what is believed of an actor whose true type is known is believed of that type."""
    by_type = list(found.believed_by_type)
    for i, kind in truth.items():
        by_type[i] = np.zeros_like(by_type[i])
        by_type[i][:, kind] = found.believed[i][:, PUSH]
    return replace(
        found,
        made=chance * found.made,
        final=chance * found.final,
        believed=tuple(chance * b for b in found.believed),
        mass=chance * found.mass,
        believed_by_type=tuple(chance * b for b in by_type),
    )


def _together(parts: Sequence[Passage]) -> Passage:
    def added(of: Sequence[tuple[np.ndarray, ...]]) -> tuple[np.ndarray, ...]:
        return tuple(sum(rows[1:], rows[0]) for rows in zip(*of, strict=True))

    made, final, mass = added([(p.made, p.final, p.mass) for p in parts])
    return replace(
        parts[0],
        made=made,
        final=final,
        mass=mass,
        believed=added([p.believed for p in parts]),
        believed_by_type=added([p.believed_by_type for p in parts]),
        consistency=max(p.consistency for p in parts),
        truncation=max(p.truncation for p in parts),
    )


def worth_under(game: CrisisGame, assessment: Assessment, imposed: Imposed) -> Values:
    """What the window is worth at the start to each strategic type, played as it is: payoffs by where mass goes.

    A type's own worth takes a push that is given the type. Of games that count moves.
    """
    from .push import Pusher

    s, prior = game.structure, np.asarray(game.game.numbers.prior)
    pusher = Pusher(assessment, imposed=imposed)
    out: Values = {}
    for c, (j, k) in enumerate(s.columns):
        total = whole = 0.0
        for chance, truth in imposed.truths(game):
            if truth.get(j, k) == k:
                given = chance / prior[j, k] if j in truth else chance
                total += given * _paid(assessment, pusher.passage(pusher.bare, truth={**truth, j: k}), c, j)
                whole += given
        out[Key("worth", s.actors[j], s.types[j][k].id)] = total / whole
    return out


def _paid(assessment: Assessment, passage: Passage, column: int, actor: int) -> float:
    """Expected discounted payoffs of a type along a push."""
    game = assessment.game
    s, n = game.structure, game.numbers
    made = passage.made[:, :, PUSH]
    discount, moves = float(np.asarray(n.discount)[actor]), np.arange(len(made))[:, None]
    moved = s.standing[s.joint_state] == Standing.DECISION
    opening = ~moved & (s.joint_state == s.initial)  # chance before the first move
    later = np.where(opening, 0, 1)  # an ending that a move leads to, and what chance pays after it, come with the next
    flows = made * discount ** (moves + np.where(moved, 0, later)) * np.asarray(n.payoff)[:, column]
    worth = np.asarray(n.ending)[:, column]
    ends = s.standing == Standing.TERMINAL
    arriving = (made * discount ** (moves + later))[:, s.branch_joint] * passage.probability
    ended = arriving * (worth * ends)[s.branch_next]
    stopped = discount ** len(made) * float(passage.final[:, PUSH] @ (worth * ~ends))
    return float(flows.sum() + ended.sum()) + stopped
