"""Backward induction of a logit equilibrium in Markov strategies, stage by stage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from ..games.stochastic import StochasticGame
from ..games.structure import Standing
from .markov_equations import Array, Equations, log_softmax
from .markov_system import discount, equations, transition


def backward(game: StochasticGame, scale: Array, solve_node: Callable[..., Array]) -> tuple[Array, Array]:
    """Strategies and values from the horizon back.

    Args:
        game: with a horizon T.
        scale: (N,), c of the equations.
        solve_node: log σ at a state where several actors have a choice, given its equations
            and ``stage``.

    Returns:
        σ, (T, M), and V, (T + 1, X, N); V at T is what the game is worth if it stops there, seen from
        chance states through what they lead to.
    """
    s = game.structure
    assert s.horizon is not None
    stage = _Stage(game, scale)
    probability = np.ones((s.horizon, len(s.moves)))
    value = np.zeros((s.horizon + 1, len(s.states), len(s.actors)))
    value[-1] = stage.through_chance(np.asarray(game.numbers.ending, float))
    for t in reversed(range(s.horizon)):
        log_strategy, value[t] = stage.before(value[t + 1], partial(solve_node, stage=t))
        probability[t] = np.exp(log_strategy)
    return probability, value


class _Stage:
    """One step back, with all that does not change from stage to stage."""

    def __init__(self, game: StochasticGame, scale: Array):
        s, self._numbers = game.structure, game.numbers
        self._structure, self._scale = s, scale
        self._transition, self._discount = transition(game), discount(game)
        self._payoff = np.asarray(game.numbers.payoff, float)
        self._chance = np.flatnonzero(s.standing == Standing.CHANCE)
        self._nodes: dict[int, Equations] = {}
        self._explicit: list[tuple[int, int, int, int]] = []  # move, its joint move, its actor, its choice
        alone = 0
        for x in np.flatnonzero(s.standing == Standing.DECISION):
            choosers = [i for i, moves in enumerate(s.moves_at[x]) if len(moves) > 1]
            if len(choosers) > 1:
                joints = np.array(s.joints_at[x])
                self._nodes[int(x)] = equations(game, scale, joints, np.zeros(0, int), False)
            elif choosers:
                i = choosers[0]
                self._explicit += [(int(s.joint_moves[j, i]), j, i, alone) for j in s.joints_at[x]]
                alone += 1

    def before(self, following: Array, solve: Callable[[Equations], Array]) -> tuple[Array, Array]:
        """log σ (M,) and values (X, N) before a move, from values after it."""
        s = self._structure
        worth = self._payoff + self._discount * (self._transition @ following)
        log_strategy = np.zeros(len(s.moves))
        move, joint, actor, member = np.array(self._explicit, int).reshape(-1, 4).T
        gain = np.asarray(self._numbers.precision)[actor] * worth[joint, actor]
        logits = np.log(np.asarray(self._numbers.base_weight)[move]) + gain
        log_strategy[move] = log_softmax(logits, member)
        for x, node in self._nodes.items():
            rows = [m for i in s.movers[x] for m in s.moves_at[x][i]]
            reward = worth[list(s.joints_at[x])] * self._scale
            log_strategy[rows] = solve(replace(node, reward=reward))
        with_none = np.append(log_strategy, 0.0)  # index -1, for an actor that does not move
        weight = np.exp(with_none[s.joint_moves].sum(axis=1))
        values = np.zeros((len(s.states), len(s.actors)))
        np.add.at(values, s.joint_state, weight[:, None] * worth)
        ended = s.standing == Standing.TERMINAL
        values[ended] = np.asarray(self._numbers.ending)[ended]
        return log_strategy, self.through_chance(values)

    def through_chance(self, values: Array) -> Array:
        """Values with those of chance states, which take no time, replaced by the mean of what follows."""
        if not len(self._chance):
            return values
        joints = [self._structure.joints_at[x][0] for x in self._chance]
        onward = self._transition[joints].toarray()
        known = values.copy()
        known[self._chance] = 0.0
        among = np.eye(len(joints)) - onward[:, self._chance]
        known[self._chance] = np.linalg.solve(among, self._payoff[joints] + onward @ known)
        return known
