"""What a drawing of a game tree shows, whatever it is drawn with.

Which nodes, in what order, under which names, with which numbers. A tree with more ends than a drawing takes is cut:
nodes are opened breadth first while there is room, and one that is left closed says how many nodes are below it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import ArgumentError
from ..trees.names import move_names
from ..trees.tree import GameTree

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment, TreeSolution

CHANCE, END = -1, -2
NEGLIGIBLE = 1e-9  # a probability or an expected payoff below this is shown as 0


@dataclass(frozen=True)
class Spot:
    """A node as it is shown.

    Attributes:
        node: its index in the tree.
        parent: position of its parent among the spots, -1 for the root.
        children: positions of its children; empty at ends and where the drawing is cut.
        depth: number of moves before it.
        player: index of who moves, ``CHANCE`` or ``END``.
        which: index of the information set, -1 where no player moves.
        label: name of the information set or of the lottery; its number where it has no name, or shares it.
        action: label of what leads here.
        probability: of that action: chance's always, a player's where strategies are given, else None.
        belief: of being here, given the information set; None unless beliefs are given and the set has other nodes.
        reach: probability that play comes here; None without strategies.
        payoffs: at ends, what each player collected on the way, else None.
        hidden: number of nodes below it that are not shown.
    """

    node: int
    parent: int
    children: tuple[int, ...]
    depth: int
    player: int
    which: int
    label: str
    action: str
    probability: float | None
    belief: float | None
    reach: float | None
    payoffs: tuple[float, ...] | None
    hidden: int


@dataclass(frozen=True)
class View:
    """A tree to be drawn.

    Attributes:
        tree: the game.
        spots: what is shown, in preorder.
        on_the_way: whether a node that is no end pays; payoffs at ends are sums along the path.
        played: whether strategies are shown.
    """

    tree: GameTree
    spots: tuple[Spot, ...]
    on_the_way: bool
    played: bool

    @property
    def rows(self) -> tuple[int, ...]:
        """Positions of the spots without children, top to bottom."""
        return tuple(k for k, s in enumerate(self.spots) if not s.children)

    @property
    def hidden(self) -> int:
        """Number of nodes that are not shown."""
        return len(self.tree) - len(self.spots)


def assessment_of(game: GameTree | TreeAssessment | TreeSolution) -> tuple[GameTree, TreeAssessment | None]:
    """The tree, and the assessment if there is one, of whatever holds them. Raises ``ArgumentError`` for the rest."""
    if isinstance(game, GameTree):
        return game, None
    held: Any = getattr(game, "assessment", game)
    tree = getattr(held, "tree", None)
    if not isinstance(tree, GameTree):
        raise ArgumentError(
            f"a game tree, an assessment or a solution of one can be drawn, not a {type(game).__name__}"
        )
    return tree, held


def view(tree: GameTree, assessment: TreeAssessment | None = None, most: int = 100) -> View:
    """What to draw.

    Args:
        tree: the game; its numbers are those of the assessment, or else at the defaults of its parameters.
        assessment: strategies and beliefs to show.
        most: ends and cuts together that there is room for.

    Raises:
        ArgumentError: no room, an assessment of another tree, or numbers that are none at the defaults.
    """
    if most < 1:
        raise ArgumentError("a drawing needs room for at least one end")
    if assessment is not None and assessment.tree.parent is not tree.parent:
        raise ArgumentError("this assessment is of another tree")
    numbers = tree.numbers() if assessment is None else assessment.numbers
    total = np.array(numbers.payoff, float)
    for node in range(1, len(tree)):
        total[node] += total[tree.parent[node]]
    first = np.cumsum([0] + [len(c.actions) for c in tree.chances])
    lotteries = [move_names(c.actions) for c in tree.chances]
    size = _sizes(tree)
    opened = _opened(tree, most)
    spots: list[Spot] = []
    children: dict[int, list[int]] = {}
    stack = [(0, -1, 0)]
    while stack:
        node, parent, depth = stack.pop()
        here = len(spots)
        children[here] = []
        if parent >= 0:
            children[parent].append(here)
        h, c = int(tree.information_set[node]), int(tree.chance_set[node])
        group = tree.sets[h] if h >= 0 else tree.chances[c] if c >= 0 else None
        action, probability = "", None
        if parent >= 0:
            above, slot = int(tree.parent[node]), int(tree.slot[node])
            ha, ca = int(tree.information_set[above]), int(tree.chance_set[above])
            action = (tree.move_names[ha] if ha >= 0 else lotteries[ca])[slot]
            if ca >= 0:
                probability = float(numbers.chance[first[ca] + slot])
            elif assessment is not None:
                probability = float(assessment.policy[tree.layout.first[ha] + slot])
        belief = None
        if assessment is not None and h >= 0 and len(tree.members[h]) > 1:
            belief = float(assessment.belief[tree.layout.member_place[tree.layout.place[node]]])
        spots.append(
            Spot(
                node=node,
                parent=parent,
                children=(),
                depth=depth,
                player=tree.sets[h].player if h >= 0 else CHANCE if c >= 0 else END,
                which=h,
                label=tree.set_names[h] if h >= 0 else "" if group is None else group.label or str(group.number),
                action=action,
                probability=probability,
                belief=belief,
                reach=None if assessment is None else float(assessment.reach[node]),
                payoffs=tuple(total[node].tolist()) if group is None else None,
                hidden=0 if node in opened or group is None else int(size[node]) - 1,
            )
        )
        if node in opened:
            stack.extend((child, here, depth + 1) for child in reversed(tree.children[node]))
    placed = tuple(replace(s, children=tuple(children[k])) for k, s in enumerate(spots))
    inner = np.asarray(numbers.payoff)[tree.has_children]
    return View(tree, placed, bool((inner != 0).any()), assessment is not None)


def number(value: float, digits: int = 4) -> str:
    """A number in at most so many significant digits, without a sign at zero."""
    text = f"{value:.{digits}g}"
    return "0" if float(text) == 0 else text


def chance(value: float) -> str:
    """A probability in three decimals; 0 and 1 only for what is so but for rounding."""
    if NEGLIGIBLE < value < 0.0005:
        return "<.001"
    if 0.9995 <= value < 1 - NEGLIGIBLE:
        return ">.999"
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _sizes(tree: GameTree) -> np.ndarray:
    """(n,), number of nodes at and below each."""
    size = np.ones(len(tree), int)
    for node in range(len(tree) - 1, 0, -1):
        size[tree.parent[node]] += size[node]
    return size


def _opened(tree: GameTree, most: int) -> set[int]:
    """Nodes whose children are shown: breadth first, while rows last."""
    opened: set[int] = set()
    rows, level = 1, [0]
    while level:
        following: list[int] = []
        for node in level:
            branches = tree.children[node]
            if branches and rows + len(branches) - 1 <= most:
                opened.add(node)
                rows += len(branches) - 1
                following.extend(branches)
        level = following
    return opened
