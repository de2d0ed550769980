"""Losses by who bears them, never netted."""

from __future__ import annotations

from .. import charts
from ..blocks import Block, Figure, Paragraph, Subheading
from ..charts import Measure, Row
from .tables import bar, plain_table, within
from ..context import Context, sentence

KINDS = {"material": "Material harm", "civilians": "Harm to civilians", "disruption": "Disruption"}


def losses(context: Context) -> list[Block]:
    """Expected losses by bearer and kind; nothing where there are none."""
    found = [q for q in context.study.outlook.named("loss") if q.value > 0]
    if not found:
        return []
    most = max(found, key=lambda q: q.value)
    order = [*context.actors, *dict.fromkeys(q.key.actor for q in found if q.key.actor not in context.actors)]
    rows: list[Row] = []
    cells = []
    for bearer in order:
        for q in (q for q in found if q.key.actor == bearer):
            name = context.actors.get(bearer, sentence(bearer))
            rows.append(
                bar(name, q.value, f"{q.value:.2f}", within(q.value, q.error), group=KINDS.get(q.key.of, q.key.of))
            )
            cells.append((name, KINDS.get(q.key.of, q.key.of), f"{q.value:.2f}"))
    return [
        Subheading("Losses, by who bears them"),
        Paragraph(
            "Expected losses from acts short of general war, in units of what is at issue between the sides. They "
            "are never added up across bearers, nor set off against each other."
        ),
        Figure(
            "fig-losses",
            (
                f"The largest single loss is {KINDS[most.key.of].lower()} to "
                f"{context.actors.get(most.key.actor, most.key.actor)}"
            ),
            charts.grouped_bars(rows, measure=Measure("Expected loss (what is at issue = 1)", ".2f")),
            "Grouped horizontal bars by bearer and kind of loss.",
            (
                "Each bar is an average over all crises. General war and catastrophe are not in it: they are told "
                "by their chances alone."
            ),
            plain_table(
                "numbers-losses",
                "Expected losses by bearer and kind",
                ("Borne by", "Kind", "Expected loss"),
                cells,
                heads=2,
            ),
        ),
    ]
