"""What happens on the way: events that the scenario names, one after another, and the next crisis."""

from __future__ import annotations

from ...forecasting.quantities.precedents import AT_PRIOR
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
            "The first column of chances is of all crises, whatever came before. The last two are of crises in which "
            "the other event has happened: what is compared differs by more than that event, for it comes where play "
            "and beliefs led to it.",
        ),
    ]


def precedents(context: Context) -> list[Block]:
    """The next crisis after an event, against the same at the prior; nothing where the scenario names none."""
    names = {"challenge": "a challenge is seen", **{t.id: t.name for t in context.brief.thresholds}}
    rows = [
        (sentence(p.name), sentence(name), *cells)
        for p in context.brief.precedents
        for given, name in names.items()
        if (cells := [context.shown("precedent", of=p.id, given=f"{given}{which}") for which in ("", AT_PRIOR)])[0]
        != "–"
    ]
    if not rows:
        return []
    return [
        Subheading("The next crisis"),
        plain_table(
            "precedents",
            "The next crisis after an event, against the same crisis with beliefs at the prior",
            ("After", "In the next crisis", "Chance", "The same at the prior"),
            rows,
            "Same public state, same move, same time left: the difference is what was learned, and nothing else.",
            heads=2,
        ),
    ]
