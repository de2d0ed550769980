"""Policy options side by side: what each is worth to every actor, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence

from ...stress.options import NOTHING, VALUE, OptionTable
from .. import charts
from ..blocks import Block, Bullets, Details, Facts, Figure, Paragraph, Table
from ..charts import Measure, Row
from ..context import Context, joined, sentence
from ..option_words import (
    FREE,
    best_sentence,
    change,
    doubts,
    losses_and_payoffs,
    option_names,
    probabilities,
    signed,
    wish_sentences,
)
from ..page import Section
from .tables import plain_table


def options(context: Context) -> Section | None:
    """The section; None where the scenario has no options."""
    found = context.study.options
    if found is None:
        return None
    scenario = context.brief
    opening: list[Block] = [
        Paragraph(
            f"Policies that {joined([context.actors[taker] for taker in found.takers], 'or')} could take beforehand, "
            "written alike for each. The game is solved again with one actor taking one of them, and with one actor "
            f"taking all. {FREE}"
        ),
        Bullets(wish_sentences(scenario, found.wishes())),
    ]
    chances = _chances(context, found)
    heads, rows = losses_and_payoffs(scenario, found)
    losses = _table(
        "options-losses",
        "Expected losses from acts short of general war, and change of expected payoff",
        heads,
        rows,
        doubts(rows),
    )
    what = Facts([(sentence(option.name), option.text) for option in scenario.options])
    folded = [Details("What the options are", [what]), Details("Every outcome of every option", [*chances, losses])]
    return Section("options", "Policy options side by side", [*opening, _worth(context, found), *folded])


def _chances(context: Context, found: OptionTable) -> list[Block]:
    """What happens and how it ends, a table for each taker: a column for each of its options."""
    (_, _, *heads), rows = probabilities(context.brief, found, context.compared)
    nobody = next(cells for _, option, *cells in rows if option == option_names(context.brief)[NOTHING])
    blocks: list[Block] = []
    for k, taker in enumerate(found.takers, start=1):
        mine = [(option, cells) for who, option, *cells in rows if who == context.actors[taker]]
        labels = ("What happens", "Nothing is taken", *(sentence(option) for option, _ in mine))
        cells = [
            (sentence(head), nobody[j], *(shown[j] for _, shown in mine)) for j, head in enumerate(heads)
        ]
        caption = f"What happens, and how it ends, by what {context.actors[taker]} takes"
        blocks.append(plain_table(f"options-chances-{k}", caption, labels, cells))
    return blocks


def _table(id: str, caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], note: str = "") -> Table:
    """By who takes which option; both begin with a capital."""
    cells = [(sentence(taker), sentence(option), *rest) for taker, option, *rest in rows]
    return plain_table(id, caption, [sentence(head) for head in heads], cells, note, heads=2)


def _worth(context: Context, found: OptionTable) -> Figure:
    names = option_names(context.brief)
    rows: list[Row] = []
    cells = []
    for row in (r for r in found.rows if r.case.option != NOTHING):
        shown = []
        for actor, name in context.actors.items():
            difference, error = found.difference(row, VALUE + actor)
            spread = error or 0.0
            rows.append(
                {
                    "label": sentence(names[row.case.option]),
                    "group": f"Change of payoff: {name}",
                    "value": difference,
                    "low": difference - spread,
                    "high": difference + spread,
                    "text": signed(difference),
                    "panel": f"Taken by {context.actors[row.case.taker]}",
                }
            )
            shown.append(change(found, row, VALUE + actor))
        cells.append((context.labels[row.case.taker], sentence(names[row.case.option]), *shown))
    return Figure(
        "fig-options",
        best_sentence(context.brief, found),
        charts.small_multiples(
            rows, chart=charts.grouped_bars, measure=Measure("Change of expected payoff (what is at issue = 1)", "+.2f")
        ),
        "Grouped horizontal bars, a panel for each actor that takes an option, a bar for each actor's payoff.",
        "Each bar is how much better or worse a type that weighs costs expects to fare when the crisis opens than if "
        "nobody took anything. Bars to the left: worse. Thin lines are the error of the grid; where one crosses zero "
        "even the sign is open.",
        plain_table(
            "numbers-options",
            "Change of expected payoff by who takes which option",
            ("Taken by", "Option", *(f"Payoff of {name}" for name in context.actors.values())),
            cells,
            doubts(cells),
            heads=2,
        ),
    )
