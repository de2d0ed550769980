"""Where play goes in an endless game: expected visits, one linear system for each block of states.

Blocks (:mod:`..blocks`) are gone through forwards. Within one, mass goes round, through its returns, until it leaves;
the visits v at the returns obey v = what comes in + what a round brings back of v, which is solved for by GMRES, with
sweeps over belief nodes in place of rounds (:mod:`.block_masses`) where one actor at most moves at each state.
Leaving a block is a stopping time, so public belief must keep its mean there, as it must at any one move.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from ...games.structure import Standing
from ..blocks import Block, blocks
from ..krylov import gmres
from .block_masses import KEPT, LEFT, RESTARTS, BlockMasses
from .masses import Masses, Pusher, Split, Tally
from .simultaneous import JointTurn
from .turns import Array, Turn

Way = Callable[[Array], Masses]


class Circulation:
    """Mass that goes round and leaves, block by block.

    Args:
        pusher: what sends it on.
        tally: where endings and the gaps in beliefs are noted.

    Attributes:
        visits: expected, by decision state, (places,).
        left: mass that is not accounted for.
    """

    def __init__(self, pusher: Pusher, tally: Tally):
        self.pusher, self.tally = pusher, tally
        self.visits: dict[int, Array] = {}
        self.left = self._lost = 0.0

    def run(self) -> None:
        """Send everybody from the prior to the end."""
        structure = self.pusher.structure
        live = np.flatnonzero(structure.standing != Standing.TERMINAL).tolist()
        waiting = self.tally.take(self.pusher.start())
        for block in reversed(list(blocks(structure, live))):
            coming = {x: waiting.pop(x) for x in block.states if x in waiting}
            if coming:
                for y, mass in self._through(block, coming).items():
                    waiting[y] = waiting[y] + mass if y in waiting else mass
                waiting = self.tally.take(waiting, self._lost)

    def _through(self, block: Block, coming: Masses) -> Masses:
        """What leaves a block, by state, of what comes in."""
        pusher, own = self.pusher, set(block.states)
        splits, every = {}, np.arange(pusher.count)
        for x in block.states:
            turn = pusher.play.turns.get(x)
            if isinstance(turn, Turn):
                splits[x] = pusher.split_turn(turn, pusher.play.sigma(0, x), every)
        ways = {x: self._way(x, splits.get(x)) for x in block.states}
        leaving: Masses = {}
        if BlockMasses.takes(pusher, block):
            visits, left = BlockMasses(pusher, block, splits).visits(coming)
            for x, mass in visits.items():
                for y, part in ways[x](mass).items():
                    if y not in own:
                        leaving[y] = leaving[y] + part if y in leaving else part
        else:
            visits, leaving, left = self._around(block, ways, coming)
        self.left += left
        for x, mass in visits.items():
            self.tally.compare(mass)
            if x in pusher.play.turns:
                self.visits[x] = mass.sum(0)
            if x not in pusher.play.chances:
                for y, ended in ways[x](mass * pusher.outside).items():
                    self._lost += float(ended.sum()) if y in pusher.terminal else 0.0
        return leaving

    def _around(self, block: Block, ways: Mapping[int, Way], coming: Masses) -> tuple[Masses, Masses, float]:
        """Visits, what leaves, and mass that is not accounted for, by rounds from the block's returns."""
        back, moved = block.returns, [row.copy() for row in self.pusher.moved]
        none = np.zeros_like(self.pusher.joint)
        inside = {x: mass for x, mass in coming.items() if x not in back}
        first = np.stack([coming.get(x, none) for x in back]) if back else np.zeros((0, *none.shape))

        def less(flat: Array) -> Array:
            here = flat.reshape(first.shape)
            return (here - self._round(block, ways, here, {})[0]).reshape(-1)

        begun = first + self._round(block, ways, np.zeros_like(first), inside)[0]
        found = gmres(less, begun.reshape(-1), left=LEFT, kept=KEPT, rounds=RESTARTS)[0].reshape(first.shape)
        self.pusher.moved = moved  # what belief was moved by along the way was no more than a trial
        again, visits, leaving = self._round(block, ways, found, inside)
        return visits, leaving, float(np.abs(first + again - found).sum())

    def _round(
        self, block: Block, ways: Mapping[int, Way], at: Array, inside: Masses
    ) -> tuple[Array, Masses, Masses]:
        """What comes back to the returns, visits by state, and what leaves, of masses at the returns and within."""
        own = set(block.states)
        visits: Masses = {}
        leaving: Masses = {}
        place = {x: k for k, x in enumerate(block.returns)}
        again, pending = np.zeros_like(at), dict(inside)
        for states in (block.returns, *reversed(block.layers)):
            for x in states:
                mass = at[place[x]] if x in place else pending.pop(x, None)
                if mass is None:
                    continue
                visits[x] = mass
                for y, part in ways[x](mass).items():
                    if y in place:
                        again[place[y]] += part
                    else:
                        into = pending if y in own else leaving
                        into[y] = into[y] + part if y in into else part
        return again, visits, leaving

    def _way(self, x: int, split: Split | None) -> Way:
        """Where mass at a state goes next; ``split`` is that of a turn of one mover."""
        play = self.pusher.play
        if x in play.chances:
            return lambda mass: self.pusher.through_chance({x: mass})
        if x in play.clocks:
            clock = play.clocks[x]
            leads = list(zip(clock.following.tolist(), clock.probability, strict=True))
            return lambda mass: {y: sum(p * mass for z, p in leads if z == y) for y, _ in leads}
        turn = play.turns[x]
        if isinstance(turn, JointTurn):
            return lambda mass: self.pusher.joint_turn(turn, play.sigma(0, x), mass)
        assert split is not None
        return lambda mass: self.pusher.sent(split, turn.mover, mass)
