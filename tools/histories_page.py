"""Rewrite what docs/histories.md takes from the program: the ladder, the crosswalk and the list of histories.

    python tools/histories_page.py

Tests compare the page with the program, so that it cannot fall behind.
"""

from __future__ import annotations

from pathlib import Path

from deterrence.coded_crises import catalogue, crosswalk, ladder

PAGE = Path(__file__).parents[1] / "docs" / "histories.md"


def shipped() -> str:
    """The shipped histories as a table."""
    lines = ["| history | span | moves | sources opened |", "| --- | --- | --- | --- |"]
    for h in catalogue.histories():
        opened = sum(source.read != "not opened" for source in h.sources.values())
        span = f"{h.span.first} to {h.span.last}"
        lines.append(f"| `{h.name}`: {h.title} | {span} | {len(h.moves)} | {opened} of {len(h.sources)} |")
    return "\n".join(lines) + "\n"


TABLES = {"histories": shipped, "ladder": ladder.markdown, "crosswalk": crosswalk.markdown}


def page(text: str) -> str:
    """The page with its tables as the program says them."""
    for name, table in TABLES.items():
        begin, end = f"<!-- {name}: written by tools/histories_page.py -->\n", f"<!-- end of {name} -->\n"
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        text = f"{before}{begin}\n{table()}\n{end}{after}"
    return text


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
