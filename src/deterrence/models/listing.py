"""How the gallery is shown, to people and as JSON: a table, an entry in full, its propositions."""

from __future__ import annotations

import inspect
import itertools
import math
import re
import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from ..trees.tree import Symbol
from .gallery import gallery
from .model import Evidence, Model, Proposition, Source

WORD = re.compile(r"(?<=-)|\s")
WIDTH, GAP = 100, 2
"""Columns that paragraphs take at most; and those between the columns of a table."""


def short(source: Source) -> str:
    """Family names and year: "Kreps & Wilson 1982", "Baliga, Bueno de Mesquita & Wolitzky 2020"."""
    *first, last = (author.split(",")[0].strip() for author in source.authors.split(";"))
    return f"{', '.join(first)} & {last} {source.year}" if first else f"{last} {source.year}"


def listing() -> str:
    """One line per model: key, publication, players, number of propositions, title."""
    heads = ("key", "publication", "players", "propositions", "title")
    rows = [
        (
            model.key,
            short(model.source),
            ", ".join(model.actors),
            str(len(model.propositions)),
            model.title,
        )
        for model in models()
    ]
    return "\n".join(aligned([heads, *rows]))


def models() -> list[Model]:
    """All of them, in the order of their keys."""
    return list(gallery().values())


def as_dict(model: Model) -> dict[str, Any]:
    """An entry in full, for JSON.

    That is what :meth:`Model.as_dict` has, and story, reading, parameters, sizes and tree.
    """
    tree = model.build()
    return {
        **model.as_dict(),
        "year": model.source.year,
        "doi": model.source.doi,
        "where": model.source.where,
        "story": model.story,
        "branch": model.branch,
        "uncertain": model.uncertain,
        "parameters": [
            {
                "name": s.name,
                "value": s.value,
                "meaning": s.meaning,
                "low": s.low if math.isfinite(s.low) else None,
                "high": s.high if math.isfinite(s.high) else None,
            }
            for s in tree.symbols
        ],
        "sizes": sizes(model),
        "nodes": len(tree),
        "ends": int((~tree.has_children).sum()),
        "information_sets": len(tree.sets),
    }


def sizes(model: Model) -> dict[str, Any]:
    """Keyword arguments of the model's ``build`` with their defaults."""
    return {p.name: p.default for p in inspect.signature(model.build).parameters.values()}


def entry(model: Model) -> str:
    """An entry in full, for people; the tree is not drawn."""
    source = model.source
    tree = model.build()
    parts = [
        f"{model.key}: {model.title}",
        filled(f"{source}"),
        filled(f"Used: {source.where}. Opened: {source.opened}."),
        filled(model.story),
        f"{tree}",
    ]
    if tree.symbols:
        heads = ("parameter", "value", "range", "meaning")
        rows = [(s.name, f"{s.value:g}", span(s), s.meaning) for s in tree.symbols]
        parts.append("\n".join(aligned([heads, *rows], indent="  ")))
    if sizes(model):
        shown = ", ".join(f"{k}={v!r}" for k, v in sizes(model).items())
        parts.append(filled(f"Size, set in Python: find_model('{model.key}').build({shown})"))
    claims = [
        f"  {p.name} ({p.kind}; {p.standing})\n{filled(p.statement, '    ')}"
        for p in model.propositions
    ]
    parts.append("Propositions\n" + "\n".join(claims))
    parts.append(filled(f"Equilibrium that the path selects: {model.branch}"))
    if model.uncertain:
        parts.append(filled(f"Uncertain: {model.uncertain}"))
    return "\n\n".join(parts)


def checked(model: Model) -> list[tuple[Proposition, Evidence]]:
    """Every proposition with its evidence; a check that raises an error has failed."""
    results = []
    for proposition in model.propositions:
        try:
            evidence = proposition.check()
        except Exception as error:  # whatever is wrong with one check, the others are reported
            evidence = Evidence(False, "a check that runs", f"{type(error).__name__}: {error}")
        results.append((proposition, evidence))
    return results


def checked_text(model: Model, results: list[tuple[Proposition, Evidence]]) -> str:
    """Claimed against computed, for people."""
    holding = sum(evidence.holds for _, evidence in results)
    lines = [f"{model.key}: {holding} of {len(results)} propositions hold"]
    for proposition, evidence in results:
        lines.append(f"  {'holds' if evidence.holds else 'FAILS'}  {proposition.name}")
        parts = {"claimed": evidence.claimed, "computed": evidence.computed, "at": evidence.detail}
        for name, text in parts.items():
            if text:
                lines.append(filled(f"{name:9}{text}", " " * 9, " " * 18))
    return "\n".join(lines)


def markdown() -> str:
    """The tables of the documentation: what there is, and what the logit path selects in each."""
    lines = [
        "| key | publication | game | players | propositions |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines += [
        row(f"`{m.key}`", short(m.source), m.title, ", ".join(m.actors), standings(m))
        for m in models()
    ]
    lines += ["", "| key | what the path selects |", "| --- | --- |"]
    lines += [row(f"`{m.key}`", m.branch) for m in models()]
    return "\n".join(lines) + "\n"


def standings(model: Model) -> str:
    """How many propositions there are of each standing."""
    counts = sorted(Counter(p.standing for p in model.propositions).items())
    return f"{len(model.propositions)}: " + ", ".join(f"{n} {standing}" for standing, n in counts)


def row(*cells: str) -> str:
    """A row of a Markdown table."""
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


def span(symbol: Symbol) -> str:
    """A parameter's range in words."""
    low, high = math.isfinite(symbol.low), math.isfinite(symbol.high)
    if low and high:
        return f"{symbol.low:g} to {symbol.high:g}"
    return f"from {symbol.low:g}" if low else f"to {symbol.high:g}" if high else "any"


def aligned(rows: Iterable[tuple[str, ...]], indent: str = "") -> list[str]:
    """Rows with their columns under one another.

    At a terminal they take no more columns than it has: long cells are broken into lines, and what
    still does not fit goes on below, beside the first column again. Elsewhere a row is a line.
    """
    table = [tuple(row) for row in rows]
    room = (terminal_width() or math.inf) - len(indent)
    widths = _narrowed(table, room)
    lines = []
    for k, columns in enumerate(_parts(widths, room)):
        lines += [""] if k else []
        for row in table:
            cells = [(row[c], widths[c]) for c in columns]
            lines += [(indent + line).rstrip() for line in _broken(cells)]
    return lines


def terminal_width() -> int | None:
    """Columns of the terminal that is written to; None where it is none."""
    return shutil.get_terminal_size((WIDTH, 24)).columns if sys.stdout.isatty() else None


def _narrowed(table: Sequence[tuple[str, ...]], room: float) -> list[int]:
    """Widths of columns: of their cells where there is room, else down to their longest word."""
    columns = list(zip(*table, strict=True))
    widths = [max(map(len, column)) for column in columns]
    words = [[word for cell in column for word in WORD.split(cell)] for column in columns]
    least = [max(map(len, found)) for found in words]
    while sum(widths) + GAP * (len(widths) - 1) > room:
        widest = max(range(len(widths)), key=lambda c: widths[c] if widths[c] > least[c] else 0)
        if widths[widest] <= least[widest]:
            break
        widths[widest] -= 1
    return widths


def _parts(widths: Sequence[int], room: float) -> list[list[int]]:
    """Columns that fit beside one another, the first in each part."""
    parts = [[0]]
    for c in range(1, len(widths)):
        if sum(widths[x] + GAP for x in parts[-1]) + widths[c] > room and len(parts[-1]) > 1:
            parts.append([0])
        parts[-1].append(c)
    return parts


def _broken(cells: Sequence[tuple[str, int]]) -> list[str]:
    """A row in as many lines as its longest cell takes."""
    wrapped = [textwrap.wrap(cell, width) if len(cell) > width else [cell] for cell, width in cells]
    return [
        (" " * GAP).join(part.ljust(width) for part, (_, width) in zip(parts, cells, strict=True))
        for parts in itertools.zip_longest(*wrapped, fillvalue="")
    ]


def filled(text: str, indent: str = "", further: str | None = None) -> str:
    """A paragraph in lines, no wider than the terminal.

    The first is indented by ``indent``, others by ``further``, or alike.
    """
    hanging = indent if further is None else further
    width = min(WIDTH, terminal_width() or WIDTH)
    return textwrap.fill(
        text, width, initial_indent=indent, subsequent_indent=hanging, break_on_hyphens=False
    )
