"""Losses by who bears them, never netted, and what the window is worth at its start."""

from __future__ import annotations

from .. import charts
from ..blocks import Block, Figure, Paragraph, Subheading
from ..charts import Measure, Row
from ..context import Context, sentence
from .tables import bar, plain_table, within

SORTS = {
    "material": "Material harm",
    "civilians": "Harm to civilians",
    "disruption": "Disruption",
    "all": "Losses of all sorts",
}


def losses(context: Context) -> list[Block]:
    """Expected losses by bearer and sort, where there are any; and what the window is worth to each strategic type."""
    found = [q for q in context.study.outlook.named("loss") if q.value > 0]
    return [*(_figure(context) if found else []), _worth(context)]


def _figure(context: Context) -> list[Block]:
    found = [q for q in context.study.outlook.named("loss") if q.value > 0]
    most = max(found, key=lambda q: q.value)
    rows: list[Row] = []
    cells = []
    for bearer, name in context.bearers.items():
        for q in (q for q in found if q.key.actor == bearer):
            sort = SORTS.get(q.key.of, q.key.of)
            rows.append(bar(name, q.value, f"{q.value:.2f}", within(q.value, q.error), group=sort))
            cells.append((name, sort, f"{q.value:.2f}"))
    return [
        Subheading("Losses, by who bears them"),
        Paragraph(
            "Expected losses from acts, in units of what is at issue. They are never added up across bearers, nor set "
            "off against each other."
        ),
        Figure(
            "fig-losses",
            f"The largest single loss: {SORTS.get(most.key.of, most.key.of).lower()}, {context.bearers[most.key.actor]}",
            charts.grouped_bars(rows, measure=Measure("Expected loss (what is at issue = 1)", ".2f")),
            "Grouped horizontal bars by bearer and sort of loss.",
            "Each bar is an average over all crises. What endings such as war or catastrophe cost is not in it: they "
            "are reported by their chances alone.",
            plain_table(
                "numbers-losses",
                "Expected losses by bearer and sort",
                ("Borne by", "Sort", "Expected loss"),
                cells,
                heads=2,
            ),
        ),
    ]


def _worth(context: Context) -> Block:
    worth = [
        (
            context.actors[q.key.actor],
            sentence(context.types[q.key.actor, q.key.of]),
            f"{q.value:.2f}".replace("-", "\N{MINUS SIGN}"),
        )
        for q in context.study.outlook.named("worth")
    ]
    note = "In payoff units. Payoffs of different actors are not comparable."
    return plain_table("worth", "What the window is worth at its start", ("Actor", "Type", "Worth"), worth, note, heads=2)
