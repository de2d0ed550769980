"""Game trees for tests: random ones, from Hypothesis or from NumPy, and ways of rewriting them.

A random tree is made of what each player *sees*: a player's information set is its private history (own sets and
actions, and of others' moves what it is shown: all, nothing, or whether the first action was taken), so that perfect
recall holds by construction. Sets may span several depths.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from hypothesis import strategies as st

from deterrence.trees.builder import Part, TreeBuilder
from deterrence.trees.tree import GameTree

NAMES = ("Ada", "Ben", "Cem", "Dan")


@dataclass(frozen=True)
class Sketch:
    """A tree as nested parts, easy to rewrite."""

    players: tuple[str, ...]
    root: Part
    precision: tuple[float, ...]

    def tree(self) -> GameTree:
        return TreeBuilder("a random tree", self.players).tree(self.root, precision=self.precision)


class Drawn:
    """Chances taken from Hypothesis, so that failures shrink."""

    def __init__(self, draw):
        self._draw = draw

    def integer(self, low: int, high: int) -> int:
        return self._draw(st.integers(low, high))

    def number(self, low: float, high: float) -> float:
        return self._draw(st.integers(round(64 * low), round(64 * high))) / 64


class Seeded:
    """Chances taken from NumPy: payoffs without ties."""

    def __init__(self, seed: int):
        self._rng = np.random.default_rng(seed)

    def integer(self, low: int, high: int) -> int:
        return int(self._rng.integers(low, high + 1))

    def number(self, low: float, high: float) -> float:
        return float(self._rng.uniform(low, high))


@dataclass
class Grower:
    """Grows one tree."""

    source: Drawn | Seeded
    players: int
    weighted: bool
    depth: int = 0
    movers: list[int] = field(default_factory=list)
    shown: list[list[int]] = field(default_factory=list)  # per depth and player: 0 nothing, 1 all, 2 the first or not
    menus: dict = field(default_factory=dict)

    def __post_init__(self):
        self.depth = self.source.integer(2, 6)
        self.movers = [self.source.integer(0, self.players - 1) for _ in range(self.depth)]
        if self.source.integer(0, 2) > 0:
            self.movers[self.source.integer(0, self.depth - 1) if self.source.integer(0, 2) == 0 else 0] = -1
        self.shown = [[self.source.integer(0, 2) for _ in range(self.players)] for _ in range(self.depth)]

    def pay(self, always: bool = False) -> tuple[float, ...] | None:
        if not always and self.source.integer(0, 3) > 0:
            return None
        return tuple(self.source.number(-2, 2) for _ in range(self.players))

    def lottery(self, size: int) -> tuple[float, ...]:
        raw = [self.source.number(0.25, 1) for _ in range(size)]
        first = [r / sum(raw) for r in raw[:-1]]
        return (*first, 1.0 - sum(first))

    def grow(self, level: int, budget: int, seen: tuple[tuple, ...]) -> Part:
        if level >= self.depth or budget < 3 or (level > 1 and self.source.integer(0, 7) == 0):
            return Part(payoffs=self.pay(always=True))
        mover = self.movers[level]
        if self.source.integer(0, 9) == 0:
            mover = self.source.integer(0, self.players - 1)
        key = (mover, seen[mover]) if mover >= 0 else (mover, level)
        if key not in self.menus:
            size = (1, 2, 2, 2, 3)[self.source.integer(0, 4)]
            weights = self.lottery(size) if mover < 0 or (self.weighted and self.source.integer(0, 2) == 0) else None
            sharp = self.source.number(0.5, 2) if self.weighted and self.source.integer(0, 3) == 0 else 1.0
            self.menus[key] = (f"{'ABCDN'[mover]}{len(self.menus)}", size, weights, sharp)
        label, size, weights, sharp = self.menus[key]
        branches = []
        for a in range(size):
            after = tuple(self.told(level, j, mover, label, a, seen[j]) for j in range(self.players))
            branches.append((f"{label}.{a}", self.grow(level + 1, (budget - 1) // size, after)))
        if mover < 0:
            return Part(tuple(branches), label=label, probabilities=weights or (), payoffs=self.pay())
        return Part(tuple(branches), mover, label, payoffs=self.pay(), weights=weights, sharpness=sharp)

    def told(self, level: int, player: int, mover: int, label: str, action: int, seen: tuple) -> tuple:
        if player == mover:
            return (*seen, (label, action))
        shown = self.shown[level][player]
        return (*seen, (level, action if shown == 1 else action == 0)) if shown else seen


def sketched(source: Drawn | Seeded, players: int | None, nodes: int, weighted: bool) -> Sketch:
    n = players or source.integer(1, 4)
    root = Grower(source, n, weighted).grow(0, nodes, ((),) * n)
    return Sketch(NAMES[:n], root, tuple(source.number(0.5, 2) for _ in range(n)))


@st.composite
def sketches(draw, players: int | None = None, nodes: int = 40, weighted: bool = True) -> Sketch:
    """Random trees as Hypothesis draws them; payoffs are multiples of 1/64 between -2 and 2."""
    return sketched(Drawn(draw), players, nodes, weighted)


def seeded_sketch(seed: int, players: int | None = None, nodes: int = 60, weighted: bool = True) -> Sketch:
    """The same from NumPy's generator."""
    return sketched(Seeded(seed), players, nodes, weighted)


def rewritten(part: Part, change: Callable[[Part], Part]) -> Part:
    """Every part changed, from the ends up."""
    inner = tuple((name, rewritten(child, change)) for name, child in part.branches)
    return change(replace(part, branches=inner))


def resketched(sketch: Sketch, change: Callable[[Part], Part]) -> Sketch:
    return replace(sketch, root=rewritten(sketch.root, change))


def paid(sketch: Sketch, change: Callable[[tuple[float, ...]], tuple[float, ...]]) -> Sketch:
    """Payoffs changed wherever there are any."""
    return resketched(sketch, lambda p: p if p.payoffs is None else replace(p, payoffs=change(p.payoffs)))


def strategies(solution) -> dict[tuple[str, str], dict[str, float]]:
    """What is done where, by names."""
    a = solution.assessment
    return {(a.tree.players[s.player], s.label): a.strategy(a.tree.players[s.player], s.number) for s in a.tree.sets}


def gap(one: dict, other: dict) -> float:
    """Largest difference of two tables of strategies over the same sets and actions."""
    assert one.keys() == other.keys()
    assert all(one[k].keys() == other[k].keys() for k in one)
    return max((abs(one[k][a] - other[k][a]) for k in one for a in one[k]), default=0.0)
