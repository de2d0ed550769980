"""A ledger, and what a file of data is, as a terminal shows them."""

from __future__ import annotations

from collections.abc import Sequence

from ..data.sources.loading import Description
from ..data.sources.record import Source
from ..ledger.study import LedgerStudy
from . import ledger_words as words


def text(found: LedgerStudy) -> str:
    """Everything found, in sentences and one table for each forecast."""
    ledger = found.ledger
    counts = ledger.counts.index
    parts = [f"{ledger.title}: {len(counts)} {ledger.unit}s, {counts[0]} to {counts[-1]}"]
    parts += _listed("Change", [words.change(c) for c in found.changes])
    parts += _listed("By whom", [words.share(s) for s in found.shares])
    parts += _listed("Look at this", found.warnings)
    parts += _listed("Trend", [words.trend(t) for t in found.trends])
    for what, spans in found.spans.items():
        parts += _listed(f"Levels of {what}", [words.span(s, ledger.unit) for s in spans])
    for posterior in found.effects:
        parts += _listed("Effects", [words.effect(e, posterior.what) for e in posterior.effects])
        parts += _listed("The model", [words.fit(posterior)])
        parts += _listed("Posterior predictive checks", [words.check(c) for c in posterior.checks])
    for rolling in found.rolling:
        rows = [words.score_row(s) for s in rolling.scores]
        parts += [*_listed("Forecasts", [words.verdict(rolling)]), _table(words.SCORE_HEADS, rows)]
    for what, paths in found.futures.items():
        low, middle, high = paths.quantiles(0.05, 0.5, 0.95)
        ahead = [
            f"{period}: {m:.0f} (nine in ten: {a:.0f} to {b:.0f})"
            for period, a, m, b in zip(paths.periods, low, middle, high, strict=True)
        ]
        parts += _listed(f"Ahead, {what}", ahead)
    parts += _listed("Left out", found.left_out) + _listed("Bear in mind", ledger.notes)
    return "\n".join(parts)


def described(found: Description) -> str:
    """What a file is."""
    known = found.known or "not one whose checksum is known"
    lines = [
        f"{found.file}: {found.title} ({found.source})",
        f"  version      {found.version}",
        f"  checksum     {found.sha256}: {known}",
        f"  rows         {found.rows:,}",
        f"  coverage     {found.coverage}",
        f"  cite         {found.citation}",
    ]
    documented = {name: cell for name, cell in found.columns.items() if cell[1]}
    lines += _listed(
        f"Columns, {len(documented)} of {len(found.columns)} documented here",
        [
            f"{name} ({kind}): {meaning}" + (f"; {missing:,} missing" if missing else "")
            for name, (kind, meaning, missing) in documented.items()
        ],
    )
    return "\n".join([*lines, *_listed("Bear in mind", found.notes)])


def listing(sources: Sequence[Source]) -> str:
    """Every data set there is a loader for."""
    return "\n".join(f"{s.key:26} {s.title}" for s in sources)


def _listed(title: str, rows: Sequence[str]) -> list[str]:
    return [f"\n{title}", *(f"  {row}" for row in rows)] if rows else []


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, *rows]
    widths = [max(len(row[k]) for row in lines) for k in range(len(heads))]
    found = []
    for row in lines:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True))]
        found.append("  " + "  ".join(cells))
    return "\n".join(found)
