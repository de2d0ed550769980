"""Write a game tree as a paper writes it: nested moves, lotteries and ends.

    >>> from deterrence.trees.builder import TreeBuilder
    >>> g = TreeBuilder("Entry deterrence", players=("Entrant", "Incumbent"))
    >>> w = g.parameter("w", 0.5, "what giving way is worth to the Incumbent", low=0)
    >>> fight = g.move("Incumbent", "fight?", {"fight": g.end(-1, -1), "give way": g.end(1, w)})
    >>> tree = g.tree(g.move("Entrant", "enter?", {"stay out": g.end(0, 2), "enter": fight}))
    >>> print(tree)
    Entry deterrence: players Entrant, Incumbent; 5 nodes, 3 of them ends; 2 information sets

Nodes with the same player and the same label are one information set. A part built once may be hung in several
places: it is copied. Numbers may be floats, fractions, or formulas in parameters such as ``1 - p - c``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..errors import ArgumentError
from ..files.messages import numeral
from ..parameters.expression import Expression, parameter
from .tree import ChanceSet, GameTree, InformationSet, Number, Outcome, Symbol


@dataclass(frozen=True, eq=False)
class Part:
    """A piece of a tree not yet hung: an end, a move or a lottery."""

    branches: tuple[tuple[str, Part], ...] = ()
    player: int = -1
    label: str = ""
    probabilities: tuple[Number, ...] = ()
    payoffs: tuple[Number, ...] | None = None
    weights: tuple[float, ...] | None = None
    sharpness: float = 1.0


class TreeBuilder:
    """Builds a :class:`GameTree`.

    Args:
        title: name of the game.
        players: their names.
        comment: a sentence on what it is.
    """

    def __init__(self, title: str, players: Sequence[str], comment: str = ""):
        if not players or len(set(players)) != len(players):
            raise ArgumentError("players need different names, at least one")
        self.title, self.players, self.comment = title, tuple(players), comment
        self._symbols: dict[str, Symbol] = {}

    def parameter(
        self, name: str, value: float, meaning: str = "", *, low: float = -np.inf, high: float = np.inf
    ) -> Expression:
        """Declare a named parameter and return it as a number to compute with.

        Raises:
            ArgumentError: the name is taken, or the value is outside [low, high].
        """
        if name in self._symbols:
            raise ArgumentError(f"the parameter '{name}' is declared twice")
        if not low <= value <= high:
            raise ArgumentError(f"{name} = {numeral(value)} is outside its range [{low:g}, {high:g}]")
        self._symbols[name] = Symbol(name, float(value), meaning, low, high)
        return parameter(name)

    def end(self, *payoffs: Number) -> Part:
        """The game ends here; one payoff a player, in the order of ``players``."""
        return Part(payoffs=self._payoffs(payoffs))

    def move(
        self,
        player: str,
        label: str,
        actions: Mapping[str, Part],
        *,
        pay: Sequence[Number] | None = None,
        weights: Sequence[float] | None = None,
        sharpness: float = 1.0,
    ) -> Part:
        """A player chooses.

        Args:
            player: whose move it is.
            label: the information set: where the player cannot tell two nodes apart, give both the same label.
            actions: action -> what follows.
            pay: payoffs collected on coming here.
            weights: μ, base weights of the actions; uniform when None.
            sharpness: λ here is the player's times this.

        Raises:
            ArgumentError: no such player, no action, or payoffs that are not one a player.
        """
        if player not in self.players:
            raise ArgumentError(f"'{player}' is not one of the players {', '.join(self.players)}")
        if not actions:
            raise ArgumentError(f"the move '{label}' of {player} has no action")
        return Part(
            tuple(actions.items()),
            self.players.index(player),
            label,
            payoffs=None if pay is None else self._payoffs(pay),
            weights=None if weights is None else tuple(float(w) for w in weights),
            sharpness=float(sharpness),
        )

    def chance(
        self, label: str, branches: Mapping[str, tuple[Number, Part]], *, pay: Sequence[Number] | None = None
    ) -> Part:
        """A lottery: ``{name: (probability, what follows)}``. Raises ``ArgumentError`` when it is empty."""
        if not branches:
            raise ArgumentError(f"the lottery '{label}' is empty")
        return Part(
            tuple((name, part) for name, (_, part) in branches.items()),
            label=label,
            probabilities=tuple(p for p, _ in branches.values()),
            payoffs=None if pay is None else self._payoffs(pay),
        )

    def tree(self, root: Part, *, precision: Sequence[Number] | None = None) -> GameTree:
        """Hang everything on the root.

        Args:
            root: the first part.
            precision: λ_i, one number a player; 1 when None.

        Raises:
            ArgumentError: two nodes of one information set with different actions, or imperfect recall.
        """
        rows: list[tuple[int, int, int, int, int]] = []  # parent, slot, set, chance, outcome
        sets: dict[tuple[int, str], int] = {}
        counts = [0] * len(self.players)
        found: list[InformationSet] = []
        chances: dict[tuple[Any, ...], int] = {}
        outcomes: dict[int, tuple[int, tuple[Number, ...]]] = {}  # by identity of the part: parts stay alive in root
        stack = [(root, -1, -1)]
        while stack:
            part, parent, slot = stack.pop()
            node, h, c, o = len(rows), -1, -1, -1
            if part.payoffs is not None:
                o, _ = outcomes.setdefault(id(part), (len(outcomes), part.payoffs))
            if part.player >= 0:
                h = self._set(part, sets, counts, found)
            elif part.branches:
                c = chances.setdefault(
                    (part.label, tuple(n for n, _ in part.branches), part.probabilities), len(chances)
                )
            rows.append((parent, slot, h, c, o))
            stack.extend((child, node, k) for k, (_, child) in reversed(list(enumerate(part.branches))))
        table = np.array(rows, int)
        return GameTree(
            players=self.players,
            parent=table[:, 0],
            slot=table[:, 1],
            information_set=table[:, 2],
            chance_set=table[:, 3],
            outcome=table[:, 4],
            sets=tuple(found),
            chances=tuple(ChanceSet(k + 1, label, names, p) for (label, names, p), k in chances.items()),
            outcomes=tuple(Outcome(k + 1, "", payoffs) for k, payoffs in outcomes.values()),
            symbols=tuple(self._symbols.values()),
            precision=tuple(precision or ()),
            title=self.title,
            comment=self.comment,
        )

    def _set(self, part: Part, sets: dict[tuple[int, str], int], counts: list[int], found: list[InformationSet]) -> int:
        key = (part.player, part.label)
        names = tuple(name for name, _ in part.branches)
        here = InformationSet(part.player, 0, part.label, names, part.weights, part.sharpness)
        if key not in sets:
            sets[key] = len(found)
            counts[part.player] += 1
            found.append(replace(here, number=counts[part.player]))
        elif replace(here, number=found[sets[key]].number) != found[sets[key]]:
            raise ArgumentError(
                f"information set '{part.label}' of {self.players[part.player]}: its nodes differ in their actions "
                f"({', '.join(found[sets[key]].actions)} and {', '.join(names)}); give them different labels"
            )
        return sets[key]

    def _payoffs(self, payoffs: Sequence[Number]) -> tuple[Number, ...]:
        if len(payoffs) != len(self.players):
            raise ArgumentError(f"payoffs need one number a player ({len(self.players)}), not {len(payoffs)}")
        return tuple(payoffs)
