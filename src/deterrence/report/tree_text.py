"""A game tree in a terminal.

    Entry deterrence
    payoffs: Entrant, Incumbent

    Entrant: enter?
    ├─ stay out · 0 → (0, 2)
    └─ enter · 1 → Incumbent: fight?
       ├─ fight · 0 → (-1, -1)
       └─ give way · 1 → (1, 0.5)

Nodes of one player under one name are one information set; where a set has several nodes, that is said at each. After
an action stands its probability: of chance, and of players where there is an assessment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..trees.tree import GameTree
from .tree_view import CHANCE, END, View, assessment_of, chance, number, view

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment, TreeSolution

ROWS = 60  # ends that are shown unless more are asked for


def tree_text(game: GameTree | TreeAssessment | TreeSolution, most: int = ROWS) -> str:
    """The tree as lines of text.

    Args:
        game: a tree; or an assessment or solution of one, whose probabilities and beliefs are then shown.
        most: ends that there is room for; a larger tree is cut, and the cuts say how much they hide.

    Raises:
        ArgumentError: what is given has no tree, or there is no room at all.
    """
    tree, assessment = assessment_of(game)
    seen = view(tree, assessment, most)
    lines = [tree.title or "game tree", f"payoffs: {', '.join(tree.names)}"]
    if seen.on_the_way:
        lines[-1] += " (summed along the path; some are collected on the way)"
    lines.append("")
    indents = {0: ""}
    for k, spot in enumerate(seen.spots):
        if spot.parent < 0:
            lines.append(_named(seen, k))
            continue
        last = seen.spots[spot.parent].children[-1] == k
        indent = indents[spot.parent]
        indents[k] = indent + ("   " if last else "│  ")
        odds = "" if spot.probability is None else f" · {chance(spot.probability)}"
        lines.append(f"{indent}{'└─' if last else '├─'} {spot.action}{odds} → {_named(seen, k)}")
    if seen.hidden:
        lines += ["", f"{seen.hidden} of {len(tree)} nodes are not shown"]
    return "\n".join(lines)


def _named(seen: View, k: int) -> str:
    spot = seen.spots[k]
    if spot.player == END:
        return f"({', '.join(number(x) for x in spot.payoffs or ())})"
    name = "chance" if spot.player == CHANCE else seen.tree.names[spot.player]
    nodes = len(seen.tree.members[spot.which]) if spot.which >= 0 else 1
    notes = []
    if nodes > 1:
        notes.append(f"one of {nodes} nodes")
    if spot.belief is not None:
        notes.append(f"belief {chance(spot.belief)}")
    if spot.hidden:
        notes.append(f"… {spot.hidden} more nodes" if spot.hidden > 1 else "… 1 more node")
    return f"{name}: {spot.label}" + (f"  [{', '.join(notes)}]" if notes else "")
