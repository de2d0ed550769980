"""How the campaign is likely to go and to end."""

from __future__ import annotations

from ...campaign.record import Turn
from ...forecast.campaign_metrics import AT_PRIOR
from ...forecast.metrics import Values
from .. import charts
from ..blocks import Block, Bullets, Details, Facts, Figure, Paragraph, Subheading, Table
from ..charts import Measure
from ..page import Section
from ..prose import Prose, Strong
from ..sections.tables import bar, plain_table, within, words
from ..sections.told import chance, joined, sentence
from .told import Telling

HIGH_FORCE = 4


def finding(told: Telling) -> Prose:
    """The likeliest endings and the headline events, in a few sentences."""
    first, *rest = ranked(told)
    said: list[str | Strong] = [
        "The likeliest end is: ",
        Strong(f"{told.endings[first]} ({told.tell('outcome', of=first)})"),
    ]
    if rest:
        said.append(f"; then {told.endings[rest[0]]} ({told.tell('outcome', of=rest[0])})")
    events = [f"{told.events[k.of]} ({told.tell('event', of=k.of)})" for k in told.headlines if k.name == "event"]
    said.append(f". At least once within the window: {joined(events)}. " if events else ". ")
    said.append("These are chances that the model implies at the values of the file, most of them judgements.")
    return said


def ranked(told: Telling) -> list[str]:
    """Endings from the likeliest to the least likely; those that cannot be are left out."""
    found = told.study.outlook.outcomes
    return sorted((n for n in told.endings if found[n].value > 0), key=lambda name: -found[name].value)


def outlook(told: Telling) -> Section:
    """Endings, length, events, the climb."""
    return Section(
        "outlook",
        "How it is likely to go, and to end",
        [
            Paragraph(told.campaign.summary.strip()),
            _setting(told),
            Subheading("How it ends"),
            _endings(told),
            Paragraph(_length(told)),
            Subheading("What happens on the way"),
            _events(told),
            *_sequences(told),
            *_precedents(told),
            Subheading("How far it climbs"),
            *_climb(told),
        ],
    )


def _setting(told: Telling) -> Block:
    c = told.campaign
    rungs = [(r.name, r.domain, str(r.force), r.nuclear if r.nuclear != "none" else "–") for r in c.ladder]
    sides: list[tuple[str, Prose]] = [
        (a.name, f"Privately {joined([t.name for t in a.types])}.".replace(" and ", " or ")) for a in c.actors
    ]
    doctrines: list[tuple[str, Prose]] = [(sentence(d.name), d.text.strip()) for d in c.doctrines]
    rules: list[Block] = []
    if doctrines:
        said = "A committed type carries out one of these rules; a strategic one weighs what it expects."
        rules = [Paragraph(said), Facts(doctrines)]
    return Details(
        "The actors, the turns, the ladder and the doctrines",
        [
            Facts(sides),
            Table(
                "turns",
                "Who chooses when, and among what",
                words("Turn", "Who", "Moves"),
                [_turn(told, t) for t in c.turns],
            ),
            plain_table(
                "ladder",
                "The ladder, from its lowest rung",
                ("Rung", "Domain", "Force level (1 to 5)", "Nuclear"),
                rungs,
                heads=4,
            ),
            *rules,
        ],
    )


def _turn(told: Telling, turn: Turn) -> tuple[str, str, str]:
    return sentence(turn.name), told.bearers[turn.actor], "; ".join(m.name for m in turn.moves)


def _endings(told: Telling) -> Block:
    found = told.study.outlook.outcomes
    rows, cells = [], []
    for name in ranked(told):
        label, value, text = sentence(told.endings[name]), found[name].value, told.tell("outcome", of=name)
        tried = [
            p
            for v in told.study.robustness
            if v.label.startswith(("precision", "tremble"))
            for p in [_moved(told, v.values, name)]
        ]
        among = (min(tried), max(tried)) if tried else None
        rows.append(bar(label, value, text, among))
        cells.append((label, text, *(chance(p) for p in among or (value, value))))
    best = ranked(told)[0]
    return Figure(
        "fig-endings",
        f"The likeliest end: {told.endings[best]}",
        charts.bars(rows, measure=Measure("Probability that it ends this way")),
        f"Horizontal bars, one for each way of ending. The longest is {told.endings[best]}, {found[best].value:.0%}.",
        "Each bar is one way of ending; together they make up all courses. The thin line runs from the least to the "
        "most that came out when the actors choose half or twice as precisely, or err a tenth or three times as often.",
        plain_table(
            "numbers-endings",
            "Ways of ending, with the range over other precisions and trembles",
            ("Ending", "Probability", "Least", "Most"),
            cells,
        ),
    )


def _moved(told: Telling, values: Values, name: str) -> float:
    key = next(k for k in values if k.name == "outcome" and k.of == name)
    return told.moved(values, key)


def _length(told: Telling) -> Prose:
    days, moves = told.find("duration", of="days"), told.find("duration", of="moves")
    assert days is not None and moves is not None
    said = f"It takes {moves.value:.0f} of at most {told.campaign.window.moves} moves on average"
    return f"{said}, about {days.value:,.0f} days as the file counts them." if days.value > 0 else f"{said}."


def _events(told: Telling) -> Block:
    rows, cells = [], []
    for event in told.campaign.events:
        q, n = told.find("event", of=event.id), told.find("event_count", of=event.id)
        assert q is not None and n is not None
        rows.append(bar(sentence(event.name), q.value, told.tell("event", of=event.id), within(q.value, q.error)))
        cells.append((sentence(event.name), told.tell("event", of=event.id), f"{n.value:.2f}"))
    return Figure(
        "fig-events",
        "Chance that each event comes at least once",
        charts.bars(rows, measure=Measure("Probability within the window", lowest=0, highest=1)),
        "Horizontal bars, one for each event that the file names.",
        "Each bar is the chance that the event comes at least once before the window closes; the thin line is "
        "grid error.",
        plain_table(
            "numbers-events",
            "Events: chance of at least one, and expected number",
            ("Event", "Probability", "Expected number"),
            cells,
        ),
    )


def _sequences(told: Telling) -> list[Block]:
    rows = []
    for s in told.campaign.sequences:
        cells = [told.tell("follows", of=s.id, given=g) for g in ("first", "next", "ever")]
        rows.append((sentence(s.name), *cells))
    if not rows:
        return []
    return [
        Subheading("What follows what"),
        plain_table(
            "sequences",
            "One event after another",
            (
                "Event, after another",
                "At its first opportunity, whatever came before",
                "At its next opportunity after",
                "Ever afterwards",
            ),
            rows,
            "The second column is of courses in which the other event has happened: what is compared differs by more "
            "than that event, for it comes where play and beliefs led to it.",
        ),
    ]


def _precedents(told: Telling) -> list[Block]:
    names = {"challenge": "a challenge", **{t.id: t.name for t in told.campaign.thresholds}}
    rows = [
        (sentence(p.name), sentence(name), *cells)
        for p in told.campaign.precedents
        for given, name in names.items()
        if (cells := [told.tell("precedent", of=p.id, given=f"{given}{which}") for which in ("", AT_PRIOR)])[0] != "–"
    ]
    if not rows:
        return []
    return [
        Subheading("The next crisis"),
        plain_table(
            "precedents",
            "The next crisis after an event, against the same crisis with beliefs at the prior",
            ("After", "In the next crisis", "Chance", "The same at the prior"),
            rows,
            "Same public state, same move, same time left: the difference is what was learned, and nothing else.",
            heads=2,
        ),
    ]


def _climb(told: Telling) -> list[Block]:
    q = {(x.key.of, x.key.given): x for x in told.study.outlook.named("peak_rung")}
    rows = [
        (sentence(name), *(chance(q[rung, given].value, q[rung, given].error) for given in ("intended", "realised")))
        for rung, name in told.rungs.items()
    ]
    blocks: list[Block] = [
        plain_table(
            "peaks", "The highest rung: meant by someone, and really reached", ("Rung", "Intended", "Reached"), rows
        )
    ]
    said: list[Prose] = []
    for threshold in told.campaign.thresholds:
        causes = [
            f"{x.key.given} {chance(x.value, x.error)}"
            for x in told.study.outlook.named("crossing")
            if x.key.of == threshold.id and x.key.given and x.value > 5e-4
        ]
        by = f" (first crossed by cause: {', '.join(causes)})" if causes else ""
        said.append(f"{sentence(threshold.name)}: {told.tell('crossing', of=threshold.id)}{by}.")
    return [*blocks, *([Bullets(said)] if said else [])]
