"""Reputation by move, or day: after a line is enforced or left unenforced, and given what the actor really is."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from ...forecasting.outlook import Quantity
from ...forecasting.quantities.beliefs import PUBLIC
from .. import charts
from ..blocks import Block, Bullets, Figure, Paragraph, Subheading
from ..charts import Measure, Row
from ..commitment import belief_in
from ..context import Context, believed, joined, quoted, sentence
from ..page import Section
from ..prose import Prose
from .restraint_response import comparable
from .tables import plain_table

OPEN, KEPT, LEFT = "line not crossed", "line enforced", "line left unenforced"
ALIKE = 0.05
EVENTS = {
    OPEN: "where none of its lines was crossed",
    KEPT: "where the first crossing was enforced",
    LEFT: "where it was left unenforced",
}
TRUTH = "true type: "
CAPTIONS = {"events": "by what became of a crossing of its line", "truth": "by what it really is"}
MEASURE = Measure("Average belief that the actor is committed", lowest=0, highest=1)

type Paths = dict[tuple[str, str], dict[int, Quantity]]
"""By (actor, event or true type), the belief at each stage."""


def reputation(context: Context) -> Section | None:
    """The section; None where nobody may be committed."""
    by_event, by_truth = _paths(context)
    blocks: list[Block] = []
    if by_event or by_truth:
        blocks.append(
            Paragraph(
                "Reputation here is a number: the public's belief, by Bayes' rule, that an actor is committed to its "
                "doctrine. On average nothing that is seen moves it; it moves apart, up in some cases and down in "
                "others."
            )
        )
    if any(event != OPEN for _, event in by_event):
        blocks += [
            Bullets([_after(context, actor, by_event) for actor in context.actors if (actor, OPEN) in by_event]),
            _figure(context, "events", by_event, _title(context, by_event), _selected(context)),
        ]
    if by_truth:
        blocks += [
            Subheading("How much the public learns"),
            Bullets(
                [_learnt(context, actor, by_truth) for actor in context.actors if any(a == actor for a, _ in by_truth)]
            ),
            _figure(context, "truth", by_truth, _learnt_title(context, by_truth), ""),
        ]
    blocks += _gap(context)
    heading = "Reputation after restraint and after response" if by_event else "Reputation"
    return Section("reputation", heading, blocks) if blocks else None


def _paths(context: Context) -> tuple[Paths, Paths]:
    events: Paths = defaultdict(dict)
    truths: Paths = defaultdict(dict)
    for q in context.by_actor(context.study.outlook.named("reputation")):
        given = q.key.given
        if given.startswith(TRUTH):
            name = context.type_name(q.key.actor, given.removeprefix(TRUTH))
            truths[q.key.actor, name][q.key.stage] = q
        else:
            events[q.key.actor, given][q.key.stage] = q
    return dict(events), dict(truths)


def _last(path: dict[int, Quantity]) -> str:
    q = path[max(path)]
    return believed(q.value, q.error)


def _after(context: Context, actor: str, paths: Paths) -> Prose:
    start = paths[actor, OPEN][min(paths[actor, OPEN])]
    ends = [f"{_last(paths[actor, e])} {phrase}" for e, phrase in EVENTS.items() if (actor, e) in paths]
    return (
        f"{sentence(belief_in(context, actor, context.actors[actor]))} starts at {believed(start.value, start.error)}. "
        f"By the end of the window it averages {joined(ends)}."
    )


def _learnt(context: Context, actor: str, paths: Paths) -> Prose:
    ends = [f"{_last(path)} if it is of type {quoted(type)}" for (a, type), path in paths.items() if a == actor]
    return f"By the end of the window, {belief_in(context, actor, context.actors[actor])} averages {joined(ends)}."


def _title(context: Context, paths: Paths) -> str:
    """Where belief ends after a line was left unenforced and after it was enforced, by actor."""
    ends = {
        actor: tuple(_last(paths[actor, event]) for event in (LEFT, KEPT))
        for actor in context.actors
        if (actor, LEFT) in paths and (actor, KEPT) in paths
    }
    if not ends:
        return "Reputation by what became of the first crossing"
    said = [
        f"{context.actors[actor]} at {left} after leaving a line unenforced, at {kept} after enforcing it"
        for actor, (left, kept) in ends.items()
    ]
    return f"Reputation ends for {', and for '.join(said)}"


def _learnt_title(context: Context, paths: Paths) -> str:
    spans = []
    for actor, name in context.actors.items():
        ends = [path[max(path)].value for (a, _), path in paths.items() if a == actor]
        if len(ends) > 1:
            spans.append((max(ends) - min(ends), name))
    spans.sort(key=lambda item: -item[0])
    if len(spans) < 2 or spans[0][0] - spans[-1][0] < ALIKE:
        return "What the public learns of what an actor really is"
    if len(spans) == 2:
        return f"The public learns more of what {spans[0][1]} really is than of {spans[1][1]}"
    return f"The public learns most of what {spans[0][1]} really is, least of {spans[-1][1]}"


def _selected(context: Context) -> str:
    """What to bear in mind where events are compared."""
    imposed = " The answers imposed under “Restraint against response” do not have this flaw."
    return (
        " What is compared differs by more than the event: a line is crossed where its owner is already thought weak "
        f"or strong.{imposed if comparable(context) else ''}"
    )


def _figure(context: Context, key: str, paths: Paths, title: str, caution: str) -> Block:
    rows: list[Row] = []
    for (actor, event), path in paths.items():
        for stage, q in sorted(path.items()):
            error = q.error or 0.0
            low, high = max(q.value - error, 0.0), min(q.value + error, 1.0)
            place = {"panel": context.labels[actor], "series": sentence(event), "step": context.when(stage)}
            rows.append({**place, "value": q.value, "low": low, "high": high})
    labels = [f"{context.labels[actor]}: {event}" for actor, event in paths]
    unit, moves = context.brief.unit, context.brief.days is None
    times = "before each move" if moves else "at the beginning and at the end of the window"
    last = "; the last point is after the last move" if moves else "; what lies between is not shown"
    return Figure(
        f"fig-reputation-{key}",
        title,
        charts.small_multiples(rows, chart=charts.lines, measure=MEASURE, step_title=sentence(unit)),
        f"Lines by {unit}, a panel for each actor.",
        f"Each line is the average belief {times}, over the crises in which that holds{last}. Bands are the error of "
        f"the grid.{caution}",
        plain_table(
            f"numbers-reputation-{key}",
            f"Average belief that the actor is committed, {CAPTIONS[key]}, {times}",
            (sentence(unit), *labels),
            _changes(context, paths),
            f"{sentence(unit)}s at which nothing changes are left out.",
        ),
    )


def _changes(context: Context, paths: Paths) -> list[tuple[str, ...]]:
    """Beliefs by move or day, those rows left out that say again what the row above says."""
    stages = sorted({stage for path in paths.values() for stage in path})
    rows = [
        (
            f"{context.when(t):g}",
            *(believed(path[t].value, path[t].error) if t in path else "–" for path in paths.values()),
        )
        for t in stages
    ]
    return [*rows[:1], *(row for before, row in pairwise(rows) if row[1:] != before[1:])]


def _gap(context: Context) -> list[Block]:
    gaps = context.by_actor(context.study.outlook.named("declared_operational_gap"))
    if not gaps:
        return []
    cells = [(context.labels[q.key.actor], sentence(_whose(context, q)), f"{q.value:.2f}") for q in gaps]
    return [
        Subheading("What is declared, and what is done"),
        Paragraph(
            "The gap between a declared doctrine and conduct is given on a scale from 0, the actor does exactly what "
            "it declares, to 1, it never does. A committed type has none. What onlookers see is the mixture of the "
            "types, as likely as each is believed to be."
        ),
        plain_table(
            "gap",
            "Distance between the declared rule and what is done, where play goes",
            ("Actor", "Type", "Gap (0 to 1)"),
            cells,
            "Jensen–Shannon distance between the moves of the rule, its errors included, and those made, weighted "
            "by how often each position is reached.",
            heads=2,
        ),
    ]


def _whose(context: Context, q: Quantity) -> str:
    return "as onlookers see it" if q.key.of == PUBLIC else context.type_name(q.key.actor, q.key.of)
