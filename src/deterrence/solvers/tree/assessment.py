"""An assessment of a game tree: what everybody does everywhere, and what each believes where it moves.

Kreps and Wilson (1982), "Sequential Equilibria", Econometrica 50(4), 863-894: a pair (σ, β) of behaviour strategies
and of beliefs over the nodes of every information set, reached or not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from ...errors import ArgumentError
from ...trees.perfect_recall import set_name
from ...trees.tree import GameTree, TreeNumbers
from .play import Play, play

NEVER = -276.0  # what stands for the log of zero while beliefs off the path are found: equal trembles
LEAST = 1e-119  # probabilities below this are taken for zero
TOLERANCE = 1e-9
ROUNDING = 1e-12  # a probability another program finds may fall short of zero by this


@dataclass(frozen=True, eq=False)
class TreeAssessment:
    """Strategies and beliefs on a tree.

    Attributes:
        tree: the game.
        values: parameter values it is played at.
        numbers: payoffs, chance and precision at them.
        policy: (A,), probability of every action, sets in the tree's order.
        belief: (M,), probability of every decision node given its information set, over ``layout.decisions``.
        precision: (N,), the λ_i for which it is a quantal response; None for a limit, or where it was entered.
        tremble: (A,), log σ of full-support strategies near ``policy`` that the beliefs come from; None where
            beliefs were entered by hand.
    """

    tree: GameTree
    values: Mapping[str, float]
    numbers: TreeNumbers
    policy: np.ndarray
    belief: np.ndarray
    precision: np.ndarray | None = None
    tremble: np.ndarray | None = None

    @classmethod
    def of(
        cls,
        tree: GameTree,
        strategies: Mapping[Any, Mapping[str, float]],
        beliefs: Mapping[Any, Sequence[float]] | None = None,
        values: Mapping[str, float] | None = None,
        *,
        precision: float | Sequence[float] | None = None,
    ) -> TreeAssessment:
        """Enter an assessment by hand, such as the equilibrium of a paper.

        Args:
            tree: the game.
            strategies: (player, label or number of the information set) -> {action: probability}; actions left out
                have probability zero. A set with a single action may be left out.
            beliefs: (player, label or number) -> one probability a node, nodes in the tree's order. Where none is
                given, beliefs follow by Bayes' rule, and off the path from trembles that are equally likely at
                every action.
            values: parameter values, over the tree's defaults.
            precision: the λ it claims to be a quantal response for, if it does.

        Raises:
            ArgumentError: an information set or action that is not there or was left out, or probabilities that
                are no distribution.
            AmbiguousName: a name that several players, sets or actions have.
        """
        numbers = tree.numbers(values)
        policy = np.full(tree.layout.actions, np.nan)
        for h, s in enumerate(tree.sets):
            if len(s.actions) == 1:
                policy[tree.layout.first[h]] = 1.0
        for (player, which), chosen in strategies.items():
            h = tree.find(player, which)
            odds = [0.0] * len(tree.sets[h].actions)
            for action, p in chosen.items():
                odds[tree.find_move(h, action)] = p
            policy[tree.layout.first[h] : tree.layout.first[h + 1]] = _lottery(odds, set_name(tree, h))
        missing = sorted({set_name(tree, int(h)) for h in tree.layout.action_set[np.isnan(policy)]})
        if missing:
            raise ArgumentError(f"strategies are missing at {'; '.join(missing)}")
        tremble = log_or_never(policy)
        belief = play(tree.layout, numbers, tremble).belief
        for (player, which), given in (beliefs or {}).items():
            h = tree.find(player, which)
            low, high = tree.layout.member_first[h : h + 2]
            if len(given) != high - low:
                raise ArgumentError(f"{set_name(tree, h)} has {high - low} nodes, and {len(given)} beliefs were given")
            belief[preordered(tree, h)] = _lottery(given, set_name(tree, h))
        lam = None if precision is None else np.broadcast_to(np.asarray(precision, float), (len(tree.players),))
        return cls(tree, tree.values(values), numbers, policy, belief, lam, None if beliefs else tremble)

    @cached_property
    def play(self) -> Play:
        """Reach and values under the strategies, and action values under the beliefs."""
        layout = self.tree.layout
        found = play(layout, self.numbers, log_or_never(self.policy))
        worth = found.value[layout.mover_of_move, layout.moves] * self.belief[layout.member_of_move]
        return replace(found, belief=self.belief, action_value=layout.action_moves.sum(worth))

    def strategy(self, player: str | int, which: str | int) -> dict[str, float]:
        """Action -> probability at an information set, actions by ``tree.move_names``. Raises as ``GameTree.find``."""
        h = self.tree.find(player, which)
        low, high = self.tree.layout.first[h : h + 2]
        return dict(zip(self.tree.move_names[h], self.policy[low:high].tolist(), strict=True))

    def belief_at(self, player: str | int, which: str | int) -> tuple[float, ...]:
        """Probabilities of the nodes of an information set, in the tree's order. Raises as ``GameTree.find``."""
        return tuple(self.belief[preordered(self.tree, self.tree.find(player, which))].tolist())

    def value(self, player: str | int) -> float:
        """Expected payoff of a player. Raises as ``GameTree.find_player``."""
        return float(self.reach @ self.numbers.payoff[:, self.tree.find_player(player)])

    @cached_property
    def reach(self) -> np.ndarray:
        """(n,), probability that play comes to each node, nodes in the tree's order."""
        layout = self.tree.layout
        edge = np.concatenate([self.policy, self.numbers.chance, [1.0]])[layout.edge]
        reach = np.ones(layout.nodes)
        for low, high in zip(layout.levels[1:-1], layout.levels[2:], strict=True):
            reach[low:high] = reach[layout.parent[low:high]] * edge[low:high]
        return reach[layout.place]

    def as_dict(self) -> dict[str, Any]:
        """Strategies and beliefs by player and number of the information set, for JSON."""
        layout, names, keys = self.tree.layout, self.tree.names, self.tree.set_keys
        strategies: dict[str, dict[str, list[float]]] = {p: {} for p in names}
        beliefs: dict[str, dict[str, list[float]]] = {p: {} for p in names}
        for h, s in enumerate(self.tree.sets):
            player = names[s.player]
            strategies[player][keys[h]] = self.policy[layout.first[h] : layout.first[h + 1]].tolist()
            beliefs[player][keys[h]] = self.belief[preordered(self.tree, h)].tolist()
        return {
            "strategies": strategies,
            "beliefs": beliefs,
            "payoffs": {p: self.value(i) for i, p in enumerate(names)},
            "precision": None if self.precision is None else self.precision.tolist(),
            "parameters": {k: float(v) for k, v in self.values.items()},
        }

    def __str__(self) -> str:
        lines, first = [], self.tree.layout.first
        for h in range(len(self.tree.sets)):
            odds = zip(self.tree.move_names[h], self.policy[first[h] : first[h + 1]].tolist(), strict=True)
            shown = ", ".join(f"{a} {p:.4f}" for a, p in odds)
            believed = self.belief[preordered(self.tree, h)].tolist()
            about = f"   believes {', '.join(f'{b:.3f}' for b in believed)}" if len(believed) > 1 else ""
            lines.append(f"{set_name(self.tree, h)}: {shown}{about}")
        return "\n".join(lines)


def log_or_never(policy: np.ndarray) -> np.ndarray:
    """log of probabilities, zero taken for next to nothing."""
    return np.log(policy, out=np.full(len(policy), NEVER), where=policy > LEAST)


def preordered(tree: GameTree, h: int) -> np.ndarray:
    """Entries of ``layout.decisions`` for the nodes of a set, in the tree's own order."""
    layout = tree.layout
    return layout.member_place[layout.place[list(tree.members[h])]]


def _lottery(given: Sequence[float], where: str) -> np.ndarray:
    p = np.asarray(given, float)
    if not np.isfinite(p).all() or (p < -ROUNDING).any() or abs(p.sum() - 1) > TOLERANCE:
        raise ArgumentError(f"{where}: ({', '.join(f'{x:g}' for x in p)}) is no probability distribution")
    p = np.maximum(p, 0.0)
    return p / p.sum()
