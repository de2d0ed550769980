"""The extensive form of a specification: nodes in order, ends by name, who decides above whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ..files.positions import Path
from .record import Node

ALL = "all"  # in the names of scales: one formula for every player


@dataclass(frozen=True)
class End:
    """An end of the tree.

    Attributes:
        index: its number, in the order of the file.
        name: its own; its outcome, unless the file says otherwise.
        outcome: what is seen.
        path: where in the file.
        formulas: player -> formula, as written.
    """

    index: int
    name: str
    outcome: str
    path: Path
    formulas: dict[str, str]


@dataclass(frozen=True)
class Fork:
    """A node with moves: a player's, or of a lottery.

    Attributes:
        player: who moves; None at a lottery.
        moves: names.
        follows: what follows each.
        odds: of a lottery, the probability of each branch.
        path: where in the file.
    """

    player: str | None
    moves: tuple[str, ...]
    follows: tuple[Fork | End, ...]
    odds: tuple[float, ...]
    path: Path

    @cached_property
    def ends(self) -> tuple[End, ...]:
        """Ends below, in order."""
        return tuple(end for part in self.follows for end in ends_of(part))

    @cached_property
    def forks(self) -> tuple[Fork, ...]:
        """This and all forks below, those below first."""
        below = [fork for part in self.follows if isinstance(part, Fork) for fork in part.forks]
        return (*below, self)


def ends_of(part: Fork | End) -> tuple[End, ...]:
    """An end itself, or the ends below a fork."""
    return (part,) if isinstance(part, End) else part.ends


def extensive_form(root: Node) -> Fork | End:
    """The tree of a specification of the right shape."""
    counter = iter(range(10**9))

    def built(node: Node, path: Path) -> Fork | End:
        if node.moves:
            follows = tuple(built(child, (*path, "moves", name)) for name, child in node.moves.items())
            odds = tuple(node.chance[name] for name in node.moves) if node.player is None else ()
            return Fork(node.player, tuple(node.moves), follows, odds, path)
        formulas = {player: str(formula) for player, formula in node.payoff.items()}
        outcome = node.outcome or ""
        return End(next(counter), node.name or outcome, outcome, path, formulas)

    return built(root, ("tree",))


def nodes_of(node: Node, path: Path = ("tree",)) -> Iterator[tuple[Node, Path]]:
    """Every node of the file with its path, those above first."""
    yield node, path
    for name, child in node.moves.items():
        yield from nodes_of(child, (*path, "moves", name))


def moves_twice(root: Fork | End) -> tuple[str, Path] | None:
    """A player that moves twice on a path, and where for the second time; None where there is none."""

    def look(part: Fork | End, above: frozenset[str]) -> tuple[str, Path] | None:
        if isinstance(part, End):
            return None
        if part.player is not None and part.player in above:
            return part.player, part.path
        under = above | {part.player} if part.player is not None else above
        found = (look(child, under) for child in part.follows)
        return next((each for each in found if each is not None), None)

    return look(root, frozenset())
