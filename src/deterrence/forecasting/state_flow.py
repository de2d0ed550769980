"""Everything about the flow through a decision state that does not depend on how much passes.

The likelihood of an outcome is c(o) Π_i L_i(o) over the actors that move (:mod:`..solvers.joint_tables`),
L_i(o | θ) = Σ_a σ_i(a | θ) κ_i(o | a), and the posterior about each mover is spread on its own axis: what is at a
vertex goes to the product of the places to which each mover's goes. Where one actor moves, κ is Pr(outcome | move).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..games.structure import TypeLabel
from ..solvers.joint_tables import factors
from .bayes import play_at
from .belief_axes import LinePosteriors, PosteriorMap
from .decision_flow import MoverPlay
from .vertices import Vertices

if TYPE_CHECKING:
    from ..solvers.grid import Assessment
    from .imposed import Imposed


@dataclass(frozen=True, eq=False)
class Divided:
    """Play at a state, and where mass goes; J joint moves, O outcomes, L vertices.

    Attributes:
        plays: of every mover.
        mixture: (J, L), probability of each joint move.
        place: (O, L, Z), the vertices among which what leaves by an outcome is divided.
        share: (O, L, Z), what goes to each.
    """

    plays: tuple[MoverPlay, ...]
    mixture: np.ndarray
    place: np.ndarray
    share: np.ndarray


class StateFlow:
    """One decision state under an assessment, with what is imposed on moves there, if anything is."""

    def __init__(
        self,
        assessment: Assessment,
        state: int,
        vertices: Vertices,
        imposed: Imposed | None = None,
    ):
        s = assessment.game.structure
        self.assessment, self.state, self.vertices, self.imposed = assessment, state, vertices, imposed
        self.movers = s.movers[state]
        self.moves = [s.moves_at[state][i] for i in self.movers]
        self.joints, self.outcomes = s.joints_at[state], s.outcomes_at[state]
        self.show = self._shown()
        self.bound = () if imposed is None else imposed.binding(self.movers, self.moves)
        one = len(self.movers) == 1
        self.kappa = [self.show] if one else factors(assessment.game, state)[0]
        self.rule = [np.asarray(assessment.game.numbers.rule)[list(moves)] for moves in self.moves]
        self.seats = [seats(s.types[i]) for i in self.movers]
        self.made = [
            np.array([moves.index(int(s.joint_moves[j, i])) for j in self.joints])
            for i, moves in zip(self.movers, self.moves, strict=True)
        ]
        if one:  # in the order of the actor's moves, whatever that of the joint moves
            self.kappa = [self.show[np.argsort(self.made[0])]]
        self.in_order = one and (self.made[0] == np.arange(len(self.joints))).all()

    def _shown(self) -> np.ndarray:
        """Pr(outcome | joint move), (J, O)."""
        s = self.assessment.game.structure
        branches = list(s.branches_at[self.state])
        joints = np.searchsorted(self.joints, s.branch_joint[branches])
        outcomes = np.searchsorted(self.outcomes, s.branch_outcome[branches])
        show = np.zeros((len(self.joints), len(self.outcomes)))
        np.add.at(show, (joints, outcomes), np.asarray(self.assessment.game.numbers.branch_probability)[branches])
        return show

    def log_strategies(self, stage: int) -> list[np.ndarray]:
        """Log σ of every mover's strategic types, (S, A or more, n) each, at the solution's belief nodes."""
        if len(self.movers) > 1:
            tables = self.assessment.joint_strategy(stage, self.state)
        else:
            tables = [self.assessment.strategy(stage, self.state)]
        return [np.ascontiguousarray(log.reshape(*log.shape[:2], -1)) for log in tables]

    def log_strategy(self, stage: int, actor: int, live: np.ndarray) -> np.ndarray:
        """Log σ of an actor's strategic types at some vertices, (S, A, L)."""
        n = self.movers.index(actor)
        return self.log_strategies(stage)[n][:, : len(self.moves[n]), self.nodes[live]]

    @property
    def nodes(self) -> np.ndarray:
        """(V,), which of them is played at each vertex."""
        return self.vertices.nodes if len(self.movers) > 1 else self.vertices.nodes_first[self.movers[0]]

    def _prepare(self, stage: int, live: np.ndarray) -> tuple[tuple[MoverPlay, ...], tuple[PosteriorMap, ...]]:
        """How every mover plays at some vertices (L,), and where it is then believed to stand."""
        types = self.assessment.game.structure.types
        plays, posteriors = [], []
        for n, log in enumerate(self.log_strategies(stage)):
            i, belief = self.movers[n], self.vertices.belief[self.movers[n]]
            shape = (len(self.moves[n]), len(live))
            strategy, mixture = np.empty((len(types[i]), *shape)), np.zeros(shape)
            play_at(log, self.nodes, belief, live, self.rule[n], self.seats[n], strategy, mixture)
            posteriors.append(self.vertices.axes[i].posteriors(strategy, self.kappa[n], self.vertices.own[i][live]))
            if self.imposed is not None and i in self.bound:  # what is seen is read by what was believed
                strategy = self.imposed.applied(self.moves[n], strategy)
                mixture = np.einsum("lk,kal->al", belief[live], strategy)
            plays.append(MoverPlay(i, self.moves[n], strategy, mixture, belief[live]))
        return tuple(plays), tuple(posteriors)

    def divided(self, stage: int, live: np.ndarray, truth: Mapping[int, int]) -> Divided:
        """What is played, and where mass at the vertices (L,) goes: public mass, or that of true types."""
        plays, posteriors = self._prepare(stage, live)
        plays = tuple(_as_type(play, truth.get(play.actor)) for play in plays)
        mixture = plays[0].mixture if self.in_order else plays[0].mixture[self.made[0]]
        for play, made in zip(plays[1:], self.made[1:], strict=True):
            mixture = mixture * play.mixture[made]
        return Divided(plays, mixture, *self._spread(posteriors, live, truth))

    def _spread(
        self, posteriors: tuple[PosteriorMap, ...], live: np.ndarray, truth: Mapping[int, int]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Vertices and shares, (O, L, Z), along all movers' axes at once."""
        truth = {i: kind for i, kind in truth.items() if i not in self.bound}
        i, posterior = self.movers[0], posteriors[0]
        if len(self.movers) == 1 and isinstance(posterior, LinePosteriors):
            return posterior.divided(truth.get(i), live, self.vertices.own[i], self.vertices.strides[i])
        place, share = live[None, :, None].astype(np.int32), np.ones((1, len(live), 1))
        for i, posterior in zip(self.movers, posteriors, strict=True):
            step = ((posterior.place - self.vertices.own[i][live][:, None]) * self.vertices.strides[i]).astype(np.int32)
            own = posterior.share(truth.get(i))
            shape = (len(self.outcomes), len(live), place.shape[2] * step.shape[2])
            place = (place[:, :, :, None] + step[:, :, None, :]).reshape(shape)
            share = (share[:, :, :, None] * own[:, :, None, :]).reshape(shape)
        return place, share


def _as_type(play: MoverPlay, kind: int | None) -> MoverPlay:
    if kind is None:
        return play
    return MoverPlay(play.actor, play.moves, play.strategy, play.strategy[kind], play.belief)


def seats(kinds: tuple[TypeLabel, ...]) -> np.ndarray:
    """Place of each type among the strategic ones, (K,); -1 for a commitment."""
    strategic = np.array([kind.strategic for kind in kinds])
    return np.where(strategic, np.cumsum(strategic) - 1, -1)
