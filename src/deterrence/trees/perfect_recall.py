"""What makes arrays a game tree, and a player one that forgets nothing."""

from __future__ import annotations

import numpy as np

from ..errors import ArgumentError
from .form import Form


class ImperfectRecall(ArgumentError):
    """A player would forget, at an information set, what it did or knew before.

    Attributes:
        node: the first node of the set at which its player has done or known other things than at the set's first.
    """

    def __init__(self, message: str, node: int = 0):
        super().__init__(message)
        self.node = node


def set_name(tree: Form, index: int) -> str:
    """How an information set is called in messages."""
    s = tree.sets[index]
    label = f" '{s.label}'" if s.label else ""
    return f"information set {s.number}{label} of {tree.names[s.player]}"


def check_shape(tree: Form) -> None:
    """Every node is where its parent's actions put it. Raises ``ArgumentError``."""
    n = len(tree.parent)
    arrays = (tree.slot, tree.information_set, tree.chance_set, tree.outcome)
    if n == 0 or any(len(a) != n for a in arrays):
        raise ArgumentError("a tree needs at least one node, and one entry a node in every array")
    if tree.parent[0] != -1 or (tree.parent[1:] < 0).any() or (tree.parent[1:] >= np.arange(1, n)).any():
        raise ArgumentError("nodes must be in preorder: the root first, every parent before its children")
    if ((tree.information_set >= 0) & (tree.chance_set >= 0)).any():
        raise ArgumentError("a node belongs to a player or to chance, not to both")
    actions = np.zeros(n, int)
    for owner, groups in ((tree.information_set, tree.sets), (tree.chance_set, tree.chances)):
        if owner.max(initial=-1) >= len(groups):
            raise ArgumentError("a node names an information set that is not there")
        sizes = np.array([len(g.actions) for g in groups] or [0])
        if len(groups) and (sizes < 1).any():
            raise ArgumentError("an information set needs at least one action")
        at = owner >= 0
        actions[at] = sizes[owner[at]]
    # in preorder, the k-th child met of a parent must have slot k
    order = np.lexsort((np.arange(n), tree.parent))[1:]
    counts = np.bincount(tree.parent[1:], minlength=n)
    expected = np.arange(n - 1) - np.repeat(np.cumsum(counts) - counts, counts)
    if (counts != actions).any() or (tree.slot[order] != expected).any():
        raise ArgumentError("a node's children do not match its actions")
    if tree.outcome.max(initial=-1) >= len(tree.outcomes):
        raise ArgumentError("a node names an outcome that is not there")
    players = len(tree.players)
    if any(len(o.payoffs) != players for o in tree.outcomes) or len(tree.precision) != players:
        raise ArgumentError(f"payoffs and precision need one number a player ({players})")
    used = np.bincount(tree.information_set[tree.information_set >= 0], minlength=len(tree.sets))
    for index, s in enumerate(tree.sets):
        if not 0 <= s.player < players:
            raise ArgumentError("an information set names a player that is not there")
        if used[index] == 0:
            raise ArgumentError(f"{set_name(tree, index)} has no node")
        w = s.weights
        if w is not None and not (len(w) == len(s.actions) and all(x > 0 for x in w) and abs(sum(w) - 1) <= 1e-9):
            raise ArgumentError(f"{set_name(tree, index)}: base weights must be positive and sum to one")
        if not 0 < s.sharpness < np.inf:
            raise ArgumentError(f"{set_name(tree, index)}: sharpness must be positive and finite")


def check_recall(tree: Form) -> None:
    """Perfect recall: at every node of a set its player has seen the same own sets and done the same things.

    Raises:
        ImperfectRecall: with the information set.
    """
    players = len(tree.players)
    # the own action last taken on the way to each node, per player: (set, slot) coded as one number; -1 for none
    offsets = np.cumsum([0] + [len(s.actions) for s in tree.sets])
    owner = [s.player for s in tree.sets]
    last = [[-1] * players for _ in range(len(tree.parent))]
    known: dict[int, int] = {}
    parent, slot, sets = tree.parent.tolist(), tree.slot.tolist(), tree.information_set.tolist()
    for node in range(len(tree.parent)):
        if node:
            above = parent[node]
            h = sets[above]
            if h >= 0:
                row = last[above].copy()
                row[owner[h]] = int(offsets[h]) + slot[node]
                last[node] = row
            else:
                last[node] = last[above]
        h = sets[node]
        if h >= 0 and known.setdefault(h, last[node][owner[h]]) != last[node][owner[h]]:
            raise ImperfectRecall(
                f"{set_name(tree, h)}: its player would forget an earlier move or what it knew then "
                "(imperfect recall); split the set or merge the histories",
                node,
            )
