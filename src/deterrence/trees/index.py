"""What is derived from the layout of a tree and kept with it, each part found when first asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from .best_response import Recursion
from .heavy_paths import Spines
from .layout import Layout
from .node_reach import Past
from .own_sets import Forest


@dataclass(frozen=True, eq=False)
class Index(Layout):
    """The layout of a tree, and what lies behind nodes, what players do in turn, and how values are summed."""

    @cached_property
    def forest(self) -> Forest:
        """The players' own information sets, in the order of a best reply's recursion."""
        return Forest.of(self)

    @cached_property
    def past(self) -> Past:
        """What lies behind every node."""
        return Past(self, self.forest)

    @cached_property
    def recursion(self) -> Recursion:
        """The recursion of a best reply."""
        return Recursion.of(self.forest)

    @cached_property
    def spines(self) -> Spines:
        """The tree as runs from a node to an end."""
        return Spines.of(self)
