"""A few hand-written trees with parameters, for tests of what is computed from them."""

from __future__ import annotations

from deterrence.trees.builder import TreeBuilder
from deterrence.trees.tree import GameTree


def signalling() -> GameTree:
    """A resolute or irresolute state challenges or not; the other resists or yields; a three-way last move."""
    g = TreeBuilder("signalling", ("C", "D"))
    q = g.parameter("q", 0.4, "prior of resolve", low=0, high=1)
    w = g.parameter("w", 0.3, "worth of war to the resolute")
    c = g.parameter("c", 0.6, "cost of war to D", low=0)
    a = g.parameter("a", 0.2, "price of backing down")

    def after(kind: str, war) -> object:
        last = g.move(
            "C", f"fight? {kind}", {"fight": g.end(war, -c), "talk": g.end(-a / 2, 0.4), "back": g.end(-a, 1)}
        )
        met = g.move("D", "resist?", {"resist": last, "yield": g.end(1, 0)})
        return g.move("C", f"challenge? {kind}", {"wait": g.end(0, 1), "challenge": met}, pay=(0.0, q * a))

    return g.tree(g.chance("type", {"resolute": (q, after("r", w)), "irresolute": (1 - q, after("i", w - 1))}))


def stag_hunt() -> GameTree:
    """Two hunters who do not see each other's choice; w is the worth of the stag, 3 of the hare."""
    g = TreeBuilder("stag hunt", ("A", "B"))
    w = g.parameter("w", 4.0, "worth of the stag")

    def second(a: str) -> object:
        stag = g.end(w, w) if a == "stag" else g.end(3, 0)
        return g.move("B", "b", {"stag": stag, "hare": g.end(0, 3) if a == "stag" else g.end(3, 3)})

    return g.tree(g.move("A", "a", {a: second(a) for a in ("stag", "hare")}))
