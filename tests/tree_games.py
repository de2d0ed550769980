"""Known games in extensive form, for tests."""

from __future__ import annotations

from deterrence.trees.builder import TreeBuilder
from deterrence.trees.tree import GameTree


def entry(size: float = 1.0) -> GameTree:
    """Entry deterrence: the threat to fight is not credible."""
    g = TreeBuilder("Entry", ("E", "I"))
    answer = g.move("I", "i", {"fight": g.end(-size, -size), "yield": g.end(size, 0)})
    return g.tree(g.move("E", "e", {"out": g.end(0, 2 * size), "in": answer}))


def horse() -> GameTree:
    """Selten's horse. (C, C, R) with P(1 played D | 3 moves) at most 1/3 is sequential, (D, C, L) only Nash."""
    g = TreeBuilder("Selten's horse", ("1", "2", "3"))

    def third(left, right):
        return g.move("3", "3", {"L": left, "R": right})

    second = g.move("2", "2", {"C": g.end(1, 1, 1), "D": third(g.end(4, 4, 0), g.end(0, 0, 1))})
    return g.tree(g.move("1", "1", {"C": second, "D": third(g.end(3, 3, 2), g.end(0, 0, 0))}))


def simultaneous(payoffs: dict[tuple[str, str], tuple[float, float]], weights=None) -> GameTree:
    """Two players who move without seeing each other: (row action, column action) -> payoffs."""
    rows = list(dict.fromkeys(r for r, _ in payoffs))
    columns = list(dict.fromkeys(c for _, c in payoffs))
    g = TreeBuilder("simultaneous moves", ("Row", "Column"))
    weights = weights or (None, None)
    column = {r: g.move("Column", "c", {c: g.end(*payoffs[r, c]) for c in columns}, weights=weights[1]) for r in rows}
    return g.tree(g.move("Row", "r", column, weights=weights[0]))


def beer_quiche(strong: float = 0.9) -> GameTree:
    """Cho and Kreps (1987): breakfast as a signal. The strong like beer, the weak quiche; both fear a duel."""
    g = TreeBuilder("Beer or quiche", ("A", "B"))

    def breakfast(kind, liked):
        meals = {}
        for meal in ("beer", "quiche"):
            taste = 1.0 if meal == liked else 0.0
            duel = g.end(taste, 1.0 if kind == "weak" else 0.0)
            peace = g.end(taste + 2, 0.0 if kind == "weak" else 1.0)
            meals[meal] = g.move("B", f"seen {meal}", {"duel": duel, "peace": peace})
        return g.move("A", kind, meals)

    kinds = {"strong": (strong, breakfast("strong", "beer")), "weak": (1 - strong, breakfast("weak", "quiche"))}
    return g.tree(g.chance("type", kinds))


def centipede(moves: int = 6) -> GameTree:
    """Rosenthal's centipede: the pot grows; whoever stops takes more."""
    g = TreeBuilder("Centipede", ("1", "2"))
    part = g.end(moves, moves)
    for t in reversed(range(moves)):
        who = t % 2
        stop = g.end(*((t + 2, t) if who == 0 else (t, t + 2)))
        part = g.move(str(who + 1), f"t{t}", {"stop": stop, "go": part})
    return g.tree(part)


def two_looks() -> GameTree:
    """P stops or does a or b unseen; Q, in doubt, may go in, and then, still in doubt, guess.

    Going in and guessing right is worth 10, wrong 0; staying out 5.
    """
    g = TreeBuilder("Two looks", ("P", "Q"))

    def first(right):
        guess = g.move("Q", "guess", {k: g.end(0, 10 if k == right else 0) for k in ("a", "b")})
        return g.move("Q", "enter", {"in": guess, "out": g.end(0, 5)})

    return g.tree(g.move("P", "p", {"stop": g.end(1, 0), "a": first("a"), "b": first("b")}))


def two_watchers() -> GameTree:
    """P stops or does a or b unseen; Q guesses, then R guesses without having seen Q: both know the same."""
    g = TreeBuilder("Two watchers", ("P", "Q", "R"))

    def guesses(right):
        def second(q):
            return g.move("R", "r", {k: g.end(0, float(q == right), float(k == right)) for k in ("a", "b")})

        return g.move("Q", "q", {q: second(q) for q in ("a", "b")})

    return g.tree(g.move("P", "p", {"stop": g.end(1, 0, 0), "a": guesses("a"), "b": guesses("b")}))


def chain(length: int, prize: float = 1.0) -> GameTree:
    """Two players in turn may stop or go on, ``length`` times; the end pays ``prize``."""
    g = TreeBuilder("A long chain", ("1", "2"))
    part = g.end(prize, prize)
    for t in reversed(range(length)):
        part = g.move(str(1 + t % 2), f"t{t}", {"on": part, "stop": g.end(0.0, 0.0)})
    return g.tree(part)
