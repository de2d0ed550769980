"""The figures of a Markov assessment: no private types, so no beliefs and no grid.

With everybody else's σ fixed, an actor faces a Markov decision problem. Its value under σ solves linear
equations and its best reply is found by policy iteration (Howard 1960), or both by backward induction where
there is a horizon.

Reference: Howard (1960), Dynamic Programming and Markov Processes, MIT Press (recalled, not opened).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...games.stochastic import StochasticGame
from .bound import logit_bounds
from .decision_problem import Arena
from .given import PlainStrategies
from .grid_certificate import CATASTROPHE, Ranges
from .reach import STILL
from .record import ActorFigures, Certificate, GridError
from .turns import Array

MOST_MOVES = 10_000  # of a game without a horizon, when its places are looked up
GAIN = 1e-12  # relative to the payoffs: a smaller one is no improvement of a policy


@dataclass(frozen=True)
class Stage:
    """One stage under σ: by actor, values (X,) and best replies' values (X,); the gap of every state (X,)."""

    value: list[Array]
    best: list[Array]
    gap: Array


def _stages(arena: Arena, probability: Array) -> list[Stage]:
    actors = range(len(arena.structure.actors))
    if arena.structure.horizon is None:
        value = [arena.stationary(i, probability) for i in actors]
        best = [_best_stationary(arena, i, probability, value[i]) for i in actors]
        return [Stage(value, best, arena.gaps(probability, value))]
    stages: list[Stage] = []
    value = best = [arena.through_chance(i, arena.ending[:, i]) for i in actors]
    for sigma in probability[::-1]:
        gap = arena.gaps(sigma, value)
        greedy = [arena.greedy(i, sigma, arena.by_move(i, sigma, best[i]), 0.0) for i in actors]
        best = [arena.before(i, greedy[i], best[i]) for i in actors]
        value = [arena.before(i, sigma, value[i]) for i in actors]
        stages.insert(0, Stage(value, best, gap))
    return stages


def _best_stationary(arena: Arena, actor: int, sigma: Array, value: Array) -> Array:
    margin = GAIN * max(float(np.abs(arena.payoff).max()), float(np.abs(arena.ending).max()))
    policy = sigma
    while True:  # every round improves the policy, and there are finitely many
        improved = arena.greedy(actor, policy, arena.by_move(actor, policy, value), margin)
        if np.array_equal(improved, policy):
            return value
        policy, value = improved, arena.stationary(actor, improved)


def _visits(arena: Arena, probability: Array) -> tuple[list[Array], Array, float]:
    """Per stage, the probability of every state before its move (expected visits, without a horizon); of
    every ending, and of every state at the horizon; mass left in play."""
    s = arena.structure
    timed, settled = ~arena.chance, ~arena.terminal & ~arena.chance

    def through_chance(mass: Array) -> Array:
        while mass[arena.chance].any():
            sent = np.where(arena.chance, mass, 0.0)[s.joint_state] @ arena.onward
            mass = np.where(timed, mass, 0.0) + sent
        return mass

    mass = np.zeros(arena.count)
    mass[s.initial] = 1.0
    mass = through_chance(mass)
    ended = np.where(arena.terminal, mass, 0.0)
    visits: list[Array] = []
    for t in range(s.horizon if s.horizon is not None else MOST_MOVES):
        mass = np.where(settled, mass, 0.0)
        if s.horizon is None:
            visits = [visits[0] + mass if visits else mass.copy()]
            if mass.sum() < STILL:
                break
        else:
            visits.append(mass)
        weight = arena.weights(probability if s.horizon is None else probability[t])
        mass = through_chance((mass[s.joint_state] * weight) @ arena.onward)
        ended += np.where(arena.terminal, mass, 0.0)
    left = np.where(settled, mass, 0.0)
    return (visits, ended, float(left.sum())) if s.horizon is None else (visits, ended + left, 0.0)


def stopped(assessment: PlainStrategies) -> dict[int, float]:
    """Probability that play stops at each state where it may; for a game with a horizon."""
    _, ended, _ = _visits(Arena(assessment.game), np.asarray(assessment.probability, float))
    return {int(x): float(ended[x]) for x in np.flatnonzero(ended)}


def certify_plain(assessment: PlainStrategies, branch: str, error: GridError, floor: float) -> Certificate:
    """The certificate of a Markov assessment; see :meth:`deterrence.solvers.solver.StrategyProfile.certify`."""
    game, s = assessment.game, assessment.game.structure
    arena = Arena(game)
    probability = np.asarray(assessment.probability, float)
    stages = _stages(arena, probability)
    visits, ended, unfinished = _visits(arena, probability)
    ranges = Ranges(len(s.actors))
    for x in np.flatnonzero(ended >= floor).tolist():
        if s.endings[x] != CATASTROPHE or not arena.terminal[x]:
            ranges.meet(arena.ending[x])
    reached = [(t, int(x)) for t, mass in enumerate(visits) for x in np.flatnonzero(mass >= floor)]
    for t, x in reached:
        ranges.meet(np.array([value[x] for value in stages[t].value]))
    actors = []
    for i, (stake, known) in enumerate(ranges.stakes(game)):
        bounds = logit_bounds(game, i)
        gain = [stage.best[i] - stage.value[i] for stage in stages]
        at, here = max(reached, key=lambda at: gain[at[0]][at[1]], default=(0, s.initial))
        actors.append(
            ActorFigures(
                actor=s.actors[i],
                stake=stake,
                stake_known=known,
                regret=float(gain[0][s.initial]) / stake,
                regret_anywhere=float(gain[at][here]) / stake,
                regret_at=_at(game, at, here),
                logit_bound=float(bounds[0][s.initial]) / stake,
                bound_anywhere=max((float(bounds[t][x]) for t, x in reached), default=0.0) / stake,
            )
        )
    worst = max(range(len(stages)), key=lambda t: float(stages[t].gap.max()))
    turns = [(mass, stage.gap) for mass, stage in zip(visits, stages, strict=True)]
    total = sum(float(mass.sum()) for mass, _ in turns)
    return Certificate(
        residual=float(stages[worst].gap.max()),
        residual_at=_at(game, worst, int(stages[worst].gap.argmax())),
        residual_fine=sum(float(mass @ gap) for mass, gap in turns) / total if total else 0.0,
        grid_error=error,
        regret=max(f.regret for f in actors),
        regret_anywhere=max(f.regret_anywhere for f in actors),
        logit_bound=max(f.logit_bound for f in actors),
        consistency=0.0,
        beyond_cut=0.0,
        unfinished=unfinished,
        branch=branch,
        actors=tuple(actors),
    )


def _at(game: StochasticGame, stage: int, state: int) -> str:
    when = "" if game.structure.horizon is None else f"move {stage + 1}, "
    return f"{when}state '{game.structure.states[state]}'"
