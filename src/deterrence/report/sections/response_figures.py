"""Figures and table of restraint against response."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...forecasting.imposed_answers import RESPONSE, RESTRAINT
from ...forecasting.intervention import Consequences
from ...forecasting.quantities.lines import ENFORCED, FATES, UNENFORCED
from .. import charts, pictures
from ..blocks import Block, Drawing, Figure, Sign
from ..charts import Measure, Row
from ..comparing import in_print
from ..context import WORST, Context, joined, sentence, share_label
from ..pictures import Slope
from .tables import bar, plain_table

if TYPE_CHECKING:
    from ...stress.unilateral_changes import DoctrineCase

MARGIN = 0.03
"""Of probability, beyond the least and the most that is drawn."""
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


WAYS = {
    "learnt": "Imposed, and everybody learns from it",
    "untaught": "Imposed, and nobody learns from it",
    "selected": "As actors choose: differs by more than the answer",
    "another": "In the next crisis, begun with what the imposed answer taught",
}


def struck(context: Context, cases: Sequence[DoctrineCase]) -> Block:
    """Whether a line of an actor's is crossed again after either answer: imposed, imposed and untaught, and as play
    selects it."""
    rows: dict[str, list[Slope]] = {}
    cells = []
    for case in cases:
        held, answered = pair(case)
        chosen = [context.find("struck_again", case.actor, given=FATES[fate]) for fate in (UNENFORCED, ENFORCED)]
        ends = {"learnt": (held.again, answered.again), "untaught": (held.again_untaught, answered.again_untaught)}
        if chosen[0] and chosen[1]:
            ends["selected"] = (chosen[0].value, chosen[1].value)
        ends["another"] = (held.next_crisis, answered.next_crisis)
        name = context.labels[case.actor]
        for look, (before, after) in ends.items():
            words = context.compared(before), context.compared(after)
            rows.setdefault(name, []).append(Slope(look, before, after, words))
            cells.append((name, WAYS[look], *words))
    values = [p for mine in rows.values() for row in mine for p in (row.before, row.after)]
    low, high = max(min(values) - MARGIN, 0.0), min(max(values) + MARGIN, 1.0)
    heads = ("After restraint", "After response")
    drawn = [(name, pictures.slopes(mine, heads, low, high)) for name, mine in rows.items()]
    return Figure(
        "fig-struck",
        _struck_title(context, cases),
        Drawing(drawn, [Sign(look, words) for look, words in WAYS.items()]),
        "Slope charts, a panel for each actor: the chance that a line of the actor's is crossed again, after restraint "
        "at the left and after a response at the right.",
        "Where a line falls to the right, a response makes another crossing less likely: any act within the window "
        "that is seen to cross a line of the same actor. The first line is the effect of the answer; what the second "
        "lacks of it is what the answer teaches. The third is what a record of such crises would show, and mixes the "
        "effect with who answers. The next crisis begins with beliefs as they stand after the answer: had nobody "
        f"learnt anything, that line would be level.{' The scale does not begin at zero.' if low else ''}",
        plain_table(
            "numbers-struck",
            "The chance that a line of the actor's is crossed again within the window",
            ("Actor", "Answer", "After restraint", "After response"),
            cells,
            heads=2,
        ),
    )


def _struck_title(context: Context, cases: Sequence[DoctrineCase]) -> str:
    """What an answer does to being crossed again, by actor."""
    said: dict[str, list[str]] = {}
    for case in cases:
        held, answered = pair(case)
        said.setdefault(in_print(context, answered.again, held.again), []).append(context.actors[case.actor])
    parts = [f"{words} for {joined(names)}" for words, names in said.items()]
    return f"After a response rather than restraint, another crossing of a line is {joined(parts)}"


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
        _raised(context, cases),
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


def _raised(context: Context, cases: Sequence[DoctrineCase]) -> str:
    """Whose reputation either answer raises, under the doctrines stated."""
    stated = [case for case in cases if case.baseline]
    raised = [context.actors[case.actor] for case in stated if moved(context, pair(case)[1]) > 0]
    lowered = [context.actors[case.actor] for case in stated if moved(context, pair(case)[0]) < 0]
    if not raised and not lowered:
        return "Neither answer moves belief in a commitment clearly"
    if raised == lowered:
        return f"A response raises belief in the commitment of {joined(raised)}, and restraint lowers it"
    parts = [f"a response raises belief in the commitment of {joined(raised)}"] if raised else []
    what = "that" if raised else "belief in the commitment"
    parts += [f"restraint lowers {what} of {joined(lowered)}"] if lowered else []
    return sentence(joined(parts))


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
            measure=Measure(f"Share of {context.courses}", lowest=0, highest=1),
            parts=parts,
            ordered=False,
        ),
        "Stacked horizontal bars, a panel for each actor, one bar for restraint and one for response.",
        f"Each bar is all {context.courses} in which a line of that actor has been recognisably crossed, split by how "
        "they end. The doctrines are the scenario's own.",
        plain_table(
            "numbers-after",
            "Endings after the imposed answer, under the scenario's own doctrines",
            ("Actor", "Answer", *(sentence(label) for label in context.endings.values())),
            cells,
            heads=2,
        ),
    )


def _agreed_more(context: Context, cases: Sequence[DoctrineCase]) -> str:
    """What a response does to an agreed end, by actor."""
    if not context.agreed:
        return "How the crisis ends after restraint and after a response"
    said: dict[str, list[str]] = {}
    for case in cases:
        held, answered = pair(case)
        words = in_print(context, agreed_in(context, answered), agreed_in(context, held))
        said.setdefault(words, []).append(context.actors[case.actor])
    parts = [f"{words} if it is {joined(names, 'or')} that responds" for words, names in said.items()]
    return f"After a response an agreed end is {joined(parts)}"


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
