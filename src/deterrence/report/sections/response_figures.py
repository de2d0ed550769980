"""Figures and table of restraint against response."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...forecasting.intervention import RESPONSE, RESTRAINT, Consequences
from .. import charts
from ..blocks import Block, Figure
from ..charts import Measure, Row
from ..context import WORST, Context, numeral, part_of, sentence, share_label
from .tables import bar, plain_table

if TYPE_CHECKING:
    from ...stress.unilateral_changes import DoctrineCase

CLEAR = 0.01
"""Differences below a percentage point are not reported as such."""
SEGMENTS = 5
"""Endings that a divided bar shows apart."""
NAMES = {RESTRAINT: "Restraint", RESPONSE: "Response"}


def pair(case: DoctrineCase) -> tuple[Consequences, Consequences]:
    """Restraint and response."""
    by = {c.answer: c for c in case.consequences}
    return by[RESTRAINT], by[RESPONSE]


def moved(context: Context, c: Consequences) -> int:
    """1 where an answer raises reputation and -1 where it lowers it, by a percentage point and in print; else 0."""
    change = c.after - c.before
    if abs(change) < CLEAR or context.belief(c.after) == context.belief(c.before):
        return 0
    return 1 if change > 0 else -1


def agreed_in(context: Context, c: Consequences) -> float:
    """Probability of an agreed way out after an answer."""
    return sum(c.endings[name] for name in context.brief.agreed)


def label_of(context: Context, case: DoctrineCase) -> str:
    """What a case is called in charts and tables."""
    return sentence(context.doctrines[case.doctrine]) + (" (as stated)" if case.baseline else "")


def beliefs(context: Context, cases: Sequence[DoctrineCase]) -> Block:
    """Belief that the actor is committed, before and after either answer."""
    rows: list[Row] = []
    cells = []
    for case in cases:
        held, answered = pair(case)
        values = {"Before": held.before, "After restraint": held.after, "After response": answered.after}
        name, label = context.labels[case.actor], label_of(context, case)
        rows += [
            bar(label, p, context.belief(p), context.around(p), group=group, panel=name)
            for group, p in values.items()
        ]
        cells.append((name, label, *(context.belief(p) for p in values.values())))
    reach = max(max(c.before, c.after) for case in cases for c in case.consequences)
    highest = math.ceil(10 * reach) / 10
    measure = Measure("Belief that the actor is committed to the doctrine", lowest=0, highest=highest)
    return Figure(
        "fig-answers",
        title(context, cases),
        charts.small_multiples(rows, chart=charts.grouped_bars, measure=measure),
        "Grouped horizontal bars, a panel for each actor, a group for each doctrine: belief before the answer, after "
        "restraint and after a response.",
        "Within each doctrine, compare the lower two bars with the first: a longer bar means that the answer "
        "raised belief that the actor is bound by that doctrine. Thin lines are the error of the grid.",
        plain_table(
            "numbers-answers",
            "Belief that the actor is committed, before and after the imposed answer",
            ("Actor", "Doctrine", "Before", "After restraint", "After response"),
            cells,
            heads=2,
        ),
    )


def title(context: Context, cases: Sequence[DoctrineCase]) -> str:
    """In how many cases either answer raises reputation."""
    held, raised = (sum(moved(context, pair(case)[k]) > 0 for case in cases) for k in (0, 1))
    restrained = numeral(held) if held else "none"
    return f"A response raises reputation in {part_of(raised, len(cases), 'cases')}, restraint in {restrained}"


def endings(context: Context, cases: Sequence[DoctrineCase]) -> Block:
    """Endings after either answer, under the scenario's own doctrines."""
    stated = [case for case in cases if case.baseline] or list(cases[:1])
    most = {name: max(c.endings[name] for case in stated for c in case.consequences) for name in context.endings}
    largest = sorted(most, key=lambda name: -most[name])[:SEGMENTS]
    shown = [name for name in context.endings if name in largest and most[name] > CLEAR]
    parts = [sentence(context.endings[name]) for name in shown] + ["Anything else"]
    rows: list[Row] = []
    cells = []
    for case in stated:
        for c in pair(case):
            shares = [c.endings[name] for name in shown]
            shares.append(max(1.0 - sum(shares), 0.0))
            name = context.labels[case.actor]
            rows += [
                {"label": NAMES[c.answer], "part": name_of, "value": p, "text": share_label(p), "panel": name}
                for name_of, p in zip(parts, shares, strict=True)
            ]
            cells.append((name, NAMES[c.answer], *(context.compared(c.endings[name]) for name in context.endings)))
    return Figure(
        "fig-after",
        _agreed_more(context, stated),
        charts.small_multiples(
            rows,
            chart=charts.stacked_bars,
            measure=Measure("Share of crises", lowest=0, highest=1),
            parts=parts,
            ordered=False,
        ),
        "Stacked horizontal bars, a panel for each actor, one bar for restraint and one for response.",
        "Each bar is all crises in which a line of that actor has been recognisably crossed, split by how they end. "
        "The doctrines are the scenario's own.",
        plain_table(
            "numbers-after",
            "Endings after the imposed answer, under the scenario's own doctrines",
            ("Actor", "Answer", *(sentence(label) for label in context.endings.values())),
            cells,
            heads=2,
        ),
    )


def _agreed_more(context: Context, cases: Sequence[DoctrineCase]) -> str:
    changes = [agreed_in(context, answered) - agreed_in(context, held) for held, answered in map(pair, cases)]
    more, fewer = (sum(sign * change > CLEAR for change in changes) for sign in (1, -1))
    if not context.agreed or (not more and not fewer):
        return "How the crisis ends after restraint and after a response"
    if len(cases) == 1:
        return f"A response makes an agreed end {'likelier' if more else 'less likely'}"
    return (
        f"After a response an agreed end is likelier for {part_of(more, len(cases), 'actors')}, less likely for "
        f"{numeral(fewer) if fewer else 'none'}"
    )


def table(context: Context, cases: Sequence[DoctrineCase]) -> Block:
    """What follows either answer, for every doctrine compared."""
    agreed = bool(context.agreed)
    rows = [
        (
            context.labels[case.actor],
            label_of(context, case),
            NAMES[c.answer],
            context.compared(c.reached),
            context.compared(c.other_acts),
            context.compared(c.harder),
            *([context.compared(agreed_in(context, c))] if agreed else []),
            *(context.compared(c.endings[name]) for name in WORST if name in context.endings),
        )
        for case in cases
        for c in pair(case)
    ]
    worst = [sentence(context.endings[name]) for name in WORST if name in context.endings]
    labels = (
        "Actor",
        "Doctrine",
        "Answer",
        "Line crossed",
        "Another acts next",
        "Higher rung reached",
        *(["Way out agreed"] if agreed else []),
        *worst,
    )
    return plain_table(
        "answers-by-doctrine",
        "What restraint and response lead to, for every doctrine compared",
        labels,
        rows,
        "All but the crossing itself are given that the line was crossed. Cases differ in who is still believed "
        "committed when that happens, so compare restraint with response within a doctrine rather than doctrines "
        "with each other.",
        heads=3,
    )
