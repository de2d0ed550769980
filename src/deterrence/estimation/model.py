"""A tree met with its data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .algebra import Algebra, Quantity
from .extensive import ALL, Fork
from .likelihood import Recursion, Shocks
from .linear_model import DiscreteModel
from .predictors import SCALE

Array = np.ndarray


@dataclass(frozen=True, eq=False, kw_only=True)
class TreeModel(DiscreteModel):
    """A tree with data.

    Attributes:
        root: of the tree.
        shocks: what shakes choice.
        classes: what can be seen, each with the indices of the ends that look so.
    """

    root: Fork
    shocks: Shocks
    classes: tuple[tuple[int, ...], ...]

    def recursion(self, algebra: Algebra, values: Sequence[Quantity]) -> Recursion:
        """Backward induction from values of the predictors, in their order."""
        number = {end.name: end.index for end in self.root.ends}
        payoffs: dict[tuple[str, int], Quantity] = {}
        scales: dict[str, Quantity] = {}
        for predictor, value in zip(self.predictors, values, strict=True):
            if predictor.place == SCALE:
                movers = {fork.player for fork in self.root.forks if fork.player is not None}
                for player in movers if predictor.player == ALL else (predictor.player,):
                    scales[player] = algebra.exp(value)
            else:
                payoffs[predictor.player, number[predictor.place]] = value
        return Recursion(algebra, self.shocks, payoffs, scales)

    def log_classes(self, algebra: Algebra, values: Sequence[Quantity]) -> list[Quantity]:
        """log probability of every class, (n,) each."""
        ends = self.recursion(algebra, values).log_ends(self.root)
        return [ends[c[0]] if len(c) == 1 else algebra.log_sum([ends[k] for k in c]) for c in self.classes]
