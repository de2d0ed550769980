"""What lies ahead of a position: what is likely to be done next, and how it is likely to end.

Chances of endings come from one pass backward over the whole solution (:mod:`..forecasting.prospects`), made when first
asked for: a second or less for the shipped crises, after which every position is a look-up. On a clock they are within
as many days from the position as the whole window has, whatever the day: the game is the same on every day. Where moves
are counted they are within the moves that are left. Belief between the nodes is read as a push reads it, linear in
probability; beyond the cut it is held there, so that the figures have the grid's error, not sampling error.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ..errors import UnsupportedGame
from ..forecasting.prospects import Backward, Prospects
from ..forecasting.push import Pusher
from ..forecasting.readout_ways import ReadoutWays
from ..forecasting.readouts import Readout, Readouts
from ..solvers.lattice import Lattice
from .belief_point import belief
from .position import Walk
from .records import DECISION, Position

ENDINGS = "endings"
DEPTH = 4
"""Events and chance between two moves that are followed; more of them one after another are rare."""


class Next(NamedTuple):
    """A move that may be the next, or an end that may come before any.

    Attributes:
        actor: id; "" for an end.
        words: the move, or the ending.
        chance: that it comes next.
    """

    actor: str
    words: str
    chance: float


class Ahead:
    """What lies ahead on a walk."""

    def __init__(self, walk: Walk):
        self.walk, self.assessment = walk, walk.assessment
        s = self._s = walk.assessment.game.structure
        self.names = tuple(dict.fromkeys(name for name in s.endings if name))
        self._stages: dict[int, Prospects] = {}

    @property
    def days(self) -> float | None:
        """Days from a position within which endings are counted; None where moves are counted."""
        return self.walk.days

    def endings(self, position: Position) -> dict[str, float]:
        """{ending: its chance from a position on}, those that the game names; they sum to one if all have names.

        Raises:
            UnsupportedGame: a game on a clock of which no window is known.
        """
        if position.ended:
            return {name: float(name == position.ending) for name in self.names}
        nodes, weight = self._vertices(position)
        rows = self._prospects(position.moves_made).at(position.index, ENDINGS)
        return dict(zip(self.names, (weight @ rows[nodes]).tolist(), strict=True))

    def next_moves(self, position: Position) -> tuple[Next, ...]:
        """What is likely to be done next, the likeliest first; at a decision, what is done there.

        Several movers' moves each have their own chance, and together sum to as many as there are. What lies behind
        more than :data:`DEPTH` events is left out.
        """
        found: dict[tuple[str, str], float] = {}
        self._gather(position, 1.0, found, DEPTH)
        ordered = sorted(found.items(), key=lambda item: -item[1])
        return tuple(Next(actor, words, chance) for (actor, words), chance in ordered)

    def _gather(self, at: Position, chance: float, found: dict[tuple[str, str], float], depth: int) -> None:
        if at.standing == DECISION:
            for actor, moves in self.walk.chances(at).items():
                for words, p in moves.items():
                    found[actor, words] = found.get((actor, words), 0.0) + chance * p
        elif at.ended:
            found["", at.ending_words] = found.get(("", at.ending_words), 0.0) + chance
        elif depth:
            for after in self.walk.after(at):
                self._gather(after.position, chance * after.probability, found, depth - 1)

    @cached_property
    def _backward(self) -> Backward:
        s = self._s
        ends = np.array([[float(name == known) for known in self.names] for name in s.endings])
        table = np.tile(np.arange(len(self.names)), (len(s.branches), 1))
        readout = Readout(table, np.zeros(table.shape), ends)
        self._pusher = Pusher(self.assessment)
        return Backward(self._pusher.players, ReadoutWays.of(Readouts(s, {ENDINGS: readout})))

    def _prospects(self, made: int) -> Prospects:
        if not self._stages:
            if self.days is None:
                self._stages = {t: found for t, _, found in self._backward.over()}
            elif math.isfinite(self.days):
                self._stages = {0: self._backward.at_start(self.days)}
            else:
                raise UnsupportedGame("no window is known: give the walk one, in days")
        return self._stages[made if self.days is None else 0]

    def _vertices(self, position: Position) -> tuple[np.ndarray, np.ndarray]:
        """Flat vertices of belief around a position, and weights whose mean belief is the position's."""
        node, share = np.zeros(1, int), np.ones(1)
        prior = np.asarray(self.assessment.game.numbers.prior)
        for i, (lattice, own) in enumerate(zip(self.assessment.lattices, position.log_likelihood, strict=True)):
            axis = self._backward.players.ground.axes[i]
            index, weight = _corners(lattice, prior[i, : lattice.types], np.asarray(own))
            vertex = index + (axis.origin - lattice.origin)
            node = (node[:, None] * len(axis) + vertex[None]).ravel()
            share = (share[:, None] * weight[None]).ravel()
        return node, share


def _corners(lattice: Lattice, prior: np.ndarray, ell: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Nodes around a belief that is held at the cut, (K,), and weights, linear in probability."""
    if lattice.types == 1:
        return np.zeros(1, int), np.ones(1)
    held, _ = lattice.hold(ell / lattice.spacing)
    index, weight, _ = lattice.locate(held[None])
    used = np.flatnonzero(weight[0] > 0)  # a belief on a face of its simplex: corners off it may lie beyond the cut
    at_nodes = lattice.beliefs(prior)[index[0, used]]
    exact, *_ = np.linalg.lstsq(at_nodes.T, belief(prior, held * lattice.spacing), rcond=None)
    return index[0, used], np.asarray(exact)
