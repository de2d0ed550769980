"""What the crisis looks like, and how it is likely to end."""

from __future__ import annotations

from ...forecast.keys import Key
from .. import charts
from ..blocks import Block, Bullets, Details, Facts, Figure, Paragraph, Subheading, Table
from ..charts import Measure
from ..numbers import count, days
from ..page import Section
from ..prose import Prose, Strong
from .limits import reading
from .tables import bar, plain_table, words
from ..context import WORST, Context, chance, crises, joined, quoted, sentence

SPREAD_BY = ("precision", "tremble")
SELDOM = 0.02


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
            Paragraph(_in_words(context)),
            _endings(context),
            Subheading("How long it takes"),
            Paragraph(_length(context)),
            Subheading("How it grows"),
            Bullets(_climb(context)),
            Subheading("Who starts"),
            *_starts(context),
        ],
    )


def ranked(context: Context) -> list[str]:
    """Endings from the likeliest to the least likely."""
    found = context.study.outlook.outcomes
    return sorted(context.endings, key=lambda name: -found[name].value)


def finding(context: Context) -> Prose:
    """The likeliest endings and the worst ones, in two sentences."""
    first, *rest = ranked(context)
    said: list[str | Strong] = [
        "The likeliest end is ",
        Strong(f"{context.endings[first]} ({context.shown('outcome', of=first)})"),
    ]
    if rest:
        said.append(f", then {context.endings[rest[0]]} ({context.shown('outcome', of=rest[0])})")
    said.append(". ")
    worst = [name for name in context.endings if name in WORST]
    said += [f"{sentence(context.endings[name])} follows in {crises(context.shown('outcome', of=name))}. " for name in worst]
    events = [f"{context.called(k)} ({context.shown('event', of=k.of)})" for k in context.headlines if k.name == "event"]
    said.append(f"At least once within the window: {joined(events)}. " if events else "")
    said.append("These are chances that the model implies at the values of the scenario, most of them judgements.")
    return said


def _setting(context: Context) -> Block:
    b = context.brief
    rungs = [(r.name, r.domain, str(r.force), r.nuclear if r.nuclear != "none" else "–", r.role or "–") for r in b.rungs]
    sides: list[tuple[str, Prose]] = [
        (a.name, f"Privately {' or '.join(t.name for t in a.types)}.") for a in b.actors
    ]
    doctrines: list[tuple[str, Prose]] = [(sentence(d.name), d.text.strip()) for d in b.doctrines]
    rules: list[Block] = []
    if doctrines:
        rules = [
            Paragraph(
                "A committed side carries out one of these rules. A strategic side weighs what it expects to follow."
            ),
            Facts(doctrines),
        ]
    turns = [(sentence(t.name), context.actors[t.actor], "; ".join(t.moves)) for t in b.turns]
    first = f"{context.actors[b.first]} moves first. " if b.first else ""
    return Details(
        "The actors, the moves, the ladder and the doctrines",
        [
            Facts(sides),
            Paragraph(f"{first}At most {b.moves} moves are followed. Not every move is open everywhere."),
            Table("turns", "Who chooses when, and among what", words("Turn", "Who", "Moves"), turns),
            plain_table(
                "ladder",
                "The ladder, from its lowest rung",
                ("Rung", "Domain", "Force level (1 to 5)", "Nuclear", "What it is"),
                rungs,
                heads=5,
            ),
            *rules,
        ],
    )


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
    return Figure(
        "fig-endings",
        f"The likeliest end is {context.endings[best]}",
        charts.bars(rows, measure=Measure("Probability that the crisis ends this way")),
        f"Horizontal bars, one for each way of ending. The longest is {context.endings[best]}, {found[best].value:.0%}.",
        "Each bar is one way of ending; together they make up all crises. The thin line runs from the least to the "
        "most that came out when the actors choose half or twice as precisely, or err a tenth or three times as often.",
        plain_table(
            "numbers-endings",
            "Ways of ending, with the range over other precisions of choice and trembles",
            ("Ending", "Probability", "Least", "Most"),
            cells,
        ),
    )


def _in_words(context: Context) -> Prose:
    found = context.study.outlook.outcomes
    said = f"Some way out is agreed in {crises(chance(*context.agreed))}. " if context.agreed else ""
    if context.find("general_deterrence"):
        said += f"In {crises(context.shown('general_deterrence'))}, {context.challenge} is never seen. "
    rare = [
        f"{context.endings[name]} ({context.shown('outcome', of=name)})"
        for name in ranked(context)
        if found[name].value < SELDOM
    ]
    return said + (f"Rare endings: {joined(rare)}." if rare else "")


def _length(context: Context) -> Prose:
    d, moves, mean = context.study.durations, context.find("duration", of="moves"), context.find("duration", of="days")
    taken = f"It takes {moves.value:.0f} of at most {context.brief.moves} moves on average. " if moves else ""
    if mean is None or mean.value <= 0:
        return f"{taken}The scenario gives no time that a move takes, so length is not given in days."
    if d is None:
        return f"{taken}That is about {mean.value:,.0f} days, by the time that the scenario says a move takes."
    q = d.quantiles
    return (
        f"Half of all crises are over within {days(q['50%'])}; nine in ten take between {q['5%']:,.0f} and "
        f"{days(q['95%'])} ({count(d.n)} sampled histories). {taken}"
        "Days follow from the time that the scenario says a move takes."
    )


def _climb(context: Context) -> list[Prose]:
    peaks = [q for q in context.study.outlook.named("peak_rung") if q.key.given == "seen"]
    top = max(peaks, key=lambda q: q.value)
    said: list[Prose] = [
        f"The highest rung seen is most often {quoted(context.rungs[top.key.of])} ({chance(top.value, top.error)})."
    ]
    for threshold in context.brief.thresholds:
        said.append(f"{sentence(threshold.name)}: {context.shown('crossing', of=threshold.id, given='seen')}.")
    return said


def _starts(context: Context) -> list[Block]:
    began = {id: q for id in context.actors if (q := context.find("challenge", id)) and q.value > 0}
    if not began:
        why = context.study.outlook.absent.get("challenge", "nobody can make a challenge")
        return [Paragraph(f"Who starts is not reported: {why}.")]
    said: list[Prose] = [
        f"{context.actors[id]} is the first to choose a challenge ({context.challenge}) in {chance(q.value, q.error)}."
        for id, q in began.items()
    ]
    none = context.find("general_deterrence")
    if none and (rest := 1 - none.value - sum(q.value for q in began.values())) > 0.0005:
        said.append(f"Accident or misreading brings the first in {chance(rest)}.")
    return [Paragraph(_likelier(context)), Bullets(said)]


def _likelier(context: Context) -> str:
    one, *rest = sorted((q for id in context.actors if (q := context.find("challenge", id))), key=lambda q: -q.value)
    if rest and one.value - rest[0].value <= (one.error or 0.0) + (rest[0].error or 0.0) + 0.005:
        return "Nobody is clearly the likeliest to challenge first."
    start = " It also has the first move." if one.key.actor == context.brief.first else ""
    return f"{context.actors[one.key.actor]} is the likeliest to challenge first.{start}"
