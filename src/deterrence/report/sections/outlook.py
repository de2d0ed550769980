"""What the crisis looks like, and how it is likely to end."""

from __future__ import annotations

from ...forecasting.keys import Key
from .. import charts
from ..blocks import Block, Bullets, Details, Facts, Figure, Paragraph, Subheading, Table
from ..charts import Measure
from ..context import WORST, Context, chance, crises, joined, quoted, sentence
from ..numbers import count, days
from ..page import Section
from ..prose import Prose, Strong
from .form import hangs_on_form
from .limits import reading
from .tables import bar, filled_columns, plain_table, words

SPREAD_BY = ("precision", "tremble")
RARELY = 0.02
BEYOND_ROUNDING = 0.005
NO_ENTRY = "–"


def outlook(context: Context) -> Section:
    """Endings, length, the climb, and who starts."""
    return Section(
        "outlook",
        "How the crisis is likely to go, and to end",
        [
            Paragraph(context.brief.summary.strip()),
            reading(context),
            _setting(context),
            Subheading("How it ends"),
            *_in_words(context),
            _endings(context),
            Subheading("How long it takes"),
            Paragraph(_length(context)),
            Subheading("How far it climbs"),
            *_climb(context),
            *_starts(context),
        ],
    )


def ranked(context: Context) -> list[str]:
    """Endings from the likeliest to the least likely."""
    found = context.study.outlook.outcomes
    return sorted(context.endings, key=lambda name: -found[name].value)


def finding(context: Context) -> Prose:
    """The likeliest endings and the worst ones, and events that the scenario calls headlines."""
    first, *rest = ranked(context)
    said: list[str | Strong] = [
        *hangs_on_form(context),
        "Most likely: ",
        Strong(f"{context.endings[first]} ({context.shown('outcome', of=first)})"),
    ]
    if rest:
        said.append(f", then {context.endings[rest[0]]} ({context.shown('outcome', of=rest[0])})")
    said.append(". ")
    worst = [name for name in context.endings if name in WORST and name not in (first, *rest[:1])]
    said += [f"{sentence(context.endings[name])}: {crises(context.shown('outcome', of=name))}. " for name in worst]
    named = [key for key in context.headlines if key.name == "event"]
    events = [f"{context.called(key)} ({context.shown('event', of=key.of)})" for key in named]
    said.append(f"At least once within the window: {joined(events)}. " if events else "")
    said.append("These are chances that the model implies at the values of the scenario, most of them judgements.")
    return said


def _setting(context: Context) -> Block:
    b = context.brief
    sides: list[tuple[str, Prose]] = [(context.labels[a.id], _types([t.name for t in a.types])) for a in b.actors]
    doctrines: list[tuple[str, Prose]] = [(sentence(d.name), d.text.strip()) for d in b.doctrines]
    rules: list[Block] = []
    if doctrines:
        rules = [
            Paragraph(
                "A committed type carries out one of these rules. A strategic type weighs what it expects to follow."
            ),
            Facts(doctrines),
        ]
    turns = [(sentence(t.name), context.labels[t.actor], "; ".join(t.moves)) for t in b.turns]
    first = f"{context.labels[b.first]} moves first. " if b.first else ""
    return Details(
        "The actors, the moves, the ladder and the doctrines",
        [
            Facts(sides),
            Paragraph(f"{first}At most {b.lasting(b.window)} are followed. Not every move is open everywhere."),
            Table("turns", "Who chooses when, and among what", words("Turn", "Who", "Moves"), turns),
            _ladder(context),
            *rules,
        ],
    )


def _types(names: list[str]) -> Prose:
    if len(names) == 1:
        return f"Its type is known: {quoted(names[0])}."
    return f"Its type is private: {joined([quoted(name) for name in names], 'or')}."


def _ladder(context: Context) -> Block:
    labels = ("Rung", "Domain", "Force level (1 to 5)", "Nuclear", "What it is")
    rungs = [
        (
            sentence(r.name),
            sentence(r.domain),
            str(r.force),
            r.nuclear if r.nuclear != "none" else NO_ENTRY,
            sentence(r.role) or NO_ENTRY,
        )
        for r in context.brief.rungs
    ]
    kept, rows = filled_columns(labels, rungs, NO_ENTRY)
    return plain_table("ladder", "The ladder, from its lowest rung", kept, rows, heads=len(kept))


def spread(context: Context, name: str) -> tuple[float, float] | None:
    """Least and most of an ending's probability over the precisions and trembles tried."""
    key = Key("outcome", of=name)
    tried = [
        context.anchored(v.values, key)
        for v in context.study.robustness
        if v.label.startswith(SPREAD_BY) and key in v.values
    ]
    return (min(tried), max(tried)) if tried else None


def _endings(context: Context) -> Block:
    found = context.study.outlook.outcomes
    rows, cells = [], []
    for name in ranked(context):
        label, value, text = sentence(context.endings[name]), found[name].value, context.shown("outcome", of=name)
        among = spread(context, name)
        rows.append(bar(label, value, text, among))
        cells.append((label, text, *(f"{chance(p)}" for p in among or (value, value))))
    best = ranked(context)[0]
    committed = any(not t.strategic for a in context.brief.actors for t in a.types)
    slips = ", or where committed types err a tenth or three times as often" if committed else ""
    return Figure(
        "fig-endings",
        f"Most likely: {context.endings[best]}",
        charts.bars(rows, measure=Measure("Probability that the crisis ends this way")),
        f"Horizontal bars, one for each way of ending. The longest: {context.endings[best]}, {found[best].value:.0%}.",
        "Each bar is one way of ending; together they make up all crises. The thin line runs from the least to the "
        f"most that came out where the actors choose half or twice as precisely{slips}.",
        plain_table(
            "numbers-endings",
            "Ways of ending, with the range over other precisions of choice and trembles",
            ("Ending", "Probability", "Least", "Most"),
            cells,
        ),
    )


def _in_words(context: Context) -> list[Block]:
    found = context.study.outlook.outcomes
    said = f"Some way out is agreed in {crises(chance(*context.agreed))}. " if context.agreed else ""
    if context.find("general_deterrence"):
        said += f"In {crises(context.shown('general_deterrence'))}, {context.unchallenged}. "
    rare = [
        f"{context.endings[name]} ({context.shown('outcome', of=name)})"
        for name in ranked(context)
        if found[name].value < RARELY
    ]
    said += f"Rare endings: {joined(rare)}." if rare else ""
    return [Paragraph(said.strip())] if said else []


def _length(context: Context) -> Prose:
    d, moves, mean = context.study.durations, context.find("duration", of="moves"), context.find("duration", of="days")
    b = context.brief
    most = f"of at most {b.moves} " if b.days is None else ""
    taken = f"It takes {moves.value:.0f} {most}moves on average. " if moves else ""
    pace = "the time that the scenario says a move takes" if b.days is None else "the rates at which events come"
    if mean is None or mean.value <= 0:
        return f"{taken}The scenario gives no time that a move takes, so length is not given in days."
    if d is None:
        return f"{taken}That is about {mean.value:,.0f} days, by {pace}."
    q = d.quantiles
    half = days(q["50%"])
    half = half if half.startswith(("less", "at most")) else f"at most {half}"
    spread = f"between {q['5%']:,.0f} and {days(q['95%'])}" if round(q["5%"]) < round(q["95%"]) else days(q["95%"])
    return (
        f"Followed until it ends or the window closes, half of all crises last {half}, and nine in ten {spread} "
        f"({count(d.n)} sampled histories). {taken}Days follow from {pace}."
    )


def _climb(context: Context) -> list[Block]:
    peaks = [q for q in context.study.outlook.named("peak_rung") if q.key.given == "seen"]
    top = max(peaks, key=lambda q: q.value)
    most = f"The highest rung seen is most often {quoted(context.rungs[top.key.of])} ({chance(top.value, top.error)})."
    passed: list[Prose] = [
        f"{sentence(threshold.name)}: {crises(context.shown('crossing', of=threshold.id, given='seen'))}."
        for threshold in context.brief.thresholds
    ]
    if not passed:
        return [Paragraph(most)]
    return [Paragraph(f"{most} How often the public sees the thresholds of the ladder crossed:"), Bullets(passed)]


def _starts(context: Context) -> list[Block]:
    """Who challenges first; nothing where the scenario does not say what a challenge is, or nobody makes one."""
    began = {id: q for id in context.actors if (q := context.find("challenge", id)) and q.value > 0}
    if not began:
        return []
    said: list[Prose] = [
        f"{context.labels[id]} is the first to choose a challenge in {crises(chance(q.value, q.error))}."
        for id, q in began.items()
    ]
    none = context.find("general_deterrence")
    if none and (rest := 1 - none.value - sum(q.value for q in began.values())) > BEYOND_ROUNDING / 10:
        said.append(f"Accident or misreading brings the first in {crises(chance(rest))}.")
    meaning = f" A challenge is {context.challenge}." if context.brief.challenge else ""
    return [Subheading("Who starts"), Paragraph(f"{_likelier(context)}{meaning}"), Bullets(said)]


def _likelier(context: Context) -> str:
    one, *rest = sorted((q for id in context.actors if (q := context.find("challenge", id))), key=lambda q: -q.value)
    if rest and one.value - rest[0].value <= (one.error or 0.0) + (rest[0].error or 0.0) + BEYOND_ROUNDING:
        return "Nobody is clearly the likeliest to challenge first."
    start = " It also has the first move." if one.key.actor == context.brief.first else ""
    return f"{context.labels[one.key.actor]} is the likeliest to challenge first.{start}"
