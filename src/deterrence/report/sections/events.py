"""What happens on the way: events that the scenario names, one after another, and the next crisis."""

from __future__ import annotations

from collections.abc import Sequence

from ...forecasting.outlook import Quantity
from ...forecasting.quantities.precedents import AT_PRIOR
from .. import charts
from ..blocks import Block, Drawing, Figure, Sign, Subheading
from ..charts import Measure
from ..comparing import CLEAR
from ..context import Context, chance, joined, quoted, sentence
from ..page import Section
from ..pictures import Slope, slopes
from .tables import bar, plain_table, within

SLOPES = ("learnt", "untaught", "selected", "another")
type Taught = tuple[str, str, Quantity, Quantity]
"""After what, what in the next crisis, with beliefs at the prior, as learnt."""
DRAWN = 0.02
"""What is rarer than this in every next crisis is in the table alone."""
MARGIN = 0.03
"""Of probability, beyond the least and the most that is drawn."""


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
    rows: list[Taught] = []
    for p in context.brief.precedents:
        for given, name in names.items():
            prior, learnt = (context.find("precedent", of=p.id, given=f"{given}{which}") for which in (AT_PRIOR, ""))
            if prior and learnt:
                rows.append((p.name, name, prior, learnt))
    if not rows:
        return []
    reach: dict[str, float] = {}
    for _, name, *found in rows:
        reach[name] = max(reach.get(name, 0.0), *(q.value for q in found))
    drawn = sorted((name for name, p in reach.items() if p >= DRAWN), key=lambda name: -reach[name])[: len(SLOPES)]
    style = dict(zip([name for name in reach if name in drawn], SLOPES, strict=False))
    by_after: dict[str, list[Slope]] = {}
    for after, name, prior, learnt in rows:
        if name in style:
            words = chance(prior.value, prior.error), chance(learnt.value, learnt.error)
            by_after.setdefault(after, []).append(Slope(style[name], prior.value, learnt.value, words))
    heads = ("Beliefs at the prior", "As learnt")
    values = [p for mine in by_after.values() for row in mine for p in (row.before, row.after)] or [0.0, 1.0]
    low, high = max(min(values) - MARGIN, 0.0), min(max(values) + MARGIN, 1.0)
    panels = [(sentence(after), slopes(mine, heads, low, high)) for after, mine in by_after.items()]
    signs = [Sign(look, sentence(name)) for name, look in style.items()]
    numbers = plain_table(
        "precedents",
        "The next crisis after an event, against the same crisis with beliefs at the prior",
        ("After", "In the next crisis", "The same at the prior", "As learnt"),
        [
            (sentence(after), sentence(name), *(chance(q.value, q.error) for q in found))
            for after, name, *found in rows
        ],
        heads=2,
    )
    if not panels:
        return [numbers]
    return [
        Figure(
            "fig-precedents",
            _taught(rows),
            Drawing(panels, signs),
            "Slope charts, a panel for each thing that has happened, a line for each that may come in the next crisis: "
            "its chance with beliefs at the prior at the left, as learnt at the right.",
            "Each panel is the next crisis after something has happened: the same public state, the same move, the "
            "same time left, until the window closes. At the left nobody has learnt anything, at the right everybody "
            "has learnt what happened: a line that rises says that what happened makes it more likely next time.",
            numbers,
        )
    ]


def _taught(rows: Sequence[Taught]) -> str:
    """What moves the next crisis most by being learnt."""
    _, name, prior, learnt = max(rows, key=lambda row: abs(row[3].value - row[2].value))
    if abs(learnt.value - prior.value) < CLEAR:
        return "What one crisis teaches hardly moves the next"
    shown, was = chance(learnt.value, learnt.error), chance(prior.value, prior.error)
    alike = [
        quoted(after)
        for after, what, at_prior, taught in rows
        if what == name and (chance(taught.value, taught.error), chance(at_prior.value, at_prior.error)) == (shown, was)
    ]
    return f"After {joined(alike, 'or')}: {name} in {shown}, against {was} had nobody learnt anything"
