"""Mass in a block of public states: how often everybody comes to each of them before leaving.

Mass that waits at the block's anchors is sent on sweep by sweep (:mod:`.flows`). What is left waiting after a sweep is
a linear function of what waited before, so that all sweeps together are one linear system, solved by GMRES.
"""

from __future__ import annotations

import numpy as np

from ..blocks import Block
from ..krylov import gmres
from . import flows
from .flows import Ways
from .masses import Masses, Pusher, Split
from .simultaneous import JointTurn
from .turns import Array, Turn

LEFT = 1e-12  # residual of the linear system, as a share of what comes in
KEPT, RESTARTS = 40, 5  # of GMRES


class BlockMasses:
    """A block that mass is sent through; of states where one actor at most moves, and nobody's type is redrawn.

    Args:
        pusher: of the assessment.
        block: which.
        splits: where the mass at every place of a turn goes, by state.
    """

    def __init__(self, pusher: Pusher, block: Block, splits: dict[int, Split]):
        self.order = (*block.returns, *(x for layer in reversed(block.layers) for x in layer))
        self._place = {x: k for k, x in enumerate(self.order)}
        self._pusher, self._block = pusher, block
        seen = set(block.returns).union(*(split.onward for split in splits.values()))
        self._anchors = [k for x, k in self._place.items() if x in seen]
        self._ways = self._tabulate(splits)
        self._slack = np.empty((pusher.count, len(self._anchors), len(pusher.joint)))
        self._room = np.empty(len(pusher.joint))
        flows.slacken(self._ways, self._slack)

    @staticmethod
    def takes(pusher: Pusher, block: Block) -> bool:
        """Is it such a block?"""
        play = pusher.play
        return not any(
            isinstance(play.turns.get(x), JointTurn) or (x in play.chances and play.chances[x].renewal)
            for x in block.states
        )

    def visits(self, coming: Masses) -> tuple[Masses, float]:
        """Expected visits (Θ, places) by state, of mass that comes in by state; and mass that is not accounted for."""
        shape = self._pusher.count, len(self.order), len(self._pusher.joint)
        waiting = np.zeros(shape)
        for x, mass in coming.items():
            waiting[:, self._place[x]] = mass.T
        begun = np.zeros(shape)
        first = self._sent(waiting, begun)[:, self._anchors]
        trial, unseen = np.zeros(shape), np.zeros(shape)

        def less(flat: Array) -> Array:
            trial[:] = 0.0
            trial[:, self._anchors] = flat.reshape(first.shape)
            return flat - self._sent(trial, unseen)[:, self._anchors].reshape(-1)

        found = gmres(less, first.reshape(-1), left=LEFT, kept=KEPT, rounds=RESTARTS)[0].reshape(first.shape)
        trial[:] = 0.0
        trial[:, self._anchors] = found
        again = self._sent(trial, begun)[:, self._anchors]
        left = float(np.abs(first + again - found).sum())
        return {x: np.ascontiguousarray(begun[:, k].T) for x, k in self._place.items()}, left

    def _sent(self, waiting: Array, visits: Array) -> Array:
        for back in (False, True):
            flows.send(self._ways, waiting, visits, self._slack, back, self._room)
        return waiting

    def _tabulate(self, splits: dict[int, Split]) -> Ways:
        play, count, m = self._pusher.play, self._pusher.count, len(self.order)
        links, leads, chance = [0], [], []
        begin, target, after, weight, ways = np.zeros((m, count + 1), int), [], [], [], 0
        types = len(self._pusher.joint)
        for x, k in self._place.items():
            begin[k] = ways
            if x in splits:
                split, turn = splits[x], play.turns[x]
                assert isinstance(turn, Turn)
                place = np.array([self._place.get(y, -1) for y in split.onward], int)
                to, state = split.target % count, place[split.target // count]
                within = np.flatnonzero(state >= 0)
                within = within[np.argsort(split.source[within], kind="stable")]
                begin[k, 1:] += np.cumsum(np.bincount(split.source[within], minlength=count))
                ways += len(within)
                target.append(to[within])
                after.append(state[within])
                weight.append(split.weight[:, within].T[:, self._pusher.kind[turn.mover]])
            else:
                passage = play.clocks[x] if x in play.clocks else play.chances[x]
                on = [y in self._place for y in passage.following.tolist()]
                leads += [self._place[y] for y in passage.following[on].tolist()]
                chance += passage.probability[on].tolist()
            links.append(len(leads))
        anchor = np.full(m, -1)
        anchor[self._anchors] = np.arange(len(self._anchors))
        none = np.zeros(0, int)
        return Ways(
            turn=np.array([x in splits for x in self.order]),
            anchor=anchor,
            links=np.array(links),
            leads=np.array(leads, int),
            chance=np.array(chance, float),
            begin=begin,
            target=np.concatenate([none, *target]),
            after=np.concatenate([none, *after]),
            entry=(np.concatenate([none, *target]) * m + np.concatenate([none, *after])) * types,
            weight=np.concatenate([np.zeros((0, types)), *weight]),
        )
