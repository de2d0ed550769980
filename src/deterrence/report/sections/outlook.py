"""How the crisis unfolds, and how it is likely to end."""

from __future__ import annotations

from ...forecasting.keys import Key
from ...stress.unfolding import Path
from .. import charts
from ..blocks import Block, Bullets, Details, Facts, Figure, Paragraph, Subheading, Table
from ..charts import Measure
from ..context import OPEN, WORST, Context, chance, crises, joined, numeral, quoted, sentence
from ..numbers import count, days, interval
from ..page import Section
from ..prose import Prose, Strong
from .flow_figure import flow_figure
from .tables import bar, filled_columns, plain_table, words

RARELY = 0.02
BEYOND_ROUNDING = 0.005
NO_ENTRY = "–"
MOST_STOPS = 3


def unfolds(context: Context) -> Section:
    """The flow from act to act, how it ends, how long it takes; folded: who acts, how far it climbs, who starts."""
    found = context.study.unfolding
    return Section(
        "unfolding",
        "How the crisis unfolds",
        [
            Paragraph(context.brief.summary.strip()),
            Paragraph(finding(context)),
            *([flow_figure(context, found)] if found else []),
            *_past(context),
            _endings(context),
            Paragraph(f"{_in_words(context)}{_length(context)}"),
            _setting(context),
            Details("How far it climbs, and who starts", [*_climb(context), *_starts(context)]),
        ],
    )


def ranked(context: Context) -> list[str]:
    """Endings from the likeliest to the least likely."""
    found = context.study.outlook.outcomes
    return sorted(context.endings, key=lambda name: -found[name].value)


def finding(context: Context) -> Prose:
    """The likeliest endings and the worst ones, and events that the scenario calls headlines."""
    first, *rest = ranked(context)
    said: list[str | Strong] = ["Most likely: ", Strong(f"{context.endings[first]} ({_ranging(context, first)})")]
    if rest:
        said.append(f", then {context.endings[rest[0]]} ({_ranging(context, rest[0], 'the ranges')})")
    said.append(". ")
    worst = [name for name in context.endings if name in WORST and name not in (first, *rest[:1])]
    said += [
        f"{sentence(context.endings[name])}: {crises(context.shown('outcome', of=name))}"
        f"{_reaching(context, Key('outcome', of=name))}. "
        for name in worst
    ]
    named = [key for key in context.headlines if key.name == "event"]
    events = [
        f"{quoted(context.called(key))} ({context.shown('event', of=key.of)}{_reaching(context, key)})" for key in named
    ]
    said.append(f"At least once within the window: {joined(events)}. " if events else "")
    return said


def _ranging(context: Context, name: str, ranges: str = "the ranges of the numbers") -> str:
    """An ending's chance, and where it may be over the ranges of the numbers."""
    key, value = Key("outcome", of=name), context.study.outlook.outcomes[name].value
    among, shown = context.among_ranges(key, value), context.shown("outcome", of=name)
    if context.left_open(key, value):
        return f"{shown}; {ranges} leave it open"
    return f"{shown}; {interval(*among)} over {ranges}" if among else shown


def _reaching(context: Context, key: Key) -> str:
    """Where plausible worlds put a headline, as an aside; "" where none were solved."""
    reach = context.reach(key)
    return f"; {interval(reach[0], reach[-1])} over plausible worlds" if reach else ""


def _past(context: Context) -> list[Block]:
    """How likely the acts of the crisis are that the scenario is about, in every account of them."""
    found, coded = context.study.unfolding, context.brief.coded
    if found is None or coded is None:
        return []
    said: list[Prose] = [_followed(path) for path in found.paths if path.history == coded.own]
    return [Bullets(said)] if said else []


def _followed(path: Path) -> str:
    n = len(path.chances)
    left = next((k for k, p in enumerate(path.chances, start=1) if p == 0.0), None)
    stops = sorted({k for k in (1, MOST_STOPS, n) if k <= n and path.chances[k - 1] > 0})
    parts = [
        f"{crises(chance(path.chances[k - 1])) if k == 1 else chance(path.chances[k - 1])} "
        f"{'begin ' if k == stops[0] else ''}with its first {f'{numeral(k)} acts' if k > 1 else 'act'}"
        for k in stops
    ]
    begun = f"in the model {joined(parts)}" if parts else "no crisis in the model begins like that"
    end = f" Its act {left} is not open in the model where the acts before it lead." if left else ""
    return f"{path.title}, {path.account}: {begun}.{end}"


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


def _endings(context: Context) -> Block:
    found = context.study.outlook.outcomes
    rows, cells = [], []
    for name in ranked(context):
        label, value, text = sentence(context.endings[name]), found[name].value, context.shown("outcome", of=name)
        key = Key("outcome", of=name)
        among, wide = context.among_ranges(key, value), context.left_open(key, value)
        rows.append(bar(label, value, f"{text} (open)" if wide else text, None if wide else among))
        over = f"left open, most by {joined(wide)}" if wide else interval(*among) if among else NO_ENTRY
        cells.append((label, text, over))
    best = ranked(context)[0]
    how = "" if context.study.worlds else ", each by itself, to first order: by derivatives at the values used"
    ranges = (
        " The thin line is where nine in ten worlds lie in which every number is somewhere in its plausible range"
        f"{how}. An ending marked open would have a line longer than {OPEN:.0%}: the ranges of the numbers say little "
        "about it."
        if context.study.spread or context.study.worlds
        else ""
    )
    return Figure(
        "fig-endings",
        _ends_title(context),
        charts.bars(rows, measure=Measure("Probability that the crisis ends this way", lowest=0)),
        f"Horizontal bars, one for each way of ending. The longest: {context.endings[best]}, {found[best].value:.0%}.",
        f"Each bar is one way of ending; together they make up all crises.{ranges}",
        plain_table(
            "numbers-endings",
            "Ways of ending, with the range over the plausible values of all numbers",
            ("Ending", "Probability", "Over the ranges"),
            cells,
        ),
    )


def _ends_title(context: Context) -> str:
    """Whether crises end in an agreement, and how else most."""
    if not context.agreed:
        return f"Most end thus: {context.endings[ranked(context)[0]]}"
    others = [name for name in ranked(context) if name not in context.brief.agreed]
    rest = f"; otherwise mostly {context.endings[others[0]]}" if others else ""
    return f"Something is agreed in {crises(chance(*context.agreed))}{rest}"


def _in_words(context: Context) -> str:
    found = context.study.outlook.outcomes
    said = f"Some way out is agreed in {crises(chance(*context.agreed))}. " if context.agreed else ""
    if context.find("general_deterrence"):
        said += f"In {crises(context.shown('general_deterrence'))}, {context.unchallenged}. "
    rare = [
        f"{context.endings[name]} ({context.shown('outcome', of=name)})"
        for name in ranked(context)
        if found[name].value < RARELY
    ]
    return said + (f"Rare endings: {joined(rare)}. " if rare else "")


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
