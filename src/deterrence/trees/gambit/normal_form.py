"""Writes trees as Gambit's games in strategic form (``.nfg``): the reduced normal form, exactly.

A pure strategy says what a player does at each of its information sets that its own earlier choices do not exclude
(Kuhn 1953; "reduced" in the sense of Gambit). Payoffs are expected values over chance, in exact arithmetic.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import numpy as np

from ...errors import ArgumentError
from ...parameters.expression import Evaluator
from ..tree import GameTree
from .numbers import Exact, exact, lottery, written
from .writing import payoff_list, prologue, text

MAX_CELLS = 100_000  # strategy profiles times players
MAX_TERMS = 1_000_000  # payoffs added up

Strategy = dict[int, int]  # information set -> action


def write_table(tree: GameTree) -> str:
    """See :func:`deterrence.trees.gambit.write_nfg`."""
    form = _Form.of(tree)
    evaluate = Evaluator(tree.defaults)
    lines = [*prologue(tree, "NFG 1 R"), "", "{"]
    for i in range(len(tree.players)):
        lines.append("{ " + " ".join(map(text, form.names(i))) + " }")
    lines += ["}", text(tree.comment), ""]
    which = form.outcomes()
    each_its_own = which == list(range(1, form.cells + 1)) and form.cells == len(tree.outcomes)
    if which is None or (each_its_own and not any(o.label for o in tree.outcomes)):
        table = form.payoffs(evaluate)
        lines += [" ".join(written(exact(p, evaluate)) for p in row) for row in table.tolist()]
    else:
        listed = (f"{{ {text(o.label)} {payoff_list(tree, k, evaluate)} }}" for k, o in enumerate(tree.outcomes))
        lines += ["{", *listed, "}", " ".join(map(str, which))]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class _Form:
    """The reduced strategies of every player, and the cells of the table, the first player's strategy fastest."""

    tree: GameTree
    strategies: list[list[Strategy]]
    playing: dict[int, np.ndarray]  # action, numbered over all sets -> the owner's strategies that may take it

    @classmethod
    def of(cls, tree: GameTree) -> _Form:
        """Raises ``ArgumentError`` when there are too many."""
        first, players = tree.layout.first.tolist(), range(len(tree.players))
        after = _after(tree)
        counts = _counts(tree, after)
        if math.prod(counts) * len(counts) > MAX_CELLS:
            size = " x ".join(str(c) if c < MAX_CELLS else f"{MAX_CELLS} or more" for c in counts)
            most = MAX_CELLS // len(counts)
            raise ArgumentError(f"the normal form has {size} strategies; a table may have {most} entries")
        choices = sum(count * len(own) for count, own in zip(counts, _own(tree), strict=True))
        if choices > MAX_TERMS:
            raise ArgumentError(f"the strategies of the normal form make more than {MAX_TERMS} choices")
        strategies = _strategies(tree, after)
        playing: dict[int, list[int]] = {}
        for i in players:
            for k, strategy in enumerate(strategies[i]):
                for h, a in strategy.items():
                    playing.setdefault(first[h] + a, []).append(k)
        return cls(tree, strategies, {action: np.array(own) for action, own in playing.items()})

    @property
    def cells(self) -> int:
        return math.prod(map(len, self.strategies))

    def names(self, player: int) -> list[str]:
        """Names of a player's strategies: its actions, set by set; a star where its own choices exclude a set."""
        own = _own(self.tree)[player]
        actions = {h: self.tree.sets[h].actions for h in own}
        if len(own) == 1:
            return list(actions[own[0]])
        names = ["/".join(actions[h][s[h]] if h in s else "*" for h in own) for s in self.strategies[player]]
        numbered = not own or len(set(names)) < len(names)
        return [str(k + 1) for k in range(len(names))] if numbered else names

    def paying(self) -> Iterator[tuple[int, np.ndarray]]:
        """Nodes that pay, each with the cells that may lead there. Raises ``ArgumentError`` when they are too many."""
        layout, terms = self.tree.layout, 0
        for node in np.flatnonzero(self.tree.outcome >= 0).tolist():
            actions = layout.last_action[:, layout.place[node]].tolist()
            cells, stride = np.zeros(1, int), 1
            for own, action in zip(self.strategies, actions, strict=True):
                chosen = self.playing[action] if action >= 0 else np.arange(len(own))
                cells = (cells[:, None] + chosen * stride).ravel()
                stride *= len(own)
            terms += len(cells) * len(self.strategies)
            if terms > MAX_TERMS:
                raise ArgumentError(f"the normal form sums more than {MAX_TERMS} payoffs; write the tree as .efg")
            yield node, cells

    def outcomes(self) -> list[int] | None:
        """Number of the outcome of each cell, counted from 1, 0 for none; None where a cell has several."""
        if (self.tree.chance_set >= 0).any():
            return None
        which = np.zeros(self.cells, int)
        for node, cells in self.paying():
            if which[cells].any():
                return None
            which[cells] = self.tree.outcome[node] + 1
        return which.tolist()

    def payoffs(self, evaluate: Evaluator) -> np.ndarray:
        """(cells, players), expected payoffs, exact."""
        outcomes = [np.array([exact(p, evaluate) for p in o.payoffs], object) for o in self.tree.outcomes]
        chance = _chance(self.tree, evaluate)
        table = np.full((self.cells, len(self.strategies)), 0, object)
        for node, cells in self.paying():
            table[cells] += outcomes[self.tree.outcome[node]] * chance[node]
        return table


def _after(tree: GameTree) -> dict[int, list[int]]:
    """Per action (numbered over all sets): own sets that come next; -1 - i for where player i has not yet moved."""
    layout = tree.layout
    found: dict[int, list[int]] = {}
    for h, s in enumerate(tree.sets):
        action = int(layout.last_action[s.player, layout.place[tree.members[h][0]]])
        found.setdefault(action if action >= 0 else -1 - s.player, []).append(h)
    return found


def _latest_first(tree: GameTree) -> list[int]:
    """Sets so that those after an own action come before the set of that action."""
    return sorted(range(len(tree.sets)), key=lambda h: tree.members[h][0], reverse=True)


def _counts(tree: GameTree, after: dict[int, list[int]]) -> list[int]:
    """How many reduced strategies each player has; no count goes beyond ``MAX_CELLS``."""
    first, ways = tree.layout.first.tolist(), [0] * len(tree.sets)

    def count(action: int) -> int:
        total = 1
        for h in after.get(action, ()):
            total = min(MAX_CELLS, total * ways[h])
        return total

    for h in _latest_first(tree):
        ways[h] = min(MAX_CELLS, sum(map(count, range(first[h], first[h + 1]))))
    return [count(-1 - i) for i in range(len(tree.players))]


def _strategies(tree: GameTree, after: dict[int, list[int]]) -> list[list[Strategy]]:
    """Reduced strategies of every player in the order of Gambit: the last set's action changes fastest."""
    first = tree.layout.first.tolist()
    plans: dict[int, list[Strategy]] = {}

    def combined(action: int) -> list[Strategy]:
        found = []
        for parts in product(*(plans[h] for h in after.get(action, ()))):
            strategy: Strategy = {}
            for part in parts:
                strategy |= part
            found.append(strategy)
        return found

    for h in _latest_first(tree):
        plans[h] = [{h: a - first[h]} | rest for a in range(first[h], first[h + 1]) for rest in combined(a)]
    return [_sorted(combined(-1 - i), own) for i, own in enumerate(_own(tree))]


def _sorted(strategies: list[Strategy], own: list[int]) -> list[Strategy]:
    return sorted(strategies, key=lambda strategy: [strategy.get(h, -1) for h in own])


def _own(tree: GameTree) -> list[list[int]]:
    """Information sets of every player."""
    return [[h for h, s in enumerate(tree.sets) if s.player == i] for i in range(len(tree.players))]


def _chance(tree: GameTree, evaluate: Evaluator) -> list[Exact]:
    """Per node, the probability of the lotteries on the way."""
    lotteries = [lottery(c.probabilities, evaluate) for c in tree.chances]
    found: list[Exact] = [Fraction(1)] * len(tree)
    for node, (above, slot) in enumerate(zip(tree.parent.tolist(), tree.slot.tolist(), strict=True)):
        if node:
            c = tree.chance_set[above]
            found[node] = found[above] * lotteries[c][slot] if c >= 0 else found[above]
    return found
