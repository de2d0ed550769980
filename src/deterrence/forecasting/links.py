"""Links: how much of what is at every vertex of some states goes in which way, and to which vertices.

They are worked out from play, whatever the mass: on a clock, where play is the same at every tick, once and for all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np

from .rows import Rows
from .spreading import find_links, pass_along
from .stage_play import StagePlay
from .turns import Turns


class Leaving(Protocol):
    """Ways of leaving states; see :class:`.transport.Plan`."""

    @property
    def wide(self) -> np.ndarray:
        """(X,), rows at a state."""

    @property
    def way_ends(self) -> np.ndarray:
        """(X + 1,), where a state's begin and end."""

    @property
    def to(self) -> np.ndarray:
        """(W,), the state that follows."""

    @property
    def turn(self) -> np.ndarray:
        """(W,), which of the turns rows take."""

    @property
    def turns(self) -> Turns:
        """Maps of rows."""

    @property
    def sight_ends(self) -> np.ndarray:
        """(W + 1,), where the sights of each begin and end."""

    @property
    def seen(self) -> np.ndarray:
        """(S,), position of the outcome seen, ``UNSEEN`` for none."""

    @property
    def column_ends(self) -> np.ndarray:
        """(S + 1,), where the columns of each sight begin and end."""

    @property
    def column(self) -> np.ndarray:
        """Flat, columns of play that add up to a sight's likelihood; ``CERTAIN`` where it does not depend on play."""


@dataclass(frozen=True, eq=False)
class Links:
    """The links of some states, way by way, those of a state one after another, in the order in which mass passes them.

    Attributes:
        plan: of the ways.
        placed: the states, and where in their play each is.
        state, way: (n,), the state left, and the way.
        ends: (n + 1,), where the links of each way begin and end.
        start, end: by link, the vertices; no two of a way have the same.
        weight: by link, how much of what is at its start goes by it.
    """

    plan: Leaving
    placed: tuple[np.ndarray, np.ndarray]
    state: np.ndarray
    way: np.ndarray
    ends: np.ndarray
    start: np.ndarray
    end: np.ndarray
    weight: np.ndarray

    @classmethod
    def of(cls, plan: Leaving, states: Sequence[int], play: StagePlay, chance: np.ndarray) -> Links:
        """The links of some states.

        Args:
            plan: where everything goes.
            states: in the order in which mass passes them; those that move are among the play's.
            play: at these states.
            chance: (:meth:`.transport.Plan.chance`).
        """
        order = np.array(states, np.int64)
        item = np.array([play.item.get(x, 0) for x in order.tolist()], np.int64)
        at, parts = np.diff(play.live_ends)[item], np.maximum(play.parts, 2)[item]
        ways, sights = int(np.diff(plan.way_ends)[order].sum()), np.diff(plan.sight_ends[plan.way_ends])[order]
        most = int((sights * at * parts).sum())
        state, way, ends = np.empty(ways, np.int64), np.empty(ways, np.int64), np.empty(ways + 1, np.int64)
        small = np.min_scalar_type(play.vertices.count)
        start, end, weight = np.empty(most, small), np.empty(most, small), np.empty(most)
        find_links(
            order, item, plan.way_ends, plan.sight_ends, plan.seen, plan.column_ends, plan.column, chance,
            play.live_ends, play.live, play.mix_at, play.mix_wide, play.mix, play.place_at, play.outcomes, play.parts,
            play.stride, play.place, play.share, state, way, ends, start, end, weight,
            np.empty(play.vertices.count, np.int64),
        )  # fmt: skip
        return cls(plan, (order, item), state, way, ends, start[: ends[-1]], end[: ends[-1]], weight[: ends[-1]])

    def trimmed(self) -> Links:
        """The same in arrays of their own, which take no more room than they need."""
        return replace(self, start=self.start.copy(), end=self.end.copy(), weight=self.weight.copy())

    @cached_property
    def _ways(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(n,), the state left, the one that follows, and which of the turns rows take."""
        return self.state, self.plan.to[self.way], self.plan.turn[self.way]

    def carry(self, here: Rows, there: Rows) -> None:
        """Add what leaves the states, with ``here`` at them, to the rows of the states that follow."""
        before, after, turn = self._ways
        pass_along(
            before, after, turn, self.ends, self.start, self.end, self.weight, False, here.flat, here.begin, there.flat,
            there.begin, self.plan.wide, *self.plan.turns.arrays,
        )  # fmt: skip

    def pull(self, here: Rows, there: Rows) -> None:
        """Add to what is to be expected at the states what comes by those that follow, where ``there`` is expected, the
        last link first: the other way round, by the same weights."""
        before, after, turn = self._ways
        pass_along(
            after, before, turn, self.ends, self.end, self.start, self.weight, True, there.flat, there.begin, here.flat,
            here.begin, self.plan.wide, *self.plan.turns.arrays,
        )  # fmt: skip
