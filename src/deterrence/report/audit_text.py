"""The form audit for people at a terminal, and for other programs."""

from __future__ import annotations

from typing import Any

from ..forecasting.keys import Key
from ..games.brief import Brief
from ..models.listing import aligned, filled
from ..stress.audit.audit import Audit
from .context import quoted
from .numbers import MINUS

ROWS = {
    "level": "a level inserted",
    "movers": "who moves when",
    "tempo": "twice the opportunities",
    "window": "a longer window",
}
"""Rows of the audit for which a file may say why it does not meet their mark, in words."""
SHOWN = 1e-7
"""A move below this is shown as none."""


def as_dict(found: Audit) -> dict[str, Any]:
    """For JSON.

    ``audit``, a record for each change and headline; ``passed``; ``left_out``, by change, why; ``said``, by row whose
    mark the file says is not met, why.
    """
    return {
        "audit": [
            {
                "row": row.row,
                "change": row.change,
                "exact": row.exact,
                "form": row.form,
                "headline": row.headline.as_dict(),
                "base": row.base,
                "changed": row.changed,
                "difference": row.difference,
                "mark": row.mark,
                "pass": row.passed,
            }
            for row in found.rows
        ],
        "passed": found.passed,
        "left_out": dict(found.left_out),
        "said": dict(found.said),
        "points": found.points,
    }


def text(brief: Brief, found: Audit) -> str:
    """The verdict, a line for each change with the headline it moves most, and what was not applied."""
    lines = [("what is changed", "moves most", "from", "to", "by", "may move by", "verdict")]
    for change, rows in found.changes().items():
        worst = found.worst(change)
        failed = sum(not row.passed for row in rows)
        verdict = f"fails on {failed} of {len(rows)}" if failed else "passes" if worst.within else "the file says why"
        by = "nothing" if abs(worst.difference) < SHOWN else _points(worst.difference)
        mark = "nothing" if worst.exact else _points(worst.mark).lstrip("+")
        lines.append((change, _headline(brief, worst.headline), _chance(worst.base), _chance(worst.changed), by, mark,
        verdict))
    parts = [filled(verdict_of(brief, found)), *map(filled, said_of(found)), "\n".join(aligned(lines))]
    parts.append(filled(f"Solved on {found.points} nodes a side. Points are percentage points."))
    parts += [filled(f"Not applied: {change}. Why: {why}.") for change, why in found.left_out.items()]
    return "\n\n".join(parts)


def verdict_of(brief: Brief, found: Audit) -> str:
    """One sentence or two: does the answer move with how the crisis was written down, or with the audit's own grid?"""
    failing = [found.worst(change) for change, rows in found.changes().items() if not all(r.passed for r in rows)]
    form = [row for row in failing if row.form]
    if form:
        worst = max(form, key=lambda row: abs(row.difference))
        said = (
            f"The answer depends on how the crisis was written down: with {worst.change}, the probability of "
            f"{_headline(brief, worst.headline)} goes from {_chance(worst.base)} to {_chance(worst.changed)}."
        )
    elif any(row.excused and not row.within for row in found.rows):
        said = "Written another way the crisis gives the same answer, but for who moves when."
    else:
        said = "Written another way the crisis gives the same answer, in every respect that was tried."
    if len(form) < len(failing):
        said += " The grid of the audit is coarser than its error says: give more --points."
    return said


def said_of(found: Audit) -> list[str]:
    """What the file says of marks that it does not meet, sentence by sentence; and of those that it does."""
    return [
        f"Why {ROWS[row]} matters here, in the words of the file: “{why.rstrip('.')}.”"
        if row in found.beyond
        else f"The file says that {ROWS[row]} moves it too far, and here it does not."
        for row, why in found.said.items()
    ]


def _headline(brief: Brief, key: Key) -> str:
    names = {x.id: x.name for x in (*brief.actors, *brief.endings, *brief.events)}
    what = {
        "outcome": "the ending",
        "general_deterrence": "no challenge",
        "challenge": "a first challenge",
        "event": "the event",
    }[key.name]
    of = f" {quoted(names.get(key.of, key.of))}" if key.of else ""
    by = f" by {names.get(key.actor, key.actor)}" if key.actor else ""
    return f"{what}{of}{by}"


def _chance(p: float) -> str:
    return f"{100 * p:.1f}%"


def _points(difference: float) -> str:
    return f"{100 * difference:+.2f} points".replace("-", MINUS)
