"""What the answer owes to how the crisis was written down: the form audit, a line for each change."""

from __future__ import annotations

from ...stress.audit.audit import Audit, Row
from ..audit_text import said_of
from ..blocks import Block, Bullets, Details, Paragraph
from ..context import CHALLENGE, GENERAL, Context, chance, sentence
from ..numbers import points
from ..page import Section
from ..prose import Strong
from .tables import plain_table


def form(context: Context) -> Section | None:
    """The section; None where the form was not audited."""
    found = context.study.audit
    if found is None:
        return None
    return Section("form", "What the answer owes to how the crisis was written", [*_changes(context, found)])


def hangs_on_form(context: Context) -> list[str | Strong]:
    """Where a change of description that should not matter moves a headline: which, how far, and what the file says of
    it. Before all else."""
    found = context.study.audit
    failing = [row for row in found.rows if row.form and not row.within] if found else []
    if found is None or not failing:
        return []
    worst = max(failing, key=lambda row: abs(row.difference))
    before, after = _chances(worst)
    return [
        Strong("This outlook hangs on how the crisis was written down: "),
        f"with {worst.change}, {_of(context, worst)} goes from {before} to {after}. ",
        *(f"{said} " for said in said_of(found)),
    ]


def _changes(context: Context, found: Audit) -> list[Block]:
    rows = []
    for change, every in found.changes().items():
        worst = found.worst(change)
        failed = sum(not row.passed for row in every)
        mark = "nothing" if worst.exact else f"{100 * worst.mark:.0f} points"
        verdict = f"no: {failed} of {len(every)} move further" if failed else "yes" if worst.within else "it says why"
        moved = "nothing" if worst.passed and worst.exact else points(_sign(worst) * worst.difference)
        rows.append((sentence(change), _called(context, worst), *_chances(worst), moved, mark, verdict))
    labels = ("What is changed", "Moves most", "From", "To", "By", "May move by", "Passes")
    return [
        Paragraph(
            "A certificate says that the arithmetic is right, not that the answer is the crisis's own and not that of "
            "how it was written. So it is written in other ways that should not matter, solved again, and every "
            "headline set beside itself. What must be exact may move nothing; the other marks are judgements."
        ),
        plain_table(
            "written-otherwise",
            "How far the answer moves when the crisis is written another way",
            labels,
            rows,
            "On the small grid of the comparisons, so that the first figures may differ from the text by its error.",
            heads=2,
        ),
        Details(
            "What was not tried, and why",
            [Bullets([f"{sentence(change)}: {why}." for change, why in found.left_out.items()])],
        ),
    ]


def _sign(row: Row) -> int:
    """No challenge is told as its opposite, as elsewhere in the report."""
    return -1 if row.headline == GENERAL else 1


def _chances(row: Row) -> tuple[str, str]:
    if row.headline == GENERAL:
        return chance(1.0 - row.base), chance(1.0 - row.changed)
    return chance(row.base), chance(row.changed)


def _called(context: Context, row: Row) -> str:
    """What moves, as a cell of a table."""
    if row.headline.name == "challenge":
        return f"A first challenge by {context.actors[row.headline.actor]}"
    return sentence(context.called(CHALLENGE if row.headline == GENERAL else row.headline))


def _of(context: Context, row: Row) -> str:
    """The same within a sentence."""
    if row.headline.name == "challenge":
        return f"the chance of a first challenge by {context.actors[row.headline.actor]}"
    return context.chance_of(CHALLENGE if row.headline == GENERAL else row.headline)
