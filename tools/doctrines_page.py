"""Rewrite what docs/doctrines.md takes from the program: the table of the library.

    python tools/doctrines_page.py

A test compares it with the program, so that it cannot fall behind.
"""

from __future__ import annotations

from pathlib import Path

from deterrence.report.doctrines_text import markdown

PAGE = Path(__file__).parents[1] / "docs" / "doctrines.md"
BEGIN, END = "<!-- library: written by tools/doctrines_page.py -->\n", "<!-- end of library -->\n"


def page(text: str) -> str:
    """The page with its table as the program says it."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{markdown()}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
