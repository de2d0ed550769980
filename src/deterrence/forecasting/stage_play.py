"""Play at many states at once, as compiled loops take it: probabilities of moves, and where beliefs then go.

None of it depends on how much mass there is. States where one actor of at most two types moves, and moves as it is
believed to, are worked out all in one call; others one by one (:mod:`.state_flow`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .bayes import arrange, play_stage
from .decision_flow import Flow, MoverPlay
from .state_flow import Divided, Prepared, seats

if TYPE_CHECKING:
    from .ground import Ground

PAIR = 2
"""Types, or vertices that a posterior is divided between."""


@dataclass(frozen=True, eq=False)
class Believed:
    """How some states are played at some vertices at one stage, and what is then believed, whatever is true.

    Attributes:
        stage: which.
        states: those of one actor and at most two types, then all others.
        live_ends, live: by state and flat, the vertices L where mass is.
        strategy_at, strategy, mixture_at, mixture, seen_at, low, above: of the first ones, see :func:`.bayes.play_stage`.
        others: of all others, by state.
    """

    stage: int
    states: Sequence[int]
    live_ends: np.ndarray
    live: np.ndarray
    strategy_at: np.ndarray
    strategy: np.ndarray
    mixture_at: np.ndarray
    mixture: np.ndarray
    seen_at: np.ndarray
    low: np.ndarray
    above: np.ndarray
    others: Mapping[int, Prepared]


@dataclass(frozen=True, eq=False)
class StagePlay:
    """Play at some states. The first item is none of them: there, everything stays where it is.

    Attributes:
        players, believed, truth: that it is worked out from.
        item: by state, which of the items below is its own.
        live_ends, live: by item and flat, the vertices L where mass is.
        mix_at, mix_wide, mix: by item and flat, (L, mix_wide): probability of every joint move, then of automata's own
            mass, how much sets out for each that there is.
        place_at, outcomes, parts, place, share: by item and flat, (L, outcomes, parts): the vertices among which what
            leaves by an outcome is divided, and what goes to each.
        others: by state that is played as others, of every mover.
    """

    players: Players
    believed: Believed
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
    place: np.ndarray
    share: np.ndarray
    others: Mapping[int, tuple[MoverPlay, ...]]

    def at(self, state: int) -> np.ndarray:
        """The vertices at a state, (L,)."""
        i = self.item[state]
        return self.live[self.live_ends[i] : self.live_ends[i + 1]]

    def probabilities(self, state: int) -> np.ndarray:
        """Those of a state, (L, mix_wide), in place."""
        i, count = self.item[state], len(self.at(state))
        return self.mix[self.mix_at[i] : self.mix_at[i] + count * self.mix_wide[i]].reshape(count, -1)

    def flow(self, state: int, rows: np.ndarray, by_tag: np.ndarray) -> Flow:
        """The flow through a state of its rows (V, R), of which every tag is a combination (G, R)."""
        ground = self.players.ground
        s, i, live = ground.game.structure, self.item[state], self.at(state)
        shape = (len(live), int(self.outcomes[i]), int(self.parts[i]))
        divided = slice(int(self.place_at[i]), int(self.place_at[i]) + shape[0] * shape[1] * shape[2])
        return Flow(
            self.believed.stage,
            state,
            ground.vertices,
            live,
            rows,
            by_tag,
            self.others[state] if state in self.others else self.players.plays(self.believed, i - 1, self.truth),
            self.probabilities(state)[:, : len(s.joints_at[state])].T,
            s.joints_at[state],
            s.outcomes_at[state],
            self.players.shown(state),
            self.place[divided].reshape(shape).transpose(1, 0, 2),
            self.share[divided].reshape(shape).transpose(1, 0, 2),
            self.truth,
        )


class Players:
    """Who moves at every decision state, as compiled loops take it."""

    def __init__(self, ground: Ground):
        self.ground = ground
        s, vertices = ground.game.structure, ground.vertices
        bound = set() if ground.imposed is None else set(ground.imposed.actors)
        self.states = [
            x for x, movers in enumerate(s.movers) if len(movers) == 1 and len(s.types[movers[0]]) <= PAIR
            and movers[0] not in bound
        ]
        self.position = {x: p for p, x in enumerate(self.states)}
        self.mover = np.array([s.movers[x][0] for x in self.states], np.int64)
        self.kinds = np.array([len(s.types[i]) for i in self.mover], np.int64)
        self.size = np.array([vertices.sizes[i] for i in self.mover], np.int64)
        moves = [s.moves_at[x][i] for x, i in zip(self.states, self.mover, strict=True)]
        self.moves = np.array([len(own) for own in moves], np.int64)
        self.outcomes = np.array([len(s.outcomes_at[x]) for x in self.states], np.int64)
        self.made_at = _starts(self.moves)
        order = np.array([m for own in moves for m in own], np.int64)
        joint = np.array([j for x in self.states for j in s.joints_at[x]], np.int64)
        each = np.repeat(np.arange(len(self.states)), self.moves)
        first = np.array([own[0] for own in moves], np.int64)
        self.made = s.joint_moves[joint, self.mover[each]] - first[each]
        self.rule_at = PAIR * self.made_at
        self.rule = np.zeros((len(order), PAIR))
        rule = np.asarray(ground.game.numbers.rule)[order, :PAIR]
        self.rule[:, : rule.shape[1]] = rule
        self.show_at = _starts(self.moves * self.outcomes)
        self.show = self._shown(first)
        self.seat = np.full((len(s.types), PAIR), -1)
        longest = max(vertices.sizes)
        self.along = np.zeros((len(s.types), longest, PAIR))
        for i, kinds in enumerate(s.types):
            if len(kinds) <= PAIR:
                self.seat[i, : len(kinds)] = seats(kinds)
                self.along[i, : vertices.sizes[i], : len(kinds)] = vertices.axes[i].belief
        self.grid = int(np.prod([len(axis.lattice) for axis in vertices.axes]))
        self.own = np.stack(vertices.own)
        self.nodes = np.stack(vertices.nodes_first)
        self.stride = np.array(vertices.strides, np.int64)

    def _shown(self, first: np.ndarray) -> np.ndarray:
        """(A, O) of each, flat: Pr(outcome | move)."""
        s = self.ground.game.structure
        where = np.full(len(s.states), -1)
        where[self.states] = np.arange(len(self.states))
        position = np.empty(len(s.outcome_next), int)
        for at in s.outcomes_at:
            position[list(at)] = np.arange(len(at))
        branch = np.flatnonzero(where[s.branch_state] >= 0)
        p = where[s.branch_state[branch]]
        move = s.joint_moves[s.branch_joint[branch], self.mover[p]] - first[p]
        place = self.show_at[p] + move * self.outcomes[p] + position[s.branch_outcome[branch]]
        return np.bincount(place, self.ground.probability[branch], int((self.moves * self.outcomes).sum()))

    def shown(self, state: int) -> np.ndarray:
        """Pr(outcome | joint move), (J, O)."""
        if state not in self.position:
            return self.ground.state(state).show
        p = self.position[state]
        many, see = int(self.moves[p]), int(self.outcomes[p])
        by_move = self.show[self.show_at[p] : self.show_at[p] + many * see].reshape(many, see)
        return by_move[self.made[self.made_at[p] : self.made_at[p] + many]]

    def believed(self, stage: int, states: Sequence[int], live: Sequence[np.ndarray]) -> Believed:
        """How some states are played at some vertices of each."""
        plain = [n for n, x in enumerate(states) if x in self.position]
        rest = [n for n, x in enumerate(states) if x not in self.position]
        ordered = [states[n] for n in (*plain, *rest)]
        counts = np.array([len(live[n]) for n in (*plain, *rest)], np.int64)
        ends = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        flat = np.concatenate([np.zeros(0, np.int64), *(live[n] for n in (*plain, *rest))])
        chosen = np.array([self.position[states[n]] for n in plain], np.int64)
        counts = counts[: len(plain)]
        tables = [self.ground.assessment.strategy(stage, states[n]) for n in plain]
        log = np.concatenate([np.zeros(0), *(table.reshape(-1) for table in tables)])
        log_at = _starts([table.size for table in tables])
        log_wide = np.array([table.shape[1] for table in tables], np.int64)
        played, seen = self.moves[chosen] * counts, self.outcomes[chosen] * counts
        strategy_at, mixture_at, seen_at = _starts(self.kinds[chosen] * played), _starts(played), _starts(seen)
        strategy, mixture = np.empty(int((self.kinds[chosen] * played).sum())), np.empty(int(played.sum()))
        low, above = np.empty(int(seen.sum()), np.int64), np.empty(int(seen.sum()))
        play_stage(
            chosen, ends, flat, log, log_at, log_wide, self.grid, self.nodes, self.along, self.own, self.mover, self.kinds,
            self.size, self.moves, self.outcomes, self.seat, self.rule_at, self.rule.reshape(-1), self.show_at,
            self.show, strategy_at, strategy, mixture_at, mixture, seen_at, low, above,
        )  # fmt: skip
        others = {states[n]: self.ground.state(states[n]).prepare(stage, live[n]) for n in rest}
        return Believed(
            stage, ordered, ends, flat, strategy_at, strategy, mixture_at, mixture, seen_at, low, above, others
        )

    def arranged(self, known: Believed, truth: Mapping[int, int], columns: np.ndarray) -> StagePlay:
        """The same, for public mass or that of true types.

        Args:
            known: what is believed.
            truth: {actor: its true type}.
            columns: (X,), of the play at a state (:attr:`.transport.Plan.columns`).
        """
        every, counts = self.ground.vertices.count, np.diff(known.live_ends)
        n = len(known.states) - len(known.others)
        chosen = np.array([self.position[x] for x in known.states[:n]], np.int64)
        divided: list[Divided] = [
            self.ground.state(x).divided(known.others[x], known.live[a:b], truth)
            for x, a, b in zip(known.states[n:], known.live_ends[n:-1], known.live_ends[n + 1 :], strict=True)
        ]
        wide = np.array([1, *(columns[x] for x in known.states)], np.int64)
        outcomes = np.array([1, *self.outcomes[chosen], *(part.place.shape[0] for part in divided)], np.int64)
        parts = np.array([1, *np.full(n, PAIR), *(part.place.shape[2] for part in divided)], np.int64)
        length = np.array([every, *counts], np.int64)
        mix_at, place_at = _starts(length * wide), _starts(length * outcomes * parts)
        mix = np.zeros(int((length * wide).sum()))
        place = np.empty(int((length * outcomes * parts).sum()), np.int64)
        share = np.empty(len(place))
        mix[:every], place[:every], share[:every] = 1.0, np.arange(every), 1.0
        kind = np.array([truth.get(i, -1) for i in self.mover[chosen].tolist()], np.int64)
        arrange(
            chosen, kind, known.live_ends, known.live, self.along, self.own, self.stride, self.mover, self.moves,
            self.outcomes, self.made_at, self.made, known.strategy_at, known.strategy, known.mixture_at, known.mixture,
            known.seen_at, known.low, known.above, mix_at[1:], wide[1:], mix, place_at[1:], place, share,
        )  # fmt: skip
        plays = {}
        for k, (x, part) in enumerate(zip(known.states[n:], divided, strict=True), n + 1):
            at = int(mix_at[k])
            mix[at : at + length[k] * wide[k]].reshape(-1, wide[k])[:, : len(part.mixture)] = part.mixture.T
            at, size = int(place_at[k]), part.place.size
            place[at : at + size] = part.place.transpose(1, 0, 2).ravel()
            share[at : at + size] = part.share.transpose(1, 0, 2).ravel()
            plays[x] = part.plays
        item = {x: k for k, x in enumerate(known.states, 1)}
        ends = np.concatenate([[0], every + known.live_ends])
        live = np.concatenate([np.arange(every), known.live])
        return StagePlay(
            self, known, truth, item, ends, live, mix_at, wide, mix, place_at, outcomes, parts, place, share, plays
        )

    def plays(self, known: Believed, k: int, truth: Mapping[int, int]) -> tuple[MoverPlay, ...]:
        """Of the mover at one of the first states, given by position."""
        p = self.position[known.states[k]]
        i, many = int(self.mover[p]), int(self.moves[p])
        live = known.live[known.live_ends[k] : known.live_ends[k + 1]]
        size, at, mixed = many * len(live), int(known.strategy_at[k]), int(known.mixture_at[k])
        strategy = known.strategy[at : at + self.kinds[p] * size].reshape(-1, many, len(live))
        mixture = known.mixture[mixed : mixed + size].reshape(many, len(live))
        moves = self.ground.game.structure.moves_at[known.states[k]][i]
        mixture = strategy[truth[i]] if i in truth else mixture
        return (MoverPlay(i, moves, strategy, mixture, self.ground.vertices.belief[i][live]),)


def _starts(lengths: Sequence[int] | np.ndarray) -> np.ndarray:
    """Where each of some stretches begins, one after another."""
    return np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64) if len(lengths) else np.zeros(0, np.int64)
