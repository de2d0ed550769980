"""Red lines: what is declared, how often it is crossed and enforced, and where a line is believed to stand."""

from __future__ import annotations

from itertools import groupby

from ...forecasting.outlook import Quantity
from .. import charts
from ..blocks import Block, Bullets, Details, Figure, Paragraph, Subheading
from ..charts import Measure, Row
from ..context import Context, chance, quoted, sentence
from ..page import Section
from ..prose import Prose
from .domestic_audience import domestic_audience
from .reputation import KEPT, LEFT, OPEN
from .tables import bar, plain_table, within

NUMBERS = {
    "clarity": ("Clarity", "Clarity is the weight on the declared rung rather than a rung higher."),
    "visibility": ("Visibility", "Visibility is the chance that a crossing is publicly seen as one."),
    "excusing": (
        "Excusing",
        "Excusing is the chance that an accident or a misreading is publicly established.",
    ),
    "audience_cost": (
        "Audience cost",
        "The audience cost is what leaving a recognised crossing unenforced costs the owner, in units of what is at "
        "issue.",
    ),
}


def red_lines(context: Context) -> Section | None:
    """The register, crossings and enforcement, and the drift of each actor's line; None where there are no lines."""
    if not context.brief.lines:
        return None
    return Section(
        "red-lines",
        "Red lines",
        [
            Paragraph(_finding(context)),
            _crossed(context),
            _register(context),
            *_precedent(context),
            *_drift(context),
            *domestic_audience(context),
        ],
    )


def _finding(context: Context) -> Prose:
    found = [q for line in context.brief.lines if (q := context.find("deterrence_failure", line.owner, line.id))]
    most, least = max(found, key=lambda q: q.value), min(found, key=lambda q: q.value)
    at_most, at_least = (context.share(chance(q.value, q.error)) for q in (most, least))
    name = quoted(context.lines[most.key.of].name)
    if least is most:
        said = f"One line is declared, {name}. It is crossed in {at_most}. "
    else:
        said = (
            f"The line crossed most often is {name}, in {at_most}; the one crossed least often is "
            f"{quoted(context.lines[least.key.of].name)}, in {at_least}. "
        )
    return said + (
        "A crossing is an act that is publicly seen to cross the line, by choice, by accident or by misreading. A line "
        "is enforced where the owner's answer is at least what it declared."
    )


def _crossed(context: Context) -> Block:
    rows: list[Row] = []
    cells = []
    for line in context.brief.lines:
        texts = []
        for name, group in (("deterrence_failure", "Crossed"), ("enforcement", "Enforced, once recognised")):
            q = context.find(name, line.owner, line.id)
            texts.append(chance(q.value, q.error) if q else "–")
            if q:
                rows.append(bar(sentence(line.name), q.value, texts[-1], within(q.value, q.error), group=group))
        cells.append((sentence(line.name), context.labels[line.owner], *texts))
    return Figure(
        "fig-lines",
        _title(context),
        charts.grouped_bars(rows, measure=Measure("Probability", lowest=0, highest=1)),
        "Grouped horizontal bars, two for each red line.",
        "The first bar is the chance that the line is crossed at all within the window. The second is the share of "
        "recognised crossings, all of them counted, that the owner answers as declared. Thin lines are the error "
        "of the grid.",
        plain_table(
            "numbers-lines",
            "Crossings and enforcement",
            ("Line", "Owner", "Crossed", "Enforced once recognised"),
            cells,
            heads=2,
        ),
    )


def _title(context: Context) -> str:
    """Which line is answered most often once it is crossed, and which least."""
    known = [q for line in context.brief.lines if (q := context.find("enforcement", line.owner, line.id))]
    if not known:
        return "How often lines are crossed"
    most, least = (pick(known, key=lambda q: q.value) for pick in (max, min))

    def answered(q: Quantity) -> str:
        return f"{quoted(context.lines[q.key.of].name)} is answered in {chance(q.value, q.error)} of crossings"

    if most is least or chance(most.value, most.error) == chance(least.value, least.error):
        share = chance(most.value, most.error)
        return sentence(answered(most)) if len(known) == 1 else f"Crossings are answered in {share}, whichever the line"
    return sentence(f"{answered(most)}, {answered(least).replace(' of crossings', '')}")


def _register(context: Context) -> Block:
    fronts = {f.id: f.name for f in context.brief.fronts}
    known = [name for name in NUMBERS if any(name in line.numbers for line in context.brief.lines)]
    rows = []
    for line in context.brief.lines:
        n = context.find("crossings", line.owner, line.id)
        row = [
            sentence(line.name),
            context.labels[line.owner],
            sentence(context.rungs[line.rung]),
            sentence(line.declares),
            *([sentence(fronts.get(line.front, "–"))] if fronts else []),
            f"{n.value:.2f}" if n else "–",
        ]
        values = (context.number(line.numbers.get(name)) for name in known)
        rows.append([*row, *("–" if v is None else f"{v:g}" for v in values)])
    labels = (
        "Line",
        "Owner",
        "From the rung",
        "Declared response",
        *(["Front"] if fronts else []),
        "Expected crossings",
        *(NUMBERS[name][0] for name in known),
    )
    heads = 4 + bool(fronts)
    words = " ".join(NUMBERS[name][1] for name in known)
    return Details(
        "The register of red lines",
        [
            plain_table(
                "register", "What each actor has declared, with the values used", labels, rows, words, heads=heads
            ),
        ],
    )


def _precedent(context: Context) -> list[Block]:
    """Whether a line holds better after one was enforced; nothing where none is recognisably crossed."""
    rows = []
    for line in context.brief.lines:
        found = [context.find("enforcement_after", line.owner, line.id, given) for given in (OPEN, KEPT, LEFT)]
        if any(found):
            shares = (chance(q.value, q.error) if q else "–" for q in found)
            rows.append((sentence(line.name), context.labels[line.owner], *shares))
    if not rows:
        return []
    return [
        Subheading("Does one answer make the next likelier?"),
        plain_table(
            "precedent",
            "Share of recognised crossings answered as declared, by what the owner did at the first",
            ("Line", "Owner", "The first", "After it was enforced", "After it was left unenforced"),
            rows,
            "A dash: hardly any such crossing. What is compared differs by more than the first answer: a line is "
            "crossed again where no answer is expected. What follows from an answer is under “Restraint against "
            "response”, where it is imposed.",
            heads=2,
        ),
    ]


def _drift(context: Context) -> list[Block]:
    said: list[Prose] = []
    rows = []
    for actor in context.actors:
        path = [
            (q.key.stage + 1, _place(context, q.value))
            for q in context.study.outlook.named("line_stands_at")
            if q.key.actor == actor
        ]
        if path:
            said.append(f"{context.labels[actor]}: {_periods(path)}.")
            rows += [(context.labels[actor], str(move), sentence(place)) for move, place in path]
    if not said:
        return []
    by_move = Details(
        "Move by move",
        [
            plain_table(
                "drift",
                "Where the lines of each actor are believed to stand, by the owner's move",
                ("Owner", "Move", "Stands at"),
                rows,
                heads=3,
            )
        ],
    )
    return [
        Subheading("Where a line is believed to stand"),
        Paragraph(
            "In the public's eyes, a line stands at the lowest rung at which a crossing is at least as likely as not "
            "to meet the declared response. It may stand nowhere."
        ),
        Bullets(said),
        *([by_move] if len(rows) > len(said) else []),
    ]


def _place(context: Context, index: float) -> str:
    names = list(context.rungs.values())
    rung = round(index)
    acts = [k for k, r in enumerate(context.brief.rungs) if r.act]
    return names[rung] if rung <= acts[-1] else "nowhere"


def _periods(path: list[tuple[int, str]]) -> str:
    """Where a line stands from which move to which, as a clause; only where, if that is not reported move by move."""
    if len(path) == 1:
        ((_, place),) = path
        return place if place == "nowhere" else f"at {quoted(place)}"
    parts = []
    for place, group in groupby(path, key=lambda step: step[1]):
        moves = [move for move, _ in group]
        when = f"at move {moves[0]}" if len(moves) == 1 else f"from move {moves[0]} to {moves[-1]}"
        parts.append(f"{'nowhere' if place == 'nowhere' else f'at {quoted(place)}'} {when}")
    return ", then ".join(parts)
