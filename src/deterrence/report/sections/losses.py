"""Losses by who bears them, never netted, and what each strategic type expects at the start."""

from __future__ import annotations

from collections.abc import Sequence

from ...forecasting.outlook import Quantity
from .. import charts
from ..blocks import Block, Figure, Paragraph, Subheading
from ..charts import Measure, Row
from ..context import Context, joined, sentence
from ..numbers import MINUS
from ..prose import Prose
from .tables import bar, plain_table, within

SORTS = {
    "material": "Material harm",
    "civilians": "Harm to civilians",
    "disruption": "Disruption",
    "all": "Losses of all sorts",
}


def losses(context: Context) -> list[Block]:
    """Expected losses by bearer and sort, where there are any; and the expected payoff of each strategic type."""
    found = [q for q in context.study.outlook.named("loss") if q.value > 0]
    return [*(_figure(context, found) if found else []), *_payoffs(context)]


def _figure(context: Context, found: Sequence[Quantity]) -> list[Block]:
    rows: list[Row] = []
    cells: list[tuple[Prose, ...]] = []
    for bearer, name in context.bearers.items():
        for q in (q for q in found if q.key.actor == bearer):
            sort = _sort(q)
            rows.append(bar(name, q.value, f"{q.value:.2f}", within(q.value, q.error), group=sort))
            cells.append((name, sort, f"{q.value:.2f}"))
    measure = Measure("Expected loss (what is at issue = 1)", ".2f")
    several = len({_sort(q) for q in found}) > 1
    heads = ["Borne by", "Sort", "Expected loss"]
    if not several:
        heads, cells = ["Borne by", "Expected loss"], [(name, loss) for name, _, loss in cells]
    return [
        Subheading("Losses, by who bears them"),
        Paragraph(
            "Expected losses from acts, in units of what is at issue. They are never added up across bearers, nor set "
            "off against each other."
        ),
        Figure(
            "fig-losses",
            _title(context, found, several),
            (charts.grouped_bars if several else charts.bars)(rows, measure=measure),
            f"Horizontal bars by bearer{' and sort of loss' if several else ''}.",
            f"Each bar is an average over all {context.courses}. What endings such as war or catastrophe cost is not "
            "in it: they are reported by their chances alone.",
            plain_table(
                "numbers-losses",
                f"Expected losses by bearer{' and sort' if several else ''}",
                heads,
                cells,
                heads=len(heads) - 1,
            ),
        ),
    ]


def _title(context: Context, found: Sequence[Quantity], several: bool) -> str:
    """Who bears the largest loss, and how large it is; losses that print alike are equally large."""
    size = f"{max(q.value for q in found):.2f}"
    order = list(context.bearers)
    largest = sorted((q for q in found if f"{q.value:.2f}" == size), key=lambda q: order.index(q.key.actor))
    named = [
        f"{context.brief.bearers.get(q.key.actor, q.key.actor)}{f' ({_sort(q).lower()})' if several else ''}"
        for q in largest
    ]
    if len(found) == 1:
        return f"Expected loss of {joined(named)}: {size}"
    return f"{'The largest expected loss' if len(found) > len(largest) else 'Equal losses'}, {size}: {joined(named)}"


def _sort(q: Quantity) -> str:
    return SORTS.get(q.key.of, sentence(q.key.of))


def _payoffs(context: Context) -> list[Block]:
    rows = [
        (
            context.labels[q.key.actor],
            sentence(context.type_name(q.key.actor, q.key.of)),
            f"{q.value:.2f}".replace("-", MINUS),
        )
        for q in context.by_actor(context.study.outlook.named("worth"))
    ]
    if not rows:
        return []
    return [
        Subheading("What each expects at the start"),
        plain_table(
            "worth",
            "Expected payoff of every type that weighs costs, when the crisis opens",
            ("Actor", "Type", "Expected payoff"),
            rows,
            "In units of what is at issue, discounted. Payoffs of different actors are not comparable.",
            heads=2,
        ),
    ]
