"""Choices for tests of precision: games with counts, and decisions of play."""

import numpy as np

from deterrence.estimation.play_rows import Choice
from deterrence.estimation.qre import Branch, Played
from deterrence.trees.builder import TreeBuilder

SOLVED = 1.5


def two_by_two(name, row, column):
    g = TreeBuilder(name, players=("row", "column"))

    def answer(i):
        return g.move("column", "", {"left": g.end(row[i][0], column[i][0]), "right": g.end(row[i][1], column[i][1])})

    return g.tree(g.move("row", "", {"up": answer(0), "down": answer(1)}))


def one_choice(counts, gain=2.0):
    g = TreeBuilder("one choice", players=("A",))
    tree = g.tree(g.move("A", "act?", {"act": g.end(gain), "wait": g.end(0)}))
    return Played("one choice", Branch(tree), np.array(counts, float))


def simulated(n, precision, seed, solved=SOLVED):
    """Choices among three moves with drawn values and base weights, at a precision."""
    rng = np.random.default_rng(seed)
    found = []
    for k in range(n):
        values, weights = rng.normal(0, 0.5, 3), rng.dirichlet(np.ones(3) * 4)
        p = weights * np.exp(precision * values)
        at = weights * np.exp(solved * values)
        chosen = int(rng.choice(3, p=p / p.sum()))
        conduct = at / at.sum()
        found.append(
            Choice(str(k), "1", "row", solved, np.log(conduct), values, chosen, ("a",), np.ones(1), conduct[None])
        )
    return found
