"""Rewrite what the documentation takes from the program: the tables of docs/models.md and the picture of a game.

    python tools/models_page.py

Tests compare both with the program, so that neither can fall behind.
"""

from __future__ import annotations

from pathlib import Path

from deterrence.models.gallery import find_model
from deterrence.models.listing import markdown
from deterrence.report.tree_svg import tree_svg
from deterrence.solvers.tree import solve_tree

DOCS = Path(__file__).parents[1] / "docs"
PAGE, PICTURE = DOCS / "models.md", DOCS / "images" / "deterrence-game.svg"
BEGIN, END = "<!-- models: written by tools/models_page.py -->\n", "<!-- end of models -->\n"
SHOWN = "zagare_kilgour2000_rudimentary"


def page(text: str) -> str:
    """The page with its tables as the program says them."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{markdown()}\n{END}{after}"


def picture() -> str:
    """A small model with its solution: what ``deterrence solve KEY -o FILE.svg`` writes."""
    return tree_svg(solve_tree(find_model(SHOWN).build()))


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    PICTURE.write_text(picture(), encoding="utf-8")
