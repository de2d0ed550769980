"""Games for the tests of Gambit files: written by hand, and drawn at random."""

from __future__ import annotations

import dataclasses
import random
from fractions import Fraction

import numpy as np

from deterrence.trees.builder import TreeBuilder
from deterrence.trees.tree import GameTree

SIGNAL = r'''EFG 2 R "A \"signal\"" { "Sender" "Receiver" }
"Two types, one message each way."

c "nature" 1 "type" { "strong" 1/3 "weak" 2/3 } 0
p "" 1 1 "strong" { "arm" "wait" } 0
p "after arming" 2 1 "armed" { "yield" "fight" } 0
t "" 1 "yielded" { 2, 0 }
t "" 2 "war, strong" { 0.5, -1 }
t "calm" 3 "calm" { 0 1 }
p "" 1 2 "weak" { "arm" "wait" } 4 "cost of arming" { -.25 0 }
p "" 2 1 0
t "" 1
t "" 5 "war, weak" { -1.5e0, 1 }
t "" 3
'''

STAGES = """EFG 2 D "Four players, payoffs on the way" { "A" "B" "C" "D" }
""
c "" 7 "(0,7)" { "l" 0.5 "m" 0.25 "r" 0.25 } 3 "start" { 1, 2, 3, 4 }
p "" 4 9 "" { "x" "y" } 0
p "" 2 1 "" { "u" } 12 "toll" { 0, -1/3, 0, 1e-2 }
t "" 12
t "" 0
p "" 3 1 "" { "g" "h" "i" } 0
t "" 12
t "" 3
t "" 4 "" { -1 -1 -1 -1 }
p "" 1 2 "same" { "x" "x" } 0
t "" 0
p "" 3 2 "" { "" "" } 0
t "" 4
t "" 3
"""

TABLE = """NFG 1 R "Selten (IJGT, 75), Figure 2, normal form"
{ "Player 1" "Player 2" } { 3 2 }

1 1 0 2 0 2 1 1 0 3 2 0
"""

OUTCOMES = """NFG 1 R "Outcomes" { "Row" "Column" "Slab" }

{ { "up" "down" }
{ "left" "right" }
{ "front" "back" }
}
"With a comment."

{
{ "best" 1, 1/2, 0.25 }
{ "" 0, -2, 0 }
{ "never" 9, 9, 9 }
}
1 2 0 2 1 1 0 2
"""

FILES = {"signal": SIGNAL, "stages": STAGES, "table": TABLE, "outcomes": OUTCOMES}


def same(a: GameTree, b: GameTree) -> bool:
    """Are two trees identical in every field?"""
    for field in dataclasses.fields(GameTree):
        x, y = getattr(a, field.name), getattr(b, field.name)
        if not (np.array_equal(x, y) if isinstance(x, np.ndarray) else x == y):
            return False
    return True


def exact_number(rng: random.Random):
    """A whole number or a fraction, sometimes very small or large."""
    kind = rng.random()
    if kind < 0.4:
        return rng.randint(-9, 9)
    if kind < 0.9:
        return Fraction(rng.randint(-99, 99), rng.choice((2, 3, 4, 5, 7, 8, 10, 125, 999, 1024, 10**9)))
    return rng.choice((Fraction(1, 10**300), Fraction(2, 3**200), 10**300, Fraction(7, 2**90), Fraction(-1, 10**41)))


def any_number(rng: random.Random):
    """Exact, or a float."""
    floats = (rng.gauss(0, 1), rng.random() * 1e-12, 5e-324, 1e300)
    return exact_number(rng) if rng.random() < 0.5 else rng.choice(floats)


def random_tree(rng: random.Random, texts: list[str], number=exact_number, max_depth: int = 6) -> GameTree:
    """A tree with perfect recall, up to four players, chance, payoffs on the way and the given texts as labels."""
    players = [f"P{i}" for i in range(rng.randint(1, 4))]
    g = TreeBuilder(rng.choice(texts), players, rng.choice(texts))
    count = [0]

    def pay():
        return [number(rng) for _ in players]

    def lottery(actions):
        weights = [rng.randint(0, 5) for _ in range(actions - 1)] + [rng.randint(1, 5)]
        return [Fraction(w, sum(weights)) for w in weights]

    def part(depth, seen):
        count[0] += 1
        if depth == max_depth or count[0] > 150 or rng.random() < 0.15:
            return g.end(*pay())
        names = [f"a{k}" for k in range(rng.choice((1, 2, 2, 3)))]
        some_pay = pay() if rng.random() < 0.2 else None
        if rng.random() < 0.25:
            branches = {a: (p, part(depth + 1, seen)) for a, p in zip(names, lottery(len(names)), strict=True)}
            return g.chance(f"c{rng.randint(0, 2)}", branches, pay=some_pay)
        player = rng.choice(players)
        # what a player knows: its own past (so that it forgets nothing) and one of two signals
        label = f"{seen[player]}|{len(names)}|{rng.randint(0, 1)}"
        after = {a: part(depth + 1, seen | {player: f"{label}>{a}"}) for a in names}
        return g.move(player, label, after, pay=some_pay)

    tree = g.tree(part(0, dict.fromkeys(players, "")))

    def renamed(group):
        numbers = rng.sample(range(1, 10 * len(group) + 1), len(group))
        return [dataclasses.replace(x, number=k, label=rng.choice(texts)) for x, k in zip(group, numbers, strict=True)]

    def reworded(group):
        words = [tuple(rng.choice(texts) for _ in x.actions) for x in group]
        return tuple(dataclasses.replace(x, actions=w) for x, w in zip(renamed(group), words, strict=True))

    labels = tuple(rng.choice(texts) for _ in range(len(tree)))
    return dataclasses.replace(
        tree,
        players=tuple(rng.choice(texts) for _ in players),
        sets=reworded(tree.sets),
        chances=reworded(tree.chances),
        outcomes=tuple(renamed(tree.outcomes)),
        labels=labels if any(labels) else (),
    )
