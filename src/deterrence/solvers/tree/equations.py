"""The equations of agent quantal response on a tree, with their analytic Jacobian.

In the log odds x of :mod:`.sparsity`, with λ_i = s ρ_i (times the set's sharpness, if it has one),

    F(h, a) = x(h, a) − log(μ(a)/μ(a_0)) − s ρ_i [Q(h, a) − Q(h, a_0)] = 0,

whose solutions over s ≥ 0 are the logit correspondence of the agent normal form: McKelvey and Palfrey (1998), "Quantal
Response Equilibria for Extensive Form Games", Experimental Economics 1(1), 9-41. At s = 0 the solution is x = log μ
odds, and only that.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from ...errors import UnsupportedGame
from ...trees.index import Index
from ...trees.layout import Layout
from ...trees.tree import GameTree, TreeNumbers
from .extended import Extended
from .linear_solve import Border, Pattern
from .play import Play, play
from .sparsity import Pairs, Unknowns

Array = np.ndarray
DEEP = 150  # levels from which the Jacobian of a tree is too full for pairs of information sets


class Equations:
    """F and its Jacobian for one tree at one set of numbers.

    Args:
        tree: the game.
        numbers: its payoffs, chance and precision; λ_i there are the ρ_i of the equations.

    Raises:
        UnsupportedGame: payoffs that overflow, or a tree of too many nodes below one another.
    """

    def __init__(self, tree: GameTree, numbers: TreeNumbers):
        self.layout: Index = tree.layout
        self.numbers = numbers
        self.unknowns = unknowns_of(self.layout)
        self.free, self.base = self.unknowns.free, self.unknowns.base
        self.offset = tree.log_weights[self.free] - tree.log_weights[self.base]
        at = self.layout.action_set[self.free]
        self.sharpness = tree.sharpness[at]
        self.rho = self.sharpness * np.asarray(numbers.precision, float)[self.layout.set_player[at]]
        with np.errstate(over="ignore"):
            reached = numbers.payoff.max(axis=0) - numbers.payoff.min(axis=0)
        self.scale = float(reached.max(initial=0.0)) or 1.0
        if not np.isfinite(self.scale):
            raise too_large(numbers, 1.0)
        self._last: tuple[bytes, Play] | None = None

    @cached_property
    def pairs(self) -> Pairs:
        """Which equation depends on which unknown."""
        return pairs_of(self.layout)

    @cached_property
    def pattern(self) -> Pattern | Extended:
        """Where the entries of the Jacobian go."""
        return pattern_of(self.layout)

    @cached_property
    def collected(self) -> Array:
        """(N, n), what the nodes themselves pay."""
        return np.asarray(self.numbers.payoff, float)[self.layout.preorder].T

    @property
    def size(self) -> int:
        """U, the number of unknowns."""
        return len(self.free)

    def log_policy(self, x: Array) -> Array:
        """(A,), log σ from log odds."""
        full = np.zeros(self.layout.actions)
        full[self.free] = x
        runs = self.layout.set_actions
        return full - runs.log_sum_exp(full)[runs.owner]

    def log_odds(self, log_policy: Array) -> Array:
        """(U,), x from log σ."""
        return log_policy[self.free] - log_policy[self.base]

    def play(self, x: Array) -> Play:
        """Reach, beliefs and values at x; the last is remembered."""
        key = x.tobytes()
        if self._last is None or self._last[0] != key:
            self._last = (key, play(self.layout, self.numbers, self.log_policy(x)))
        return self._last[1]

    def advantage(self, x: Array) -> Array:
        """(U,), Q(h, a) − Q(h, a_0)."""
        q = self.play(x).action_value
        return q[self.free] - q[self.base]

    def residual(self, x: Array, s: float) -> Array:
        """F, shape (U,)."""
        return x - self.offset - s * self.rho * self.advantage(x)

    def jacobian(self, x: Array, s: float) -> Border:
        """(∂F/∂x | ∂F/∂s), ready to be bordered by one row."""
        p, scale, last = self.play(x), s * self.rho, -self.rho * self.advantage(x)
        if isinstance(self.pattern, Extended):
            return self.pattern.border(p, self.collected, np.asarray(self.numbers.chance, float), scale, last)
        return self.pattern.border(self._entries(p), scale, last)

    def _entries(self, p: Play) -> Array:
        """∂[Q(a) − Q(a_0)]/∂x, entry by entry of ``pairs``."""
        layout, pairs = self.layout, self.pairs
        policy = np.exp(p.log_policy)
        edge = np.minimum(layout.edge, layout.actions - 1)  # of chance's edges nothing is read
        weight = np.exp(p.log_reach[pairs.path_node] - (p.log_set[layout.action_set] + p.log_policy)[pairs.path_edge])
        gain = policy[edge] * (p.value - (p.value - self.collected)[:, layout.parent])
        low = pairs.sign * weight[pairs.path] * gain.ravel()[pairs.gain]
        excess = np.zeros(layout.nodes)
        at, owner = layout.moves, layout.action_moves.owner
        excess[at] = p.belief[layout.member_of_move] * (p.value[layout.mover_of_move, at] - p.action_value[owner])
        excess[at] -= excess[layout.first_child[layout.parent[at]]]
        high = excess[pairs.child] * (pairs.same - policy[pairs.column_action])
        return np.concatenate([low, high])


def too_large(numbers: TreeNumbers, s: float) -> UnsupportedGame:
    """The error for payoffs that overflow."""
    largest = float(np.abs(numbers.payoff).max(initial=0.0))
    return UnsupportedGame(
        f"payoffs as large as {largest:.3g} times λ = {s:.3g} are too large to compute with. Divide the payoffs of "
        "each player by a number of its own: that changes no equilibrium"
    )


def unknowns_of(layout: Layout) -> Unknowns:
    """The unknowns of a tree, found once and kept with its layout."""
    if is_deep(layout):
        if "unknowns" not in layout.kept:
            layout.kept["unknowns"] = Unknowns.of(layout)
        return layout.kept["unknowns"]
    return pairs_of(layout).unknowns


def is_deep(layout: Layout) -> bool:
    """Whether the tree is so deep that values and reach are better unknowns too."""
    return len(layout.starts) > DEEP


def pairs_of(layout: Layout) -> Pairs:
    """The pairs of a tree, found once and kept with its layout."""
    if "pairs" not in layout.kept:
        found = Pairs.of(layout)
        layout.kept["pairs"] = found.reordered(Pattern.fill_reducing(found))
    return layout.kept["pairs"]


def pattern_of(layout: Layout) -> Pattern | Extended:
    """The pattern of a tree's Jacobian, found once and kept with its layout."""
    if "pattern" not in layout.kept:
        deep = is_deep(layout)
        layout.kept["pattern"] = Extended.of(layout, unknowns_of(layout)) if deep else Pattern.of(pairs_of(layout))
    return layout.kept["pattern"]
