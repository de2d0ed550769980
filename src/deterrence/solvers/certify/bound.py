"""The most that noise in one's own choices can cost: a bound on regret that needs no solution.

Where σ = logit(Q), choosing by σ instead of the best move costs at most log(1/min μ)/λ, since
max_σ {E_σ Q − KL(σ, μ)/λ} is attained at the logit rule. Along a path these losses add up, discounted:

    bound_i = max over paths of Σ over i's own moves of δ_i^t log(1/min_a μ_i(a | x_t)) / λ_i

with t the moves of the game elapsed; chance takes no time. With a clock the discount is that of the days that pass.
In units of i's payoff. Where i's type is redrawn with a share s, what a leader can still lose itself counts 1 − s
of what follows.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import spsolve

from ...games.stochastic import StochasticGame
from ...games.structure import Standing
from .turns import Array

SETTLED = 1e-12  # relative change at which the bound of a game without a horizon stops


def logit_bounds(game: StochasticGame, actor: int) -> list[Array]:
    """The bound from every state on, (X,), by stage; one stage only for a game without a horizon.

    Infinite where nothing limits it: a path that costs for ever at δ = 1, or λ = 0 and a choice.
    """
    s, n = game.structure, game.numbers
    count, precision = len(s.states), float(np.asarray(n.precision)[actor])
    discount = float(np.asarray(n.discount)[actor])
    patience = np.ones(count) if game.clock is None else game.clock.patience[:, actor]
    weight = np.asarray(n.base_weight, float)
    cost = np.zeros(count)
    for x in range(count):
        least = min((weight[m] for m in s.moves_at[x][actor] if weight[m] > 0), default=1.0)
        if least < 1:
            cost[x] = np.log(1 / least) / precision if precision > 0 else np.inf
    possible = np.asarray(n.branch_probability) > 0
    source = s.joint_state[s.branch_joint[possible]]
    target = s.outcome_next[s.branch_outcome[possible]]
    chance = s.standing == Standing.CHANCE
    timed = ~chance[source]
    stays = np.ones(count) if game.renewal is None else 1 - game.renewal[:, actor]

    def before(bound: Array) -> Array:
        worst = np.zeros(count)
        np.maximum.at(worst, source[timed], bound[target[timed]])
        known = np.where(chance, 0.0, cost + (discount * patience * worst if discount > 0 else 0.0))
        for _ in range(count):
            through = known.copy()
            np.maximum.at(through, source[~timed], stays[source[~timed]] * known[target[~timed]])
            if np.array_equal(through, known):
                break
            known = through
        return known

    most = discount if game.clock is None else float(patience[list(s.clocks)].max())

    def repeated(bound: Array, times: int) -> Array:
        for _ in range(times):
            further = before(bound)
            if np.array_equal(further, bound):
                return further
            bound = further
        return bound

    if s.horizon is not None:
        stages = [np.zeros(count)]
        for _ in range(s.horizon):
            stages.insert(0, before(stages[0]))
        return stages
    if most < 1:
        return [_longest(source, target, np.where(chance, 0.0, cost), np.where(chance, stays, discount * patience))]
    # A path without a cycle has at most X states; what still grows after as many steps grows for ever.
    bound = repeated(np.zeros(count), count + 1)
    return [np.where(repeated(bound, count + 1) > bound, np.inf, bound)]


def _longest(source: Array, target: Array, cost: Array, share: Array) -> Array:
    """The largest sum of costs along a path, each step's share of what follows counted: by Howard's policy iteration.

    Args:
        source, target: (edges,), states.
        cost: (X,), not negative; infinite where nothing limits it.
        share: (X,), below one at some state wherever a path comes back.
    """
    count, boundless = len(cost), np.isinf(cost)
    for _ in range(count):
        np.logical_or.at(boundless, source, boundless[target] & (share[source] > 0))
    cost = np.where(boundless, 0.0, cost)
    bound = np.zeros(count)
    while True:
        order = np.lexsort((-bound[target], source))  # by state, the best way on first
        first = order[np.flatnonzero(np.diff(source[order], prepend=-1))]
        here, there = source[first], target[first]
        onward = sparse.csr_array((share[here], (here, there)), shape=(count, count))
        further = np.asarray(spsolve((sparse.eye_array(count) - onward).tocsc(), cost))
        if (further <= bound + SETTLED * np.maximum(bound, 1.0)).all():
            return np.where(boundless, np.inf, np.maximum(further, bound))
        bound = further
