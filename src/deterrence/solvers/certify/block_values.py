"""A block of public states as flat arrays, and what given strategies and the best replies to them are worth there.

Values at the block's anchors, the states that are read at other belief nodes or before they are known, are the fixed
point of a round (:mod:`.rounds`). With the best replies of the moment held a round is affine, and its fixed point a
linear system, solved by GMRES with a sweep forwards and one back in place of a round; then best replies are chosen
again (Howard's policy iteration) until a round moves nothing. What ends it is the round, not the linear system.

Reference: Howard, R. A. (1960), *Dynamic Programming and Markov Processes* (recalled, not opened).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...errors import NotConverged
from ..blocks import Block
from ..krylov import gmres
from . import rounds
from .beliefs import BeliefGrid, Lookup
from .induction import Step
from .rounds import BEST, LANES, STAYS, Tables
from .turns import Array, Chance, Wait
from .value_rows import Rows

MOST_ROUNDS = 5_000
LEFT = 1e-2  # least residual of the linear system, as a share of what a round moves: replies change anyway
HALF = 0.5  # of the tolerance, which it need not come below
KEPT, RESTARTS = 20, 20  # of GMRES

Values = Mapping[int, Array]


class BlockValues:
    """A block to be valued.

    Args:
        block: of states where at most one actor moves.
        steps: a turn under the given strategies, by state.
        clocks, chances: by state.
        discount: (R,), δ of each row, of what follows a turn.
        rows: what is carried.
        grid: the belief nodes.
        known: values outside the block, (R, n) or (R,) by state.
    """

    def __init__(
        self,
        block: Block,
        steps: Mapping[int, Step],
        clocks: Mapping[int, Wait],
        chances: Mapping[int, Chance],
        discount: Array,
        rows: Rows,
        grid: BeliefGrid,
        known: Values,
    ):
        passages: dict[int, Wait | Chance] = {**clocks, **chances}
        self.rows, self.grid, self._known = rows, grid, known
        self._place = {x: k for k, x in enumerate(block.states)}
        self._turns = {x: steps[x] for x in block.states if x in steps}
        self._passages = {x: passages[x] for x in block.states if x not in steps}
        seen = set(block.returns).union(*(step.turn.following.tolist() for step in self._turns.values()))
        for way in self._passages.values():
            seen.update(way.following.tolist() if isinstance(way, Chance) and way.renewal else ())
        self._anchors = [x for x in block.states if x in seen]
        self._count = -(-len(rows) // LANES) * LANES
        self._discount = self._wide(discount)
        self._role = np.full((len(self._place), self._count), STAYS)
        for x, step in self._turns.items():
            own = rows.actor == step.turn.mover
            self._role[self._place[x], : len(rows)] = np.where(own, np.where(rows.best, BEST, rows.play), STAYS)
        moves = [len(self._turns[x].turn.log_weight) if x in self._turns else 0 for x in block.states]
        self._moves = np.concatenate([[0], np.cumsum(moves)])
        n = grid.count
        self._base = np.zeros((n, len(self._place), self._count))
        self._worth = np.zeros((int(self._moves[-1]), n, self._count))
        self._room = np.empty((3, max(self._count, *moves, 1)))
        self._tables = self._tabulate()

    def settle(self, start: Values, tolerance: float) -> dict[int, Array]:
        """Values (R, n) by state of the block.

        Args:
            start: where to begin, (R, n) or (R,) by state.
            tolerance: on the last change, max norm.

        Raises:
            NotConverged: with the last change.
        """
        n, r, at = self.grid.count, len(self.rows), [self._place[x] for x in self._anchors]
        values, reply = np.zeros(self._base.shape), np.zeros(self._base.shape, np.int8)
        for x in self._anchors:
            values[:, self._place[x], :r] = start[x].reshape(r, -1).T
        found = np.empty((n, len(at), self._count))
        for _ in range(MOST_ROUNDS):
            rounds.round_of(self._tables, values, self._base, self._worth, reply, found, self._room)
            change = found - values[:, at]
            size = float(np.abs(change).max(initial=0.0))
            if size <= tolerance:
                values[:, at] = found
                return {x: np.ascontiguousarray(values[:, k, :r].T) for x, k in self._place.items()}
            values[:, at] += self._missing(change, reply, at, max(HALF * tolerance / size, LEFT))
        raise unsettled(size, MOST_ROUNDS)

    def _missing(self, change: Array, reply: Array, at: list[int], left: float) -> Array:
        """x with x less what a round makes of it, replies held, equal to a change, (n, anchors, R)."""
        t, whole = self._tables, np.zeros(self._base.shape)
        slack, none = np.empty_like(change), np.empty((0, 0, 0))
        held = np.empty((len(change), len(t.following), self._count))
        rounds.hold(t, reply, held)
        rounds.slacken(t, held, slack)

        def swept(begun: Array, right: Array) -> Array:
            whole[:, at] = begun.reshape(change.shape)
            for back in (False, True):
                rounds.sweep(t, whole, right, held, slack, back, self._room)
            return whole[:, at].reshape(-1)

        first = swept(np.zeros_like(change), change)
        found, _ = gmres(lambda x: x - swept(x, none), first, left=left, kept=KEPT, rounds=RESTARTS)
        return found.reshape(change.shape)

    def _tabulate(self) -> Tables:
        """The block as arrays; what lies outside goes into what its states are worth whatever follows within."""
        m, most = len(self._place), max((len(s.turn.log_weight) for s in self._turns.values()), default=1)
        links, leads, chance = [0], [], []
        patience, mix = np.ones((m, self._count)), np.tile(np.eye(self._count), (m, 1, 1))
        outcomes, following, shown, within, spread = [0], [], [], [], []
        for x, k in self._place.items():
            if x in self._turns:
                for o, y in enumerate(self._turns[x].turn.following.tolist()):
                    if y in self._place:
                        following.append(self._place[y])
                        shown.append(np.pad(self._turns[x].turn.show[:, o], (0, most - len(self._turns[x].turn.show))))
                        within.append(self._towards(x, o))
                self._leave(x)
                spread.append(self._nowhere)
            else:
                way = self._passages[x]
                on = [y in self._place for y in way.following.tolist()]
                leads += [self._place[y] for y in way.following[on].tolist()]
                chance += way.probability[on].tolist()
                if isinstance(way, Wait):
                    patience[k] = self._wide(way.patience[self.rows.worth])
                    spread.append(self._nowhere)
                else:
                    spread.append(self._renewed(way, mix[k]))
                self._pass(x)
            links.append(len(leads))
            outcomes.append(len(following))
        anchor = np.full(m, -1)
        anchor[[self._place[x] for x in self._anchors]] = np.arange(len(self._anchors))
        divided = [part[0] for part in within] + [corner for corner, _ in spread]
        corner = np.concatenate(divided, 1)
        lead = np.repeat(following, [part[0].shape[1] for part in within]).astype(int)
        return Tables(
            turn=np.array([x in self._turns for x in self._place]),
            anchor=anchor,
            links=np.array(links),
            leads=np.array(leads, int),
            chance=np.array(chance, float),
            patience=patience,
            mix=mix,
            outcomes=np.array(outcomes),
            following=np.array(following, int),
            corners=np.concatenate([[0], np.cumsum([corner.shape[1] for corner in divided])]),
            corner=corner,
            weight=np.concatenate([part[1] for part in within] + [weight for _, weight in spread], 1),
            entry=((corner[:, : len(lead)].astype(np.int64) * m + lead) * self._count),
            outcome_chance=self._widest([part[2] for part in within]),
            role=self._role,
            moves=self._moves,
            open=np.concatenate([np.isfinite(s.turn.log_weight) for s in self._turns.values()] or [np.zeros(0, bool)]),
            shown=np.array(shown).reshape(len(following), most),
            discount=self._discount,
        )

    def _leave(self, x: int) -> None:
        """Count what a turn pays, and what it leads to outside the block."""
        step, k = self._turns[x], self._place[x]
        t, first = step.turn, int(self._moves[k])
        pays, divided = t.payoff[:, self.rows.worth], []
        for o, y in enumerate(t.following.tolist()):
            if y in self._place:
                continue
            if self._known[y].ndim > 1:
                divided.append((o, y))
            else:
                pays = pays + t.show[:, o, None] * (self._discount[: len(self.rows)] * self._known[y])
        worth = self._worth[first : first + len(t.show)]
        for r, role in enumerate(self._role[k, : len(self.rows)].tolist()):
            if role == BEST:
                worth[:, :, r] = pays[:, r, None]
            else:
                by_type = t.by_type(pays[:, r], step.sigma)
                self._base[:, k, r] = step.expected(by_type) if role == STAYS else by_type[role]
        for o, y in divided:
            parts = *self._towards(x, o), np.ascontiguousarray(t.show[:, o]), self._role[k], self._discount
            rounds.fold(*parts, np.ascontiguousarray(self._known[y]), self._base[:, k], worth)

    def _pass(self, x: int) -> None:
        """Count what a clock or chance state pays, and what it leads to outside the block."""
        way, k, r = self._passages[x], self._place[x], len(self.rows)
        left = way.patience[self.rows.worth] if isinstance(way, Wait) else np.ones(r)
        total = np.zeros((r, self.grid.count))
        for y, chance in zip(way.following.tolist(), way.probability, strict=True):
            if y not in self._place:
                after = self._known[y]
                if isinstance(way, Chance) and after.ndim > 1:
                    for actor, share in way.renewal:
                        moved = self.grid.renewed(actor, share)
                        prior = self.grid.axes[actor].prior
                        after = self.rows.succeeded(actor, share, prior, np.stack([moved.of(row) for row in after]))
                total += chance * after.reshape(r, -1)
        self._base[:, k, :r] = way.payoff[self.rows.worth] + (left[:, None] * total).T

    def _towards(self, x: int, outcome: int) -> tuple[Array, Array, Array]:
        """Nodes that beliefs go to and their weights, (n, K) each; and how probable an outcome is, (n, 1 + K)."""
        step = self._turns[x]
        likelihood = step.turn.by_type(step.turn.show[:, outcome], step.sigma)
        chances = np.empty((self.grid.count, 1 + len(likelihood)))
        chances[:, 0] = step.expected(likelihood)
        for kind, part in enumerate(likelihood):
            chances[:, 1 + kind] = part
        return *_corners(self.grid.after(step.turn.mover, likelihood), self.grid.count), chances

    def _renewed(self, way: Chance, mix: Array) -> tuple[Array, Array]:
        """Nodes that beliefs go to at a chance state where types are redrawn, none where they stay; ``mix`` (R, R)
        takes what each row counts of every row."""
        if not way.renewal:
            return self._nowhere
        index, weight = np.arange(self.grid.count)[:, None], np.ones((self.grid.count, 1))
        r = len(self.rows)
        for actor, share in way.renewal:
            to, part = _corners(self.grid.renewed(actor, share), self.grid.count)
            index, weight = (
                to[index].reshape(len(to), -1),
                (weight[:, :, None] * part[index]).reshape(len(to), -1),
            )
            mix[:r, :r] = self.rows.succeeded(actor, share, self.grid.axes[actor].prior, mix[:r, :r])
        return index.astype(np.int32), weight

    def _widest(self, chances: list[Array]) -> Array:
        """(n, outcomes, 1 + most types), zero for types that there are not."""
        out = np.zeros((self.grid.count, len(chances), max((part.shape[1] for part in chances), default=1)))
        for j, part in enumerate(chances):
            out[:, j, : part.shape[1]] = part
        return out

    @property
    def _nowhere(self) -> tuple[Array, Array]:
        return np.zeros((self.grid.count, 0), np.int32), np.zeros((self.grid.count, 0))

    def _wide(self, of_rows: Array) -> Array:
        """By row, (R,), made up with zeros to a multiple of ``LANES``."""
        return np.pad(np.asarray(of_rows, float), (0, self._count - len(self.rows)))


def _corners(lookup: Lookup, nodes: int) -> tuple[Array, Array]:
    """Nodes and weights, (n, K) each."""
    first = np.arange(nodes) if lookup.first is None else lookup.first
    corner = np.empty((nodes, 1 + len(lookup.others)), np.int32)
    weight = np.empty(corner.shape)
    corner[:, 0], weight[:, 0] = first, 1.0
    for v, (index, part) in enumerate(lookup.others, 1):
        corner[:, v], weight[:, v] = index, part
        weight[:, 0] -= part
    return corner, weight


def unsettled(size: float, rounds: int) -> NotConverged:
    """Values that still move."""
    return NotConverged(
        f"values under the given strategies still move by {size:.2g} after {rounds} rounds: lower the discount factor, "
        "or give the game a horizon"
    )
