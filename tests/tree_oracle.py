"""Brute force on small game trees: every path, every pure strategy. Shares no code with the package."""

from __future__ import annotations

from itertools import product

import numpy as np

from deterrence.trees.tree import GameTree


class Oracle:
    """Reach, beliefs, values and regrets of strategies by enumeration.

    ``policy`` is a list of arrays, one an information set; payoffs and chance are taken as constants or evaluated
    by ``tree.numbers``.
    """

    def __init__(self, tree: GameTree, policy: list[np.ndarray], values: dict | None = None):
        self.tree, self.policy = tree, policy
        numbers = tree.numbers(values)
        self.payoff = np.asarray(numbers.payoff)
        self.lotteries, first = [], 0
        for c in tree.chances:
            self.lotteries.append(numbers.chance[first : first + len(c.actions)])
            first += len(c.actions)
        self.ends = [n for n in range(len(tree)) if not tree.has_children[n]]
        self.paths = [self._path(n) for n in range(len(tree))]
        self.opened: dict[int, float] = {}

    @classmethod
    def of(cls, assessment) -> Oracle:
        tree = assessment.tree
        policy = [np.array(list(assessment.strategy(tree.players[s.player], s.number).values())) for s in tree.sets]
        return cls(tree, policy, dict(assessment.values))

    def _path(self, node: int) -> list[int]:
        path = [node]
        while path[-1]:
            path.append(int(self.tree.parent[path[-1]]))
        return path[::-1]

    def edge(self, node: int, policy: list[np.ndarray]) -> float:
        above, slot = self.tree.parent[node], self.tree.slot[node]
        h = self.tree.information_set[above]
        return float(policy[h][slot] if h >= 0 else self.lotteries[self.tree.chance_set[above]][slot])

    def reach(self, node: int, policy: list[np.ndarray] | None = None, start: int = 0) -> float:
        """Probability of coming from ``start`` to ``node``; zero if the one is not above the other."""
        path = self.paths[node]
        if start not in path:
            return 0.0
        steps = path[path.index(start) + 1 :]
        return float(np.prod([self.edge(n, policy or self.policy) for n in steps]))

    def value(self, player: int, start: int = 0, policy: list[np.ndarray] | None = None) -> float:
        """What a player collects from a node on: the sum over all paths from there to ends."""
        total = 0.0
        for end in self.ends:
            path = self.paths[end]
            if start in path:
                collected = sum(self.payoff[n, player] for n in path[path.index(start) :])
                total += self.reach(end, policy, start) * collected
        return total

    def bayes(self, h: int) -> np.ndarray | None:
        """Beliefs at a set; None where it is not reached."""
        reach = np.array([self.reach(m) for m in self.tree.members[h]])
        return reach / reach.sum() if reach.sum() > 0 else None

    def own(self, player: int) -> list[int]:
        return [h for h, s in enumerate(self.tree.sets) if s.player == player]

    def pure(self, player: int):
        """Every policy in which the player chooses one action at each of its sets, the others as they are."""
        own = self.own(player)
        for chosen in product(*(range(len(self.tree.sets[h].actions)) for h in own)):
            policy = list(self.policy)
            for h, a in zip(own, chosen, strict=True):
                policy[h] = np.eye(len(policy[h]))[a]
            yield policy

    def count(self, player: int) -> int:
        return int(np.prod([len(self.tree.sets[h].actions) for h in self.own(player)], initial=1))

    def regret(self, player: int) -> float:
        """Best pure reply from the start less what the strategies give."""
        return max(self.value(player, 0, p) for p in self.pure(player)) - self.value(player)

    def believed(self, h: int, belief: np.ndarray, policy: list[np.ndarray] | None = None) -> float:
        """What the player at a set expects there, given beliefs over its nodes."""
        i = self.tree.sets[h].player
        return sum(b * self.value(i, m, policy) for b, m in zip(belief, self.tree.members[h], strict=True))

    def one_shot(self, h: int, belief: np.ndarray) -> float:
        """Gain of the best single change at a set, everything after it as it is."""
        worth = []
        for a in range(len(self.policy[h])):
            policy = list(self.policy)
            policy[h] = np.eye(len(self.policy[h]))[a]
            worth.append(self.believed(h, belief, policy))
        return max(worth) - self.believed(h, belief)

    def sequential(self, h: int, belief: np.ndarray) -> float:
        """Gain of the best change of everything from a set on, given beliefs there."""
        i = self.tree.sets[h].player
        return max(self.believed(h, belief, p) for p in self.pure(i)) - self.believed(h, belief)


    def slip(self, h: int, belief: np.ndarray) -> float:
        """What the choice at a set loses if everything after it is done as is best, given beliefs there."""
        i, worth = self.tree.sets[h].player, np.full(len(self.policy[h]), -np.inf)
        for policy in self.pure(i):
            worth[policy[h].argmax()] = max(worth[policy[h].argmax()], self.believed(h, belief, policy))
        return float(worth.max() - self.policy[h] @ worth)

    def lead(self, h: int, belief: np.ndarray) -> float:
        """By how much the best action is ahead of the next that is worse."""
        worth = self.worth(h, belief)
        behind = worth[worth < worth.max() - 1e-12]
        return float(worth.max() - behind.max()) if len(behind) else 0.0

    def worth(self, h: int, belief: np.ndarray) -> np.ndarray:
        """What every action at a set is worth, everything after it as it is."""
        worth = []
        for a in range(len(self.policy[h])):
            policy = list(self.policy)
            policy[h] = np.eye(len(self.policy[h]))[a]
            worth.append(self.believed(h, belief, policy))
        return np.array(worth)

    def strategic(self, node: int, start: int, player: int) -> float:
        """Product of what other players do on the way from a node to another."""
        steps = self.paths[node][self.paths[node].index(start) + 1 :]
        above = [int(self.tree.parent[n]) for n in steps]
        mine = [self.tree.information_set[a] for a in above]
        others = [n for n, h in zip(steps, mine, strict=True) if h >= 0 and self.tree.sets[h].player != player]
        return float(np.prod([self.edge(n, self.policy) for n in others]))

    def open(self, h: int, beliefs: list[np.ndarray]) -> float:
        """What others' mixing leaves open at a set and at own sets after it, from its definition, course by course."""
        tree, i = self.tree, self.tree.sets[h].player
        members, worth = tree.members[h], self.worth(h, beliefs[h])
        come = [self.strategic(m, 0, i) for m in members]
        doubt = max(come) - min(come) > 1e-12 * max(come) or (max(come) < 1e-100 and len(members) > 1)
        here, after = np.zeros(len(worth)), 0.0
        for b, m in zip(beliefs[h], members, strict=True):
            for a, child in enumerate(tree.children[m]):
                todo = [(child, 1.0)]
                while todo:
                    node, p = todo.pop()
                    k = tree.information_set[node]
                    mine = k >= 0 and tree.sets[k].player == i
                    if tree.has_children[node] and not mine:
                        todo += [(n, p * self.edge(n, self.policy)) for n in tree.children[node]]
                        continue
                    past = [n for n in self.paths[node] if self.paths[node].index(n) > self.paths[node].index(m)]
                    had = sum(self.payoff[n, i] for n in past)
                    if mine:
                        paid = sum(c * self.payoff[n, i] for c, n in zip(beliefs[k], tree.members[k], strict=True))
                        had += self.believed(k, beliefs[k]) - paid
                        after += self.policy[h][a] * b * p * self._open(k, beliefs)
                    unsure = doubt or abs(self.strategic(node, m, i) - 1.0) > 1e-12
                    paid = sum(c * self.payoff[n, i] for c, n in zip(beliefs[h], members, strict=True))
                    here[a] += unsure * b * p * abs(had - (worth[a] - paid))
        best = worth >= worth.max() - 1e-12
        return max(float(self.policy[h] @ here), float(here[best].max())) + after

    def _open(self, h: int, beliefs: list[np.ndarray]) -> float:
        if h not in self.opened:
            self.opened[h] = self.open(h, beliefs)
        return self.opened[h]


def beliefs_of(assessment) -> list[np.ndarray]:
    """Beliefs by set, nodes in the tree's order."""
    tree = assessment.tree
    return [np.array(assessment.belief_at(tree.players[s.player], s.number)) for s in tree.sets]
