"""Play at many states at once, as compiled loops take it: probabilities of moves, and where beliefs then go.

None of it depends on how much mass there is. States where one actor of at most two types moves, and moves as it is
believed to, are worked out all in one call; others one by one (:mod:`.state_flow`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..games.structure import Structure
from .bayes import play_stage
from .decision_flow import Flow, MoverPlay
from .distances import add_stage_distances
from .ground import Ground
from .rows import Rows
from .state_flow import Divided, seats
from .vertices import Vertices

PAIR = 2
"""Types, or vertices that a posterior is divided between."""


@dataclass(frozen=True, eq=False)
class StagePlay:
    """Play at some states at one stage. The first item is none of them: there, everything stays where it is.

    Attributes:
        players, stage, truth: whose, which, and {actor: its true type} that mass is conditional on.
        item: by state, which of the items below is its own.
        live_ends, live: by item and flat, the vertices L where mass is.
        mix_at, mix_wide, mix: by item and flat, (L, mix_wide): probability of every joint move, then of automata's own
            mass, how much sets out for each that there is.
        place_at, outcomes, parts, stride, place, share: by item and flat, (L, outcomes, parts): the vertices among
            which what leaves by an outcome is divided, and what goes to each. With a stride, the share goes to the
            vertex a stride above, and the rest to the vertex.
        chosen: of the items after the first, those of one actor of two types, by position among those of the game.
        strategy_at, strategy: by item and flat, (K, A, L), of the mover's types; where one actor of two types moves.
        others: by state where not, what is played.
    """

    players: Players
    stage: int
    truth: Mapping[int, int]
    item: Mapping[int, int]
    live_ends: np.ndarray
    live: np.ndarray
    mix_at: np.ndarray
    mix_wide: np.ndarray
    mix: np.ndarray
    place_at: np.ndarray
    outcomes: np.ndarray
    parts: np.ndarray
    stride: np.ndarray
    place: np.ndarray
    share: np.ndarray
    chosen: np.ndarray
    strategy_at: np.ndarray
    strategy: np.ndarray
    others: Mapping[int, Divided]

    @property
    def structure(self) -> Structure:
        """Of the game."""
        return self.players.structure

    @property
    def vertices(self) -> Vertices:
        """Of belief."""
        return self.players.ground.vertices

    def shown(self, state: int) -> np.ndarray:
        """(J, O), Pr(outcome | joint move)."""
        return self.players.shown(state)

    def at(self, state: int) -> np.ndarray:
        """The vertices at a state, (L,)."""
        i = self.item[state]
        return self.live[self.live_ends[i] : self.live_ends[i + 1]]

    def probabilities(self, state: int) -> np.ndarray:
        """Those of a state, (L, mix_wide), in place."""
        i = self.item[state]
        count, wide, at = int(self.live_ends[i + 1] - self.live_ends[i]), int(self.mix_wide[i]), int(self.mix_at[i])
        return self.mix[at : at + count * wide].reshape(count, wide)

    def divided(self, state: int) -> tuple[np.ndarray, np.ndarray]:
        """Vertices and shares of a state, (O, L, Z) each."""
        if state in self.others:
            return self.others[state].place, self.others[state].share
        i = self.item[state]
        shape, at = (int(self.live_ends[i + 1] - self.live_ends[i]), int(self.outcomes[i])), int(self.place_at[i])
        below = self.place[at : at + shape[0] * shape[1]].reshape(shape).T
        above = self.share[at : at + shape[0] * shape[1]].reshape(shape).T
        return np.stack([below, below + self.stride[i]], axis=-1), np.stack([1.0 - above, above], axis=-1)

    def plays(self, state: int) -> tuple[MoverPlay, ...]:
        """What every mover plays at a state."""
        if state in self.others:
            return self.others[state].plays
        return (self.players.play(self, state),)

    def add_distances(
        self, declared: np.ndarray, rows: Rows, within: float, total: np.ndarray, weight: np.ndarray
    ) -> None:
        """Add distances from declared rules where one actor of at most two types moves.

        Args:
            declared: (N,), by actor, the type that does what the rule says; -1 where nobody does.
            rows, within: mass, and what it counts.
            total, weight: see :func:`.distances.add_distances`.
        """
        p, first = self.players, slice(1, len(self.chosen) + 2)
        states = list(self.item)[: len(self.chosen)]
        add_stage_distances(
            declared, self.chosen, rows.begin[states], rows.wide[states], rows.flat, within, self.live_ends[first],
            self.live, p.along, p.own, p.mover, p.kinds, p.moves, p.joint_at, p.joint, self.mix_at[first],
            self.mix_wide[first], self.mix, self.strategy_at[first], self.strategy, total, weight,
        )  # fmt: skip

    def flow(self, state: int, rows: np.ndarray, by_tag: np.ndarray) -> Flow:
        """The flow through a state of its rows (V, R), of which every tag is a combination (G, R)."""
        return Flow(self, state, rows, by_tag)


class Players:
    """Who moves at every decision state, as compiled loops take it."""

    def __init__(self, ground: Ground):
        self.ground, self.structure = ground, ground.game.structure
        s, vertices = self.structure, ground.vertices
        bound = () if ground.imposed is None else ground.imposed.actors
        self.states = [
            x
            for x, movers in enumerate(s.movers)
            if len(movers) == 1 and len(s.types[movers[0]]) <= PAIR and movers[0] not in bound
        ]
        self.position = {x: p for p, x in enumerate(self.states)}
        self.mover = np.array([s.movers[x][0] for x in self.states], np.int64)
        self.kinds = np.array([len(s.types[i]) for i in self.mover], np.int64)
        self.size = np.array([vertices.sizes[i] for i in self.mover], np.int64)
        moves = [s.moves_at[x][i] for x, i in zip(self.states, self.mover.tolist(), strict=True)]
        self.moves = np.array([len(own) for own in moves], np.int64)
        self.outcomes = np.array([len(s.outcomes_at[x]) for x in self.states], np.int64)
        self._first = np.array([own[0] for own in moves], np.int64)
        self.joint_at = starts(self.moves)
        every = np.array([m for own in moves for m in own], np.int64)
        self.joint = np.empty(len(every), np.int64)
        for x, at in zip(self.states, self.joint_at.tolist(), strict=True):
            made = s.joint_moves[list(s.joints_at[x]), s.movers[x][0]]
            self.joint[at + made - made.min()] = np.arange(len(made))
        self.rule = np.zeros((len(every), PAIR))
        if len(every):  # where nobody moves there are no rules
            rule = np.asarray(ground.game.numbers.rule)[every, :PAIR]
            self.rule[:, : rule.shape[1]] = rule
        self.show_at = starts(self.moves * self.outcomes)
        self.show = self._shown()
        self._known: dict[int, np.ndarray] = {}
        self.seat = np.full((len(s.types), PAIR), -1)
        self.along = np.zeros((len(s.types), max(vertices.sizes), PAIR))
        for i, kinds in enumerate(s.types):
            if len(kinds) <= PAIR:
                self.seat[i, : len(kinds)] = seats(kinds)
                self.along[i, : vertices.sizes[i], : len(kinds)] = vertices.axes[i].belief
        self.grid = int(np.prod([len(axis.lattice) for axis in vertices.axes]))
        self.own, self.nodes = np.stack(vertices.own), np.stack(vertices.nodes_first)
        self.stride = np.array(vertices.strides, np.int64)

    def _shown(self) -> np.ndarray:
        """(A, O) of each, flat: Pr(outcome | move)."""
        s = self.structure
        where = np.full(len(s.states), -1)
        where[self.states] = np.arange(len(self.states))
        position = np.empty(len(s.outcome_next), int)
        for at in s.outcomes_at:
            position[list(at)] = np.arange(len(at))
        branch = np.flatnonzero(where[s.branch_state] >= 0)
        p = where[s.branch_state[branch]]
        move = s.joint_moves[s.branch_joint[branch], self.mover[p]] - self._first[p]
        place = self.show_at[p] + move * self.outcomes[p] + position[s.branch_outcome[branch]]
        return np.bincount(place, self.ground.probability[branch], int((self.moves * self.outcomes).sum()))

    def shown(self, state: int) -> np.ndarray:
        """Pr(outcome | joint move), (J, O)."""
        if state not in self.position:
            return self.ground.state(state).show
        if state not in self._known:
            p = self.position[state]
            many, see, at = int(self.moves[p]), int(self.outcomes[p]), int(self.show_at[p])
            joint = self.joint[self.joint_at[p] : self.joint_at[p] + many]
            self._known[state] = self.show[at : at + many * see].reshape(many, see)[np.argsort(joint)]
        return self._known[state]

    def play(self, known: StagePlay, state: int) -> MoverPlay:
        """The play of the mover at a state where there is one."""
        p, i = self.position[state], known.item[state]
        actor, many, live = int(self.mover[p]), int(self.moves[p]), known.at(state)
        at, size = int(known.strategy_at[i]), int(self.kinds[p]) * many * len(live)
        strategy = known.strategy[at : at + size].reshape(-1, many, len(live))
        joint = self.joint[self.joint_at[p] : self.joint_at[p] + many]
        mixture = known.probabilities(state).T[joint]
        moves = self.structure.moves_at[state][actor]
        return MoverPlay(actor, moves, strategy, mixture, self.ground.vertices.belief[actor][live])

    def at(
        self, stage: int, states: Sequence[int], live: Sequence[np.ndarray], truth: Mapping[int, int], wide: np.ndarray
    ) -> StagePlay:
        """Play at some states at a stage, at the vertices (L,) of each where mass is.

        Args:
            stage, states, live: where.
            truth: true types to condition on.
            wide: (X,), columns of the probabilities at a state, see :attr:`.transport.Plan.columns`.
        """
        lengths = [len(at) for at in live]
        plain = [(x, at, n) for x, at, n in zip(states, live, lengths, strict=True) if x in self.position]
        rest = [(x, at, n) for x, at, n in zip(states, live, lengths, strict=True) if x not in self.position]
        ordered = [x for x, _, _ in (*plain, *rest)]
        others = {x: self.ground.state(x).divided(stage, at, truth) for x, at, _ in rest}
        every = self.ground.vertices.count
        count = np.array([every, *(n for _, _, n in (*plain, *rest))], np.int64)
        vertices = np.concatenate([np.arange(every), *(at for _, at, _ in (*plain, *rest))])
        ends = np.concatenate([[0], np.cumsum(count)])
        chosen = np.array([self.position[x] for x, _, _ in plain], np.int64)
        mover = self.mover[chosen]
        columns = np.concatenate([[1], wide[ordered]]).astype(np.int64)
        outcomes = np.array([1, *self.outcomes[chosen], *(part.place.shape[0] for part in others.values())], np.int64)
        parts = np.array([1, *np.ones(len(plain)), *(part.place.shape[2] for part in others.values())], np.int64)
        stride = np.array([0, *self.stride[mover], *np.zeros(len(rest))], np.int64)
        mix_at, place_at = starts(count * columns), starts(count * outcomes * parts)
        mix = np.zeros(int((count * columns).sum()))
        place = np.empty(int((count * outcomes * parts).sum()), np.int32)
        share = np.empty(len(place))
        mix[:every], place[:every], share[:every] = 1.0, np.arange(every), 1.0
        size = self.kinds[chosen] * self.moves[chosen] * count[1 : len(plain) + 1]
        strategy_at, strategy = np.concatenate([[0], starts(size)]), np.empty(int(size.sum()))
        tables = [self.ground.assessment.strategy(stage, x) for x, _, _ in plain]
        log = np.concatenate([np.zeros(0), *(table.reshape(-1) for table in tables)])
        log_wide = np.array([table.shape[1] for table in tables], np.int64)
        kind = np.array([truth.get(i, -1) for i in mover.tolist()], np.int64)
        play_stage(
            chosen, kind, ends[1:], vertices, log, starts([table.size for table in tables]), log_wide, self.grid,
            self.nodes, self.along, self.own, self.stride, self.mover, self.kinds, self.size, self.moves, self.outcomes,
            self.seat, self.joint_at, self.joint, self.rule.reshape(-1), self.show_at, self.show, strategy_at[1:],
            strategy, mix_at[1:], columns[1:], mix, place_at[1:], place, share,
        )  # fmt: skip
        item = {x: k for k, x in enumerate(ordered, 1)}
        for x, part in others.items():
            k, at, length = item[x], int(place_at[item[x]]), part.place.size
            place[at : at + length] = part.place.transpose(1, 0, 2).ravel()
            share[at : at + length] = part.share.transpose(1, 0, 2).ravel()
            at, length = int(mix_at[k]), int(count[k] * columns[k])
            mix[at : at + length].reshape(-1, columns[k])[:, : len(part.mixture)] = part.mixture.T
        return StagePlay(
            self, stage, truth, item, ends, vertices, mix_at, columns, mix, place_at, outcomes, parts, stride, place,
            share, chosen, strategy_at, strategy, others,
        )  # fmt: skip


def starts(lengths: Sequence[int] | np.ndarray) -> np.ndarray:
    """Where each of some stretches begins, one after another."""
    return np.concatenate([[0], np.cumsum(lengths)])[:-1].astype(np.int64)
