"""Crisis-signalling games of any size, for timing: two private types on each side, payoffs for illustration only.

``repeat``: T rounds of challenge? / resist? / fight?; war ends the game, anything else goes on to the next round.
``ladder``: T rungs of escalate or back down / resist or concede; the last escalation is war.
"""

from __future__ import annotations

from deterrence.trees.builder import Part, TreeBuilder
from deterrence.trees.tree import GameTree

WAR = {"s": 0.1, "w": -0.6}
BACK_DOWN, DISCOUNT, STRONG = 0.3, 0.9, 0.5


def crisis(kind: str, rounds: int) -> GameTree:
    """The tree of that kind and size."""
    g = TreeBuilder(f"crisis {kind} T={rounds}", ("C", "D"))

    def repeat(past: str, c: str, d: str, u: float, v: float, t: int) -> Part:
        if t == rounds:
            return g.end(u, v)
        now, rest = DISCOUNT**t, sum(DISCOUNT**k for k in range(t, rounds))
        war = g.end(u + rest * WAR[c], v + rest * WAR[d])
        back = repeat(past + "b", c, d, u - now * BACK_DOWN, v + now, t + 1)
        met = g.move("C", f"{c}{past} fight?", {"fight": war, "back": back})
        yielded = repeat(past + "c", c, d, u + now, v, t + 1)
        challenged = g.move("D", f"{d}{past} resist?", {"resist": met, "concede": yielded})
        quiet = repeat(past + "q", c, d, u, v + now, t + 1)
        return g.move("C", f"{c}{past} challenge?", {"challenge": challenged, "quiet": quiet})

    def ladder(c: str, d: str, k: int) -> Part:
        back = g.end(-BACK_DOWN * k / rounds, 1.0)
        if k == rounds:
            return g.move("C", f"{c}{k}", {"escalate": g.end(WAR[c], WAR[d]), "back": back})
        met = g.move("D", f"{d}{k}", {"resist": ladder(c, d, k + 1), "concede": g.end(1.0, 0.0)})
        return g.move("C", f"{c}{k}", {"escalate": met, "back": back})

    pairs = [("s", "s"), ("s", "w"), ("w", "s"), ("w", "w")]
    share = {"s": STRONG, "w": 1 - STRONG}
    branches = {
        c + d: (share[c] * share[d], repeat("", c, d, 0.0, 0.0, 0) if kind == "repeat" else ladder(c, d, 0))
        for c, d in pairs
    }
    return g.tree(g.chance("types", branches))
