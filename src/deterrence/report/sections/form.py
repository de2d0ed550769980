"""What the answer owes to how the crisis was written down, a line for each change; and to its numbers."""

from __future__ import annotations

from ...stress.audit.audit import Audit, Row
from ..blocks import Block, Bullets, Details, Paragraph, Subheading
from ..context import CHALLENGE, GENERAL, Context, chance, sentence
from ..numbers import points
from ..page import Section
from .methods import variants
from .sensitivity import sensitivity
from .tables import plain_table


def owes(context: Context) -> Section:
    """The form audit, the numbers that matter most, and, folded, other assumptions and other equilibria."""
    found = context.study.audit
    audited: list[Block] = (
        _changes(context, found)
        if found
        else [Paragraph(f"The form of the crisis was not audited: {context.study.absent['audit']}.")]
    )
    return Section(
        "owes",
        "What the answer owes to how it was written, and to its numbers",
        [
            Subheading("To how the crisis was written"),
            *audited,
            *sensitivity(context),
            Details("Other assumptions, other equilibria", variants(context)),
        ],
    )


def _changes(context: Context, found: Audit) -> list[Block]:
    rows = []
    for change, every in found.changes().items():
        worst = found.worst(change)
        failed = sum(not row.passed for row in every)
        mark = "nothing" if worst.exact else f"{100 * worst.mark:.0f} points"
        verdict = "yes" if worst.within else "no, and the file says why"
        verdict = f"no: {failed} of {len(every)} move further" if failed else verdict
        moved = "nothing" if worst.passed and worst.exact else points(_sign(worst) * worst.difference)
        rows.append((sentence(change), _called(context, worst), *_chances(worst), moved, mark, verdict))
    labels = ("What is changed", "Moves most", "From", "To", "By", "May move by", "Passes")
    return [
        Paragraph(
            "The crisis is written in other ways that should not matter, solved again, and every headline set beside "
            "itself. What must be exact may move nothing; the other marks are judgements."
        ),
        plain_table(
            "written-otherwise",
            _moved(found),
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


def _moved(found: Audit) -> str:
    """The table's title: whether every change keeps to its mark, and how far the farthest goes."""
    over = [row for row in found.rows if row.form and not row.within]
    most = max((abs(row.difference) for row in over or found.rows if row.form), default=0.0)
    if over:
        return f"Written another way, the answer moves further than it may, by up to {points(most).lstrip('+')}"
    return f"Written another way, the answer moves by at most {points(most).lstrip('+')}" if most else "Nothing moves"


def _sign(row: Row) -> int:
    """No challenge is reported by its opposite, as elsewhere in the report."""
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
