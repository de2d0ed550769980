"""How the crisis unfolds, and how it is likely to end."""

from __future__ import annotations

import re

from ...forecasting.keys import Key
from ...solvers.solver import UNRESOLVED
from ...stress.unfolding import Path
from .. import charts
from ..blocks import Block, Bullets, Details, Facts, Figure, Paragraph, Subheading, Table
from ..charts import Measure
from ..context import OPEN, Context, chance, counted, joined, numeral, quoted, sentence
from ..numbers import count, days, interval
from ..page import Section
from ..prose import Prose
from .flow_figure import flow_figure
from .tables import bar, filled_columns, plain_table, words

FEW = 4
"""So many headline events are said in a sentence."""
FEW_WORLDS = 19
"""Of no more worlds than this nine in ten lie between the lowest and the highest, or next to them."""
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
            *_headline_events(context),
            *([flow_figure(context, found)] if found else []),
            *_coded(context),
            _endings(context),
            Paragraph(f"{_unchallenged(context)}{_length(context)}"),
            _setting(context),
            Details("How far it climbs, and who starts", [*_climb(context), *_starts(context)]),
        ],
    )


def ranked(context: Context) -> list[str]:
    """Endings from the likeliest to the least likely."""
    found = context.study.outlook.outcomes
    return sorted(context.endings, key=lambda name: -found[name].value)


def _headline_events(context: Context) -> list[Block]:
    """What comes at least once: events that the scenario calls headlines, those alike of several actors in one row."""
    shown = [key.of for key in context.headlines if key.name == "event"]
    found = {context.events[id]: _within(context, id) for id in shown}
    if not found:
        return []
    within = f"At least once within {context.brief.lasting(context.brief.window)}"
    by_actor = _alike(context, list(found))
    if len(found) <= FEW and not by_actor:
        return [Paragraph(f"{within}: {joined([f'{quoted(name)} ({p})' for name, p in found.items()])}.")]
    own = {name for names in by_actor.values() for name in names.values()}
    heads = (within, *context.labels.values(), "Anybody")
    rows = [
        (sentence(what), *(found[names[id]] if id in names else NO_ENTRY for id in context.actors), NO_ENTRY)
        for what, names in by_actor.items()
    ]
    rows += [
        (sentence(name), *(NO_ENTRY for _ in context.actors), p) for name, p in found.items() if name not in own
    ]
    kept, cells = filled_columns(heads, rows, NO_ENTRY)
    return [plain_table("headline-events", _likeliest_event(context, shown), kept, cells, _brackets(context, shown))]


def _likeliest_event(context: Context, shown: list[str]) -> str:
    """The title: what comes most often, all that print alike."""
    most = context.shown("event", of=max(shown, key=lambda id: context.study.outlook["event", "", id].value))
    alike = [quoted(context.events[id]) for id in shown if context.shown("event", of=id) == most]
    return f"Likeliest on the way: {joined(alike)} ({most})"


def _brackets(context: Context, shown: list[str]) -> str:
    """What stands in brackets, and that a chance outside of them is not typical of the ranges."""
    found = context.study.worlds
    if not found:
        return ""
    said = f"In brackets: where it lies in nine of ten of {counted(found.n, 'plausible world')}"
    said += ", the lowest and the highest of them; more worlds would move these ends." if found.n <= FEW_WORLDS else "."
    reaches = [(context.reported(Key("event", of=id)), context.reach(Key("event", of=id))) for id in shown]
    if any(p is not None and reach and not reach[0] <= p <= reach[-1] for p, reach in reaches):
        said += " A chance outside of its brackets: the values as they stand are not typical of their ranges."
    return said


def _alike(context: Context, names: list[str]) -> dict[str, dict[str, str]]:
    """By what is left of an event's name without an actor's, the events of that name by actor; those of several actors
    alone, unless it is the actor's own in that some other is. An actor's name at the head leaves nothing in its place,
    and elsewhere an ellipsis."""
    found: dict[str, dict[str, str]] = {}
    for name in names:
        for id, actor in context.actors.items():
            if name.startswith(f"{actor} "):
                found.setdefault(name.removeprefix(f"{actor} "), {})[id] = name
            elif (what := re.sub(rf"(?<!\w){re.escape(actor)}(?!\w)", "…", name)) != name:
                found.setdefault(what, {})[id] = name
    return found if any(len(mine) > 1 for mine in found.values()) else {}


def _within(context: Context, id: str) -> str:
    """An event's chance, and where plausible worlds put it where any were solved."""
    shown, reach = context.shown("event", of=id), context.reach(Key("event", of=id))
    return f"{shown} ({interval(reach[0], reach[-1])})" if reach else shown


def _coded(context: Context) -> list[Block]:
    """How likely the acts of the crisis are that the scenario is about, in every account of them."""
    found, coded = context.study.unfolding, context.brief.coded
    if found is None or coded is None:
        return []
    said: list[Prose] = [_followed(context, path) for path in found.paths if path.history == coded.own]
    return [Bullets(said)] if said else []


def _followed(context: Context, path: Path) -> str:
    n = len(path.chances)
    left = next((k for k, p in enumerate(path.chances, start=1) if p == 0.0), None)
    stops = sorted({k for k in (1, MOST_STOPS, n) if k <= n and path.chances[k - 1] > 0})
    parts = [
        f"{context.share(chance(path.chances[k - 1])) if k == 1 else chance(path.chances[k - 1])} "
        f"{'begin ' if k == stops[0] else ''}with its first {f'{numeral(k)} acts' if k > 1 else 'act'}"
        for k in stops
    ]
    begun = f"in the model {joined(parts)}" if parts else "no crisis in the model begins like that"
    end = f" Its act {left} is not open in the model where the acts before it lead." if left else ""
    return f"{path.title}, {path.account}: {begun}.{end}"


def _setting(context: Context) -> Block:
    b = context.brief
    sides: list[tuple[str, Prose]] = [(context.labels[a.id], _types([t.name for t in a.types])) for a in b.actors]
    doctrines: dict[tuple[str, str], None] = dict.fromkeys(
        (sentence(context.doctrines[d.id]), d.text.strip()) for d in b.doctrines
    )
    rules: list[Block] = []
    if doctrines:
        rules = [
            Paragraph(
                "A committed type carries out one of these rules. A strategic type weighs what it expects to follow."
            ),
            Facts(list(doctrines)),
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
    how = "" if context.study.worlds else ", each by itself, to first order: by slopes at the values used"
    ranges = (
        " The thin line is where nine in ten worlds lie in which every number is somewhere in its plausible range"
        f"{how}."
        if context.study.spread or context.study.worlds
        else ""
    )
    if any(str(row["text"]).endswith("(open)") for row in rows):
        ranges += (
            f" An ending marked open would have a line longer than {OPEN:.0%}: the ranges of the numbers say little "
            "about it."
        )
    return Figure(
        "fig-endings",
        _ends_title(context),
        charts.bars(rows, measure=Measure(f"Probability that the {context.course} ends this way", lowest=0)),
        f"Horizontal bars, one for each way of ending. The longest: {context.endings[best]}, {found[best].value:.0%}.",
        f"Together the bars make up all {context.courses}.{ranges}",
        plain_table(
            "numbers-endings",
            "Ways of ending, with the range over the plausible values of all numbers",
            ("Ending", "Probability", "Over the ranges"),
            cells,
        ),
    )


def _ends_title(context: Context) -> str:
    """How much is still open, if that is most; whether crises end in an agreement, and how else most."""
    first, *rest = [name for name in ranked(context) if name != UNRESOLVED] or [UNRESOLVED]
    still = f"{context.share(context.shown('outcome', of=UNRESOLVED))} are {context.endings.get(UNRESOLVED, '')}; "
    opening = still if ranked(context)[0] == UNRESOLVED != first else ""
    if not context.agreed:
        likeliest = f"{quoted(context.endings[first])} ({context.shown('outcome', of=first)})"
        return sentence(f"{opening}the likeliest ending: {likeliest}")
    others = [name for name in (first, *rest) if name not in context.brief.agreed]
    more = ""
    if others:
        more = f"; otherwise most often {quoted(context.endings[others[0]])} ({context.shown('outcome', of=others[0])})"
    return sentence(f"{opening}something is agreed in {context.share(chance(*context.agreed))}{more}")


def _unchallenged(context: Context) -> str:
    if not context.find("general_deterrence"):
        return ""
    return f"In {context.share(context.shown('general_deterrence'))}, {context.unchallenged}{_challenges(context)}. "


def _challenges(context: Context) -> str:
    """At which rungs challenges are made, where the scenario marks moves and not a rung."""
    s = context.study.game.as_stated.structure
    at = {s.rungs[move.rung] for move in s.moves if "challenge" in move.tags and move.rung >= 0}
    names = [quoted(name) for id, name in context.rungs.items() if id in at]
    return "" if context.brief.challenge or not names else f"; challenges are made at {joined(names)}"


def _length(context: Context) -> Prose:
    """How long crises take: in days where the scenario has them, and in moves where moves are what is counted."""
    d, moves, mean = context.study.durations, context.find("duration", of="moves"), context.find("duration", of="days")
    b = context.brief
    taken = ""
    if moves and b.days is None:
        taken = f"A crisis takes {moves.value:.0f} moves on average, of at most {b.moves}. "
    pace = "the time that the scenario says a move takes" if b.days is None else "the rates at which events come"
    if mean is None or mean.value <= 0:
        return f"{taken}The scenario gives no time that a move takes, so length is not given in days."
    if d is None:
        return f"{taken}That is about {mean.value:,.0f} days, by {pace}."
    q = d.quantiles
    if b.recurrent:
        return "Days follow from the rates at which events come."
    sampled = f" ({count(d.n)} sampled histories)" if d.n is not None else ""
    if b.days is not None and q["50%"] >= b.days:
        return (
            "More than half of all crises are still open when the window closes, and 19 in 20 last "
            f"{days(q['5%'])} or more{sampled}. Days follow from {pace}."
        )
    half = days(q["50%"])
    half = half if half.startswith(("less", "at most")) else f"at most {half}"
    spread = f"between {q['5%']:,.0f} and {days(q['95%'])}" if round(q["5%"]) < round(q["95%"]) else days(q["95%"])
    return (
        f"Followed until it ends or the window closes, half of all crises last {half}, and nine in ten {spread}"
        f"{sampled}. {taken}Days follow from {pace}."
    )


def _climb(context: Context) -> list[Block]:
    peaks = [q for q in context.study.outlook.named("peak_rung") if q.key.given == "seen"]
    top = max(peaks, key=lambda q: q.value)
    most = f"The highest rung seen is most often {quoted(context.rungs[top.key.of])} ({chance(top.value, top.error)})."
    passed: list[Prose] = [
        f"{sentence(threshold.name)}: {context.share(context.shown('crossing', of=threshold.id, given='seen'))}."
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
        f"First to choose a challenge in {context.share(chance(q.value, q.error))}: {context.actors[id]}."
        for id, q in began.items()
    ]
    none = context.find("general_deterrence")
    if none and (rest := 1 - none.value - sum(q.value for q in began.values())) > BEYOND_ROUNDING / 10:
        said.append(f"Accident or misreading brings the first in {context.share(chance(rest))}.")
    meaning = f" A challenge is {context.challenge}." if context.brief.challenge else ""
    return [Subheading("Who starts"), Paragraph(f"{_likelier(context)}{meaning}"), Bullets(said)]


def _likelier(context: Context) -> str:
    one, *rest = sorted((q for id in context.actors if (q := context.find("challenge", id))), key=lambda q: -q.value)
    if rest and one.value - rest[0].value <= (one.error or 0.0) + (rest[0].error or 0.0) + BEYOND_ROUNDING:
        return "Nobody is clearly the likeliest to challenge first."
    start = ", with the first move as well" if one.key.actor == context.brief.first else ""
    return f"Likeliest to challenge first: {context.actors[one.key.actor]}{start}."
