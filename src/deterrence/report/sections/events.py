"""What happens on the way: events that the scenario names, and one after another."""

from __future__ import annotations

from .. import charts
from ..blocks import Block, Figure, Subheading
from ..charts import Measure
from ..context import Context, sentence
from ..page import Section
from .tables import bar, plain_table, within


def events(context: Context) -> Section | None:
    """The section; None where the scenario names no events."""
    if not context.brief.events:
        return None
    return Section(
        "events", "What happens on the way", [_events(context), *_sequences(context)]
    )


def _events(context: Context) -> Block:
    rows, cells = [], []
    for id, name in context.events.items():
        q, n = context.find("event", of=id), context.find("event_count", of=id)
        assert q is not None and n is not None
        rows.append(bar(sentence(name), q.value, context.shown("event", of=id), within(q.value, q.error)))
        cells.append((sentence(name), context.shown("event", of=id), f"{n.value:.2f}"))
    return Figure(
        "fig-events",
        f"What comes at least once most often: {_likeliest(context)}",
        charts.bars(rows, measure=Measure("Probability within the window", lowest=0, highest=1)),
        "Horizontal bars, one for each event that the scenario names.",
        "Each bar is the chance that the event comes at least once before the window closes. Thin lines are the error "
        "of the grid.",
        plain_table(
            "numbers-events",
            "Events: chance of at least one, and expected number",
            ("Event", "Probability", "Expected number"),
            cells,
        ),
    )


def _likeliest(context: Context) -> str:
    return max(context.events.items(), key=lambda e: context.study.outlook["event", "", e[0]].value)[1]


def _sequences(context: Context) -> list[Block]:
    rows = [
        (sentence(s.name), *(context.shown("follows", of=s.id, given=g) for g in ("first", "next", "ever")))
        for s in context.brief.sequences
    ]
    if not rows:
        return []
    return [
        Subheading("What follows what"),
        plain_table(
            "sequences",
            "One event after another",
            (
                "Event, after another",
                "At its first opportunity",
                "At its next opportunity after the other",
                "At any time after it",
            ),
            rows,
            f"The first column of chances is of all {context.courses}, whatever came before. The last two are of those "
            "in which the other event has happened: what is compared differs by more than that event, for it comes "
            "where play and beliefs led to it.",
        ),
    ]
