"""Draw a game tree: a picture in a notebook, text in a terminal, either in a file.

Importing this module also lets notebooks show the models of the gallery as trees. The models are a layer below and do
not import what draws them.

>>> from deterrence.trees.builder import TreeBuilder
>>> g = TreeBuilder("Entry deterrence", players=("Entrant", "Incumbent"))
>>> fight = g.move("Incumbent", "fight?", {"fight": g.end(-1, -1), "give way": g.end(1, 0.5)})
>>> print(draw(g.tree(g.move("Entrant", "enter?", {"stay out": g.end(0, 2), "enter": fight}))))
Entry deterrence
payoffs: Entrant, Incumbent
<BLANKLINE>
Entrant: enter?
├─ stay out → (0, 2)
└─ enter → Incumbent: fight?
   ├─ fight → (-1, -1)
   └─ give way → (1, 0.5)
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ArgumentError
from ..models.model import Model
from ..outputs import write_text
from ..trees.tree import GameTree
from .tree_svg import tree_svg
from .tree_text import tree_text
from .tree_view import assessment_of

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment, TreeSolution

Model.picture = tree_svg


@dataclass(frozen=True, eq=False)
class Drawing:
    """A drawn tree. Notebooks show ``svg``, and ``print`` shows ``text``."""

    game: GameTree | TreeAssessment | TreeSolution
    most: int | None = None

    @property
    def svg(self) -> str:
        """The picture, an SVG document."""
        return tree_svg(self.game) if self.most is None else tree_svg(self.game, self.most)

    @property
    def text(self) -> str:
        """The tree as lines of text."""
        return tree_text(self.game) if self.most is None else tree_text(self.game, self.most)

    def save(self, path: str | Path) -> Path:
        """Write it to a file, by its ending: .svg or .txt. Raises ``ArgumentError`` for others,
        and ``OutputError`` where it cannot be written: the old file is then as before."""
        path = Path(path)
        formats = {".svg": lambda: self.svg, ".txt": lambda: self.text + "\n"}
        if path.suffix not in formats:
            raise ArgumentError(f"a drawing is written to a file that ends in .svg or .txt, not '{path}'")
        write_text(path, formats[path.suffix]())
        return path

    def __str__(self) -> str:
        return self.text

    def _repr_svg_(self) -> str:
        return self.svg


def draw(game: GameTree | TreeAssessment | TreeSolution | Model, most: int | None = None) -> Drawing:
    """Draw a game tree, with strategies and beliefs where there are any.

    Args:
        game: a tree, drawn at the defaults of its parameters; an assessment or a solution of one; or a model of the
            gallery, drawn at its default size.
        most: ends that there is room for (100 in a picture, 60 in text, unless given). A larger tree is cut where its
            moves are deepest, and every cut says how many nodes it hides.

    Raises:
        ArgumentError: what is given has no tree, or there is no room for one end.
    """
    drawn = game.build() if isinstance(game, Model) else game
    assessment_of(drawn)
    if most is not None and most < 1:
        raise ArgumentError("a drawing needs room for at least one end")
    return Drawing(drawn, most)
