"""The library and its comparison as text. Every actor is told in the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..parameters.evidence import Source
from .reading import library
from .record import Library, LibraryDoctrine

if TYPE_CHECKING:
    from .comparing import Case, Comparison

SHOWN = ("challenge", "off_ramp", "settlement", "capitulation", "war", "catastrophe")
_SEEN = {"page": "opened", "file": "opened", "recollection": "recalled, not opened", "judgement": "judgement"}


def listing(found: Library | None = None) -> str:
    """The library, one doctrine a paragraph."""
    found = found or library()
    return "\n\n".join(
        f"{d.id}  {d.name}\n  {d.text}" + "".join(f"\n  {line}" for line in sources(d, found)) for d in found.doctrines
    )


def sources(doctrine: LibraryDoctrine, found: Library) -> list[str]:
    """Who discusses a doctrine, each with how it was read."""
    return [cited(found.sources[name]) for name in doctrine.discussed]


def cited(source: Source) -> str:
    """A source in a line."""
    return f"{source.author} ({source.year}), {source.title} [{_SEEN[source.kind]}]"


def markdown(found: Library | None = None) -> str:
    """The library as a table for the documentation."""
    found = found or library()
    rows = ["| doctrine | what it does | needs | discussed by |", "| --- | --- | --- | --- |"]
    for d in found.doctrines:
        who = "; ".join(f"{s.author} {s.year} ({_SEEN[s.kind]})" for s in (found.sources[name] for name in d.discussed))
        name = f"`{d.id}-RUNG`" if d.each else f"`{d.id}`"
        rows.append(f"| {name} | {d.text} | {', '.join(d.needs) or '–'} | {who or '–'} |")
    return "\n".join(rows) + "\n"


def text(found: Comparison) -> str:
    """The comparison: a table for each actor, then where each doctrine fails."""
    parts = []
    for actor in dict.fromkeys(case.actor for case in found.cases):
        cases = [case for case in found.cases if case.actor == actor]
        parts += [_table(actor, cases), _costs(cases, found.margin)]
    if found.left_out:
        parts.append("Left out:\n" + "\n".join(f"  {a}{f', {d}' if d else ''}: {why}" for a, d, why in found.left_out))
    return "\n\n".join(parts)


def _table(actor: str, cases: list[Case]) -> str:
    names = [name for name in SHOWN if any(case.headlines.get(name, 0.0) > 5e-4 for case in cases)]
    rows = [["", *(name.replace("_", " ") for name in names)]]
    for case in cases:
        if case.trouble:
            rows.append([case.doctrine, "not solved: " + case.trouble])
        elif case.own:
            rows.append([f"{case.doctrine} (as stated)", *(f"{case.headlines[name]:.3f}" for name in names)])
        else:
            cells = (f"{case.difference[name]:+.3f} ±{case.error[name]:.3f}" for name in names)
            rows.append([case.doctrine, *cells])
    wide = [max(len(row[k]) for row in rows if len(row) > 2 and k < len(row)) for k in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(w) for cell, w in zip(row, wide, strict=False)).rstrip() for row in rows]
    return (
        f"{actor}, its commitment under each doctrine: probabilities as stated, then differences from it with their "
        "grid error\n" + "\n".join(lines)
    )


def _costs(cases: list[Case], margin: float) -> str:
    lines = []
    for case in cases:
        for told in case.types:
            sign = "costs" if told.whole >= 0 else "gains"
            whole = f"followed throughout it {sign} {abs(told.whole):.2f} ±{told.whole_error:.2f}"
            gap = f"gap {told.gap:.2f}, belief {case.prior:.2f} to {told.belief:.2f}"
            if told.fails is None:
                fails = "no position where it fails"
            else:
                s = told.fails.step
                fails = (
                    f"fails at move {s.move}, {s.state} ({s.reached:.0%} of histories come there): {s.does}, "
                    f"where {s.better} is better by {s.loss:.2f}"
                )
            name = f"{case.doctrine} (as stated)" if case.own else case.doctrine
            lines.append(f"  {name}, {told.type} type: {fails}; {whole}; {gap}")
    return f"Would a strategic type do as it says? (It fails where one move costs more than {margin:g}.)\n" + "\n".join(
        lines
    )
