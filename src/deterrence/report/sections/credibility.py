"""Credibility by move: after a line is enforced or left unenforced, and given what the side really is."""

from __future__ import annotations

from collections import defaultdict

from ...forecast.outlook import Quantity
from .. import charts
from ..blocks import Block, Bullets, Figure, Paragraph, Subheading
from ..charts import Measure, Row
from ..page import Section
from ..prose import Prose
from .tables import plain_table
from ..context import Context, believed, joined, sentence

OPEN, KEPT, LEFT = "line not crossed", "line enforced", "line left unenforced"
ALIKE = 0.05
EVENTS = {
    OPEN: "where none of its lines was crossed",
    KEPT: "where the first crossing was enforced",
    LEFT: "where it was left unenforced",
}
TRUTH = "true type: "
MEASURE = Measure("Average belief that the side is committed", lowest=0, highest=1)

type Paths = dict[tuple[str, str], dict[int, Quantity]]
"""By (actor, event), the belief before each move."""


def credibility(context: Context) -> Section | None:
    """The section; None where nobody may be committed."""
    by_event, by_truth = _paths(context)
    if not by_event and not by_truth:
        return _section(_gap(context)) if _gap(context) else None
    blocks: list[Block] = [
        Paragraph(
            "Credibility here is a number: the public's belief, by Bayes' rule, that a side is committed to its "
            "doctrine. On average over all crises it does not move, whatever happens; it moves apart by what is "
            "seen."
        )
    ]
    if any(event != OPEN for _, event in by_event):
        blocks += [
            Bullets([_after(context, actor, by_event) for actor in context.actors if (actor, OPEN) in by_event]),
            _figure(context, "events", by_event, _title(context, by_event)),
        ]
    if by_truth:
        blocks += [
            Subheading("How much the public learns"),
            Bullets(
                [_learnt(context, actor, by_truth) for actor in context.actors if any(a == actor for a, _ in by_truth)]
            ),
            _figure(context, "truth", by_truth, _learnt_title(context, by_truth)),
        ]
    return _section([*blocks, *_gap(context)])


def _section(blocks: list[Block]) -> Section:
    return Section("credibility", "Credibility after restraint and after response", blocks)


def _paths(context: Context) -> tuple[Paths, Paths]:
    events: Paths = defaultdict(dict)
    truths: Paths = defaultdict(dict)
    for q in context.study.outlook.named("credibility"):
        given = q.key.given
        if given.startswith(TRUTH):
            truths[q.key.actor, _type(context, q.key.actor, given.removeprefix(TRUTH))][q.key.stage] = q
        else:
            events[q.key.actor, given][q.key.stage] = q
    return dict(events), dict(truths)


def _type(context: Context, actor: str, type: str) -> str:
    return context.types.get((actor, type), type)


def _last(path: dict[int, Quantity]) -> str:
    q = path[max(path)]
    return believed(q.value, q.error)


def _after(context: Context, actor: str, paths: Paths) -> Prose:
    start = paths[actor, OPEN][0]
    ends = [f"{_last(paths[actor, e])} {phrase}" for e, phrase in EVENTS.items() if (actor, e) in paths]
    return (
        f"Belief that {context.actors[actor]} is committed starts at {believed(start.value, start.error)}. By the end of "
        f"the window it averages {joined(ends)}."
    )


def _learnt(context: Context, actor: str, paths: Paths) -> Prose:
    ends = [f"{_last(path)} if it is {type}" for (a, type), path in paths.items() if a == actor]
    return f"By the end of the window, belief that {context.actors[actor]} is committed averages {' and '.join(ends)}."


def _title(context: Context, paths: Paths) -> str:
    ends = [
        (paths[actor, LEFT][max(paths[actor, LEFT])].value, paths[actor, KEPT][max(paths[actor, KEPT])].value)
        for actor in context.actors
        if (actor, LEFT) in paths and (actor, KEPT) in paths
    ]
    lower = sum(left < kept for left, kept in ends)
    return f"For {lower} of {len(ends)} sides, credibility ends lower where a line was left unenforced"


def _learnt_title(context: Context, paths: Paths) -> str:
    spans = []
    for actor, name in context.actors.items():
        ends = [path[max(path)].value for (a, _), path in paths.items() if a == actor]
        if len(ends) > 1:
            spans.append((max(ends) - min(ends), name))
    spans.sort(key=lambda item: -item[0])
    if len(spans) < 2 or spans[0][0] - spans[1][0] < ALIKE:
        return "What the public learns of what a side really is"
    return f"The public learns more of what {spans[0][1]} really is than of {spans[1][1]}"


def _figure(context: Context, key: str, paths: Paths, title: str) -> Block:
    rows: list[Row] = []
    for (actor, event), path in paths.items():
        for stage, q in sorted(path.items()):
            error = q.error or 0.0
            low, high = max(q.value - error, 0.0), min(q.value + error, 1.0)
            rows.append(
                {
                    "panel": context.actors[actor],
                    "series": sentence(event),
                    "step": stage + 1,
                    "value": q.value,
                    "low": low,
                    "high": high,
                }
            )
    stages = sorted({stage for path in paths.values() for stage in path})
    cells = [
        (str(t + 1), *(believed(path[t].value, path[t].error) if t in path else "–" for path in paths.values()))
        for t in stages
    ]
    labels = [f"{context.actors[actor]}: {event}" for actor, event in paths]
    return Figure(
        f"fig-credibility-{key}",
        title,
        charts.small_multiples(rows, chart=charts.lines, measure=MEASURE, step_title="Move"),
        "Lines by move, a panel for each side.",
        "Each line is the average belief, before each move, over the crises in which that holds. What is compared "
        "differs by more than the event, for a line is crossed where the owner is already thought weak or strong; "
        "the imposed answers of the section before do not have this flaw. The last point is after the last move.",
        plain_table(
            f"numbers-credibility-{key}",
            "Average belief that the side is committed, before each move",
            ("Move", *labels),
            cells,
        ),
    )


def _gap(context: Context) -> list[Block]:
    gaps = context.study.outlook.named("declared_operational_gap")
    if not gaps:
        return []
    cells = [(context.actors[q.key.actor], _type(context, q.key.actor, q.key.of), f"{q.value:.2f}") for q in gaps]
    return [
        Subheading("What is declared, and what is done"),
        Paragraph(
            "The gap between a declared doctrine and conduct is given on a scale from 0, the side does exactly what "
            "it declares, to 1, it never does. A committed side has none; the public mixture is what onlookers see."
        ),
        plain_table(
            "gap",
            "Distance between the declared rule and what is done, where play goes",
            ("Side", "Type", "Gap (0 to 1)"),
            cells,
            "Jensen–Shannon distance between the moves of the rule, its errors included, and those made, weighted "
            "by how often each position is reached.",
            heads=2,
        ),
    ]
