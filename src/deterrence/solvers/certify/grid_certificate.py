"""The figures of a belief-grid assessment: residuals, regrets, stakes, bounds, consistency."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from ...games.stochastic import StochasticGame
from .bound import logit_bounds
from .given import GridStrategies
from .play import Play
from .reach import Reach
from .record import ActorFigures, Certificate, GridError
from .turns import Array

CATASTROPHE = "catastrophe"
NEAR = 1e-12  # expected visits below which a node adds nothing to a mean


@dataclass
class Worst:
    """The largest of something, and where."""

    size: float = -np.inf
    at: str = ""

    def meet(self, size: float, at: Callable[[], str]) -> None:
        """Take in one more; ``at`` says in words where it is."""
        if size > self.size:
            self.size, self.at = size, at()


class Ranges:
    """Ranges of the columns' values over the places met."""

    def __init__(self, columns: int):
        self.low, self.high = np.full(columns, np.inf), np.full(columns, -np.inf)

    def meet(self, values: Array) -> None:
        """Take in the values (C,) of one place."""
        self.low, self.high = np.minimum(self.low, values), np.maximum(self.high, values)

    def stakes(self, game: StochasticGame) -> list[tuple[float, bool]]:
        """Per actor, the widest range of its types and True; 1 and False where there is none."""
        owner = np.array([i for i, _ in game.structure.columns])
        spans = np.maximum(self.high - self.low, 0.0)
        widest = [float(spans[owner == i].max(initial=0.0)) for i in range(len(game.structure.actors))]
        return [(span, True) if span > 0 else (1.0, False) for span in widest]


def certify_grid(
    assessment: GridStrategies, reach: Reach, branch: str, error: GridError | None, factor: int, floor: float
) -> Certificate:
    """The certificate of a belief-grid assessment, given where play goes under it.

    See :meth:`deterrence.solvers.solver.StrategyProfile.certify`.
    """
    game = assessment.game
    play = Play(assessment)
    residual, ranges, near = _on_the_grid(play, reach, floor)
    stakes = ranges.stakes(game)
    fine = Play(assessment, factor)
    residual_fine, regret, anywhere, places = _best_replies(fine, reach, floor, near)
    actors = []
    for i, (stake, known) in enumerate(stakes):
        mine = [c for c, (j, _) in enumerate(game.structure.columns) if j == i]
        bounds = logit_bounds(game, i)
        worst = max((anywhere[c] for c in mine), key=lambda w: w.size, default=Worst(0.0))
        start = float(bounds[0][game.structure.initial])
        actors.append(
            ActorFigures(
                actor=game.structure.actors[i],
                stake=stake,
                stake_known=known,
                regret=max((float(regret[c]) for c in mine), default=0.0) / stake,
                regret_anywhere=worst.size / stake,
                regret_at=worst.at,
                logit_bound=start / stake,
                bound_anywhere=max([start, *(float(bounds[t][x]) for t, x in places)]) / stake,
                regret_by_type={_type_of(game, c): float(regret[c]) / stake for c in mine},
            )
        )
    return Certificate(
        residual=residual.size,
        residual_at=residual.at,
        residual_fine=residual_fine,
        grid_error=error,
        regret=max(f.regret for f in actors),
        regret_anywhere=max(f.regret_anywhere for f in actors),
        logit_bound=max(f.logit_bound for f in actors),
        consistency=reach.consistency,
        beyond_cut=reach.beyond,
        unfinished=reach.unfinished,
        branch=branch,
        actors=tuple(actors),
    )


def _type_of(game: StochasticGame, column: int) -> str:
    s = game.structure
    i, k = s.columns[column]
    return s.types[i][k].id


def prior_values(assessment: GridStrategies) -> Array:
    """V at the prior by the certificate's own evaluation, (C,)."""
    play = Play(assessment)
    *_, (_, first, _) = play.stages(at=lambda t, x: slice(0, 1))
    here = first[assessment.game.structure.initial]
    columns = len(assessment.game.structure.columns)
    return here[:columns] if here.ndim == 1 else here[:columns, play.grid.prior]


def _on_the_grid(play: Play, reach: Reach, floor: float) -> tuple[Worst, Ranges, Mapping[int, Array] | None]:
    """The residual at every node solved, and the range of values where play goes; without a horizon also the values,
    best replies' included, for a finer grid to begin from."""
    game = play.assessment.game
    ending = np.asarray(game.numbers.ending, float)
    ranges = Ranges(ending.shape[1])
    for x, ended in reach.endings.items():
        if ended >= floor and game.structure.endings[x] != CATASTROPHE:
            ranges.meet(ending[x])
    for x, left in reach.stopped.items():
        if left >= floor:
            ranges.meet(ending[x])
    residual = Worst()
    endless = game.structure.horizon is None
    for t, values, gaps in play.stages(best=endless):
        for x, gap in gaps.items():
            residual.meet(float(gap.max()), partial(describe, play, t, x, int(gap.argmax())))
        for x, mass in reach.visits[t].items():
            if mass.sum() >= floor:
                ranges.meet(values[x][: ending.shape[1]] @ mass / mass.sum())
    return residual, ranges, values if endless else None


def _best_replies(
    fine: Play, reach: Reach, floor: float, begin: Mapping[int, Array] | None
) -> tuple[float, Array, list[Worst], list[tuple[int, int]]]:
    """On the finer grid: the mean residual between nodes, each column's regret at the prior and wherever play
    goes, in payoff, and the places (stage, state) where it goes."""
    game = fine.assessment.game
    columns = len(game.structure.columns)
    kept = np.arange(fine.grid.count) if fine.refinement is None else fine.refinement.kept
    near = _Between(fine, reach)
    anywhere = [Worst() for _ in range(columns)]
    places: list[tuple[int, int]] = []
    gap_sum = weight_sum = 0.0
    for t, values, gaps in fine.stages(best=True, at=near.nodes, near=begin):
        for x, mass in reach.visits[t].items():
            weight = near.weight(t, x)
            gap_sum += float(weight @ gaps[x])
            weight_sum += float(weight.sum())
            nodes = np.flatnonzero(mass >= floor)
            if len(nodes):
                places.append((t, x))
                gain = values[x][-columns:, kept[nodes]] - values[x][:columns, kept[nodes]]
                for c in range(columns):
                    k = int(nodes[gain[c].argmax()])
                    anywhere[c].meet(float(gain[c].max()), partial(describe, fine, t, x, k, c))
    first = values[game.structure.initial]
    start = first if first.ndim == 1 else first[:, fine.grid.prior]
    return gap_sum / weight_sum if weight_sum else 0.0, start[-columns:] - start[:columns], anywhere, places


class _Between:
    """Nodes between the assessment's own that play comes near, and how much of it comes."""

    def __init__(self, fine: Play, reach: Reach):
        self._fine, self._reach = fine, reach

    def _all(self, stage: int, state: int) -> tuple[Array, Array]:
        refinement = self._fine.refinement
        mass = self._reach.visits[stage].get(state)
        if mass is None:
            return np.zeros(0, int), np.zeros(0)
        spread, nodes = (
            (mass, np.arange(len(mass))) if refinement is None else (refinement.spread(mass), refinement.between)
        )
        near = nodes[spread[nodes] > NEAR]
        return near, spread[near]

    def nodes(self, stage: int, state: int) -> Array:
        """Indices on the finer grid."""
        return self._all(stage, state)[0]

    def weight(self, stage: int, state: int) -> Array:
        """Mass near each of them."""
        return self._all(stage, state)[1]


def describe(play: Play, stage: int, state: int, node: int, column: int | None = None) -> str:
    """A node of the assessment's own grid in words."""
    s = play.assessment.game.structure
    beliefs = []
    for actor, kinds, b in zip(s.actors, s.types, play.coarse.belief, strict=True):
        if len(kinds) > 1:
            each = ", ".join(f"{kind.id} {p:.3g}" for kind, p in zip(kinds, b[:, node], strict=True))
            beliefs.append(f"belief about {actor} {each}")
    when = "" if s.horizon is None else f"move {stage + 1}, "
    who = ""
    if column is not None:
        i, k = s.columns[column]
        who = f"{s.actors[i]} {s.types[i][k].id}, "
    return f"{who}{when}state '{s.states[state]}'" + "".join(f"; {belief}" for belief in beliefs)
