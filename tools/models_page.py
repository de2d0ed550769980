"""Rewrite what the documentation takes from the program: the tables of docs/models.md, and pictures of games.

    python tools/models_page.py

Tests compare all of it with the program, so that nothing can fall behind.
"""

from __future__ import annotations

from pathlib import Path

from deterrence.models.gallery import find_model, gallery
from deterrence.models.listing import markdown, short
from deterrence.models.model import Model
from deterrence.report.tree_svg import tree_svg
from deterrence.solvers.tree import solve_tree

DOCS = Path(__file__).parents[1] / "docs"
PAGE, PICTURE = DOCS / "models.md", DOCS / "images" / "deterrence-game.svg"
DRAWN, PICTURES = DOCS / "models-drawn.md", DOCS / "images" / "models"
BEGIN, END = "<!-- models: written by tools/models_page.py -->\n", "<!-- end of models -->\n"
SHOWN = "zagare_kilgour2000_rudimentary"
ENDS = 16  # that a picture has room for
SIZES: dict[str, dict[str, int]] = {  # at which models with many types or rounds can be drawn
    "carter2015": {"periods": 1},
    "chassang_padro2010": {"cells": 4},
    "chicken_assurance": {"types": 2},
    "fearon1994": {"last": 2, "types": 2},
    "fearon1995": {"types": 3},
    "fearon1997": {"types": 2},
    "fearon2002": {"types": 2},
    "kreps_wilson1982": {"rounds": 2},
    "kreps_wilson1982_two_sided": {"rounds": 4},
    "lewis_schultz2003": {"types": 2},
    "nalebuff1986": {"rounds": 1},
    "nalebuff1991": {"types": 2, "challengers": 1},
    "powell1999": {"types": 3},
    "powell2015": {"powers": 3},
    "schram2021": {"levels": 3},
    "schultz1999": {"types_a": 2, "types_b": 2},
    "slantchev2005": {"steps": 1},
}
INTRODUCTION = f"""# Published models, drawn

The tree of every model of [the gallery](models.md), written by `make docs`. Models with many types or rounds are drawn
at a smaller size than they have by default, as stated; a tree with more than {ENDS} ends is cut, and every cut says how
many nodes it hides. A dashed line joins what a player cannot tell apart. A picture at the default size, and one with
the solution:

```
deterrence models {SHOWN} --svg tree.svg
deterrence solve {SHOWN} -o solved.svg
```
"""


def page(text: str) -> str:
    """The page with its tables as the program computes them."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{markdown()}\n{END}{after}"


def picture() -> str:
    """A small model with its solution: what ``deterrence solve KEY -o FILE.svg`` writes."""
    return tree_svg(solve_tree(find_model(SHOWN).build()))


def drawn(model: Model) -> str:
    """The tree of a model, at a size that can be read."""
    return tree_svg(model.build(**SIZES.get(model.key, {})), ENDS)


def drawn_page() -> str:
    """A page with a picture of every model."""
    parts = [INTRODUCTION]
    for key, model in gallery().items():
        size = ", ".join(f"{name}={value}" for name, value in SIZES.get(key, {}).items())
        at = f" Drawn with {size}." if size else ""
        parts.append(f"## {key}\n\n{short(model.source)}: {model.title}.{at}\n\n![{key}](images/models/{key}.svg)\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    PICTURE.write_text(picture(), encoding="utf-8")
    DRAWN.write_text(drawn_page(), encoding="utf-8")
    PICTURES.mkdir(exist_ok=True)
    for entry in gallery().values():
        (PICTURES / f"{entry.key}.svg").write_text(drawn(entry), encoding="utf-8")
