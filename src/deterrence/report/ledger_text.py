"""A ledger as a terminal shows it."""

from __future__ import annotations

from collections.abc import Sequence

from ..ledger.study import LedgerStudy
from . import ledger_words as words
from .data_text import listed


def text(found: LedgerStudy) -> str:
    """Everything found, in sentences and one table for each forecast."""
    ledger = found.ledger
    counts = ledger.counts.index
    parts = [f"{ledger.title}: {len(counts)} {ledger.unit}s, {counts[0]} to {counts[-1]}"]
    parts += listed("Change", [words.change(c) for c in found.changes])
    parts += listed("By whom", [words.share(s) for s in found.shares])
    parts += listed("Look at this", found.warnings)
    parts += listed("Trend", [words.trend(t) for t in found.trends])
    for what, spans in found.spans.items():
        parts += listed(f"Levels of {what}", [words.span(s, ledger.unit) for s in spans])
    for posterior in found.effects:
        parts += listed("Effects", [words.effect(e, posterior.what) for e in posterior.effects])
        parts += listed("The model", [words.fit(posterior)])
        parts += listed("Posterior predictive checks", [words.check(c) for c in posterior.checks])
    for rolling in found.rolling:
        rows = [words.score_row(s) for s in rolling.scores]
        parts += [*listed("Forecasts", [words.verdict(rolling)]), _table(words.SCORE_HEADS, rows)]
    for what, paths in found.futures.items():
        low, middle, high = paths.quantiles(0.05, 0.5, 0.95)
        ahead = [
            f"{period}: {m:.0f} (nine in ten: {a:.0f} to {b:.0f})"
            for period, a, m, b in zip(paths.periods, low, middle, high, strict=True)
        ]
        parts += listed(f"Ahead, {what}", ahead)
    parts += listed("Left out", found.left_out) + listed("Bear in mind", ledger.notes)
    return "\n".join(parts)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, *rows]
    widths = [max(len(row[k]) for row in lines) for k in range(len(heads))]
    found = []
    for row in lines:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True))]
        found.append("  " + "  ".join(cells))
    return "\n".join(found)
